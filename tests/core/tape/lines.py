"""One line of each type, once with what is required and once with every key, and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from assignwatch.core.model import (
    AccountKey,
    Deliverable,
    Instrument,
    InstrumentId,
    Leg,
    Moment,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import (
    Adjustment,
    Booking,
    Clock,
    Command,
    Coverage,
    Description,
    FeedReport,
    Fill,
    Observation,
    Order,
    PositionReport,
    Quote,
    Snapshot,
    Start,
    Unreadable,
)
from assignwatch.core.words import (
    AdjustmentCause,
    Cause,
    Do,
    Feed,
    InstrumentKind,
    Response,
    Right,
    Settlement,
    Side,
    Style,
)

TEXT = "2026-11-20T06:10:00Z"
AT = datetime(2026, 11, 20, 6, 10, tzinfo=UTC)
LATER_TEXT, LATER = "2026-11-20T06:10:01.25Z", AT.replace(second=1, microsecond=250_000)
MAIN = AccountKey("saxo/main")
OPTION, SHARE = InstrumentId("saxo/42"), InstrumentId("saxo/7:xnas")
FUTURES = Scope("futures")

Keys = dict[str, Any]


class Told(NamedTuple):
    """A line's required keys, its optional ones, and what it says without and with them."""

    required: Keys
    optional: Keys
    short: Observation
    full: Observation


_HERE: Keys = {"at": TEXT, "account": "saxo/main"}
_RECORD: Keys = {**_HERE, "id": "b-1", "instrument": "saxo/42"}

