"""What is left of a change when what is recorded of it is taken off: the unit that is judged.

`ledger.py` makes residuals of readings and facts; `legs.py`, `lapse.py` and `weigh.py` judge them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from assignwatch.core.model import InstrumentId, PositionKey, later

_ZERO = Decimal()
_DAY = timedelta(days=1)
_PRICE_STEP = Decimal("0.00000001")
_FINEST = Decimal("0.01")


def rounded(price: Decimal) -> Decimal:
    """A price to eight decimals."""
    return price.quantize(_PRICE_STEP).normalize() + 0


def grain(price: Decimal) -> Decimal:
    """The last figure to which a price is told: it may be rounded there."""
    exponent = price.as_tuple().exponent
    return min(Decimal(1).scaleb(int(exponent)), _FINEST)


@dataclass(frozen=True, slots=True)
class Fact:
    """A record or a trade that moved the position: when, by how much, at which price if known.

    `leg`: it is what a contract turned into. `opens`: it may open a position as well as close one.
    `dated`: its record names that day alone, and `at` is the end of it.
    """

    at: datetime
    quantity: Decimal
    price: Decimal | None = None
    booked: bool = False
    leg: bool = False
    opens: bool = False
    dated: datetime | None = None

    @property
    def told_at(self) -> datetime:
        """The time that its record gives."""
        return self.dated or self.at

    @property
    def as_told(self) -> "Fact":
        """The same, at the time that its record gives."""
        return self if self.dated is None else replace(self, at=self.dated, dated=None)

    @property
    def is_dated(self) -> bool:
        """Whether its record may name a day alone, not a time."""
        return self.booked and self.at.time() == time()

    @property
    def at_its_end(self) -> "Fact":
        """The same, at the end of its day where it names one alone."""
        return replace(self, at=later(self.at, _DAY), dated=self.at) if self.is_dated else self


@dataclass(frozen=True, slots=True)
class Residual:
    """A change of one position between two readings that no record explains.

    `before` and `after` are the position at either reading, `facts` what else moved it in between.
    `price` is what the unexplained part was booked at, to within `slack`; where the position
    `crossed` zero it is only that of what lies beyond; `closing` the price the broker gave when the
    position went to zero; `held_at` its open price before.
    """

    key: PositionKey
    quantity: Decimal
    since: datetime
    at: datetime
    seen: datetime
    before: Decimal
    after: Decimal
    late: bool
    scope: str = ""
    price: Decimal | None = None
    slack: Decimal = _ZERO
    crossed: bool = False
    closing: Decimal | None = None
    held_at: Decimal | None = None
    facts: tuple[Fact, ...] = field(default=(), compare=False)
    record: str | None = None
    """The booking that is this leg, where the broker booked it without naming the contract."""
    excess: bool = False
    """Whether it is only what a record of an earlier change says beyond that."""
    whole: Decimal | None = None
    """What it is a share of, where the rest went with it and is told by itself."""
    under: datetime | None = None
    """The time whose descriptions count, if not that at which it was seen."""
    assumed: bool = False
    """Whether nobody saw it go: it is only asked what it would turn into."""
    steps: tuple["Residual", ...] = field(default=(), compare=False)
    """The changes that it was put together of, earliest first, if it was."""

    @property
    def instrument(self) -> InstrumentId:
        """What changed."""
        return self.key.instrument

    @property
    def judged_at(self) -> datetime:
        """The time whose descriptions count for it."""
        return self.under or self.seen

    @property
    def expected(self) -> Decimal:
        """The position as it should have been read."""
        return self.after - (self.quantity if self.whole is None else self.whole)

    @property
    def closes(self) -> bool:
        """Whether it can have brought the position nearer to zero, and not past it.

        The trades of the same step may have come before it or after.
        """
        held, most = self.before, _ZERO
        for moved in (_ZERO, *(fact.quantity for fact in self.facts)):
            held += moved
            most = max(most, -held if self.quantity > 0 else held)
        return abs(self.quantity) <= most

    @property
    def unanswered(self) -> bool:
        """Whether it is a record that the position does not show, rather than a change."""
        moved = sum((f.quantity for f in self.facts), _ZERO)
        return self.quantity * moved < 0 and abs(self.quantity) <= abs(moved)

    @property
    def denied(self) -> bool:
        """Whether it is just a record of the broker's that the position does not show."""
        booked = [f.quantity for f in self.facts if f.booked]
        return bool(booked) and -self.quantity in {*booked, sum(booked, _ZERO)}

    @property
    def overclaimed(self) -> bool:
        """Whether it is what the broker's records say beyond what the position shows."""
        only = all(fact.booked for fact in self.facts)
        return self.denied or (only and self.unanswered)

    def is_just(self, fact: Fact) -> bool:
        """Whether it is no more than a record of the broker's says, and was booked at its price."""
        if not fact.booked or fact.quantity != self.quantity:
            return False
        paid, told = self.price, fact.price
        return paid is not None and told is not None and abs(paid - told) <= self.slack

    @property
    def paid(self) -> Decimal | None:
        """What it was booked at, as far as that was seen."""
        return self.closing if self.closing is not None else self.opened_at

    @property
    def opened_at(self) -> Decimal | None:
        """Its price as the broker states it, or as averages give it, to eight decimals."""
        stated = self.crossed or not (self.before or self.facts)
        if self.price is None:
            return None
        return self.price.normalize() + 0 if stated else rounded(self.price)

    def part(self, quantity: Decimal) -> "Residual":
        """The same change, of which only so much is left."""
        return replace(self, quantity=quantity)

    def rest(self, quantity: Decimal, told: Sequence[Fact]) -> "Residual":
        """The same change, of which so much is left when others have `told` of a part of it.

        What these were booked at is no price of the rest; where nobody says it, none is known.
        """
        taken, left = self.quantity - quantity, self.part(quantity)
        if self.price is None or not quantity or not taken:
            return left
        known = [f.quantity * f.price for f in told if f.price is not None]
        whole = len(known) == len(told) and taken == sum((f.quantity for f in told), _ZERO)
        if not whole or taken * quantity < 0 or self.crossed or self.closing is not None:
            return replace(left, price=None, slack=_ZERO)
        price = (self.price * self.quantity - sum(known, _ZERO)) / quantity
        return replace(left, price=price, slack=self.slack * self.quantity / quantity)

    def share(self, quantity: Decimal) -> "Residual":
        """So much of the same change, where the rest went the same way and is told by itself."""
        whole = self.quantity if self.whole is None else self.whole
        return self if quantity == self.quantity else replace(self, quantity=quantity, whole=whole)

    def is_inside(self, slack: timedelta) -> bool:
        """Whether trades within moments of the reading before were in that reading already.

        They are what is left of it, turned round, when a match has used the rest.
        """
        early = [fact.quantity for fact in self.facts if abs(fact.at - self.since) <= slack]
        return self.whole is not None and bool(early) and self.quantity == -sum(early, _ZERO)
