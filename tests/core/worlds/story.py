"""What is true of a world, and what of it is told: happenings, trades, records, settings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from random import Random
from typing import Any

from tests.core.worlds.book import Key, Move


class Causes(StrEnum):
    """When the broker's own records name the causes."""

    AT_ONCE = "at_once"
    NEXT_DAY = "next_day"
    NEVER = "never"


class Balances(StrEnum):
    """Whether snapshots tell the cash, and whether other things move it too."""

    NONE = "none"
    EXACT = "exact"
    NOISY = "noisy"


class Standing(IntEnum):
    """How well a truth can be known from what was told."""

    HIDDEN = 0
    """Nothing told tells it from something else."""

    OPEN = 1
    """The rules leave room: claiming it is right, not claiming it is no fault."""

    KNOWABLE = 2
    """The rules make it known."""


class Ceiling(IntEnum):
    """The highest grade that the rules allow for what was told."""

    LIKELY = 0
    STRONG = 1
    CONFIRMED = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """One world, wholly: the same settings make the same tape."""

    seed: int
    days: int = 4
    accounts: int = 1
    acts: int = 5
    causes: Causes = Causes.NEVER
    bookings_covered: bool = True
    prices: bool = True
    balances: Balances = Balances.NONE
    quotes: bool = True
    stream: bool = False
    slow_fills: bool = False
    late_fills: bool = False
    faults: bool = False
    gaps: bool = False

    @classmethod
    def drawn(cls, seed: int) -> Settings:
        """Settings that the seed itself chooses."""
        rng = Random(f"settings {seed}")
        flag = (False, True)
        return cls(
            seed,
            days=rng.randint(3, 6),
            accounts=rng.randint(1, 2),
            acts=rng.randint(2, 6),
            causes=rng.choice((*Causes, Causes.NEVER)),
            bookings_covered=rng.choice((True, True, False)),
            prices=rng.choice((True, True, False)),
            balances=rng.choice(list(Balances)),
            quotes=rng.choice(flag),
            stream=rng.choice((False, False, True)),
            slow_fills=rng.choice(flag),
            late_fills=rng.choice((False, False, True)),
            faults=rng.choice(flag),
            gaps=rng.choice(flag),
        )

    def calm(self) -> Settings:
        """The same without anything that goes wrong with the feeds."""
        return replace(self, slow_fills=False, late_fills=False, faults=False, gaps=False)


@dataclass(frozen=True, slots=True)
class Record:
    """A line that the broker can tell about an account, and since when it can be read."""

    at: datetime
    told_at: datetime
    account: str
    line: dict[str, Any]
    surprising: bool = False
    """Whether it comes after a coverage line that should have waited for it."""


@dataclass(frozen=True, slots=True)
class Trade:
    """An ordinary fill, with what it paid."""

    account: str
    move: Move
    currency: str
    cash: Decimal


@dataclass(slots=True)
class Happening:
    """Something that changed an account other than an own trade.

    `kinds` are the words that tell it rightly; none where it makes no incident of its own.
    `contracts` is None where the rules do not say what is counted.
    """

    at: datetime
    account: str
    what: str
    kinds: frozenset[str]
    key: Key
    contracts: Decimal | None
    moves: list[Move]
    cash: dict[str, Decimal] = field(default_factory=dict)
    also: frozenset[str] = frozenset()
    booked: bool = False
    standing: Standing = Standing.HIDDEN
    ceiling: Ceiling = Ceiling.STRONG
    window: tuple[datetime, datetime] | None = None

    @property
    def until(self) -> datetime:
        """When the last of it has moved."""
        return max((move.at for move in self.moves), default=self.at)

    @property
    def instruments(self) -> frozenset[str]:
        """What an incident about it may be filed under."""
        return self.also | {self.key.instrument}


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole snapshot that deserves to be believed."""

    at: datetime
    account: str
    rows: dict[Key, Decimal]
    cash: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Story:
    """A world that has been lived through: the tape, and the truth behind it."""

    settings: Settings
    lines: list[str]
    happenings: list[Happening]
    trades: list[Trade]
    readings: list[Reading]
    started: dict[str, tuple[dict[Key, Decimal], dict[str, Decimal]]]

    @property
    def incidents(self) -> list[Happening]:
        """The truths that are incidents."""
        return [happening for happening in self.happenings if happening.kinds]
