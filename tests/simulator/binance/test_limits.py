"""Weights, refusals and bans, as the simulated Binance counts them."""

from datetime import UTC, datetime, timedelta

import pytest

from assignwatch.simulator.binance.limits import Budget, Limits
from tests.simulator.binance.trader import Trader

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
USED = "X-MBX-USED-WEIGHT-1M"


def test_a_minute_has_a_budget_and_the_next_another() -> None:
    limits = Limits()
    assert limits.take("a", Budget.FUTURES, 2_400, NOON).wait == 0
    refused = limits.take("a", Budget.FUTURES, 1, NOON)
    assert (refused.used, refused.wait, refused.banned_until) == (2_401, 30, None)
    assert limits.take("b", Budget.FUTURES, 1, NOON).wait == 0
    assert limits.take("a", Budget.OPTIONS, 1, NOON).wait == 0
    later = limits.take("a", Budget.FUTURES, 7, NOON + timedelta(seconds=30))
    assert (later.used, later.wait) == (7, 0)


def test_who_goes_on_is_banned_each_time_for_longer() -> None:
    limits = Limits()
    now, minutes = NOON, []
    for _ in range(3):
        limits.take("a", Budget.FUTURES, 2_400, now)
        refusals = [limits.take("a", Budget.FUTURES, 1, now) for _ in range(6)]
        assert [r.banned_until is None for r in refusals] == [True] * 5 + [False]
        until = refusals[-1].banned_until
        assert until is not None
        minutes.append((until - now) // timedelta(minutes=1))
        assert limits.take("a", Budget.OPTIONS, 1, now).banned_until == until
        now = until
    assert minutes == [2, 4, 8]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "parameters", "weight"),
    [
        ("/fapi/v1/time", {}, 1),
        ("/fapi/v3/positionRisk", {}, 5),
        ("/fapi/v1/income", {}, 30),
        ("/dapi/v1/income", {}, 20),
        ("/dapi/v1/positionRisk", {}, 1),
        ("/fapi/v1/userTrades", {"symbol": "BTCUSDT"}, 5),
        ("/dapi/v1/userTrades", {"symbol": "BTCUSD_PERP"}, 5),
        ("/fapi/v1/forceOrders", {}, 50),
        ("/fapi/v1/forceOrders", {"symbol": "BTCUSDT"}, 20),
        ("/fapi/v1/openOrders", {}, 40),
        ("/fapi/v1/openOrders", {"symbol": "BTCUSDT"}, 1),
        ("/fapi/v1/positionSide/dual", {}, 30),
        ("/futures/data/delivery-price", {"pair": "BTCUSDT"}, 0),
        ("/eapi/v1/position", {}, 5),
        ("/eapi/v1/marginAccount", {}, 3),
        ("/eapi/v1/exerciseRecord", {}, 5),
        ("/eapi/v1/exerciseHistory", {}, 3),
        ("/eapi/v1/bill", {"currency": "USDT"}, 1),
    ],
)
async def test_each_answer_says_what_it_cost(
    main: Trader, path: str, parameters: dict[str, str], weight: int
) -> None:
    reply = await main.call(path, parameters)
    assert (reply.status, reply.headers[USED]) == (200, str(weight))


@pytest.mark.asyncio
async def test_both_families_of_futures_share_a_budget_and_options_do_not(main: Trader) -> None:
    await main.get("/fapi/v1/income")
    assert (await main.call("/dapi/v1/income")).headers[USED] == "50"
    assert (await main.call("/eapi/v1/position")).headers[USED] == "5"
    assert (await main.call("/sapi/v1/account/apiRestrictions")).headers[USED] == "1"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "budget", "code"),
    [("/fapi/v1/time", Budget.FUTURES, -1003), ("/eapi/v1/time", Budget.OPTIONS, -1008)],
)
async def test_who_asks_too_much_is_told_to_wait_and_then_banned(
    main: Trader, path: str, budget: Budget, code: int
) -> None:
    main.host.venue.limits.sizes[budget] = 2
    replies = [await main.call(path, signed=False) for _ in range(9)]
    assert [reply.status for reply in replies] == [200] * 2 + [429] * 5 + [418] * 2
    assert {(await reply.json()).get("code") for reply in replies[2:]} == {code}
    assert replies[2].headers["Retry-After"] == "30"
    assert replies[-1].headers["Retry-After"] == "120"
    banned = await replies[-1].json()
    assert f"banned until {main.now + 120_000}" in banned["msg"]
    main.wait(seconds=119)
    assert (await main.call(path, signed=False)).status == 418
    main.wait(seconds=1)
    assert (await main.call(path, signed=False)).status == 200
