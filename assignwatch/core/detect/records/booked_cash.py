"""The money that records tell: what several lists say of one thing moved once.

`matching/support.py` hands in the records of a span of readings and takes this off what the
balances moved by. Lists that share no id may tell the same money, as they may tell the same
quantity: of such lists the larger total is believed, never the sum (the design's tape, witnesses).
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal

from assignwatch.core.detect.records.happenings import Happening, happenings
from assignwatch.core.detect.records.lots import linked
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking


def booked_cash(records: Iterable[Booking]) -> Iterator[tuple[str, Decimal]]:
    """Amounts by their currency, received above zero and paid below."""
    by_position: dict[PositionKey, list[Booking]] = {}
    for record in records:
        if record.cash:
            by_position.setdefault(record.key, []).append(record)
    for told in by_position.values():
        for happening in _once(happenings(told)[0]):
            yield from happening.cash.items()


def _once(found: Sequence[Happening]) -> Iterator[Happening]:
    """Those of the lists that tell the most of it, for each cause and way of the money."""
    for kind in dict.fromkeys(map(_kind, found)):
        alike = [happening for happening in found if _kind(happening) == kind]
        yield from max(linked(alike, lambda h: sorted(h.lists)), key=_money)


def _kind(told: Happening) -> Hashable:
    return told.cause, tuple(sorted((c, amount > 0) for c, amount in told.cash.items() if amount))


def _money(found: Iterable[Happening]) -> Decimal:
    return sum((abs(amount) for h in found for amount in h.cash.values()), Decimal())
