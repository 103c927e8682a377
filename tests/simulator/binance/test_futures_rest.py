"""fapi and dapi of the simulated Binance: positions, histories, statuses, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.simulator.binance.contracts import Family
from tests.simulator.binance.trader import Trader

DAY = 86_400_000
CHINESE = "币安人生USDT"

pytestmark = pytest.mark.asyncio


def _held(rows: list[Any]) -> dict[str, str]:
    return {row["symbol"]: row["positionAmt"] for row in rows if Decimal(row["positionAmt"])}


async def test_version_3_lists_what_is_held_or_ordered_and_version_2_everything(
    main: Trader,
) -> None:
    held = {"BTCUSDT": "0.150", "ETHUSDT": "-1.500", CHINESE: "500", "BTCUSDT_261225": "0.050"}
    newer, older = await main.get("/fapi/v3/positionRisk"), await main.get("/fapi/v2/positionRisk")
    assert {row["symbol"]: row["positionAmt"] for row in newer} == held
    assert _held(older) == held
    assert {row["symbol"] for row in older} >= {"SOLUSDT", "ADAUSDT", "BTCUSDT_270326"}
    main.wait(seconds=21)
    ordered = await main.get("/fapi/v3/positionRisk", symbol="SOLUSDT")
    assert [row["positionAmt"] for row in ordered] == ["0.00"]


async def test_a_symbol_that_is_not_ascii_is_asked_for_like_any_other(main: Trader) -> None:
    (row,) = await main.get("/fapi/v3/positionRisk", symbol=CHINESE)
    assert row["positionAmt"] == "500"
    (trade,) = await main.get("/fapi/v1/userTrades", symbol=CHINESE)
    assert trade["qty"] == "500"


async def test_coin_positions_hide_what_does_not_trade_unless_a_pair_is_named(
    main: Trader,
) -> None:
    held = {"BTCUSD_PERP": "-30", "BTCUSD_261225": "25"}
    assert _held(await main.get("/dapi/v1/positionRisk")) == held
    main.host.venue.world.restate("BTCUSD_261225", "DELIVERING")
    assert _held(await main.get("/dapi/v1/positionRisk")) == {"BTCUSD_PERP": "-30"}
    named = await main.get("/dapi/v1/positionRisk", pair="BTCUSD")
    assert _held(named) == held
    assert {row["symbol"] for row in named} == {"BTCUSD_PERP", "BTCUSD_261225", "BTCUSD_270326"}
    assert _held(await main.get("/dapi/v1/positionRisk", marginAsset="ETH")) == {}


async def test_both_sides_have_rows_in_hedge_mode(main: Trader) -> None:
    await main.do("play", scenario="deleveraging")
    main.wait(seconds=5)
    assert await main.get("/fapi/v1/positionSide/dual") == {"dualSidePosition": True}
    assert (await main.get("/fapi/v1/accountConfig"))["dualSidePosition"] is True
    rows = await main.get("/fapi/v3/positionRisk", symbol="BTCUSDT")
    sides = {row["positionSide"]: row["positionAmt"] for row in rows}
    assert sides == {"LONG": "0.300", "SHORT": "-0.100"}
    older = await main.get("/fapi/v2/positionRisk", symbol="SOLUSDT")
    assert [row["positionSide"] for row in older] == ["LONG", "SHORT"]


@pytest.mark.parametrize(
    ("path", "parameters", "code"),
    [
        ("/fapi/v3/positionRisk", {"symbol": "XYZUSDT"}, -1121),
        ("/fapi/v3/positionRisk", {"symbol": ""}, -1105),
        ("/fapi/v3/positionRisk", {"symbol": "BTCUSD_PERP"}, -1121),
        ("/fapi/v1/userTrades", {}, -1102),
        ("/dapi/v1/userTrades", {}, -1102),
        ("/dapi/v1/userTrades", {"symbol": "BTCUSD_PERP", "pair": "BTCUSD"}, -1128),
        ("/dapi/v1/userTrades", {"pair": "BTCUSD", "fromId": 1}, -1128),
        ("/fapi/v1/userTrades", {"symbol": "BTCUSDT", "limit": 1001}, -1130),
        ("/fapi/v1/userTrades", {"symbol": "BTCUSDT", "limit": 0}, -1130),
        ("/fapi/v1/userTrades", {"symbol": "BTCUSDT", "fromId": 1, "startTime": 1}, -1128),
        ("/fapi/v1/userTrades", {"symbol": "BTCUSDT", "startTime": 2, "endTime": 1}, -1023),
        ("/fapi/v1/userTrades", {"symbol": "A", "startTime": 1, "endTime": 7 * DAY + 2}, -4165),
        ("/dapi/v1/income", {"startTime": 1, "endTime": 367 * DAY}, -4165),
        ("/fapi/v1/income", {"limit": 1001}, -1130),
        ("/fapi/v1/income", {"page": 0}, -1130),
        ("/fapi/v1/income", {"startTime": "-1"}, -1130),
        ("/fapi/v1/income", {"startTime": 10**15}, -1130),
        ("/fapi/v1/forceOrders", {"autoCloseType": "DELIVERY"}, -1130),
        ("/futures/data/delivery-price", {}, -1102),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_code(
    main: Trader, path: str, parameters: dict[str, str | int], code: int
) -> None:
    reply = await main.call(path, parameters)
    assert (reply.status, (await reply.json())["code"]) == (400, code)


async def test_income_without_times_is_the_newest_of_seven_days(main: Trader) -> None:
    main.wait(days=4)
    every = await main.get("/fapi/v1/income", startTime=main.now - 20 * DAY)
    recent = await main.get("/fapi/v1/income")
    assert recent == [row for row in every if row["time"] >= main.now - 7 * DAY]
    assert 0 < len(recent) < len(every)
    assert await main.get("/fapi/v1/income", limit=3) == recent[-3:]


async def test_income_comes_in_pages_and_both_ends_of_a_window_are_in_it(main: Trader) -> None:
    main.wait(days=1)
    since = main.now - 20 * DAY
    every = await main.get("/fapi/v1/income", startTime=since, limit=1000)
    pages = [
        await main.get("/fapi/v1/income", startTime=since, limit=7, page=page)
        for page in range(1, len(every) // 7 + 3)
    ]
    assert [row for page in pages for row in page] == every
    assert pages[-1] == []
    first, last = every[2]["time"], every[5]["time"]
    between = await main.get("/fapi/v1/income", startTime=first, endTime=last)
    assert between == [row for row in every if first <= row["time"] <= last]


async def test_income_is_filtered_by_symbol_and_type(main: Trader) -> None:
    main.wait(hours=9)
    rows = await main.get("/fapi/v1/income", symbol="BTCUSDT", incomeType="FUNDING_FEE")
    assert {(row["symbol"], row["incomeType"]) for row in rows} == {("BTCUSDT", "FUNDING_FEE")}
    assert await main.get("/fapi/v1/income", incomeType="DELIVERED_SETTELMENT") == []


async def test_the_number_of_an_income_row_is_a_number_or_text_and_no_double(
    main: Trader,
) -> None:
    usd, coin = await main.get("/fapi/v1/income"), await main.get("/dapi/v1/income")
    assert {type(row["tranId"]) for row in usd} == {int}
    assert {type(row["tranId"]) for row in coin} == {str}
    assert min(int(row["tranId"]) for row in usd + coin) > 2**53


async def test_trades_are_numbered_by_symbol_and_can_be_read_on_from_one(main: Trader) -> None:
    main.wait(hours=6, minutes=5)
    every = await main.get("/fapi/v1/userTrades", symbol="BTCUSDT")
    ids = [trade["id"] for trade in every]
    assert ids == sorted(ids)
    assert await main.get("/fapi/v1/userTrades", symbol="BTCUSDT", fromId=ids[2]) == every[2:]
    (one,) = await main.get("/fapi/v1/userTrades", symbol="BTCUSDT", orderId=every[1]["orderId"])
    assert one == every[1]
    ether = await main.get("/fapi/v1/userTrades", symbol="ETHUSDT")
    assert {trade["id"] for trade in ether} & set(ids)
    assert min(trade["orderId"] for trade in ether) > 2**53


async def test_a_start_alone_reaches_seven_days_on(main: Trader) -> None:
    main.wait(days=9)
    oldest = main.now - 15 * DAY
    rows = await main.get("/fapi/v1/userTrades", symbol="BTCUSDT", startTime=oldest)
    assert rows
    assert all(oldest <= row["time"] <= oldest + 7 * DAY for row in rows)
    assert await main.get("/fapi/v1/userTrades", symbol="BTCUSDT", startTime=main.now - DAY) == []


async def test_orders_that_were_never_filled_are_soon_forgotten(main: Trader) -> None:
    main.wait(hours=2, minutes=30)
    statuses = {o["status"] for o in await main.get("/fapi/v1/allOrders", symbol="ETHUSDT")}
    assert statuses == {"FILLED", "CANCELED"}
    assert await main.get("/fapi/v1/openOrders") == []
    main.wait(days=3)
    assert {o["status"] for o in await main.get("/fapi/v1/allOrders", symbol="ETHUSDT")} == {
        "FILLED"
    }


async def test_history_is_forgotten_after_ninety_days(main: Trader) -> None:
    main.wait(days=91)
    old = await main.get("/fapi/v1/income", startTime=main.now - 200 * DAY, limit=1000)
    assert min(row["time"] for row in old) > main.now - 90 * DAY


async def test_the_wallet_is_what_the_income_says(main: Trader) -> None:
    main.wait(hours=23)
    since = main.now - 20 * DAY
    rows = await main.get("/fapi/v1/income", startTime=since, limit=1000)
    (usdt,) = await main.get("/fapi/v3/balance")
    assert Decimal(usdt["balance"]) == sum(Decimal(row["income"]) for row in rows)
    account = await main.get("/fapi/v3/account")
    assert account["totalWalletBalance"] == usdt["balance"]
    assert {p["symbol"]: p["positionAmt"] for p in account["positions"]} == _held(
        await main.get("/fapi/v3/positionRisk")
    )
    coins = {row["asset"]: row["balance"] for row in await main.get("/dapi/v1/balance")}
    assets = (await main.get("/dapi/v1/account"))["assets"]
    assert {row["asset"]: row["walletBalance"] for row in assets} == coins


async def test_contracts_are_described_with_their_ends(main: Trader) -> None:
    usd, coin = await main.ask("/fapi/v1/exchangeInfo"), await main.ask("/dapi/v1/exchangeInfo")
    described = {row["symbol"]: row for row in usd["symbols"]}
    assert described["BTCUSDT"]["deliveryDate"] == 4_133_404_800_000
    quarterly = described["BTCUSDT_261225"]
    assert quarterly["deliveryDate"] == 1_798_185_600_000
    assert (quarterly["contractType"], quarterly["status"]) == ("CURRENT_QUARTER", "TRADING")
    assert described["BTCUSDT_270326"]["contractType"] == "NEXT_QUARTER"
    inverse = {row["symbol"]: row for row in coin["symbols"]}
    assert (inverse["BTCUSD_PERP"]["contractSize"], inverse["ETHUSD_PERP"]["contractSize"]) == (
        100,
        10,
    )
    assert inverse["BTCUSD_PERP"]["contractStatus"] == "TRADING"
    limit = {"interval": "MINUTE", "intervalNum": 1, "limit": 2400}
    assert {"rateLimitType": "REQUEST_WEIGHT", **limit} in usd["rateLimits"]


async def test_prices_are_told_of_one_contract_or_of_all(main: Trader) -> None:
    one = await main.ask("/fapi/v1/premiumIndex", symbol="BTCUSDT")
    assert one["symbol"] == "BTCUSDT"
    every = await main.ask("/fapi/v1/premiumIndex")
    assert one in every
    coin = await main.ask("/dapi/v1/premiumIndex", symbol="BTCUSD_PERP")
    assert [row["pair"] for row in coin] == ["BTCUSD"]
    mark = Decimal(one["markPrice"])
    world = main.host.venue.world
    assert mark == world.mark("BTCUSDT", world.clock.now)
    assert abs(mark / Decimal(one["indexPrice"]) - 1) < Decimal("0.001")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/fapi/v1/order"),
        ("DELETE", "/fapi/v1/order"),
        ("POST", "/dapi/v1/order"),
        ("POST", "/eapi/v1/order"),
        ("POST", "/papi/v1/um/order"),
        ("POST", "/fapi/v1/positionSide/dual"),
        ("POST", "/sapi/v1/futures/transfer"),
        ("PUT", "/fapi/v1/positionMargin"),
    ],
)
async def test_nothing_can_be_changed_and_trying_is_written_down(
    main: Trader, method: str, path: str
) -> None:
    reply = await main.call(path, method=method)
    assert (reply.status, (await reply.json())["code"]) == (401, -2015)
    assert (await main.do("report"))["refused"] == [f"{method} {path}"]


async def test_an_address_that_does_not_exist_is_a_web_page(main: Trader) -> None:
    reply = await main.call("/fapi/v9/everything")
    assert (reply.status, reply.content_type) == (404, "text/html")
    assert (await main.do("report"))["refused"] == ["GET /fapi/v9/everything"]


async def test_the_world_is_what_the_lists_show(main: Trader) -> None:
    book = main.host.venue.world.accounts["main"].futures[Family.UM]
    rows = await main.get("/fapi/v3/positionRisk")
    shown = {row["symbol"]: Decimal(row["positionAmt"]) for row in rows}
    assert shown == {symbol: holding.size for (symbol, _), holding in book.holdings.items()}
