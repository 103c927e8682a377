"""What the broker's records and the trader's trades say of one position.

`official.py` makes findings of the happenings, `ledger.py` takes their quantities off what was
seen. Both must count alike, so the counting is done here, once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.kinds import may_open
from assignwatch.core.detect.records.bought import with_bought
from assignwatch.core.detect.records.entries import Held
from assignwatch.core.detect.records.happenings import Happening, happenings, tallied, told_since
from assignwatch.core.detect.records.leg_of import Legs
from assignwatch.core.detect.records.reversals import (
    contract_back,
    is_apart,
    is_corrected,
    legs_back,
    legs_reversed,
    reversals,
)
from assignwatch.core.detect.records.shown_lots import as_open, as_shown
from assignwatch.core.detect.records.trades import IN_TIME, distinct, shown
from assignwatch.core.detect.records.turned import with_turned
from assignwatch.core.detect.records.witnesses import are_each_shown, reconciled
from assignwatch.core.detect.records.wrong_way import with_wrong_ways
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import WHOLE, Instrument, InstrumentId, PositionKey
from assignwatch.core.observations import Fill
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Book, Count, FactKey
from assignwatch.core.words import Cause, Feed, InstrumentKind

_ZERO = Decimal()
_BEGINNING = datetime.min.replace(tzinfo=UTC)
TURNING = frozenset({InstrumentKind.OPTION, InstrumentKind.FUTURE})
"""Kinds that end by turning into something else."""
_EXPLAINING = frozenset({Cause.TRANSFER, Cause.DIVIDEND, Cause.CORRECTION, Cause.NETTING})
"""What moves a position beside contracts, and is booked under other days than that."""


@dataclass(frozen=True, slots=True)
class Told:
    """All records of one position: happenings, those that count, other trades.

    `history` and `old_trades` lie before the first reading, which ought to hold them; trades up to
    its `base` an earlier balance of the ledger holds. `answers` say
    which of them are about a change that an earlier reading showed, `shown` which the first reading
    after them shows. `whole` are trades that are all that the contract of their event delivers.
    """

    key: PositionKey
    found: tuple[Happening, ...]
    counted: tuple[Happening, ...]
    trades: tuple[Fill, ...]
    settled: frozenset[FactKey] = frozenset()
    history: tuple[Happening, ...] = ()
    old_trades: tuple[Fill, ...] = ()
    answers: tuple[Answer, ...] = ()
    shown: tuple[Fact, ...] = ()
    contract: Instrument | None = None
    whole: frozenset[str] = frozenset()
    unheld: frozenset[FactKey] = frozenset()
    base: datetime | None = None

    def answer_of(self, happening: Happening) -> Answer | None:
        """The earlier change that it is about, if any; of several alike each has its own."""
        told = happening.at, happening.quantity
        answers = [a for a in self.answers if (a.fact.told_at, a.fact.quantity) == told]
        if not answers:
            return None
        alike = [h for h in self.counted if (h.at, h.quantity) == told]
        place = next((i for i, h in enumerate(alike) if h is happening), 0)
        return answers[place] if place < len(answers) else None

    def answered(self, among: Iterable[Happening]) -> list[Happening]:
        """Which are about a change that they are not dated to; as many as that is told of."""
        found: list[Happening] = []
        left = [(answer.fact.told_at, answer.fact.quantity) for answer in self.answers]
        for happening in among:
            if (happening.at, happening.quantity) in left:
                left.remove((happening.at, happening.quantity))
                found.append(happening)
        return found

    @property
    def is_traded(self) -> bool:
        """Whether nothing is recorded of it, now or before the first reading, but trades."""
        return not (self.found or self.history)

    @property
    def not_taken(self) -> tuple[Happening, ...]:
        """What lies before the first reading and is about no change since, as far as is known."""
        return tuple(h for h in self.history if all(h is not other for other in self.found))

    def is_shown(self, happening: Happening) -> bool:
        """Whether the reading after it shows it, beside other changes that are open."""
        told = happening.at, happening.quantity
        return any((fact.told_at, fact.quantity) == told for fact in self.shown)

    def is_settled(self, happening: Happening) -> bool:
        """Whether it was on record when an earlier balance of the ledger held it already."""
        return any((w.id, w.instrument) in self.settled for w in happening.witnesses)

    def facts(self) -> list[Fact]:
        """What explains a change of the position; what an earlier balance holds is left out."""
        facts = [Fact(f.at, f.quantity, f.price) for f in self.trades if f.quantity]
        open_ = [h for h in self.counted if not self.is_settled(h) or h.is_more_than(self.settled)]
        said = (self._unbalanced(h) for h in open_ if not _is_netted(h, open_))
        return [*facts, *(fact for fact in said if fact.quantity)]

    def _unbalanced(self, told: Happening) -> Fact:
        """What it says of the position, less its trades that an earlier balance holds."""
        fact, left = self.fact(told), told.traded_since(self.base)
        if not told.is_traded or len(left) == len(told.fills):
            return fact
        at = min((f.at for f in left), default=fact.at)
        return replace(fact, at=at, quantity=sum((f.quantity for f in left), _ZERO))

    def old_facts(self) -> list[Fact]:
        """What may be about a change since, though it is dated before the first reading."""
        return [fact for fact in self._facts(self.history) if fact.is_dated]

    def beside(self, unshown: Collection[Fact]) -> list[Fact]:
        """What only explains and may be about another change than that of its time: of what is
        `unshown`, and of what lies before the first reading."""
        before = [h for day in lots(self.history) for h in day if _explains(h)]
        taken = self.answered(before)
        since = self._facts(h for h in self.counted if _explains(h))
        return [
            *self._facts(h for h in before if h not in taken),
            *(fact for fact in since if fact in unshown),
        ]

    def left_out(self) -> Iterator[tuple[Happening, Fact]]:
        """What lies before the first reading and was put to no change since."""
        return ((h, self.fact(h)) for h in self.not_taken if h.quantity)

    def loose(self, start: datetime | None) -> list[Fact]:
        """Records that name a day alone, older than the first reading or than this `start` of the
        ledger, that no change by itself shows."""
        days = [f for f in self.facts() if f.is_dated and start is not None and f.at < start]
        taken = {(answer.fact.told_at, answer.fact.quantity) for answer in self.answers}
        return [f for f in (*self.old_facts(), *days) if (f.at, f.quantity) not in taken]

    def _facts(self, told: Iterable[Happening]) -> Iterator[Fact]:
        return (self.fact(h) for h in told if h.quantity)

    def fact(self, happening: Happening) -> Fact:
        """What it says of the position; of the first reading's day, what that cannot hold."""
        fact = fact_of(happening, leg=self._is_leg(happening))
        return fact.at_its_end if _is_of(happening, self.unheld) else fact

    def _is_leg(self, told: Happening) -> bool:
        return self.contract is not None and told.is_leg(self.contract)


