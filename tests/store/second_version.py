"""The events inside `tests/data/journals/v2.sqlite3`, as they were written then.

The journal's second form keeps what conclusions from positions need: when a reading was learned and
how the balances moved, corporate actions, closing prices, and ledgers that balance. Every class is
here once more, with every field that the first form did not have. Never edit what is here:
`test_stored_journals.py` opens that file for ever and compares. Made once by `python -m
tests.store.second_version`, which refuses to do it again.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from assignwatch.core.events import (
    Accepted,
    Acknowledged,
    Adjusted,
    Alerted,
    Balanced,
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
    Priced,
    Resolved,
    Snoozed,
    Started,
    Unacknowledged,
)
from assignwatch.core.model import (
    AccountKey,
    Instrument,
    InstrumentId,
    Leg,
    Moment,
    PositionKey,
    PositionRow,
    Scope,
)
from assignwatch.core.observations import Adjustment, Booking, Fill
from assignwatch.core.words import (
    About,
    AdjustmentCause,
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

FILE = Path(__file__).parents[1] / "data" / "journals" / "v2.sqlite3"

ACCOUNT = AccountKey("saxo/main")
TRADING = Scope("trading")
PUT = InstrumentId("saxo/40100")
SHARE = InstrumentId("saxo/211")
OLD_SHARE = InstrumentId("saxo/305")
NEW_SHARE = InstrumentId("saxo/306")
CALLED = "saxo/main:40100:called:2026-12-17"
SPLIT = "saxo/main:305:corporate:2026-12-18"


def _at(hour: int, minute: int = 0, *, day: int = 18) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


EVENTS: tuple[Journalled, ...] = (
    Started(at=_at(5), seen_until={ACCOUNT: _at(21, 59, day=17)}),
    Described(
        instrument=Instrument(
            id=PUT,
            kind=InstrumentKind.OPTION,
            symbol="XYZ 18DEC26 100 P",
            underlying=SHARE,
            right=Right.PUT,
            strike=Decimal(100),
            expiry=Moment.on(date(2026, 12, 18)),
            multiplier=Decimal(100),
            style=Style.AMERICAN,
            settlement=Settlement.PHYSICAL,
            currency="USD",
        )
    ),
    Baselined(
        at=_at(20, day=16),
        account=ACCOUNT,
        rows=(PositionRow(instrument=PUT, quantity=Decimal(-2), price=Decimal("3.10")),),
        scope=TRADING,
    ),
    Counted(
        at=_at(5, 1),
        account=ACCOUNT,
        rows=(
            PositionRow(instrument=PUT, quantity=Decimal(0), price=Decimal(0)),
            PositionRow(instrument=SHARE, quantity=Decimal(200), price=Decimal(100)),
        ),
        scope=TRADING,
        since=_at(21, 59, day=17),
        seen=_at(5, 2),
        late=True,
        cash={"USD": Decimal("-20003.50"), "EUR": Decimal("0.01")},
    ),
    Counted(
        at=_at(5, 2),
        account=ACCOUNT,
        rows=(PositionRow(instrument=OLD_SHARE, quantity=Decimal(60), side=Side.LONG),),
        scope=TRADING,
        since=_at(5, 1),
    ),
    Filled(
        fill=Fill(
            at=_at(5, 3),
            account=ACCOUNT,
            id="t-1",
            instrument=SHARE,
            quantity=Decimal(-50),
            price=Decimal("97.25"),
        )
    ),
    Booked(
        booking=Booking(
            at=_at(22, day=17),
            account=ACCOUNT,
            id="e-1",
            instrument=PUT,
            quantity=Decimal(2),
            cause=Cause.ASSIGNMENT,
            record="events",
        )
    ),
    Adjusted(
        adjustment=Adjustment(
            at=_at(6),
            account=ACCOUNT,
            id="ca-1",
            cause=AdjustmentCause.MERGER,
            old=OLD_SHARE,
            new=NEW_SHARE,
            ratio=(Decimal(1), Decimal(3)),
            cash={"USD": Decimal("2.50")},
            effective=Moment.on(date(2026, 12, 18)),
        )
    ),
    Adjusted(
        adjustment=Adjustment(
            at=_at(6),
            account=ACCOUNT,
            id="ca-2",
            cause=AdjustmentCause.SPLIT,
            old=SHARE,
            new=SHARE,
            ratio=(Decimal(2), Decimal(1)),
        )
    ),
    Priced(at=_at(21), instrument=SHARE, price=Decimal("96.80"), official=True, source="exchange"),
    Priced(at=_at(14, 30), instrument=NEW_SHARE, price=Decimal(51), official=False),
    Balanced(account=ACCOUNT, key=PositionKey(OLD_SHARE, Side.LONG), through=_at(5, 2)),
    Concluded(
        incident=CALLED,
        version=1,
        at=_at(5, 2),
        account=ACCOUNT,
        kind=Kind.ASSIGNED,
        grade=Grade.STRONG,
        severity=Severity.HIGH,
        instrument=PUT,
        side=Side.NET,
        contracts=Decimal(2),
        legs=(
            Leg(instrument=PUT, quantity=Decimal(2), price=Decimal(0)),
            Leg(instrument=SHARE, quantity=Decimal(200), price=Decimal(100)),
        ),
        occurred=(_at(21, 59, day=17), _at(5, 1)),
        cash={"USD": Decimal(-20000)},
        late=True,
        evidence=(
            Evidence(
                code=EvidenceCode.TWO_LEGS,
                fact="legs_fit",
                values={"contract": PUT, "change": "2", "legs": f"200 {SHARE}", "left": "0"},
            ),
            Evidence(code=EvidenceCode.HOLE, fact="trades_unread"),
        ),
        consumes=(
            Consumption(key=PositionKey(PUT), quantity=Decimal(2), facts=()),
            Consumption(key=PositionKey(SHARE), quantity=Decimal(200), facts=()),
        ),
    ),
    Concluded(
        incident=SPLIT,
        version=2,
        at=_at(6, 1),
        account=ACCOUNT,
        kind=Kind.CORPORATE_ACTION,
        grade=Grade.RETRACTED,
        severity=Severity.INFO,
        instrument=OLD_SHARE,
        side=Side.LONG,
        contracts=Decimal(60),
        legs=(),
        evidence=(
            Evidence(code=EvidenceCode.EXPLAINED_BY, fact="became", values={"incident": CALLED}),
        ),
    ),
    Alerted(
        at=_at(5, 2),
        alert=CALLED,
        about=About.INCIDENT,
        version=1,
        severity=Severity.HIGH,
        account=ACCOUNT,
    ),
    Notified(at=_at(5, 3), alert=CALLED, version=1, channel="desktop", outcome=Outcome.TRIED),
    Snoozed(at=_at(5, 4), alert=CALLED, until=_at(5, 30)),
    Acknowledged(at=_at(5, 31), alert=CALLED, version=1, response=Response.HEDGE, note="later"),
    Unacknowledged(at=_at(5, 32), alert=CALLED),
    Resolved(at=_at(6), alert=CALLED, by_trader=True),
)

MARKS: tuple[Marked, ...] = (
    Covered(account=ACCOUNT, feed=Feed.FILLS, through=_at(5, 59), scope=TRADING, seen=_at(6)),
    Accepted(
        account=ACCOUNT,
        at=_at(6),
        scope=TRADING,
        since=_at(5, 2),
        balances={"USD": Decimal("4996.50"), "EUR": Decimal(0)},
    ),
)


if __name__ == "__main__":
    write_once(FILE, EVENTS, MARKS)
