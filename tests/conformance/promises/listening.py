"""What every broker promises of its stream; `test_conformance.py` holds each one to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

from assignwatch.brokers.base import BrokerError, Transient
from assignwatch.core.observations import Booking, BrokerObservation, Fill, Pulse
from tests.conformance.bench import (
    Bench,
    Told,
    facts_in,
    is_up,
    mentions,
    only,
    problems_in,
    within,
)
from tests.core.builders import Run

_NO_TIME = timedelta(seconds=0.3)
"""Long enough to be waited for in vain."""


async def after_a_dropped_socket_a_new_stream_hears_again(bench: Bench) -> None:
    event = bench.row.event
    await bench.prepare(event)
    async with bench.listening() as heard:
        await heard.until(is_up)
        await bench.do("cut")
        assert isinstance(await heard.end(), Transient)
    async with bench.listening() as heard:
        await heard.until(is_up)
        moved = await bench.play_out(event)
        assert moved, "nothing happened"
        await heard.until(mentions(moved))


async def what_stream_and_reading_tell_is_one(bench: Bench) -> None:
    """Whichever comes first, and even where the stream told only a part of it."""
    event = bench.row.event
    await bench.prepare(event)
    since = bench.since(seconds=30)
    floor = bench.clock.now()
    before, began = await bench.read(since), bench.clock.now()
    async with bench.listening() as heard:
        await heard.until(is_up)
        moved = await bench.play_out(event)
        await heard.until(mentions(moved))
    after, ended = await bench.read(since), bench.clock.now()
    read = {_name(fact) for fact in facts_in(after)}
    for fact in (fact for fact in facts_in(heard.all) if fact.at > floor):
        assert _name(fact) in read
    expected = [(event.kind, event.contracts)]
    reading, stream = [after], heard.batches
    for order in ([*stream, *reading], [*reading, *stream], [*stream, *reading, *stream], reading):
        assert _concluded(before, began, order, ended) == expected


def _name(fact: Fill | Booking) -> tuple[object, ...]:
    """What a trade is known by: its id. A record may be told by several lists, each with an id of
    its own, and is known by the happening that they share."""
    own = fact.id if isinstance(fact, Fill) else fact.event or fact.id
    return type(fact), own, fact.instrument, fact.quantity, fact.event


def _concluded(
    before: Told, began: datetime, batches: Sequence[Sequence[BrokerObservation]], ended: datetime
) -> list[tuple[str, Decimal]]:
    run = Run()
    run.take(*before, at=began)
    for number, batch in enumerate(batches):
        run.take(*batch, at=ended + timedelta(milliseconds=number))
    run.take(at=ended + timedelta(minutes=1))
    return [(version.kind, version.contracts) for version in run.standing()]


async def a_frame_that_makes_no_sense_is_told(bench: Bench) -> None:
    """The stream ends, or goes on and says that something was lost."""
    async with bench.listening() as heard:
        await heard.until(is_up)
        await bench.do("garbage", count=0)
        with suppress(BrokerError):
            await heard.until(lambda told: bool(problems_in(told)))
    async with bench.listening() as heard:
        await heard.until(is_up)


async def nothing_waits_for_ever(bench: Bench) -> None:
    """Neither for an answer, nor for a stream that says nothing, nor at the end."""
    where, silence = bench.row.silence
    async with bench.listening() as heard:
        with patch.object(where, "SILENCE", silence):
            await heard.until(lambda told: is_up(told) and bool(only(Pulse, told)))
        await bench.do("deaf")
        assert isinstance(await heard.end(), Transient)
    await bench.do("deaf", on=False)
    await bench.read()
    await bench.do("freeze")
    await bench.way.hurry(_NO_TIME)
    told, error = await bench.read_or_not()
    assert (told, type(error)) == ([], Transient)
    with suppress(Transient):
        async with bench.listening() as heard:
            await heard.until(is_up)
    async with within(bench.row.bound, "closing"):
        await bench.session.aclose()
    await bench.do("restore")
