"""Clients written by others read the simulated Binance with their own signing and parsing.

Binance's own SDK, one package for each family, and ccxt know nothing of AssignWatch. That they
agree with the simulator proves its signature checks, its paths, its streams and the shapes of its
messages. It proves nothing about what Binance does at a delivery, an expiry or a liquidation: those
scenarios are written from Binance's documents, and no client can confirm them.

`foreign` starts them; `test_foreign_clients` and `test_foreign_saxo` are the same for the others.
Their clocks are the computer's. The simulated one stands still between two commands, always ahead
of theirs, but by less than the widest window that a signature may have.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from assignwatch.simulator.binance.auth import Kind
from assignwatch.simulator.binance.host import BinanceHost
from assignwatch.simulator.clock import Clock, computer_time
from assignwatch.simulator.server import Simulator
from tests.simulator.binance.trader import Trader
from tests.simulator.foreign import answer, line, started

AHEAD = timedelta(seconds=15)
PLAYED = 40
"""Seconds after which everything in a scenario has happened, and was booked."""

pytestmark = pytest.mark.asyncio


def _held(rows: list[Mapping[str, Any]], size: str = "positionAmt") -> dict[str, Decimal]:
    found = {row["symbol"]: Decimal(row[size]) for row in rows}
    return {symbol: amount for symbol, amount in found.items() if amount}


@pytest.mark.parametrize("kind", list(Kind))
async def test_binances_sdk_signs_with_each_kind_of_key_and_reads_every_list(kind: Kind) -> None:
    async with _simulator() as main:
        key = main.host.add_key("main", kind)
        main.api_key, main.secret = key.api_key, key.secret
        await main.do("play", scenario="options-expiry")
        await main.do("advance", seconds=PLAYED)
        async with started("binance_sdk_rest", _told(main, key_type=kind)) as client:
            read = await answer(client)
        usd = await main.get("/fapi/v3/positionRisk")
        coin = await main.get("/dapi/v1/positionRisk", pair="BTCUSD")
        income = await main.get("/fapi/v1/income")
        assert (await main.do("report"))["failed_logins"] == 0
    assert _held(read["usd_positions"]) == _held(usd)
    assert _held(read["coin_positions"]) == _held(coin)
    assert [row["tranId"] for row in read["usd_income"]] == [row["tranId"] for row in income]
    assert {type(row["tranId"]) for row in read["coin_income"]} == {str}
    assert [trade["symbol"] for trade in read["chinese_trades"]] == ["币安人生USDT"]
    assert {t["orderId"] for t in read["usd_trades"]} == {o["orderId"] for o in read["usd_orders"]}
    assert read["usd_forced"] == []
    ends = Counter((r["positionSide"], Decimal(r["amount"]) != 0) for r in read["exercises"])
    assert ends == {
        ("LONG", True): 1,
        ("LONG", False): 1,
        ("SHORT", True): 1,
        ("SHORT", False): 1,
    }
    assert len(read["exercise_history"]) == 3
    assert len(read["option_positions"]) == 3
    assert "EXERCISE" in {bill["type"] for bill in read["bills"]}


async def test_binances_sdk_follows_all_three_streams() -> None:
    until = {"usd": 20, "coin": 6, "options": 20}
    async with (
        _simulator() as main,
        started("binance_sdk_socket", _told(main, until=until)) as client,
    ):
        assert await line(client) == b"ready\n"
        for scenario in ("quarterly-usd", "options-expiry"):
            await main.do("play", scenario=scenario)
        await main.do("advance", seconds=PLAYED)
        heard = await answer(client)
        key = main.host.venue.listen_keys.opens(heard["subscribed"][0])
        assert (await main.do("report"))["failed_logins"] == 0
    assert key is not None
    orders = [event["o"] for event in heard["usd"] if "o" in event]
    settled = [o for o in orders if o["c"].startswith("settlement_autoclose-")]
    assert [(o["x"], o["S"], o["q"]) for o in settled] == [
        ("NEW", "SELL", "0.080"),
        ("TRADE", "SELL", "0.080"),
    ]
    ended = [e for e in heard["options"] if e.get("m") == "EXERCISE"]
    assert [event["P"][0]["c"] for event in ended] == ["0.0000"] * 4
    assert {event["i"] for event in heard["coin"]} == {"SgsR"}


async def test_ccxt_reads_futures_and_options() -> None:
    async with _simulator() as main:
        await main.do("play", scenario="options-expiry")
        await main.do("advance", seconds=PLAYED)
        async with started("ccxt_binance_rest", _told(main, portfolio=False)) as client:
            read = await answer(client)
        world = main.host.venue.world.accounts["main"]
        books = {
            f: {s: h.size for (s, _), h in b.holdings.items()} for f, b in world.futures.items()
        }
        assert (await main.do("report"))["failed_logins"] == 0
    found = [
        _held([position["info"] for position in read[name]])
        for name in ("usd_positions", "coin_positions")
    ]
    assert found == list(books.values())
    assert {trade["symbol"] for trade in read["usd_trades"]} == {"BTC/USDT:USDT"}
    assert {row["type"] for row in read["usd_ledger"]} >= {"transfer", "commission"}
    assert len(read["option_positions"]) == 3
    assert len(read["option_settlements"]) == 4
    assert len(read["settlements"]) == 3
    assert read["usd_forced"] == []


async def test_ccxt_reads_a_portfolio_account_with_an_ed25519_key() -> None:
    async with _simulator("binance/portfolio") as portfolio:
        await portfolio.do("play", scenario="quarterly-usd")
        await portfolio.do("advance", seconds=PLAYED)
        async with started("ccxt_binance_rest", _told(portfolio, portfolio=True)) as client:
            read = await answer(client)
        assert (await portfolio.do("report"))["failed_logins"] == 0
    positions = [position["info"] for position in read["usd_positions"]]
    assert set(_held(positions)) == {"BTCUSDT", "SOLUSDT"}
    assert set(_held(read["coin_positions"])) == {"ETHUSD_PERP"}
    assert "DELIVERED_SETTELMENT" in {row["incomeType"] for row in read["usd_income"]}
    assert read["nothing"] == []
    assert read["account"]["accountStatus"] == "NORMAL"


@pytest.mark.parametrize(
    ("account", "until"),
    [
        ("main", {"usd": ["settlement_autoclose-"], "coin": ["delivery_autoclose-"]}),
        ("portfolio", {"usd": ["settlement_autoclose-", "delivery_autoclose-"]}),
        ("main", {"options": [""]}),
    ],
)
async def test_ccxt_pro_hears_trades_in_the_streams(
    account: str, until: dict[str, list[str]]
) -> None:
    async with _simulator(f"binance/{account}") as trader:
        told = _told(trader, portfolio=account == "portfolio", until=until)
        async with started("ccxt_binance_socket", told) as client:
            assert await line(client) == b"ready\n"
            for scenario in ("quarterly-usd", "quarterly-coin", "options-expiry"):
                await trader.do("play", scenario=scenario)
            await trader.do("advance", seconds=PLAYED)
            heard = await answer(client)
        assert (await trader.do("report"))["failed_logins"] == 0
    assert set(heard) == set(until)
    assert all(heard.values())


async def test_a_client_with_a_wrong_secret_is_turned_away() -> None:
    async with _simulator() as main:
        main.secret = "x" * 64
        async with started("ccxt_binance_rest", _told(main, portfolio=False)) as client:
            _, errors = await client.communicate()
        assert client.returncode != 0
        assert "Signature for this request is not valid" in errors.decode()
        assert (await main.do("report"))["failed_logins"] > 0


@asynccontextmanager
async def _simulator(account: str = "binance/main") -> AsyncIterator[Trader]:
    """A simulator a little ahead of the computer's time, and our own reader of an account."""
    clock = Clock(computer_time() + AHEAD, speed=Decimal(0))
    async with (
        Simulator(clock=clock, hosts=(BinanceHost,)) as simulator,
        aiohttp.ClientSession() as http,
    ):
        yield Trader(http, simulator, account)


def _told(trader: Trader, **more: object) -> dict[str, object]:
    """What a script is told: the addresses, the credentials, and what it is to do."""
    entry = trader.host.accounts(trader.root.removeprefix("http://"), secure=False)[0]
    told = json.loads(json.dumps(entry))
    told["credentials"] = {"api_key": trader.api_key, "api_secret": trader.secret}
    return {**told, **more}
