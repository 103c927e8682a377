"""Waiting on a clock of ours, and knowing when to stop: what every loop of the watch needs.

Nothing that is started here outlives the call, however it ends.
"""

import asyncio
from datetime import timedelta

from assignwatch.core.ports import Clock


async def until(clock: Clock, span: timedelta, event: asyncio.Event) -> None:
    """Wait for the span of the clock's time or for the event, whichever comes first."""
    deadline = clock.monotonic() + span
    signal = asyncio.create_task(event.wait(), name="signal")
    try:
        while not signal.done() and (left := deadline - clock.monotonic()) > timedelta():
            sleep = asyncio.create_task(clock.sleep(left), name="sleep")
            try:
                await asyncio.wait({sleep, signal}, return_when=asyncio.FIRST_COMPLETED)
                if sleep.done():
                    sleep.result()
            finally:
                await _stopped(sleep)
    finally:
        await _stopped(signal)


def ending() -> bool:
    """Whether the running task was asked to end.

    A task group prefers what its children raised to its own cancellation, and a clean-up that
    fails takes the cancellation's place. Whoever catches such an exception must ask.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _stopped(task: asyncio.Task[object]) -> None:
    task.cancel()
    await asyncio.wait({task})
