"""Noticing what the loop itself cannot: that the computer slept, and that the loop stands still.

`watcher.py` runs `Guard.run` in its task group; a plain thread beside the loop expects a sign of
life from it and writes to the log when there is none, because a window that hangs cannot say so.
The first sign after a stall or a sleep makes every account connect and read again.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from assignwatch.core.ports import Clock

log = logging.getLogger(__name__)

_BEAT = timedelta(seconds=5)
_SLEPT = timedelta(seconds=60)
_STALLED = timedelta(seconds=15)


class Guard:
    """Beats once every five seconds, and calls `on_wake` when the wall clock jumped in between.

    `clock` is the computer's own; the thread counts `stalled_after` in real time.
    """

    def __init__(
        self,
        clock: Clock,
        on_wake: Callable[[timedelta], None],
        *,
        stalled_after: timedelta = _STALLED,
    ) -> None:
        self._clock = clock
        self._on_wake = on_wake
        self._stalled_after = stalled_after.total_seconds()

    async def run(self) -> None:
        """Beat until cancelled."""
        beat, ended = threading.Event(), threading.Event()
        thread = threading.Thread(
            target=self._listen, args=(beat, ended), name="stall watch", daemon=True
        )
        thread.start()
        try:
            while True:
                before = self._clock.now()
                beat.set()
                await self._clock.sleep(_BEAT)
                jumped = self._clock.now() - before - _BEAT
                if jumped > _SLEPT:
                    log.warning("the computer slept or the clock jumped by %s", jumped)
                    self._on_wake(jumped)
        finally:
            ended.set()
            beat.set()
            thread.join()

    def _listen(self, beat: threading.Event, ended: threading.Event) -> None:
        """In the thread: say it once when the beat stops, and once when it is back."""
        stalled = False
        while True:
            heard = beat.wait(self._stalled_after)
            if ended.is_set():
                return
            beat.clear()
            if not heard and not stalled:
                log.error("the program has not answered for %g s", self._stalled_after)
            elif heard and stalled:
                log.warning("the program answers again")
            stalled = not heard