def told_of(
    account: Account,
    key: PositionKey,
    instruments: Mapping[InstrumentId, Instrument],
    policy: Policy,
    beside: Sequence[PositionKey] = (),
    doubted: Count | None = None,
    legs: Legs | None = None,
    unheld: frozenset[FactKey] = frozenset(),
) -> Told:
    """What is recorded of this position; those `beside` it are judged with it.

    `doubted` is a reading not yet believed. `legs`: the contracts of legs that share no id.
    `unheld`: what is no history although it names the day of the first reading.
    """
    legs = Legs() if legs is None else legs
    book = account.books.get(key)
    once, doubtful = distinct(book.fills.values() if book is not None else ())
    once += book.witnesses.values() if book is not None else ()
    once += [fill for fill in doubtful if _is_leg(fill, legs)]
    doubtful = [fill for fill in doubtful if not _is_leg(fill, legs)]
    told = _told_of(account, key, instruments, policy, once, beside, legs, unheld)
    if book is None or not doubtful:
        return told
    counts = [*book.counts, *filter(None, (doubted,))]
    moved = [(fact.at, fact.quantity) for fact in told.facts()]
    others = [account.books[k] for k in beside if k != key and k in account.books]
    more = list(shown(counts, moved, doubtful, others))
    if not more:
        return told
    return _told_of(account, key, instruments, policy, [*once, *more], beside, legs, unheld)


