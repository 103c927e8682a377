"""Records dated apart from the change that they are a part of, beside contracts in the same change.

`placing.py` asks while something is open, and judges what it gets. Brokers book dividends in
shares, transfers and corrections under other days than those on which positions show them. Such a
record that is a whole change is found without this (`answers.py`, `told.py`); of one that is only a
part the contracts tell: what is left of each change must be what they deliver. Here is only what
that may be, by its quantity.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain, combinations

from assignwatch.core.detect import law
from assignwatch.core.detect.delivery import effect, renamed
from assignwatch.core.detect.reach import common_part
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.detect.ways import Claim
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State

_ZERO = Decimal()
_ONE = Decimal(1)
_MOST = 6
"""Of more records near a change only the nearest are looked at."""


def misdated(
    state: State,
    account: Account,
    seen: Sequence[Residual],
    left: Sequence[Residual],
    claims: Iterable[Claim],
    apart: Mapping[PositionKey, Sequence[Fact]],
    policy: Policy,
) -> Iterator[tuple[PositionKey, list[Fact]]]:
    """Records put to a reading that leaves something open: the fewest, and the nearest, first.

    `seen` are all changes of the group, `left` what of them does not fit, `apart` records that no
    reading of their own time is known to show.
    """
    if not left or not any(apart.values()):
        return
    moved = list(_delivered(state, seen, claims))
    open_ = {(r.key, r.at) for r in left if r.record is None}
    for change in seen:
        if (change.key, change.at) not in open_:
            continue
        unit = _unit(account, change.instrument, moved)
        if not unit and not _is_contract(state, change):
            continue
        for some in _near(change, apart.get(change.key, ()), policy):
            rests = list(_rests(change, some, seen))
            if any(rests) and (not unit or common_part((unit, *rests)) == unit):
                yield change.key, [replace(fact, at=change.at, dated=fact.at) for fact in some]


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


def _near(change: Residual, apart: Sequence[Fact], policy: Policy) -> Iterator[tuple[Fact, ...]]:
    """Records of about that time and not of its own, in all choices."""

    def by(fact: Fact) -> timedelta:
        return max(change.since - fact.at, fact.at - change.at, timedelta())

    own = {fact.as_told for fact in change.facts}
    near = [f for f in apart if f not in own and by(f) <= policy.pair_within]
    near = sorted(near, key=lambda f: (by(f), f.at, f.quantity))[:_MOST]
    return chain.from_iterable(combinations(near, n) for n in range(1, len(near) + 1))


def _rests(change: Residual, some: Sequence[Fact], seen: Sequence[Residual]) -> Iterator[Decimal]:
    """What is left of a change with these records, and without them of those of their own time."""
    yield change.quantity - sum((fact.quantity for fact in some), _ZERO)
    for other in seen:
        own = {fact.as_told for fact in other.facts} if other.key == change.key else set()
        if own.intersection(some):
            yield other.quantity + sum((f.quantity for f in some if f in own), _ZERO)
