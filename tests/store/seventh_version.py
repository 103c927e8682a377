"""The events inside `tests/data/journals/v7.sqlite3`, as they were written then.

The journal's third form still. A version of an incident says between which readings the contract
itself changed, beside the time in which all of it happened. Never edit what is here:
`test_stored_journals.py` opens that file for ever and compares. Made once by `python -m
tests.store.seventh_version`, which refuses to do it again.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import Concluded, Journalled, Marked
from assignwatch.core.model import Leg
from assignwatch.core.words import Grade, Kind, Severity, Side
from tests.store import second_version, sixth_version
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v7.sqlite3"

_BEFORE, _GONE, _LEG = (datetime(2026, 12, 18, 7, minute, tzinfo=UTC) for minute in (0, 5, 20))

EVENTS: tuple[Journalled, ...] = (
    *sixth_version.EVENTS,
    Concluded(
        incident=f"{second_version.ACCOUNT}:P100:called:2026-12-18",
        version=1,
        at=_LEG,
        account=second_version.ACCOUNT,
        kind=Kind.ASSIGNED,
        grade=Grade.LIKELY,
        severity=Severity.HIGH,
        instrument=second_version.PUT,
        side=Side.NET,
        contracts=Decimal(1),
        legs=(Leg(second_version.PUT, Decimal(1)), Leg(second_version.SHARE, Decimal(100))),
        occurred=(_BEFORE, _LEG),
        changed=(_BEFORE, _GONE),
    ),
)

MARKS: tuple[Marked, ...] = sixth_version.MARKS


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
