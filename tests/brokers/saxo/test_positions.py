"""Open positions: whole readings of each sub-account or none, and what tags say."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.saxo import positions
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.model import PositionRow, Scope
from assignwatch.core.observations import Booking, Snapshot
from assignwatch.core.words import Cause
from tests.brokers.saxo import published
from tests.brokers.saxo.published import ACCOUNT

D = Decimal
AT = datetime(2026, 1, 17, 6, tzinfo=UTC)
OPTION = instrument_id(25014944, "StockOption")
STOCK = instrument_id(296119, "Stock")


def row(
    name: str, amount: float, price: float | None = 1.5, asset: str = "StockOption", **base: object
) -> Row:
    uic = {"StockOption": 25014944, "Stock": 296119}[asset]
    fields: dict[str, object] = {
        "AccountId": "100/1",
        "AccountKey": "secret-key",
        "Amount": amount,
        "AssetType": asset,
        "ExecutionTimeOpen": "2026-01-17T01:12:07.950000Z",
        "OpenPrice": price,
        "SourceOrderId": "5001",
        "Status": "Open",
        "Uic": uic,
        **base,
    }
    present = {key: told for key, told in fields.items() if told is not None}
    return published.row({"PositionId": name, "PositionBase": present})


def read(*rows: Row, accounts: tuple[str, ...] = ("100/1",)) -> list[Snapshot]:
    return positions.readings(positions.positions(rows), ACCOUNT, accounts, AT)


def test_published_pair_is_netted_and_the_rest_is_what_is_held() -> None:
    (snapshot,) = positions.readings(
        positions.positions(published.rows("positions_closed_pair")), ACCOUNT, (), AT
    )
    assert snapshot.scope == "REDACTED"
    assert snapshot.positions == (
        PositionRow(instrument_id(4912, "CfdOnIndex"), D(-10), price=D("15328.33")),
    )


def test_published_rows_are_readings() -> None:
    (snapshot,) = positions.readings(
        positions.positions(published.rows("positions_get")), ACCOUNT, (), AT
    )
    assert snapshot == Snapshot(
        AT,
        ACCOUNT,
        (PositionRow(instrument_id(31, "FxSpot"), D(100000), price=D("1.32167")),),
        scope=Scope("192134INET"),
    )
    single = positions.positions([published.value("position_single")])
    (snapshot,) = positions.readings(single, ACCOUNT, (), AT)
    assert snapshot.positions[0].quantity == D(-100000)


def test_an_account_without_rows_is_flat_and_an_unlisted_one_is_read() -> None:
    readings = read(row("1", -2), row("2", 5, AccountId="100/2"), accounts=("100/1", "100/3"))
    assert {s.scope: len(s.positions) for s in readings} == {"100/1": 1, "100/3": 0, "100/2": 1}
    assert all(s.complete and s.at == AT for s in readings)


def test_nothing_at_all_is_flat_only_in_accounts_that_are_known() -> None:
    assert [s.positions for s in read()] == [()]
    assert read(accounts=()) == []


@pytest.mark.parametrize(
    ("rows", "quantity", "price"),
    [
        ([(-2, 1.5, "Open"), (-1, 3, "Open")], "-3", "2"),
        ([(-2, 1.5, "Open"), (1, 3, "Open")], "-1", None),  # not netted yet, not paired either
        ([(-2, 1.5, "Open"), (-1, None, "Open")], "-3", None),
        ([(-5, 1.5, "PartiallyClosed"), (2, 3, "Closed")], "-3", None),
        ([(-2, 1.5, "Closed"), (2, 0, "Closed"), (7, 4, "Open")], "7", "4"),
        ([(-2, 1.5, "Closing")], "-2", "1.5"),
    ],
)
def test_rows_of_one_instrument(
    rows: list[tuple[float, float | None, str]], quantity: str, price: str | None
) -> None:
    told = [row(str(i), amount, each, Status=s) for i, (amount, each, s) in enumerate(rows)]
    ((held,),) = [s.positions for s in read(*told)]
    assert held == PositionRow(OPTION, D(quantity), price=None if price is None else D(price))


def test_a_pair_that_cancels_is_no_position() -> None:
    assert [s.positions for s in read(row("1", -2), row("2", 2))] == [()]


def test_the_same_number_under_another_asset_type_is_another_instrument() -> None:
    (snapshot,) = read(row("1", 1), row("2", 1, AssetType="CfdOnStock"))
    assert [r.instrument for r in snapshot.positions] == [
        OPTION,
        instrument_id(25014944, "CfdOnStock"),
    ]


@pytest.mark.parametrize("field", ["AccountId", "Amount", "AssetType", "Uic"])
def test_one_row_that_cannot_be_read_spoils_the_reading(field: str) -> None:
    odd = row("2", 1)
    del odd["PositionBase"][field]
    with pytest.raises(BadPayload) as caught:
        read(row("1", -2), odd)
    assert caught.value.problem.values["where"] == "positions"


@pytest.mark.parametrize(
    "odd", [{"Amount": "NaN"}, {"Amount": 1e30}, {"AccountId": ""}, {"AssetType": "A/B"}]
)
def test_a_figure_or_a_name_out_of_range_spoils_the_reading(odd: dict[str, Any]) -> None:
    with pytest.raises(BadPayload):
        read(row("1", -2), row("2", 1, **odd))


def test_untagged_rows_say_nothing_more() -> None:
    rows = [*published.rows("positions_closed_pair"), *published.rows("positions_get")]
    records = positions.bookings(rows, ACCOUNT)
    assert (records.facts, records.odd) == ([], [])


def test_a_tagged_position_that_no_order_made_was_booked() -> None:
    told = row("B", 2, 0, SourceOrderId="", CorrelationTypes=["Assignment"], RelatedPositionId="A")
    (fact,) = positions.bookings([told], ACCOUNT).facts
    assert isinstance(fact, Booking)
    assert (fact.instrument, fact.quantity, fact.price) == (OPTION, D(2), D(0))
    assert (fact.cause, fact.record, fact.scope) == (Cause.ASSIGNMENT, "positions", "100/1")
    assert (fact.id, fact.event) == ("pos/B", "B")
    assert fact.refs[:2] == ("B@2026-01-17", "A@2026-01-17")
    assert fact.counter == ()
    assert fact.at == datetime(2026, 1, 17, 1, 12, 7, 950000, tzinfo=UTC)
    assert fact.raw is not None
    assert "secret-key" not in fact.raw
    assert '"CorrelationTypes":["Assignment"]' in fact.raw


def test_a_tagged_underlying_is_a_leg_of_its_own() -> None:
    told = row("C", 200, 60, "Stock", SourceOrderId=None, CorrelationTypes=["AutoAssignment"])
    (fact,) = positions.bookings([told], ACCOUNT).facts
    assert (fact.instrument, fact.quantity, fact.price) == (STOCK, D(200), D(60))


def test_a_tagged_position_that_was_traded_has_ended_so() -> None:
    told = row(
        "A",
        -2,
        Status="Closed",
        CorrelationTypes=["Assignment"],
        RelatedPositionId="B",
        ExecutionTimeClose="2026-01-17T01:12:07.950000Z",
    )
    (fact,) = positions.bookings([told], ACCOUNT).facts
    assert isinstance(fact, Booking)
    assert (fact.quantity, fact.price, fact.event) == (D(2), None, "B")
    assert fact.record != "positions", "one list's rows are summed"


@pytest.mark.parametrize(
    "unclear",
    [
        {"SourceOrderId": "5001", "Status": "Open"},
        {"SourceOrderId": "5001", "Status": "PartiallyClosed"},
        {"SourceOrderId": "5001", "Status": "Closed"},  # and no time at which it was
        {"SourceOrderId": None, "ExecutionTimeOpen": None},
    ],
)
def test_a_tag_that_leaves_open_what_happened_is_named(unclear: dict[str, Any]) -> None:
    told = row("A", -2, CorrelationTypes=["Assignment"], **unclear)
    records = positions.bookings([told], ACCOUNT)
    assert records.facts == []
    assert "A" in records.odd[0].values["what"]


def test_an_unknown_tag_is_loud_and_kept() -> None:
    told = row("B", 2, 0, SourceOrderId=None, CorrelationTypes=["Teleportation"])
    (fact,) = positions.bookings([told], ACCOUNT).facts
    assert isinstance(fact, Booking)
    assert fact.cause is Cause.OTHER
    assert "Teleportation" in (fact.raw or "")


def test_a_row_that_two_pages_give_is_held_once() -> None:
    ((held,),) = [s.positions for s in read(row("1", -2), row("1", -2))]
    assert held.quantity == D(-2)
    with pytest.raises(BadPayload):
        read(row("1", -2), row("1", -3))


@pytest.mark.parametrize(
    "odd",
    [
        {"ExecutionTimeOpen": ""},
        {"ExecutionTimeOpen": "2026-01-16"},
        {"ExecutionTimeOpen": "0001-01-01T00:00:00.0000000+02:00"},
        {"ExecutionTimeClose": "9999-12-31T23:59:59.9999999Z"},
        {"Status": None},
    ],
)
def test_what_does_not_change_the_quantity_does_not_spoil_it(odd: dict[str, Any]) -> None:
    ((held,),) = [s.positions for s in read(row("1", -2, **odd))]
    assert held.quantity == D(-2)