LINES: dict[str, Told] = {
    "start": Told({"seen": TEXT}, {}, Start(), Start()),
    "instrument": Told(
        {"id": "saxo/42", "kind": "option", "symbol": "XYZ 150 C"},
        {
            "underlying": "saxo/7:xnas",
            "right": "call",
            "strike": "150",
            "expiry": "2026-11-20",
            "multiplier": "100",
            "style": "american",
            "settlement": "physical",
            "currency": "USD",
            "deliverables": [
                {"instrument": "saxo/7:xnas", "quantity": "100"},
                {"cash": "12.5", "currency": "USD"},
            ],
            "first_notice": LATER_TEXT,
            "exchange": "XNAS",
            "scope": "futures",
        },
        Description(Instrument(OPTION, InstrumentKind.OPTION, "XYZ 150 C")),
        Description(
            Instrument(
                OPTION,
                InstrumentKind.OPTION,
                "XYZ 150 C",
                underlying=SHARE,
                right=Right.CALL,
                strike=Decimal(150),
                expiry=Moment.on(date(2026, 11, 20)),
                multiplier=Decimal(100),
                style=Style.AMERICAN,
                settlement=Settlement.PHYSICAL,
                currency="USD",
                deliverables=(
                    Deliverable(Decimal(100), instrument=SHARE),
                    Deliverable(Decimal("12.5"), currency="USD"),
                ),
                first_notice=Moment(LATER),
                exchange="XNAS",
                scope=FUTURES,
            )
        ),
    ),
    "snapshot": Told(
        {**_HERE, "positions": [{"instrument": "saxo/42", "quantity": "-2"}]},
        {
            "positions": [
                {"instrument": "saxo/42", "quantity": "-2", "side": "short", "price": "1.5"},
                {"instrument": "saxo/7:xnas", "quantity": "3", "side": "long"},
            ],
            "complete": False,
            "scope": "futures",
            "balances": {"USD": "-12.34"},
        },
        Snapshot(AT, MAIN, (PositionRow(OPTION, Decimal(-2)),)),
        Snapshot(
            AT,
            MAIN,
            (
                PositionRow(OPTION, Decimal(-2), Side.SHORT, Decimal("1.5")),
                PositionRow(SHARE, Decimal(3), Side.LONG),
            ),
            complete=False,
            scope=FUTURES,
            balances={"USD": Decimal("-12.34")},
        ),
    ),
    "position": Told(
        {**_HERE, "instrument": "saxo/42", "quantity": "0"},
        {"quantity": "4", "side": "long", "price": "2", "scope": "futures"},
        PositionReport(AT, MAIN, PositionRow(OPTION, Decimal(0))),
        PositionReport(AT, MAIN, PositionRow(OPTION, Decimal(4), Side.LONG, Decimal(2)), FUTURES),
    ),
    "fill": Told(
        {**_RECORD, "quantity": "-1", "price": "0.000000000000000001"},
        {"side": "long", "order": "o", "event": "e", "refs": ["r", "s"], "scope": "futures"},
        Fill(AT, MAIN, "b-1", OPTION, Decimal(-1), Decimal("1E-18")),
        Fill(
            AT,
            MAIN,
            "b-1",
            OPTION,
            Decimal(-1),
            Decimal("1E-18"),
            Side.LONG,
            "o",
            "e",
            ("r", "s"),
            FUTURES,
        ),
    ),
    "booking": Told(
        {**_RECORD, "quantity": "2", "cause": "assignment"},
        {
            "price": "0",
            "side": "short",
            "cash": {"USD": "-1", "EUR": "0.5"},
            "counter": [
                {"instrument": "saxo/7:xnas", "quantity": "-200", "price": "150"},
                {"instrument": "saxo/7:xnas", "quantity": "1"},
            ],
            "event": "e",
            "refs": [],
            "record": "report",
            "scope": "futures",
            "raw": {"Amount": 2, "Käse": "…", "n": None},
        },
        Booking(AT, MAIN, "b-1", OPTION, Decimal(2), Cause.ASSIGNMENT),
        Booking(
            AT,
            MAIN,
            "b-1",
            OPTION,
            Decimal(2),
            Cause.ASSIGNMENT,
            price=Decimal(0),
            side=Side.SHORT,
            cash={"USD": Decimal(-1), "EUR": Decimal("0.5")},
            counter=(
                Leg(SHARE, Decimal(-200), Decimal(150)),
                Leg(SHARE, Decimal(1)),
            ),
            event="e",
            record="report",
            scope=FUTURES,
            raw='{"Amount":2,"Käse":"…","n":null}',
        ),
    ),
    "adjustment": Told(
        {
            **_HERE,
            "id": "a",
            "cause": "split",
            "old": "saxo/42",
            "new": "saxo/7:xnas",
            "ratio": "1/3",
        },
        {"ratio": "1.5", "cash": {"USD": "2"}, "effective": "2026-11-20"},
        Adjustment(AT, MAIN, "a", AdjustmentCause.SPLIT, OPTION, SHARE, (Decimal(1), Decimal(3))),
        Adjustment(
            AT,
            MAIN,
            "a",
            AdjustmentCause.SPLIT,
            OPTION,
            SHARE,
            (Decimal("1.5"), Decimal(1)),
            {"USD": Decimal(2)},
            Moment.on(date(2026, 11, 20)),
        ),
    ),
    "order": Told(
        {**_RECORD, "quantity": "5", "status": "working"},
        {"status": "done", "price": "7"},
        Order(AT, MAIN, "b-1", OPTION, Decimal(5), working=True),
        Order(AT, MAIN, "b-1", OPTION, Decimal(5), working=False, price=Decimal(7)),
    ),
    "quote": Told(
        {"at": TEXT, "instrument": "saxo/42"},
        {"bid": "1", "ask": "2", "last": "3", "settlement": "4", "source": "close"},
        Quote(AT, OPTION),
        Quote(AT, OPTION, Decimal(1), Decimal(2), Decimal(3), Decimal(4), "close"),
    ),
    "coverage": Told(
        {"account": "saxo/main", "feed": "fills", "through": LATER_TEXT},
        {"scope": "futures"},
        Coverage(MAIN, Feed.FILLS, LATER),
        Coverage(MAIN, Feed.FILLS, LATER, FUTURES),
    ),
    "unreadable": Told(
        {**_HERE, "feed": "positions", "reason": "half a page"},
        {"scope": "futures"},
        Unreadable(AT, MAIN, Feed.POSITIONS, Problem("half a page")),
        Unreadable(AT, MAIN, Feed.POSITIONS, Problem("half a page"), FUTURES),
    ),
    "feed": Told(
        {**_HERE, "feed": "stream", "state": "down"},
        {"reason": "cut", "scope": "futures"},
        FeedReport(AT, MAIN, Feed.STREAM, up=False, problem=Problem("no_reason_given")),
        FeedReport(AT, MAIN, Feed.STREAM, up=False, problem=Problem("cut"), scope=FUTURES),
    ),
    "command": Told(
        {"at": TEXT, "incident": "saxo/main:42:called:2026-11-20", "do": "snooze"},
        {"version": 2, "until": LATER_TEXT, "note": "later", "response": "keep"},
        Command(AT, "saxo/main:42:called:2026-11-20", Do.SNOOZE),
        Command(
            AT,
            "saxo/main:42:called:2026-11-20",
            Do.SNOOZE,
            2,
            LATER,
            "later",
            Response.KEEP,
        ),
    ),
    "clock": Told({"at": TEXT}, {}, Clock(AT), Clock(AT)),
}
