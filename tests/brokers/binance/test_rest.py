"""Single calls over REST: signed on the bytes that are sent, in time, within the budgets."""

from __future__ import annotations

import asyncio
import base64
import logging
from datetime import timedelta
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from assignwatch.brokers.base import (
    BadPayload,
    Fatal,
    RateLimited,
    Refused,
    Transient,
)
from assignwatch.brokers.binance.auth import Key
from assignwatch.brokers.binance.calls import (
    ALLOWED,
    COIN_M_POSITIONS,
    LISTEN_KEYS,
    OPTIONS_EXERCISES,
    OPTIONS_POSITIONS,
    PORTFOLIO_USD_M_INCOME,
    USD_M_CONTRACTS,
    USD_M_FORCED_ORDERS,
    USD_M_INCOME,
    USD_M_POSITIONS,
    USD_M_TRADES,
    Call,
)
from assignwatch.brokers.binance.families import OPTIONS, USD_FUTURES, USD_M, WALLET
from assignwatch.brokers.binance.rest import COMPARE_EVERY, Rest
from assignwatch.net.transport import Transport
from tests.brokers.bench import Lines
from tests.brokers.binance.exchange import (
    CREDENTIALS,
    PUBLIC,
    SECRET,
    Answer,
    Exchange,
    error,
)
from tests.fakes.clock import FakeClock, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

SECOND = timedelta(seconds=1)
CHINESE = "币安人生USDT"


# ------------------------------------------------------------------------------ what may be asked


async def test_nothing_but_reading_and_the_life_of_a_listen_key_is_on_the_list() -> None:
    others = {(method, path) for method, _, path in ALLOWED if method != "GET"}
    assert others == {
        (method, f"/{family}/v1/listenKey")
        for method in ("POST", "PUT")
        for family in ("fapi", "dapi", "eapi", "papi")
    }
    assert not [path for _, _, path in ALLOWED if path.endswith(("/order", "/batchOrders"))]


@pytest.mark.parametrize(
    "call",
    [
        Call("GET", USD_FUTURES, "/fapi/v1/order", 1),
        Call("GET", WALLET, USD_M_POSITIONS.path, 1),
        Call("GET", USD_FUTURES, "/fapi/v1/listenKey", 1),
    ],
)
async def test_what_is_not_on_the_list_is_not_asked(
    rest: Rest, exchange: Exchange, call: Call
) -> None:
    with pytest.raises(ValueError, match="may make"):
        await rest.get(call)
    assert exchange.asked == []


@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_only_a_listen_key_is_sent(rest: Rest, exchange: Exchange, method: str) -> None:
    with pytest.raises(ValueError, match="may make"):
        await rest.send(Call(method, USD_FUTURES, "/fapi/v1/order", 1))
    with pytest.raises(ValueError, match="no question"):
        await rest.get(LISTEN_KEYS[USD_M].create)
    assert exchange.asked == []


# ------------------------------------------------------------------------------ signing


async def test_what_is_signed_is_what_is_sent_and_the_signature_comes_last(
    rest: Rest, exchange: Exchange
) -> None:
    await rest.get(USD_M_TRADES, [("symbol", CHINESE), ("note", "a b&c=d/e+f~")])
    [asked] = exchange.questions()
    assert asked.is_signed_right
    assert list(asked.params) == ["symbol", "note", "recvWindow", "timestamp", "signature"]
    assert unquote(asked.params["symbol"]) == CHINESE
    assert asked.params["note"] == "a%20b%26c%3Dd%2Fe%2Bf~"
    assert asked.params["recvWindow"] == "60000"
    assert asked.headers["X-MBX-APIKEY"] == PUBLIC


