"""papi of the simulated Binance, and what a portfolio-margin account shows elsewhere."""

from decimal import Decimal

import pytest

from tests.simulator.binance.trader import Trader

pytestmark = pytest.mark.asyncio


async def test_positions_are_seen_under_papi_and_nowhere_else(portfolio: Trader) -> None:
    usd = await portfolio.get("/papi/v1/um/positionRisk")
    coin = await portfolio.get("/papi/v1/cm/positionRisk")
    held = {row["symbol"]: row["positionAmt"] for row in usd + coin}
    assert held == {"BTCUSDT": "-0.100", "SOLUSDT": "28.00", "ETHUSD_PERP": "60"}
    assert {"marginType", "isolatedMargin"} & set(usd[0]) == set()
    assert await portfolio.get("/fapi/v3/positionRisk") == []
    older = await portfolio.get("/fapi/v2/positionRisk")
    every = await portfolio.get("/dapi/v1/positionRisk", pair="ETHUSD")
    assert {Decimal(row["positionAmt"]) for row in older + every} == {Decimal(0)}
    for path in ("/fapi/v1/income", "/dapi/v1/income", "/fapi/v1/allOrders", "/fapi/v3/balance"):
        assert await portfolio.get(path) == []


@pytest.mark.parametrize(
    "path",
    [
        "/papi/v1/um/positionRisk",
        "/papi/v1/cm/income",
        "/papi/v1/account",
        "/papi/v1/balance",
        "/papi/v1/um/positionSide/dual",
    ],
)
async def test_an_ordinary_account_has_no_business_there(main: Trader, path: str) -> None:
    reply = await main.call(path)
    assert (reply.status, (await reply.json())["code"]) == (401, -2015)


async def test_histories_are_those_of_the_families(portfolio: Trader) -> None:
    trades = await portfolio.get("/papi/v1/um/userTrades", symbol="SOLUSDT")
    assert [trade["qty"] for trade in trades] == ["40.00", "12.00"]
    income = await portfolio.get("/papi/v1/um/income", symbol="SOLUSDT")
    assert {row["tradeId"] for row in income} == {str(trade["id"]) for trade in trades}
    assert {type(row["tranId"]) for row in income} == {str}
    orders = await portfolio.get("/papi/v1/cm/allOrders", symbol="ETHUSD_PERP")
    assert [order["orderId"] for order in orders] == [
        t["orderId"] for t in await portfolio.get("/papi/v1/cm/userTrades", symbol="ETHUSD_PERP")
    ]
    assert await portfolio.get("/papi/v1/um/forceOrders") == []
    assert await portfolio.get("/papi/v1/cm/openOrders") == []
    assert await portfolio.get("/papi/v1/um/positionSide/dual") == {"dualSidePosition": False}


async def test_balances_of_both_families_stand_side_by_side(portfolio: Trader) -> None:
    rows = {row["asset"]: row for row in await portfolio.get("/papi/v1/balance")}
    assert set(rows) == {"USDT", "ETH"}
    assert rows["USDT"]["cmWalletBalance"] == rows["ETH"]["umWalletBalance"] == "0.00000000"
    income = await portfolio.get("/papi/v1/um/income")
    assert Decimal(rows["USDT"]["umWalletBalance"]) == sum(Decimal(r["income"]) for r in income)
    account = await portfolio.get("/papi/v1/account")
    assert account["accountStatus"] == "NORMAL"
    assert Decimal(account["accountEquity"]) > 14_000


async def test_a_year_of_coin_income_is_too_much_to_ask_here(portfolio: Trader) -> None:
    day = 86_400_000
    window = {"startTime": portfolio.now - 201 * day, "endTime": portfolio.now}
    assert (await portfolio.get("/papi/v1/cm/income", **window))["code"] == -4165
    assert await portfolio.get("/papi/v1/um/income", **window)
