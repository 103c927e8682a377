"""Telling a quiet stream from a dead one.

A broker that promises a heartbeat wraps its frames with `heard`; an open connection that says
nothing for longer than promised ends like a lost one.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import timedelta

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
