"""Joining a broker's records into happenings: the same thing told twice counts once.

`conclude.py` hands in all records of one position and gets back what happened to it. Records are
witnesses of one happening when they share the broker's event id or any further id. Records that
share none, from lists that never share any, may still tell the same story: of such lists the
larger total is believed, never the sum (`tallied`). The result does not depend on the order in
which the records came.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from assignwatch.core.detect.kinds import SPECIFIC
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to one position, with all its witnesses in a fixed order."""

    witnesses: tuple[Booking, ...]

    @property
    def cause(self) -> Cause:
        """The most telling of the causes that its witnesses name."""
        return min((w.cause for w in self.witnesses), key=SPECIFIC.index)

    @property
    def disputed(self) -> bool:
        """Whether its witnesses name different causes."""
        return len({w.cause for w in self.witnesses}) > 1

    @property
    def at(self) -> datetime:
        """The earliest time a witness gives."""
        return min(w.at for w in self.witnesses)

    @property
    def records(self) -> frozenset[str]:
        """The lists it was read from."""
        return frozenset(w.record for w in self.witnesses)

    @property
    def account_of_most(self) -> tuple[Booking, ...]:
        """The witnesses of the list that accounts for the largest quantity."""
        lists = (tuple(w for w in self.witnesses if w.record == r) for r in sorted(self.records))
        return max(lists, key=lambda ws: abs(sum((w.quantity for w in ws), Decimal())))

    @property
    def quantity(self) -> Decimal:
        """The signed change, counted once however many witnesses there are."""
        return sum((w.quantity for w in self.account_of_most), Decimal())

    @property
    def value(self) -> Decimal | None:
        """Quantity times price over its parts; None where a price is missing."""
        best = self.account_of_most
        priced = [w.quantity * w.price for w in best if w.price is not None]
        if len(priced) == len(best):
            return sum(priced, Decimal())
        prices = sorted({w.price for w in self.witnesses if w.price is not None})
        return self.quantity * prices[0] if prices else None

    @property
    def cash(self) -> dict[str, Decimal]:
        """What was received (+) or paid (−) by currency, from the list that says most about it."""
        lists = (tuple(w for w in self.witnesses if w.record == r) for r in sorted(self.records))
        telling = max(lists, key=lambda ws: len({c for w in ws for c in w.cash}))
        total: dict[str, Decimal] = {}
        for witness in telling:
            for currency, amount in witness.cash.items():
                total[currency] = total.get(currency, Decimal()) + amount
        return total


def happenings(bookings: Iterable[Booking]) -> list[Happening]:
    """The happenings behind these records of one position, earliest first."""
    groups = _linked(bookings, lambda b: (b.event or b.id, *b.refs))
    found = [Happening(tuple(sorted(group, key=_order))) for group in groups]
    return sorted(found, key=lambda h: (h.at, h.witnesses[0].id))


def tallied(found: Sequence[Happening]) -> list[Happening]:
    """Of happenings that may be the same told by lists without shared ids, those to count.

    Lists that share at least one happening are linked and count together; among groups of lists
    that are not, the one with the larger total is taken.
    """
    groups = _linked(found, lambda h: h.records)
    return max(groups, key=lambda g: (abs(sum((h.quantity for h in g), Decimal())), len(g)))


def _order(booking: Booking) -> tuple[datetime, str, str]:
    return booking.at, booking.record, booking.id


def _linked(items: Iterable[T], tokens: Callable[[T], Iterable[Hashable]]) -> list[list[T]]:
    """Items in groups such that items with a token in common are in the same group."""
    groups: list[tuple[set[Hashable], list[T]]] = []
    for item in items:
        seen, members = set(tokens(item)), [item]
        apart = []
        for group in groups:
            if group[0] & seen:
                seen |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (seen, members)]
    return [members for _, members in groups]
