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
from assignwatch.core.state import Account


@dataclass(frozen=True, slots=True)
class Told:
    """All records of one position: happenings by business date, those that count, other trades."""

    key: PositionKey
    contract: Instrument | None
    found: tuple[Happening, ...]
    counted: tuple[Happening, ...]
    trades: tuple[Fill, ...]

    def facts(self, account: Account) -> list[Fact]:
        """What explains a change of the position; what an earlier balance holds is left out."""
        book = account.books.get(self.key)
        settled = book.settled if book is not None else frozenset()
        facts = [Fact(f.at, f.quantity, f.price) for f in self.trades]
        facts += [
            Fact(h.at, h.quantity, h.price, booked=True)
            for h in self.counted
            if not any((w.id, w.instrument) in settled for w in h.witnesses)
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
    return Told(key, contract, tuple(found), tuple(counted), tuple(trades))