async def test_signature_in_base64_arrives_whole(
    exchange: Exchange, transport: Transport, clock: FakeClock
) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    key = Key.of({"api_key": PUBLIC, "api_secret": pem})
    rest = Rest(exchange.urls, key, transport, clock)
    for number in range(20):
        await rest.get(USD_M_TRADES, [("symbol", CHINESE), ("limit", f"{number}")])
    signatures = []
    for asked in exchange.questions():
        payload, _, signature = asked.query.rpartition("&signature=")
        signatures.append(signature)
        signed = base64.b64decode(unquote(signature), validate=True)
        private.public_key().verify(signed, payload.encode())
    assert "%2F" in "".join(signatures)
    assert "%2B" in "".join(signatures)
    assert not set("+/=") & set("".join(signatures))


async def test_public_call_shows_nothing_and_one_with_a_key_is_not_signed(
    rest: Rest, exchange: Exchange
) -> None:
    await rest.get(USD_M_CONTRACTS)
    await rest.get(OPTIONS_EXERCISES, [("underlying", "BTCUSDT")])
    public, keyed = exchange.asked
    assert "X-MBX-APIKEY" not in public.headers
    assert keyed.headers["X-MBX-APIKEY"] == PUBLIC
    assert (public.query, keyed.query) == ("", "underlying=BTCUSDT")


async def test_listen_key_is_asked_for_with_the_key_alone(rest: Rest, exchange: Exchange) -> None:
    calls = LISTEN_KEYS[OPTIONS]
    await rest.send(calls.create)
    await rest.send(calls.renew)
    told = [(a.method, a.path, a.query) for a in exchange.asked]
    assert told == [("POST", "/eapi/v1/listenKey", ""), ("PUT", "/eapi/v1/listenKey", "")]


async def test_no_line_of_the_log_holds_a_half_of_the_key(
    rest: Rest, exchange: Exchange, lines: Lines
) -> None:
    exchange.script[USD_M_POSITIONS.path].append(error(-1001, f"{PUBLIC} {SECRET}", status=500))
    await rest.get(USD_M_POSITIONS)
    logging.getLogger(__name__).debug("canary")
    assert any("canary" in line for line in lines.all), "the log was not looked at in full"
    assert not [line for line in lines.all if PUBLIC in line or SECRET in line]


# ------------------------------------------------------------------------------ time


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(hours=7), -timedelta(minutes=3)])
async def test_question_carries_the_servers_time_whatever_our_clock_shows(
    rest: Rest, exchange: Exchange, ahead: timedelta
) -> None:
    exchange.ahead = ahead
    await rest.get(USD_M_POSITIONS)
    assert exchange.questions()[0].timestamp == exchange.now


