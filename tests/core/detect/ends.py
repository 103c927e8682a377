"""Contracts at their end: the accounts that saw it, and what became of them."""

from __future__ import annotations

from typing import Any

from assignwatch.core.detect.lane1.ended import End
from assignwatch.core.detect.lane2.lapse import Verdict, verdict
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import WHOLE, Instrument
from assignwatch.core.state import Account
from assignwatch.core.words import Settlement
from tests.core.builders import POLICY, after
from tests.core.detect.parts import STOCK, TODAY, account, close, known, option, residual

OPENS = 3 * 86_400 + 3 * 3600.0
"""Seconds from `T0`, a Friday at nine, to Monday noon."""

DAY = 86_400.0
SOON = 120.0
LATER = OPENS + DAY

PUT = option("P100", expiry=TODAY)
CASH_PUT = option("P100", expiry=TODAY, settlement=Settlement.CASH)

READ = account(fills=60, bookings=OPENS)
HALF_READ = account(fills=60, bookings=OPENS - 1)
NO_TRADES = account(bookings=OPENS)
NOTHING_READ = account()


def seen_again(at: float) -> Account:
    """An account whose broker has no list of records, read again then."""
    of = account(fills=60)
    of.accepted[WHOLE] = after(at)
    return of


def became(
    contract: Instrument,
    change: str = "1",
    *,
    of: Account = READ,
    closes: list[Priced] | None = None,
    now: float = LATER,
    beside: tuple[Residual, ...] = (),
    also: tuple[Instrument, ...] = (),
    **fields: Any,
) -> Verdict:
    """What became of a contract that is gone, with XYZ closed at these prices."""
    state = known(STOCK, contract, *also, closes=closes or [])
    gone = residual(contract, change, **fields)
    return verdict(End(state, of, gone, contract, (gone, *beside), after(now), POLICY))


IN, OUT = [close("97")], [close("103")]
SEEN_IN, SEEN_OUT = [close("97", official=False)], [close("103", official=False)]
NOBODY_KNOWS: list[Priced] = []


def paid(usd: str | None) -> Account:
    """An account that was read to the end, whose balance moved so much when the contract went."""
    of = account(fills=60, bookings=OPENS, cash=None if usd is None else {"USD": usd})
    of.accepted[WHOLE] = after(60)
    return of
