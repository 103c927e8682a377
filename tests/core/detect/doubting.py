"""Accounts whose readings lack a part: the language of the tests of doubt."""

from __future__ import annotations

from typing import Any

from assignwatch.core.events import Counted, Doubted
from assignwatch.core.model import Instrument, InstrumentId, PositionRow
from assignwatch.core.observations import (
    Description,
    Observation,
    Snapshot,
)
from assignwatch.core.words import InstrumentKind
from tests.core.builders import T0, Run, after, fill, row, snapshot
from tests.core.detect.parts import STOCK, TODAY, named, option, thing

STOCKS = tuple(thing(named(n), InstrumentKind.STOCK, currency="USD") for n in "ABCDEF")
PUT, LOWER, ENDING = option("P100"), option("P95"), option("P90", expiry=TODAY)
A, B, C, D = (one.id for one in STOCKS[:4])
AT = after(60)


def showing(*kept: int, of: int, at: float = 60) -> Snapshot:
    """A reading that shows only these of the first so many."""
    return snapshot(after(at), *(row("1", STOCKS[i].id) for i in kept if i < of))


def holding(*held: PositionRow, also: tuple[Instrument, ...] = ()) -> Run:
    run = Run()
    run.take(*(Description(i) for i in (*STOCKS, STOCK, PUT, ENDING, *also)))
    run.take(snapshot(T0, *held))
    return run


def holding_stocks(positions: int) -> Run:
    return holding(*(row("1", STOCKS[i].id) for i in range(positions)))


def doubts(run: Run, reading: Snapshot, *before: Observation) -> bool:
    """Whether a reading is doubted, the records before it known."""
    run.take(*before, at=max(run.now, reading.at))
    events = run.take(reading, at=max(run.now, reading.at))
    doubted = any(isinstance(event, Doubted) for event in events)
    counted = any(isinstance(event, Counted) for event in events)
    assert not (doubted and counted), "what is doubted changes nothing"
    return doubted


def sold(what: InstrumentId, quantity: str = "-1", **fields: Any) -> Observation:
    return fill(quantity, id=f"f-{what}", instrument=what, at=after(30), **fields)
