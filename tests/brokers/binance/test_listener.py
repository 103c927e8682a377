"""One family, from line to line: never deaf for long, and with a listen key that is alive."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from assignwatch.brokers.base import (
    RateLimited,
    Transient,
)
from assignwatch.brokers.binance import listener as listeners
from assignwatch.brokers.binance.calls import LISTEN_KEYS
from assignwatch.brokers.binance.families import OPTIONS, USD_M
from assignwatch.brokers.binance.line import Alive, Frame, Up
from assignwatch.brokers.binance.listen_key import LASTS, RENEW_EVERY
from assignwatch.texts.problems import sentences
from tests.brokers.binance.exchange import Answer, Line, error
from tests.brokers.binance.exchange import confirms as answers
from tests.brokers.binance.hearing import (
    Ear,
    Hearing,
    cuts,
)
from tests.fakes.clock import FakeClock, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once", "quickly")]


# ------------------------------------------------------------------------------ deaf


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> float:
    """The limits of deafness, shortened; in seconds."""
    monkeypatch.setattr(listeners, "NEWS_WITHIN", timedelta(seconds=0.3))
    monkeypatch.setattr(listeners, "HEARTBEAT_WITHIN", timedelta(seconds=0.3))
    return 0.3


async def test_line_that_answers_and_does_not_tell_what_a_reading_showed_is_deaf(
    ear: Ear, soon: float
) -> None:
    hearing = ear.listen()
    await hearing.up()
    await asyncio.sleep(1.5 * soon)
    began = asyncio.get_running_loop().time()
    hearing.listener.expect_news()
    failure = await hearing.end()
    assert asyncio.get_running_loop().time() - began >= soon
    assert (type(failure), failure.problem.code) == (Transient, listeners.STREAM_DEAF)
    assert failure.problem.values == {"host": f"127.0.0.1:{ear.exchange.port}", "seconds": "0.3"}
    assert hearing.count(Alive) >= 2, "it answered all the time"
    assert listeners.STREAM_DEAF in sentences()


async def test_line_that_tells_it_a_little_later_or_told_it_before_is_not(
    ear: Ear, soon: float
) -> None:
    hearing = ear.listen()
    await hearing.up()
    await asyncio.sleep(1.5 * soon)
    hearing.listener.expect_news()
    await ear.last.event(e="ACCOUNT_UPDATE")
    await eventually(lambda: hearing.count(Frame) == 1)
    hearing.listener.expect_news()
    await asyncio.sleep(1.5 * soon)
    assert hearing.ended is None


async def test_nothing_is_expected_of_a_line_that_is_not_up(ear: Ear, soon: float) -> None:
    hearing = ear.listen()
    hearing.listener.expect_news()
    await hearing.up()
    await asyncio.sleep(1.5 * soon)
    assert hearing.ended is None


async def test_options_without_a_heartbeat_while_something_is_held_are_silent(
    ear: Ear, soon: float
) -> None:
    hearing = ear.listen(OPTIONS)
    await hearing.up()
    await asyncio.sleep(1.5 * soon)
    assert hearing.ended is None, "nothing is held"
    hearing.listener.expect_heartbeat(True)
    for _ in range(4):
        await asyncio.sleep(soon / 2)
        await ear.last.event(e="ACCOUNT_UPDATE")
    assert hearing.ended is None, "it beats"
    failure = await hearing.end()
    assert (type(failure), failure.problem.code) == (Transient, "silent")
    assert failure.problem.values["seconds"] == "0.3"


async def test_heartbeat_is_not_expected_while_there_is_no_connection(
    ear: Ear, soon: float
) -> None:
    hearing = ear.listen(OPTIONS)
    await hearing.up()
    hearing.listener.expect_heartbeat(True)
    await ear.last.cut()
    await hearing.end()
    await asyncio.sleep(1.5 * soon)
    again = Hearing(hearing.listener)
    ear.all.append(again)
    await again.up()


# ------------------------------------------------------------------------------ the listen key


async def test_key_is_renewed_in_time_and_the_connection_stays(ear: Ear, clock: FakeClock) -> None:
    hearing = ear.listen()
    await hearing.up()
    for renewals in (1, 2, 3):
        await clock.advance(RENEW_EVERY)
        await eventually(lambda n=renewals: ear.sent("PUT") == n)  # type: ignore[misc]
    assert (ear.sent("POST"), len(ear.exchange.sockets)) == (1, 1)


@pytest.mark.parametrize("when", [1736996475556, "1736996475556"])
@pytest.mark.parametrize("wrapped", [True, False])
async def test_key_that_expires_is_exchanged_with_its_connection_however_often_it_is_said(
    ear: Ear, when: object, wrapped: bool
) -> None:
    hearing = ear.listen()
    await hearing.up()
    ear.new_key()
    event = {"e": "listenKeyExpired", "E": when, "listenKey": "a-listen-key-1"}
    old = ear.last
    for _ in range(2):
        await old.tell({"stream": "a-listen-key-1", "data": event} if wrapped else event)
    await hearing.up(2)
    assert ear.last.subscribed == ["a-listen-key-2"]
    await ear.last.tell(event)  # a third time, on the new connection
    await ear.last.event(e="ACCOUNT_UPDATE")
    await eventually(lambda: hearing.count(Frame) == 1)
    await eventually(lambda: old.closed)
    assert (hearing.count(Up), len(ear.exchange.sockets)) == (2, 2)


async def test_key_that_expires_without_a_name_is_ours(ear: Ear) -> None:
    hearing = ear.listen()
    await hearing.up()
    ear.new_key()
    await ear.last.event(e="listenKeyExpired", E=1)
    await hearing.up(2)
    assert ear.last.subscribed == ["a-listen-key-2"]


async def test_keys_that_expire_one_after_another_end_it(ear: Ear) -> None:
    hearing = ear.listen()
    await hearing.up()
    for number in (1, 2):
        await ear.last.event(e="listenKeyExpired", listenKey=f"a-listen-key-{number}")
        if number == 1:
            ear.new_key()
            await hearing.up(2)
    failure = await hearing.end()
    assert (type(failure), failure.problem.code) == (Transient, "listen_key_gone")


async def test_key_that_another_program_deleted_is_exchanged_at_the_next_renewal(
    ear: Ear, clock: FakeClock
) -> None:
    hearing = ear.listen()
    await hearing.up()
    ear.exchange.script[LISTEN_KEYS[USD_M].renew.path].append(error(-1125))
    key = f"a-listen-key-{ear.keys + 1}"
    ear.exchange.script[LISTEN_KEYS[USD_M].create.path].append(Answer({"listenKey": key}))
    await clock.advance(RENEW_EVERY)
    await hearing.up(2)
    assert ear.last.subscribed == [key]


async def test_renewals_that_fail_leave_the_connection_until_the_key_must_be_over(
    ear: Ear, clock: FakeClock
) -> None:
    hearing = ear.listen()
    await hearing.up()
    ear.exchange.usual[LISTEN_KEYS[USD_M].renew.path] = error(-1003, status=429)
    ear.exchange.usual[LISTEN_KEYS[USD_M].create.path] = error(-1003, status=429)
    spent = timedelta()
    while spent < LASTS - timedelta(minutes=1):
        await clock.advance(timedelta(minutes=1))
        spent += timedelta(minutes=1)
        before = hearing.count(Alive)
        await eventually(lambda n=before: hearing.count(Alive) > n or hearing.ended)  # type: ignore[misc]
    assert hearing.ended is None
    await clock.advance(timedelta(minutes=2))
    failure = await hearing.end()
    assert isinstance(failure, RateLimited)


# ------------------------------------------------------------------------------ replacing


async def test_before_it_is_cut_a_line_is_replaced_and_nothing_is_lost_meanwhile(
    ear: Ear, clock: FakeClock
) -> None:
    hearing = ear.listen()
    await hearing.up()
    old = ear.last
    opening = asyncio.Event()

    async def slowly(line: Line) -> None:
        await opening.wait()
        await answers(line)

    ear.exchange.plays = slowly
    await clock.advance(timedelta(hours=23))
    await eventually(lambda: len(ear.exchange.sockets) == 2)
    await old.event(e="ACCOUNT_UPDATE", n=1)
    await eventually(lambda: hearing.events == [{"e": "ACCOUNT_UPDATE", "n": 1}])
    assert not old.closed
    opening.set()
    await hearing.up(2)
    await eventually(lambda: old.closed)
    await ear.last.event(e="ACCOUNT_UPDATE", n=2)
    await eventually(lambda: len(hearing.events) == 2)
    assert hearing.ended is None


async def test_line_that_cannot_be_replaced_yet_stays_and_it_is_tried_again(
    ear: Ear, clock: FakeClock
) -> None:
    hearing = ear.listen()
    await hearing.up()
    ear.exchange.plays = cuts
    await clock.advance(timedelta(hours=23))
    await eventually(lambda: len(ear.exchange.sockets) == 2)
    seen = hearing.count(Alive)
    await eventually(lambda: hearing.count(Alive) > seen + 1)
    assert (len(ear.exchange.sockets), hearing.ended) == (2, None)
    ear.exchange.plays = answers
    await clock.advance(listeners.REPLACE_AGAIN)
    await hearing.up(2)
