"""The events inside `tests/data/journals/v6.sqlite3`, as they were written then.

The journal's third form still. A reading says since when the balances moved and when it last told
them, and the newest price of something that may come to be a close is kept beside the readings.
Never edit what is here: `test_stored_journals.py` opens that file for ever and compares. Made once
by `python -m tests.store.sixth_version`, which refuses to do it again.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import Accepted, Counted, Journalled, Marked, Priced, Ticked
from assignwatch.core.model import Scope
from tests.store import fifth_version, second_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v6.sqlite3"

_OPTIONS = Scope("options")
_READ, _BEFORE = (datetime(2026, 12, 18, 20, minute, tzinfo=UTC) for minute in (58, 55))

EVENTS: tuple[Journalled, ...] = (
    *fifth_version.EVENTS,
    Counted(
        at=_READ,
        account=second_version.ACCOUNT,
        rows=(),
        scope=_OPTIONS,
        cash={"USD": Decimal(-20000)},
        cash_since=_BEFORE,
    ),
)

MARKS: tuple[Marked, ...] = (
    *fifth_version.MARKS,
    Accepted(
        account=second_version.ACCOUNT,
        at=_READ,
        scope=_OPTIONS,
        balances={"USD": Decimal("1250.50")},
        balanced=_BEFORE,
    ),
    Ticked(Priced(_READ, second_version.SHARE, Decimal("97.35"), official=False)),
)


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