def _told_of(
    account: Account,
    key: PositionKey,
    instruments: Mapping[InstrumentId, Instrument],
    policy: Policy,
    fills: Sequence[Fill],
    beside: Sequence[PositionKey],
    legs: Legs,
    unheld: frozenset[FactKey],
) -> Told:
    book = account.books.get(key)
    bookings = [account.bookings[fact] for fact in account.booked.get(key, ())]
    if legs.traded:
        bookings += [legs.traded[f.id, f.instrument] for f in fills if _is_leg(f, legs)]
        fills = [fill for fill in fills if not _is_leg(fill, legs)]
    told, trades = happenings(bookings, sorted(fills, key=IN_TIME))
    if book is not None and book.witnesses:
        trades = [fill for fill in trades if (fill.id, fill.instrument) not in book.witnesses]
    described = instruments.get(key.instrument)
    settled = frozenset(book.settled) if book is not None else frozenset[FactKey]()
    start = _start(account, key, book, policy)
    since, older = tuple(trades), tuple[Fill, ...]()
    if start is not None:
        since = tuple(f for f in trades if f.at >= start)
        older = tuple(f for f in trades if f.at < start)
    whole = frozenset(legs.whole_trades(trades))
    if not told:  # most positions are only traded
        return Told(key, (), (), since, settled, (), older, contract=described, whole=whole)
    told = [
        replace(
            h,
            of=frozenset(_contracts_of(account, h, key, instruments, legs.of)),
            is_lot=any((w.id, w.instrument) in legs.lots for w in h.witnesses),
            is_each=any((w.id, w.instrument) in legs.each for w in h.witnesses),
            is_whole=legs.is_whole(key.instrument, h),
        )
        for h in told
    ]
    if described is not None and described.kind is InstrumentKind.FUTURE:
        told = list(with_turned(told, account, described, instruments, beside))
    if described is not None and described.kind in TURNING:
        apart = partial(is_apart, account, described, instruments, beside)
        told = reversals(told, trades, partial(legs_back, account, described), apart)
    elif any(happening.cause is Cause.CORRECTION for happening in told):
        of = {other: instruments.get(other.instrument) for other in beside if other != key}
        told = legs_reversed(told, partial(contract_back, account, key, of))
    had, fee = _had(account, key, book), policy.fee_per_contract
    last, latest = _held(account, key, book), _read(account, key, book)
    if described is not None and described.kind in TURNING:
        read = through(account, Feed.FILLS, account.scopes.get(key, WHOLE))
        told = list(with_wrong_ways(told, described, book or Book(), last, read, policy))
    told = list(with_bought(told, described, instruments, had, settled, fee))
    early = [h for h in told if start is not None and h.at < start]
    before = [h for h in early if not (_is_of(h, account.foretold) or _is_of(h, unheld))]
    found = [h for h in told if h not in before]
    again = told_since(before, found)
    before = [h for h in before if h not in again]
    moved = _since_read(book, trades)
    days: dict[date, list[Happening]] = {}
    for happening in found:
        days.setdefault(happening.at.date(), []).append(happening)
    tally = [
        h
        for day in days.values()
        for h in (day if are_each_shown(book, day, moved, latest) else tallied(day))
    ]
    counted = reconciled(book, tally, moved, described, last, latest)
    counted = as_shown(book, counted, moved)
    before = as_open(book, before, counted, trades, policy.pair_within)
    found = [h for h in found if h not in tally] + counted
    return Told(
        key,
        tuple(found),
        tuple(counted),
        since,
        settled,
        tuple(before),
        older,
        contract=described,
        whole=whole,
        unheld=unheld,
        base=book.base if book is not None else None,
    )


def _since_read(book: Book | None, trades: Sequence[Fill]) -> Sequence[Fill]:
    """Trades that the first reading of the ledger does not hold already."""
    if book is None or not book.counts:
        return trades
    since = min(count.since for count in book.counts)
    return [fill for fill in trades if fill.at > since]


def _is_leg(fill: Fill, legs: Legs) -> bool:
    return (fill.id, fill.instrument) in legs.traded


