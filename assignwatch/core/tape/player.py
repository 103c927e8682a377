"""A tape through the detector: the versions that it concludes, in order.

The same `settle` as in the live engine, with the tape's own time: `now` of a line is the time
before, or when it was seen if that is later, or when it happened if nobody says when it was seen.
What falls due in between is lived through
first; the end of the tape does not move time.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from assignwatch.core.decide import live_through, settle
from assignwatch.core.events import Concluded
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.tape.reading import Line

_BEGINNING = datetime.min.replace(tzinfo=UTC)


def play(lines: Iterable[Line], policy: Policy | None = None) -> Iterator[tuple[State, Concluded]]:
    """Each incident version as it is concluded, with the state at that moment."""
    state, rules, now = State(), policy or Policy(), _BEGINNING
    for line in lines:
        now = max(now, line.seen or line.at or now)
        events = live_through(state, now, rules)
        events += settle(state, [line.observation], now, rules)
        for event in events:
            if isinstance(event, Concluded):
                yield state, event
