"""The simulated futures WebSocket: challenges, snapshots, news."""

import asyncio
from decimal import Decimal

import aiohttp
import pytest

from assignwatch.simulator.kraken import socket as kraken_socket
from assignwatch.simulator.kraken.feeds import PRIVATE_FEEDS
from tests.simulator.reader import Reader

pytestmark = pytest.mark.asyncio

ALERT = {"event": "alert", "message": "Failed to subscribe to authenticated feed"}


async def test_greets_and_answers_a_ping(main: Reader) -> None:
    socket = await main.connect()
    assert await socket.hear() == {"event": "info", "version": 1}
    await socket.say(event="ping")
    assert await socket.hear() == {"event": "pong"}


async def test_a_challenge_serves_every_feed_of_its_own_connection(main: Reader) -> None:
    socket = await main.connect()
    challenge = await socket.challenge()
    for feed in PRIVATE_FEEDS:
        answer = await socket.subscribe(feed, challenge)
        assert (answer["event"], answer["feed"]) == ("subscribed", feed)


async def test_a_challenge_is_worth_nothing_on_another_connection(main: Reader) -> None:
    first, then = await main.connect(), await main.connect()
    stale = await first.challenge()
    assert await then.subscribe("fills", stale) == ALERT
    fresh = await then.challenge()
    assert fresh != stale
    assert await then.subscribe("fills", stale) == ALERT
    assert (await then.subscribe("fills", fresh))["event"] == "subscribed"
    assert (await main.do("report"))["failed_logins"] == 2


async def test_the_challenge_that_was_signed_is_named(main: Reader) -> None:
    socket = await main.connect()
    await socket.say(
        event="subscribe",
        feed="fills",
        api_key=main.api_key,
        original_challenge="another",
        signed_challenge=main.sign(await socket.challenge()),
    )
    assert await socket.hear(lambda message: message.get("event") != "info") == ALERT


async def test_a_challenge_is_worth_nothing_to_another_key(main: Reader, second: Reader) -> None:
    socket = await main.connect()
    given = await socket.challenge()
    socket.reader = second
    assert await socket.subscribe("fills", given) == ALERT


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ("no json", "Json Error"),
        ("[]", "Json Error"),
        ('{"event": "subscribe", "feed": "weather"}', "Invalid feed"),
        ('{"event": "unsubscribe", "feed": ["fills"]}', "Invalid feed"),
        ('{"event": "challenge"}', "Invalid API key"),
    ],
)
async def test_what_makes_no_sense_is_an_error_event(
    main: Reader, sent: str, complaint: str
) -> None:
    socket = await main.connect()
    await socket.hear()
    await socket.line.send_str(sent)
    assert await socket.hear() == {"event": "error", "message": complaint}


async def test_an_event_that_no_reader_sends_is_recorded(main: Reader) -> None:
    socket = await main.connect()
    await socket.hear()
    await socket.say(event="sendorder")
    assert (await socket.hear())["event"] == "error"
    assert (await main.do("report"))["refused"] == ["SOCKET sendorder"]


async def test_snapshots_name_the_account_and_live_fills_the_user(main: Reader) -> None:
    socket = await main.connect()
    await socket.subscribe("fills", await socket.challenge())
    snapshot = await socket.feed("fills_snapshot")
    uid = (await main.get("/api/history/v3/positions"))["accountUid"]
    assert (snapshot["account"], len(snapshot["fills"])) == (uid, 5)
    await main.do("advance", seconds=6)
    live = await socket.feed("fills")
    assert set(live) == {"feed", "username", "fills"}
    assert live["username"] == uid
    (fill,) = live["fills"]
    assert fill == {
        "instrument": "PF_XBTUSD",
        "time": 1_795_435_835_000,
        "price": fill["price"],
        "seq": fill["seq"],
        "buy": True,
        "qty": Decimal("0.05"),
        "remaining_order_qty": 0,
        "order_id": fill["order_id"],
        "fill_id": fill["fill_id"],
        "fill_type": "taker",
        "fee_paid": fill["fee_paid"],
        "fee_currency": "USD",
        "taker_order_type": "lmt",
        "order_type": "lmt",
    }


