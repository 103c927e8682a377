"""The events inside `tests/data/journals/v9.sqlite3`, as they were written then.

The journal's third form still. A record that the first reading cannot have held says when it was
told, and any record in which further lists it stands. Never edit what is here:
`test_stored_journals.py` opens that file for ever and compares.
Made once by `python -m tests.store.ninth_version`, which refuses to do it again.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import Booked, Journalled, Marked
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause
from tests.store import eighth_version, second_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v9.sqlite3"

EVENTS: tuple[Journalled, ...] = (
    *eighth_version.EVENTS,
    Booked(
        booking=Booking(
            at=datetime(2026, 12, 18, tzinfo=UTC),
            account=second_version.ACCOUNT,
            id="e-3",
            instrument=second_version.PUT,
            quantity=Decimal(1),
            cause=Cause.ASSIGNMENT,
            record="trades",
            also=("activities",),
        ),
        unheld=True,
        told=datetime(2026, 12, 19, 6, 30, tzinfo=UTC),
    ),
)

MARKS: tuple[Marked, ...] = eighth_version.MARKS


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
