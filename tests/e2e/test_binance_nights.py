"""Each way in which Binance ends a position, through the real program: one incident, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assignwatch.brokers.binance import SPEC
from assignwatch.core.events import Concluded
from assignwatch.core.model import AccountKey, name_of
from assignwatch.core.words import About, Grade, Kind
from tests.e2e.nights import Night, Watched, nights

MAIN = Watched(SPEC, AccountKey("binance/main"))
PORTFOLIO = Watched(SPEC, AccountKey("binance/portfolio"))


@dataclass(frozen=True)
class Expected:
    """What happened to one contract: its kind, how much of it moved, and which list says so."""

    kind: Kind
    moved: str
    list: str
    money: bool = False


NIGHTS: dict[str, tuple[Expected, ...]] = {
    "quarterly-usd": (Expected(Kind.SETTLED, "-0.08", "Orders", money=True),),
    "quarterly-coin": (Expected(Kind.SETTLED, "", "Orders", money=True),),
    "delisting": (Expected(Kind.CLOSED_BY_BROKER, "", "Orders"),),
    "options-expiry": (
        Expected(Kind.EXERCISED, "-0.2", "Exercise records", money=True),
        Expected(Kind.EXPIRED, "0.3", "Exercise records"),
        Expected(Kind.CASH_SETTLED, "0.25", "Exercise records", money=True),
        Expected(Kind.EXPIRED, "-1.5", "Exercise records"),
    ),
    "liquidation": (Expected(Kind.LIQUIDATED, "", "Forced orders"),),
    "deleveraging": (Expected(Kind.DELEVERAGED, "-0.12", "Forced orders"),),
    "lost-at-settlement": (Expected(Kind.SETTLED, "-0.07", "Income", money=True),),
}
