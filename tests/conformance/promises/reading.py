"""What every broker promises of its readings; `test_conformance.py` holds each one to it."""

from __future__ import annotations

from assignwatch.brokers.base import Since
from assignwatch.core.observations import Booking, Coverage, Description, Fill, Order, Snapshot
from assignwatch.core.words import Cause, Feed, Severity
from tests.conformance.bench import (
    Bench,
    Told,
    facts_in,
    is_up,
    mentions,
    only,
    problems_in,
    totals,
)
from tests.core.builders import Run


async def a_reading_tells_every_position(bench: Bench) -> None:
    told = await bench.read()
    assert only(Snapshot, told), "no reading at all"
    assert all(snapshot.complete for snapshot in only(Snapshot, told))
    assert totals(told) == bench.held()
    assert len(bench.held()) > 2, "too few to tell half a list from a whole one"


async def each_feed_of_records_ends_with_coverage(bench: Bench) -> None:
    told = await bench.read()
    covered = only(Coverage, told)
    assert {coverage.feed for coverage in covered} == {*bench.records}
    parts = [(coverage.feed, coverage.scope) for coverage in covered]
    assert len({*parts}) == len(parts), "covered twice"
    assert told[-len(covered) :] == covered, "something is told after the end"
    for coverage in covered:
        assert coverage.through <= bench.clock.now(), "covered before it has come"
    first = await bench.read(Since())
    assert {coverage.feed for coverage in only(Coverage, first)} == {*bench.records}
    await bench.do("skew", seconds=-300)
    for coverage in only(Coverage, await bench.read()):
        behind = (bench.clock.now() - coverage.through).total_seconds()
        assert behind < 400, "the feed stands still"


async def a_feed_can_be_read_alone(bench: Bench) -> None:
    """Nothing is said of the others: whoever hears that they were read would believe it."""
    for feed in bench.records:
        told = await bench.session.read([feed], bench.since(days=1))
        assert {coverage.feed for coverage in only(Coverage, told)} <= {feed}
        assert only(Snapshot, told) == []
    told = await bench.session.read([Feed.POSITIONS], bench.since(days=1))
    assert only(Coverage, told) == []
    assert only(Snapshot, told)


async def reading_twice_tells_the_same(bench: Bench) -> None:
    await bench.prepare(bench.row.event)
    await bench.play_out(bench.row.event)
    since = bench.since(days=1)
    first, again = await bench.read(since), await bench.read(since)
    assert facts_in(first), "nothing to tell apart"
    kinds = Fill | Booking | Order | Description
    assert [x for x in first if isinstance(x, kinds)] == [x for x in again if isinstance(x, kinds)]
    assert totals(first) == totals(again)
    held = [s.positions for s in only(Snapshot, first)]
    assert held == [s.positions for s in only(Snapshot, again)]


async def an_unknown_word_is_loud(bench: Bench) -> None:
    """In a booking or a problem, over the stream and in a reading; and the core alarms."""
    unknown = bench.row.unknown
    await bench.prepare(unknown)
    since, run = bench.since(seconds=60), Run()
    run.take(*await bench.read(since), at=bench.clock.now())
    async with bench.listening() as heard:
        await heard.until(is_up)
        moved = await bench.play_out(unknown)
        assert moved, "nothing happened"
        await heard.until(lambda told: _is_loud_about(set(moved), told))
    told = await bench.read(since)
    assert _is_loud_about(set(moved), told)
    run.take(*told, at=bench.clock.now())
    severe = {Severity.HIGH, Severity.CRITICAL}
    assert severe & {version.severity for version in run.standing()}, "nobody is told"


def _is_loud_about(moved: set[str], told: Told) -> bool:
    others = {b.instrument for b in only(Booking, told) if b.cause is Cause.OTHER and b.raw}
    return bool(moved & others and mentions(moved)(told)) or bool(problems_in(told))
