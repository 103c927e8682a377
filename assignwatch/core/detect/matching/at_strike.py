"""Legs with a record of their own, and the contract gone that delivers just that, at its strike.

`fitting.py` asks before it matches legs. Where a contract is on record too, `leg_of.py` has put the
leg to it; this is for one of which only a reading tells. Of one day or night, the whole of what
went, and at its price: that is as good as an id, whatever else moved the same thing meanwhile. The
leg of one lot of several is put so only where legs fit in several ways otherwise, or not at all.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import product

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import later
from assignwatch.core.state import State

_ZERO = Decimal()
_NIGHT = timedelta(hours=12)
_DAY = timedelta(days=1)


def at_strike(
    state: State, left: Sequence[Residual], legs: Sequence[Residual]
) -> Iterator[tuple[Residual, Residual]]:
    """Each leg with its contract, where neither has another that fits as well.

    What names a day alone may be of any time of that day, and of the night after it: where none
    went about when the day began. A leg that says no price is of the only one that fits.
    """
    gone = [r for r in left if r.record is None and r.closes and not r.denied] if legs else []
    found: list[tuple[Residual, Residual]] = []
    for priced, by_day in product((True, False), (False, True)):
        used = {id(one) for pair in found for one in pair}
        fits = [
            (leg, r)
            for leg in legs
            if (leg.price is not None) is priced
            for r in gone
            if used.isdisjoint((id(leg), id(r))) and _delivers(state, r, leg, by_day=by_day)
        ]
        found += [
            (leg, contract)
            for leg, contract in fits
            if sum(leg is one or contract is other for one, other in fits) == 1
        ]
    yield from found


def parts_at_strike(
    state: State, left: Sequence[Residual], legs: Sequence[Residual]
) -> Iterator[tuple[Residual, Residual, Decimal]]:
    """Each leg with the one contract of which it may be a lot, and how many of that it is.

    Only a price says which; legs of several lots may be of one contract, up to all of it.
    """
    gone = [r for r in left if r.record is None and r.closes and not r.denied]
    used: dict[int, Decimal] = {}
    for leg in legs:
        fits = [(r, units) for r in gone if (units := _lots_in(state, r, leg))] if leg.price else []
        if len(fits) == 1:
            (contract, units), *_ = fits
            taken = used.get(id(contract), _ZERO) + units
            if abs(taken) <= abs(contract.quantity):
                used[id(contract)] = taken
                yield leg, contract, units


def _lots_in(state: State, gone: Residual, leg: Residual) -> Decimal:
    """How many of the contracts that went delivered just this leg, at its price; signed."""
    way = 1 if gone.quantity > 0 else -1
    one = _effect(state, gone, leg, Decimal(way), by_day=True)
    if one is None or list(one) != [leg.instrument] or leg.quantity * one[leg.instrument] <= 0:
        return _ZERO
    units = leg.quantity / one[leg.instrument]
    return units * way if units == int(units) and units <= abs(gone.quantity) else _ZERO


def _delivers(state: State, gone: Residual, leg: Residual, *, by_day: bool) -> bool:
    moved = _effect(state, gone, leg, gone.quantity, by_day=by_day)
    return moved == {leg.instrument: leg.quantity}


def _effect(
    state: State, gone: Residual, leg: Residual, change: Decimal, *, by_day: bool
) -> law.Effect | None:
    """What so many of a contract moved, where the leg is of its time and not of another price."""
    contract = state.described(gone.instrument, gone.judged_at)
    if contract is None or not law.delivers(contract):
        return None
    if leg.price is not None and leg.price not in law.price_of(contract, leg.instrument):
        return None
    near = is_near(leg, gone.since, gone.at, by_day=by_day)
    return effect(state, contract, change, gone.judged_at) if near else None


def is_near(leg: Residual, since: datetime, at: datetime, *, by_day: bool = True) -> bool:
    """Whether its record may be of that time: of the night, or `by_day` of the day that it names.

    A record may name a day alone; it may be as late as the end of that.
    """
    end = later(leg.at, _DAY) if by_day and leg.at.time() == time() else leg.at
    return since - _NIGHT <= end and leg.at <= at + _NIGHT
