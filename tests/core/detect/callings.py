"""Matches put together by hand, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.called import Calling
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match, Use
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.state import Account, State
from assignwatch.core.words import Cause, InstrumentKind, Kind
from tests.core.builders import POLICY, after, booking
from tests.core.detect.parts import (
    FUTURE,
    NEWCO,
    STOCK,
    XYZ,
    account,
    known,
    money,
    option,
    residual,
    shares,
    thing,
)

P100, P95, C100 = option("P100"), option("P95"), option("C100")
BASKET = option("C80", deliverables=(shares("100"), shares("20", NEWCO)))
SPLIT = option("P60", deliverables=(shares("150"),))
"""Adjusted: 150 shares for a strike that counts for a hundred, which is 40 for each of them."""
IN_PART = option("P50", deliverables=(shares("50"), money("500")))
"""Adjusted: fifty shares and 500 in cash for 5,000: a hundred for each share, or ninety."""
ON_FUTURE = option("P70", underlying=FUTURE, multiplier=Decimal(1))
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, currency="USD", underlying=XYZ, multiplier=Decimal(10))
OTHER = thing(NEWCO, InstrumentKind.STOCK, currency="USD")
STATE = known(STOCK, OTHER, CRUDE, P100, P95, C100, BASKET, SPLIT, IN_PART, ON_FUTURE)

READ = account(fills=120)
UNREAD = account(bookings=60)
SOON, LATER = 100.0, 60 + 60.0
"""Before and at the end of what two legs wait at most."""


def gone(
    contract: Instrument,
    change: str = "1",
    *,
    effect: law.Effect | None = None,
    unsure: bool = False,
    **seen: Any,
) -> Claim:
    """A contract that is gone without a word, and what that moves by the law."""
    r = residual(contract, change, **seen)
    moved = law.effect(contract, r.quantity) if effect is None else effect
    return Claim(r.key, contract, r.quantity, moved or {}, r.at, r, unsure=unsure)


def part(claim: Claim, units: str) -> Use:
    """Only so many of its contracts were called."""
    return claim, Decimal(units)


def way(*used: Claim | Use) -> tuple[Use, ...]:
    """These contracts, all of each unless a part is named."""
    return tuple((one, abs(one.change)) if isinstance(one, Claim) else one for one in used)


def match(
    *used: Claim | Use,
    legs: Iterable[Residual] = (),
    price: Fit = Fit.UNKNOWN,
    cash: Fit = Fit.UNKNOWN,
    **more: Any,
) -> Match:
    """These contracts and legs explain each other."""
    return Match(way(*used), tuple(legs), price, cash, **more)


def leg(quantity: str = "100", price: str | None = None, **fields: Any) -> Residual:
    """What moved in the underlying."""
    return residual(fields.pop("what", XYZ), quantity, price=price, **fields)


def loose(
    number: int = 0, cause: Cause = Cause.ASSIGNMENT, quantity: str = "100", *, at: float = 60
) -> Record:
    """The broker's record of a leg alone."""
    row = booking(quantity, cause, id=f"leg-{number}", instrument=XYZ, at=after(at))
    return Record(PositionKey(XYZ), STOCK, Happening((row,)), Kind.ASSIGNED, counts=True)


def record(contract: Instrument, change: str = "1", cause: Cause = Cause.ASSIGNMENT) -> Record:
    """The broker's record of a contract."""
    row = booking(change, cause, id=f"of-{contract.symbol}", instrument=contract.id, at=after(30))
    kind = Kind.EXPIRED if cause is Cause.EXPIRY else Kind.ASSIGNED
    return Record(PositionKey(contract.id), contract, Happening((row,)), kind, counts=True)


def lapsed(claim: Claim) -> Claim:
    """The same where its record says no more than that the contract is gone."""
    return replace(claim, certain=False)


def said(
    of: Match,
    *,
    by: Account = READ,
    records: Iterable[Record] = (),
    legs: Iterable[Record] = (),
    state: State = STATE,
    now: float = SOON,
) -> list[Finding]:
    """What is said of a match; what it says of records is put to them."""
    lane = Lane(list(records), list(legs), [])
    return list(Calling(state, by, after(now), POLICY).findings(of, lane))


def only(of: Match, **fields: Any) -> Finding:
    """The same where it says one thing."""
    (finding,) = said(of, **fields)
    return finding
