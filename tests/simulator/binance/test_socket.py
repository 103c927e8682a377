"""The simulated user streams: what they carry, where they are silent, and how they end."""

from typing import Any

import aiohttp
import pytest

from tests.simulator.binance.trader import Line, Trader

pytestmark = pytest.mark.asyncio

SILENT = ("/ws", "/stream", "/ws/{key}", "/stream?streams={key}", "/public/ws?listenKey={key}")
TRADED = 8
"""Seconds into the quiet day after which main has traded BTCUSDT once."""


async def _key(trader: Trader, product: str = "fapi") -> str:
    return str((await trader.listen_key(product))["listenKey"])


def _names(messages: list[Any]) -> list[str]:
    return [message.get("data", message)["e"] for message in messages]


async def test_says_nothing_on_connecting_and_each_change_in_order(main: Trader) -> None:
    line = await main.open(f"/private/ws?listenKey={await _key(main)}")
    assert await line.heard() == []
    main.wait(seconds=TRADED)
    told = await line.heard()
    names = ["ORDER_TRADE_UPDATE", "TRADE_LITE", "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"]
    assert _names(told) == names
    new, lite, filled, account = told
    assert (new["o"]["x"], new["o"]["X"], filled["o"]["x"], filled["o"]["X"]) == (
        "NEW",
        "NEW",
        "TRADE",
        "FILLED",
    )
    assert (lite["s"], lite["t"], lite["i"]) == tuple(filled["o"][name] for name in ("s", "t", "i"))
    (position,) = account["a"]["P"]
    assert (position["s"], position["pa"], account["a"]["m"]) == ("BTCUSDT", "0.162", "ORDER")


async def test_wraps_frames_and_confirms_what_was_subscribed(main: Trader) -> None:
    key, line = await _key(main), await main.open("/private/stream")
    assert await line.ask("SUBSCRIBE", key) == {"result": None, "id": 1}
    assert await line.ask("LIST_SUBSCRIPTIONS", number=2) == {"result": [key], "id": 2}
    main.wait(seconds=TRADED)
    assert {message["stream"] for message in await line.heard()} == {key}
    assert await line.ask("UNSUBSCRIBE", key, number=3) == {"result": None, "id": 3}
    main.wait(seconds=60)
    assert await line.heard() == []


async def test_delivers_only_the_events_that_were_named(main: Trader) -> None:
    key = await _key(main)
    line = await main.open(f"/private/ws?listenKey={key}&events=ACCOUNT_UPDATE/TRADE_LITE")
    main.wait(seconds=TRADED)
    assert _names(await line.heard()) == ["TRADE_LITE", "ACCOUNT_UPDATE"]


@pytest.mark.parametrize("path", [*SILENT, "/private/ws/{key}"])
async def test_an_old_address_opens_answers_and_stays_silent(main: Trader, path: str) -> None:
    key = await _key(main)
    line = await main.open(path.format(key=key))
    assert await line.ask("SUBSCRIBE", "another") == {"result": None, "id": 1}
    main.wait(seconds=TRADED)
    assert await line.heard() == []


async def test_a_subscription_without_a_route_is_confirmed_and_never_delivers(
    main: Trader,
) -> None:
    key, line = await _key(main), await main.open("/stream")
    assert await line.ask("SUBSCRIBE", key) == {"result": None, "id": 1}
    assert await line.ask("LIST_SUBSCRIPTIONS") == {"result": [key], "id": 1}
    main.wait(seconds=TRADED)
    assert await line.heard() == []


@pytest.mark.parametrize("path", ["/ws/{key}", "/stream?streams={key}"])
async def test_coin_streams_have_no_route_and_tell_every_position(main: Trader, path: str) -> None:
    line = await main.open(path.format(key=await _key(main, "dapi")))
    main.wait(seconds=12)
    told = [message.get("data", message) for message in await line.heard()]
    assert _names(told) == ["ORDER_TRADE_UPDATE", "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"]
    assert {message["i"] for message in told} == {"SgsR"}
    assert told[1]["o"]["ma"] == "BTC"
    held = {row["s"]: row["pa"] for row in told[2]["a"]["P"]}
    assert held == {"BTCUSD_PERP": "-27", "BTCUSD_261225": "25"}


async def test_a_coin_key_is_not_served_where_usd_keys_are(main: Trader) -> None:
    line = await main.open(f"/private/ws?listenKey={await _key(main, 'dapi')}")
    main.wait(seconds=12)
    assert await line.heard() == []


async def test_portfolio_streams_tell_the_family(portfolio: Trader) -> None:
    line = await portfolio.open(f"/pm/ws/{await _key(portfolio, 'papi')}")
    portfolio.wait(seconds=17)
    told = await line.heard()
    assert {(message["fs"], message["i"]) for message in told} == {("UM", "SfsR")}
    assert _names(told) == ["ORDER_TRADE_UPDATE", "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"]
    (position,) = told[-1]["a"]["P"]
    assert set(position) == {"s", "pa", "ep", "bep", "cr", "up", "ps"}


async def test_the_futures_streams_of_a_portfolio_account_are_silent(portfolio: Trader) -> None:
    line = await portfolio.open(f"/private/ws?listenKey={await _key(portfolio)}")
    portfolio.wait(seconds=17)
    assert await line.heard() == []


