"""A stream that promised to speak and does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assignwatch.core.model import Problem
from assignwatch.net.silence import give_up, heard, with_lulls
from assignwatch.net.transport import Unreachable

pytestmark = pytest.mark.asyncio


async def two_and_then_nothing() -> AsyncIterator[str]:
    yield "one"
    yield "two"
    await asyncio.Event().wait()


async def two_and_the_end() -> AsyncIterator[str]:
    yield "one"
    yield "two"


async def test_frames_pass_until_it_falls_silent() -> None:
    frames = heard(two_and_then_nothing(), timedelta(seconds=0.05), "wss://b.example/x")
    got = [await anext(frames), await anext(frames)]
    with pytest.raises(Unreachable) as caught:
        await anext(frames)
    assert got == ["one", "two"]
    assert caught.value.problem.code == "silent"
    assert caught.value.problem.values == {"host": "b.example", "seconds": "0.05"}


async def test_a_stream_that_ends_ends() -> None:
    frames = heard(two_and_the_end(), timedelta(seconds=5), "wss://b.example/x")
    assert [frame async for frame in frames] == ["one", "two"]


async def fitful() -> AsyncIterator[str]:
    for word in ("one", "two"):
        await asyncio.sleep(0.15)
        yield word


async def test_lulls_are_told_and_cost_no_frame() -> None:
    told = [frame async for frame in with_lulls(fitful(), timedelta(seconds=0.05))]
    assert [frame for frame in told if frame is not None] == ["one", "two"]
    assert told[0] is None
    assert told.count(None) >= 2


async def test_a_stream_without_lulls_passes_as_it_is() -> None:
    frames = with_lulls(two_and_the_end(), timedelta(seconds=5))
    assert [frame async for frame in frames] == ["one", "two"]


async def broken() -> AsyncIterator[str]:
    yield "one"
    raise Unreachable(Problem("connection_lost"))


async def test_a_stream_that_breaks_between_lulls_says_so() -> None:
    frames = with_lulls(broken(), timedelta(seconds=5))
    assert await anext(frames) == "one"
    with pytest.raises(Unreachable):
        await anext(frames)


async def test_what_is_given_up_is_at_its_end_and_complains_to_nobody() -> None:
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    failed.set_exception(Unreachable(Problem("connection_lost")))
    waiting = asyncio.ensure_future(asyncio.Event().wait())
    await give_up(failed)
    await give_up(waiting)
    assert waiting.cancelled()
