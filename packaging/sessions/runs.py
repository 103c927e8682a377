"""Sessions in few words: how weekdays usually trade, from when on, and the days unlike that.

Pure; `__main__` hands in what exchange_calendars says, and `assignwatch.store.sessions` reads what
comes out. Exchanges far from Greenwich open the evening before: `23:00-1`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

_DAY = timedelta(days=1)
_SATURDAY = 5
_A_LINE = 8


class Span(NamedTuple):
    """When a session opens and closes, in minutes from 00:00Z of its day."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)} {_clock(self.closes)}"


def span(day: date, opens: datetime, closes: datetime) -> Span:
    """A session of exchange_calendars."""
    midnight = datetime.combine(day, time(), UTC)
    return Span(*(int((at - midnight).total_seconds()) // 60 for at in (opens, closes)))


def lines(known: Mapping[date, Span], first: date) -> Iterator[str]:
    """The lines of one exchange, from the day `first` on, which need not have a session."""
    usual = known[min(known)]
    yield f"from {first} {usual}"
    odd: list[tuple[date, Span | None]] = []
    for week in _weeks(first, max(known)):
        held = [known[day] for day in week if day in known]
        if held and usual not in held:
            usual = Counter(held).most_common(1)[0][0]
            yield f"from {week[0]} {usual}"
        odd += [
            (day, known.get(day))
            for day in week
            if known.get(day) != (usual if day.weekday() < _SATURDAY else None)
        ]
    shut = [str(day) for day, other in odd if other is None]
    for start in range(0, len(shut), _A_LINE):
        yield f"shut {' '.join(shut[start : start + _A_LINE])}"
    for day, other in odd:
        if other is not None:
            yield f"on {day} {other}"


def _weeks(first: date, until: date) -> Iterator[Sequence[date]]:
    """The days from first to last, a calendar week at a time: clocks change between two."""
    days: list[date] = []
    for number in range((until - first).days + 1):
        day = first + number * _DAY
        if days and day.weekday() == 0:
            yield days
            days = []
        days.append(day)
    yield days


def head(made: date, first: date, until: date, source: str) -> Iterable[str]:
    """What a reader of the file has to know first."""
    return (
        "# When exchanges trade. Made by `python3 packaging/dev.py sessions`, not by hand.",
        f"# From {source} (Apache License 2.0); see packaging/sessions for the rest.",
        "#",
        "#   exchange MIC …         all that keep these sessions",
        "#   days FIRST LAST        what is known of them, both included",
        "#   outside EARLY LATE     minutes of trading before and after, but for options on shares",
        "#   from DAY OPENS CLOSES  every weekday from then on; 23:00-1 is the evening before",
        "#   shut DAY …             no session",
        "#   on DAY OPENS CLOSES    another one",
        "#",
        "# All times are UTC. A break at noon is left out.",
        "",
        f"made {made}",
        f"valid {first} {until}",
    )


def _clock(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    return f"{rest // 60:02}:{rest % 60:02}{f'{days:+}' if days else ''}"
