"""The simulated Binance as the server sees it: accounts, faults, seeds."""

from decimal import Decimal

import pytest

from assignwatch.simulator.binance.host import REST_URLS, SOCKET_URLS, BinanceHost
from assignwatch.simulator.clock import Clock
from tests.simulator.binance.trader import Trader
from tests.simulator.conftest import START

POSITIONS = "/fapi/v3/positionRisk"

pytestmark = pytest.mark.asyncio


async def test_announces_both_accounts_with_every_host(main: Trader, portfolio: Trader) -> None:
    told = main.host.accounts("127.0.0.1:9", secure=True)
    assert [entry["account"] for entry in told] == ["binance/main", "binance/portfolio"]
    for entry, without in zip(told, ((), ("options", "options_stream")), strict=True):
        rest = dict.fromkeys(REST_URLS, "https://127.0.0.1:9")
        sockets = dict.fromkeys(SOCKET_URLS, "wss://127.0.0.1:9")
        assert entry["urls"] == rest | sockets | dict.fromkeys(without, "")
    assert len(main.api_key) == len(main.secret) == 64
    assert portfolio.secret.startswith("-----BEGIN PRIVATE KEY-----\n")


async def test_the_same_seed_gives_the_same_world() -> None:
    def numbers(seed: str) -> list[object]:
        world = BinanceHost(Clock(START, Decimal(0)), seed).venue.world
        books = [book for account in world.accounts.values() for book in account.books]
        return [(t.order.client_id, t.price) for book in books for t in book.trades]

    assert numbers("one") == numbers("one")
    assert numbers("one") != numbers("two")


async def test_a_failing_status_has_the_shape_that_binance_gives_it(main: Trader) -> None:
    shapes = []
    for status in (400, 401, 403, 418, 429, 500, 503):
        await main.do("fail", status=status)
        reply = await main.call(POSITIONS)
        body = await reply.text()
        code = (await reply.json())["code"] if body.startswith("{") else None
        shapes.append((reply.status, code, reply.headers.get("Retry-After")))
    assert shapes == [
        (400, -1000, None),
        (401, -2015, None),
        (403, None, None),
        (418, -1003, "5"),
        (429, -1003, "5"),
        (500, None, None),
        (503, -1008, None),
    ]
    await main.do("fail", status=429)
    assert (await main.get("/eapi/v1/position"))["code"] == -1008
    assert (await main.call(POSITIONS)).status == 200


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [("-1003", 400, -1003), ("-1016", 400, -1016), ("-2015", 401, -2015), ("words", 400, -1000)],
)
async def test_a_planted_error_is_binances_own(
    main: Trader, error: str, status: int, code: int
) -> None:
    await main.do("result_error", error=error)
    reply = await main.call(POSITIONS)
    assert (reply.status, (await reply.json())["code"]) == (status, code)


@pytest.mark.parametrize("path", [POSITIONS, "/dapi/v1/positionRisk", "/eapi/v1/position"])
async def test_an_empty_list_looks_like_success(main: Trader, path: str) -> None:
    await main.do("empty")
    assert (await main.ask("/fapi/v1/time"))["serverTime"] == main.now
    reply = await main.call(path)
    assert (reply.status, await reply.json()) == (200, [])
    assert await main.get(path) != []


async def test_garbage_is_a_web_page_with_status_200(main: Trader) -> None:
    await main.do("garbage")
    reply = await main.call(POSITIONS)
    assert (reply.status, reply.content_type) == (200, "text/html")
    assert isinstance(await main.get(POSITIONS), list)


@pytest.mark.parametrize("path", ["/fapi/v1/time", "/eapi/v1/time", "/papi/v1/ping", "/ws"])
async def test_the_interface_can_be_gone(main: Trader, path: str) -> None:
    await main.do("v1_gone")
    assert (await main.call(path, signed=False)).status == 410
    await main.do("v1_gone", on=False)
    assert (await main.call(path, signed=False)).status in (200, 400)


async def test_a_revoked_key_is_unknown_until_it_is_restored(
    main: Trader, portfolio: Trader
) -> None:
    await main.do("revoke", account="binance/main")
    assert (await main.get(POSITIONS))["code"] == -2015
    assert isinstance(await portfolio.get(POSITIONS), list)
    await main.do("restore")
    assert isinstance(await main.get(POSITIONS), list)


async def test_a_silent_settlement_is_found_by_who_looks(main: Trader) -> None:
    """The whole of `lost-at-settlement`, as a client lives through it."""
    key = (await main.listen_key("fapi"))["listenKey"]
    line = await main.open(f"/private/ws?listenKey={key}")
    await main.do("play", scenario="lost-at-settlement")
    main.wait(seconds=19)
    assert await line.heard() != []
    main.wait(seconds=15)
    assert main.host.faults.deaf
    rows = await main.get("/fapi/v1/income", incomeType="DELIVERED_SETTELMENT")
    assert [row["symbol"] for row in rows] == ["BTCUSDT_261123"]
    (price,) = await main.ask("/futures/data/delivery-price", pair="BTCUSDT")
    assert price["deliveryTime"] == 1_795_392_000_000
    assert "_261123" not in str(await main.get(POSITIONS))
    orders = await main.get("/fapi/v1/allOrders", symbol="BTCUSDT_261123")
    assert [order["side"] for order in orders] == ["BUY"]
    main.wait(seconds=5)
    await line.closed()
    assert not main.host.faults.deaf
