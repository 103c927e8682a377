"""eapi of the simulated Binance: positions, trades, bills, and the records of what expired."""

from decimal import Decimal

import pytest

from tests.simulator.binance.trader import Trader

CALL, PUT = "BTC-261225-95000-C", "BTC-261225-85000-P"
ENDED = 23
"""Seconds after which the options of the scenario have expired."""

pytestmark = pytest.mark.asyncio


async def test_positions_are_signed_and_carry_their_terms(main: Trader) -> None:
    rows = {row["symbol"]: row for row in await main.get("/eapi/v1/position")}
    assert {symbol: (row["side"], row["quantity"]) for symbol, row in rows.items()} == {
        CALL: ("SHORT", "-0.30000000"),
        PUT: ("LONG", "0.20000000"),
        "ETH-261225-2800-P": ("SHORT", "-2.00000000"),
    }
    call = rows[CALL]
    assert (call["optionSide"], call["strikePrice"]) == ("CALL", "95000.00000000")
    assert call["expiryDate"] == 1_798_185_600_000
    assert await main.get("/eapi/v1/position", symbol=PUT) == [rows[PUT]]


@pytest.mark.parametrize(
    ("path", "parameters", "code"),
    [
        ("/eapi/v1/position", {"symbol": ""}, -1130),
        ("/eapi/v1/userTrades", {}, -1102),
        ("/eapi/v1/historyOrders", {}, -1102),
        ("/eapi/v1/bill", {}, -1102),
        ("/eapi/v1/index", {"underlying": "XYZUSDT"}, -1130),
        ("/eapi/v1/mark", {"symbol": "XYZ-1"}, -1121),
        ("/eapi/v1/exerciseHistory", {"limit": 101}, -1130),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_code(
    main: Trader, path: str, parameters: dict[str, str | int], code: int
) -> None:
    reply = await main.call(path, parameters)
    assert (reply.status, (await reply.json())["code"]) == (400, code)


async def test_trades_and_orders_carry_numbers_that_are_no_doubles(main: Trader) -> None:
    (trade,) = await main.get("/eapi/v1/userTrades", symbol=CALL)
    assert (trade["side"], trade["quantity"], trade["liquidity"]) == ("SELL", "0.3", "TAKER")
    assert Decimal(trade["fee"]) < 0
    assert min(trade["id"], trade["orderId"]) > 2**53
    main.wait(days=1)
    assert await main.get("/eapi/v1/userTrades", symbol=CALL, fromId=trade["id"] + 1) == []


async def test_finished_orders_are_kept_for_five_days(main: Trader) -> None:
    (order,) = await main.get("/eapi/v1/historyOrders", symbol=CALL)
    assert (order["status"], order["executedQty"]) == ("FILLED", "0.3")
    assert await main.get("/eapi/v1/openOrders") == []
    main.wait(days=1)
    assert await main.get("/eapi/v1/historyOrders", symbol=CALL) == []


async def test_the_balance_is_what_the_bills_say(main: Trader) -> None:
    await main.do("play", scenario="options-expiry")
    main.wait(seconds=60)
    bills = await main.get("/eapi/v1/bill", currency="USDT", limit=1000)
    (asset,) = (await main.get("/eapi/v1/marginAccount"))["asset"]
    assert Decimal(asset["marginBalance"]) == sum(Decimal(bill["amount"]) for bill in bills)
    assert {bill["type"] for bill in bills} == {"TRANSFER", "CONTRACT", "FEE", "EXERCISE"}
    assert min(bill["id"] for bill in bills) > 2**53


async def test_a_position_goes_at_once_and_its_record_comes_later(main: Trader) -> None:
    await main.do("play", scenario="options-expiry")
    main.wait(seconds=5)
    listed = {row["symbol"] for row in (await main.ask("/eapi/v1/exchangeInfo"))["optionSymbols"]}
    ending = {
        row["symbol"]: row for row in await main.get("/eapi/v1/position") if "2611" in row["symbol"]
    }
    assert len(ending) == 4
    assert set(ending) < listed
    main.wait(seconds=ENDED - 5)
    after = {row["symbol"] for row in await main.get("/eapi/v1/position")}
    assert not after & set(ending)
    assert await main.get("/eapi/v1/exerciseRecord") == []
    assert await main.ask("/eapi/v1/exerciseHistory") == []
    main.wait(seconds=5)
    assert len(await main.ask("/eapi/v1/exerciseHistory")) == 4
    assert len(await main.ask("/eapi/v1/exerciseHistory", underlying="BTCUSDT")) == 3
    assert await main.get("/eapi/v1/exerciseRecord") == []
    main.wait(seconds=5)
    records = await main.get("/eapi/v1/exerciseRecord")
    assert {row["symbol"] for row in records} == set(ending)
    assert [row["createDate"] for row in records] == [
        ending[row["symbol"]]["expiryDate"] for row in records
    ]
    relisted = (await main.ask("/eapi/v1/exchangeInfo"))["optionSymbols"]
    assert not {row["symbol"] for row in relisted} & set(ending)


async def test_records_agree_with_the_public_history(main: Trader) -> None:
    await main.do("play", scenario="options-expiry")
    main.wait(seconds=60)
    public = {row["symbol"]: row for row in await main.ask("/eapi/v1/exerciseHistory")}
    found = set()
    for row in await main.get("/eapi/v1/exerciseRecord"):
        ended = public[row["symbol"]]
        distance = Decimal(ended["realStrikePrice"]) - Decimal(row["exercisePrice"])
        payoff = max(distance if row["optionSide"] == "CALL" else -distance, Decimal(0))
        sign = 1 if row["positionSide"] == "LONG" else -1
        paid = sign * payoff * Decimal(row["quantity"])
        assert abs(Decimal(row["amount"]) - paid) < Decimal("0.00000001")
        assert (ended["strikeResult"] == "REALISTIC_VALUE_STRICKEN") == (payoff > 0)
        assert (Decimal(row["fee"]) > 0) == (payoff > 0)
        assert int(row["id"]) > 2**49
        found.add((row["positionSide"], payoff > 0))
    assert found == {("LONG", True), ("LONG", False), ("SHORT", True), ("SHORT", False)}


async def test_marks_and_indices_are_public(main: Trader) -> None:
    (one,) = await main.ask("/eapi/v1/mark", symbol=CALL)
    assert one in await main.ask("/eapi/v1/mark")
    index = await main.ask("/eapi/v1/index", underlying="BTCUSDT")
    assert index["indexPrice"] == str(
        main.host.venue.world.prices.index("BTC", main.host.venue.world.clock.now)
    ).rstrip("0")


async def test_options_are_off_for_a_portfolio_account(portfolio: Trader) -> None:
    assert (await portfolio.get("/eapi/v1/position"))["code"] == -2015


async def test_stock_options_are_there_or_not_and_show_nothing(main: Trader) -> None:
    path = "/sapi/v1/equity/option/positions"
    assert (await main.get(path))["code"] == 497_203
    await main.do("play", scenario="stock-options")
    main.wait(seconds=3)
    assert await main.get(path) == []
    assert (await main.do("report"))["refused"] == []
