"""The rules of time as one value: how often to repeat, when silence becomes blindness.

`decide` and `due` read it; `settings` may change it. Spans are of wall-clock time.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from assignwatch.core.words import Severity


@dataclass(frozen=True, slots=True)
class Repeat:
    """Tell again `every` so often; after `eager` times, every `later`."""

    every: timedelta
    eager: int
    later: timedelta

    def after(self, times: int) -> timedelta:
        """How long to wait when it has been told `times` times."""
        return self.every if times <= self.eager else self.later


def _repeats() -> dict[Severity, Repeat]:
    ten = timedelta(minutes=10)
    hour = timedelta(hours=1)
    return {
        Severity.CRITICAL: Repeat(every=timedelta(minutes=2), eager=5, later=ten),
        Severity.HIGH: Repeat(every=ten, eager=1, later=ten),
        Severity.NORMAL: Repeat(every=hour, eager=1, later=hour),
    }


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that could reasonably be otherwise."""

    repeats: dict[Severity, Repeat] = field(default_factory=_repeats)
    """A severity that is absent is listed, but never pops up."""

    gather: timedelta = timedelta(seconds=3)
    """A first notice waits this long for its siblings; one booking may come as many tiny ones."""

    gather_at_most: timedelta = timedelta(seconds=10)
    """However many siblings keep coming."""

    retry: tuple[timedelta, ...] = (
        timedelta(seconds=5),
        timedelta(seconds=15),
        timedelta(minutes=1),
        timedelta(minutes=5),
    )
    """Waits after the first, second, … failure of a channel; the last one repeats."""

    blind_after: timedelta = timedelta(minutes=3)
    """Positions or bookings unread for this long are worth waking somebody for."""

    late_after: timedelta = timedelta(minutes=15)
    """Readings further apart than this cannot say when something happened between them."""

    baseline_slack: timedelta = timedelta(seconds=2)
    """A record this close before the baseline may not be inside it."""
