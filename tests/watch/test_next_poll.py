"""When an account is read next, if something changes while that is waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assignwatch.core.model import Problem
from assignwatch.core.observations import FeedReport
from assignwatch.core.words import Feed
from assignwatch.watch.engine import Engine
from tests.fakes.clock import FakeClock, at_rest
from tests.fakes.planted import FEEDS, MAIN, PlantedBroker
from tests.watch.accounts import MINUTE, watched
from tests.watch.running import running

pytestmark = pytest.mark.asyncio

USUAL = 10 * MINUTE


async def test_a_stream_that_is_lost_brings_the_next_reading_on(
    broker: PlantedBroker, engine: Engine, clock: FakeClock
) -> None:
    profile = replace(broker.spec.profile, poll_every=USUAL)
    broker.spec = replace(broker.spec, profile=profile)
    engine.enrol({MAIN: FEEDS})
    async with running(watched(broker, engine, clock).run()):
        before = len(broker.reads)
        await clock.advance(USUAL - timedelta(seconds=1))
        assert len(broker.reads) == before, "the stream is up"
        await clock.advance(MINUTE)
        assert len(broker.reads) == before + 1
        lost = FeedReport(clock.now(), MAIN, Feed.STREAM, up=False, problem=Problem("deaf"))
        broker.pushed.put_nowait([lost])
        await at_rest()
        await clock.advance(2 * MINUTE)
        assert len(broker.reads) >= before + 2
