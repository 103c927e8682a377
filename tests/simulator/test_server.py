"""Start, announcement and end of the simulator."""

import asyncio
import json
import signal
import ssl
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from assignwatch.simulator.binance.host import REST_URLS, SOCKET_URLS
from assignwatch.simulator.binance.scenarios import SCRIPTS as BINANCE
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.kraken.host import KrakenHost
from assignwatch.simulator.kraken.scenarios import SCRIPTS as KRAKEN
from assignwatch.simulator.saxo.scenarios import SCRIPTS as SAXO
from assignwatch.simulator.scenarios import SCENARIOS
from assignwatch.simulator.server import Simulator
from tests.simulator.conftest import START

PROGRAM = (
    "import sys; from decimal import Decimal; from assignwatch.simulator import serve; "
    "sys.exit(serve(None, sys.argv[1], Decimal(1), False, sys.stdout))"
)
BOUND = 20


def test_announces_everything_that_a_client_needs() -> None:
    async def announced() -> str:
        async with Simulator("takeover", clock=Clock(START, Decimal(0))) as simulator:
            return dumps(simulator.announcement())

    line = json.loads(asyncio.run(announced()))
    assert list(line) == ["simulator", "scenario", "now", "speed", "control", "ca", "accounts"]
    assert (line["simulator"], line["scenario"], line["ca"]) == (1, "takeover", None)
    assert line["now"] == "2026-11-23T12:10:30.000Z"
    names = ["kraken/main", "kraken/second", "saxo/main", "binance/main", "binance/portfolio"]
    assert [a["account"] for a in line["accounts"]] == names
    assert {a["environment"] for a in line["accounts"]} == {"simulator"}
    saxo = line["accounts"][2]
    assert set(saxo["urls"]) == {"rest", "stream", "authorize", "token"}
    assert set(saxo["credentials"]) == {"app_key", "refresh_token", "refresh_token_until"}
    for account in line["accounts"][3:]:
        assert set(account["urls"]) == {*REST_URLS, *SOCKET_URLS}
        assert set(account["credentials"]) == {"api_key", "api_secret"}
    for account in line["accounts"][:2]:
        rest, socket = (urlsplit(account["urls"][name]) for name in ("rest", "socket"))
        assert (rest.scheme, rest.hostname, rest.path) == ("http", "127.0.0.1", "")
        assert (socket.scheme, socket.netloc, socket.path) == ("ws", rest.netloc, "/ws/v1")
        assert set(account["credentials"]) == {"api_key", "api_secret"}


def test_keys_depend_on_the_seed_alone() -> None:
    def keys(seed: str, year: int) -> object:
        """Without the times until which some are good."""
        clock = Clock(datetime(year, 1, 1, tzinfo=UTC), Decimal(0))
        hosts = Simulator(clock=clock, seed=seed).stage.hosts.values()
        found = json.loads(dumps([a for host in hosts for a in host.accounts("h:1", secure=False)]))
        pairs = (pair for account in found for pair in account["credentials"].items())
        return [pair for pair in pairs if not pair[0].endswith("_until")]

    assert keys("one", 2026) == keys("one", 2027)
    assert keys("one", 2026) != keys("two", 2026)


@pytest.mark.asyncio
async def test_serves_tls_with_an_authority_of_its_own(http: aiohttp.ClientSession) -> None:
    async with Simulator(tls=True) as simulator:
        line = json.loads(dumps(simulator.announcement()))
        trusted = ssl.create_default_context(cafile=line["ca"])
        address = f"{line['accounts'][0]['urls']['rest']}/derivatives/api/v3/instruments"
        assert address.startswith("https://")
        async with http.get(address, ssl=trusted) as reply:
            assert reply.status == 200
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await http.get(address)
    with pytest.raises(FileNotFoundError):
        ssl.create_default_context(cafile=line["ca"])


def test_every_offered_scenario_has_a_part_for_some_broker_and_each_has_a_quiet_one() -> None:
    assert list(SCENARIOS) == list(dict.fromkeys([*KRAKEN, *SAXO, *BINANCE]))
    for scripts in (KRAKEN, SAXO, BINANCE):
        assert "quiet" in scripts


@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if name not in KRAKEN])
def test_a_broker_without_a_part_plays_a_quiet_day(scenario: str) -> None:
    def traded(name: str) -> list[str]:
        clock = Clock(START, Decimal(0))
        host = KrakenHost(clock, "seed")
        host.play(name, clock.now)
        clock.jump(timedelta(minutes=2))
        host.run_until(clock.now)
        return [fill.id for fill in host.venue.world.books["main"].fills]

    assert traded(scenario) == traded("quiet")


def test_an_unknown_scenario_is_named_at_once() -> None:
    with pytest.raises(LookupError, match=r"no scenario 'storm'. There are: quiet"):
        Simulator("storm")


@pytest.mark.asyncio
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_program_serves_until_it_is_interrupted(number: signal.Signals) -> None:
    program = await _start("quiet")
    assert program.stdout is not None
    async with asyncio.timeout(BOUND):
        line = json.loads(await program.stdout.readline())
        assert line["scenario"] == "quiet"
        program.send_signal(number)
        rest, errors = await program.communicate()
    assert (program.returncode, rest, errors) == (0, b"", b"")


@pytest.mark.asyncio
async def test_the_program_ends_with_an_error_when_a_step_fails() -> None:
    """Two contracts a day can mature early; the third listing has nothing left to list."""
    program = await _start("settlement")
    assert program.stdout is not None
    async with asyncio.timeout(BOUND):
        control = json.loads(await program.stdout.readline())["control"]
        async with aiohttp.ClientSession() as http:
            for _ in range(2):
                await http.post(control, json={"do": "play", "scenario": "settlement"})
            async with http.post(control, json={"do": "advance", "seconds": 5}) as reply:
                assert reply.status == 500
        _, errors = await program.communicate()
    assert program.returncode == 1
    assert "A step of scenario settlement failed." in errors.decode()
    assert "LookupError: Every future that could mature" in errors.decode()


@pytest.mark.asyncio
async def test_the_program_refuses_a_scenario_that_does_not_exist() -> None:
    program = await _start("storm")
    async with asyncio.timeout(BOUND):
        out, errors = await program.communicate()
    assert (program.returncode, out) == (1, b"")
    assert errors.decode().startswith("There is no scenario 'storm'.")


async def _start(scenario: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        scenario,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
