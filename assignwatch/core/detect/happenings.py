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
        return max(self._lists(), key=lambda ws: abs(sum((w.quantity for w in ws), Decimal())))

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
        telling = max(self._lists(), key=lambda ws: len({c for w in ws for c in w.cash}))
        total: dict[str, Decimal] = {}
        for witness in telling:
            for currency, amount in witness.cash.items():
                total[currency] = total.get(currency, Decimal()) + amount
        return total

    def _lists(self) -> list[tuple[Booking, ...]]:
        """The witnesses by the list they were read from; one of unknown origin is its own list."""
        lists: dict[tuple[str, str], list[Booking]] = {}
        for witness in self.witnesses:
            origin = (witness.record, "" if witness.record else witness.id)
            lists.setdefault(origin, []).append(witness)
        return [tuple(lists[origin]) for origin in sorted(lists)]


def happenings(bookings: Iterable[Booking]) -> list[Happening]:
    """The happenings behind these records of one position, earliest first."""
    groups = _linked(bookings, lambda b: (b.event or b.id, *b.refs))
    found = [Happening(tuple(sorted(group, key=_order))) for group in groups]
    return sorted(found, key=_first)


def tallied(found: Sequence[Happening]) -> list[Happening]:
    """Of happenings that may be the same told by lists without shared ids, those to count.

    Lists that share at least one happening are linked and count together; among groups of lists
    that are not, the one with the larger total is taken, for each cause on its own.
    """
    groups = _linked(found, lambda h: h.records)
    counted: list[Happening] = []
    for cause in sorted({h.cause for h in found}):
        told = [[h for h in group if h.cause is cause] for group in groups]
        largest = max(told, key=_size)
        counted += largest
    return sorted(counted, key=_first)


def _size(group: Sequence[Happening]) -> tuple[Decimal, int]:
    return abs(sum((h.quantity for h in group), Decimal())), len(group)


def _first(happening: Happening) -> tuple[datetime, str]:
    return happening.at, happening.witnesses[0].id


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
