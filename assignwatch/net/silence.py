"""Telling a quiet stream from a dead one.

A broker that promises a heartbeat wraps its frames with `heard`; an open connection that says
nothing for longer than promised ends like a lost one. One that promises nothing is wrapped with
`with_lulls`, and asked for a sign of life in each.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta
from typing import Any

from assignwatch.net.problems import SILENT, unreachable


async def heard(
    frames: AsyncIterator[str | bytes], within: timedelta, url: str
) -> AsyncGenerator[str | bytes, None]:
    """The same frames; raises `Unreachable` when the next one takes longer than `within`."""
    seconds = within.total_seconds()
    while True:
        try:
            async with asyncio.timeout(seconds):
                frame = await anext(frames)
        except TimeoutError as error:
            raise unreachable(SILENT, url, seconds=f"{seconds:g}") from error
        except StopAsyncIteration:
            return
        yield frame


async def with_lulls(
    frames: AsyncIterator[str | bytes], within: timedelta
) -> AsyncGenerator[str | bytes | None, None]:
    """The same frames, and None each time that nothing came for `within`; none is lost by that."""
    while True:
        coming = asyncio.ensure_future(anext(frames, None))
        try:
            while not (await asyncio.wait({coming}, timeout=within.total_seconds()))[0]:
                yield None
            frame = coming.result()
        finally:
            await give_up(coming)
        if frame is None:
            return
        yield frame


async def give_up(coming: asyncio.Future[Any]) -> None:
    """Wait for it no more, whatever it comes to."""
    coming.cancel()
    await asyncio.wait({coming})
    if not coming.cancelled():
        coming.exception()  # looked at, so that nobody complains that it never was
