"""What the broker's records and the trader's trades say of one position.

`official.py` makes findings of the happenings, `ledger.py` takes their quantities off what was
seen. Both must count alike, so the counting is done here, once.
"""

from dataclasses import dataclass
from datetime import date

from assignwatch.core.detect.happenings import Happening, happenings, tallied
from assignwatch.core.detect.ledger import Fact
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.observations import Fill
from assignwatch.core.state import Account, FactKey


@dataclass(frozen=True, slots=True)
class Told:
    """All records of one position: happenings by business date, those that count, other trades."""

    key: PositionKey
    contract: Instrument | None
    found: tuple[Happening, ...]
    counted: tuple[Happening, ...]
    trades: tuple[Fill, ...]
    settled: frozenset[FactKey] = frozenset()

    def is_settled(self, happening: Happening) -> bool:
        """Whether an earlier balance of the ledger holds it already."""
        return any((w.id, w.instrument) in self.settled for w in happening.witnesses)

    def facts(self) -> list[Fact]:
        """What explains a change of the position; what an earlier balance holds is left out."""
        facts = [Fact(f.at, f.quantity, f.price) for f in self.trades if f.quantity]
        facts += [
            Fact(h.at, h.quantity, h.price, booked=True)
            for h in self.counted
            if h.quantity and not self.is_settled(h)
        ]
        return facts


def told_of(account: Account, key: PositionKey, contract: Instrument | None) -> Told:
    """What is recorded of this position."""
    book = account.books.get(key)
    bookings = [account.bookings[fact] for fact in account.booked.get(key, ())]
    found, trades = happenings(bookings, book.fills.values() if book is not None else ())
    days: dict[date, list[Happening]] = {}
    for happening in found:
        days.setdefault(happening.at.date(), []).append(happening)
    counted = [h for day in days.values() for h in tallied(day)]
    settled = frozenset(book.settled) if book is not None else frozenset[FactKey]()
    return Told(key, contract, tuple(found), tuple(counted), tuple(trades), settled)
