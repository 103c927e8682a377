"""A stream that promised to speak and does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assignwatch.net.silence import heard
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
