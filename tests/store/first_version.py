"""The events inside `tests/data/journals/v1.sqlite3`, as they were written by version 0.1.

Never edit what is here: `test_stored_journals.py` opens that file for ever and compares. A later
version that adds a class adds a journal of its own. Made once by `python -m
tests.store.first_version`, which refuses to do it again.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import (
    Accepted,
    Acknowledged,
    Alerted,
    Baselined,
    Booked,
    Concluded,
    Consumption,
    Counted,
    Covered,
    Described,
    Evidence,
    Filled,
    Journalled,
    Marked,
    Notified,
    Resolved,
    Snoozed,
    Started,
    Unacknowledged,
)
from assignwatch.core.model import (
    AccountKey,
    Deliverable,
    Instrument,
    InstrumentId,
    Leg,
    Moment,
    PositionKey,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import (
    About,
    Cause,
    EvidenceCode,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Outcome,
    Response,
    Right,
    Settlement,
    Severity,
    Side,
    Style,
)
from tests.store.written_once import write_once

FILE = Path(__file__).parents[1] / "data" / "journals" / "v1.sqlite3"

ACCOUNT = AccountKey("kraken/main")
FUTURES = Scope("futures")
OPTION = InstrumentId("saxo/12345")
SHARE = InstrumentId("saxo/211")
PERPETUAL = InstrumentId("kraken/PF_ETHUSD")
INCIDENT = "saxo/main|saxo/12345|net|called|2026-11-20"


def _at(hour: int, minute: int = 0, second: int = 0, micro: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, second, micro, UTC)


EVENTS: tuple[Journalled, ...] = (
    Started(at=_at(6)),
    Described(
        instrument=Instrument(
            id=OPTION,
            kind=InstrumentKind.OPTION,
            symbol="XYZ 20NOV26 150 C",
            underlying=SHARE,
            right=Right.CALL,
            strike=Decimal(150),
            expiry=Moment.on(date(2026, 11, 20)),
            multiplier=Decimal(100),
            style=Style.AMERICAN,
            settlement=Settlement.PHYSICAL,
            currency="USD",
            deliverables=(
                Deliverable(quantity=Decimal(100), instrument=SHARE),
                Deliverable(quantity=Decimal("12.50"), currency="USD"),
            ),
            first_notice=Moment(_at(21)),
            exchange="XNAS",
            scope=Scope("sub-1"),
        )
    ),
    Described(
        instrument=Instrument(id=PERPETUAL, kind=InstrumentKind.PERPETUAL, symbol="PF_ETHUSD")
    ),
    Baselined(
        at=_at(6, 0, 1, 250_000),
        account=ACCOUNT,
        rows=(
            PositionRow(instrument=PERPETUAL, quantity=Decimal("-1.200"), price=Decimal("3010.5")),
            PositionRow(instrument=OPTION, quantity=Decimal(-2), side=Side.SHORT),
        ),
        scope=FUTURES,
    ),
    Counted(
        at=_at(6, 10),
        account=ACCOUNT,
        rows=(PositionRow(instrument=OPTION, quantity=Decimal(0), side=Side.SHORT),),
    ),
    Filled(
        fill=Fill(
            at=_at(6, 9),
            account=ACCOUNT,
            id="f-1",
            instrument=PERPETUAL,
            quantity=Decimal("0.000000000000000001"),
            price=Decimal("999999999999999999.999999999999999999"),
            side=Side.LONG,
            order="o-7",
            event="e-7",
            refs=("r-1", "r-2"),
            scope=FUTURES,
        )
    ),
    Booked(
        booking=Booking(
            at=_at(6, 10),
            account=ACCOUNT,
            id="b-1",
            instrument=OPTION,
            quantity=Decimal(2),
            cause=Cause.ASSIGNMENT,
            price=Decimal(0),
            side=Side.SHORT,
            cash={"USD": Decimal(30000), "EUR": Decimal("-1.95")},
            counter=(Leg(instrument=SHARE, quantity=Decimal(-200), price=Decimal(150)),),
            event="e-8",
            refs=("r-3",),
            record="account log",
            scope=FUTURES,
            raw='{"info":"assignment","account":"…"}',
        )
    ),
    Concluded(
        incident=INCIDENT,
        version=2,
        at=_at(6, 11),
        account=ACCOUNT,
        kind=Kind.ASSIGNED,
        grade=Grade.CONFIRMED,
        severity=Severity.CRITICAL,
        instrument=OPTION,
        side=Side.SHORT,
        contracts=Decimal(2),
        legs=(
            Leg(instrument=OPTION, quantity=Decimal(2)),
            Leg(instrument=SHARE, quantity=Decimal(-200), price=Decimal(150)),
        ),
        occurred=(_at(6), _at(6, 10)),
        cash={"USD": Decimal(30000)},
        late=True,
        evidence=(
            Evidence(code=EvidenceCode.OFFICIAL, fact="booking", values={"id": "b-1"}),
            Evidence(code=EvidenceCode.LATE, fact="restart"),
        ),
        consumes=(
            Consumption(key=PositionKey(OPTION, Side.SHORT), quantity=Decimal(2), facts=("b-1",)),
        ),
    ),
    Alerted(
        at=_at(6, 11),
        alert=INCIDENT,
        about=About.INCIDENT,
        version=2,
        severity=Severity.CRITICAL,
        account=ACCOUNT,
    ),
    Alerted(
        at=_at(6, 12),
        alert="blind|kraken/main|stream",
        about=About.BLIND,
        version=1,
        severity=Severity.HIGH,
        account=ACCOUNT,
        problem=Problem(code="unreachable", values={"host": "127.0.0.1"}),
    ),
    Notified(
        at=_at(6, 12),
        alert=INCIDENT,
        version=2,
        channel="desktop",
        outcome=Outcome.FAILED,
        problem=Problem(code="notification_timeout", values={"seconds": "5"}),
    ),
    Notified(
        at=_at(6, 13), alert=INCIDENT, version=2, channel="terminal", outcome=Outcome.CONFIRMED
    ),
    Snoozed(at=_at(6, 14), alert=INCIDENT, until=_at(6, 29)),
    Acknowledged(
        at=_at(6, 31),
        alert=INCIDENT,
        version=2,
        response=Response.TRADE,
        note="at open, then report – «ok» 👍\nsecond line",
    ),
    Unacknowledged(at=_at(6, 32), alert=INCIDENT),
    Acknowledged(at=_at(6, 33), alert=INCIDENT, version=2),
    Resolved(at=_at(15), alert=INCIDENT, by_trader=True, note="bought back"),
    Resolved(at=_at(15, 1), alert="blind|kraken/main|stream", by_trader=False),
)

MARKS: tuple[Marked, ...] = (
    Covered(account=ACCOUNT, feed=Feed.FILLS, through=_at(14, 59), scope=FUTURES),
    Covered(account=ACCOUNT, feed=Feed.BOOKINGS, through=_at(14, 58)),
    Accepted(account=ACCOUNT, at=_at(14, 59), scope=FUTURES),
)


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
