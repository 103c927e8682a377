"""The events inside `tests/data/journals/v5.sqlite3`, as they were written then.

The journal's third form still. What a reading lacked that was not believed is kept beside how far
the feeds were read. Never edit what is here: `test_stored_journals.py` opens that file for ever and
compares. Made once by `python -m tests.store.fifth_version`, which refuses to do it again.
"""

from datetime import UTC, datetime
from pathlib import Path

from assignwatch.core.events import Journalled, Marked, Missed
from assignwatch.core.model import PositionKey
from assignwatch.core.words import Side
from tests.store import fourth_version, second_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v5.sqlite3"

EVENTS: tuple[Journalled, ...] = fourth_version.EVENTS

MARKS: tuple[Marked, ...] = (
    *fourth_version.MARKS,
    Missed(
        account=second_version.ACCOUNT,
        at=datetime(2026, 12, 18, 7, 40, tzinfo=UTC),
        gone=(PositionKey(second_version.PUT), PositionKey(second_version.SHARE, Side.LONG)),
        scope=second_version.TRADING,
    ),
)


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
