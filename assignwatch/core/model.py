"""The nouns of an account: instruments, deliverables, positions, money.

Signs: quantity + long / − short, cash + received / − paid. Quantities and prices are `Decimal`,
times aware UTC. Everything here is a value; nothing here decides anything.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NewType

from assignwatch.core.words import InstrumentKind, Right, Settlement, Side, Style

AccountKey = NewType("AccountKey", str)
"""One account at one broker: `<broker>/<name>`."""

InstrumentId = NewType("InstrumentId", str)
"""A contract as its broker knows it: `<broker>/<native id>`."""

Scope = NewType("Scope", str)
"""A part of an account that is read, and fails, on its own; empty where there is only one."""

WHOLE = Scope("")
"""The scope of an account that has no parts."""


def broker_of(key: AccountKey | InstrumentId) -> str:
    """The broker's key, the part before the first slash."""
    return key.partition("/")[0]


def name_of(key: AccountKey | InstrumentId) -> str:
    """The account's name or the instrument's native id, the part after the first slash."""
    return key.partition("/")[2]


_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


def later(at: datetime, span: timedelta) -> datetime:
    """So long after; a contract without an end may be dated to the end of the calendar."""
    return at + span if at <= _END_OF_TIME - span else _END_OF_TIME


def days_about(day: date, *, before: int = 1, after: int = 1) -> list[date]:
    """A day with so many before it and after it, in order, as far as the calendar goes."""
    first = max(day.toordinal() - before, date.min.toordinal())
    last = min(day.toordinal() + after, date.max.toordinal())
    return [date.fromordinal(n) for n in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time at which a contract ends or may be called.

    A date counts as reached at 00:00Z of that day and is over at 00:00Z of the next; a time is
    reached and over at once.
    """

    at: datetime
    whole_day: bool = False

    @classmethod
    def on(cls, day: date) -> "Moment":
        """The whole of a day, UTC."""
        return cls(datetime.combine(day, time(), UTC), whole_day=True)

    @property
    def over_at(self) -> datetime:
        """When it lies entirely in the past."""
        return later(self.at, timedelta(days=1)) if self.whole_day else self.at

    def reached(self, now: datetime) -> bool:
        """Whether it may already have happened."""
        return now >= self.at


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A part of what a contract delivers: an instrument's quantity, or an amount of a currency."""

    quantity: Decimal
    instrument: InstrumentId | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A contract or a thing held, as its broker describes it; absent is unknown, never assumed."""

    id: InstrumentId
    kind: InstrumentKind
    symbol: str
    underlying: InstrumentId | None = None
    right: Right | None = None
    strike: Decimal | None = None
    expiry: Moment | None = None
    multiplier: Decimal | None = None
    style: Style | None = None
    settlement: Settlement | None = None
    currency: str | None = None
    deliverables: tuple[Deliverable, ...] = ()
    first_notice: Moment | None = None
    exchange: str | None = None
    scope: Scope = WHOLE

    def only_repeats(self, known: "Instrument") -> bool:
        """Whether it says nothing that the known one does not say, however it may be named."""
        if (self.id, self.kind) != (known.id, known.kind):
            return False
        told = ((getattr(self, name), getattr(known, name)) for name in _TERMS)
        return all(mine in (None, (), theirs) for mine, theirs in told)

    def completed(self, known: "Instrument") -> "Instrument | None":
        """With what only the known one says; None where not both can be true of one contract."""
        kinds = {self.kind, known.kind} - {InstrumentKind.OTHER}
        parts = {part for part in (_delivered(self), _delivered(known)) if part}
        if self.id != known.id or len(kinds) > 1 or len(parts) > 1:
            return None
        terms = {name: getattr(self, name) for name in _TERMS}
        for name, term in terms.items():
            before = getattr(known, name)
            if term in (None, ()):
                terms[name] = before
            elif before not in (None, (), term):
                return None
        kind = next(iter(kinds), InstrumentKind.OTHER)
        return replace(self, kind=kind, scope=self.scope or known.scope, **terms)


_TERMS = tuple(
    f.name for f in fields(Instrument) if f.name not in ("id", "kind", "symbol", "scope")
)
"""What makes a contract what it is, however it may be named and wherever it is read."""


def _delivered(contract: Instrument) -> tuple[Deliverable, ...]:
    """What one of it delivers, as far as it is described."""
    if contract.deliverables or contract.multiplier is None or contract.underlying is None:
        return contract.deliverables
    return (Deliverable(contract.multiplier, contract.underlying),)


@dataclass(frozen=True, slots=True, order=True)
class PositionKey:
    """What a quantity belongs to inside an account."""

    instrument: InstrumentId
    side: Side = Side.NET

    def __hash__(self) -> int:
        """That of its instrument: the books look keys up more often than anything else."""
        return hash(self.instrument)


@lru_cache(maxsize=1 << 14)
def position_key(instrument: InstrumentId, side: Side = Side.NET) -> PositionKey:
    """The key made once: what is looked up by the same object need not be compared."""
    return PositionKey(instrument, side)


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One row of a reading. `price` is the broker's average open price, never a mark."""

    instrument: InstrumentId
    quantity: Decimal
    side: Side = Side.NET
    price: Decimal | None = None

    @property
    def key(self) -> PositionKey:
        """What this row's quantity belongs to."""
        return position_key(self.instrument, self.side)


@dataclass(frozen=True, slots=True)
class Leg:
    """What moved in one instrument: signed quantity, and the price it was booked at if known."""

    instrument: InstrumentId
    quantity: Decimal
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong, as a code and its values; `texts.problems` makes the sentence."""

    code: str
    values: dict[str, str] = field(default_factory=dict)
