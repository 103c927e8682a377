"""Noticing what the loop itself cannot: that the computer slept, and that the loop stands still.

`watcher.py` runs `Guard.run` in its task group; a plain thread beside the loop expects a sign of
life from it and writes to the log when there is none, because a window that hangs cannot say so.
The first sign after a stall or a sleep makes every account connect and read again.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from assignwatch.core.ports import Clock

log = logging.getLogger(__name__)

_BEAT = timedelta(seconds=5)
_SLEPT = timedelta(seconds=60)
_STALLED_SECONDS = 15.0


class Guard:
    """Beats once every five seconds, and calls `on_wake` when the wall clock jumped in between."""

    def __init__(self, clock: Clock, on_wake: Callable[[timedelta], None]) -> None:
        self._clock = clock
        self._on_wake = on_wake
        self._beat = threading.Event()
        self._ended = threading.Event()

    async def run(self) -> None:
        """Beat until cancelled."""
        thread = threading.Thread(target=self._listen, name="stall watch", daemon=True)
        thread.start()
        try:
            while True:
                before = self._clock.now()
                await asyncio.sleep(0)
                self._beat.set()
                await self._clock.sleep(_BEAT)
                jumped = self._clock.now() - before - _BEAT
                if jumped > _SLEPT:
                    log.warning("the computer slept or the clock jumped by %s", jumped)
                    self._on_wake(jumped)
        finally:
            self._ended.set()
            self._beat.set()

    def _listen(self) -> None:
        """In the thread: say it once when the beat stops, and once when it is back."""
        stalled = False
        while not self._ended.is_set():
            heard = self._beat.wait(_STALLED_SECONDS)
            self._beat.clear()
            if not heard and not stalled:
                log.error("the program has not answered for %.0f s", _STALLED_SECONDS)
            elif heard and stalled:
                log.warning("the program answers again")
            stalled = not heard
