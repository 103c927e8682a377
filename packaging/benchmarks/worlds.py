"""Accounts of any size, made of observations as a broker's session would make them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from assignwatch.core.decide import settle
from assignwatch.core.model import (
    AccountKey,
    Instrument,
    InstrumentId,
    Moment,
    PositionRow,
)
from assignwatch.core.observations import Coverage, Description, Observation, Snapshot
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import Feed, InstrumentKind, Right, Settlement, Style

T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ACCOUNT = AccountKey("broker/main")
POLICY = Policy()
HUNDRED = Decimal(100)


def after(seconds: float) -> datetime:
    """That long after the first moment."""
    return T0 + timedelta(seconds=seconds)


def future(number: int) -> Instrument:
    """A perpetual contract of its own."""
    name = InstrumentId(f"broker/F{number}")
    return Instrument(name, InstrumentKind.PERPETUAL, f"F{number}", multiplier=Decimal(1))


def share(number: int) -> Instrument:
    """A share."""
    name = InstrumentId(f"broker/S{number}")
    return Instrument(name, InstrumentKind.STOCK, f"S{number}", currency="USD")


def option(underlying: int, number: int, right: Right = Right.PUT) -> Instrument:
    """An option on the share of that number, each with a strike of its own."""
    return Instrument(
        InstrumentId(f"broker/S{underlying}-{right.value}-{number}"),
        InstrumentKind.OPTION,
        f"S{underlying} {right.value} {number}",
        underlying=share(underlying).id,
        right=right,
        strike=HUNDRED + number,
        expiry=Moment.on((T0 + timedelta(days=28)).date()),
        multiplier=HUNDRED,
        style=Style.AMERICAN,
        settlement=Settlement.PHYSICAL,
        currency="USD",
    )


def row(instrument: Instrument, quantity: int = -1) -> PositionRow:
    """A row of a reading, parsed anew: no object of it is shared with another reading's."""
    return PositionRow(InstrumentId(str(instrument.id)), Decimal(quantity), price=Decimal("1.25"))


def reading(at: datetime, rows: Iterable[PositionRow]) -> Snapshot:
    """All positions of the account."""
    return Snapshot(at, ACCOUNT, tuple(rows))


def read_through(at: datetime) -> list[Observation]:
    """The broker's lists have been read this far, and said nothing new."""
    return [Coverage(ACCOUNT, feed, at) for feed in (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)]


def holding(instruments: Sequence[Instrument], rows: Iterable[PositionRow]) -> State:
    """A state that was watching these positions before anything happens."""
    state = State()
    settle(state, [Description(one) for one in instruments], T0, POLICY)
    settle(state, [reading(T0, rows), *read_through(T0)], T0, POLICY)
    return state
