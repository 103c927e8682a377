"""Running a part of the watch for the length of a test, and proving that nothing of it is left."""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.clock import at_rest


@asynccontextmanager
async def running(part: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """The part as a task, until the block ends."""
    task = asyncio.create_task(part, name="part")
    await at_rest()
    try:
        yield task
    finally:
        await ended(task)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel it; it ends at once and leaves no task and no unheard exception behind."""
    unheard: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: unheard.append(context))
    if not task.done():
        task.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({task})
    orphans = asyncio.all_tasks() - {asyncio.current_task()}
    assert not orphans, orphans
    gc.collect()
    await at_rest()
    assert not unheard, unheard
    loop.set_exception_handler(None)
    if not task.cancelled():
        task.result()
