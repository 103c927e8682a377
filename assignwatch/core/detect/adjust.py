"""Corporate actions: what an instrument turned into accounts for the change of both.

`weigh.py` asks before it looks for assignments: an option series that vanishes while a sibling
appears was adjusted, not called. An adjustment explains a change only where the positions show its
ratio, to within one unit that is paid out as cash; where they do not, it explains nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect import evidence
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption
from assignwatch.core.model import Leg, PositionKey, later
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.words import AdjustmentCause, Grade, Kind

_ZERO = Decimal()
_ONE = Decimal(1)
_EARLY = timedelta(days=1)
"""A broker may show a corporate action the evening before the day that it is dated."""


@dataclass(frozen=True, slots=True)
class Adjusting:
    """What the adjustments explained, and what they left."""

    findings: tuple[Finding, ...]
    left: tuple[Residual, ...]


def adjust(
    adjustments: Sequence[Adjustment], residuals: Sequence[Residual], policy: Policy
) -> Adjusting:
    """Take off what corporate actions account for, each once for each side of a position."""
    left, found = list(residuals), []
    for adjustment in sorted(adjustments, key=lambda a: (_effective(a), a.id)):
        for side in sorted({r.key.side for r in left}):
            parts = _parts(adjustment, side, left, policy)
            if parts:
                found.append(_finding(adjustment, parts))
                left = [r for r in left if r not in parts]
    return Adjusting(tuple(found), tuple(left))


def entangled(
    adjustments: Sequence[Adjustment], left: Sequence[Residual], policy: Policy
) -> Iterator[Adjusting]:
    """Ways in which an adjustment and something else together may have made one change.

    A share that is split the night in which options on it are called shows neither ratio nor
    delivery by itself. Only a way that leaves less open is worth anything: the caller tries each.
    """
    for adjustment in adjustments:
        for residual in left:
            if residual.instrument != adjustment.new or _distance(residual, adjustment):
                continue
            for other, rest in _apart(adjustment, residual, left, policy):
                if not rest or rest == residual.quantity:
                    continue
                moved = residual.part(residual.quantity - rest)
                parts = [moved] if other is None else [other, moved]
                open_ = [r for r in left if r is not residual and r is not other]
                finding = _finding(adjustment, parts)
                yield Adjusting((finding,), (*open_, residual.part(rest)))


def _apart(
    adjustment: Adjustment, residual: Residual, left: Sequence[Residual], policy: Policy
) -> Iterator[tuple[Residual | None, Decimal]]:
    """What is left of a change without the adjustment: after it, or before it and so multiplied."""
    if adjustment.old == adjustment.new:
        before = _before(residual, adjustment)
        if before:
            yield None, residual.quantity - before * (_rate(adjustment) - _ONE)
            yield None, (residual.quantity + before) / _rate(adjustment) - before
        return
    if adjustment.cause is AdjustmentCause.SPIN_OFF:
        return
    for old in left:
        same = old.instrument == adjustment.old and old.key.side == residual.key.side
        if same and not old.after and _distance(old, adjustment) <= policy.pair_within:
            yield old, residual.quantity - _before(old, adjustment) * _rate(adjustment)


def _effective(adjustment: Adjustment) -> datetime:
    return adjustment.effective.at if adjustment.effective is not None else adjustment.at


def _parts(
    adjustment: Adjustment, side: str, left: Sequence[Residual], policy: Policy
) -> list[Residual]:
    """The residuals that show this adjustment; none where they do not show it."""
    near = sorted(
        (r for r in left if r.key.side == side and _distance(r, adjustment) <= policy.pair_within),
        key=lambda r: (_distance(r, adjustment), r.at),
    )
    new = [r for r in near if r.instrument == adjustment.new]
    if adjustment.old == adjustment.new:
        return next(([r] for r in new if _turned(r, adjustment)), [])
    if adjustment.cause is AdjustmentCause.SPIN_OFF:
        return new[:1]
    for old in (r for r in near if r.instrument == adjustment.old and not r.after):
        wanted = _before(old, adjustment) * _rate(adjustment)
        for other in new:
            if abs(wanted - other.quantity) < _ONE and wanted * other.quantity >= 0:
                return [old, other]
        if abs(wanted) < _ONE or adjustment.cash:
            return [old]
    return []


def _distance(residual: Residual, adjustment: Adjustment) -> timedelta:
    """How far the step of a residual lies from the moment at which the adjustment took effect."""
    start = _effective(adjustment)
    if later(residual.at, _EARLY) < start:
        return timedelta.max
    return max(timedelta(), residual.since - start, start - residual.at)


def _rate(adjustment: Adjustment) -> Decimal:
    return adjustment.ratio[0] / adjustment.ratio[1]


def _before(residual: Residual, adjustment: Adjustment) -> Decimal:
    """The position when the adjustment took effect."""
    start = _effective(adjustment)
    return residual.before + sum((f.quantity for f in residual.facts if f.at < start), _ZERO)


def _turned(residual: Residual, adjustment: Adjustment) -> bool:
    """Whether the position became the ratio's multiple of what it was."""
    before = _before(residual, adjustment)
    wanted = before * _rate(adjustment) - before
    return (
        bool(before) and abs(wanted - residual.quantity) < _ONE and wanted * residual.quantity > 0
    )


def _finding(adjustment: Adjustment, parts: Sequence[Residual]) -> Finding:
    day = adjustment.effective.at if adjustment.effective is not None else adjustment.at
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
        day=day.date(),
        occurred=(min(r.since for r in parts), max(r.at for r in parts)),
        cash=_paid(old, adjustment) if old.key == own else None,
        late=any(r.late for r in parts),
        evidence=(reason,),
        consumes=tuple(Consumption(r.key, r.quantity, ()) for r in parts),
        keys=tuple(r.key for r in parts),
    )


def _paid(old: Residual, adjustment: Adjustment) -> dict[str, Decimal] | None:
    """The money that it pays for each old unit; cash for a rest below one unit is not told."""
    units = _before(old, adjustment)
    return {currency: units * each for currency, each in adjustment.cash.items()} or None