async def test_options_are_told_of_every_ten_seconds_while_any_is_held(main: Trader) -> None:
    line = await main.open(f"/private/ws?listenKey={await _key(main, 'eapi')}")
    for _ in range(2):
        main.wait(seconds=10)
        assert (await line.hear())["e"] == "ACCOUNT_UPDATE"
        assert (await line.hear())["e"] == "GREEK_UPDATE"
    main.host.venue.world.option_book("main").holdings.clear()
    main.wait(seconds=10)
    assert await line.heard() == []


@pytest.mark.parametrize(
    ("product", "path", "times"),
    [
        ("fapi", "/private/ws?listenKey={key}", [int, str]),
        ("eapi", "/private/ws?listenKey={key}&events=listenKeyExpired", [int, str]),
        ("dapi", "/ws/{key}", [int]),
    ],
)
async def test_an_expired_key_is_told_and_then_nothing_more(
    main: Trader, product: str, path: str, times: list[type]
) -> None:
    key = await _key(main, product)
    line = await main.open(path.format(key=key))
    main.wait(minutes=61)
    told = [m for m in await line.heard() if m["e"] == "listenKeyExpired"]
    assert [type(message["E"]) for message in told] == times
    assert {(int(m["E"]), m["listenKey"]) for m in told} == {(main.now, key)}
    main.wait(hours=8)
    assert await line.heard() == []
    assert await line.ask("LIST_SUBSCRIPTIONS") == {"result": [key], "id": 1}


async def test_a_connection_lives_for_a_day(main: Trader) -> None:
    line = await main.open("/private/stream")
    main.wait(hours=23, minutes=59)
    assert await line.heard() == []
    main.wait(minutes=1)
    await line.closed()


async def test_the_server_pings_and_drops_who_does_not_answer(main: Trader) -> None:
    main.host.pace.ping, main.host.pace.patience = 0.05, 0.4
    polite, rude = await main.open("/private/stream"), await main.open("/private/stream")
    for _ in range(15):
        message = await polite.socket.receive(timeout=5)
        assert message.type is aiohttp.WSMsgType.PING
        await polite.socket.pong(message.data)
    await rude.closed()
    assert await polite.ask("LIST_SUBSCRIPTIONS") == {"result": [], "id": 1}


async def test_who_talks_too_much_is_cut_off(main: Trader) -> None:
    line = await main.open("/private/stream")
    for number in range(11):
        await line.say("LIST_SUBSCRIPTIONS", number=number)
    await line.closed()


async def test_wrapping_can_be_turned_on_and_off(main: Trader) -> None:
    line = await main.open("/private/ws")
    assert (await line.ask("GET_PROPERTY", "combined"))["result"] is False
    await line.ask("SET_PROPERTY", "combined", True)
    assert (await line.ask("GET_PROPERTY", "combined"))["result"] is True
    assert "error" in await line.ask("GET_PROPERTY", "colour")


@pytest.mark.parametrize(
    "text", ["no json", "[]", '{"method": "DANCE"}', '{"method":"SUBSCRIBE","params":1}']
)
async def test_a_frame_that_makes_no_sense_is_answered_with_an_error(
    main: Trader, text: str
) -> None:
    line = await main.open("/private/ws")
    await line.socket.send_str(text)
    assert (await line.hear())["error"]["code"] == 2


@pytest.mark.parametrize("path", ["/private", "/private/wss", "/ws/a/b"])
async def test_an_address_that_does_not_exist_is_refused(main: Trader, path: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await main.open(path)


async def test_a_deaf_socket_stays_open_and_carries_nothing(main: Trader) -> None:
    line: Line = await main.open(f"/private/ws?listenKey={await _key(main)}")
    await main.do("deaf")
    main.wait(seconds=TRADED)
    await line.socket.ping(b"there?")
    assert (await line.socket.receive(timeout=5)).type is aiohttp.WSMsgType.PONG
    await main.do("deaf", on=False)
    assert await line.heard() == []


async def test_a_spoilt_message_is_a_web_page(main: Trader) -> None:
    line = await main.open(f"/private/ws?listenKey={await _key(main)}")
    await main.do("garbage")
    main.wait(seconds=TRADED)
    message = await line.socket.receive(timeout=5)
    assert message.data.startswith("<!DOCTYPE html>")
    assert (await line.hear())["e"] == "TRADE_LITE"


async def test_a_revoked_account_loses_its_streams_and_keys(main: Trader) -> None:
    line = await main.open(f"/private/ws?listenKey={await _key(main)}")
    other = await main.open("/private/ws")
    await main.do("revoke", account="binance/main")
    await line.closed()
    assert await other.heard() == []
    assert (await main.listen_key("fapi"))["code"] == -2015
    await main.do("restore", account="binance/main")
    assert "listenKey" in await main.listen_key("fapi")


async def test_counts_connections(main: Trader) -> None:
    lines = [await main.open("/ws") for _ in range(3)]
    await lines[0].socket.close()
    await lines[1].heard()
    told = await main.do("report")
    assert (told["connections"], told["open_sockets"]) == (3, 2)
    await main.do("cut")
    await lines[2].closed()
