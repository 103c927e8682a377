"""Corporate actions: what an instrument turned into accounts for the change of both.

`weigh.py` asks before it looks for assignments: an option series that vanishes while a sibling
appears was adjusted, not called. An adjustment explains a change only where the positions show its
ratio, to within one unit that is paid out as cash; where they do not, it explains nothing by
itself. What it may explain together with something else, `entangled.py` tries.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption
from assignwatch.core.holdings import held_at
from assignwatch.core.model import Leg, PositionKey, later
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account
from assignwatch.core.words import AdjustmentCause, Grade, Kind, Side

_ZERO = Decimal()
_ONE = Decimal(1)
_DAY = timedelta(days=1)
_EARLY = _DAY
"""A broker may show a corporate action the evening before the day that it is dated."""


@dataclass(frozen=True, slots=True)
class Adjusting:
    """What the adjustments explained, and what they left."""

    findings: tuple[Finding, ...]
    left: tuple[Residual, ...]


def adjust(
    account: Account,
    adjustments: Sequence[Adjustment],
    residuals: Sequence[Residual],
    policy: Policy,
) -> Adjusting:
    """Take off what corporate actions account for, each once for each side of a position."""
    left, found = list(residuals), []
    for adjustment in in_order(adjustments):
        for side in sorted({r.key.side for r in left}):
            parts = _parts(account, adjustment, side, left, policy)
            if parts:
                found.append(finding_of(adjustment, parts))
                left = [r for r in left if r not in parts]
    return Adjusting(tuple(found), tuple(left))


def in_order(adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    """As they took effect."""
    return sorted(adjustments, key=lambda a: (effective(a), a.id))


def effective(adjustment: Adjustment) -> datetime:
    """When it took effect, as far as that is said."""
    return adjustment.effective.at if adjustment.effective is not None else adjustment.at


def over(adjustment: Adjustment) -> datetime:
    """When it had taken effect for certain: what names a day alone may be of any time of it."""
    if adjustment.effective is not None:
        return adjustment.effective.over_at
    return later(adjustment.at, _DAY) if adjustment.at.time() == time() else adjustment.at


def _parts(
    account: Account,
    adjustment: Adjustment,
    side: Side,
    left: Sequence[Residual],
    policy: Policy,
) -> list[Residual]:
    """The residuals that show this adjustment; none where they do not show it."""
    near = [r for r in nearest(left, adjustment, policy) if r.key.side is side]
    new = [r for r in near if r.instrument == adjustment.new]
    if adjustment.old == adjustment.new:
        return next(([r] for r in new if _turned(r, adjustment)), [])
    if adjustment.cause is AdjustmentCause.SPIN_OFF:
        wanted = spun_off(account, adjustment, side)
        return next(([r] for r in new if is_about(r.quantity, wanted)), [])
    for old in (r for r in near if r.instrument == adjustment.old and not r.after):
        for held in perhaps_before(old, adjustment):
            for other in new:
                if is_about(other.quantity, held * rate(adjustment)):
                    return [old, other]
        wanted = before(old, adjustment) * rate(adjustment)
        if abs(wanted) < _ONE or (adjustment.cash and old.at >= effective(adjustment)):
            return [old]
    return []


def is_about(moved: Decimal, wanted: Decimal) -> bool:
    """Whether just this moved, but for a rest below one unit, which is paid out as cash."""
    return abs(wanted - moved) < _ONE and wanted * moved > 0


def spun_off(account: Account, adjustment: Adjustment, side: Side) -> Decimal:
    """What a spin-off brings to those who held the old instrument when it took effect."""
    held = held_at(account, PositionKey(adjustment.old, side), effective(adjustment))
    return held * rate(adjustment)


def nearest(
    residuals: Iterable[Residual], adjustment: Adjustment, policy: Policy
) -> list[Residual]:
    """Those of which the adjustment may be a part, the nearest to its moment or day first.

    That may be the time at which it was read, and positions may follow or run ahead of it.
    """
    near = (r for r in residuals if distance(r, adjustment) <= policy.pair_within)
    return sorted(near, key=lambda r: (distance(r, adjustment), r.at))


def distance(residual: Residual, adjustment: Adjustment) -> timedelta:
    """How far the step of a residual lies from the time at which the adjustment took effect."""
    start = effective(adjustment)
    if later(residual.at, _EARLY) < start:
        return timedelta.max
    return max(timedelta(), residual.since - over(adjustment), start - residual.at)


def rate(adjustment: Adjustment) -> Decimal:
    """New units for one old unit."""
    return adjustment.ratio[0] / adjustment.ratio[1]


def before(residual: Residual, adjustment: Adjustment) -> Decimal:
    """The position when the adjustment took effect."""
    start = effective(adjustment)
    return residual.before + sum((f.quantity for f in residual.facts if f.at < start), _ZERO)


def perhaps_before(residual: Residual, adjustment: Adjustment) -> Iterator[Decimal]:
    """The same, the likeliest first, where nothing says which trades of that time came before it.

    Only a time that is told beside that of its record does, if the step holds it.
    """
    held = before(residual, adjustment)
    yield held
    said = adjustment.effective
    if said is not None and not said.whole_day and residual.since < said.at <= residual.at:
        return
    others = accumulate((f.quantity for f in residual.facts), initial=residual.before)
    yield from (other for other in others if other != held)


def _turned(residual: Residual, adjustment: Adjustment) -> bool:
    """Whether the position became the ratio's multiple of what it was."""
    return any(
        is_about(residual.quantity, held * rate(adjustment) - held)
        for held in perhaps_before(residual, adjustment)
    )


def finding_of(adjustment: Adjustment, parts: Sequence[Residual]) -> Finding:
    """The incident that it is, made of these changes."""
    own = PositionKey(adjustment.old, parts[0].key.side)
    old = next((r for r in parts if r.key == own), parts[0])
    reason = evidence.adjusted(adjustment)
    return Finding(
        kind=Kind.CORPORATE_ACTION,
        grade=Grade.CONFIRMED,
        severity=severity_of(Kind.CORPORATE_ACTION),
        key=own,
        contracts=abs(old.quantity),
        legs=tuple(Leg(r.instrument, r.quantity) for r in parts),
        day=effective(adjustment).date(),
        occurred=(min(r.since for r in parts), max(r.at for r in parts)),
        cash=_paid(old, adjustment) if old.key == own else None,
        late=any(r.late for r in parts),
        evidence=(reason,),
        consumes=tuple(Consumption(r.key, r.quantity, ()) for r in parts),
        keys=tuple(r.key for r in parts),
    )


def _paid(old: Residual, adjustment: Adjustment) -> dict[str, Decimal] | None:
    """The money that it pays for each old unit; cash for a rest below one unit is not told."""
    units = before(old, adjustment)
    return {currency: units * each for currency, each in adjustment.cash.items()} or None
