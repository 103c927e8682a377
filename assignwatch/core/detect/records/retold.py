"""Trades that are what a record of the broker's tells, though the two share no id.

`placing.py` asks where the positions leave something open. A trade names no cause, so by themselves
a trade and a record of the same quantity are two things that happened. Where the positions moved
only once they are two witnesses of one, and the record names the cause of what was traded. Here is
only what may be; whether it is so, the positions say.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import grain
from assignwatch.core.model import Instrument
from assignwatch.core.observations import Fill
from assignwatch.core.words import Cause, InstrumentKind, Settlement

_ZERO = Decimal()
_SAME = timedelta(hours=36)
"""A broker may date its record this far from the trade."""

_MANY = 24
"""Of more records only the latest are looked at, of more trades near one only the nearest to it."""

_FOR_NOTHING = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE, Cause.EXPIRY})
"""Ends of an option that are booked at no price, unless it is settled in cash."""


@dataclass(frozen=True, slots=True)
class _Twice:
    """Records and trades that may be the same."""

    records: tuple[Happening, ...]
    trades: tuple[Fill, ...]


def retold(told: Told, missing: Collection[Decimal] = ()) -> Iterator[Told]:
    """The same, with records and trades taken for one: first all that are alike, then each.

    `missing` is what the positions lack of what was told: where one of the lists lacks a part, just
    what the other says is told twice.
    """
    alike = list(_alike(told))
    if len(alike) > 1:
        yield _as_one(told, alike)
    for one in (*alike, *_in_part(told, missing)):
        yield _as_one(told, [one])


def _alike(told: Told) -> Iterator[_Twice]:
    """Records, else all of one day and cause, with trades that come to just their quantity."""
    left, rest = list(told.trades), list[Happening]()
    for record in _records(told):
        trades = _just(told.contract, (record,), left)
        left = [trade for trade in left if trade not in trades]
        if trades:
            yield _Twice((record,), trades)
        else:
            rest.append(record)
    for day in _days(rest):
        trades = _just(told.contract, day, left)
        left = [trade for trade in left if trade not in trades]
        if trades:
            yield _Twice(day, trades)


def _in_part(told: Told, missing: Collection[Decimal]) -> Iterator[_Twice]:
    """Records of which the trades lack a part, or trades of which the records do.

    Trades that are the whole leg of a contract on record lack nothing.
    """
    for record in _records(told):
        for trades in _runs(told.contract, (record,), told.trades):
            traded, least = _sum(trades), _sum(trades[:-1])
            if any(fill.id in told.whole for fill in trades):
                continue
            less = abs(traded) < abs(record.quantity) and traded in missing
            more = abs(least) < abs(record.quantity) < abs(traded) and record.quantity in missing
            if less or more:
                yield _Twice((record,), trades)


def _records(told: Told) -> list[Happening]:
    """Those that count and that no trade shares an id with, earliest first."""
    counted = [h for h in told.counted if h.quantity and not h.fills and not told.is_settled(h)]
    return sorted(counted, key=lambda h: (h.at, h.witnesses[0].id))[-_MANY:]


def _days(records: Sequence[Happening]) -> Iterator[tuple[Happening, ...]]:
    days: dict[tuple[date, Cause, bool], list[Happening]] = {}
    for record in records:
        day = record.at.date(), record.cause, record.quantity > 0
        days.setdefault(day, []).append(record)
    return map(tuple, days.values())


def _just(
    contract: Instrument | None, records: Sequence[Happening], trades: Sequence[Fill]
) -> tuple[Fill, ...]:
    """The nearest trades that say just what the records do; none where there are none."""
    whole = sum((record.quantity for record in records), _ZERO)
    return next((run for run in _runs(contract, records, trades) if _sum(run) == whole), ())


def _runs(
    contract: Instrument | None, records: Sequence[Happening], trades: Sequence[Fill]
) -> list[tuple[Fill, ...]]:
    """Trades the same way that follow each other, near the records and at their price.

    The nearest first, and the fewest.
    """
    grew = records[0].quantity > 0

    def apart(trade: Fill) -> timedelta:
        return min(abs(trade.at - record.at) for record in records)

    alike = [f for f in trades if f.quantity and (f.quantity > 0) is grew and apart(f) <= _SAME]
    near = sorted(sorted(alike, key=apart)[:_MANY], key=lambda f: (f.at, f.id))
    runs = [
        tuple(near[start:end])
        for start in range(len(near))
        for end in range(start + 1, len(near) + 1)
    ]
    runs = [run for run in runs if _is_priced_so(contract, records, run)]
    return sorted(runs, key=lambda run: (min(map(apart, run)), len(run), run[0].at, run[0].id))


def _is_priced_so(
    contract: Instrument | None, records: Sequence[Happening], trades: Sequence[Fill]
) -> bool:
    """Whether the trades were at the price that the records name, on average."""
    paid = sum((f.quantity * f.price for f in trades), _ZERO) / _sum(trades)
    prices = [h.price for h in records if h.price is not None]
    if len(prices) < len(records):
        return not paid or not _is_for_nothing(contract, records[0].cause)
    values = (h.quantity * price for h, price in zip(records, prices, strict=True))
    booked = sum(values, _ZERO) / sum((h.quantity for h in records), _ZERO)
    return abs(paid - booked) <= max(map(grain, prices))


def _is_for_nothing(contract: Instrument | None, cause: Cause) -> bool:
    if contract is None or contract.kind is not InstrumentKind.OPTION:
        return False
    return cause in _FOR_NOTHING and contract.settlement is not Settlement.CASH


def _as_one(told: Told, twice: Sequence[_Twice]) -> Told:
    """The records with the trades as their witnesses; what is more of a trade is left of it."""
    for one in twice:
        left = list(one.trades)
        named = {id(record): _named(record, left) for record in one.records}
        trades = [f for f in told.trades if f not in one.trades]
        told = replace(
            told,
            found=tuple(named.get(id(h), h) for h in told.found),
            counted=tuple(named.get(id(h), h) for h in told.counted),
            trades=tuple(sorted((*trades, *left), key=lambda f: (f.at, f.id))),
        )
    return told


def _named(record: Happening, left: list[Fill]) -> Happening:
    """The record with so much of the trades as it tells; that is taken off what is `left`."""
    rest, own = record.quantity, list[Fill]()
    while left and rest:
        part = min(left[0].quantity, rest, key=abs)
        own.append(replace(left[0], quantity=part))
        more = left[0].quantity - part
        left[:1] = [replace(left[0], quantity=more)] if more else []
        rest -= part
    return replace(record, fills=tuple(own))


def _sum(trades: Sequence[Fill]) -> Decimal:
    return sum((trade.quantity for trade in trades), _ZERO)
