"""The events inside `tests/data/journals/v4.sqlite3`, as they were written then.

The journal's third form still. Of a contract that is described anew it says since when that holds.
Never edit what is here: `test_stored_journals.py` opens that file for ever and compares. Made once
by `python -m tests.store.fourth_version`, which refuses to do it again.
"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import Described, Journalled, Marked
from assignwatch.core.model import Deliverable, Instrument
from assignwatch.core.words import InstrumentKind, Right
from tests.store import second_version, third_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v4.sqlite3"

_PUT = Instrument(
    id=second_version.PUT,
    kind=InstrumentKind.OPTION,
    symbol="XYZ 18DEC26 100 P",
    underlying=second_version.SHARE,
    right=Right.PUT,
    strike=Decimal(100),
    multiplier=Decimal(100),
)
_SINCE = datetime(2026, 12, 18, 7, 30, tzinfo=UTC)
_ANEW = replace(
    _PUT,
    strike=Decimal("66.67"),
    deliverables=(Deliverable(Decimal(150), second_version.SHARE),),
)

EVENTS: tuple[Journalled, ...] = (
    *third_version.EVENTS,
    Described(instrument=_ANEW, since=_SINCE),
)

MARKS: tuple[Marked, ...] = third_version.MARKS


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
