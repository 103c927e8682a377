"""What a description adds to those that are known, and from when on it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from assignwatch.core.events import Described
from assignwatch.core.model import Instrument
from assignwatch.core.observations import Description
from assignwatch.core.words import InstrumentKind
from tests.core.builders import T0, XBT, Run, after, row, snapshot

PERPETUAL = Instrument(XBT, InstrumentKind.PERPETUAL, "XBT")
FUTURE = Instrument(XBT, InstrumentKind.FUTURE, "XBT", multiplier=Decimal(10))


def test_a_description_is_noted_once_and_replaced_by_another() -> None:
    run = Run()
    assert run.take(Description(PERPETUAL)) == [Described(PERPETUAL)]
    assert run.take(Description(PERPETUAL)) == []
    assert run.take(Description(FUTURE)) == [Described(FUTURE, since=T0)]
    assert run.state.instruments[XBT] == FUTURE
    assert run.state.described(XBT, after(-1)) == PERPETUAL


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (replace(FUTURE, multiplier=None), FUTURE),
        (replace(FUTURE, currency="USD"), replace(FUTURE, currency="USD")),
        (
            replace(FUTURE, multiplier=None, currency="USD"),
            replace(FUTURE, currency="USD"),
        ),
    ],
    ids=["says less", "says more", "says other things"],
)
def test_a_description_that_contradicts_nothing_completes_the_one_before(
    told: Instrument, known: Instrument
) -> None:
    run = Run()
    run.take(Description(FUTURE))
    events = run.take(Description(told), at=after(60))
    assert events == ([] if known == FUTURE else [Described(known)])
    assert run.state.described(XBT, after(-60)) == known


@pytest.mark.parametrize(
    ("together", "since"), [(True, T0), (False, T0 + datetime.resolution)], ids=["with it", "after"]
)
def test_a_different_description_does_not_hold_for_a_reading_judged_at_that_moment(
    together: bool, since: datetime
) -> None:
    run = Run()
    anew = Description(replace(FUTURE, multiplier=Decimal(1)))
    run.take(Description(FUTURE), snapshot(after(-60), row("1")), at=after(-60))
    reading = snapshot(T0, row("2"))
    if together:
        events = run.take(reading, anew, at=T0)
    else:
        run.take(reading, at=T0)
        events = run.take(anew)
    assert [e.since for e in events if isinstance(e, Described)] == [since]
