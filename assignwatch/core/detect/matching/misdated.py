"""Records dated apart from the change that they are a part of, beside contracts in the same change.

`placing.py` asks while something is open, and judges what it gets. Brokers book dividends in
shares, transfers and corrections under other days than those on which positions show them. Such a
record that is a whole change is found without this (`answers.py`, `told.py`); of one that is only a
part the contracts tell: what is left of each change must be what they deliver. Here is only what
that may be, by its quantity.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, islice, product

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect, renamed
from assignwatch.core.detect.contracts.reach import common_part
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State

_ZERO = Decimal()
_ONE = Decimal(1)
_MOST = 6
"""Of more records near a change only the nearest are looked at."""
_LOOKS = 1000
"""Of more ways in which they may belong to several changes the first are."""

_Put = tuple[Fact, Residual]
"""A record, and the change that it may be a part of."""


def misdated(
    state: State,
    account: Account,
    seen: Sequence[Residual],
    left: Sequence[Residual],
    claims: Iterable[Claim],
    apart: Mapping[PositionKey, Sequence[Fact]],
    answers: Mapping[PositionKey, Sequence[Answer]],
    policy: Policy,
) -> Iterator[tuple[PositionKey, list[Fact]]]:
    """Records put to a reading that leaves something open: the fewest, and the nearest, first.

    `seen` are all changes of the group, `left` what of them does not fit, `apart` records that no
    reading is known to show; a part of a change they may be by `answers` already.
    """
    moved = list(_delivered(state, seen, claims)) if left and any(apart.values()) else []
    open_ = {(r.key, r.at) for r in left if r.record is None}
    for key, records in apart.items():
        changes = [r for r in seen if r.key == key and (key, r.at) in open_]
        if not records or not changes:
            continue
        unit = None if _is_contract(state, changes[0]) else _unit(account, key.instrument, moved)
        held = _held(key, seen, answers.get(key, ()))
        for puts in islice(_choices(changes, records, held, policy), _LOOKS):
            if all(_fits(rest, unit) for rest in _rests(key, puts, held, seen)):
                yield key, [replace(fact, at=change.at, dated=fact.at) for fact, change in puts]


def _delivered(
    state: State, seen: Sequence[Residual], claims: Iterable[Claim]
) -> Iterator[law.Effect]:
    """What each of the contracts that went delivers, as far as that is known."""
    for residual in seen:
        contract = state.described(residual.instrument, residual.judged_at)
        if contract is not None and law.delivers(contract):
            yield effect(state, contract, _ONE, residual.judged_at) or {}
    for claim in claims:
        yield effect(state, claim.contract, _ONE, claim.at) or dict(claim.effect)


def _unit(account: Account, what: InstrumentId, moved: Iterable[law.Effect]) -> Decimal:
    """All that they can deliver of it is a multiple of this; 0 if they deliver none."""
    return common_part(renamed(account, one, (what,)).get(what, _ZERO) for one in moved)


def _is_contract(state: State, change: Residual) -> bool:
    """Whether it is one that delivers: then any number of them may be left."""
    contract = state.described(change.instrument, change.judged_at)
    return contract is not None and law.delivers(contract)


def _fits(rest: Decimal, unit: Decimal | None) -> bool:
    """Whether nothing is left, or so much as contracts deliver; of contracts any number may be."""
    return unit is None or common_part((unit, rest)) == unit


def _held(
    key: PositionKey, seen: Sequence[Residual], answers: Iterable[Answer]
) -> dict[Fact, datetime]:
    """Of the change at which reading the records are a part so far."""
    held = {fact.as_told: r.at for r in seen if r.key == key for fact in r.facts}
    return held | {answer.fact.as_told: answer.at for answer in answers if not answer.own}


def _choices(
    changes: Sequence[Residual],
    records: Sequence[Fact],
    held: Mapping[Fact, datetime],
    policy: Policy,
) -> Iterator[tuple[_Put, ...]]:
    """Records each put to one of the changes: the fewest first, and of as many the nearest."""
    near: list[list[_Put]] = []
    for fact in records:
        others = [r for r in changes if held.get(fact) != r.at]
        about = [(fact, r) for r in others if _apart(fact, r) <= policy.pair_within]
        near += [sorted(about, key=_order)] if about else []
    near = sorted(near, key=lambda puts: _order(puts[0]))[:_MOST]
    for count in range(1, len(near) + 1):
        for some in combinations(near, count):
            yield from product(*some)


def _order(put: _Put) -> tuple[timedelta, datetime, Decimal, datetime]:
    """The nearest first, in a fixed order."""
    fact, change = put
    return _apart(fact, change), fact.at, fact.quantity, change.at


def _apart(fact: Fact, change: Residual) -> timedelta:
    """How far a record is dated from the time of a change."""
    return max(change.since - fact.at, fact.at - change.at, timedelta())


def _rests(
    key: PositionKey,
    puts: Sequence[_Put],
    held: Mapping[Fact, datetime],
    seen: Sequence[Residual],
) -> Iterator[Decimal]:
    """What is left of each change that these records are put to, or taken from."""
    for change in seen:
        come = [fact.quantity for fact, to in puts if to is change]
        go = [fact.quantity for fact, _ in puts if held.get(fact) == change.at]
        if change.key == key and (come or go):
            yield change.quantity - sum(come, _ZERO) + sum(go, _ZERO)
