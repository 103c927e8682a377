"""One line: up only when its subscription is listed, alive only when it answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    Fatal,
    RateLimited,
    Refused,
    Transient,
)
from assignwatch.brokers.binance import line as lines
from assignwatch.brokers.binance.calls import LISTEN_KEYS
from assignwatch.brokers.binance.families import COIN_M, OPTIONS, PORTFOLIO, USD_M, Family
from assignwatch.brokers.binance.line import Alive, Frame, Up
from tests.brokers.binance.exchange import Line, error
from tests.brokers.binance.exchange import confirms as answers
from tests.brokers.binance.hearing import (
    A_LULL,
    Ear,
    Plays,
    cuts,
    deaf,
    first,
    lists_nothing,
    refuses,
)
from tests.fakes.clock import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once", "quickly")]


# ------------------------------------------------------------------------------ opening


@pytest.mark.parametrize(
    ("family", "path"),
    [(USD_M, "/private/stream"), (OPTIONS, "/private/stream"), (COIN_M, "/stream")],
    ids=lambda value: getattr(value, "scope", None),
)
async def test_up_when_the_subscription_is_confirmed_and_listed(
    ear: Ear, family: Family, path: str
) -> None:
    hearing = ear.listen(family)
    await hearing.up()
    assert ear.last.path == path
    subscribing, listing = ear.last.said[:2]
    assert (subscribing["method"], subscribing["params"]) == ("SUBSCRIBE", ["a-listen-key-1"])
    assert listing["method"] == "LIST_SUBSCRIPTIONS"
    assert subscribing["id"] != listing["id"]
    assert hearing.told[0] == Up()


async def test_portfolio_margin_names_its_key_in_the_address(ear: Ear) -> None:
    hearing = ear.listen(PORTFOLIO)
    await hearing.up()
    assert ear.last.path == "/pm/ws/a-listen-key-1"
    assert {said["method"] for said in ear.last.said} == {"LIST_SUBSCRIPTIONS"}


@pytest.mark.parametrize("how", [refuses, lists_nothing, deaf])
@pytest.mark.parametrize(
    ("family", "path"),
    [
        (USD_M, "/private/ws?listenKey=a-listen-key-1&events=ACCOUNT_UPDATE/ORDER_TRADE_UPDATE/"),
        (OPTIONS, "/private/ws?listenKey=a-listen-key-1&events=ACCOUNT_UPDATE/BALANCE_POSITION_"),
        (COIN_M, "/ws/a-listen-key-1"),
    ],
    ids=lambda value: getattr(value, "scope", None),
)
async def test_where_it_is_not_confirmed_the_other_way_is_taken_once(
    ear: Ear, how: Plays, family: Family, path: str
) -> None:
    ear.exchange.plays = first(how, answers)
    hearing = ear.listen(family)
    await hearing.up()
    assert [line.path.startswith(path) for line in ear.exchange.sockets] == [False, True]
    await ear.last.event(e="ORDER_TRADE_UPDATE", E=1)
    await eventually(lambda: hearing.events)
    assert hearing.events == [{"e": "ORDER_TRADE_UPDATE", "E": 1}]


@pytest.mark.parametrize(("family", "ways"), [(USD_M, 2), (PORTFOLIO, 1)])
async def test_where_no_way_is_confirmed_the_stream_is_refused(
    ear: Ear, family: Family, ways: int
) -> None:
    ear.exchange.plays = deaf
    failure = await ear.listen(family).end()
    assert (type(failure), failure.problem.code) == (Transient, "stream_refused")
    assert failure.problem.values == {"word": "no answer"}
    assert len(ear.exchange.sockets) == ways


async def test_key_that_is_refused_ends_it_before_anything_is_opened(ear: Ear) -> None:
    ear.exchange.usual[LISTEN_KEYS[USD_M].create.path] = error(-2015, status=401)
    failure = await ear.listen().end()
    assert (type(failure), failure.problem.code) == (Refused, "key_not_from_here")
    assert ear.exchange.sockets == []


# ------------------------------------------------------------------------------ what is told


async def test_wrapped_or_not_an_event_is_told_as_it_came(ear: Ear) -> None:
    hearing = ear.listen()
    await hearing.up()
    await ear.last.tell('{"stream":"a-listen-key-1","data":{"e":"币", "q":1.50}}')
    await ear.last.tell('{"e":"RAW", "q":1.50}')
    await eventually(lambda: hearing.count(Frame) == 2)
    assert [h.content for h in hearing.told if isinstance(h, Frame)] == [
        '{"e":"币", "q":1.50}'.encode(),
        b'{"e":"RAW", "q":1.50}',
    ]


async def test_event_that_comes_before_the_confirmation_is_told_after_it(
    ear: Ear,
) -> None:
    async def hasty(line: Line) -> None:
        async for request in line.requests():
            await line.event(e="EARLY", n=len(line.said))
            await line.reply(request)

    ear.exchange.plays = hasty
    hearing = ear.listen()
    await eventually(lambda: hearing.count(Frame) >= 2)
    assert hearing.told[0] == Up()
    assert [event["n"] for event in hearing.events[:2]] == [1, 2]


async def test_in_a_lull_it_is_asked_and_its_answer_is_life(ear: Ear) -> None:
    hearing = ear.listen()
    await eventually(lambda: hearing.count(Alive) >= 3)
    assert hearing.told[0] == Up()
    assert hearing.ended is None
    assert {said["method"] for said in ear.last.said[1:]} == {"LIST_SUBSCRIPTIONS"}


async def test_while_it_tells_something_it_is_not_asked(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SILENCE", timedelta(seconds=60))
    hearing = ear.listen()
    await hearing.up()
    for number in range(50):
        await ear.last.event(e="ACCOUNT_UPDATE", n=number)
    await eventually(lambda: hearing.count(Frame) == 50)
    assert [event["n"] for event in hearing.events] == list(range(50))
    assert hearing.count(Alive) == 0


@pytest.mark.parametrize(
    "frame", ["", "{", "7", "[]", '{"stream":"k","data":[]}', '{"e":7}', "x" * 100]
)
async def test_what_cannot_be_read_is_bad_payload(ear: Ear, frame: str) -> None:
    hearing = ear.listen()
    await hearing.up()
    await ear.last.tell(frame)
    failure = await hearing.end()
    assert (type(failure), failure.problem.values["where"]) == (BadPayload, "stream")


# ------------------------------------------------------------------------------ how it ends


async def test_line_that_is_cut_is_transient(ear: Ear) -> None:
    ear.exchange.plays = first(answers, answers)
    hearing = ear.listen()
    await hearing.up()
    await ear.last.cut()
    failure = await hearing.end()
    assert (type(failure), failure.problem.code) == (Transient, "connection_lost")


async def test_line_that_is_cut_at_once_is_transient(ear: Ear) -> None:
    ear.exchange.plays = cuts
    failure = await ear.listen().end()
    assert (type(failure), failure.problem.code) == (Transient, "connection_lost")


async def test_line_that_answers_no_more_is_silent_after_two_lulls(ear: Ear) -> None:
    async def tires(line: Line) -> None:
        async for request in line.requests():
            if len(line.said) <= 3:
                await line.reply(request)

    ear.exchange.plays = tires
    hearing = ear.listen()
    failure = await hearing.end()
    assert (type(failure), failure.problem.code) == (Transient, "silent")
    assert failure.problem.values["seconds"] == f"{2 * A_LULL.total_seconds():g}"
    assert hearing.count(Alive) == 1


async def test_line_that_answers_and_lists_the_key_no_more_is_refused(
    ear: Ear,
) -> None:
    hearing = ear.listen()
    await hearing.up()
    ear.last.subscribed.clear()
    failure = await hearing.end()
    assert (type(failure), failure.problem.values) == (Transient, {"word": "not subscribed"})


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (404, Fatal, "api_gone"),
        (429, RateLimited, "rate_limited"),
        (503, Transient, "server_error"),
    ],
)
async def test_handshake_that_is_refused_says_why(
    ear: Ear,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    kind: type[BrokerError],
    code: str,
) -> None:
    ear.exchange.refuses_sockets = status
    failure = await ear.listen().end()
    assert (type(failure), failure.problem.code) == (kind, code)


async def test_stopped_it_closes_its_connection(ear: Ear) -> None:
    hearing = ear.listen()
    await hearing.up()
    await hearing.stop()
    await eventually(lambda: ear.last.closed)
