"""The position history: Kraken's own reason for each change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.brokers.kraken import position_history
from assignwatch.brokers.kraken.figures import instrument_id
from assignwatch.brokers.records import Records
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from tests.brokers.kraken import published
from tests.brokers.kraken.published import ACCOUNT, raw

D = Decimal


def parse(element: dict[str, Any], told: Mapping[str, Cause] | None = None) -> Records:
    return position_history.parse([raw(element)], ACCOUNT, told or {})


def changed(**fields: object) -> dict[str, Any]:
    """The published element with other fields in its update."""
    (element,) = published.value("position_history_element")["elements"]
    element["event"]["PositionUpdate"].update(fields)
    return dict(element)


def test_published_element_is_a_trade_at_the_time_of_the_event() -> None:
    rows = published.rows("position_history_element", "elements")
    assert position_history.parse(rows, ACCOUNT, {}).facts == [
        Fill(
            datetime(2026, 9, 17, 12, 1, 32, 483000, tzinfo=UTC),
            ACCOUNT,
            "pos/00000000-0000-0000-0000-000000000001",
            instrument_id("PF_DOGEUSD"),
            D(-250),
            D("0.08105"),
            event="7bfe252a-0000-0000-0000-000000000000",
        )
    ]


def test_settlement_is_booked_at_its_price_and_shares_no_event() -> None:
    (fact,) = parse(published.value("position_history_settlement")).facts
    assert isinstance(fact, Booking)
    assert (fact.cause, fact.quantity, fact.price) == (Cause.SETTLEMENT, D("-0.5"), D(82000))
    assert (fact.event, fact.record) == (None, "position history")
    assert '"accountUid": "…"' in (fact.raw or "")


def test_assignment_takes_the_side_that_another_list_told() -> None:
    element = changed(tradeType="assignment")
    execution = element["event"]["PositionUpdate"]["executionUid"]
    for told, cause in (
        ({execution: Cause.TAKEN_OVER}, Cause.TAKEN_OVER),
        ({"another": Cause.TAKEN_OVER}, Cause.HANDED_OVER),
    ):
        (fact,) = parse(element, told).facts
        assert isinstance(fact, Booking)
        assert (fact.cause, fact.event) == (cause, execution)


def test_funding_moves_nothing_and_says_nothing() -> None:
    element = changed(updateReason="fundingRealisation", newPosition="250", tradeType=None)
    assert parse(element) == Records("position history")


def test_unknown_reason_is_loud_if_the_position_moved() -> None:
    (fact,) = parse(changed(updateReason="novation")).facts
    assert isinstance(fact, Booking)
    assert fact.cause is Cause.OTHER
    assert parse(changed(updateReason="novation", newPosition="250.0")).facts == []


def test_either_case_of_the_event_s_name_is_read() -> None:
    (element,) = published.value("position_history_element")["elements"]
    element["event"] = {"positionUpdate": element["event"].pop("PositionUpdate")}
    assert len(parse(element).facts) == 1


@pytest.mark.parametrize(
    "element",
    [
        {"uid": "x", "event": {"SomethingElse": {}}},
        {"uid": "x"},
        changed(newPosition=None),
        changed(timestamp=10**20),
        changed(executionPrice=None),
    ],
)
def test_element_that_cannot_be_read_is_named(element: dict[str, Any]) -> None:
    records = parse(element)
    assert records.facts == []
    assert [problem.values["where"] for problem in records.odd] == ["position history"]
