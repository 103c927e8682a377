"""Corrections of what nobody had recorded: the broker takes back what only positions told.

`lane.py` collects them, `placing.py` takes what they took back out of the changes before these are
matched, and `fitting.py` out of what is left. A correction explains the step that shows the return;
but what it returns was never called, so that the change before must not stand either. One of a
contract takes back a call where all that this delivered is corrected as well: one of the contract
alone says only that it is there again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import Cause

_ZERO = Decimal()
_TOGETHER = timedelta(days=1)
"""The legs of one call are corrected within this."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction moved; `of_record`: it turns back a record, and nothing besides."""

    key: PositionKey
    fact: Fact
    of_record: bool

    @property
    def quantity(self) -> Decimal:
        """The signed change."""
        return self.fact.quantity


def corrections(told: Sequence[Told]) -> list[Correction]:
    """All that are on record, and the legs that they name and no record of their own tells."""
    found: list[Correction] = []
    named: list[Correction] = []
    for one in told:
        back = {(w.id, w.instrument) for h in one.found for w in h.corrections}
        for happening in one.counted:
            if happening.cause is not Cause.CORRECTION or one.is_settled(happening):
                continue
            of_record = any((w.id, w.instrument) in back for w in happening.witnesses)
            at, quantity = happening.at, happening.quantity
            found.append(Correction(one.key, Fact(at, quantity, booked=True), of_record))
            named += (
                Correction(PositionKey(leg.instrument), Fact(when, leg.quantity), of_record)
                for when, leg in happening.moved
            )
    return [*found, *(leg for leg in named if not any(_is_same(leg, own) for own in found))]


def _is_same(leg: Correction, own: Correction) -> bool:
    apart = abs(leg.fact.at - own.fact.at)
    return (leg.key, leg.quantity) == (own.key, own.quantity) and apart <= _TOGETHER


def without_corrected(
    state: State, residuals: Sequence[Residual], said: Sequence[Correction], policy: Policy
) -> list[Residual]:
    """These changes, less what of them was called and taken back, legs and all."""
    left, unused = list(residuals), list(said)
    for together in _called(state, said):
        if not all(_is_in(one, unused) for one in together):
            continue
        legs = _legs(state, together, unused)
        if legs is None:
            continue
        less = _less(left, [*together, *legs], policy)
        if less is not None:
            left = less
            unused = [o for o in unused if not _is_in(o, together) and not _is_in(o, legs)]
    return left


def without_returned(
    residuals: Sequence[Residual], said: Sequence[Correction], policy: Policy
) -> list[Residual]:
    """Changes that nothing fits, less those of which a later correction returns just all."""
    left = list(residuals)
    for one in said:
        back = (r for r in reversed(left) if r.quantity == -one.quantity)
        gone = next((r for r in back if not one.of_record and _is_before(r, one, policy)), None)
        left = [residual for residual in left if residual is not gone]
    return left


def _called(state: State, said: Sequence[Correction]) -> Iterator[list[Correction]]:
    """Corrections of contracts, each by itself, then all that lie close together."""
    own = [c for c in said if not c.of_record and _delivered(state, c) is not None]
    yield from ([one] for one in own)
    for one in own:
        near = [c for c in own if abs(c.fact.at - one.fact.at) <= _TOGETHER]
        if len(near) > 1:
            yield near


def _delivered(state: State, one: Correction) -> law.Effect | None:
    contract = state.described(one.key.instrument, one.fact.at)
    if contract is None or not law.delivers(contract):
        return None
    return law.effect(contract, one.quantity)


def _legs(
    state: State, together: Sequence[Correction], among: Sequence[Correction]
) -> list[Correction] | None:
    """The corrections of all that these contracts delivered; None where one is missing."""
    moved: law.Effect = {}
    for one in together:
        for what, quantity in (_delivered(state, one) or {}).items():
            moved[what] = moved.get(what, _ZERO) + quantity
    times = [one.fact.at for one in together]
    found: list[Correction] = []
    for what, quantity in moved.items():
        near = [
            c
            for c in among
            if c.key == PositionKey(what) and _is_near(c.fact.at, times) and c not in together
        ]
        just = [c for c in near if c.quantity == quantity][:1]
        legs = just or near
        if sum((c.quantity for c in legs), _ZERO) != quantity:
            return None
        found += legs
    return found


def _is_near(at: datetime, times: Sequence[datetime]) -> bool:
    return any(abs(at - other) <= _TOGETHER for other in times)


def _less(
    residuals: Sequence[Residual], back: Sequence[Correction], policy: Policy
) -> list[Residual] | None:
    """The changes less what these return, the latest first; None where that is not there."""
    left = list(residuals)
    wanted: dict[PositionKey, Decimal] = {}
    for one in back:
        if not one.of_record:
            wanted[one.key] = wanted.get(one.key, _ZERO) - one.quantity
    for key, quantity in wanted.items():
        rest = quantity
        for i in reversed(range(len(left))):
            r = left[i]
            of_it = r.key == key and r.quantity * rest > 0 and r.record is None
            if of_it and any(_is_before(r, c, policy) for c in back):
                part = min(r.quantity, rest, key=abs)
                left[i], rest = r.share(r.quantity - part), rest - part
        if rest:
            return None
    return [residual for residual in left if residual.quantity]


def _is_before(residual: Residual, one: Correction, policy: Policy) -> bool:
    """Whether the change was seen when it was corrected; a step's own record is not its return."""
    told = one.fact.at_its_end.at
    own = [(f.told_at, f.quantity) for f in residual.facts]
    return (
        residual.key == one.key
        and (one.fact.at, one.quantity) not in own
        and timedelta() < told - residual.at <= policy.pair_within
        and not residual.unanswered
    )


def _is_in(one: Correction, among: Sequence[Correction]) -> bool:
    return any(one is other for other in among)
