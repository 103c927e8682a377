"""The events inside `tests/data/journals/v8.sqlite3`, as they were written then.

The journal's third form still. A record says whether the first reading of its account can have
held it. Never edit what is here: `test_stored_journals.py` opens that file for ever and compares.
Made once by `python -m tests.store.eighth_version`, which refuses to do it again.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import Booked, Journalled, Marked
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause
from tests.store import second_version, seventh_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v8.sqlite3"

EVENTS: tuple[Journalled, ...] = (
    *seventh_version.EVENTS,
    Booked(
        booking=Booking(
            at=datetime(2026, 12, 18, tzinfo=UTC),
            account=second_version.ACCOUNT,
            id="e-2",
            instrument=second_version.PUT,
            quantity=Decimal(1),
            cause=Cause.ASSIGNMENT,
        ),
        unheld=True,
    ),
)

MARKS: tuple[Marked, ...] = seventh_version.MARKS


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
