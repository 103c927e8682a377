"""The books of the day before: what names a cause, and what only somebody else may tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.records import Records
from assignwatch.brokers.saxo import reports
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.detect.records.happenings import happenings
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from tests.brokers.saxo import published
from tests.brokers.saxo.published import ACCOUNT

D = Decimal
OPTION = instrument_id(25014944, "StockOption")
AT = datetime(2026, 1, 17, 1, 12, 7, tzinfo=UTC)

END = "100/1/saxo/StockOption-25014944/short/assignment@2026-01-17"

ASSIGNED = published.row(
    {
        "AccountId": "100/1",
        "Amount": 2,
        "AssetType": "StockOption",
        "OptionEventType": "Put",
        "OrderId": "",
        "Price": 0,
        "ToolId": "49",
        "TradeDate": "2026-01-16",
        "TradeEventType": "Bought",
        "TradeExecutionTime": "2026-01-17T01:12:07Z",
        "TradeId": "773603907",
        "TradeType": "Assignment",
        "Uic": 25014944,
    }
)
CLOSED = published.row(
    {
        "AccountId": "100/1",
        "Amount": 2,
        "ClosingAssetType": "StockOption",
        "CorrelationType": "Assignment",
        "ExecutionTimeClose": "2026-01-17T01:12:07Z",
        "ExecutionTimeOpen": "2025-12-01T15:00:00Z",
        "LongShort": "Short",
        "PriceClose": 0,
        "Uic": "25014944",
    }
)
TRANSACTION = published.row(
    {
        "AccountId": "100/1",
        "Date": "2026-01-17",
        "Event": "Assigned",
        "Instrument": {"AssetType": "StockOption", "Uic": 25014944},
        "Trades": [
            {
                "Price": 0,
                "PositionId": "B",
                "TradeEventType": "Bought",
                "TradeExecutionTime": "2026-01-17T01:12:07Z",
                "TradeId": "773603907",
                "TradedQuantity": 2,
            }
        ],
        "TransactionType": "Trade",
    }
)


def booked(fact: Fill | Booking) -> Booking:
    assert isinstance(fact, Booking)
    return fact


def test_assignment_of_the_trades_report() -> None:
    (fact,) = reports.from_trades([ASSIGNED], ACCOUNT).facts
    told = booked(fact)
    assert (told.at, told.instrument, told.quantity, told.price) == (AT, OPTION, D(2), D(0))
    assert (told.cause, told.record) == (Cause.ASSIGNMENT, "trades report")
    assert (told.id, told.event) == ("trade/773603907", "773603907")
    assert told.refs == ("773603907@2026-01-17", END)
    assert (told.cash, told.counter, told.scope) == ({}, (), "100/1")
    assert "100/1" not in (told.raw or "")


def test_published_trade_is_ordinary_and_told_only_where_nobody_else_does() -> None:
    rows = published.rows("cs_reports_trades")
    at = datetime(2015, 10, 12, 4, 26, 47, tzinfo=UTC)
    assert reports.from_trades(rows, ACCOUNT).facts == []
    assert reports.from_trades(rows, ACCOUNT, fills_until=at).facts == []
    (fact,) = reports.from_trades(rows, ACCOUNT, fills_until=at + timedelta(seconds=1)).facts
    assert isinstance(fact, Fill)
    assert (fact.at, fact.quantity, fact.price) == (at, D(-100000), D("0.73356"))
    assert (fact.id, fact.event, fact.order) == ("trade/861198960", "861198960", "735126300")


def test_published_example_of_every_field_is_dated_by_nothing() -> None:
    records = reports.from_trades([published.value("cs_reports_trade_schema_all_fields")], ACCOUNT)
    assert records.facts == []
    assert "without a date" in records.odd[0].values["what"]


@pytest.mark.parametrize(
    ("asset_type", "word", "told"),
    [
        ("Stock", "Assignment", False),
        ("ContractFutures", "AutoAssignment", False),  # what an option on it turned into
        ("FuturesOption", "AutoAssignment", True),
        ("Stock", "Expiry", False),
        ("ContractFutures", "Expiry", True),
        ("Stock", "Teleported", True),
    ],
)
def test_only_the_contract_is_told_not_what_it_turned_into(
    asset_type: str, word: str, told: bool
) -> None:
    row = published.changed(ASSIGNED, AssetType=asset_type, TradeType=word, ToolId=None)
    assert len(reports.from_trades([row], ACCOUNT).facts) == told


@pytest.mark.parametrize(
    ("fields", "quantity", "at"),
    [
        ({"Amount": -2, "TradeEventType": "Sold"}, "-2", AT),
        ({"Amount": 2, "TradeEventType": "Sold"}, "-2", AT),
        ({"Amount": 2, "TradeEventType": "TransferOut"}, "-2", AT),
        ({"Amount": -2, "TradeEventType": "Unknown"}, "-2", AT),
        ({"Amount": -2, "TradeEventType": None}, "-2", AT),
        ({"TradeExecutionTime": None}, "2", datetime(2026, 1, 16, tzinfo=UTC)),
        (
            {"TradeExecutionTime": "9999-12-31T23:59:59.9999990+00:00"},
            "2",
            datetime(2026, 1, 16, tzinfo=UTC),
        ),
    ],
)
def test_sign_and_time_of_a_trade(fields: dict[str, object], quantity: str, at: datetime) -> None:
    (fact,) = reports.from_trades([published.changed(ASSIGNED, **fields)], ACCOUNT).facts
    assert (fact.quantity, fact.at) == (D(quantity), at)


def test_closed_position_is_told_by_its_closing() -> None:
    (fact,) = reports.from_closed([CLOSED], ACCOUNT).facts
    told = booked(fact)
    assert (told.at, told.instrument, told.quantity, told.price) == (AT, OPTION, D(2), D(0))
    assert (told.cause, told.record, told.event, told.refs) == (
        Cause.ASSIGNMENT,
        "closed positions",
        told.id,
        (END,),
    )
    (again,) = reports.from_closed([CLOSED], ACCOUNT).facts
    assert again.id == told.id
    assert "2025-12-01" in told.id


def test_what_was_opened_in_two_trades_is_closed_as_two() -> None:
    rows = [CLOSED, published.changed(CLOSED, ExecutionTimeOpen="2025-12-02T15:00:00Z")]
    one, other = map(booked, reports.from_closed(rows, ACCOUNT).facts)
    assert one.refs == other.refs == (END,)
    assert one.event != other.event
    found, _ = happenings([one, other])
    assert [happening.quantity for happening in found] == [D(4)]


@pytest.mark.parametrize(
    ("fields", "quantity"),
    [
        ({"LongShort": {"PresentationValue": "Kort", "Value": "Short"}}, "2"),
        ({"Amount": -2}, "2"),
        ({"LongShort": "Long"}, "-2"),
        ({"LongShort": None, "Amount": -2}, "2"),
        ({"ClosingAssetType": None, "OpeningAssetType": "StockOption"}, "2"),
    ],
)
def test_sides_of_a_closed_position(fields: dict[str, object], quantity: str) -> None:
    (fact,) = reports.from_closed([published.changed(CLOSED, **fields)], ACCOUNT).facts
    assert (fact.quantity, fact.instrument) == (D(quantity), OPTION)


@pytest.mark.parametrize("word", ["ClosingTrade", "None", "Allocation", None])
def test_ordinary_closings_are_left_to_the_trades(word: str | None) -> None:
    records = reports.from_closed([published.changed(CLOSED, CorrelationType=word)], ACCOUNT)
    assert (records.facts, records.odd) == ([], [])


def test_transaction_tells_the_same_trade_as_the_report() -> None:
    (fact,) = reports.from_transactions([TRANSACTION], ACCOUNT).facts
    (other,) = reports.from_trades([ASSIGNED], ACCOUNT).facts
    told, reported = booked(fact), booked(other)
    assert (told.event, told.refs, told.quantity, told.cause, told.price) == (
        reported.event,
        reported.refs,
        reported.quantity,
        reported.cause,
        reported.price,
    )
    assert (told.record, told.id) == ("transactions", "tx/773603907")


def transaction(event: str, trade: dict[str, object] | None = None, **fields: object) -> Row:
    (known,) = TRANSACTION["Trades"]
    trades = [published.changed(known, **(trade or {}))]
    return published.changed(TRANSACTION, Event=event, **{"Trades": trades, **fields})


@pytest.mark.parametrize(
    ("row", "causes"),
    [
        (transaction("Buy"), []),
        (transaction("Settlement"), []),
        (transaction("Buy", {"ToolId": "50"}), [Cause.EXPIRY]),
        (transaction("Buy", {"ToolId": "2001"}), []),
        (transaction("", {"TradeEventType": "TransferIn"}), [Cause.TRANSFER]),
        (transaction("Expired"), [Cause.EXPIRY]),
        (transaction("Assigned", {"TradeId": None}), [Cause.ASSIGNMENT]),
        (transaction("Assigned", {"TradeId": None, "PositionId": None}), []),  # not booked yet
        (transaction("Merger", {"Instrument": {"AssetType": "Stock", "Uic": 1}},
                     CorporateActionId="7"), [Cause.TRANSFER]),
    ],
)  # fmt: skip
def test_transactions(row: Row, causes: list[Cause]) -> None:
    records = reports.from_transactions([row], ACCOUNT)
    assert records.odd == []
    assert [booked(fact).cause for fact in records.facts] == causes


def test_a_position_s_id_alone_is_not_shared_by_a_transaction() -> None:
    (fact,) = reports.from_transactions([transaction("Assigned", {"TradeId": None})], ACCOUNT).facts
    assert (fact.id, fact.event) == ("tx/B", "tx/B"), "that is what its trade goes by"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, True),
        ({"BkRecordId": 999999999999999999}, False),
        ({"BkRecordId": None}, False),
        ({"Event": "Dividend"}, False),
        ({"Instrument": None}, False),
        ({"BookedAmount": 0}, False),
    ],
)
def test_money_alone_is_told_where_its_event_names_a_cause(
    fields: dict[str, object], told: bool
) -> None:
    row = published.changed(
        TRANSACTION,
        **{
            "Trades": None,
            "Event": "Cash Settlement",
            "BkRecordId": 77,
            "BookedAmount": D("-5000.50"),
            "Currency": "USD",
            **fields,
        },
    )
    facts = [booked(fact) for fact in reports.from_transactions([row], ACCOUNT).facts]
    assert [(f.quantity, f.cash, f.cause) for f in facts] == (
        [(D(0), {"USD": D("-5000.5")}, Cause.CASH_SETTLEMENT)] if told else []
    )


def test_published_lines_of_money_belong_to_a_trade() -> None:
    records = reports.from_money(published.rows("cs_reports_bookings"), ACCOUNT)
    assert (records.facts, records.odd) == ([], [])


@pytest.mark.parametrize(
    ("word", "told"),
    [("Cash Settlement", True), ("Exercise Fee", False), ("Premium", False), ("Assignment", True)],
)
def test_a_line_of_money_that_names_a_cause(word: str, told: bool) -> None:
    line = published.changed(published.rows("cs_reports_bookings")[1], BkAmountType=word)
    facts = [booked(fact) for fact in reports.from_money([line], ACCOUNT).facts]
    assert all(fact.event is None for fact in facts)
    assert [(f.id, f.instrument, f.quantity, f.cash) for f in facts] == (
        [
            (
                "money/3042746174",
                instrument_id(1012706, "StockIndexOption"),
                D(0),
                {"USD": D(1260)},
            )
        ]
        if told
        else []
    )


def test_legs_of_a_transaction_are_left_to_the_positions() -> None:
    row = transaction("Assigned", {"Instrument": {"AssetType": "Stock", "Uic": 296119}})
    records = reports.from_transactions([row], ACCOUNT)
    assert (records.facts, records.odd) == ([], [])


def test_a_line_of_money_without_an_instrument_is_no_fact() -> None:
    line = published.changed(
        published.rows("cs_reports_bookings")[1], BkAmountType="Cash Settlement", Uic=None
    )
    assert reports.from_money([line], ACCOUNT).facts == []


@pytest.mark.parametrize(
    "records",
    [
        reports.from_closed([published.changed(CLOSED, LongShort="Flat")], ACCOUNT),
        reports.from_closed([published.changed(CLOSED, ClosingAssetType=None)], ACCOUNT),
        reports.from_transactions(
            [published.changed(TRANSACTION, Instrument=None, Event="Expired")], ACCOUNT
        ),
        reports.from_trades(
            [published.changed(ASSIGNED, TradeType="Market", Price=None)],
            ACCOUNT,
            fills_until=AT + timedelta(days=1),
        ),
    ],
)
def test_what_lacks_an_essential_is_named(records: Records) -> None:
    assert records.facts == []
    assert [problem.code for problem in records.odd] == ["bad_payload"]


def test_lists_are_put_together() -> None:
    records = reports.from_trades([ASSIGNED, {}], ACCOUNT)
    records.add(reports.from_closed([CLOSED, {}], ACCOUNT))
    assert (len(records.facts), len(records.odd)) == (2, 2)
    assert records.mentioned() == {OPTION}


def test_odd_row_is_named_and_hides_no_other() -> None:
    for read, row, where in (
        (reports.from_trades, ASSIGNED, "trades report"),
        (reports.from_closed, CLOSED, "closed positions"),
        (reports.from_transactions, TRANSACTION, "transactions"),
    ):
        odd = published.changed(row, AccountId=None)
        records = read([odd, row, {}], ACCOUNT)
        assert len(records.facts) == 1
        assert [problem.values["where"] for problem in records.odd] == [where] * 2
