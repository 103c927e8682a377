"""Binance's words for why an order was placed or a position ended, in ours.

Binance closes positions by orders of its own; how their client ids begin names the cause. All
beginnings are taken on all families. A settlement order is of a delivery or of a delisting: of a
dated future that reached its day it is the settlement, before it and of a perpetual the contract
was taken off the market. An order that looks like one of Binance's and is none that we know is
`OTHER`: loud, with the word in the evidence. Sources: Binance docs, USDⓈ-M and COIN-M Futures,
"Event: Order Update", "User's Force Orders"; Binance FAQ, "Delivery of
Quarterly Futures" and "Delisting of perpetual contracts".
"""

import re
from datetime import datetime

from assignwatch.brokers.binance import instruments
from assignwatch.core.model import Instrument
from assignwatch.core.words import Cause, InstrumentKind

_SETTLEMENTS = ("settlement_autoclose", "delivery_autoclose", "delivery-")
_DELEVERAGING = "adl_autoclose"
_LIQUIDATION = "autoclose-"
_LIKE_BINANCE = re.compile(r"(?:[a-z]+_)?autoclose")

_STATUSES = {"NEW_ADL": Cause.DELEVERAGING, "NEW_INSURANCE": Cause.LIQUIDATION}
"""No longer documented, and still seen."""

_AUTO_CLOSE = {"LIQUIDATION": Cause.LIQUIDATION, "ADL": Cause.DELEVERAGING}

DELIVERED = frozenset({"DELIVERED_SETTELMENT", "DELIVERED_SETTLEMENT"})
"""What a delivery is called in the income; the first is how Binance spells it."""


def is_of_binance(client_id: str | None) -> bool:
    """Whether an order so called was placed by Binance itself, as far as its name shows."""
    name = (client_id or "").lower()
    return name.startswith(_SETTLEMENTS) or _LIKE_BINANCE.match(name) is not None


def of_order(
    client_id: str | None,
    instrument: Instrument,
    at: datetime,
    *,
    kind: str | None = None,
    execution: str = "",
    status: str = "",
) -> Cause | None:
    """Why an order was placed; None for one of the trader's own.

    A trader's order that merely ended with the contract or the account, without being filled by
    it, is no such order; so the reason of its expiry (`er`) says nothing here.
    """
    name = (client_id or "").lower()
    if name.startswith(_SETTLEMENTS):
        return of_end(instrument, at)
    if name.startswith(_DELEVERAGING):
        return Cause.DELEVERAGING
    if name.startswith(_LIQUIDATION):
        return Cause.LIQUIDATION
    if is_of_binance(name):
        return Cause.OTHER
    if status.upper() in _STATUSES:
        return _STATUSES[status.upper()]
    engine = (kind or "").upper() == "LIQUIDATION" or execution.upper() == "CALCULATED"
    return Cause.LIQUIDATION if engine else None


def of_forced(
    client_id: str | None, asked_for: str | None, instrument: Instrument, at: datetime
) -> Cause:
    """Why a forced order was placed: by its name, else by the `autoCloseType` that was asked for.

    The list holds nothing that the trader placed.
    """
    named = of_order(client_id, instrument, at)
    return named or _AUTO_CLOSE.get((asked_for or "").upper(), Cause.OTHER)


def of_end(instrument: Instrument, at: datetime) -> Cause:
    """Why a contract was settled at this time: it was delivered, or taken off the market."""
    match instrument.kind:
        case InstrumentKind.FUTURE:
            return Cause.BROKER_CLOSE if _is_early(instrument, at) else Cause.SETTLEMENT
        case InstrumentKind.PERPETUAL:
            return Cause.BROKER_CLOSE
        case _:
            return Cause.OTHER


def _is_early(instrument: Instrument, at: datetime) -> bool:
    """Whether the day that the contract's symbol names had not come."""
    day = instruments.day_of(instrument.id)
    return day is not None and at.date() < day


def of_option(*, paid: bool | None, long: bool) -> Cause:
    """Why an option ended: a short one that was paid for is the assignment.

    `paid` is None where nothing says whether it was.
    """
    if not paid:
        return Cause.OTHER if paid is None else Cause.EXPIRY
    return Cause.EXERCISE if long else Cause.CASH_SETTLEMENT
