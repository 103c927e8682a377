"""What the program gets to see: readings at its own times, through feeds that may fail.

Coverage is honest: a line says "through T" only when everything up to T has been told, apart from
records that the world made surprising on purpose.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from tests.core.worlds.book import Key, Move, row
from tests.core.worlds.contracts import D, stamp
from tests.core.worlds.story import Balances, Reading, Record
from tests.core.worlds.world import World

_FEEDS = {"fills": ("fill",), "bookings": ("booking", "adjustment")}


class Program:
    """It reads all accounts at a poll, and writes down what it was told, line by line."""

    def __init__(self, world: World, gaps: list[tuple[datetime, datetime]]) -> None:
        self.world = world
        self.gaps = gaps
        self.lines: list[dict[str, Any]] = []
        self.readings: list[Reading] = []
        self._spoken_of: set[str] = set()
        self._described: set[str] = set()
        self._told: set[int] = set()
        self._covered: dict[tuple[str, str], datetime] = {}
        self._faulty: dict[str, bool] = {}
        self._last_rows: dict[str, list[Key]] = {}
        self._optioned: set[tuple[str, str]] = set()
        self._retold: list[dict[str, Any]] = []
        self.faultless_from: datetime | None = None
        self._polled_at: datetime | None = None
        self._seen = world.now
        if world.settings.stream:
            world.watchers.append(self._streamed)

    @property
    def tape(self) -> list[str]:
        """Everything it was told, as lines."""
        return [json.dumps(line, separators=(",", ":")) for line in self.lines]

    def is_off(self, at: datetime) -> bool:
        """Whether nobody looks at that time."""
        return any(start <= at < end for start, end in self.gaps)

    def start(self, at: datetime) -> None:
        """It is started, and reads at once."""
        self.lines.append({"type": "start", "seen": stamp(at)})
        self.poll(at)

    def poll(self, at: datetime) -> None:
        """Read everything of every account, once at a time, unless nobody looks."""
        if self.is_off(at) or at == self._polled_at:
            return
        self._polled_at = at
        self._describe(at)
        self._tell([r.line for r in self._new("", at)], at)
        accounts = list(self.world.books)
        self.world.rng.shuffle(accounts)
        for account in accounts:
            self._read(account, at)

    def _read(self, account: str, at: datetime) -> None:
        batch = self._positions(account, at)
        new = self._new(account, at)
        batch += [record.line for record in new]
        if self.world.settings.faults:
            if self._retold and self.world.chance(30):
                old = self.world.rng.choice(self._retold)
                batch += [old, old]
            self.world.rng.shuffle(batch)
        self._retold += [record.line for record in new]
        self._tell(batch, at)
        for feed, kinds in _FEEDS.items():
            if feed == "fills" or self.world.settings.bookings_covered:
                self._cover(account, feed, kinds, at)

    # ----------------------------------------------------------------------------------- positions

    def _positions(self, account: str, at: datetime) -> list[dict[str, Any]]:
        """The reading of the positions: as it is, or as a feed gets it wrong."""
        rows = self._rows(account)
        good: dict[str, Any] = {
            "type": "snapshot",
            "at": stamp(at),
            "account": account,
            "positions": rows,
        }
        book = self.world.books[account]
        if self.world.settings.balances is not Balances.NONE:
            good["balances"] = {c: f"{a:f}" for c, a in sorted(book.cash.items())}
        if self._fails(account, at) and (bad := self._faulted(account, good, at)) is not None:
            self._faulty[account] = True
            return [bad, self._report(account, at, "down")] if self.world.chance(30) else [bad]
        mended = self._faulty.get(account, False) and self.world.chance(30)
        self._faulty[account] = False
        quantities = {key: held.quantity for key, held in book.holdings.items()}
        self._last_rows[account] = list(quantities)
        held = {self.world.contracts[key.instrument] for key in quantities}
        self._optioned |= {(account, c.underlying) for c in held if c.is_option}
        self.readings.append(Reading(at, account, quantities, dict(book.cash)))
        return [self._report(account, at, "up"), good] if mended else [good]

    def _report(self, account: str, at: datetime, state: str) -> dict[str, Any]:
        feed = {"type": "feed", "at": stamp(at), "account": account, "feed": "positions"}
        return feed | {"state": state}

    def _rows(self, account: str) -> list[dict[str, Any]]:
        book = self.world.books[account]
        told = []
        for line in book.rows(prices=self.world.settings.prices):
            key = Key(line["instrument"], line.get("side", "net"))
            extra = self.world.doubled.get((account, key), D(0))
            if extra:
                price = book.holdings[key].price if "price" in line else None
                told.append(row(key, book.quantity(key) + extra, price))
                line = row(key, -extra, price)  # noqa: PLW2901 - the second of two rows
            told.append(line)
        return told

    def _fails(self, account: str, at: datetime) -> bool:
        """Now and then, but neither at first nor at last, and never twice in a row."""
        fresh = account not in self._faulty or self._faulty[account]
        if self.faultless_from is not None and at >= self.faultless_from:
            return False
        return self.world.settings.faults and not fresh and self.world.chance(15)

    def _faulted(self, account: str, good: dict[str, Any], at: datetime) -> dict[str, Any] | None:
        rows = good["positions"]
        match self.world.rng.choice(("unreadable", "incomplete", "thin", "empty")):
            case "unreadable":
                said = {"at": stamp(at), "account": account, "feed": "positions"}
                return {"type": "unreadable", **said, "reason": "half a page"}
            case "incomplete":
                return good | {"positions": rows[: len(rows) // 2], "complete": False}
            case "empty" if self._cannot_all_be_gone(account, at):
                return good | {"positions": []}
            case "thin" if self._must_be_missed(account, at):
                return good | {"positions": [r for r in rows if self._may_end(r["instrument"], at)]}
        return None

    def _cannot_all_be_gone(self, account: str, at: datetime) -> bool:
        """Whether some row would be missed that nothing can explain, even if all others go too."""
        optioned = {c.underlying for c in self.world.contracts.values() if c.is_option}
        return any(
            not self._may_end(key.instrument, at) and key.instrument not in optioned
            for key in self._still_held(account)
        )

    def _must_be_missed(self, account: str, at: datetime) -> bool:
        """Whether leaving out all that cannot end leaves out most of what was seen before.

        Shares that an option of the account may have moved do not count.
        """
        before = self._last_rows[account]
        gone = [
            key
            for key in self._still_held(account)
            if not self._may_end(key.instrument, at)
            and (account, key.instrument) not in self._optioned
        ]
        most = max(len(before), len(self.world.books[account].holdings))
        return len(before) >= 4 and 2 * len(gone) > most

    def _still_held(self, account: str) -> list[Key]:
        """What the last good reading showed and no trade has closed since."""
        return [k for k in self._last_rows[account] if k in self.world.books[account].holdings]

    def _may_end(self, instrument: str, at: datetime) -> bool:
        """Whether it can be called or be over: a thin list never leaves it out."""
        contract = self.world.contracts[instrument]
        return contract.is_option or contract.reached(at)

    def _streamed(self, account: str, move: Move) -> None:
        """The stream tells the new total of one position."""
        if self.is_off(move.at) or account not in self._faulty:
            return
        self._describe(move.at)
        held = self.world.books[account].holdings.get(move.key)
        price = (held.price if held else move.price) if self.world.settings.prices else None
        line = row(move.key, held.quantity if held else D(0), price)
        line |= {"type": "position", "at": stamp(move.at), "account": account}
        self._tell([line], move.at)

    # ------------------------------------------------------------------------------------- records

    def _new(self, account: str, at: datetime) -> list[Record]:
        """What can be read now and was not read before."""
        source = self.world.records if account else self.world.quotes
        new = [
            record
            for record in source
            if record.account == account and record.told_at <= at and id(record) not in self._told
        ]
        self._told.update(id(record) for record in new)
        return new

    def _cover(self, account: str, feed: str, kinds: tuple[str, ...], at: datetime) -> None:
        through = at + timedelta(seconds=2)
        for record in self.world.records:
            if (
                record.account == account
                and record.line["type"] in kinds
                and id(record) not in self._told
                and not record.surprising
            ):
                through = min(through, record.at - timedelta(seconds=1))
        known = self._covered.get((account, feed))
        if known is None or through > known:
            self._covered[(account, feed)] = through
            line = {"type": "coverage", "account": account, "feed": feed}
            self._tell([line | {"through": stamp(through)}], at + timedelta(seconds=2))

    def _describe(self, at: datetime) -> None:
        """Every instrument is described before it is first spoken of, or a little later."""
        held = {key.instrument for book in self.world.books.values() for key in book.holdings}
        named = {
            record.line.get(key)
            for record in self.world.records
            for key in ("instrument", "old", "new")
        }
        self._spoken_of |= {name for name in held | named if name}
        for name in sorted(self._spoken_of - self._described):
            if not (self.world.settings.faults and self.world.chance(10)):
                self._describe_one(name, at)

    def _describe_one(self, name: str, at: datetime) -> None:
        contract = self.world.contracts[name]
        self._described.add(name)
        for other in (contract.underlying, *(i for i, _ in contract.delivers)):
            if other and other not in self._described:
                self._describe_one(other, at)
        self._tell([contract.line()], at)

    def _tell(self, lines: list[dict[str, Any]], at: datetime) -> None:
        """Lines of one moment are learned together; others follow each other."""
        self._seen = max(self._seen, at + timedelta(seconds=1))
        apart = timedelta(milliseconds=self.world.rng.choice((0, 0, 10)))
        for line in lines:
            self._seen += apart
            self.lines.append(line | {"seen": stamp(self._seen)})
