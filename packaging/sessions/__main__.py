"""`python -m sessions FILE`, in the environment that has exchange_calendars: write the table."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import exchange_calendars

from sessions.exchanges import EXCHANGES, Listed
from sessions.runs import Span, head, lines, span

FIRST = date(2025, 1, 1)
"""Older nights are in nobody's journal."""


def main(file: Path) -> int:
    """Write the table; says which exchanges end before the others."""
    found = {listed: _sessions(listed) for listed in EXCHANGES}
    until = max(max(known) for known in found.values())
    source = f"exchange_calendars {exchange_calendars.__version__}"
    text = list(head(datetime.now(UTC).date(), FIRST, until, source))
    for listed, known in found.items():
        text += ["", f"exchange {' '.join(listed.mics)}", f"days {FIRST} {max(known)}"]
        text += [f"outside {listed.early} {listed.late}", *lines(known, FIRST)]
        if max(known) < until:
            print(f"{listed.mics[0]} is known only until {max(known)}.")
    text += ["", "end"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")
    print(f"{file}: {len(found)} exchanges, until {until}.")
    return 0


def _sessions(listed: Listed) -> dict[date, Span]:
    calendar = exchange_calendars.get_calendar(listed.calendar, start=FIRST.isoformat())
    rows = calendar.schedule[["open", "close"]].itertuples()
    return {
        day.date(): span(day.date(), opens.to_pydatetime(), closes.to_pydatetime())
        for day, opens, closes in rows
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
