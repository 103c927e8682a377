"""Those who want to hear of something, told one thing at a time and in order.

`engine.py` has one for what came of an input and one for the inputs themselves. A callback may hand
the engine a new input: what comes of that is told after everybody has heard the first. One that
raises keeps nothing from the others; it is logged when it starts to fail, not each time.
"""

import logging
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVarTuple

log = logging.getLogger(__name__)

What = TypeVarTuple("What")


class Audience(Generic[*What]):
    """Callbacks in the order in which they came."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[*What], None]] = []
        self._failing: set[int] = set()
        self._news: deque[tuple[*What]] = deque()
        self._telling = False

    def add(self, callback: Callable[[*What], None]) -> None:
        """Call it from now on."""
        self._callbacks.append(callback)

    def tell(self, *what: *What) -> None:
        """Call everybody, after those who are being called at the moment."""
        self._news.append(what)
        if self._telling:
            return
        self._telling = True
        try:
            while self._news:
                news = self._news.popleft()
                for place, callback in enumerate(tuple(self._callbacks)):
                    self._call(place, callback, news)
        finally:
            self._telling = False

    def _call(self, place: int, callback: Callable[[*What], None], news: tuple[*What]) -> None:
        try:
            callback(*news)
        except Exception:
            if place not in self._failing:
                log.exception("a listener failed; the others go on")
            self._failing.add(place)
        else:
            self._failing.discard(place)
