"""Subscriptions that are reset, switched off or silent, and records that make no sense.

Most of it the simulated Saxo does by itself; records that it never sends are put on the line.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.base import BadPayload, Transient
from assignwatch.brokers.saxo import subscriptions
from assignwatch.brokers.saxo.listener import UNSTREAMED
from assignwatch.core.model import Problem
from assignwatch.core.observations import FeedReport, PositionReport, Pulse
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply
from assignwatch.simulator.saxo.frames import Record, encode
from assignwatch.simulator.saxo.showing import Topic
from tests.brokers.bench import only
from tests.brokers.saxo.bench import (
    SUBSCRIPTIONS,
    SaxoBench,
    Spoilt,
    down,
    facts,
    gaps,
    instead,
    is_up,
    lost,
    said,
    totals,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]


@pytest.mark.parametrize(
    ("which", "where"),
    [
        ((), "stream"),
        (("positions",), "port/v1/positions/subscriptions"),
        (("events",), "ens/v1/activities/subscriptions"),
    ],
    ids=["all", "positions", "events"],
)
async def test_what_is_reset_is_made_anew_and_the_records_are_asked_for(
    bench: SaxoBench, way: Spoilt, which: tuple[str, ...], where: str
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        before = dict(way.references)
        bench.trade("XYZ", "1")
        await heard.until(facts)
        bench.venue.streams.reset([before[name] for name in which] or None)
        bench.trade("XYZ", "20")
        told = await heard.until(gaps)
        assert gaps(told) == [where]
        assert is_up(told[told.index(only(FeedReport, told)[1]) :])
        heard.batches.clear()
        bench.trade("XYZ", "3")
        place = (bench.scope(), bench.id_of("XYZ"))
        await heard.until(lambda told: totals(told).get(place) == 124)
        await heard.until(lambda told: 3 in [fact.quantity for fact in facts(told)])
    meant = which or ("positions", "orders", "events")
    changed = {name for name in before if way.references[name] != before[name]}
    assert changed == set(meant)
    for name in meant:
        assert any(asked.endswith(before[name]) for asked in way.asked), "the old one is ended"
    assert len(way.opened) == 1


async def test_orders_that_are_reset_are_asked_for_anew_and_nothing_else_is_read_for_them(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        before = dict(way.references)
        bench.trade("XYZ", "1")
        await heard.until(facts)
        bench.venue.streams.reset([before["orders"]])
        while way.references["orders"] == before["orders"]:
            told = await heard.again()
        bench.trade("XYZ", "20")
        told = await heard.until(lambda told: only(PositionReport, told))
    assert gaps(told) == []
    assert {name for name in before if way.references[name] != before[name]} == {"orders"}
    assert any(asked.endswith(before["orders"]) for asked in way.asked), "the old one is ended"


async def test_a_subscription_that_cannot_be_made_anew_is_not_taken_up_without_it(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "1")
        await heard.until(facts)
        way.answers = instead("/port/v1/positions/subscriptions", said(500, ""))
        bench.venue.streams.reset([way.references["positions"]])
        error = await heard.failure()
    assert (type(error), error.problem.code) == (Transient, "server_error")
    way.answers = lambda _: None
    async with bench.listen() as heard:
        await heard.up()
        bench.trade("XYZ", "20")
        await heard.until(lambda told: only(PositionReport, told))


async def test_a_subscription_that_is_switched_off_for_good_is_made_anew(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        before = dict(way.references)
        bench.venue.streams.disable(before["positions"], permanently=True)
        await heard.until(gaps)
        bench.trade("XYZ", "20")
        await heard.until(lambda told: only(PositionReport, told))
    assert way.references["positions"] != before["positions"]
    assert way.references["events"] == before["events"]


async def test_a_subscription_that_is_switched_off_for_a_while_shows_no_life_until_it_is_back(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        name = way.references["positions"]
        bench.venue.streams.disable(name, permanently=False)
        bench.trade("XYZ", "20")
        told = await heard.until(facts)
        assert not [p for p in only(Pulse, told) if p.feed is Feed.POSITIONS]
        bench.venue.streams.enable(name)
        told = await heard.until(lambda told: only(PositionReport, told))
        assert [p for p in only(Pulse, told) if p.feed is Feed.POSITIONS]
    assert (gaps(told), way.references["positions"]) == ([], name)


async def test_a_subscription_that_falls_silent_is_made_anew(
    bench: SaxoBench, way: Spoilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "_SLACK", timedelta(seconds=1))
    streams = bench.venue.streams
    streams.inactivity |= {Topic.POSITIONS: 1, Topic.ORDERS: 100, Topic.ACTIVITIES: 0}
    streams.pace.share = 1000  # no sign of life for any of them
    began = asyncio.get_running_loop().time()
    async with bench.listen() as heard:
        await heard.up()
        before = dict(way.references)
        told = await heard.until(gaps)
    assert asyncio.get_running_loop().time() - began > 2, "nor before some more time than that"
    assert gaps(told) == ["port/v1/positions/subscriptions"]
    assert way.references["events"] == before["events"], "which may be silent for ever"


async def test_however_fast_a_simulated_day_goes_by_signs_of_life_come_in_time(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        for _ in range(3):
            bench.pass_time(minutes=5)
            told = await heard.again()
            assert gaps(told) == []
    assert len(way.subscribed) == SUBSCRIPTIONS


# ------------------------------------------------------------------- records put on the line


class Putting:
    """Puts a frame on the line once, made of a message of the present subscriptions."""

    def __init__(self, way: Spoilt, make: Callable[[], Iterable[str | bytes]]) -> None:
        self.done = False
        self._make = make
        way.frames = self._frames

    def _frames(self, frame: bytes) -> Iterable[str | bytes]:
        if self.done:
            return [frame]
        self.done = True
        return [*self._make(), frame]


def record(way: Spoilt, name: str, payload: object, number: int = 1, kind: int = 0) -> bytes:
    """A frame with a record of this subscription, or of a control word."""
    reference = way.references.get(name, name)
    made = bytearray(encode([Record(number, reference, json.dumps(payload))]))
    made[11 + len(reference)] = kind
    return bytes(made)


NONSENSE: list[tuple[str, Callable[[Spoilt], Iterable[str | bytes]]]] = [
    ("a text frame", lambda _: ["{}"]),
    ("a page", lambda _: [b"<!DOCTYPE html><html><body>We will be right back.</body></html>"]),
    ("a length without end", lambda way: [record(way, "events", [])[:-6] + b"\xff" * 4 + b"[]"]),
    ("no reference", lambda _: [b"\x01" + b"\0" * 40]),
    ("no JSON", lambda way: [record(way, "events", [])[:-2] + b"]["]),
    ("no rows", lambda way: [record(way, "events", "rows")]),
    ("a format nobody asked for", lambda way: [record(way, "events", [], kind=1)]),
    (
        "a total without a number",
        lambda way: [record(way, "positions", [
            {"PositionId": "1", "PositionBase": {"AccountId": "1", "Amount": "lots", "Uic": 1,
                                                 "AssetType": "Stock"}}
        ])],
    ),
]  # fmt: skip


@pytest.mark.parametrize("make", [make for _, make in NONSENSE], ids=[name for name, _ in NONSENSE])
async def test_what_makes_no_sense_ends_the_stream_and_everything_begins_anew(
    bench: SaxoBench, way: Spoilt, make: Callable[[Spoilt], Iterable[str | bytes]]
) -> None:
    putting = Putting(way, lambda: make(way))
    async with bench.listen() as heard:
        await heard.up()
        error = await heard.failure()
    assert (type(error), error.problem.code, putting.done) == (BadPayload, "bad_payload", True)
    async with bench.listen() as heard:
        await heard.up()
    assert way.opened[0]["contextId"] != way.opened[1]["contextId"], "or it would come again"


async def test_a_record_that_breaks_off_is_a_gap(bench: SaxoBench, way: Spoilt) -> None:
    async with bench.listen() as heard:
        await heard.up()
        Putting(way, lambda: [record(way, "events", [])[:-1]])
        told = await heard.until(gaps)
        bench.trade("XYZ", "20")
        await heard.until(lambda told: facts(told) and only(PositionReport, told))
    assert gaps(told) == ["stream"]


async def test_a_change_of_a_row_that_nobody_knows_is_a_gap(bench: SaxoBench, way: Spoilt) -> None:
    change = [{"PositionId": "1", "PositionBase": {"Amount": 7}}]
    async with bench.listen() as heard:
        await heard.up()
        Putting(way, lambda: [record(way, "positions", change)])
        told = await heard.until(gaps)
        bench.trade("XYZ", "20")
        await heard.until(lambda told: totals(told).get((bench.scope(), bench.id_of("XYZ"))) == 120)
    assert gaps(told) == ["port/v1/positions/subscriptions"]
    assert only(PositionReport, told) == []
    assert len(way.opened) == 1


async def test_an_event_that_cannot_be_read_puts_the_records_down_and_the_stream_goes_on(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        Putting(way, lambda: [record(way, "events", [{"SequenceId": "1", "ActivityType": "?"}])])
        told = await heard.until(down)
        bench.trade("XYZ", "20")
        await heard.until(facts)
    assert [(r.feed, r.problem and r.problem.code) for r in down(told)] == [
        (Feed.BOOKINGS, "bad_payload")
    ]
    assert len(way.subscribed) == SUBSCRIPTIONS, "asked for again, it would only come again"


async def test_records_of_a_subscription_that_was_given_up_are_passed_over(
    bench: SaxoBench, way: Spoilt
) -> None:
    gone = [{"PositionId": "1", "__meta_deleted": True}]
    async with bench.listen() as heard:
        await heard.up()
        Putting(way, lambda: [record(way, "given-up", gone)])
        told = await heard.again()
    assert {type(item) for item in told} == {Pulse}


async def test_being_asked_to_connect_again_is_done_without_losing_anything(
    bench: SaxoBench, way: Spoilt
) -> None:
    await lost(bench)
    Putting(way, lambda: [record(way, "_reconnect", [{"ReferenceId": "_reconnect"}], 2)])
    async with bench.listen() as heard:
        error = await heard.failure()
    assert error.problem == Problem("reconnecting")
    async with bench.listen() as heard:
        await heard.up()
    assert len(way.subscribed) == SUBSCRIPTIONS


@pytest.mark.parametrize("refusal", [said(403, ""), said(409, "SubscriptionLimitExceeded")])
async def test_orders_that_are_not_offered_on_the_stream_are_left_to_the_readings(
    bench: SaxoBench, way: Spoilt, refusal: Reply
) -> None:
    way.answers = instead("/port/v1/orders/subscriptions", refusal)
    told = await lost(bench)
    assert (gaps(told), down(told)) == ([], [])
    remark = only(FeedReport, told)[0].problem
    assert remark is not None, "it is up, and says what it does without"
    assert (remark.code, remark.values["where"]) == (UNSTREAMED, "port/v1/orders/subscriptions")
    async with bench.listen() as heard:
        await heard.up()
    assert way.opened[0]["contextId"] == way.opened[1]["contextId"], "and it is taken up"


@pytest.mark.expected_logs("'_news', which nobody knows")
async def test_a_word_that_nobody_knows_is_noted_and_passed_over(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        Putting(way, lambda: [record(way, "_news", [{"ReferenceId": "_news"}])])
        await heard.again()
        bench.trade("XYZ", "20")
        told = await heard.until(lambda told: only(PositionReport, told))
    assert totals(told)[bench.scope(), bench.id_of("XYZ")] == Decimal(120)
