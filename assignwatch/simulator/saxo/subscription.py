"""One subscription: what its client was told so far, and what it is to be told now.

`subscriptions` makes them from requests, a `context` holds them and sends their news. Activities
are events: they are told one by one behind a sequence id and never merged. All else is a state, of
which the client keeps a copy.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field

from assignwatch.simulator.saxo import delta
from assignwatch.simulator.saxo.showing import Arguments, BadArguments, Row, Shown, Topic

NO_NEW_DATA = "NoNewData"
TEMPORARILY_DISABLED = "SubscriptionTemporarilyDisabled"
PERMANENTLY_DISABLED = "SubscriptionPermanentlyDisabled"

_REPLAY = frozenset({"SequenceId", "FromDateTime", "ToDateTime"})
"""Arguments that say where events begin; they matter once."""


@dataclass(slots=True)
class Subscription:
    """What a client asked for. `page` is how many rows it wants to see, if it said so."""

    world: Shown
    topic: Topic
    reference: str
    arguments: Arguments
    inactivity: int
    """Seconds after which the client may take silence for a failure; 0 is never."""
    tag: str | None = None
    page: int | None = None
    reason: str = NO_NEW_DATA
    """What its heartbeats say."""
    reset: bool = False
    """It was reset: nothing comes any more, and the client has to make another."""
    spoke: float = 0.0
    """When it last carried anything, heartbeats too; in seconds of the computer's own clock."""
    _told: list[Row] = field(default_factory=list)
    _after: int = 0

    @property
    def silent(self) -> bool:
        """Whether it is not to carry data at present."""
        return self.reset or self.reason != NO_NEW_DATA

    def begin(self) -> tuple[object, Sequence[Row]]:
        """The snapshot, and events to replay over the socket; raises BadArguments."""
        if self.topic is Topic.ACTIVITIES:
            return {"Data": []}, self._begin_events()
        self._told = self._rows()
        if self.topic is Topic.BALANCES:
            return self._told[0], ()
        return {"Data": self._told}, ()

    def news(self) -> object | None:
        """What the client has not been told yet, as the payload of a record."""
        if self.topic is Topic.ACTIVITIES:
            return self._events() or None
        before, self._told = self._told, self._rows()
        if self.topic is Topic.BALANCES:
            return delta.of_object(before[0], self._told[0]) or None
        return delta.of_list(before, self._told, self.topic.key) or None

    def _rows(self) -> list[Row]:
        """A copy, because the world's own rows may change in place."""
        rows = self.world.rows(self.topic, self.arguments)
        return copy.deepcopy(list(rows[: self.page]))

    def _begin_events(self) -> Sequence[Row]:
        asked = self.arguments
        newest = self.world.newest_sequence()
        if asked.get("SequenceId") is not None:
            rows = self.world.activities(asked, _sequence(asked["SequenceId"]))
        elif asked.get("FromDateTime") is not None:
            rows = self.world.activities(asked, None)
        else:
            rows = self.world.activities(asked, newest)
        self.arguments = {name: value for name, value in asked.items() if name not in _REPLAY}
        self._after = newest
        return rows

    def _events(self) -> Sequence[Row]:
        rows = self.world.activities(self.arguments, self._after)
        self._after = self.world.newest_sequence()
        return list(rows)


def _sequence(value: object) -> int:
    """A sequence id is digits, as a text or as a number."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise BadArguments("InvalidArguments", "SequenceId is not a number.")
    return int(text)
