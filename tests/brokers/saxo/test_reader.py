"""Whole readings of a client of the simulated Saxo: what they bring, in which order, from when."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.base import Since, Vault
from assignwatch.brokers.saxo.reader import LAG, OVERLAP
from assignwatch.core.model import WHOLE, Problem, Scope
from assignwatch.core.observations import (
    Allowance,
    Booking,
    Coverage,
    Description,
    FeedReport,
    Fill,
    Funds,
    Order,
    Pulse,
    Quote,
    SignIn,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Cause, Feed
from assignwatch.net.problems import TIMED_OUT, unreachable
from assignwatch.net.retry import ATTEMPTS
from assignwatch.net.transport import Request
from assignwatch.simulator.saxo.causes import ASSIGNMENT_UNTOLD
from assignwatch.simulator.saxo.scenarios.steps import (
    assign,
    end,
    end_day,
    lose_events,
    report,
    rest,
)
from tests.brokers.bench import EVERYTHING, only
from tests.brokers.saxo.bench import (
    FILLS_AND_BOOKINGS,
    NOON,
    SIGNED_IN_FOR,
    SaxoBench,
    Spoilt,
    Told,
    covered,
    facts,
    instead,
    said,
    totals,
)
from tests.brokers.saxo.tokens import ACCOUNT, Store

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

MINUTE = timedelta(minutes=1)


def since(told: Told) -> Since:
    """What whoever drives the session asks from, the next time."""
    return Since({(c.feed, c.scope): c.through for c in only(Coverage, told)})


async def test_a_reading_is_sign_in_descriptions_orders_positions_prices_money_records_coverage(
    bench: SaxoBench,
) -> None:
    bench.trade("XYZ", "20")
    told = await bench.read()
    kinds = list(dict.fromkeys(type(item) for item in told))
    assert kinds == [
        *(SignIn, Description, Order, Snapshot, Pulse, Quote),
        *(Funds, Allowance, Fill, Coverage),
    ]
    assert covered(told) == FILLS_AND_BOOKINGS
    assert {c.through for c in only(Coverage, told)} == {NOON - LAG}
    assert only(SignIn, told) == [SignIn(NOON, ACCOUNT, NOON + SIGNED_IN_FOR, renewed=True)]
    assert [(p.feed, p.scope) for p in only(Pulse, told)] == [(Feed.POSITIONS, WHOLE)]


async def test_everything_mentioned_is_described_before_and_what_lies_beneath_too(
    bench: SaxoBench,
) -> None:
    bench.do(rest("main", "QRS P45", "-1", "8"))
    bench.do(assign("main", "ETX P410", "2"))
    known: set[str] = set()
    beneath: set[str] = set()
    for item in await bench.read():
        match item:
            case Description(instrument=instrument):
                known.add(instrument.id)
                beneath |= {instrument.underlying} if instrument.underlying else set()
            case Snapshot(positions=rows):
                assert {row.instrument for row in rows} <= known
            case Fill() | Booking() | Order():
                assert item.instrument in known
    assert bench.id_of("ETX") in beneath <= known


async def test_every_sub_account_has_a_reading_even_one_that_is_flat(bench: SaxoBench) -> None:
    for nick, amount in (("EURUSD", "20000"), ("QRS", "-40"), ("ETX", "-25")):
        bench.trade(nick, amount, "second")
    read = {snapshot.scope: snapshot.positions for snapshot in only(Snapshot, await bench.read())}
    assert read.keys() == {bench.scope(), bench.scope("second")}
    assert read[bench.scope()]
    assert read[bench.scope("second")] == ()


async def test_prices_of_what_is_held_and_beneath_say_how_old_they_are(bench: SaxoBench) -> None:
    told = await bench.read()
    quotes = {quote.instrument: quote for quote in only(Quote, told)}
    assert quotes.keys() == {d.instrument.id for d in only(Description, told)}
    assert {(q.at, q.source) for q in quotes.values()} == {
        (NOON - 15 * MINUTE, "Saxo, 15 min delayed")
    }


async def test_only_what_was_asked_for_is_read(bench: SaxoBench, way: Spoilt) -> None:
    told = await bench.session.read([Feed.POSITIONS], bench.since(minutes=10))
    assert (covered(told), facts(told)) == ([], [])
    assert only(Snapshot, told)
    assert way.count("GET /ens") == way.count("GET /cs") == way.count("GET /hist") == 0
    told = await bench.session.read(FILLS_AND_BOOKINGS, bench.since(minutes=10))
    assert (covered(told), only(Snapshot, told)) == (FILLS_AND_BOOKINGS, [])
    assert way.count("GET /port/v1/positions") == 1
    told = await bench.session.read([Feed.FILLS], bench.since(minutes=10))
    assert covered(told) == [Feed.FILLS]
    assert way.count("GET /cs/v1/reports/trades") == 1, "the books are for the bookings"


async def test_reading_again_tells_the_same(bench: SaxoBench) -> None:
    bench.do(assign("main", "ETX P410", "1"))
    bench.trade("XYZ", "3")
    first, again = await bench.read(), await bench.read()
    assert [item for item in first if not isinstance(item, SignIn | Funds | Allowance)] == [
        item for item in again if not isinstance(item, SignIn | Funds | Allowance)
    ]
    assert len(facts(first)) >= 3


async def test_descriptions_are_asked_for_once(bench: SaxoBench, way: Spoilt) -> None:
    await bench.read()
    asked = way.count("GET /ref")
    await bench.read()
    assert way.count("GET /ref") == asked > 0
    bench.pass_time(hours=13)
    await bench.read()
    assert way.count("GET /ref") > asked, "but now and then again"


async def test_each_reading_goes_back_a_little_behind_the_last(bench: SaxoBench) -> None:
    bench.trade("XYZ", "3")
    first = await bench.read()
    bench.pass_time(seconds=3)
    bench.trade("QRS", "1")
    again = await bench.session.read(EVERYTHING, since(first))
    assert [fill.instrument for fill in facts(again)] == [bench.id_of("XYZ"), bench.id_of("QRS")]
    bench.pass_time(seconds=OVERLAP.total_seconds() + LAG.total_seconds() + 1)
    assert len(facts(await bench.session.read(EVERYTHING, since(first)))) >= 2
    later = await bench.session.read(EVERYTHING, since(await bench.read()))
    told = [fill.instrument for fill in facts(later) if fill.at < NOON + timedelta(seconds=4)]
    assert told == [], "older than the overlap"


async def test_records_are_read_from_where_the_slowest_of_the_feeds_got_to(
    bench: SaxoBench,
) -> None:
    bench.trade("XYZ", "3")
    bench.pass_time(minutes=30)
    long_ago, now = NOON - MINUTE, bench.clock.now()
    main = bench.scope()

    async def read(feeds: list[Feed], *reached: tuple[Feed, Scope, timedelta]) -> bool:
        through = {(feed, scope): now - ago for feed, scope, ago in reached}
        told = await bench.session.read(feeds, Since(through))
        return any(fact.at == NOON for fact in facts(told))

    ago = now - long_ago
    nothing = timedelta()
    both, fills = FILLS_AND_BOOKINGS, [Feed.FILLS]
    assert await read(both, (Feed.FILLS, WHOLE, nothing), (Feed.BOOKINGS, WHOLE, ago))
    assert await read(both, (Feed.FILLS, WHOLE, ago), (Feed.BOOKINGS, WHOLE, nothing))
    assert not await read(fills, (Feed.FILLS, WHOLE, nothing), (Feed.BOOKINGS, WHOLE, ago))
    assert not await read(fills, (Feed.FILLS, WHOLE, nothing), (Feed.FILLS, main, ago))
    assert not await read(both), "what was never read begins now"


async def test_before_what_the_event_service_keeps_the_trades_report_tells_the_trades(
    bench: SaxoBench,
) -> None:
    bench.pass_time(days=10)  # the trades before the start are from 13 to 19 days ago
    told = await bench.read(bench.since(days=18))
    kept_from = bench.clock.now() - timedelta(days=14)
    floor = bench.clock.now() - timedelta(days=18) - OVERLAP
    by_list = {
        name: [fill.at for fill in only(Fill, told) if fill.id.startswith(name)]
        for name in ("ens/", "trade/")
    }
    assert by_list["ens/"]
    assert by_list["trade/"]
    assert all(at >= kept_from for at in by_list["ens/"])
    assert all(floor <= at < kept_from for at in by_list["trade/"])
    names = [fill.event for fill in only(Fill, told)]
    assert len(names) == len(set(names)), "no trade by two roads"
    (hole,) = [r for r in only(FeedReport, told) if r.problem]
    assert hole.problem == Problem(
        "coverage_hole", {"since": floor.isoformat(), "until": kept_from.isoformat()}
    )
    assert (hole.feed, hole.up) == (Feed.FILLS, True)
    assert covered(told) == FILLS_AND_BOOKINGS


async def test_without_a_hole_the_trades_report_tells_only_what_names_a_cause(
    bench: SaxoBench,
) -> None:
    bench.do(assign("main", "ETX P410", "1", ASSIGNMENT_UNTOLD))
    bench.trade("XYZ", "7")
    bench.pass_time(seconds=1)
    bench.do(end_day())
    bench.do(report())
    told = await bench.read(bench.since(days=13))
    reported = [fact for fact in facts(told) if fact.id.startswith("trade/")]
    assert [(type(b), b.instrument, b.quantity) for b in reported] == [
        (Booking, bench.id_of("ETX P410"), Decimal(1))
    ]
    assert [r for r in only(FeedReport, told) if r.problem] == []


async def test_an_assignment_is_told_by_events_positions_and_books_as_one(
    bench: SaxoBench,
) -> None:
    bench.do(assign("main", "ETX P410", "1"))
    bench.pass_time(seconds=1)
    bench.do(report())
    booked = [b for b in only(Booking, await bench.read()) if b.instrument.startswith("saxo/Stock")]
    assert {b.cause for b in booked} == {Cause.ASSIGNMENT}
    assert {"activities", "trades report", "closed positions"} <= {b.record for b in booked}
    shared = set.intersection(*(set(b.refs) | {b.event or ""} for b in booked))
    assert shared, "something ties all of them together"


async def test_events_that_are_forgotten_leave_the_positions_and_the_books(
    bench: SaxoBench,
) -> None:
    bench.do(assign("main", "ETX P410", "2"))
    bench.pass_time(seconds=1)
    bench.do(lose_events())
    bench.do(report())
    told = await bench.read()
    assert (bench.scope(), bench.id_of("ETX P410")) not in totals(told)
    assert not [b for b in only(Booking, told) if b.record == "activities"]
    assert {b.cause for b in only(Booking, told)} == {Cause.ASSIGNMENT}


async def test_an_instrument_that_is_not_known_is_described_by_its_position(
    bench: SaxoBench, way: Spoilt
) -> None:
    option = bench.id_of("XYZ P100")
    uic = option.rpartition("-")[2]
    way.answers = instead(f"/ref/v1/instruments/details/{uic}/", said(404, "UnknownInstrument"))
    (poor,) = [d.instrument for d in only(Description, await bench.read())
               if d.instrument.id == option]  # fmt: skip
    assert (poor.strike, poor.underlying, poor.multiplier) == (Decimal(100), None, None)
    asked = way.count(f"GET /ref/v1/instruments/details/{uic}/")
    await bench.read()
    assert way.count(f"GET /ref/v1/instruments/details/{uic}/") == asked, "not with each reading"
    way.answers = lambda _: None
    bench.pass_time(minutes=11)
    (rich,) = [d.instrument for d in only(Description, await bench.read())
               if d.instrument.id == option]  # fmt: skip
    assert (rich.underlying, rich.multiplier) == (bench.id_of("XYZ"), Decimal(100))


async def test_what_was_learned_of_a_contract_outlives_it(bench: SaxoBench) -> None:
    option = bench.id_of("XYZ P100")
    await bench.read()
    bench.do(end("XYZ P100"))
    bench.pass_time(hours=17)  # the books of the day are out
    told = await bench.read(bench.since(days=1))
    assert option in {fact.instrument for fact in facts(told)}
    (known,) = [d.instrument for d in only(Description, told) if d.instrument.id == option]
    assert known.multiplier == Decimal(100)


async def test_where_nobody_answers_neither_more_details_nor_more_prices_are_asked(
    bench: SaxoBench, way: Spoilt
) -> None:
    def answers(request: Request) -> None:
        if any("details" in asked for asked in way.asked):
            raise unreachable(TIMED_OUT, request.url)

    way.answers = answers
    told = await bench.session.read([Feed.POSITIONS], Since())
    assert len(only(Snapshot, told)) == 2
    assert len(only(Description, told)) == len({row.instrument for s in only(Snapshot, told)
                                                for row in s.positions})  # fmt: skip
    assert len({asked for asked in way.asked if "details" in asked}) == 1
    assert way.count("GET /trade/v1/infoprices") <= ATTEMPTS, "of one kind of instrument"


async def test_a_refresh_token_that_could_not_be_stored_is_odd_until_it_is(
    bench: SaxoBench, way: Spoilt
) -> None:
    store = Store(locked=True)
    session = bench.open(way, Vault(bench.secrets, store.keep))

    async def odd() -> list[tuple[Feed, bool, str | None]]:
        told = await session.read(EVERYTHING, bench.since(minutes=1))
        reports = only(FeedReport, told)
        return [(r.feed, r.up, r.problem.code if r.problem else None) for r in reports]

    assert await odd() == await odd() == [(Feed.POSITIONS, True, "keyring_locked")]
    store.locked = False
    assert await odd() == [(Feed.POSITIONS, True, None)]
    assert await odd() == []


async def test_a_clock_that_is_off_is_told_and_coverage_stays_behind_the_bank_s(
    bench: SaxoBench,
) -> None:
    await bench.control("skew", seconds=-300)
    told = await bench.read()
    assert [r.problem and r.problem.code for r in only(FeedReport, told)] == ["clock_skew"]
    assert all(c.through < NOON - timedelta(seconds=299) for c in only(Coverage, told))
    assert only(Unreadable, told) == []


async def test_no_key_of_the_client_is_shown_or_logged(bench: SaxoBench, way: Spoilt) -> None:
    key = bench.venue.world.client.key
    way.answers = instead("/hist/v3", said(401, ""))
    told = await bench.read()
    (why,) = [u.problem for u in only(Unreadable, told)]
    assert why.values == {"where": "hist/v3/positions/{ClientKey}"}
    assert any("%3D" in path for path in way.asked), "encoded, for it holds what a path may not"
    assert not any(key in repr(item) for item in told)
