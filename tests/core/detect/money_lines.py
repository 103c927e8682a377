"""Records of money alone, and what they may be of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane2.cash_lines import CashLines
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import Instrument, Leg, PositionKey
from assignwatch.core.state import Account
from assignwatch.core.words import (
    Cause,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Settlement,
    Severity,
)
from tests.core.builders import ACCOUNT, POLICY, T0, after, booking
from tests.core.detect.parts import (
    FUTURE,
    NEWCO,
    STOCK,
    option,
    thing,
)

DAY = 86_400
PUT, CALL = option("P100"), option("C95")
IN_CASH = option("P90", settlement=Settlement.CASH)
CRUDE = thing(FUTURE, InstrumentKind.FUTURE)
PERPETUAL = thing(NEWCO, InstrumentKind.PERPETUAL)
FEE = POLICY.fee_per_contract


def money_line(
    cash: dict[str, str] | None = None,
    cause: Cause = Cause.ASSIGNMENT,
    of: Instrument = PUT,
    at: float = 60,
    **fields: Any,
) -> Record:
    row = booking("0", cause, id=f"{cause} {at}", instrument=of.id, cash=cash or {}, at=after(at))
    told = Happening((row,), wrong_way=fields.pop("wrong_way", False))
    given = {"contract": of, "kind": Kind.UNEXPLAINED, "counts": True, **fields}
    return Record(key=PositionKey(of.id), happening=told, **given)


def leg_of(what: Instrument, quantity: int) -> Leg:
    return Leg(what.id, Decimal(quantity), None)


def called(of: Instrument = PUT, kind: Kind = Kind.ASSIGNED, **fields: Any) -> Finding:
    """What was called between T0 and a minute later, two of it for two hundred shares."""
    given: dict[str, Any] = {
        "grade": Grade.LIKELY,
        "occurred": (T0, after(60)),
        "legs": (leg_of(of, 2), leg_of(STOCK, 200)),
        "until": after(600),
        "feeds": (Feed.FILLS,),
        **fields,
    }
    key, two = PositionKey(of.id), Decimal(2)
    return Finding(kind, severity=Severity.HIGH, key=key, contracts=two, day=T0.date(), **given)


def unclaimed(*left: Record, of: Account | None = None) -> CashLines:
    return CashLines(of or Account(ACCOUNT), POLICY, list(left))
