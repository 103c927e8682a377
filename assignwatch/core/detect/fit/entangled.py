"""Changes that corporate actions made together with something else, or with each other.

A share that is split the night in which options on it are called shows neither ratio nor delivery
by itself, and one that was split and renamed between two readings shows neither ratio. `weigh.py`
tries each way that is told here when `adjust.py` has taken off what is plain. Only a way that
leaves less open is worth anything, and of two that leave as much the one that keeps to the times
that are told. Of what is left then, a change that comes near to a ratio is that and a rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from assignwatch.core.detect.fit.adjust import (
    Adjusting,
    before,
    distance,
    effective,
    finding_of,
    in_order,
    is_about,
    nearest,
    perhaps_before,
    rate,
    spun_off,
)
from assignwatch.core.detect.residual import Residual
from assignwatch.core.holdings import held_at
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account
from assignwatch.core.words import AdjustmentCause, Side

_ZERO = Decimal()
_ONE = Decimal(1)
_AT_ONCE = 3
"""So many of them may have been at work in one night."""

_TRIED = 4
"""Of so many changes, the nearest, it is asked whether one adjustment was a part of them."""
_CHOICES = 2
"""With so many choices of the trades before it, the likeliest."""
_MORE = 1
"""So many ways of one adjustment are tried beyond as many as may still be at work, the nearest."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The adjustments that it takes, what they make, and how far that is from their times."""

    used: tuple[Adjustment, ...]
    made: Adjusting
    apart: timedelta


def entangled(
    account: Account, adjustments: Sequence[Adjustment], left: Sequence[Residual], policy: Policy
) -> Iterator[Adjusting]:
    """The ways in which adjustments that nothing shows by itself may have been at work.

    Those within the times that are told come first.
    """
    ways = _ways(account, in_order(adjustments), left, policy, _AT_ONCE)
    for way in sorted(ways, key=lambda way: way.apart):
        yield way.made


def _ways(
    account: Account,
    adjustments: Sequence[Adjustment],
    left: Sequence[Residual],
    policy: Policy,
    most: int,
) -> Iterator[_Way]:
    for i, adjustment in enumerate(adjustments):
        rest = adjustments[i + 1 :]
        own = list(_besides(account, adjustment, left, policy))
        for second in adjustments:
            if second is not adjustment and effective(adjustment) <= effective(second):
                own += _chained(adjustment, second, left, policy)
        for way in sorted(own, key=lambda way: way.apart)[: most + _MORE]:
            yield way
            unused = [other for other in rest if other not in way.used]
            if most > len(way.used):
                for more in _ways(account, unused, way.made.left, policy, most - len(way.used)):
                    findings = (*way.made.findings, *more.made.findings)
                    made = Adjusting(findings, more.made.left)
                    yield _Way((*way.used, *more.used), made, max(way.apart, more.apart))


def nearly(
    account: Account, adjustments: Sequence[Adjustment], left: Sequence[Residual]
) -> Adjusting:
    """What adjustments make of changes that come near to their ratios, and the rest of those.

    One that is less than half of it, or more than half as much again, does not show it.
    """
    findings, rest = [], list(left)
    for adjustment in in_order(adjustments):
        for residual in [r for r in rest if _is_of(r, adjustment)]:
            made = _made(account, adjustment, residual)
            if made and abs(residual.quantity - made) * 2 < abs(made):
                findings.append(finding_of(adjustment, [residual.part(made)]))
                rest[rest.index(residual)] = _remaining(residual, residual.quantity - made)
    return Adjusting(tuple(findings), tuple(rest))


def _is_of(residual: Residual, adjustment: Adjustment) -> bool:
    """Whether it is a change of what is new, at that time or on that day."""
    inside = not distance(residual, adjustment) and residual.record is None
    return inside and residual.instrument == adjustment.new


def _made(account: Account, adjustment: Adjustment, residual: Residual) -> Decimal:
    """What an adjustment that leaves the old position in place makes of it."""
    if adjustment.old == adjustment.new:
        return before(residual, adjustment) * (rate(adjustment) - _ONE)
    if adjustment.cause is AdjustmentCause.SPIN_OFF:
        return spun_off(account, adjustment, residual.key.side)
    return _ZERO


# ------------------------------------------------------------------------- one, and something else


def _besides(
    account: Account, adjustment: Adjustment, left: Sequence[Residual], policy: Policy
) -> Iterator[_Way]:
    """What is left of a change when an adjustment that it does not show alone is taken off."""
    for residual in _candidates(account, adjustment, left, policy):
        for old, rest in _apart(account, adjustment, residual, left, policy):
            if not rest or rest == residual.quantity:
                continue
            moved = residual.part(residual.quantity - rest)
            finding = finding_of(adjustment, [moved] if old is None else [old, moved])
            others = [r for r in left if r is not residual and r is not old]
            made = Adjusting((finding,), (*others, _remaining(residual, rest)))
            yield _Way((adjustment,), made, distance(residual, adjustment))