def _contracts_of(
    account: Account,
    happening: Happening,
    key: PositionKey,
    instruments: Mapping[InstrumentId, Instrument],
    legs: Mapping[FactKey, PositionKey],
) -> Iterator[PositionKey]:
    """The contracts, on record with an id that it shares, of which it may be the other leg.

    Or the one that delivers just this, where it shares none (`legs`).
    """
    for witness in happening.witnesses:
        if (witness.id, witness.instrument) in legs:
            yield legs[witness.id, witness.instrument]
        for token in witness.shared:
            for other in account.events.get(token, ()):
                known = instruments.get(other.instrument)
                if other != key and (known is None or known.kind in TURNING):
                    yield other


def _read(account: Account, key: PositionKey, book: Book | None) -> Held | None:
    """How the position was last read, though it had not changed."""
    told = _held(account, key, book)
    scope = account.scopes.get(key, book.counts[-1].scope if book and book.counts else None)
    at = account.accepted.get(scope) if scope is not None else None
    return told if told is None or at is None else (max(at, told[0]), told[1])


def _held(account: Account, key: PositionKey, book: Book | None) -> Held | None:
    """How the position was last told."""
    baseline = account.baseline(account.scopes.get(key))
    at = book.counted_at if book is not None and book.counted_at is not None else baseline
    row = account.rows.get(key)
    return None if at is None else (at, row.quantity if row is not None else _ZERO)


def _had(account: Account, key: PositionKey, book: Book | None) -> tuple[Decimal, Decimal]:
    """How many were held at most, short and long, by what the ledger holds of it."""
    last = _held(account, key, book)
    if book is None or last is None:
        return (_ZERO, _ZERO) if last is None else (max(-last[1], _ZERO), max(last[1], _ZERO))
    read = [last[1], *(held for count in book.counts for held in (count.before, count.after))]
    since = [fill.quantity for fill in book.fills.values() if fill.at > last[0]]
    sold, bought = (sum((q for q in since if q * way > 0), _ZERO) for way in (-1, 1))
    return max(-min(read) - sold, _ZERO), max(max(read) + bought, _ZERO)


def _is_of(happening: Happening, facts: Collection[FactKey]) -> bool:
    return any((w.id, w.instrument) in facts for w in happening.witnesses)


def _start(
    account: Account, key: PositionKey, book: Book | None, policy: Policy
) -> datetime | None:
    """Before this everything is history, which the first reading holds already."""
    baseline = account.baseline(account.scopes.get(key))
    if baseline is None or (book is not None and book.base is not None):
        return None
    return max(baseline, _BEGINNING + policy.baseline_slack) - policy.baseline_slack


def moved_back(account: Account, told: Sequence[Told]) -> Iterator[tuple[PositionKey, Fact]]:
    """What records that come to nothing moved in other positions, as their legs say.

    Where such a leg has a record of its own, that says it; a correction needs to share no id.
    """
    for one in told:
        for happening in one.counted:
            for at, leg in happening.moved:
                key = PositionKey(leg.instrument)
                own = (h for other in told if other.key == key for h in other.found)
                alike = (h for h in own if h.quantity * leg.quantity > 0)
                known = any(h.tokens & happening.tokens for h in alike)
                if not known and not is_corrected(account, key, leg.quantity, at):
                    yield key, Fact(at, leg.quantity, leg.price, booked=True, leg=True, opens=True)


def lots(history: Sequence[Happening]) -> Iterator[list[Happening]]:
    """What one day's records of a cause say together, as far as they are not told twice."""
    days: dict[tuple[date, Cause, bool], list[Happening]] = {}
    for happening in history:
        place = happening.at.date(), happening.cause, happening.quantity > 0
        days.setdefault(place, []).append(happening)
    for day in days.values():
        yield tallied(day)


def fact_of(happening: Happening, *, leg: bool = False) -> Fact:
    opens = leg or may_open(happening.cause)
    at, quantity, price = happening.at, happening.quantity, happening.price
    return Fact(at, quantity, price, booked=True, leg=leg, opens=opens)


def _is_netted(one: Happening, among: Sequence[Happening]) -> bool:
    """Whether it is one of the rows of a netting that come to nothing: no position shows any."""
    if one.cause is not Cause.NETTING:
        return False
    rows = (h.quantity for h in among if h.cause is Cause.NETTING and h.at == one.at)
    return not sum(rows, Decimal())


def _explains(happening: Happening) -> bool:
    return happening.cause in _EXPLAINING
