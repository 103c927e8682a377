"""The life of a listen key: made, renewed in time, made anew; never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignwatch.brokers.base import BadPayload, Transient
from assignwatch.brokers.binance.calls import LISTEN_KEYS
from assignwatch.brokers.binance.errors import is_listen_key_gone
from assignwatch.brokers.binance.families import COIN_M, OPTIONS, PORTFOLIO, USD_M, Family
from assignwatch.brokers.binance.listen_key import LASTS, RENEW_EVERY, TRY_AGAIN, ListenKey
from assignwatch.brokers.binance.rest import Rest
from assignwatch.net.redaction import mask
from tests.brokers.binance.exchange import Answer, Exchange, error
from tests.fakes.clock import FakeClock

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

SECOND = timedelta(seconds=1)
FAMILIES = [USD_M, COIN_M, OPTIONS, PORTFOLIO]


def path(family: Family) -> str:
    return LISTEN_KEYS[family].create.path


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.scope)
@pytest.mark.parametrize("renewed", [{}, {"listenKey": "a-listen-key"}])
async def test_made_renewed_and_asked_for_in_its_own_place(
    rest: Rest, exchange: Exchange, clock: FakeClock, family: Family, renewed: object
) -> None:
    key = ListenKey(family, rest, clock)
    exchange.usual[path(family)] = Answer({"listenKey": "a-listen-key"})
    assert await key.obtain() == key.value == "a-listen-key"
    await clock.advance(RENEW_EVERY - SECOND)
    assert not key.is_due()
    await clock.advance(SECOND)
    assert key.is_due()
    exchange.usual[path(family)] = Answer(renewed)
    await key.renew()
    assert not key.is_due()
    await clock.advance(RENEW_EVERY)
    assert key.is_due()
    assert [(a.method, a.path) for a in exchange.asked] == [
        ("POST", f"/{family.scope}/v1/listenKey"),
        ("PUT", f"/{family.scope}/v1/listenKey"),
    ]


async def test_key_comes_up_in_no_text(rest: Rest, exchange: Exchange, clock: FakeClock) -> None:
    exchange.usual[path(USD_M)] = Answer({"listenKey": "never-to-be-logged"})
    await ListenKey(USD_M, rest, clock).obtain()
    assert "never-to-be-logged" not in mask("GET /private/ws?listenKey=never-to-be-logged")
    assert "never-to-be-logged" not in mask('{"params":["never-to-be-logged"]}')


@pytest.mark.parametrize(
    ("ahead", "minutes"),
    [(60, 25), (40, 20), (10, 5), (-100, 0.5), (10**6, 25)],
)
async def test_where_its_end_is_told_it_is_renewed_well_before(
    rest: Rest, exchange: Exchange, clock: FakeClock, ahead: int, minutes: float
) -> None:
    key = ListenKey(OPTIONS, rest, clock)
    ends = exchange.now + ahead * 60_000
    exchange.usual[path(OPTIONS)] = Answer({"listenKey": "k", "expiration": ends})
    await key.obtain()
    await clock.advance(timedelta(minutes=minutes) - SECOND)
    assert not key.is_due()
    await clock.advance(SECOND)
    assert key.is_due()


async def test_end_that_is_no_time_is_taken_for_the_usual_one(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    key = ListenKey(OPTIONS, rest, clock)
    exchange.usual[path(OPTIONS)] = Answer({"listenKey": "k", "expiration": 9 * 10**18})
    await key.obtain()
    await clock.advance(RENEW_EVERY - SECOND)
    assert not key.is_due()


async def test_renewal_that_does_not_come_through_is_tried_again_until_the_key_must_be_over(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    key = ListenKey(USD_M, rest, clock)
    exchange.usual[path(USD_M)] = Answer({"listenKey": "k"})
    await key.obtain()
    await clock.advance(RENEW_EVERY)
    exchange.usual[path(USD_M)] = error(-1001, status=500)
    with pytest.raises(Transient):
        await key.renew()
    assert not key.is_due()
    await clock.advance(TRY_AGAIN)
    assert key.is_due()
    assert not key.is_over()
    await clock.advance(LASTS - RENEW_EVERY - TRY_AGAIN)
    assert key.is_over()


@pytest.mark.parametrize(
    "answer", [error(-1125, "This listenKey does not exist."), Answer({"listenKey": "another"})]
)
async def test_key_that_is_gone_says_so(
    rest: Rest, exchange: Exchange, clock: FakeClock, answer: Answer
) -> None:
    key = ListenKey(USD_M, rest, clock)
    exchange.usual[path(USD_M)] = Answer({"listenKey": "k"})
    await key.obtain()
    exchange.usual[path(USD_M)] = answer
    with pytest.raises(Transient) as caught:
        await key.renew()
    assert is_listen_key_gone(caught.value)


@pytest.mark.parametrize("body", [{}, [], {"listenKey": ""}, {"listenKey": 7}, b"", b"{"])
async def test_answer_without_a_key_is_bad_payload(
    rest: Rest, exchange: Exchange, clock: FakeClock, body: object
) -> None:
    exchange.usual[path(USD_M)] = Answer(body)
    with pytest.raises(BadPayload) as caught:
        await ListenKey(USD_M, rest, clock).obtain()
    assert caught.value.problem.values["where"] == "fapi/v1/listenKey"
