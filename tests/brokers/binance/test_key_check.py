"""What a key may do: refused where it could move money, warned of where it could trade."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from assignwatch.brokers.base import BadPayload, Refused, Transient
from assignwatch.brokers.binance import key_check
from assignwatch.brokers.binance.auth import Key
from assignwatch.brokers.binance.calls import KEY_RESTRICTIONS
from assignwatch.brokers.binance.key_check import EVERY, TRY_AGAIN, KeyCheck, judged
from assignwatch.brokers.binance.rest import Rest
from assignwatch.core.model import Problem
from assignwatch.net.transport import Transport
from assignwatch.texts.problems import sentences
from tests.brokers.binance.exchange import CREDENTIALS, Answer, Exchange, error
from tests.fakes.clock import FakeClock

READ_ONLY: dict[str, object] = {
    "ipRestrict": True,
    "createTime": 1623840271000,
    "enableReading": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "permitsUniversalTransfer": False,
    "enableMargin": False,
    "enableFutures": False,
    "enableVanillaOptions": False,
    "enablePortfolioMarginTrading": False,
    "enableSpotAndMarginTrading": False,
    "enableFixApiTrade": False,
    "enableFixReadOnly": True,
    "tradingAuthorityExpirationTime": 1628985600000,
}


def told(**changed: object) -> bytes:
    return json.dumps({k: v for k, v in {**READ_ONLY, **changed}.items() if v != "?"}).encode()


def refusal(content: bytes) -> Problem:
    with pytest.raises(Refused) as caught:
        judged(content)
    return caught.value.problem


def test_key_that_may_read_from_one_address_is_what_we_want() -> None:
    verdict = judged(told())
    assert verdict.warning is None
    assert not verdict.is_portfolio()


@pytest.mark.parametrize(
    "right", ["enableWithdrawals", "enableInternalTransfer", "permitsUniversalTransfer"]
)
@pytest.mark.parametrize("yes", [True, "true", 1])
def test_key_that_may_move_money_is_refused(right: str, yes: object) -> None:
    assert refusal(told(**{right: yes})) == Problem("key_can_withdraw", {"rights": right})


def test_all_that_may_move_money_is_named() -> None:
    problem = refusal(told(enableWithdrawals=True, permitsUniversalTransfer=True))
    assert problem.values == {"rights": "enableWithdrawals, permitsUniversalTransfer"}


def test_key_that_may_not_read_is_refused() -> None:
    assert refusal(told(enableReading=False)) == Problem("key_cannot_read")


@pytest.mark.parametrize(
    "right",
    [
        "enableSpotAndMarginTrading",
        "enableFutures",
        "enableMargin",
        "enableVanillaOptions",
        "enablePortfolioMarginTrading",
        "enableFixApiTrade",
        "enableSomethingNew",
    ],
)
def test_key_that_may_trade_is_warned_of(right: str) -> None:
    assert judged(told(**{right: True})).warning == Problem("key_can_trade", {"rights": right})


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"ipRestrict": False}, Problem("key_without_addresses")),
        (
            {"ipRestrict": "false", "enableMargin": True, "enableFutures": True},
            Problem("key_can_trade_anywhere", {"rights": "enableFutures, enableMargin"}),
        ),
    ],
)
def test_key_that_can_be_used_from_anywhere_is_warned_of(
    changed: dict[str, object], problem: Problem
) -> None:
    assert judged(told(**changed)).warning == problem


def test_key_of_a_portfolio_margin_account_is_known_by_its_right() -> None:
    assert judged(told(enablePortfolioMarginTrading=True)).is_portfolio()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        told(enableWithdrawals="?"),
        told(permitsUniversalTransfer="?"),
        told(ipRestrict="?"),
        told(enableWithdrawals=None),
        told(enableWithdrawals="perhaps"),
        told(enableFutures=[True]),
    ],
)
def test_answer_that_does_not_say_plainly_is_bad_payload(content: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        judged(content)
    assert caught.value.problem.values["where"] == "sapi/v1/account/apiRestrictions"


@pytest.mark.parametrize("name", [name for name in vars(key_check) if name.startswith("KEY_C")])
def test_every_code_has_a_sentence(name: str) -> None:
    assert getattr(key_check, name) in sentences()


# ------------------------------------------------------------------------------ when


@pytest.fixture
def check(rest: Rest, exchange: Exchange, clock: FakeClock) -> KeyCheck:
    exchange.usual[KEY_RESTRICTIONS.path] = Answer(READ_ONLY)
    return KeyCheck(rest, clock)


@pytest.mark.asyncio
async def test_key_is_looked_at_when_first_used_and_daily(
    check: KeyCheck, exchange: Exchange, clock: FakeClock
) -> None:
    for _ in range(3):
        assert (await check.verdict()).warning is None
    await clock.advance(EVERY - timedelta(seconds=1))
    await check.verdict()
    assert len(exchange.questions()) == 1
    assert exchange.questions()[0].is_signed_right
    await clock.advance(timedelta(seconds=1))
    exchange.usual[KEY_RESTRICTIONS.path] = Answer({**READ_ONLY, "enableFutures": True})
    assert (await check.verdict()).warning is not None
    assert len(exchange.questions()) == 2


@pytest.mark.asyncio
async def test_right_added_later_is_refused_and_stays_so_until_it_is_taken_away(
    check: KeyCheck, exchange: Exchange, clock: FakeClock
) -> None:
    await check.verdict()
    await clock.advance(EVERY)
    exchange.usual[KEY_RESTRICTIONS.path] = Answer({**READ_ONLY, "enableWithdrawals": True})
    for _ in range(2):
        with pytest.raises(Refused):
            await check.verdict()
    exchange.usual[KEY_RESTRICTIONS.path] = Answer(READ_ONLY)
    await check.verdict()


@pytest.mark.asyncio
@pytest.mark.usefixtures("tries_at_once")
async def test_nobody_there_is_an_error_at_first_and_later_leaves_the_last_verdict(
    check: KeyCheck, exchange: Exchange, clock: FakeClock
) -> None:
    exchange.script[KEY_RESTRICTIONS.path] += [error(-1001, status=500)] * 3
    with pytest.raises(Transient):
        await check.verdict()
    await check.verdict()
    await clock.advance(EVERY)
    exchange.script[KEY_RESTRICTIONS.path] += [error(-1001, status=500)] * 3
    await check.verdict()
    asked = len(exchange.questions())
    await check.verdict()
    assert len(exchange.questions()) == asked
    await clock.advance(TRY_AGAIN)
    await check.verdict()
    assert len(exchange.questions()) == asked + 1


@pytest.mark.asyncio
async def test_where_nobody_can_be_asked_that_is_said(
    exchange: Exchange, transport: Transport, clock: FakeClock
) -> None:
    urls = {**exchange.urls, "wallet": ""}
    check = KeyCheck(Rest(urls, Key.of(CREDENTIALS), transport, clock), clock)
    verdict = await check.verdict()
    assert (verdict.warning, exchange.asked) == (Problem("key_unchecked"), [])