def _candidates(
    account: Account, adjustment: Adjustment, left: Sequence[Residual], policy: Policy
) -> Iterator[Residual]:
    """The changes of what is new; and where there are none although there should be, that."""
    near = nearest(left, adjustment, policy)
    for side in Side:
        key = PositionKey(adjustment.new, side)
        changed = [r for r in near if r.key == key]
        yield from changed[:_TRIED]
        if adjustment.cause is AdjustmentCause.SPIN_OFF:
            continue
        still: list[Residual] = []
        for template in (r for r in near if r.key.side is side):
            if len(still) < _TRIED and not any(_overlap(template, r) for r in (*changed, *still)):
                held = _ZERO
                if adjustment.old == adjustment.new:
                    start = max(template.since, min(effective(adjustment), template.at))
                    held = held_at(account, key, start)
                still.append(_unmoved(template, key, held))
        yield from still


def _overlap(one: Residual, other: Residual) -> bool:
    return one.since < other.at and other.since < one.at


def _apart(
    account: Account,
    adjustment: Adjustment,
    residual: Residual,
    left: Sequence[Residual],
    policy: Policy,
) -> Iterator[tuple[Residual | None, Decimal]]:
    """What is left of a change without the adjustment: after it, or before it and so multiplied.

    Where nothing was held before, all that it multiplied had come in the meantime.
    """
    ratio = rate(adjustment)
    if adjustment.old == adjustment.new:
        for held in islice(perhaps_before(residual, adjustment), _CHOICES if ratio else 0):
            yield None, residual.quantity - held * (ratio - _ONE)
            yield None, (residual.quantity + held) / ratio - held
        return
    if adjustment.cause is AdjustmentCause.SPIN_OFF:
        came = spun_off(account, adjustment, residual.key.side)
        if came:
            yield None, residual.quantity - came
        return
    for old in left:
        same = old.instrument == adjustment.old and old.key.side is residual.key.side
        if same and not old.after and distance(old, adjustment) <= policy.pair_within:
            for held in islice(perhaps_before(old, adjustment), _CHOICES):
                yield old, residual.quantity - held * ratio


def _remaining(residual: Residual, rest: Decimal) -> Residual:
    """The change that followed the adjustment. Its price cannot be told from the adjusted ones."""
    held = residual.before + residual.quantity - rest
    return replace(residual, quantity=rest, before=held, price=None, slack=_ZERO, held_at=None)


def _unmoved(template: Residual, key: PositionKey, held: Decimal) -> Residual:
    """A position that the same reading shows unchanged."""
    return replace(
        template,
        key=key,
        quantity=_ZERO,
        before=held,
        after=held,
        price=None,
        slack=_ZERO,
        closing=None,
        held_at=None,
        facts=(),
    )


# ------------------------------------------------------------------------- one after the other


def _chained(
    first: Adjustment, second: Adjustment, left: Sequence[Residual], policy: Policy
) -> Iterator[_Way]:
    """Two that came one after the other between the same readings."""
    if first.new != second.old:
        return
    around = nearest(left, first, policy)
    for side in Side:
        near = {r.instrument: r for r in reversed(around) if r.key.side is side}
        start = near.get(first.old)
        held = before(start, first) if start is not None else _ZERO
        if start is None or not held:
            continue
        between = held * rate(first)
        legs = [
            _sum((first.old, -held), (first.new, between)),
            _sum((second.old, -between), (second.new, between * rate(second))),
        ]
        whole = _sum(*legs[0].items(), *legs[1].items())
        moved = {what: near[what].quantity for what in whole if what in near}
        shown = all(
            is_about(moved.get(what, _ZERO), wanted) or (not wanted and what not in moved)
            for what, wanted in whole.items()
        )
        if not shown:
            continue
        for what, quantity in moved.items():  # what was rounded off belongs to the last one
            legs[1][what] = quantity - legs[0].get(what, _ZERO)
        found = [
            finding_of(adjustment, [_leg(near, start, what, q) for what, q in leg.items() if q])
            for adjustment, leg in zip((first, second), legs, strict=True)
        ]
        used = [near[what] for what in moved]
        rest = tuple(r for r in left if not any(r is one for one in used))
        apart = max(distance(start, first), distance(start, second))
        yield _Way((first, second), Adjusting(tuple(found), rest), apart)


def _sum(*legs: tuple[InstrumentId, Decimal]) -> dict[InstrumentId, Decimal]:
    total: dict[InstrumentId, Decimal] = {}
    for what, quantity in legs:
        total[what] = total.get(what, _ZERO) + quantity
    return total


def _leg(
    near: dict[InstrumentId, Residual], start: Residual, what: InstrumentId, quantity: Decimal
) -> Residual:
    own = near.get(what)
    if own is None:
        own = _unmoved(start, PositionKey(what, start.key.side), _ZERO)
    return own.part(quantity)
