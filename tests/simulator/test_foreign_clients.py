"""Clients written by others read the simulated Kraken with their own signing and parsing.

python-kraken-sdk and ccxt know nothing of AssignWatch. That they agree with the simulator proves
its signature checks, its paths and the shapes of its messages. It proves nothing about what a
broker does at expiry, in a liquidation or at an assignment: those scenarios are written from
Kraken's documents, and no client can confirm them.

`foreign` starts them; `test_foreign_saxo` is the same for Saxo.
"""

import json
import ssl
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from decimal import Decimal

import aiohttp
import pytest

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.server import Simulator
from tests.simulator.conftest import START
from tests.simulator.foreign import answer, line, started
from tests.simulator.reader import Reader

HELD = {
    "PF_XBTUSD": Decimal("0.4"),
    "PF_ETHUSD": Decimal("1.5"),
    "PI_XBTUSD": Decimal(-12000),
    "FF_XBTUSD_261225": Decimal("0.2"),
}

pytestmark = pytest.mark.asyncio


async def test_python_kraken_sdk_reads_positions_fills_and_account_log() -> None:
    async with _simulator() as main, _client("kraken_sdk_rest", main) as client:
        read = await answer(client)
        truth = await main.get("/derivatives/api/v3/fills")
        assert (await main.do("report"))["failed_logins"] == 0
    sizes = {
        row["symbol"]: Decimal(str(row["size"])) * (1 if row["side"] == "long" else -1)
        for row in read["positions"]["openPositions"]
    }
    assert sizes == HELD
    assert read["fills"]["fills"] == json.loads(dumps(truth["fills"]))
    rows = read["account_log"]["logs"]
    assert len(rows) == 2 * len(truth["fills"])
    assert {row["execution"] for row in rows} == {f["fill_id"] for f in truth["fills"]}
    assert "flex" in read["wallets"]["accounts"]
    assert {i["symbol"] for i in read["instruments"]["instruments"]} > set(HELD)
    assert read["notifications"]["result"] == "success"


async def test_python_kraken_sdk_signs_its_challenge_and_hears_a_takeover() -> None:
    async with _simulator(tls=True) as main, _client("kraken_sdk_socket", main) as client:
        await _ready(client)
        await main.do("play", scenario="takeover")
        await main.do("advance", seconds=10)
        heard = await answer(client)
        assert (await main.do("report"))["failed_logins"] == 0
    fills = [fill for message in heard["fills"] for fill in message["fills"]]
    taken = [fill for fill in fills if fill["fill_type"] == "assignee"]
    assert sum((Decimal(str(fill["qty"])) for fill in taken), Decimal(0)) == Decimal("1.2")
    assert {fill["instrument"] for fill in taken} == {"PF_ETHUSD"}
    assert len(heard["fills_snapshot"][0]["fills"]) == 5
    logged = {message["new_entry"]["execution"] for message in heard["account_log"]}
    assert {fill["fill_id"] for fill in fills} == logged | {taken[-1]["fill_id"]}
    first = {
        p["instrument"]: Decimal(str(p["balance"])) for p in heard["open_positions"][0]["positions"]
    }
    assert first == HELD


async def test_ccxt_reads_positions_trades_and_history() -> None:
    async with _simulator() as main, _client("ccxt_rest", main) as client:
        read = await answer(client)
        truth = (await main.get("/derivatives/api/v3/fills"))["fills"]
        assert (await main.do("report"))["failed_logins"] == 0
    held = {
        position["info"]["symbol"]: Decimal(str(position["contracts"]))
        * (1 if position["side"] == "long" else -1)
        for position in read["positions"]
    }
    assert held == HELD
    assert {trade["id"] for trade in read["trades"]} == {fill["fill_id"] for fill in truth}
    assert len(read["account_log"]["logs"]) == 2 * len(truth)
    assert {position["info"]["executionUid"] for position in read["history"]} == {
        fill["fill_id"] for fill in truth
    }


async def test_ccxt_pro_hears_a_takeover() -> None:
    async with _simulator() as main, _client("ccxt_socket", main) as client:
        await _ready(client)
        await main.do("play", scenario="takeover")
        await main.do("advance", seconds=10)
        trades = await answer(client)
        assert (await main.do("report"))["failed_logins"] == 0
    taken = [trade for trade in trades if trade["info"]["fill_type"] == "assignee"]
    assert {trade["symbol"] for trade in taken} == {"ETH/USD:USD"}
    assert {trade["side"] for trade in taken} == {"buy"}


@pytest.mark.parametrize("script", ["kraken_sdk_rest", "ccxt_rest"])
async def test_a_client_with_a_wrong_secret_is_turned_away(script: str) -> None:
    async with _simulator() as main:
        main.secret = "d3Jvbmcgc2VjcmV0"
        async with _client(script, main) as client:
            _, errors = await client.communicate()
        assert client.returncode != 0
        assert "AuthenticationError" in errors.decode()
        assert (await main.do("report"))["failed_logins"] > 0


@asynccontextmanager
async def _simulator(*, tls: bool = False) -> AsyncIterator[Reader]:
    """A simulator whose clock stands still, and our own reader of kraken/main."""
    async with Simulator(clock=Clock(START, Decimal(0)), tls=tls) as simulator:
        authority = simulator.announcement()["ca"]
        trusted = ssl.create_default_context(cafile=str(authority)) if authority else True
        connector = aiohttp.TCPConnector(ssl=trusted)
        async with aiohttp.ClientSession(connector=connector) as http:
            yield Reader(http, simulator, authority=str(authority or ""))


def _client(script: str, reader: Reader) -> AbstractAsyncContextManager[Process]:
    """A script of the clients' own environment, told which account to read."""
    told = {
        "urls": {"rest": reader.rest, "socket": reader.socket_url},
        "credentials": {"api_key": reader.api_key, "api_secret": reader.secret},
    }
    return started(script, told, authority=reader.authority)


async def _ready(client: Process) -> None:
    assert await line(client) == b"ready\n"
