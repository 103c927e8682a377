"""What readings ask for and find: pages, weeks, ends of contracts, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.base import Since
from assignwatch.brokers.binance import figures, futures, pages, questions
from assignwatch.brokers.binance.patience import HELD_UP_FOR
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.observations import Booking, Coverage, Fill, Quote
from assignwatch.core.words import Cause, Feed, Side
from assignwatch.net.transport import Reply, Request
from assignwatch.simulator.binance import contracts, opening
from assignwatch.simulator.binance.causes import LIQUIDATION
from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.world import Step, World
from tests.brokers.bench import only
from tests.brokers.binance.bench import (
    RECORDS,
    BinanceBench,
    Spoilt,
    Told,
    covered,
    failed,
    held,
    instead,
    path_of,
    remarks,
    said,
    since,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

D = Decimal
Held = Mapping[PositionKey, Decimal]


def bookings(told: Told) -> list[tuple[str, Cause, Decimal]]:
    """What was booked: contract, why, and how much it changed."""
    return [
        (one.instrument.removeprefix("binance/"), one.cause, one.quantity)
        for one in only(Booking, told)
    ]


async def read_on(
    bench: BinanceBench, before: Told, kept: Held | None = None, **span: float
) -> Told:
    """The next reading, so much later, as the watch would ask for it."""
    bench.pass_time(**span)
    known = held(before) if kept is None else kept
    return await bench.session.read((Feed.POSITIONS, *RECORDS), since(before, known))


async def just_now(bench: BinanceBench) -> Told:
    """A reading of the last minute, without a moment passing."""
    return await bench.session.read((Feed.POSITIONS, *RECORDS), bench.ago(minutes=1))


# ------------------------------------------------------------------------------- pages and weeks


async def test_lists_are_read_over_pages_to_their_end(
    bench: BinanceBench, way: Spoilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        bench.trade("BTCUSDT", "0.01")
        bench.trade("BTCUSD_PERP", "1")
        bench.pass_time(seconds=1)
    whole = await bench.told()
    asked = len(way.asked)
    monkeypatch.setattr(futures, "_INCOME_ROWS", 3)
    monkeypatch.setattr(futures, "_TRADE_ROWS", 3)
    way.asked.clear()
    told = await bench.told()
    for one in only(Fill, whole):
        assert one in only(Fill, told)
    assert failed(told) == {}
    assert len(way.asked) > asked, "the pages were really short"
    assert way.count("/fapi/v1/income") > 3
    assert [q for q in way.queries("/fapi/v1/userTrades", symbol="BTCUSDT") if "fromId" in q]


async def test_a_list_without_end_is_said_to_be_unreadable(
    bench: BinanceBench, way: Spoilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.trade("BTCUSDT", "0.01")
    bench.trade("BTCUSDT", "0.01")
    monkeypatch.setattr(futures, "_TRADE_ROWS", 1)
    monkeypatch.setattr(pages, "_MOST_PAGES", 2)
    told = await bench.told()
    assert failed(told)["fapi", Feed.FILLS] == "bad_payload"
    assert ("fapi", Feed.BOOKINGS) in covered(told)


async def test_a_list_that_has_no_further_pages_is_asked_for_in_halves(
    bench: BinanceBench, way: Spoilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        bench.do(liquidation("BTCUSDT", "-0.01"))
        bench.pass_time(seconds=30)
    monkeypatch.setattr(futures, "_FORCED_ROWS", 3)
    told = await bench.told()
    forced = [one for one in only(Booking, told) if one.id.startswith("forced/")]
    assert len({one.id for one in forced}) == 5
    assert failed(told) == {}
    assert way.count("/fapi/v1/forceOrders") > 2


async def test_each_reading_goes_back_a_minute_behind_the_last(
    bench: BinanceBench, way: Spoilt
) -> None:
    first = await bench.told()
    way.asked.clear()
    await read_on(bench, first, minutes=5)
    through = covered(first)[figures.FAPI, Feed.BOOKINGS]
    (asked,) = way.queries("/fapi/v1/income")
    assert asked["startTime"] == pages.millis(through - timedelta(seconds=60))
    assert asked["endTime"] == pages.millis(bench.clock.now())


@pytest.mark.parametrize("ask", [questions.USD_M, questions.COIN_M])
async def test_only_what_was_asked_for_is_covered(
    bench: BinanceBench, ask: questions.FuturesCalls
) -> None:
    for feed in RECORDS:
        bench.pass_time(minutes=1)
        told = await bench.session.read([feed], bench.ago(minutes=10))
        assert {one.feed for one in only(Coverage, told)} == {feed}
        assert ask.scope in {one.scope for one in only(Coverage, told)}


# ------------------------------------------------------------------------------------ deliveries


def quarterly(bench: BinanceBench, family: Family, size: str, *, traded: bool) -> str:
    """The account holds a future that is delivered in a minute."""
    after = timedelta(minutes=1)
    made = opening.list_early(bench.world, family, bench.clock.now(), after, traded=traded)
    bench.trade(made.symbol, size)
    return made.symbol


@pytest.mark.parametrize("traded", [True, False], ids=["with its order", "by income alone"])
@pytest.mark.parametrize("family", [*Family])
async def test_a_delivery_is_booked_and_its_list_is_covered_once_it_is(
    bench: BinanceBench, family: Family, traded: bool
) -> None:
    symbol = quarterly(bench, family, "2", traded=traded)
    before = await just_now(bench)
    scope = "fapi" if family is Family.UM else "dapi"
    end = bench.world.futures[symbol].delivery
    assert end is not None
    kept = held(before)
    now = bench.clock.now()
    gone = await read_on(bench, before, kept, seconds=(end - now).total_seconds() + 2)
    assert not [key for key in held(gone) if key.instrument == f"binance/{symbol}"]
    assert covered(gone)[scope, Feed.BOOKINGS] == end, "not beyond it: nothing is paid yet"
    told = await read_on(bench, gone, kept, seconds=60)
    assert {(name, cause) for name, cause, _ in bookings(told)} == {(symbol, Cause.SETTLEMENT)}
    assert covered(told)[scope, Feed.BOOKINGS] > end
    paid = [one for one in only(Booking, told) if one.cash]
    assert paid
    prices = {q.settlement for q in only(Quote, told) if q.instrument == f"binance/{symbol}"}
    assert len(prices - {None}) == (1 if family is Family.UM else 0)
    again = await read_on(bench, told, kept, seconds=5)
    assert failed(again) == {}
    assert [one for one in only(Booking, again) if one not in only(Booking, told)] == []


async def test_a_delivery_of_which_nobody_knows_the_position_is_said_and_does_not_block_for_ever(
    bench: BinanceBench, way: Spoilt
) -> None:
    way.answers = instead(
        "/fapi/v1/positionSide/dual", Reply(200, {}, b'{"dualSidePosition":true}')
    )
    symbol = quarterly(bench, Family.UM, "2", traded=False)
    first = await just_now(bench)
    told = await read_on(bench, first, {}, minutes=2)
    assert failed(told) == {("fapi", Feed.BOOKINGS): "delivery_unplaced"}
    kept = Since({**since(first).through, **since(told).through})
    bench.pass_time(seconds=HELD_UP_FOR.total_seconds())
    told = await bench.session.read((Feed.POSITIONS, *RECORDS), kept)
    assert failed(told) == {}
    problem = remarks(told)[Feed.BOOKINGS]
    assert problem is not None
    assert (problem.code, problem.values) == ("delivery_unplaced", {"symbol": symbol})
    told = await read_on(bench, told, {}, minutes=5)
    assert (failed(told), remarks(told)) == ({}, {})


async def test_a_row_that_stays_odd_is_a_hole_for_an_hour_and_then_a_warning(
    bench: BinanceBench, way: Spoilt
) -> None:
    begun = bench.ago(minutes=1)
    odd = {"symbol": "BTCUSDT", "id": 1}
    way.changes = lambda request, body: (
        [odd, *body] if path_of(request) == "/fapi/v1/userTrades" else body
    )
    for _ in range(3):
        told = await bench.told(begun)
        assert failed(told) == {("fapi", Feed.FILLS): "bad_payload"}
    bench.pass_time(seconds=HELD_UP_FOR.total_seconds())
    told = await bench.told(begun)
    assert failed(told) == {}
    assert covered(told)["fapi", Feed.FILLS] > bench.clock.now() - timedelta(seconds=5)
    warning = remarks(told)[Feed.FILLS]
    assert warning is not None
    assert warning.code == "bad_payload"


def liquidation(symbol: str, size: str) -> Step:
    """Binance closes so much of a position."""

    def step(world: World, at: datetime) -> None:
        world.trade("main", symbol, D(size), at, cause=LIQUIDATION)

    return step


@pytest.mark.parametrize("fault", [None, "/fapi/v1/userTrades"])
async def test_a_liquidation_is_found_though_its_trades_cannot_be_read(
    bench: BinanceBench, way: Spoilt, fault: str | None
) -> None:
    first = await bench.told()
    bench.do(liquidation("BTCUSDT", "-0.05"))
    if fault:
        way.answers = instead(fault, said(500))
    told = await read_on(bench, first, minutes=1)
    assert set(bookings(told)) == {("BTCUSDT", Cause.LIQUIDATION, D("-0.05"))}
    assert {one.event for one in only(Booking, told)} == {only(Booking, told)[0].event}


# --------------------------------------------------------------------------------------- options


async def test_weeks_after_a_delivery_and_an_end_without_one_everything_is_read_to_now(
    bench: BinanceBench,
) -> None:
    delivered = quarterly(bench, Family.UM, "2", traded=False)
    closed = option(bench, "0.2", inside=True)
    before = await just_now(bench)
    kept = held(before)
    bench.trade(closed, "-0.2")
    told = await read_on(bench, before, kept, minutes=2)
    assert [name for name, *_ in bookings(told)] == [delivered]
    for _ in range(3):
        told = await read_on(bench, told, kept, days=5)
    bench.trade("BTCUSDT", "0.01")
    told = await read_on(bench, told, kept, minutes=5)
    assert "binance/BTCUSDT" in {one.instrument for one in only(Fill, told)}
    lag = {bench.clock.now() - at for at in covered(told).values()}
    assert max(lag) < timedelta(seconds=10)


def option(bench: BinanceBench, size: str, *, inside: bool) -> str:
    """The account holds a call that expires in a minute."""
    now = bench.clock.now()
    index = bench.world.prices.index("BTC", now)
    strike = (index * (D("0.8") if inside else D("1.2")) / 500).to_integral_value() * 500
    made = contracts.option("BTC", now + timedelta(minutes=1), strike, call=True)
    bench.world.list_option(made)
    bench.trade(made.symbol, size)
    return made.symbol


OPTIONS = [
    ("-0.2", True, Cause.CASH_SETTLEMENT),
    ("0.2", True, Cause.EXERCISE),
    ("-0.2", False, Cause.EXPIRY),
    ("0.2", False, Cause.EXPIRY),
]


@pytest.mark.parametrize(("size", "inside", "cause"), OPTIONS)
async def test_an_option_that_ended_is_waited_for_until_it_is_booked_and_not_longer(
    bench: BinanceBench, size: str, inside: bool, cause: Cause
) -> None:
    symbol = option(bench, size, inside=inside)
    before = await just_now(bench)
    kept, end = held(before), bench.world.options[symbol].expiry
    late = await read_on(bench, before, kept, seconds=(end - bench.clock.now()).total_seconds() + 5)
    assert PositionKey(InstrumentId(f"binance/{symbol}")) not in held(late)
    assert bookings(late) == []
    assert covered(late)["eapi", Feed.BOOKINGS] == end
    assert covered(late)["eapi", Feed.FILLS] > end
    told = await read_on(bench, late, kept, minutes=2)
    assert bookings(told) == [(symbol, cause, -D(size))]
    (booked,) = only(Booking, told)
    assert booked.at == end
    assert covered(told)["eapi", Feed.BOOKINGS] > end
    bench.restart()
    again = await read_on(bench, told, kept, minutes=10)
    assert symbol not in bench.world.options
    assert only(Booking, again) == [booked], "told the same by who never saw it listed"
    assert covered(again)["eapi", Feed.BOOKINGS] > covered(told)["eapi", Feed.BOOKINGS]


async def test_an_option_that_was_bought_and_ended_between_two_readings_is_told_with_its_trade(
    bench: BinanceBench,
) -> None:
    first = await bench.told()
    symbol = option(bench, "-0.2", inside=True)
    told = await read_on(bench, first, minutes=5)
    assert bookings(told) == [(symbol, Cause.CASH_SETTLEMENT, D("0.2"))]
    fills = [one.quantity for one in only(Fill, told) if one.instrument == f"binance/{symbol}"]
    assert fills == [D("-0.2")]


async def test_without_the_public_history_the_amount_alone_tells(
    bench: BinanceBench, way: Spoilt
) -> None:
    symbol = option(bench, "-0.2", inside=True)
    before = await just_now(bench)
    way.answers = instead("/eapi/v1/exerciseHistory", said(500))
    told = await read_on(bench, before, minutes=3)
    assert bookings(told) == [(symbol, Cause.CASH_SETTLEMENT, D("0.2"))]
    assert failed(told) == {}


# ---------------------------------------------------------------------------------------- weights


def spent(way: Spoilt, root: tuple[str, ...]) -> list[Request]:
    return [asked for asked in way.asked if path_of(asked).startswith(root)]


async def test_a_quiet_reading_costs_a_small_part_of_the_budgets(bench: BinanceBench) -> None:
    first = await bench.told()
    limits = bench.venue.limits
    bench.pass_time(minutes=5)
    limits._used.clear()
    await read_on(bench, first)
    used = {str(key[1]): weight for key, weight in limits._used.items()}  # type: ignore[index]
    assert used["futures"] < 2400 / 10
    assert used["options"] < 2400 / 20
    assert used.get("wallet", 0) < 10


async def test_the_list_of_contracts_is_not_asked_for_again_and_again(
    bench: BinanceBench, way: Spoilt
) -> None:
    reading: Told = await bench.told()
    for _ in range(5):
        reading = await read_on(bench, reading, minutes=5)
    for root in ("/fapi/v1", "/dapi/v1", "/eapi/v1"):
        assert way.count(f"{root}/exchangeInfo") == 1
    way.answers = instead("/fapi/v1/exchangeInfo", said(500))
    bench.pass_time(hours=1)
    way.asked.clear()
    for _ in range(6):
        reading = await read_on(bench, reading, seconds=10)
    assert way.count("/fapi/v1/exchangeInfo") <= 2 * 3, "each with its retries"
    assert failed(reading) == {}
    assert Side.NET in {key.side for key in held(reading)}