async def test_each_feed_tells_of_an_execution_as_its_rest_twin_does(main: Reader) -> None:
    socket = await main.connect()
    challenge = await socket.challenge()
    for feed in ("fills", "open_positions", "account_log"):
        await socket.subscribe(feed, challenge)
    snapshot = (await socket.feed("account_log_snapshot"))["logs"]
    assert [row["id"] for row in snapshot] == list(range(snapshot[0]["id"], 0, -1))

    await main.do("advance", seconds=6)
    fill = (await socket.feed("fills"))["fills"][0]
    positions = await socket.feed("open_positions")
    rows = [(await socket.feed("account_log"))["new_entry"] for _ in range(2)]

    assert (await main.get("/derivatives/api/v3/fills"))["fills"][0]["fill_id"] == fill["fill_id"]
    assert [row["id"] for row in rows] == [snapshot[0]["id"] + 1, snapshot[0]["id"] + 2]
    assert [row["execution"] for row in rows] == [fill["fill_id"]] * 2
    assert [row["asset"] for row in rows] == ["pf_xbtusd", "usd"]
    assert rows[0]["fee"] == 0
    assert rows[0]["collateral"] == ""
    assert "contract" not in rows[0]
    stored = (await main.get("/api/history/v3/account-log", ("count", "1")))["logs"][0]
    assert (stored["id"], stored["fee"]) == (rows[1]["id"], rows[1]["fee"])
    balances = {p["instrument"]: Decimal(p["balance"]) for p in positions["positions"]}
    assert balances == {
        "PF_XBTUSD": Decimal("0.45"),
        "PF_ETHUSD": Decimal("1.5"),
        "PI_XBTUSD": Decimal(-12000),
        "FF_XBTUSD_261225": Decimal("0.2"),
    }


async def test_nobody_hears_of_another_account(main: Reader, second: Reader) -> None:
    socket = await second.connect()
    await socket.subscribe("fills", await socket.challenge())
    await socket.feed("fills_snapshot")
    await main.do("advance", seconds=179)
    await main.do("advance", seconds=2)
    fill = (await socket.feed("fills"))["fills"][0]
    assert (fill["instrument"], fill["qty"]) == ("PF_ETHUSD", Decimal("0.6")), "main's fill came"


async def test_open_orders_tell_the_life_of_an_order(main: Reader) -> None:
    socket = await main.connect()
    await socket.subscribe("open_orders", await socket.challenge())
    assert (await socket.feed("open_orders_snapshot"))["orders"] == []
    await main.do("advance", seconds=9001)
    told = [await socket.feed("open_orders") for _ in range(5)]
    assert [(message["reason"], message["is_cancel"]) for message in told] == [
        ("new_placed_order_by_user", False),
        ("partial_fill", False),
        ("full_fill", True),
        ("new_placed_order_by_user", False),
        ("cancelled_by_user", True),
    ]
    assert [message["order"]["qty"] for message in told[:3]] == [
        Decimal("1.2"),
        Decimal("0.7"),
        0,
    ]
    assert "order" not in told[4]


async def test_an_unsubscribed_feed_falls_silent(main: Reader) -> None:
    socket = await main.connect()
    challenge = await socket.challenge()
    for feed in ("fills", "account_log"):
        await socket.subscribe(feed, challenge)
    await socket.say(
        event="unsubscribe",
        feed="fills",
        api_key=main.api_key,
        original_challenge=challenge,
        signed_challenge=main.sign(challenge),
    )
    answer = await socket.hear(lambda m: m.get("event") == "unsubscribed")
    assert answer["feed"] == "fills"
    await main.do("advance", seconds=6)
    assert (await socket.hear())["feed"] == "account_log"


async def test_heartbeat_needs_no_key_and_positions_tick_with_it(main: Reader) -> None:
    socket = await main.connect()
    await socket.say(event="subscribe", feed="heartbeat")
    await socket.subscribe("open_positions", await socket.challenge())
    first = await socket.feed("open_positions")
    await main.do("advance", seconds=2)
    assert await socket.feed("heartbeat") == {"feed": "heartbeat", "time": 1_795_435_832_000}
    then = await socket.feed("open_positions")
    assert then["seq"] > first["seq"]
    assert then["timestamp"] == 1_795_435_832_000
    marks = [m["positions"][0]["mark_price"] for m in (first, then)]
    assert marks[0] != marks[1]
    assert [p["balance"] for p in first["positions"]] == [p["balance"] for p in then["positions"]]


async def test_a_protocol_ping_is_answered_even_by_a_deaf_socket(main: Reader) -> None:
    socket = await main.connect()
    await main.do("deaf")
    line = await main.http.ws_connect(main.socket_url, autoping=False)
    await line.ping(b"there?")
    async with asyncio.timeout(5):
        answer = await line.receive()
    assert (answer.type, answer.data) == (aiohttp.WSMsgType.PONG, b"there?")
    assert not socket.line.closed


async def test_a_silent_client_is_dropped(main: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kraken_socket, "PATIENCE", 0.2)
    socket = await main.connect()
    await socket.hear()
    async with asyncio.timeout(5):
        assert (await socket.line.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_a_challenge_request_without_a_known_key_reveals_nothing(main: Reader) -> None:
    main.api_key = "stranger"
    socket = await main.connect()
    assert await socket.subscribe("fills", await socket.challenge()) == ALERT