async def test_on_a_slow_line_a_question_is_rather_late_than_early(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    exchange.ahead = timedelta(minutes=1)
    exchange.takes = 2 * SECOND
    await rest.get(USD_M_POSITIONS)
    exchange.takes = timedelta()
    [asked] = exchange.questions()
    assert exchange.now - asked.timestamp == 4_000  # both answers were on their way for two


async def test_clocks_are_compared_once_for_all_and_again_after_a_while(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    await asyncio.gather(*(rest.get(USD_M_POSITIONS) for _ in range(5)))
    assert exchange.times() == 1
    await clock.advance(COMPARE_EVERY - SECOND)
    await rest.get(USD_M_POSITIONS)
    assert exchange.times() == 1
    await clock.advance(SECOND)
    await rest.get(USD_M_POSITIONS)
    assert exchange.times() == 2


async def test_each_server_has_its_own_time_and_portfolio_margin_that_of_the_wallet(
    rest: Rest, exchange: Exchange
) -> None:
    for call in (COIN_M_POSITIONS, OPTIONS_POSITIONS, PORTFOLIO_USD_M_INCOME, USD_M_INCOME):
        await rest.get(call)
    assert [a.path for a in exchange.asked if a.path.endswith("/time")] == [
        "/dapi/v1/time",
        "/eapi/v1/time",
        "/api/v3/time",
        "/fapi/v1/time",
    ]


async def test_refused_for_its_time_a_question_is_asked_once_more_after_comparing_anew(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    await rest.get(USD_M_POSITIONS)
    clock.jump(timedelta(hours=1))
    exchange.ahead -= timedelta(hours=1)
    exchange.script[USD_M_POSITIONS.path].append(error(-1021))
    exchange.usual[USD_M_POSITIONS.path] = Answer([{"symbol": "BTCUSDT"}])
    assert await rest.get(USD_M_POSITIONS) == b'[{"symbol": "BTCUSDT"}]'
    refused, taken = exchange.questions()[1:]
    assert exchange.times() == 2
    assert refused.timestamp - taken.timestamp == 3_600_000
    assert taken.timestamp == exchange.now
    assert taken.is_signed_right


async def test_refused_for_its_time_again_and_again_it_says_so(
    rest: Rest, exchange: Exchange
) -> None:
    exchange.usual[USD_M_POSITIONS.path] = error(-1021, "Timestamp for this request is outside")
    with pytest.raises(Transient) as caught:
        await rest.get(USD_M_POSITIONS)
    assert (caught.value.problem.code, caught.value.problem.values) == (
        "time_refused",
        {"word": "-1021"},
    )
    assert len(exchange.questions()) == 2


async def test_what_another_try_cannot_help_is_not_tried_again(
    rest: Rest, exchange: Exchange
) -> None:
    exchange.usual["/fapi/v1/listenKey"] = error(-1125)
    with pytest.raises(Transient):
        await rest.send(LISTEN_KEYS[USD_M].renew)
    assert len(exchange.questions()) == 1


@pytest.mark.parametrize("body", [{}, [], {"serverTime": "x"}, {"serverTime": 10**30}, b"{"])
async def test_time_that_is_none_is_bad_payload(
    rest: Rest, exchange: Exchange, body: object
) -> None:
    exchange.usual["/fapi/v1/time"] = Answer(body)
    with pytest.raises(BadPayload) as caught:
        await rest.get(USD_M_POSITIONS)
    assert caught.value.problem.values["where"] == "fapi/v1/time"
    assert exchange.questions() == []


async def test_clock_that_is_off_can_be_told(rest: Rest, exchange: Exchange) -> None:
    exchange.ahead = timedelta(minutes=2)
    await rest.get(USD_M_POSITIONS)
    problem = rest.time(USD_FUTURES).skew()
    assert problem is not None
    assert problem.values == {"seconds": "120", "direction": "behind"}


# ------------------------------------------------------------------------------ trying again


async def test_every_try_is_signed_anew(rest: Rest, exchange: Exchange, clock: FakeClock) -> None:
    exchange.script[USD_M_POSITIONS.path] += [
        Answer(b"Service Unavailable.", 503), error(-1001, status=500)
    ]  # fmt: skip
    exchange.takes = SECOND
    await rest.get(USD_M_POSITIONS)
    tries = exchange.questions()
    assert len(tries) == 3
    assert all(asked.is_signed_right for asked in tries)
    assert len({asked.timestamp for asked in tries}) == 3


async def test_refusal_is_not_tried_again(rest: Rest, exchange: Exchange) -> None:
    exchange.usual[USD_M_POSITIONS.path] = error(-2015, status=401)
    with pytest.raises(Refused):
        await rest.get(USD_M_POSITIONS)
    assert len(exchange.questions()) == 1


async def test_nobody_there_is_transient(transport: Transport, clock: FakeClock) -> None:
    rest = Rest({"usd_futures": "http://127.0.0.1:9"}, Key.of(CREDENTIALS), transport, clock)
    with pytest.raises(Transient) as caught:
        await rest.get(USD_M_POSITIONS)
    assert caught.value.problem.code == "connect_failed"


@pytest.mark.parametrize("urls", [{}, {"usd_futures": " "}])
async def test_part_without_an_address_is_not_asked(
    transport: Transport, clock: FakeClock, urls: dict[str, str]
) -> None:
    rest = Rest(urls, Key.of(CREDENTIALS), transport, clock)
    assert not rest.has(USD_FUTURES)
    with pytest.raises(Fatal) as caught:
        await rest.get(USD_M_POSITIONS)
    assert (caught.value.problem.code, caught.value.problem.values) == (
        "no_url",
        {"name": "usd_futures"},
    )


# ------------------------------------------------------------------------------ limits


async def test_asked_to_wait_no_family_on_that_budget_is_asked_until_it_is_over(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    exchange.script[USD_M_POSITIONS.path].append(error(-1003, status=429, Retry_After="42"))
    with pytest.raises(RateLimited) as caught:
        await rest.get(USD_M_POSITIONS)
    assert caught.value.retry_after == 42 * SECOND
    before = len(exchange.asked)
    await clock.advance(41 * SECOND)
    for call in (USD_M_POSITIONS, COIN_M_POSITIONS, USD_M_CONTRACTS):
        with pytest.raises(RateLimited) as held:
            await rest.get(call)
        assert (held.value.problem.code, held.value.problem.values) == (
            "rate_limited",
            {"seconds": "1"},
        )
    assert len(exchange.asked) == before
    await rest.get(OPTIONS_POSITIONS)  # on a budget of its own
    await clock.advance(SECOND)
    await rest.get(COIN_M_POSITIONS)


async def test_ban_is_said_as_one_and_waited_out(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    exchange.ahead = timedelta(hours=-2)
    await rest.get(USD_M_POSITIONS)
    until = exchange.now + 300_000
    exchange.script[USD_M_POSITIONS.path].append(
        error(-1003, f"Way too many requests; IP(203.0.113.9) banned until {until}.", 418)
    )
    with pytest.raises(RateLimited) as caught:
        await rest.get(USD_M_POSITIONS)
    assert caught.value.problem.code == "address_banned"
    assert caught.value.problem.values == {"seconds": "300"}
    await clock.advance(299 * SECOND)
    with pytest.raises(RateLimited) as held:
        await rest.get(COIN_M_POSITIONS)
    assert (held.value.problem.code, held.value.retry_after) == ("address_banned", SECOND)
    await clock.advance(SECOND)
    await rest.get(USD_M_POSITIONS)


async def test_nearly_used_up_by_whomever_it_waits_or_tells_how_long(
    rest: Rest, exchange: Exchange, clock: FakeClock
) -> None:
    used = {"X-MBX-USED-WEIGHT-1m": "1919"}
    exchange.script[USD_M_POSITIONS.path].append(Answer([], headers=used))
    await rest.get(USD_M_POSITIONS)
    await clock.advance(30 * SECOND)
    with pytest.raises(RateLimited) as caught:
        await rest.get(USD_M_INCOME)
    assert caught.value.retry_after == 30 * SECOND
    await clock.advance(27 * SECOND)
    waiting = asyncio.create_task(rest.get(USD_M_INCOME))
    await eventually(lambda: clock.sleepers == 1)
    assert exchange.questions(USD_M_INCOME.path) == []
    await clock.advance(3 * SECOND)
    await waiting


async def test_budget_is_as_large_as_the_list_of_contracts_says(
    rest: Rest, exchange: Exchange
) -> None:
    limits = b'{"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":100}]}'  # noqa: E501
    exchange.usual[USD_M_CONTRACTS.path] = Answer(limits)
    rest.budgets.learn_limits(USD_FUTURES.group, await rest.get(USD_M_CONTRACTS))
    await rest.get(USD_M_FORCED_ORDERS)  # 50 of 80, the fifth part being left to others
    with pytest.raises(RateLimited):
        await rest.get(USD_M_FORCED_ORDERS)
    await rest.get(
        USD_M_FORCED_ORDERS, [("symbol", "BTCUSDT")]
    )  # 20: what was not made costs nothing
