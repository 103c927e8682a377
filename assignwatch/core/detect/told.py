"""What the broker's records and the trader's trades say of one position.

`official.py` makes findings of the happenings, `ledger.py` takes their quantities off what was
seen. Both must count alike, so the counting is done here, once.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from assignwatch.core.detect.happenings import Happening, happenings, tallied
from assignwatch.core.detect.ledger import Fact, Residual
from assignwatch.core.detect.witnesses import reconciled
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.observations import Fill
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Book, FactKey

_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """All records of one position: happenings, those that count, other trades.

    `history` and `old_trades` lie before the first reading, which ought to hold them.
    """

    key: PositionKey
    contract: Instrument | None
    found: tuple[Happening, ...]
    counted: tuple[Happening, ...]
    trades: tuple[Fill, ...]
    settled: frozenset[FactKey] = frozenset()
    history: tuple[Happening, ...] = ()
    old_trades: tuple[Fill, ...] = ()

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


def told_of(
    account: Account, key: PositionKey, contract: Instrument | None, policy: Policy
) -> Told:
    """What is recorded of this position."""
    book = account.books.get(key)
    bookings = [account.bookings[fact] for fact in account.booked.get(key, ())]
    told, trades = happenings(bookings, book.fills.values() if book is not None else ())
    start = _start(account, key, book, policy)
    before = [h for h in told if start is not None and h.at < start and not _is_told(account, h)]
    found = [h for h in told if h not in before]
    days: dict[date, list[Happening]] = {}
    for happening in found:
        days.setdefault(happening.at.date(), []).append(happening)
    tally = [h for day in days.values() for h in tallied(day)]
    counted = reconciled(book, tally, trades)
    found = [h for h in found if h not in tally] + counted
    settled = frozenset(book.settled) if book is not None else frozenset[FactKey]()
    return Told(
        key,
        contract,
        tuple(found),
        tuple(counted),
        tuple(f for f in trades if start is None or f.at >= start),
        settled,
        tuple(before),
        tuple(f for f in trades if start is not None and f.at < start),
    )


def _is_told(account: Account, happening: Happening) -> bool:
    """Whether it was told before there was a first reading to hold it."""
    return any((w.id, w.instrument) in account.consumed for w in happening.witnesses)


def _start(
    account: Account, key: PositionKey, book: Book | None, policy: Policy
) -> datetime | None:
    """Before this everything is history, which the first reading holds already."""
    baseline = account.baseline(account.scopes.get(key))
    if baseline is None or (book is not None and book.base is not None):
        return None
    return max(baseline, _BEGINNING + policy.baseline_slack) - policy.baseline_slack


def with_history(told: Told, open_: list[Residual], policy: Policy) -> tuple[Told, list[Residual]]:
    """Take from history the records that are just what changed since, each for one change."""
    found, left = list(told.found), list(open_)
    counted = list(told.counted)
    for happening in told.history:
        for residual in left:
            near = residual.at - happening.at <= policy.pair_within
            if near and residual.key == told.key and residual.quantity == happening.net:
                left.remove(residual)
                found.append(happening)
                counted.append(happening)
                break
    return replace(told, found=tuple(found), counted=tuple(counted)), left
