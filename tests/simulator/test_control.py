"""The remote control: every verb, as a client of the simulated broker feels it."""

import asyncio
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from assignwatch.simulator.control import VERBS
from assignwatch.simulator.server import Simulator
from tests.simulator.reader import Reader

POSITIONS = "/derivatives/api/v3/openpositions"
ACCOUNT_LOG = "/api/history/v3/account-log"

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        ('{"do": "dance"}', '"do" is one of: play, advance'),
        ("{}", '"do" is one of'),
        ("[]", "a JSON object"),
        ("no json", "a JSON object"),
        ('{"do": "play", "scenario": "storm"}', "There is no scenario 'storm'"),
        ('{"do": "play"}', 'needs "scenario"'),
        ('{"do": "advance", "seconds": -1}', "only moves forward"),
        ('{"do": "advance", "seconds": "5"}', 'needs "seconds"'),
        ('{"do": "deaf", "on": "yes"}', '"on" is true or false'),
        ('{"do": "slow", "seconds": -1}', "less than nothing"),
        ('{"do": "fail", "status": 200}', "from 400 to 599"),
        ('{"do": "fail", "status": 500, "count": true}', 'needs "count"'),
        ('{"do": "result_error"}', 'needs "error"'),
        ('{"do": "revoke", "account": "kraken/third"}', "No account is called third"),
        ('{"do": "restore", "account": "kraken/third"}', "No account is called third"),
        ('{"do": "revoke", "account": "etrade/main"}', "no simulated broker 'etrade'"),
        ('{"do": "cut", "broker": "etrade"}', "no simulated broker 'etrade'"),
    ],
)
async def test_a_command_that_makes_no_sense_is_refused_with_a_sentence(
    main: Reader, command: str, complaint: str
) -> None:
    async with main.http.post(main.control, data=command) as reply:
        answer = await reply.json()
    assert reply.status == 400
    assert answer["ok"] is False
    assert complaint in answer["error"]


async def test_the_list_of_verbs_is_the_one_that_is_offered(main: Reader) -> None:
    async with main.http.post(main.control, json={"do": "?"}) as reply:
        offered = (await reply.json())["error"]
    assert offered == f'"do" is one of: {", ".join(VERBS)}.'


async def test_advance_jumps_the_clock_and_plays_what_is_due(main: Reader) -> None:
    before = await main.get(POSITIONS)
    answer = await main.do("advance", seconds=6)
    assert answer == {"ok": True, "now": "2026-11-23T12:10:36.000Z"}
    after = await main.get(POSITIONS)
    assert after["serverTime"] == "2026-11-23T12:10:36.000Z"
    assert _size(after, "PF_XBTUSD") - _size(before, "PF_XBTUSD") == Decimal("0.05")


async def test_play_starts_a_scenario_now(main: Reader) -> None:
    await main.do("advance", seconds=100)
    await main.do("play", scenario="unknown")
    await main.do("advance", seconds=6)
    fills = (await main.get("/derivatives/api/v3/fills"))["fills"]
    assert fills[0]["fillType"] == "crossVenueNovation"
    assert fills[0]["fillTime"] == "2026-11-23T12:12:15.000Z"
    assert (await main.do("report"))["scenario"] == "unknown"


async def test_skew_makes_the_broker_tell_the_wrong_time(main: Reader) -> None:
    await main.do("skew", seconds=-47)
    reply = await main.call(POSITIONS)
    assert (await reply.json())["serverTime"] == "2026-11-23T12:09:43.000Z"
    assert reply.headers["Date"] == "Mon, 23 Nov 2026 12:09:43 GMT"


async def test_cut_drops_every_socket_without_a_goodbye(main: Reader) -> None:
    socket = await main.connect()
    await socket.hear()
    await main.do("cut")
    async with asyncio.timeout(5):
        ended = await socket.line.receive()
    assert ended.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert socket.line.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE


async def test_deaf_sockets_stay_open_and_say_nothing_until_it_ends(main: Reader) -> None:
    socket = await main.connect()
    await socket.hear()
    await main.do("deaf")
    await socket.say(event="ping")
    await main.get(POSITIONS)
    await main.do("deaf", on=False)
    await socket.say(event="challenge", api_key=main.api_key)
    assert (await socket.hear())["event"] == "challenge", "the ping was answered after all"


async def test_freeze_lets_requests_hang_until_thawed(main: Reader) -> None:
    await main.do("freeze")
    hanging = asyncio.create_task(main.get(POSITIONS))
    await main.do("report")
    assert not hanging.done()
    await main.do("freeze", on=False)
    async with asyncio.timeout(5):
        assert (await hanging)["result"] == "success"


