"""What the simulated derivatives interface tells, and what it refuses."""

from decimal import Decimal

import pytest

from assignwatch.simulator.clock import iso
from assignwatch.simulator.kraken.host import KrakenHost
from assignwatch.simulator.server import Simulator
from tests.simulator.reader import Reader

API = "/derivatives/api/v3"

pytestmark = pytest.mark.asyncio


async def test_open_positions_have_a_side_and_an_unsigned_size(main: Reader) -> None:
    body = await main.get(f"{API}/openpositions")
    rows = {row["symbol"]: row for row in body["openPositions"]}
    held = {symbol: (row["side"], Decimal(row["size"])) for symbol, row in rows.items()}
    assert held == {
        "PF_XBTUSD": ("long", Decimal("0.4")),
        "PI_XBTUSD": ("short", Decimal(12000)),
        "FF_XBTUSD_261225": ("long", Decimal("0.2")),
        "PF_ETHUSD": ("long", Decimal("1.5")),
    }
    assert "unrealizedFunding" in rows["PF_XBTUSD"]
    assert "unrealizedFunding" not in rows["FF_XBTUSD_261225"]
    assert "pnlCurrency" not in rows["PI_XBTUSD"]
    assert rows["PF_ETHUSD"]["fillTime"] == "2026-11-22T16:58:30.000Z"


async def test_fills_come_newest_first_with_krakens_fields(main: Reader) -> None:
    await main.do("advance", seconds=700)
    fills = (await main.get(f"{API}/fills"))["fills"]
    assert [f["fillType"] for f in fills[:5]] == [
        "takerAfterEdit",
        "taker",
        "maker",
        "maker",
        "taker",
    ]
    assert [f["fillTime"] for f in fills] == sorted((f["fillTime"] for f in fills), reverse=True)
    fields = ["fill_id", "symbol", "side", "order_id", "size", "price", "fillTime", "fillType"]
    assert all(list(fill) == fields for fill in fills)
    assert fills[2]["order_id"] == fills[3]["order_id"], "two fills of one order"


async def test_fills_are_paged_by_the_time_of_the_last(main: Reader, simulator: Simulator) -> None:
    host = simulator.stage.hosts["kraken"]
    assert isinstance(host, KrakenHost)
    book = host.venue.world.books["main"]
    for _ in range(13):
        await main.do("play", scenario="takeover")
        await main.do("advance", seconds=60)
    truth = [fill.id for fill in reversed(book.fills)]
    assert len(truth) > 100

    first = (await main.get(f"{API}/fills"))["fills"]
    assert [fill["fill_id"] for fill in first] == truth[:100]
    end = first[-1]["fillTime"]
    rest = (await main.get(f"{API}/fills", ("lastFillTime", end)))["fills"]
    assert [f["fill_id"] for f in rest] == [f.id for f in reversed(book.fills) if iso(f.at) < end]


async def test_a_last_fill_time_that_is_no_time_is_an_invalid_argument(main: Reader) -> None:
    for text in ("yesterday", "2026-11-23T00:00:00"):
        body = await main.get(f"{API}/fills", ("lastFillTime", text))
        assert body["error"].startswith("invalidArgument")


async def test_instruments_are_public_and_only_dated_ones_end(main: Reader) -> None:
    async with main.http.get(f"{main.rest}{API}/instruments") as reply:
        listed = {i["symbol"]: i for i in (await reply.json())["instruments"]}
    assert {s for s, i in listed.items() if "lastTradingTime" not in i} == {
        "PF_XBTUSD",
        "PF_ETHUSD",
        "PI_XBTUSD",
    }
    assert listed["FF_XBTUSD_261225"]["lastTradingTime"] == "2026-12-25T08:00:00.000Z"
    assert listed["FI_XBTUSD_261225"]["type"] == "futures_inverse"
    assert listed["FF_XBTUSD_261225"]["type"] == "flexible_futures"


async def test_tickers_are_public_and_move(main: Reader) -> None:
    async def mark() -> object:
        async with main.http.get(f"{main.rest}{API}/tickers") as reply:
            return {t["symbol"]: t["markPrice"] for t in (await reply.json())["tickers"]}

    before = await mark()
    assert await mark() == before, "prices moved while the clock stood still"
    await main.do("advance", seconds=30)
    assert await mark() != before


async def test_accounts_show_each_wallet(main: Reader) -> None:
    accounts = (await main.get(f"{API}/accounts"))["accounts"]
    assert set(accounts) == {"cash", "flex", "fi_xbtusd"}
    assert accounts["flex"]["type"] == "multiCollateralMarginAccount"
    assert accounts["fi_xbtusd"]["balances"]["PI_XBTUSD"] == -12000


async def test_open_orders_show_what_is_left(main: Reader) -> None:
    await main.do("advance", seconds=32)
    (order,) = (await main.get(f"{API}/openorders"))["openOrders"]
    assert (Decimal(order["filledSize"]), Decimal(order["unfilledSize"])) == (
        Decimal("0.5"),
        Decimal("0.7"),
    )
    assert order["status"] == "partiallyFilled"


async def test_a_settlement_is_noted_a_day_ahead(main: Reader) -> None:
    assert (await main.get(f"{API}/notifications"))["notifications"] == []
    await main.do("advance", seconds=31 * 86400 + 5 * 3600)
    (first, second) = (await main.get(f"{API}/notifications"))["notifications"]
    assert (first["type"], first["effectiveTime"]) == ("settlement", "2026-12-25T08:00:00.000Z")
    assert second["effectiveTime"] == "2026-12-25T16:00:00.000Z"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{API}/sendorder"),
        ("POST", f"{API}/cancelorder"),
        ("POST", f"{API}/cancelallordersafter"),
        ("POST", f"{API}/transfer"),
        ("POST", f"{API}/withdrawal"),
        ("POST", f"{API}/assignmentprogram/add"),
        ("PUT", f"{API}/leveragepreferences"),
        ("POST", f"{API}/openpositions"),
        ("GET", f"{API}/unwindqueue"),
        ("DELETE", "/api/history/v3/account-log"),
        ("POST", "/0/private/AddOrder"),
    ],
)
async def test_every_call_outside_the_read_only_list_is_refused_and_recorded(
    main: Reader, method: str, path: str
) -> None:
    reply = await main.call(path, method=method)
    body = await reply.json()
    if path.startswith("/derivatives"):
        assert (reply.status, body["result"]) == (200, "error")
        assert body["error"] == "insufficientPrivileges"
    else:
        assert reply.status == 403
    assert (await main.do("report"))["refused"] == [f"{method} {path}"]
