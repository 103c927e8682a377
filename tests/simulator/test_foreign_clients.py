"""Clients written by others read the simulated Kraken with their own signing and parsing.

python-kraken-sdk and ccxt know nothing of AssignWatch. That they agree with the simulator proves
its signature checks, its paths and the shapes of its messages. It proves nothing about what a
broker does at expiry, in a liquidation or at an assignment: those scenarios are written from
Kraken's documents, and no client can confirm them.

The clients live in a virtual environment of their own, because their pins conflict with ours.
"""

import asyncio
import json
import os
import ssl
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.server import Simulator
from tests.simulator.conftest import START
from tests.simulator.reader import Reader

CHECKOUT = Path(__file__).parents[2]
PYTHON = CHECKOUT / ".venv-clients" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SCRIPTS = Path(__file__).parent / "clients"
BOUND = 60

HELD = {
    "PF_XBTUSD": Decimal("0.4"),
    "PF_ETHUSD": Decimal("1.5"),
    "PI_XBTUSD": Decimal(-12000),
    "FF_XBTUSD_261225": Decimal("0.2"),
}

pytestmark = pytest.mark.asyncio


async def test_python_kraken_sdk_reads_positions_fills_and_account_log() -> None:
    async with _simulator() as main, _client("kraken_sdk_rest", main) as client:
        read = await _json(client)
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
        heard = await _json(client)
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
        read = await _json(client)
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
        trades = await _json(client)
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


@asynccontextmanager
async def _client(script: str, reader: Reader) -> AsyncIterator[Process]:
    """A script of the clients' own environment, told on standard input which account to read."""
    if not PYTHON.exists():
        pytest.fail(
            "The clients' environment is missing. `python3 packaging/dev.py test` makes it, or: "
            "python3 -m venv .venv-clients && "
            ".venv-clients/bin/pip install -r packaging/constraints-clients.txt"
        )
    trust = {"SSL_CERT_FILE": reader.authority, "REQUESTS_CA_BUNDLE": reader.authority}
    client = await asyncio.create_subprocess_exec(
        PYTHON,
        SCRIPTS / f"{script}.py",
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=2**24,
        env={**os.environ, **(trust if reader.authority else {})},
    )
    assert client.stdin is not None
    client.stdin.write(
        json.dumps(
            {
                "urls": {"rest": reader.rest, "socket": reader.socket_url},
                "credentials": {"api_key": reader.api_key, "api_secret": reader.secret},
            }
        ).encode()
    )
    client.stdin.close()
    try:
        async with asyncio.timeout(BOUND):
            yield client
    finally:
        if client.returncode is None:
            client.kill()
        await client.wait()


async def _line(client: Process) -> bytes:
    assert client.stdout is not None
    assert client.stderr is not None
    line = await client.stdout.readline()
    if not line:
        pytest.fail(f"The client gave up:\n{(await client.stderr.read()).decode()}")
    return line


async def _ready(client: Process) -> None:
    assert await _line(client) == b"ready\n"


async def _json(client: Process) -> Any:
    return json.loads(await _line(client))
