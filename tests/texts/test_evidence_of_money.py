"""What is said of records that tell of money and of nothing else."""

from __future__ import annotations

from assignwatch.core.model import Instrument
from assignwatch.core.observations import Description
from assignwatch.core.words import Cause, InstrumentKind, Settlement
from assignwatch.texts import evidence
from tests.core.builders import T0, XBT, Run, after, booking, row, snapshot


def test_a_record_of_money_alone_tells_the_money() -> None:
    run = Run()
    future = Instrument(XBT, InstrumentKind.FUTURE, "XBT_261225", settlement=Settlement.CASH)
    run.take(Description(future), snapshot(T0, row("3")))
    paid = booking("0", Cause.SETTLEMENT, at=after(30), cash={"USDT": "-6.5"}, record="income")
    run.take(snapshot(after(60)), paid, at=after(60))
    (said,) = evidence.sentences(run.only(), run.state.instruments)
    assert (
        said == "Income: 1 entry (settlement), −6.50 USDT for XBT_261225, 20 Nov 2026 09:00:30 UTC."
    )
