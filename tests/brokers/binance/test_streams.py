"""The streams of an account's families: each on its own, and nothing that is lost goes unsaid."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.brokers.binance import figures, line, listener
from assignwatch.brokers.binance.news import News
from assignwatch.core.model import InstrumentId, PositionRow
from assignwatch.core.observations import (
    Booking,
    Description,
    FeedReport,
    Fill,
    PositionReport,
    Pulse,
    Snapshot,
)
from assignwatch.core.words import Cause, Feed
from assignwatch.simulator.binance.causes import LIQUIDATION
from tests.brokers.bench import only
from tests.brokers.binance.bench import (
    FAMILIES,
    NOON,
    BinanceBench,
    Spoilt,
    Told,
    down,
    facts,
    failed,
    instead,
    moved,
    reports,
    said,
)
from tests.brokers.binance.published import ACCOUNT

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once", "quickly")]

D = Decimal
COIN = "/stream"
OPTION = "BTC-261225-95000-C"


def ups(told: Told) -> set[str]:
    """Families whose stream is said to be up."""
    return {report.scope for report in reports(told) if report.up}


def event_of(frame: str | bytes) -> dict[str, Any] | None:
    """The event in a frame, wrapped or not."""
    said = json.loads(frame)
    event = said.get("data", said)
    return event if "e" in event else None


async def test_what_happens_in_each_family_is_told_with_its_name(bench: BinanceBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("BTCUSDT", "0.01")
        bench.trade("BTCUSD_PERP", "2")
        bench.trade(OPTION, "0.1")
        bench.trade("币安人生USDT", "3")
        told = await heard.until(
            lambda told: {fill.scope for fill in only(Fill, told)} == {*FAMILIES}
        )
        told = await heard.until(lambda told: len(moved(told)) == 4)
    described = {one.instrument.id for one in only(Description, told)}
    assert {fact.instrument for fact in facts(told)} <= described
    assert moved(told)["BTCUSD_PERP"] == D(-28)


async def test_without_an_address_a_family_is_not_listened_to(
    bench: BinanceBench, way: Spoilt
) -> None:
    bench.without("coin_futures")
    async with bench.listen() as heard:
        await heard.up(figures.FAPI, figures.EAPI)
    assert COIN not in way.opened


async def test_one_family_that_is_down_leaves_the_others(bench: BinanceBench, way: Spoilt) -> None:
    way.closed = {COIN}
    async with bench.listen() as heard:
        await heard.until(lambda told: down(told) and ups(told) == {"fapi", "eapi"})
        assert down(heard.told) == {"dapi": "connect_failed"}
        bench.trade("BTCUSDT", "0.01")
        await heard.until(lambda told: only(Fill, told))
        way.closed = set()
        await heard.up(figures.DAPI)
        bench.trade("BTCUSD_PERP", "2")
        await heard.until(lambda told: moved(told).get("BTCUSD_PERP"))


@pytest.mark.parametrize(
    ("code", "problem"),
    [(-2015, "key_not_from_here"), (-1003, "rate_limited"), (-1000, "unavailable")],
)
async def test_a_listen_key_that_is_refused_is_a_family_that_is_down(
    bench: BinanceBench, way: Spoilt, code: int, problem: str
) -> None:
    way.answers = instead("/eapi/v1/listenKey", said(400, code))
    async with bench.listen() as heard:
        await heard.until(lambda told: down(told) and ups(told) >= {"fapi", "dapi"})
    assert down(heard.told) == {"eapi": problem}


async def test_a_stream_that_was_cut_comes_back_by_itself(bench: BinanceBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        await bench.control("cut")
        told = await heard.until(lambda told: set(down(told)) == ups(told) == {*FAMILIES})
        assert set(down(told).values()) == {"connection_lost"}
        bench.trade("BTCUSDT", "0.01")
        await heard.until(lambda told: only(Fill, told))


async def test_frames_that_come_twice_and_in_another_order_tell_the_same(
    bench: BinanceBench, way: Spoilt
) -> None:
    kept: list[str | bytes] = []

    def backwards(_: str, frame: str | bytes) -> Iterable[str | bytes]:
        if event_of(frame) is None:
            return [frame]
        kept.append(frame)
        return [] if len(kept) < 6 else [each for each in reversed(kept) for _ in range(2)]

    async with bench.listen() as heard:
        await heard.up()
        bench.trade("BTCUSDT", "0.01")
        await heard.until(lambda told: moved(told).get("BTCUSDT"))
        way.frames = backwards
        bench.trade("BTCUSDT", "0.02")
        bench.trade("BTCUSDT", "-0.03", cause=LIQUIDATION)
        told = await heard.until(lambda told: D("0.02") in {one.quantity for one in facts(told)})
    facts_of = {(type(one), one.id): one for one in facts(told)}
    assert {one.quantity for one in facts_of.values()} == {D("0.01"), D("0.02"), D("-0.03")}
    assert all(facts_of[type(one), one.id] == one for one in facts(told)), "told again, alike"
    assert {one.cause for one in only(Booking, told)} == {Cause.LIQUIDATION}
    assert down(told) == {}


@pytest.mark.parametrize(
    "event",
    [
        {"e": "SOMETHING_NEW", "E": 1, "o": {"s": "BTCUSDT"}},
        {"e": "listenKeyExpired", "E": "1795521600000", "listenKey": "of-somebody-else"},
        {"e": "ACCOUNT_CONFIG_UPDATE", "E": 1, "ac": {"s": "BTCUSDT", "l": 5}},
    ],
)
async def test_an_event_that_concerns_nothing_here_is_passed_over(
    bench: BinanceBench, way: Spoilt, event: dict[str, object]
) -> None:
    told_before: list[int] = []

    def besides(path: str, frame: str | bytes) -> Iterable[str | bytes]:
        if event_of(frame) is None or told_before:
            return [frame]
        told_before.append(1)
        return [json.dumps(event), frame]

    way.frames = besides
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("BTCUSDT", "0.01")
        await heard.until(lambda told: only(Fill, told))
        assert down(heard.told) == {}
        assert told_before


async def test_keys_that_end_are_made_anew_and_a_reading_is_asked_for(
    bench: BinanceBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.pass_time(minutes=61)  # told twice, the second time with the time as text
        told = await heard.until(lambda told: ups(told) == {*FAMILIES})
        for scope in FAMILIES:
            states = [report.up for report in reports(told) if report.scope == scope]
            assert states[:2] == [False, True], "only what was down is read for when it comes up"
        heard.batches.clear()
        bench.trade("BTCUSDT", "0.01")
        bench.trade("BTCUSD_PERP", "2")
        bench.trade(OPTION, "0.1")
        await heard.until(lambda told: {fill.scope for fill in only(Fill, told)} == {*FAMILIES})
    assert not [asked for asked in way.asked if asked.method == "DELETE"]


async def test_a_frame_that_is_no_frame_ends_its_connection_and_is_said(
    bench: BinanceBench,
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        await bench.control("garbage", count=0)
        bench.host.spoil()
        bench.trade("BTCUSDT", "0.01")
        told = await heard.until(lambda told: down(told) and ups(told))
        assert down(told)["fapi"] == "bad_payload"
        bench.trade("BTCUSDT", "0.01")
        await heard.until(lambda told: only(Fill, told))


async def test_an_event_that_cannot_be_read_is_a_hole_that_the_records_fill(
    bench: BinanceBench, way: Spoilt
) -> None:
    def without_a_side(_: str, frame: str | bytes) -> Iterable[str | bytes]:
        said = json.loads(frame)
        if said.get("data", {}).get("e") == "ORDER_TRADE_UPDATE":
            del said["data"]["o"]["S"]
        return [json.dumps(said)]

    way.frames = without_a_side
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("BTCUSDT", "-0.01", cause=LIQUIDATION)
        told = await heard.until(lambda told: not all(r.up for r in only(FeedReport, told)))
    hole = next(report for report in only(FeedReport, told) if not report.up)
    assert (hole.feed, hole.scope) == (Feed.BOOKINGS, "fapi")
    assert hole.problem is not None
    assert hole.problem.code == "bad_payload"
    bench.pass_time(seconds=5)
    read = await bench.told()
    assert {one.cause for one in only(Booking, read)} == {Cause.LIQUIDATION}
    assert failed(read) == {}


# --------------------------------------------------------------------------------------- deafness


async def test_streams_that_go_deaf_say_so_and_readings_miss_nothing(bench: BinanceBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        await bench.control("deaf")
        bench.trade("BTCUSDT", "-0.01", cause=LIQUIDATION)
        told = await heard.until(lambda told: set(down(told)) == {*FAMILIES})
        assert set(down(told).values()) <= {"silent", "stream_refused"}
        assert facts(told) == []
        read = await bench.told()
        assert {one.cause for one in only(Booking, read)} == {Cause.LIQUIDATION}
        await bench.control("deaf", on=False)
        await heard.up()


async def test_a_stream_that_answers_and_tells_nothing_is_found_out_by_a_reading(
    bench: BinanceBench, way: Spoilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "NEWS_WITHIN", timedelta(seconds=0.3))
    monkeypatch.setattr(line, "SILENCE", timedelta(seconds=0.5))
    way.frames = lambda _, frame: [] if event_of(frame) else [frame]
    async with bench.listen() as heard:
        await heard.up()
        await bench.told()
        await asyncio.sleep(0.4)
        bench.trade("BTCUSD_PERP", "2")
        bench.pass_time(seconds=1)
        await bench.session.read([Feed.POSITIONS], bench.ago(minutes=1))
        told = await heard.until(down)
        assert down(told).items() >= {("dapi", "stream_deaf")}
        assert [pulse for pulse in only(Pulse, told) if pulse.scope == "dapi"], "it answered"
        assert "fapi" not in down(told) or down(told)["fapi"] == "stream_deaf"
        way.frames = lambda _, frame: [frame]
        await heard.up(figures.DAPI)
        bench.trade("BTCUSD_PERP", "2")
        await heard.until(lambda told: only(Fill, told))


def _reading(at: float, quantity: str) -> Snapshot:
    row = PositionRow(InstrumentId("binance/BTCUSDT"), D(quantity))
    return Snapshot(NOON + timedelta(seconds=at), ACCOUNT, (row,), scope=FAMILIES[0])


def _report(at: float, quantity: str) -> PositionReport:
    row = PositionRow(InstrumentId("binance/BTCUSDT"), D(quantity))
    return PositionReport(NOON + timedelta(seconds=at), ACCOUNT, row, FAMILIES[0])


async def test_what_was_told_while_a_reading_was_under_way_is_no_news_to_the_next() -> None:
    news = News()
    news.began(FAMILIES)
    assert not news.shows_untold(_reading(0, "1"))
    news.heard([_report(6, "2")])
    assert not news.shows_untold(_reading(5, "1")), "taken before the stream told it"
    assert not news.shows_untold(_reading(10, "2"))
    assert news.shows_untold(_reading(15, "3"))
    assert not news.shows_untold(_reading(20, "3")), "it is known now"
    news.began(FAMILIES)
    assert not news.shows_untold(_reading(25, "4")), "nobody could tell it"


# ------------------------------------------------------------------------------ portfolio margin


async def test_both_families_of_a_portfolio_margin_account_come_over_one_stream(
    portfolio: BinanceBench,
) -> None:
    portfolio.without("options")
    async with portfolio.listen() as heard:
        await heard.until(lambda told: ups(told) == {"papi"})
        portfolio.trade("SOLUSDT", "2")
        portfolio.trade("ETHUSD_PERP", "5")
        told = await heard.until(lambda told: len(only(PositionReport, told)) == 2)
    assert {(fill.scope, fill.quantity) for fill in only(Fill, told)} == {
        ("fapi", D(2)),
        ("dapi", D(5)),
    }
    assert {report.scope for report in only(PositionReport, told)} == {"fapi", "dapi"}
    assert {path.rpartition("/")[0] for path in portfolio.way.opened} == {"/pm/ws"}
    scopes = {one.instrument.symbol: one.instrument.scope for one in only(Description, told)}
    assert scopes == {"SOLUSDT": "fapi", "ETHUSD_PERP": "dapi"}
