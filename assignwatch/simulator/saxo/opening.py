"""The state in which the world begins: who the client is, and what was traded in the days before.

All of it was traded by orders and is netted and reported, as after an ordinary week.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from assignwatch.simulator.saxo.instruments import Instrument
from assignwatch.simulator.saxo.listing import Listing
from assignwatch.simulator.saxo.night import NETTING
from assignwatch.simulator.saxo.records import Client
from assignwatch.simulator.seeded import Seeded

KEY_BYTES = 16

_TRADES = (
    ("9.1", "main", "XYZ", "150"),
    ("8.7", "second", "EURUSD", "-20000"),
    ("8.2", "main", "QRS", "100"),
    ("8.1", "main", "QRS C50", "-1"),
    ("7.4", "second", "QRS", "40"),
    ("6.9", "main", "ETX P410", "-2"),
    ("6.9", "main", "ETX P400", "2"),
    ("6.3", "main", "GLD", "1"),
    ("5.8", "main", "XYZ P100", "-1"),
    ("5.2", "second", "ETX", "25"),
    ("4.3", "main", "GLD CFD", "10"),
    ("3.6", "main", "XYZ C105", "1"),
    ("2.9", "main", "XYZ", "-50"),
)
"""Days before the start, account, instrument and amount."""


class Tradeable(Protocol):
    """The part of the world that trading needs."""

    listing: Listing

    def trade(self, account: str, instrument: Instrument, amount: Decimal, at: datetime) -> None:
        """Execute an order at the market."""

    def end_day(self, at: datetime) -> None:
        """Net every account."""


def client(seeded: Seeded, netting: str) -> Client:
    """The one client of this bank."""
    return Client(key(seeded, "client"), "17700930", key(seeded, "user"), "17700930", netting)


def key(seeded: Seeded, purpose: str) -> str:
    """A key as Saxo makes them; the bar in some must be encoded in a path."""
    return seeded.token(f"key {purpose}", KEY_BYTES).replace("+", "-").replace("/", "|")


def trade(world: Tradeable, start: datetime) -> None:
    """Trade what came before the start, and let the nights pass."""
    for days, account, nick, amount in _TRADES:
        at = start - timedelta(seconds=int(Decimal(days) * 86400))
        world.trade(account, world.listing[nick], Decimal(amount), at)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    world.end_day(midnight - timedelta(days=1) + NETTING)
