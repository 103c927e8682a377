"""Nights on which Saxo says more, or says it otherwise, than on those of `test_night.py`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignwatch.brokers.saxo import activities, positions, reports
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.model import Instrument, Moment
from assignwatch.core.observations import Description
from assignwatch.core.words import About, InstrumentKind, Right, Settlement
from tests.brokers.saxo.published import ACCOUNT, row
from tests.brokers.saxo.test_night import (
    AFTER,
    ASSIGNED,
    EVENING,
    MINE,
    MORNING,
    OPTION_IS,
    PUT,
    SOLD,
    STOCK,
    STOCK_IS,
    STREAM,
    TAGGED,
    D,
    activity,
    covered,
    in_short,
    legs,
    position,
    reading,
    started,
)
from tests.core.builders import Run


def test_shares_that_go_by_another_number_some_night_did_not_come_again() -> None:
    run = started(SOLD)
    shares = position("C", 200, 60, STOCK_IS, **TAGGED)
    run.take(*STREAM, at=MORNING)
    tagged = positions.bookings([shares], ACCOUNT).facts
    run.take(*tagged, *reading(MORNING, shares), *covered(MORNING), at=MORNING)
    later = MORNING + timedelta(days=1)
    renamed = position("C2", 200, 60, STOCK_IS, **TAGGED)
    tagged = positions.bookings([renamed], ACCOUNT).facts
    run.take(*tagged, *reading(later, renamed), *covered(later), at=later)
    assert in_short(run) == ASSIGNED
    assert legs(run) == {PUT.id: D(2), STOCK.id: D(200)}


def test_shares_that_came_at_once_for_two_contracts_are_both_told() -> None:
    twins = [position(name, 100, 60, STOCK_IS, **TAGGED) for name in ("C", "D")]
    told = positions.bookings(twins, ACCOUNT).facts
    assert len({fact.id for fact in told}) == 2
    assert sum((fact.quantity for fact in told), D(0)) == D(200)


@pytest.mark.parametrize("days", [0, 3, 7])
@pytest.mark.parametrize(("contracts", "left"), [(2, 0), (1, 1)])
@pytest.mark.parametrize("origins", [("B", "C"), ("A", "A")])
def test_a_correction_takes_back_what_it_names(
    days: int, contracts: int, left: int, origins: tuple[str, str]
) -> None:
    run = started(SOLD)
    run.take(*STREAM, *reading(MORNING, *AFTER), *covered(MORNING), at=MORNING)
    at = MORNING + timedelta(days=days)
    fixed: list[Row] = []
    for name, origin, amount, price, what in (
        ("X", origins[0], contracts, 0, OPTION_IS),
        ("Y", origins[1], 100 * contracts, 60, STOCK_IS),
    ):
        by = {"OriginatingToolId": 11, "OriginatingPositionId": origin}
        when = {"ExecutionTime": at.isoformat(), "ActivityTime": at.isoformat()}
        fixed.append(activity(name, "Sell", amount, price, what, **by, **when))
    held = [position("A9", -contracts, 5.5, OPTION_IS)]
    held += [position("C", 100 * left, 60, STOCK_IS)] if left else []
    facts = activities.parse(fixed, ACCOUNT).records.facts
    run.take(*facts, *reading(at, *held), *covered(at), at=at)
    assert [v.contracts for v in run.standing()] == ([D(left)] if left else [])


@pytest.mark.parametrize("tool", [11, 54])
def test_a_correction_that_names_nothing_takes_nothing_back_and_is_told(tool: int) -> None:
    run = started(SOLD)
    run.take(*STREAM, *reading(MORNING, *AFTER), *covered(MORNING), at=MORNING)
    (before,) = run.standing()
    when = {"ExecutionTime": MORNING.isoformat(), "ActivityTime": MORNING.isoformat()}
    fixed = [activity("X", "Sell", 2, 0, OPTION_IS, OriginatingToolId=tool, **when)]
    run.take(*activities.parse(fixed, ACCOUNT).records.facts, at=MORNING)
    (told,) = (a.raised for a in run.state.alerts.values() if a.raised.about is About.CORRECTION)
    assert told.problem is not None
    assert told.problem.values["incident"] == before.incident
    assert [version.incident for version in run.standing()] == [before.incident]


def test_what_an_ordinary_trade_is_called_in_the_books_makes_it_nothing_else() -> None:
    run = started(SOLD)
    noon = EVENING + timedelta(minutes=10)
    back = activity("B", "Buy", 2, 1.5, OPTION_IS, SourceOrderId="5002", OriginatingToolId=2001,
                    ExecutionTime=noon.isoformat())  # fmt: skip
    run.take(*activities.parse([back], ACCOUNT).records.facts, at=noon)
    run.take(*reading(noon), *covered(noon), at=noon)
    told = {"AccountId": MINE, "Amount": 2, "ClosingAssetType": "StockOption", "PriceClose": 1.5,
            "CorrelationType": "WithAdvice", "ExecutionTimeClose": noon.isoformat(),
            "LongShort": {"Value": "Short"}, "Uic": "25014944"}  # fmt: skip
    run.take(*reports.from_closed([row(told)], ACCOUNT).facts, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    assert in_short(run) == []


def test_a_commission_is_not_what_an_assignment_paid() -> None:
    run = started(SOLD)
    run.take(*STREAM, *reading(MORNING, *AFTER), *covered(MORNING), at=MORNING)
    line = {"AccountId": MINE, "Amount": -12.5, "BkAmountId": "1", "Currency": "EUR",
            "BkAmountType": "Assignment Commission", "Date": "2026-01-17", **OPTION_IS}  # fmt: skip
    run.take(*reports.from_money([row(line)], ACCOUNT).facts, at=MORNING + timedelta(hours=3))
    assert run.only().cash == {"EUR": D(-12000)}


def test_what_was_paid_on_the_day_of_the_first_reading_is_not_history() -> None:
    index = Instrument(
        instrument_id(1012706, "StockIndexOption"),
        InstrumentKind.OPTION,
        "VIX/F15C15:xcbf",
        right=Right.CALL,
        strike=D(15),
        expiry=Moment.on(EVENING.date()),
        multiplier=D(100),
        settlement=Settlement.CASH,
        currency="USD",
    )
    index_is = {"AssetType": "StockIndexOption", "Uic": 1012706}
    run = Run()
    run.take(Description(index), at=EVENING)
    held = position("A", -2, 5.5, index_is, SourceOrderId="5001")
    run.take(*reading(EVENING, held), *covered(EVENING), at=EVENING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    line = {"AccountId": MINE, "Amount": -900, "BkAmountId": "1", "Currency": "USD",
            "BkAmountType": "Cash Settlement", "Date": "2026-01-16", **index_is}  # fmt: skip
    run.take(*reports.from_money([row(line)], ACCOUNT).facts, at=MORNING + timedelta(hours=3))
    assert in_short(run) == [("cash_settled", index.id, D(2), "confirmed")]
    assert run.only().cash == {"USD": D(-900)}
