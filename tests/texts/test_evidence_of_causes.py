"""What is said of a list that names several causes: how much each of them moved."""

from __future__ import annotations

import pytest

from assignwatch.core.events import Evidence
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause, EvidenceCode
from assignwatch.texts import evidence
from tests.core.builders import Run, after, booking, row, snapshot

WHEN = "20 Nov 2026 09:00:00 UTC."


def _said(*records: Booking) -> list[str]:
    run = Run()
    run.take(snapshot(after(-60), row("9")))
    run.take(*records)
    return [evidence.sentence(item, run.state.instruments) for item in run.only().evidence]


def _entry(
    quantity: str, cause: Cause, name: str, record: str = "fills", **keys: object
) -> Booking:
    return booking(quantity, cause, id=name, event=name, record=record, **keys)


def test_each_cause_of_a_list_tells_how_much_it_moved() -> None:
    assert _said(
        _entry("-0.0028", Cause.LIQUIDATION, "a"),
        _entry("-0.0004", Cause.HANDED_OVER, "b"),
        _entry("-0.0004", Cause.HANDED_OVER, "c"),
    ) == [f"Fills: 3 entries (−0.0008 handed over, −0.0028 liquidation), −0.0036 PF_XBTUSD, {WHEN}"]


def test_what_one_event_is_called_twice_is_not_shared_out() -> None:
    first, *_ = _said(
        booking("-2", Cause.LIQUIDATION, id="a", event="e", record="fills"),
        booking("-2", Cause.HANDED_OVER, id="b", event="e", record="fills"),
    )
    assert first == (f"Fills: 2 entries (handed over, liquidation), −2 PF_XBTUSD, {WHEN}")


def test_records_of_no_list_are_shared_out_too() -> None:
    assert _said(
        _entry("-2", Cause.LIQUIDATION, "a", record=""),
        _entry("-1", Cause.HANDED_OVER, "b", record=""),
    ) == [f"The broker's record: 2 entries (−1 handed over, −2 liquidation), −3 PF_XBTUSD, {WHEN}"]


def test_one_cause_needs_no_share() -> None:
    (said,) = _said(_entry("-2", Cause.LIQUIDATION, "a"), _entry("-1", Cause.LIQUIDATION, "b"))
    assert said == f"Fills: 2 entries (liquidation), −3 PF_XBTUSD, {WHEN}"


@pytest.mark.parametrize("moved", ["", "much", "x liquidation", "1"])
def test_what_is_no_share_stands_as_it_is(moved: str) -> None:
    told = {"record": "fills", "count": "2", "quantity": "1", "instrument": "i", "moved": moved}
    item = Evidence(EvidenceCode.OFFICIAL, "booked", told)
    assert f"({moved})" in evidence.sentence(item, {})