async def test_slow_holds_replies_back(main: Reader) -> None:
    await main.do("slow", seconds=0.3)
    began = asyncio.get_running_loop().time()
    await main.get(POSITIONS)
    assert asyncio.get_running_loop().time() - began >= 0.3


async def test_garbage_spoils_the_next_reply_and_the_next_frame_only(main: Reader) -> None:
    socket = await main.connect()
    await socket.hear()
    await main.do("garbage")
    reply = await main.call(POSITIONS)
    assert reply.status == 200
    assert "html" in await reply.text()
    assert (await main.get(POSITIONS))["result"] == "success"
    await socket.say(event="ping")
    assert "html" in await socket.line.receive_str()
    await socket.say(event="ping")
    assert await socket.hear() == {"event": "pong"}


@pytest.mark.parametrize(
    ("status", "says"), [(401, "unauthorized"), (429, "Rate limit"), (500, "html"), (503, "html")]
)
async def test_fail_answers_with_a_status_as_often_as_told(
    main: Reader, status: int, says: str
) -> None:
    await main.do("fail", status=status, count=2)
    for _ in range(2):
        reply = await main.call(ACCOUNT_LOG)
        assert reply.status == status
        assert says in await reply.text()
        assert ("rate-limit-reset" in reply.headers) is (status == 429)
    assert (await main.call(ACCOUNT_LOG)).status == 200


async def test_result_error_fails_inside_a_successful_reply(main: Reader) -> None:
    await main.do("result_error", error="Unavailable")
    reply = await main.call(POSITIONS)
    assert reply.status == 200
    body = await reply.json()
    assert (body["result"], body["error"]) == ("error", "Unavailable")
    assert (await main.get(POSITIONS))["result"] == "success"


async def test_empty_leaves_the_list_of_positions_out(main: Reader) -> None:
    await main.do("empty")
    assert set(await main.get(POSITIONS)) == {"result", "serverTime"}
    assert "openPositions" in await main.get(POSITIONS)


async def test_v1_gone_ends_the_old_interface_and_leaves_the_history(main: Reader) -> None:
    socket = await main.connect()
    await socket.hear()
    await main.do("v1_gone")
    assert (await main.call(POSITIONS)).status == 410
    with pytest.raises(aiohttp.WSServerHandshakeError, match="410"):
        await main.connect()
    async with asyncio.timeout(5):
        assert (await socket.line.receive()).type is not aiohttp.WSMsgType.TEXT
    assert (await main.call(ACCOUNT_LOG)).status == 200


async def test_a_revoked_key_stops_working_everywhere_until_restored(
    main: Reader, second: Reader
) -> None:
    socket = await main.connect()
    await socket.subscribe("fills", await socket.challenge())
    await main.do("revoke", account="kraken/main")
    assert (await main.get(POSITIONS))["error"] == "authenticationError"
    assert (await main.call(ACCOUNT_LOG)).status == 401
    async with asyncio.timeout(5):
        while (await socket.line.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
    assert (await second.get(POSITIONS))["result"] == "success"
    await main.do("restore", account="kraken/main")
    assert (await main.get(POSITIONS))["result"] == "success"


async def test_restore_without_an_account_ends_every_fault(
    main: Reader, simulator: Simulator
) -> None:
    await main.do("revoke", account="kraken/main")
    for verb, arguments in (
        ("deaf", {}),
        ("freeze", {}),
        ("v1_gone", {}),
        ("slow", {"seconds": 9}),
        ("skew", {"seconds": 9}),
        ("garbage", {"count": 9}),
        ("fail", {"status": 500, "count": 9}),
        ("result_error", {"error": "Unavailable", "count": 9}),
        ("empty", {"count": 9}),
    ):
        await main.do(verb, **arguments)
    await main.do("restore")
    body = await main.get(POSITIONS)
    assert body["openPositions"]
    assert body["serverTime"] == simulator.stage.now == "2026-11-23T12:10:30.000Z"
    assert (await (await main.connect()).hear())["event"] == "info"


async def test_report_counts_what_was_asked(main: Reader) -> None:
    await main.get(POSITIONS)
    socket = await main.connect()
    await socket.hear()
    await main.get(POSITIONS, authent="d3Jvbmc=")
    report = await main.do("report")
    assert report["requests"] == 2
    assert (report["connections"], report["open_sockets"]) == (1, 1)
    assert report["failed_logins"] == 1
    assert report["refused"] == []


def _size(body: dict[str, Any], symbol: str) -> Decimal:
    return next(Decimal(r["size"]) for r in body["openPositions"] if r["symbol"] == symbol)
