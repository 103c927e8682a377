"""The table of exchange sessions that comes with the program, as the core's `Calendar`.

`packaging/sessions` writes it and its head says in which words. The composition roots read it
once and hand it on inside the `Policy`. A table that is missing, cut off or changed by hand is not
used at all, and that is said: the watch goes on as it would on exchanges that nobody knows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from assignwatch.core.calendar import Calendar, Exchange, Hours, Session
from assignwatch.core.model import Problem
from assignwatch.store.errors import ResourcesMissing
from assignwatch.store.paths import resources

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)([+-]\d)?")


@dataclass(frozen=True, slots=True)
class Sessions:
    """What is known of exchanges, and why it is not more."""

    calendar: Calendar = field(default_factory=Calendar)
    problem: Problem | None = None

    def problem_at(self, now: datetime) -> Problem | None:
        """What is wrong with the table at this moment: it cannot be read, or it has run out."""
        until = self.calendar.until
        if until is None or now.date() < until:
            return self.problem
        return Problem("sessions_run_out", {"until": until.isoformat()})


def load(path: Path | None = None) -> Sessions:
    """The table at `path`, by default the one that came with the program. Never fails."""
    try:
        path = path or resources() / "sessions" / "table.txt"
        text = path.read_text(encoding="utf-8")
        return Sessions(_read(text.splitlines()))
    except ResourcesMissing as missing:
        return Sessions(problem=missing.problem)
    except OSError as error:
        why = error.strerror or type(error).__name__
    except ValueError as error:  # also one that is no UTF-8
        why = str(error)
    return Sessions(problem=Problem("sessions_unreadable", {"path": str(path), "reason": why}))


@dataclass(slots=True)
class _Draft:
    """An exchange of which some lines have been read."""

    mics: list[str]
    since: date = date.max
    until: date = date.min
    early: timedelta = timedelta()
    late: timedelta = timedelta()
    hours: list[Hours] = field(default_factory=list)
    others: dict[date, Session | None] = field(default_factory=dict)

    def take(self, word: str, rest: list[str]) -> None:
        """One line. Raises ValueError."""
        match word, rest:
            case "days", [first, last]:
                self.since, self.until = date.fromisoformat(first), date.fromisoformat(last)
            case "outside", [early, late]:
                self.early, self.late = (timedelta(minutes=int(part)) for part in (early, late))
            case "from", [first, opens, closes]:
                self.hours.append(_hours(first, opens, closes))
            case "shut", [_, *_]:
                self.others |= dict.fromkeys(map(date.fromisoformat, rest))
            case "on", [day, opens, closes]:
                self.others[date.fromisoformat(day)] = _hours(day, opens, closes).on(
                    date.fromisoformat(day)
                )
            case _:
                raise ValueError(f"“{word}” is not understood")

    def exchange(self) -> Exchange:
        """All of it. Raises ValueError."""
        begins = [hours.since for hours in self.hours]
        if not begins or begins[0] != self.since or begins != sorted(set(begins)):
            raise ValueError(f"the hours of {self.mics[0]} do not follow each other")
        return Exchange(
            self.since, self.until, tuple(self.hours), self.others, self.early, self.late
        )


def _read(lines: Iterable[str]) -> Calendar:
    """Raises ValueError, with the number of the line."""
    known: dict[str, Exchange] = {}
    draft: _Draft | None = None
    ended = False
    for number, word, rest in _words(lines):
        try:
            if word in {"exchange", "end"}:
                if ended or (word == "exchange" and not rest):
                    raise ValueError(f"“{word}” is out of place")
                if draft is not None:
                    known |= dict.fromkeys(draft.mics, draft.exchange())
                draft, ended = _Draft(rest), word == "end"
            elif draft is not None and not ended:
                draft.take(word, rest)
            elif ended or word not in {"made", "valid"}:
                raise ValueError(f"“{word}” is out of place")
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
    if not ended or not known:
        raise ValueError("its end is missing")
    return Calendar(known)


def _words(lines: Iterable[str]) -> Iterator[tuple[int, str, list[str]]]:
    for number, line in enumerate(lines, 1):
        word, *rest = line.split("#", 1)[0].split() or [""]
        if word:
            yield number, word, rest


def _hours(since: str, opens: str, closes: str) -> Hours:
    hours = Hours(date.fromisoformat(since), _clock(opens), _clock(closes))
    if not timedelta() < hours.closes - hours.opens <= timedelta(days=1):
        raise ValueError(f"{opens} to {closes} is no session")
    return hours


@cache
def _clock(text: str) -> timedelta:
    """`14:30`, or `23:00-1` for the evening before, from 00:00Z of the day."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no time")
    hours, minutes, days = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
