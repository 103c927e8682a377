"""The world's own clockwork: things happen at their time, and the broker keeps records of them.

`acts` decide what happens; here it changes the books, and becomes records that `program.py` may
read from their time on. Nothing happens in the first ten seconds of a minute: the program reads
then, so that it is always clear what a reading may show.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from random import Random
from typing import Any

from tests.core.worlds.book import Book, Key, Move, trade_cash
from tests.core.worlds.contracts import Contract, D, catalogue, figure, stamp
from tests.core.worlds.market import Market
from tests.core.worlds.story import Causes, Happening, Record, Settings, Trade

MONDAY = date(2026, 11, 16)


class Report(Enum):
    """What a second list of the broker's tells of the same bookings."""

    NONE = "nothing: there is no such list"
    PARTIAL = "some of them, each with the event that it is about"
    WHOLE = "all of them, without any id in common"


def day_start(day: date) -> datetime:
    """Midnight."""
    return datetime.combine(day, time(), UTC)


class World:
    """Accounts, their markets, what happens to them and what their brokers write down."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rng = Random(f"world {settings.seed}")
        self.first_day = MONDAY + timedelta(days=self.rng.randint(0, 2))
        self.near = self.first_day + timedelta(days=2)
        self.now = day_start(self.first_day)
        self.contracts = catalogue(self.near)
        self.live = set(self.contracts)
        self.market = Market(self.rng, self.contracts)
        self.books: dict[str, Book] = {}
        self.happenings: list[Happening] = []
        self.trades: list[Trade] = []
        self.records: list[Record] = []
        self.quotes: list[Record] = []
        self.doubled: dict[tuple[str, Key], Decimal] = {}
        self.busy: dict[tuple[str, Key], datetime] = {}
        self.dealt: set[tuple[str, str, str, date]] = set()
        self.watchers: list[Callable[[str, Move], None]] = []
        self._report = self.rng.choice(tuple(Report))
        self._plan: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = 0

    # ----------------------------------------------------------------------------- chance and time

    def chance(self, percent: int) -> bool:
        """Whether something that happens so often happens now."""
        return self.rng.randrange(100) < percent

    def soon(self, at: datetime, *, minutes: int) -> datetime:
        """A moment at most so long after `at`, outside the seconds in which the program reads."""
        later = at + timedelta(seconds=self.rng.randint(0, 60 * minutes))
        return later.replace(second=self.rng.randint(10, 50), microsecond=0)

    def number(self) -> int:
        """The next of the numbers that ids are made of."""
        self._number += 1
        return self._number

    def plan(self, at: datetime, do: Callable[[], None]) -> None:
        """Do this when it is that time."""
        heapq.heappush(self._plan, (at, self.number(), do))

    def live_on(self) -> None:
        """Let everything that is planned happen, in order."""
        while self._plan:
            at, _, do = heapq.heappop(self._plan)
            self.now = max(self.now, at)
            do()

    # ---------------------------------------------------------------------------------- own trades

    def trade(
        self,
        account: str,
        key: Key,
        quantity: Decimal,
        at: datetime,
        price: Decimal | None = None,
        *,
        event: str | None = None,
    ) -> None:
        """An ordinary fill at that time, told now or later. `event` ties it to a booking."""
        contract = self.contracts[key.instrument]
        move = Move(at, key, quantity, price or self.market.trade(contract, at))
        if event is None:
            self.plan(at, partial(self._filled, account, move, contract))
        self.keep_busy(account, key, at)
        line = self._record("fill", account, at, f"f{self.number()}", key, quantity)
        line["price"] = figure(move.price)
        if event is not None:
            line["event"] = event
        elif self.chance(50):
            line["order"] = f"o{self.number()}"
        told, surprising = at, False
        if event is None and self.settings.slow_fills and self.chance(30):
            told = self.soon(at, minutes=360)
        if event is None and self.settings.late_fills and self.chance(10):
            told, surprising = self.soon(at + timedelta(minutes=5), minutes=360), True
        self.records.append(Record(at, told, account, line, surprising))

    def _filled(self, account: str, move: Move, contract: Contract) -> None:
        cash = trade_cash(contract, move.quantity, move.price) + self._moved(account, move)
        self.books[account].pay(contract.currency, cash)
        self.trades.append(Trade(account, move, contract.currency, cash))

    def _moved(self, account: str, move: Move) -> Decimal:
        contract = self.contracts[move.key.instrument]
        result = self.books[account].apply(move) * contract.multiplier
        for watcher in self.watchers:
            watcher(account, move)
        return result if contract.is_margined else D(0)

    def keep_busy(self, account: str, key: Key, until: datetime) -> None:
        """Something is still under way there: nothing else may begin."""
        known = self.busy.get((account, key), until)
        self.busy[(account, key)] = max(known, until)

    def is_free(self, account: str, key: Key) -> bool:
        """Whether everything that was begun there has moved."""
        return self.busy.get((account, key), self.now) <= self.now

    def may_be_called(self, account: str, key: Key, *, short: bool) -> bool:
        """One side at a time: what was exercised lately is not assigned, and the reverse."""
        lately = self.now - timedelta(days=2)
        return not any(
            truth.account == account
            and truth.key == key
            and truth.what in {"assigned", "exercised"}
            and (truth.what == "exercised") is short
            and truth.until > lately
            for truth in self.happenings
        )

    def was_changed(self, instrument: str) -> bool:
        """Whether a corporate action took effect on it before."""
        return any(
            truth.kinds == {"corporate_action"} and truth.key.instrument == instrument
            for truth in self.happenings
        )

    def first_today(self, account: str, instrument: str, family: str) -> bool:
        """Whether this is the first of its family there today; it is no more afterwards."""
        deal = (account, instrument, family, self.now.date())
        fresh = deal not in self.dealt
        self.dealt.add(deal)
        return fresh

    # ---------------------------------------------------------------------------------- happenings

    def happen(self, what: Happening) -> Happening:
        """It comes about: each move at its time, the cash with the last of them."""
        self.happenings.append(what)
        for move in what.moves:
            self.keep_busy(what.account, move.key, move.at)
            self.plan(move.at, partial(self._happened, what, move))
        for currency, amount in what.cash.items():
            self.plan(what.until, partial(self.books[what.account].pay, currency, amount))
        return what

    def _happened(self, what: Happening, move: Move) -> None:
        result = self._moved(what.account, move)
        if result:
            currency = self.contracts[move.key.instrument].currency
            what.cash[currency] = what.cash.get(currency, D(0)) + result
            self.books[what.account].pay(currency, result)

    # --------------------------------------------------------------------------------- the records

    def book(self, what: Happening, cause: str, move: Move, **keys: Any) -> None:
        """The broker's record of a cause, where and when this broker tells one."""
        told_at = self._told_at(what)
        if told_at is None:
            return
        what.booked = True
        self._book(what, cause, move, told_at, keys)

    def book_movement(self, what: Happening, cause: str, move: Move, **keys: Any) -> None:
        """The same for transfers and the like, which every broker records."""
        what.booked = True
        self._book(what, cause, move, self._told_at(what) or move.at, keys)

    def book_always(self, what: Happening, cause: str, move: Move, **keys: Any) -> None:
        """The same where the broker tells at once, whatever it does about other causes."""
        what.booked = True
        self._book(what, cause, move, move.at, keys)

    def _book(
        self, what: Happening, cause: str, move: Move, told_at: datetime, keys: dict[str, Any]
    ) -> None:
        number = self.number()
        line = self._record("booking", what.account, what.at, f"b{number}", move.key, move.quantity)
        line |= {"cause": cause, "record": "bookings", **keys}
        if self._report is Report.PARTIAL:
            line.setdefault("event", f"e{number}")
        self.records.append(Record(what.at, told_at, what.account, line))
        again = line | {"id": f"w{number}", "record": "report"}
        if self._report is Report.WHOLE:
            again.pop("event", None)
        if (self._report is Report.WHOLE and move.key == what.key) or (
            self._report is Report.PARTIAL and self.chance(30)
        ):
            self.records.append(Record(what.at, told_at, what.account, again))

    def _told_at(self, what: Happening) -> datetime | None:
        match self.settings.causes:
            case Causes.AT_ONCE:
                return what.at
            case Causes.NEXT_DAY:
                morning = day_start(what.until.date() + timedelta(days=1)) + timedelta(hours=6)
                return self.soon(morning, minutes=120)
        return None

    def adjust(self, account: str, at: datetime, line: dict[str, Any]) -> None:
        """A corporate action, told at once or the next morning."""
        told = at
        if self.chance(30):
            told = self.soon(day_start(at.date() + timedelta(days=1)), minutes=480)
        full = {"type": "adjustment", "at": stamp(at), "account": account, **line}
        self.records.append(Record(at, told, account, full))

    def rest_order(self, account: str, key: Key, quantity: Decimal) -> None:
        """An order that rests; it proves nothing about what happens to the position."""
        line = self._record("order", account, self.now, f"o{self.number()}", key, quantity)
        line |= {"status": "working", "price": "0.05"}
        self.records.append(Record(self.now, self.now, account, line))

    def quote(self, instrument: str, at: datetime, price: Decimal) -> None:
        """An official price, where this world tells any."""
        if self.settings.quotes:
            line = {
                "type": "quote",
                "at": stamp(at),
                "instrument": instrument,
                "last": figure(price),
                "settlement": figure(price),
                "source": "close",
            }
            self.quotes.append(Record(at, at, "", line))

    def _record(
        self, kind: str, account: str, at: datetime, name: str, key: Key, quantity: Decimal
    ) -> dict[str, Any]:
        line: dict[str, Any] = {
            "type": kind,
            "at": stamp(at),
            "account": account,
            "id": name,
            "instrument": key.instrument,
            "quantity": figure(quantity),
        }
        if key.side != "net":
            line["side"] = key.side
        return line
