"""A tape through the detector: the versions that it concludes, in order.

The same transactions as in the live engine, with the tape's own time: `now` of a line is the time
before, or when it was seen if that is later, or when it happened if nobody says when it was seen.
Lines in a row that were seen at one moment were learned together and are one transaction. What
falls due in between is lived through first; the end of the tape does not move time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from assignwatch.core.decide import take_in
from assignwatch.core.events import Concluded, Event
from assignwatch.core.observations import Clock, Command, Start
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.tape.reading import Line

_BEGINNING = datetime.min.replace(tzinfo=UTC)

_ALONE = (Start, Command, Clock)
"""Never learned together with anything else. A `clock` line so keeps two transactions of one
moment apart."""


def play(
    lines: Iterable[Line],
    policy: Policy | None = None,
    on_fault: Callable[[ExceptionGroup], None] | None = None,
) -> Iterator[tuple[State, Concluded]]:
    """Each incident version as it is concluded, with the state at the end of its transaction.

    What stands before a line that cannot be read is concluded before the error comes through. A
    change that cannot be judged, by a fault of the program, is handed to `on_fault` and the rest
    goes on; without it the fault comes through.
    """
    state, rules, now = State(), policy or Policy(), _BEGINNING
    for together in transactions(lines):
        now = max(now, together[0].seen or together[0].at or now)
        events: list[Event] = []
        try:
            take_in(state, [line.observation for line in together], now, rules, events)
        except ExceptionGroup as fault:
            if on_fault is None:
                raise
            on_fault(fault)
        for event in events:
            if isinstance(event, Concluded):
                yield state, event


def transactions(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """What was learned together, in order. An error comes through after what stands before it."""
    together: list[Line] = []
    try:
        for line in lines:
            if together and not _join(together[-1], line):
                yield together
                together = []
            together.append(line)
    except Exception:  # whatever ends the lines, what came before is concluded first
        if together:
            yield together
        raise
    if together:
        yield together


def _join(before: Line, line: Line) -> bool:
    if line.seen is None or line.seen != before.seen:
        return False
    return not isinstance(line.observation, _ALONE) and not isinstance(before.observation, _ALONE)
