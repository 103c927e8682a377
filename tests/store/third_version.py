"""The events inside `tests/data/journals/v3.sqlite3`, as they were written then.

The journal's third form keeps where a feed can be gone on with. Its events are those of the second
form, for none of them changed. Never edit what is here: `test_stored_journals.py` opens that file
for ever and compares. Made once by `python -m tests.store.third_version`, which refuses to do it
again.
"""

from pathlib import Path

from assignwatch.core.events import Bookmarked, Journalled, Marked
from assignwatch.core.words import Feed
from tests.store import second_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v3.sqlite3"

EVENTS: tuple[Journalled, ...] = second_version.EVENTS

MARKS: tuple[Marked, ...] = (
    *second_version.MARKS,
    Bookmarked(
        account=second_version.ACCOUNT,
        feed=Feed.STREAM,
        value="1184962131",
        scope=second_version.TRADING,
    ),
)


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
