"""An account of shares and options, told day by day: readings, records, and what is believed.

Times are days after the first reading, a Friday at nine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from assignwatch.core.events import Concluded
from assignwatch.core.model import Instrument, InstrumentId, PositionRow, name_of
from assignwatch.core.observations import Coverage, Description, Observation, Snapshot
from assignwatch.core.policy import Policy
from assignwatch.core.words import Cause, Feed, Side
from tests.core.builders import ACCOUNT, POLICY, Run, after, booking
from tests.core.detect.parts import STOCK, named

DAY = 86_400.0
MINUTE = 1 / 1440

Held = Mapping[str, "str | tuple[str, str]"]
"""Quantities by name, each alone or with its open price; a name may end in a side, "P100:short"."""

Belief = tuple[str, str, str, str]
"""Kind, instrument, contracts and grade."""


def day(days: float) -> datetime:
    """That many days after the first reading."""
    return after(days * DAY)


class Desk:
    """One account, read once at the first moment."""

    def __init__(
        self,
        *described: Instrument,
        held: Held,
        cash: str | None = None,
        policy: Policy = POLICY,
    ) -> None:
        self.run = Run(policy)
        self.run.take(*(Description(one) for one in (STOCK, *described)))
        self.shows(0, held, cash)

    def shows(self, days: float, held: Held, cash: str | None = None) -> None:
        """A reading of the positions; whether anything was traded is not known yet."""
        balances = {} if cash is None else {"USD": Decimal(cash)}
        rows = tuple(_row(name, row) for name, row in held.items())
        self.says(days, Snapshot(day(days), ACCOUNT, rows, balances=balances))

    def reads(self, days: float, held: Held, cash: str | None = None) -> None:
        """A reading, and the lists of trades and records read up to it."""
        self.shows(days, held, cash)
        feeds = (Feed.FILLS, Feed.BOOKINGS)
        self.says(days, *(Coverage(ACCOUNT, feed, day(days)) for feed in feeds))

    def says(self, days: float, *observations: Observation) -> None:
        """The broker says this at that time."""
        self.run.take(*observations, at=day(days))

    def restarts(self, days: float) -> None:
        """The program is killed before, and starts again at that time."""
        self.run = self.run.restarted(day(days))

    @property
    def beliefs(self) -> list[Belief]:
        """What is believed of what was not taken back, in the order in which it was found."""
        return [belief(version) for version in self.run.standing()]


def belief(version: Concluded) -> Belief:
    """A version in short."""
    name, contracts = name_of(version.instrument), f"{version.contracts.normalize():f}"
    return version.kind, name, contracts, version.grade


def record(days: float, name: str, quantity: str, cause: Cause, **fields: object) -> Observation:
    """A record of the broker's; it is told under its name and day."""
    told = {"id": f"{name} {days}", "instrument": named(name), "at": day(days), "record": "log"}
    return booking(quantity, cause, **{**told, **fields})


def _row(name: str, row: str | tuple[str, str]) -> PositionRow:
    what, _, side = name.partition(":")
    quantity, price = row if isinstance(row, tuple) else (row, None)
    paid = None if price is None else Decimal(price)
    instrument = InstrumentId(what) if "/" in what else named(what)
    return PositionRow(instrument, Decimal(quantity), Side(side or "net"), paid)
