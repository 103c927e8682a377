"""Listening to the simulated Saxo: what comes of its records, and how they begin."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.saxo.listener import TAKE_UP_WITHIN
from assignwatch.core.model import WHOLE
from assignwatch.core.observations import (
    Booking,
    Description,
    FeedReport,
    Fill,
    Order,
    PositionReport,
    Pulse,
    SignIn,
)
from assignwatch.core.words import Cause, Feed
from assignwatch.simulator.saxo.scenarios.steps import assign, end, own, rest
from assignwatch.simulator.saxo.showing import Topic
from tests.brokers.bench import only
from tests.brokers.saxo.bench import SaxoBench, Spoilt, Told, facts, instead, said, totals

pytestmark = pytest.mark.asyncio


def reports_of(told: Told, *places: object) -> bool:
    """Whether each of these places has been told of."""
    return set(places) <= {(r.scope, r.row.instrument) for r in only(PositionReport, told)}


async def test_the_stream_is_up_when_everything_is_subscribed_to(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        (first,) = heard.batches[0]
        assert isinstance(first, FeedReport)
        assert (first.feed, first.up, first.problem) == (Feed.STREAM, True, None)
    (opened,) = way.opened
    assert opened["sendHeartbeats"] == "true"
    assert "messageid" not in opened
    positions, orders, events = way.subscribed
    key = bench.venue.world.client.key
    assert {body["ContextId"] for body in way.subscribed} == {opened["contextId"]}
    assert {body["Format"] for body in way.subscribed} == {"application/json"}
    assert positions["Arguments"] == {
        "ClientKey": key, "FieldGroups": ["PositionBase", "DisplayAndFormat"]
    }, "without prices, which would come many times a second"  # fmt: skip
    assert orders["Arguments"] == {"ClientKey": key, "FieldGroups": ["DisplayAndFormat"]}
    assert orders["RefreshRate"] >= 1000, "its rows have prices in them"
    assert events["Arguments"]["Activities"] == ["Positions", "Orders"]
    assert events["Arguments"]["PositionEventFilter"] == "All"
    assert "SequenceId" not in events["Arguments"]


async def test_a_change_is_the_new_total_of_its_sub_account_and_described_before(
    bench: SaxoBench,
) -> None:
    mine, other = (
        (bench.scope(), bench.id_of("XYZ")),
        (bench.scope("second"), bench.id_of("QRS P45")),
    )
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "20")
        bench.trade("QRS P45", "-3", "second")
        told = await heard.until(lambda told: reports_of(told, mine, other))
    assert totals(told) == {mine: Decimal(120), other: Decimal(-3)}
    known: set[str] = set()
    for item in told:
        match item:
            case Description(instrument=instrument):
                known.add(instrument.id)
            case PositionReport(row=row):
                assert row.instrument in known
            case Fill() | Booking() | Order():
                assert item.instrument in known
    assert bench.id_of("QRS") in known, "what lies beneath as well"
    read = totals(await bench.read())
    assert {place: read[place] for place in (mine, other)} == totals(told)


async def test_a_trade_and_the_position_after_it_are_told_together(bench: SaxoBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "20")
        await heard.until(lambda told: facts(told) and only(PositionReport, told))
        (batch,) = [batch for batch in heard.batches if facts(batch)]
    assert [report.row.instrument for report in only(PositionReport, batch)] == [bench.id_of("XYZ")]
    assert [type(fact) for fact in facts(batch)] == [Fill]


async def test_events_are_the_same_fills_and_bookings_as_they_are_when_read(
    bench: SaxoBench,
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "20")
        bench.do(assign("main", "ETX P410", "1"))
        told = await heard.until(lambda told: len(facts(told)) == 3)
    read = [fact for fact in facts(await bench.read()) if fact.id.startswith("ens/")]
    assert facts(told) == read
    assert [(type(f), f.instrument) for f in read] == [
        (Fill, bench.id_of("XYZ")),
        (Booking, bench.id_of("ETX P410")),
        (Booking, bench.id_of("ETX")),
    ]
    assert {b.cause for b in only(Booking, told)} == {Cause.ASSIGNMENT}


async def test_an_order_that_rests_is_told(bench: SaxoBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.do(rest("main", "QRS P45", "-1", "8"))
        told = await heard.until(lambda told: only(Order, told))
    (order,) = only(Order, told)
    assert (order.instrument, order.quantity, order.working) == (
        bench.id_of("QRS P45"), Decimal(-1), True
    )  # fmt: skip


@pytest.mark.parametrize(
    "step",
    [own("main", "XYZ P100", "1"), assign("main", "XYZ P100", "1"), end("XYZ P100")],
    ids=["bought back", "assigned", "expired"],
)
async def test_an_option_that_vanishes_is_told_as_nothing(bench: SaxoBench, step: object) -> None:
    place = (bench.scope(), bench.id_of("XYZ P100"))
    async with bench.listen() as heard:
        await heard.up()
        assert callable(step)
        bench.do(step)
        told = await heard.until(lambda told: reports_of(told, place))
    assert totals(told)[place] == 0


async def test_the_netting_of_the_night_changes_nothing(bench: SaxoBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "20")
        bench.trade("XYZ", "-20")
        await heard.until(lambda told: len(facts(told)) == 2)
        heard.batches.clear()
        bench.venue.world.end_day(bench.clock.now())
        told = await heard.until(lambda told: only(Pulse, told))
        await heard.until(lambda told: sum(p.feed is Feed.STREAM for p in only(Pulse, told)) > 2)
    assert (only(PositionReport, told), facts(told)) == ([], [])


async def test_what_nobody_can_describe_is_described_by_its_position(
    bench: SaxoBench, way: Spoilt
) -> None:
    way.answers = instead("/ref/", said(404, "UnknownInstrument"))
    option = bench.id_of("XYZ P90")
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ P90", "-1")
        told = await heard.until(lambda told: only(PositionReport, told))
    (known,) = {d.instrument for d in only(Description, told)}
    assert (known.id, known.strike, known.multiplier) == (option, Decimal(90), None)


async def test_signs_of_life_keep_every_feed_of_every_sub_account_alive(bench: SaxoBench) -> None:
    streams = bench.venue.streams
    streams.inactivity |= {Topic.POSITIONS: 1, Topic.ACTIVITIES: 1}
    streams.pace.share = 0.05
    alive = {
        (Feed.STREAM, WHOLE),
        (Feed.POSITIONS, WHOLE),
        (Feed.POSITIONS, bench.scope()),
        (Feed.POSITIONS, bench.scope("second")),
        (Feed.FILLS, WHOLE),
        (Feed.BOOKINGS, WHOLE),
    }
    async with bench.listen() as heard:
        told = await heard.until(
            lambda told: alive <= {(p.feed, p.scope) for p in only(Pulse, told)}
        )
    assert {(p.feed, p.scope) for p in only(Pulse, told)} == alive


async def test_the_connection_alone_keeps_only_the_stream_alive(bench: SaxoBench) -> None:
    async with bench.listen() as heard:
        await heard.up()
        for _ in range(3):
            told = await heard.again()
            assert {p.feed for p in only(Pulse, told)} == {Feed.STREAM}


async def test_large_records_come_in_parts_and_are_told_whole(
    bench: SaxoBench, way: Spoilt
) -> None:
    bench.venue.streams.pace.fragment = 100
    way.frames = lambda frame: [frame[:50], frame[50:]] if len(frame) > 50 else [frame]
    async with bench.listen() as heard:
        await heard.up()
        for _ in range(3):
            bench.trade("XYZ", "20")
        told = await heard.until(lambda told: len(facts(told)) == 3)
    assert totals(told)[bench.scope(), bench.id_of("XYZ")] == 160


async def test_the_token_is_renewed_on_the_way_and_the_same_socket_lives_on(
    bench: SaxoBench, way: Spoilt
) -> None:
    bench.venue.sessions.access_for = timedelta(minutes=4)
    async with bench.listen() as heard:
        await heard.up()
        for _ in range(3):
            heard.batches.clear()
            bench.pass_time(minutes=2.5)
            await heard.until(lambda told: only(SignIn, told))
        bench.trade("XYZ", "20")
        await heard.until(facts)
    assert len(way.opened) == 1
    assert way.count("POST /token") == 4
    assert way.count("PUT /oapi/streaming/ws/authorize") == 3
    assert bench.clock.monotonic() > timedelta(minutes=7) > TAKE_UP_WITHIN
