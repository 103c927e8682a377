"""A client written by others reads the simulated Saxo, and sees what the simulator's world holds.

saxo_openapi knows nothing of AssignWatch; `foreign` starts it. That it agrees proves the
addresses, the tokens and the shapes of the simulator's answers, also against the examples that the
package publishes. It proves nothing about what Saxo does at an expiry or at an assignment: those
scenarios are written from Saxo's documents, and no client can confirm them. The package's stream
reader takes one record of each message and is not worth a test; frames are checked against
published ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo.book import Book
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.saxo.wording import utc
from assignwatch.simulator.saxo.world import World
from assignwatch.simulator.server import Simulator
from tests.simulator.conftest import START
from tests.simulator.foreign import answer, started

Json = dict[str, Any]

BEFORE = START - timedelta(days=10)
"""Earlier than anything that was traded."""

MOMENTS = [
    ("quiet", timedelta(seconds=20)),
    ("quiet", timedelta(seconds=32)),
    ("quiet", timedelta(hours=4)),
    ("assignment", timedelta(seconds=14)),
    ("assignment", timedelta(days=1)),
    ("two-accounts", timedelta(seconds=14)),
    ("auto-assignment", timedelta(days=1)),
    ("index-option", timedelta(days=1)),
    ("future-option", timedelta(seconds=14)),
    ("before-notice", timedelta(seconds=14)),
    ("netting", timedelta(seconds=10)),
    ("netting", timedelta(seconds=16)),
]

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("scenario", "passed"), MOMENTS, ids=[f"{name} after {after}" for name, after in MOMENTS]
)
async def test_saxo_openapi_sees_what_the_world_holds(scenario: str, passed: timedelta) -> None:
    async with Simulator(scenario, clock=Clock(START, Decimal(0))) as simulator:
        host = _host(simulator)
        simulator.stage.advance(passed)
        read = await _read(simulator, host.venue.sessions.sign_in().access)
        world = host.venue.world
        assert not host.tally.refused
        assert host.tally.failed_logins == 0
    _agrees_on_who(read, world)
    _agrees_on_what_is_held(read, world)
    _agrees_on_orders(read, world)
    _agrees_on_money(read, world)
    _agrees_on_what_happened(read, world)
    _agrees_on_instruments(read, world)
    assert read["unlike"] == []
    for name in ("positions", "net_positions", "closed_positions", "orders"):
        if read[name]["Data"]:
            assert read["absent"][name] == [], name


async def test_an_assignment_is_read_as_an_option_gone_and_shares_that_no_order_bought() -> None:
    async with Simulator("assignment", clock=Clock(START, Decimal(0))) as simulator:
        host = _host(simulator)
        simulator.stage.advance(timedelta(seconds=11))
        token = host.venue.sessions.sign_in().access
        before = await _read(simulator, token)
        simulator.stage.advance(timedelta(minutes=1))
        after = await _read(simulator, token)
    gone = _by(before["positions"], "PositionId").keys() - _by(after["positions"], "PositionId")
    options = [_by(before["positions"], "PositionId")[number]["PositionBase"] for number in gone]
    assert [(o["AssetType"], o["Amount"], o["OptionsData"]["PutCall"]) for o in options] == [
        ("StockOption", -1, "Put")
    ]
    come = _by(after["positions"], "PositionId").keys() - _by(before["positions"], "PositionId")
    (shares,) = (_by(after["positions"], "PositionId")[number]["PositionBase"] for number in come)
    assert (shares["AssetType"], shares["Amount"], shares["OpenPrice"]) == ("Stock", 100, 100)
    assert shares["CorrelationTypes"] == ["Assignment"]
    assert "SourceOrderId" not in shares
    told = [e for e in after["activities"]["Data"] if e.get("OriginatingToolId") == 49]
    assert {e["OriginatingPositionId"] for e in told} == gone
    assert "Assignment" in {row["TradeType"] for row in after["trades"]["Data"]}
    assert "Assignment" in {row["CorrelationType"] for row in after["past_positions"]["Data"]}


@pytest.mark.parametrize("end", ["never given", "expired", "signed out", "revoked"])
async def test_a_token_that_is_not_good_opens_nothing(end: str) -> None:
    async with Simulator(clock=Clock(START, Decimal(0))) as simulator:
        host = _host(simulator)
        token = host.venue.sessions.sign_in().access
        match end:
            case "never given":
                token = token[:-1]
            case "expired":
                simulator.stage.advance(host.venue.sessions.access_for)
            case "signed out":
                host.venue.sessions.end()
            case _:
                host.venue.sessions.revoked = True
        async with started("saxo_rest", _told(simulator, token)) as client:
            _, errors = await client.communicate()
        assert client.returncode != 0
        assert "OpenAPIError" in errors.decode()
        assert "401" in errors.decode()
        assert token not in errors.decode()
        assert host.tally.failed_logins == 1


def _host(simulator: Simulator) -> SaxoHost:
    host = simulator.stage.hosts["saxo"]
    assert isinstance(host, SaxoHost)
    return host


def _told(simulator: Simulator, token: str) -> Json:
    announced = json.loads(json.dumps(simulator.announcement(), default=str))
    (account,) = (a for a in announced["accounts"] if a["account"] == "saxo/main")
    return {
        "rest": account["urls"]["rest"],
        "token": token,
        "since": utc(BEFORE),
        "symbol": "EURUSD",
        "asset_type": "FxSpot",
    }


async def _read(simulator: Simulator, token: str) -> Json:
    async with started("saxo_rest", _told(simulator, token)) as client:
        return dict(await answer(client))


def _agrees_on_who(read: Json, world: World) -> None:
    owner, books = world.client, world.books.values()
    assert (read["client"]["ClientKey"], read["client"]["ClientId"]) == (owner.key, owner.id)
    assert read["client"]["PositionNettingProfile"] == owner.netting
    assert (read["user"]["UserKey"], read["user"]["UserId"]) == (owner.user_key, owner.user_id)
    accounts = {(b.account.id, b.account.key, b.account.currency) for b in books}
    for name in ("accounts", "accounts_of_client"):
        rows = read[name]["Data"]
        assert {(r["AccountId"], r["AccountKey"], r["Currency"]) for r in rows} == accounts
    first = next(iter(books)).account
    assert read["who"] == {
        "ClientId": owner.id,
        "ClientKey": owner.key,
        "AccountId": first.id,
        "AccountKey": first.key,
    }


def _agrees_on_what_is_held(read: Json, world: World) -> None:
    held = {
        p.id: (book.account.id, p.instrument.uic, p.amount, p.price, p.status, utc(p.at))
        for book, p in _all(world, "positions")
    }
    columns = ("AccountId", "Uic", "Amount", "OpenPrice", "Status", "ExecutionTimeOpen")
    for name in ("positions", "positions_of_client"):
        rows = _by(read[name], "PositionId")
        assert {n: _row(row["PositionBase"], columns) for n, row in rows.items()} == held
    assert read["position"] == read["positions"]["Data"][0]

    net: dict[tuple[str, int], Decimal] = {}
    for book, p in _all(world, "positions"):
        key = (book.account.id, p.instrument.uic)
        net[key] = net.get(key, Decimal(0)) + p.amount
    for name in ("net_positions", "net_positions_of_client"):
        bases = [row["NetPositionBase"] for row in read[name]["Data"]]
        assert {(b["PositionsAccount"], b["Uic"]): _exact(b["Amount"]) for b in bases} == net
    assert read["net_position"]["NetPositionId"] == read["position"]["NetPositionId"]

    pairs = {
        c.id: (
            book.account.id,
            c.opening.instrument.uic,
            c.amount,
            c.opening.price,
            c.closing.price,
        )
        for book in world.books.values()
        for c in book.closed
    }
    of_pairs = ("AccountId", "Uic", "Amount", "OpenPrice", "ClosingPrice")
    for name in ("closed_positions", "closed_positions_of_client"):
        rows = _by(read[name], "ClosedPositionUniqueId")
        assert {n: _row(row["ClosedPosition"], of_pairs) for n, row in rows.items()} == pairs


def _agrees_on_orders(read: Json, world: World) -> None:
    working = {
        order.id: (
            book.account.id,
            order.instrument.uic,
            abs(order.amount),
            order.price,
            order.type,
        )
        for book, order in _all(world, "orders")
    }
    columns = ("AccountId", "Uic", "Amount", "Price", "OpenOrderType")
    for name in ("orders", "orders_of_client"):
        rows = _by(read[name], "OrderId")
        assert {number: _row(row, columns) for number, row in rows.items()} == working
    for number in working:
        assert [row["OrderId"] for row in read[f"order {number}"]["Data"]] == [number]
    assert read["order 1"] == {"__count": 0, "Data": []}


def _agrees_on_money(read: Json, world: World) -> None:
    for book in world.books.values():
        balance = read["balances"][book.account.id]
        assert balance["Currency"] == book.account.currency
        assert _exact(balance["CashBalance"]) == book.cash.quantize(Decimal("0.01"))
        held = [p for p in book.positions.values() if p.status == "Open"]
        assert balance["OpenPositionsCount"] == len(held)
        assert balance["ClosedPositionsCount"] == len(book.closed)
        assert balance["OrdersCount"] == len(book.orders)
    assert read["balance"]["Currency"] == world.client.currency
    booked = {
        money.id: (book.account.id, money.instrument.uic, money.amount, money.trade)
        for book in world.books.values()
        for money in book.bookings
        if _reported(world, money.at)
    }
    rows = _by(read["bookings"], "BkAmountId")
    columns = ("AccountId", "Uic", "Amount", "RelatedTradeId")
    assert {number: _row(row, columns) for number, row in rows.items()} == booked


def _agrees_on_what_happened(read: Json, world: World) -> None:
    legs = {
        leg.id: (book.account.id, leg.instrument.uic, leg.traded, leg.price)
        for book in world.books.values()
        for leg in book.trades
    }
    seen = {
        trade["PositionId"]: (
            row["AccountId"],
            row["Instrument"]["Uic"],
            _exact(trade["TradedQuantity"]),
            _exact(trade["Price"]),
        )
        for row in read["transactions"]["Data"]
        for trade in row["Trades"]
    }
    assert seen == legs
    reported = {
        leg.id for book in world.books.values() for leg in book.trades if _reported(world, leg.at)
    }
    columns = ("AccountId", "Uic", "Amount", "Price")
    trades = {number: _row(row, columns) for number, row in _by(read["trades"], "TradeId").items()}
    assert trades == {number: leg for number, leg in legs.items() if number in reported}
    past = sorted(
        (utc(c.closing.at), str(c.opening.instrument.uic), c.amount, c.closing.cause.closing)
        for book in world.books.values()
        for c in book.closed_ever
        if _reported(world, c.closing.at)
    )
    columns = ("ExecutionTimeClose", "Uic", "Amount", "CorrelationType")
    assert sorted(_row(row, columns) for row in read["past_positions"]["Data"]) == past

    events = read["activities"]["Data"]
    numbers = [int(event["SequenceId"]) for event in events]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == world.newest_sequence()
    told = sorted(
        (news.order.id, news.status, utc(news.at))
        for book in world.books.values()
        for news in book.orders_told
    )
    orders = [event for event in events if event["ActivityType"] == "Orders"]
    assert sorted((e["OrderId"], e["Status"], e["ActivityTime"]) for e in orders) == told
    new = [e for e in events if e.get("PositionEvent") == "New" and "SourceOrderId" in e]
    assert {(e["PositionId"], e["SourceOrderId"]) for e in new} >= {
        (leg.id, leg.order.id)
        for book in world.books.values()
        for leg in book.trades
        if leg.order is not None
    }


def _agrees_on_instruments(read: Json, world: World) -> None:
    assert read["found"] == {"Uic": world.listing["EURUSD"].uic}
    held = {p.instrument.uic for _, p in _all(world, "positions")}
    assert {row["Uic"] for row in read["instruments"]} == held
    for row in read["instruments"]:
        listed = world.listing.find(row["Uic"], row["AssetType"])
        assert listed is not None
        assert (row["Symbol"], row["ContractSize"]) == (listed.symbol, listed.contract_size)
    options = [row for row in read["instruments"] if "OptionRootId" in row]
    assert options
    for row in options:
        space = read[f"option space {row['OptionRootId']}"]["OptionSpace"]
        contracts = {c["Uic"]: (e["Expiry"], c) for e in space for c in e["SpecificOptions"]}
        expiry, contract = contracts[row["Uic"]]
        terms = (expiry, contract["PutCall"], contract["StrikePrice"])
        assert terms == (row["ExpiryDate"], row["PutCall"], row["StrikePrice"])
    (asked_for,) = read["instruments_asked_for"]["Data"]
    assert asked_for in read["instruments"]
    assert read["prices"]["Data"] == [read["price"]]


def _all(world: World, what: str) -> list[tuple[Book, Any]]:
    return [(b, one) for b in world.books.values() for one in getattr(b, what).values()]


def _reported(world: World, at: datetime) -> bool:
    return at < world.reported_until


def _by(page: Json, key: str) -> dict[str, Json]:
    rows: dict[str, Json] = {row[key]: row for row in page["Data"]}
    assert len(rows) == len(page["Data"]) == page["__count"]
    return rows


def _row(row: Json, columns: Iterable[str]) -> tuple[Any, ...]:
    return tuple(_exact(row.get(column)) for column in columns)


def _exact(value: Any) -> Any:
    """A number as it was written; JSON of a client goes through a float."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else value
