"""Contracts, residuals and accounts, as the parts of the detector take them.

Times are given as seconds after `T0`, figures as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import (
    WHOLE,
    Deliverable,
    Instrument,
    InstrumentId,
    Moment,
    PositionKey,
    PositionRow,
)
from assignwatch.core.state import Account, CashStep, Count, State
from assignwatch.core.words import Feed, InstrumentKind, Right, Settlement, Side
from tests.core.builders import ACCOUNT, T0, after

XYZ = InstrumentId("demo/XYZ")
NEWCO = InstrumentId("demo/NEWCO")
FUTURE = InstrumentId("demo/CLZ6")
INDEX = InstrumentId("demo/SPX")


def thing(what: InstrumentId, kind: InstrumentKind, **fields: Any) -> Instrument:
    """An instrument with no more than is said of it."""
    return Instrument(what, kind, what.partition("/")[2], **fields)


STOCK = thing(XYZ, InstrumentKind.STOCK, currency="USD")


def option(name: str, **fields: Any) -> Instrument:
    """An option named by its right and strike, "P100"; on a hundred XYZ unless told otherwise."""
    right = {"P": Right.PUT, "C": Right.CALL}.get(name[0])
    given: dict[str, Any] = {
        "underlying": XYZ,
        "right": right,
        "strike": Decimal(name[1:]),
        "multiplier": Decimal(100),
        "settlement": Settlement.PHYSICAL,
        "currency": "USD",
        **fields,
    }
    return thing(named(name), InstrumentKind.OPTION, **given)


def named(name: str) -> InstrumentId:
    """The id of an instrument of this name."""
    return InstrumentId(f"demo/{name}")


def shares(quantity: str, what: InstrumentId = XYZ) -> Deliverable:
    """A part of what a contract delivers."""
    return Deliverable(Decimal(quantity), instrument=what)


def money(quantity: str, currency: str = "USD") -> Deliverable:
    """A part of a delivery that is paid in cash."""
    return Deliverable(Decimal(quantity), currency=currency)


def amounts(**by_currency: str) -> dict[str, Decimal]:
    """Money by currency."""
    return {currency: Decimal(amount) for currency, amount in by_currency.items()}


def fact(at: float, quantity: str, price: str | None = None, *, booked: bool = False) -> Fact:
    """Something told of a position."""
    return Fact(after(at), Decimal(quantity), _figure(price), booked)


def residual(
    what: InstrumentId | Instrument, quantity: str, *, after_: str = "0", **fields: Any
) -> Residual:
    """A change that nothing explains, seen a minute after the reading before, leaving `after_`."""
    instrument = what.id if isinstance(what, Instrument) else what
    moved, left = Decimal(quantity), Decimal(after_)
    at, since = fields.pop("at", 60), fields.pop("since", 0)
    given: dict[str, Any] = {
        "key": PositionKey(instrument, fields.pop("side", Side.NET)),
        "quantity": moved,
        "since": after(since),
        "at": after(at),
        "seen": after(fields.pop("seen", at)),
        "before": left - moved,
        "after": left,
        "late": False,
        **{
            name: _figure(value) if name in {"price", "closing", "held_at", "slack"} else value
            for name, value in fields.items()
        },
    }
    return Residual(**given)


def _figure(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def count(at: float, before: str, after_: str, what: InstrumentId = XYZ, **fields: Any) -> Count:
    """One step of a position; `was` and `price` are its open prices before and after."""
    was, price = fields.pop("was", None), fields.pop("price", None)
    given: dict[str, Any] = {
        "since": after(fields.pop("since", 0)),
        "seen": after(fields.pop("seen", at)),
        "scope": WHOLE,
        "late": False,
        **fields,
    }
    old, new = Decimal(before), Decimal(after_)
    return Count(
        at=after(at),
        before=old,
        after=new,
        was=PositionRow(what, old, price=_figure(was)) if old else None,
        row=PositionRow(what, new, price=_figure(price)),
        **given,
    )


def known(*instruments: Instrument, closes: Iterable[Priced] = ()) -> State:
    """A state that knows these instruments and closing prices."""
    state = State(instruments={one.id: one for one in instruments})
    for close in closes:
        state.closes.setdefault(close.instrument, {})[close.at.date()] = close
    return state


def close(price: str, what: InstrumentId = XYZ, *, at: float = 0, official: bool = True) -> Priced:
    """The price of an underlying on a day on which something ends."""
    return Priced(after(at), what, Decimal(price), official)


def account(
    *, fills: float | None = None, bookings: float | None = None, cash: dict[str, str] | None = None
) -> Account:
    """An account whose trades and records were read so far, and whose balance moved so much.

    Everything was learned when it was read; the balance moved between T0 and a minute later.
    """
    made = Account(ACCOUNT, baselines={WHOLE: T0}, accepted={WHOLE: after(60)})
    for feed, read in ((Feed.FILLS, fills), (Feed.BOOKINGS, bookings)):
        if read is not None:
            made.coverage[feed, WHOLE] = made.covered_at[feed, WHOLE] = after(read)
    if cash is not None:
        made.cash.append(CashStep(T0, after(60), WHOLE, amounts(**cash)))
    return made


TODAY = Moment.on(date(2026, 11, 20))
"""The day of `T0`, a Friday."""
