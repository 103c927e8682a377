"""What the core makes of Saxo's nights: one happening that many lists tell is one incident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from assignwatch.brokers.saxo import activities, positions, reports
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.model import Instrument, Moment, Scope
from assignwatch.core.observations import Coverage, Description, Observation, Snapshot
from assignwatch.core.words import Cause, Feed, Grade, InstrumentKind, Kind, Right, Settlement
from tests.brokers.saxo.published import ACCOUNT, changed, row
from tests.core.builders import Run

D = Decimal
EVENING = datetime(2026, 1, 16, 21, tzinfo=UTC)
NIGHT = datetime(2026, 1, 17, 1, 12, 7, tzinfo=UTC)
MORNING = datetime(2026, 1, 17, 6, tzinfo=UTC)
MINE, OTHERS = "100/1", "100/2"

STOCK = Instrument(instrument_id(296119, "Stock"), InstrumentKind.STOCK, "ABI:xbru", currency="EUR")
PUT = Instrument(
    instrument_id(25014944, "StockOption"),
    InstrumentKind.OPTION,
    "ABI/U22P60:xbru",
    underlying=STOCK.id,
    right=Right.PUT,
    strike=D(60),
    expiry=Moment.on(datetime(2026, 2, 20, tzinfo=UTC).date()),
    multiplier=D(100),
    settlement=Settlement.PHYSICAL,
    currency="EUR",
)
OPTION_IS = {"AssetType": "StockOption", "Uic": 25014944}
STOCK_IS = {"AssetType": "Stock", "Uic": 296119}


def position(name: str, amount: int, price: float, what: dict[str, object], **base: object) -> Row:
    fields = {
        "AccountId": MINE,
        "Amount": amount,
        "ExecutionTimeOpen": NIGHT.isoformat(),
        "OpenPrice": price,
        "Status": "Open",
        **what,
        **base,
    }
    return row({"PositionId": name, "PositionBase": fields})


def activity(
    name: str, side: str, amount: int, price: float, what: dict[str, object], **fields: object
) -> Row:
    told = {
        "AccountId": MINE,
        "ActivityTime": NIGHT.isoformat(),
        "ActivityType": "Positions",
        "Amount": amount,
        "BuySell": side,
        "ExecutionTime": NIGHT.isoformat(),
        "OpenPrice": price,
        "PositionEvent": "New",
        "PositionId": name,
        "SequenceId": str(sum(map(ord, name))),
        **what,
        **fields,
    }
    return row(told)


def traded(name: str, amount: int, price: float, what: dict[str, object], **fields: object) -> Row:
    told = {
        "AccountId": MINE,
        "Amount": amount,
        "Price": price,
        "TradeExecutionTime": NIGHT.isoformat(),
        "TradeId": name,
        **what,
        **fields,
    }
    return row(told)


SOLD = position(
    "A", -2, 5.5, OPTION_IS, SourceOrderId="5001", ExecutionTimeOpen="2026-01-05T10:00:00Z"
)
SOLD_SAID = activity("A", "Sell", 2, 5.5, OPTION_IS, SourceOrderId="5001",
                     ExecutionTime="2026-01-05T10:00:00Z")  # fmt: skip
CALLED = {"OriginatingPositionId": "A", "OriginatingToolId": 49}
TAGGED = {"CorrelationTypes": ["Assignment"]}

STREAM = activities.parse(
    [
        activity("B", "Buy", 2, 0, OPTION_IS, **CALLED),
        activity("C", "Buy", 200, 60, STOCK_IS, **CALLED),
        SOLD_SAID,
    ],
    ACCOUNT,
).records.facts
TAGS = positions.bookings(
    [
        position("A", -2, 5.5, OPTION_IS, SourceOrderId="5001", Status="Closed",
                 RelatedPositionId="B", ExecutionTimeClose=NIGHT.isoformat(), **TAGGED),
        position("B", 2, 0, OPTION_IS, Status="Closed", RelatedPositionId="A", **TAGGED),
        position("C", 200, 60, STOCK_IS, **TAGGED),
    ],
    ACCOUNT,
).facts  # fmt: skip
TRADES = reports.from_trades(
    [
        traded("B", 2, 0, OPTION_IS, TradeType="Assignment"),
        traded("C", 200, 60, STOCK_IS, TradeType="Assignment"),
    ],
    ACCOUNT,
).facts
TRADES_BY_OTHER_NUMBERS = reports.from_trades(
    [
        traded("T1", 2, 0, OPTION_IS, TradeType="Assignment"),
        traded("T2", 200, 60, STOCK_IS, TradeType="Assignment"),
    ],
    ACCOUNT,
).facts
CLOSED = reports.from_closed(
    [
        row(
            {
                "AccountId": MINE,
                "Amount": 2,
                "CorrelationType": "Assignment",
                "ClosingAssetType": "StockOption",
                "ExecutionTimeClose": NIGHT.isoformat(),
                "LongShort": "Short",
                "PriceClose": 0,
                "Uic": "25014944",
            }
        )
    ],
    ACCOUNT,
).facts


def reading(at: datetime, *rows: Row) -> list[Snapshot]:
    return positions.readings(positions.positions(rows), ACCOUNT, (MINE, OTHERS), at)


def covered(at: datetime) -> list[Observation]:
    feeds = (Feed.FILLS, Feed.BOOKINGS)
    return [Coverage(ACCOUNT, feed, at, Scope(s)) for s in (MINE, OTHERS) for feed in feeds]


def started(*rows: Row) -> Run:
    run = Run()
    run.take(Description(STOCK), Description(PUT), at=EVENING)
    run.take(*reading(EVENING, *rows), *covered(EVENING), at=EVENING)
    return run


def in_short(run: Run) -> list[tuple[str, str, Decimal, str]]:
    return [(v.kind, v.instrument, v.contracts, v.grade) for v in run.standing()]


def legs(run: Run) -> dict[str, Decimal]:
    return {leg.instrument: leg.quantity for leg in run.only().legs}


ASSIGNED = [("assigned", PUT.id, D(2), "confirmed")]
AFTER = [position("C", 200, 60, STOCK_IS)]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_an_assignment_told_by_every_list_is_one(order: tuple[int, ...]) -> None:
    run = started(SOLD)
    seen = reading(MORNING, *AFTER)
    told: list[Iterable[Observation]] = [STREAM, TAGS, TRADES, CLOSED, seen]
    for step, number in enumerate(order):
        run.take(*told[number], at=MORNING + timedelta(seconds=step))
    run.take(*covered(MORNING), at=MORNING + timedelta(minutes=1))
    assert in_short(run) == ASSIGNED
    assert legs(run) == {PUT.id: D(2), STOCK.id: D(200)}


@pytest.mark.parametrize(
    "lists",
    [
        [STREAM],
        [TAGS],
        [TRADES],
        [CLOSED],
        [TRADES_BY_OTHER_NUMBERS],
        [STREAM, TRADES_BY_OTHER_NUMBERS, CLOSED],
        [TAGS, TRADES_BY_OTHER_NUMBERS],
    ],
)
def test_any_list_is_enough_and_more_add_no_quantity(lists: list[list[Observation]]) -> None:
    run = started(SOLD)
    run.take(*reading(MORNING, *AFTER), *covered(MORNING), at=MORNING)
    for step, told in enumerate(lists, 1):
        run.take(*told, at=MORNING + timedelta(minutes=step))
    assert in_short(run) == ASSIGNED
    assert legs(run) == {PUT.id: D(2), STOCK.id: D(200)}


def test_real_time_netting_leaves_only_the_tagged_shares() -> None:
    run = started(SOLD)
    shares = position("C", 200, 60, STOCK_IS, **TAGGED)
    run.take(*positions.bookings([shares], ACCOUNT).facts, at=MORNING)
    run.take(*reading(MORNING, shares), *covered(MORNING), at=MORNING)
    assert in_short(run) == ASSIGNED
    assert legs(run) == {PUT.id: D(2), STOCK.id: D(200)}


def test_the_other_sub_account_is_another_matter() -> None:
    theirs = changed(SOLD, PositionId="Z", PositionBase={**SOLD["PositionBase"],
                                                         "AccountId": OTHERS})  # fmt: skip
    run = started(SOLD, theirs)
    run.take(*STREAM, at=MORNING)
    run.take(*reading(MORNING, *AFTER, theirs), *covered(MORNING), at=MORNING)
    assert in_short(run) == ASSIGNED


def test_expiry_by_tool_with_shares_was_a_call_and_without_was_none() -> None:
    tool = {"OriginatingPositionId": "A", "OriginatingToolId": 50}
    gone = activity("B", "Buy", 2, 0, OPTION_IS, **tool)
    shares = activity("C", "Buy", 200, 60, STOCK_IS, **tool)
    run = started(SOLD)
    run.take(*activities.parse([gone, shares], ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING, *AFTER), *covered(MORNING), at=MORNING)
    assert in_short(run) == ASSIGNED
    reported = traded("T1", 2, 0, OPTION_IS, TradeType="AutoAssignment")
    later = MORNING + timedelta(hours=3)
    run.take(*reports.from_trades([reported], ACCOUNT).facts, at=later)
    assert in_short(run) == ASSIGNED
    assert legs(run) == {PUT.id: D(2), STOCK.id: D(200)}
    run = started(SOLD)
    run.take(*activities.parse([gone], ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    assert [(v.kind, v.contracts) for v in run.standing()] == [("expired", D(2))]


def test_a_position_that_ended_in_parts_was_called_as_far_as_the_shares_say() -> None:
    """At the strike: one of two is assigned, the other is not, and both events look alike."""
    tool = {"OriginatingPositionId": "A", "OriginatingToolId": 50}
    parts = [activity(name, "Buy", 1, 0, OPTION_IS, **tool) for name in ("B1", "B2")]
    shares = activity("C", "Buy", 100, 60, STOCK_IS, **tool)
    run = started(SOLD)
    run.take(*activities.parse([*parts, shares], ACCOUNT).records.facts, at=MORNING)
    one_lot = [position("C", 100, 60, STOCK_IS)]
    for minutes in range(3):
        at = MORNING + timedelta(minutes=minutes)
        run.take(*reading(at, *one_lot), *covered(at), at=at)
    called = [v for v in run.standing() if v.kind is Kind.ASSIGNED]
    assert [(v.contracts, v.grade) for v in called] == [(D(1), Grade.STRONG)]


@pytest.mark.parametrize("word", ["AutoAssignment", "Expiry"])
def test_cash_settlement_by_two_words_is_one(word: str) -> None:
    index = Instrument(
        instrument_id(1012706, "StockIndexOption"),
        InstrumentKind.OPTION,
        "VIX/F15C15:xcbf",
        right=Right.CALL,
        strike=D(15),
        expiry=Moment.on(NIGHT.date()),
        multiplier=D(100),
        settlement=Settlement.CASH,
        currency="USD",
    )
    index_is = {"AssetType": "StockIndexOption", "Uic": 1012706}
    said = activity("B", "Buy", 2, 4.5, index_is, OriginatingPositionId="A", OriginatingToolId=38)
    reported = traded("T1", 2, 4.5, index_is, TradeType=word)
    run = Run()
    run.take(Description(index), at=EVENING)
    held = position("A", -2, 5.5, index_is, SourceOrderId="5001")
    run.take(*reading(EVENING, held), *covered(EVENING), at=EVENING)
    run.take(*activities.parse([said], ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    run.take(*reports.from_trades([reported], ACCOUNT).facts, at=MORNING + timedelta(hours=3))
    assert in_short(run) == [("cash_settled", index.id, D(2), "confirmed")]
    assert run.only().cash == {"USD": D(-900)}


def test_a_future_that_ends_is_settled_once() -> None:
    future = Instrument(
        instrument_id(29401715, "ContractFutures"),
        InstrumentKind.FUTURE,
        "AEXQ2",
        expiry=Moment.on(NIGHT.date()),
        settlement=Settlement.CASH,
    )
    future_is = {"AssetType": "ContractFutures", "Uic": 29401715}
    said = activity("B", "Sell", 1, 723, future_is, OriginatingToolId=19)
    reported = traded("T1", -1, 723, future_is, TradeType="Expiry")
    run = Run()
    run.take(Description(future), at=EVENING)
    held = position("A", 1, 700, future_is, SourceOrderId="5001")
    run.take(*reading(EVENING, held), *covered(EVENING), at=EVENING)
    run.take(*activities.parse([said], ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    run.take(*reports.from_trades([reported], ACCOUNT).facts, at=MORNING + timedelta(hours=3))
    assert in_short(run) == [("settled", future.id, D(1), "confirmed")]


def test_buying_back_and_the_netting_at_night_are_nothing() -> None:
    run = started(SOLD)
    noon = EVENING + timedelta(minutes=10)
    back = activity("B", "Buy", 2, 1.5, OPTION_IS, SourceOrderId="5002", OriginatingToolId=2001,
                    ExecutionTime=noon.isoformat())  # fmt: skip
    both = [SOLD, position("B", 2, 1.5, OPTION_IS, SourceOrderId="5002", CorrelationTypes=[])]
    run.take(*activities.parse([SOLD_SAID, back], ACCOUNT).records.facts, at=noon)
    run.take(*reading(noon, *both), *covered(noon), at=noon)
    netted = [changed(one, PositionEvent="Deleted") for one in (SOLD_SAID, back)]
    run.take(*activities.parse(netted, ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    assert in_short(run) == []


def test_an_order_of_the_bank_is_no_assignment() -> None:
    placed = {
        "AccountId": MINE,
        "ActivityTime": NIGHT.isoformat(),
        "ActivityType": "Orders",
        "Amount": 2,
        "BuySell": "Buy",
        "OrderId": "5009",
        "OrderType": "MarketDefault",
        "SequenceId": "1",
        "Status": "Placed",
        "SubStatus": "Confirmed",
        **OPTION_IS,
    }
    fill = activity("B", "Buy", 2, 9.5, OPTION_IS, SourceOrderId="5009", OriginatingToolId=2001)
    run = started(SOLD)
    run.take(*activities.parse([fill, row(placed)], ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    assert in_short(run) == [("closed_by_broker", PUT.id, D(2), "confirmed")]


def test_two_nights_of_one_position_are_two_incidents() -> None:
    run = started(SOLD)
    for name, night in (("B1", NIGHT), ("B2", NIGHT + timedelta(days=1))):
        when = {"ExecutionTime": night.isoformat(), "ActivityTime": night.isoformat()}
        gone = activity(name, "Buy", 1, 0, OPTION_IS, **CALLED, **when)
        shares = activity(f"C{name}", "Buy", 100, 60, STOCK_IS, **CALLED, **when)
        run.take(*activities.parse([gone, shares], ACCOUNT).records.facts, at=night)
    assert [(v.kind, v.contracts) for v in run.standing()] == [("assigned", D(1))] * 2


def test_a_word_of_its_own_and_the_booked_position_are_one() -> None:
    word = activity("A", "Sell", 2, 5.5, OPTION_IS, PositionEvent="Assigned", SequenceId="7")
    run = started(SOLD)
    run.take(*STREAM, *activities.parse([word], ACCOUNT).records.facts, at=MORNING)
    run.take(*reading(MORNING, *AFTER), *covered(MORNING), at=MORNING)
    assert in_short(run) == ASSIGNED


def test_causes_that_only_explain_make_no_incident() -> None:
    fixed = activity("B", "Buy", 2, 5.5, OPTION_IS, OriginatingToolId=11)
    (fact,) = activities.parse([fixed], ACCOUNT).records.facts
    assert getattr(fact, "cause", None) is Cause.CORRECTION
    run = started(SOLD)
    run.take(fact, at=MORNING)
    run.take(*reading(MORNING), *covered(MORNING), at=MORNING)
    assert in_short(run) == []
