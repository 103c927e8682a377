"""Activities: fills, bookings, orders, and what is only a hint."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assignwatch.brokers.saxo import activities, positions
from assignwatch.brokers.saxo.activities import Told
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.model import WHOLE, Moment, Scope
from assignwatch.core.observations import Booking, Fill, Order
from assignwatch.core.words import Cause, InstrumentKind, Right
from tests.brokers.saxo import published
from tests.brokers.saxo.published import ACCOUNT

D = Decimal
AT = datetime(2026, 1, 17, 1, 12, 7, tzinfo=UTC)
OPTION = instrument_id(25014944, "StockOption")
STOCK = instrument_id(296119, "Stock")

END = "100/1/saxo/StockOption-25014944/short/assignment@2026-01-17"

ASSIGNED: Row = published.row(
    {
        "AccountId": "100/1",
        "AccountKey": "secret-key",
        "ActivityTime": "2026-01-17T01:12:08Z",
        "ActivityType": "Positions",
        "Amount": 2,
        "AssetType": "StockOption",
        "BuySell": "Buy",
        "ClientId": 1234567,
        "ExecutionTime": "2026-01-17T01:12:07Z",
        "OpenPrice": 0.0,
        "OriginatingPositionId": "A",
        "OriginatingToolId": 49,
        "PositionEvent": "New",
        "PositionId": "B",
        "SequenceId": "1000",
        "SourceOrderId": "",
        "Uic": 25014944,
    }
)
DELIVERED = published.changed(
    ASSIGNED,
    AssetType="Stock",
    Uic=296119,
    Amount=200,
    OpenPrice=D(60),
    PositionId="C",
    SequenceId="1001",
)


def told(*rows: Row, bank: dict[str, Cause] | None = None) -> Told:
    return activities.parse(rows, ACCOUNT, bank)


def only(row: Row, bank: dict[str, Cause] | None = None) -> Fill | Booking:
    found = told(row, bank=bank)
    assert found.records.odd == []
    (fact,) = found.records.facts
    return fact


def cause_of(**fields: object) -> Cause | None:
    fact = only(published.changed(ASSIGNED, **fields))
    return fact.cause if isinstance(fact, Booking) else None


def test_published_new_positions_are_fills() -> None:
    found = told(*published.rows("ens_positions_get_activities_new"))
    assert found.records.odd == []
    assert found.newest == 840532
    assert found.records.facts[0] == Fill(
        datetime(2019, 5, 7, 11, 52, 4, 344981, tzinfo=UTC),
        ACCOUNT,
        "ens/219378806",
        instrument_id(14, "FxSpot"),
        D(89000),
        D("1.14166"),
        order="77283801",
        event="219378806",
        scope=Scope("REDACTED"),
    )
    assert len(found.records.facts) == 3


def test_published_deletion_changes_nothing_and_says_where_to_look() -> None:
    found = told(published.value("ens_position_deleted_after_upgrade"))
    assert (found.records.facts, found.records.odd) == ([], [])
    assert found.moved == {Scope("95500/XXXXX")}
    assert found.newest == 1184962073


def test_a_deletion_of_old_says_no_more_than_its_ids() -> None:
    old = {
        "ActivityTime": "2023-01-12T01:39:03.176666Z",
        "ActivityType": "Positions",
        "BuySell": "Buy",
        "OptionData": {},
        "PositionEvent": "Deleted",
        "PositionId": "63471312212",
        "SequenceId": "1168625262",
    }
    found = told(published.row(old))
    assert (found.records.facts, found.records.odd, found.moved) == ([], [], {WHOLE})


def test_an_update_is_a_hint_and_no_change() -> None:
    found = told(published.changed(ASSIGNED, PositionEvent="Updated"))
    assert (found.records.facts, found.moved) == ([], {Scope("100/1")})


def test_an_assignment_is_a_booking_with_saxo_s_own_words_and_no_name() -> None:
    fact = only(ASSIGNED)
    assert isinstance(fact, Booking)
    assert fact.raw is not None
    assert fact == Booking(
        AT,
        ACCOUNT,
        "ens/B",
        OPTION,
        D(2),
        Cause.ASSIGNMENT,
        price=D(0),
        event="B",
        refs=("B@2026-01-17", "A@2026-01-17", END),
        record="activities",
        scope=Scope("100/1"),
        raw=fact.raw,
    )
    assert '"OriginatingToolId":49' in fact.raw
    assert "secret-key" not in fact.raw
    assert "1234567" not in fact.raw


def test_the_legs_of_an_assignment_share_where_they_came_from_and_not_a_trade_s_id() -> None:
    option, stock = told(ASSIGNED, DELIVERED).records.facts
    assert (stock.instrument, stock.quantity) == (STOCK, D(200))
    assert set(option.refs) & set(stock.refs) == {"A@2026-01-17"}
    opened = published.changed(ASSIGNED, PositionId="A", BuySell="Sell", SourceOrderId="5001",
                               OriginatingToolId=2001, OriginatingPositionId=None)  # fmt: skip
    trade = only(opened)
    assert isinstance(trade, Fill)
    assert trade.event not in {*option.refs, *stock.refs, option.event, stock.event}


def test_two_nights_of_one_position_are_two_happenings() -> None:
    later = published.changed(ASSIGNED, PositionId="B2", ExecutionTime="2026-01-18T01:12:07Z")
    one, other = told(ASSIGNED, later).records.facts
    assert not {*one.refs, one.event} & {*other.refs, other.event}


def test_the_list_of_positions_tells_the_same_happening() -> None:
    tagged = {
        "PositionId": "B",
        "PositionBase": {
            "AccountId": "100/1",
            "Amount": 2,
            "AssetType": "StockOption",
            "CorrelationTypes": ["Assignment"],
            "ExecutionTimeOpen": "2026-01-17T01:12:07Z",
            "OpenPrice": 0,
            "RelatedPositionId": "A",
            "Uic": 25014944,
        },
    }
    (read,) = positions.bookings([published.row(tagged)], ACCOUNT).facts
    streamed = only(ASSIGNED)
    assert (read.event, read.refs, read.quantity) == (
        streamed.event,
        streamed.refs,
        streamed.quantity,
    )
    assert read.id != streamed.id


@pytest.mark.parametrize(
    ("fields", "cause"),
    [
        ({"OriginatingToolId": 50}, Cause.EXPIRY),
        ({"OriginatingToolId": 38}, Cause.CASH_SETTLEMENT),
        ({"OriginatingToolId": 19}, Cause.SETTLEMENT),
        ({"OriginatingToolId": 11}, Cause.CORRECTION),
        ({"OriginatingToolId": None, "ToolId": 49}, Cause.ASSIGNMENT),
        ({"OriginatingToolId": "49"}, Cause.ASSIGNMENT),
        ({"OriginatingToolId": 4711}, Cause.OTHER),
        ({"OriginatingToolId": 40}, None),
        ({"OriginatingToolId": 4711, "CorrelationTypes": []}, Cause.OTHER),
        ({"OriginatingToolId": 50, "CorrelationTypes": ["AutoAssignment"]}, Cause.ASSIGNMENT),
        ({"OriginatingToolId": 50, "CorrelationType": ["AutoAssignment"]}, Cause.ASSIGNMENT),
        ({"OriginatingToolId": 49, "CorrelationType": ["Teleportation"]}, Cause.ASSIGNMENT),
        ({"OriginatingToolId": 40, "CorrelationType": ["Teleportation"]}, Cause.OTHER),
        ({"OriginatingToolId": None, "CorrelationTypes": ["CopyTrade"]}, None),
        ({"OriginatingToolId": 49, "CorrelationTypes": ["CopyTrade"]}, Cause.ASSIGNMENT),
        ({"SourceOrderId": "5001", "OriginatingToolId": 2001}, None),
        ({"SourceOrderId": "5001", "OriginatingToolId": 4711}, None),
        ({"SourceOrderId": "5001", "OriginatingToolId": 49}, Cause.OTHER),
        ({"SourceOrderId": "5001", "CorrelationTypes": ["Assignment"]}, Cause.ASSIGNMENT),
    ],
)
def test_causes_of_a_new_position(fields: dict[str, object], cause: Cause | None) -> None:
    assert cause_of(**fields) == cause


@pytest.mark.parametrize("fields", [{}, {"CorrelationTypes": []}], ids=["absent", "empty"])
def test_a_position_of_which_nothing_says_how_it_came_about_is_left_to_the_readings(
    fields: dict[str, object],
) -> None:
    """Neither a trade, which would explain an assignment away, nor a word that nobody knows."""
    untold = published.changed(ASSIGNED, OriginatingToolId=None, **fields)
    found = told(untold)
    assert found.records.facts == []
    assert found.records.odd == []
    assert found.moved == {Scope("100/1")}


def test_what_an_activity_says_of_its_option_is_kept_for_when_nobody_else_knows_it() -> None:
    option = {"ExpiryDate": "2026-01-16", "PutCall": "Put", "Strike": 95}
    poor = told(published.changed(ASSIGNED, OptionData=option)).described[OPTION]
    assert (poor.kind, poor.right, poor.strike) == (InstrumentKind.OPTION, Right.PUT, D(95))
    assert poor.expiry == Moment.on(date(2026, 1, 16))
    assert (poor.underlying, poor.multiplier) == (None, None)


@pytest.mark.parametrize(
    ("option", "leg", "cause"),
    [
        ({}, {}, Cause.ASSIGNMENT),
        ({}, {"AssetType": "ContractFutures", "Uic": 7}, Cause.ASSIGNMENT),
        ({"BuySell": "Sell"}, {}, Cause.EXERCISE),
        ({}, {"OriginatingPositionId": "B"}, Cause.ASSIGNMENT),
        ({}, {"OriginatingPositionId": "Z"}, Cause.EXPIRY),  # it came from another one
        ({}, {"PositionEvent": "Deleted"}, Cause.EXPIRY),
        ({}, {"SourceOrderId": "5001", "OriginatingToolId": 2001}, Cause.EXPIRY),
    ],
)
def test_an_expiry_that_brought_something_was_a_call(
    option: dict[str, object], leg: dict[str, object], cause: Cause
) -> None:
    ended = published.changed(ASSIGNED, **{"OriginatingToolId": 50, **option})
    came = published.changed(DELIVERED, **{"OriginatingToolId": 50, **leg})
    for rows in ((ended, came), (came, ended)):
        facts = {fact.id: fact for fact in told(*rows).records.facts}
        fact = facts["ens/B"]
        assert isinstance(fact, Booking)
        assert fact.cause is cause
        if cause is not Cause.EXPIRY:
            other = facts["ens/C"]
            assert isinstance(other, Booking)
            assert other.cause is cause


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("Assigned", Cause.ASSIGNMENT),
        ("Exercised", Cause.EXERCISE),
        ("Expired", Cause.EXPIRY),
        ("Teleported", Cause.OTHER),
    ],
)
def test_a_word_of_its_own_takes_the_position_away(word: str, cause: Cause) -> None:
    fact = only(published.changed(ASSIGNED, PositionEvent=word, PositionId="A", BuySell="Sell"))
    assert isinstance(fact, Booking)
    assert (fact.cause, fact.quantity, fact.price) == (cause, D(2), None)
    assert (fact.id, fact.event) == ("ens/A/1000", f"ens/A/{word}@2026-01-17")
    assert fact.record != "activities", "one list's rows are summed"
    shared = {"A@2026-01-17", END} if cause is Cause.ASSIGNMENT else {"A@2026-01-17"}
    assert set(fact.refs) & set(only(ASSIGNED).refs) == shared
    assert word in (fact.raw or "")


def test_published_order_of_the_bank_is_known_as_such() -> None:
    row = published.value("ens_order_issue_005_ordertype_marketdefault")
    found = told(row)
    assert found.placed_by_bank == {"5035920417": Cause.BROKER_CLOSE}
    assert found.orders == []
    fill = published.changed(ASSIGNED, SourceOrderId="5035920417", OriginatingToolId=2001)
    for closed in (only(fill, bank=found.placed_by_bank), *told(fill, row).records.facts):
        assert isinstance(closed, Booking)
        assert (closed.cause, closed.event) == (Cause.BROKER_CLOSE, "B")


def test_published_orders_are_read_whole() -> None:
    found = told(*published.lines("ens_order_events_options_futures"))
    assert (found.records.odd, found.placed_by_bank, found.records.facts) == ([], {}, [])
    assert found.newest == 961983210
    assert found.moved == set(), "an order is no change of a position"
    resting = {order.id: order for order in found.orders if order.working}
    assert resting["5035558777"] == Order(
        datetime(2022, 8, 18, 6, 53, 18, 900000, tzinfo=UTC),
        ACCOUNT,
        "5035558777",
        instrument_id(29263019, "StockIndexOption"),
        D(-1),
        working=True,
        price=D(5),
    )
    ended = {order.id: order for order in found.orders if not order.working}
    assert ended["5035514243"].quantity == 0


@pytest.mark.parametrize(
    ("status", "sub_status", "working"),
    [
        ("Placed", "Confirmed", True),
        ("Placed", "WaitCondition", True),
        ("Placed", "Requested", None),
        ("Placed", "Rejected", False),
        ("Changed", "Confirmed", True),
        ("Changed", "Rejected", None),
        ("Cancelled", "Rejected", None),
        ("Cancelled", "Confirmed", False),
        ("Fill", "Confirmed", True),
        ("FinalFill", "Confirmed", False),
        ("Expired", "Confirmed", False),
        ("DoneForDay", "Confirmed", False),
        ("Frozen", "Confirmed", None),
    ],
)
def test_what_an_order_activity_says_of_the_order(
    status: str, sub_status: str, working: bool | None
) -> None:
    row = published.value("ens_order_stock_market")
    found = told(published.changed(row, Status=status, SubStatus=sub_status)).orders
    assert [order.working for order in found] == ([] if working is None else [working])


def test_published_order_that_was_filled_in_part_shows_what_is_left() -> None:
    (order,) = told(published.value("ens_order_issue_004_filledamount_but_no_fillamount")).orders
    assert (order.quantity, order.working) == (D(-168), False)


def test_published_order_without_an_amount_is_left_out() -> None:
    found = told(published.value("ens_order_issue_001_no_amount_trigger"))
    assert (found.orders, found.records.odd) == ([], [])


def test_sequence_ids_are_numbers() -> None:
    rows = [published.changed(ASSIGNED, SequenceId=name) for name in ("99", "1000", "100")]
    assert told(*rows).newest == 1000
    assert told().newest is None


def test_activities_about_money_are_passed_over() -> None:
    row = published.changed(ASSIGNED, ActivityType="AccountFundings")
    found = told(row)
    assert (found.records.facts, found.moved, found.newest) == ([], set(), 1000)


@pytest.mark.parametrize(
    "odd",
    [
        {"SequenceId": None},
        {"SequenceId": "latest"},
        {"PositionId": None},
        {"Amount": None},
        {"BuySell": "Both"},
        {"Uic": None},
        {"Amount": "NaN"},
        {"SourceOrderId": "1", "OriginatingToolId": 2001, "OpenPrice": None},
    ],
)
def test_odd_row_is_named_and_hides_no_other(odd: dict[str, object]) -> None:
    found = told(published.changed(ASSIGNED, **odd), DELIVERED)
    assert [fact.id for fact in found.records.facts] == ["ens/C"]
    assert [problem.code for problem in found.records.odd] == ["bad_payload"]
    assert found.records.odd[0].values["where"] == "activities"


def test_a_time_that_means_none_is_when_it_was_told() -> None:
    told = published.row(
        {
            "AccountId": "100/1",
            "ActivityTime": "2026-01-17T01:12:07Z",
            "ActivityType": "Positions",
            "Amount": 2,
            "AssetType": "StockOption",
            "BuySell": "Buy",
            "ExecutionTime": "0001-01-01T00:00:00Z",
            "OriginatingToolId": 49,
            "PositionEvent": "New",
            "PositionId": "1",
            "SequenceId": "1",
            "SourceOrderId": "0",
            "Uic": 25014944,
        }
    )
    (fact,) = activities.parse([told], published.ACCOUNT).records.facts
    assert isinstance(fact, Booking)
    assert (fact.cause, fact.at.isoformat()) == (Cause.ASSIGNMENT, "2026-01-17T01:12:07+00:00")
