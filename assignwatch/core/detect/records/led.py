"""Legs with a record of their own, led to the reading that shows their contract gone.

`placing.py` asks where a leg is of no reading, or where something is left open. What a contract
turned into moves with the contract, however the records of both are dated: legs of several
contracts in one thing may cancel in each reading, or over a night, and then no change of that thing
says to which reading each is to be put. The contract's does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.finding import together
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.leg_of import delivers_just
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import PositionKey, PositionRow
from assignwatch.core.state import Account, Book, Count, State
from assignwatch.core.words import OVER

_DAY = timedelta(days=1)
"""So far from a night is the day that its records may name alone."""

Led = Mapping[PositionKey, tuple[Fact, ...]]
"""Legs by their position, dated to the readings of their contracts."""


def legs_before(state: State, account: Account, known: Sequence[Told]) -> Led:
    """Legs before the first reading whose contracts a reading since shows gone.

    None where each is of a change already, as far as is known.
    """
    missing = {id(leg) for one in known for leg in one.not_taken}
    legs = [(one, leg) for one in known for leg in one.history if _may_be(one, leg)]
    if not any(id(leg) in missing for _, leg in legs):
        return {}
    found = list(_led(state, account, known, legs))
    return _by_position(found) if any(id(leg) in missing for _, leg, _ in found) else {}


def legs_since(
    state: State, account: Account, known: Sequence[Told], *, every: bool = False
) -> Led:
    """Legs that are dated apart from the reading that shows their contract gone, or `every` one."""
    legs = [(one, leg) for one in known for leg in _all_of(one) if _may_be(one, leg)]
    found = _led(state, account, known, legs)
    return _by_position(
        (one, leg, at) for one, leg, at in found if every or not _is_at(account, one, leg, at)
    )


def legs_told(state: State, account: Account, known: Sequence[Told]) -> Led:
    """Legs that incidents stand on, dated apart from the readings of their contracts."""
    return _by_position(
        (one, leg, at)
        for one in known
        for leg in one.counted
        if one.fact(leg).leg and not one.is_settled(leg)
        if (at := _read_with(state, account, one, leg)) is not None
        if not _is_at(account, one, leg, at)
    )


def _read_with(state: State, account: Account, one: Told, leg: Happening) -> datetime | None:
    """The reading that showed the contract of the incident that stands on this leg."""
    names = {account.consumed.get((w.id, w.instrument)) for w in leg.witnesses}
    told = [state.incidents[name].latest for name in names if name in state.incidents]
    stands = [v for v in told if v.grade not in OVER and v.instrument != one.key.instrument]
    times = {version.changed[1] for version in stands if version.changed is not None}
    return times.pop() if len(times) == len(names) == 1 else None


def leads(leg: Fact, known: Sequence[Told]) -> bool:
    """Whether it is the leg of a contract that is on record, and that no reading shows gone.

    It moves with that, and not days before it.
    """
    own = [h for one in known for h in one.counted if one.fact(h) == leg]
    return any(
        (h.tokens & told.tokens or one.key in told.of)
        and not (one.is_shown(h) or one.is_settled(h) or one.answer_of(h))
        for told in own
        for one in known
        for h in one.counted
        if h is not told
    )


def unmoved(
    account: Account, keys: Sequence[PositionKey], legs: Led
) -> dict[PositionKey, tuple[Count, ...]]:
    """The readings that legs are led to, where these did not move with them.

    A reading without a change is not kept, but the contract's own says when it was.
    """
    books = (account.books[key] for key in keys if key in account.books)
    shown = {count.at: count for book in books for count in book.counts}
    found: dict[PositionKey, tuple[Count, ...]] = {}
    for key, facts in legs.items():
        found[key] = tuple(
            _as_it_was(account, key, shown[at])
            for at in sorted({fact.at for fact in facts} & shown.keys())
            if account.scopes.get(key, shown[at].scope) == shown[at].scope
            if not _is_kept(account.books.get(key), shown[at])
        )
    return found


def is_told(
    legs: Led, before: Sequence[Residual], left: Sequence[Residual], known: Sequence[Told]
) -> bool:
    """Whether each reading of what they moved is told by records whole, or shows what it did.

    `before` is what was beyond records without them, `left` what is so with them. Of what was
    not seen to move then, those that they are put to may show what contracts of that night name as
    theirs.
    """
    was = {(one.key, one.at): one.quantity for one in before}
    if all(was.get((r.key, r.at)) == r.quantity for r in left if r.key in legs):
        return True
    if any(one.key in legs for one in before):
        return False
    sums = {key: Decimal() for key in legs}
    readings = {(key, fact.at) for key, facts in legs.items() for fact in facts}
    for one in left:
        if one.key in sums:
            sums[one.key] += one.quantity
            if (one.key, one.at) not in readings:
                return False
    return all(sums[key] == _named(key, facts, known) for key, facts in legs.items())


def _named(key: PositionKey, legs: Sequence[Fact], known: Sequence[Told]) -> Decimal:
    """What records of contracts name of that thing that are of one night with these legs.

    Either of the night by their date or of that of the reading that they are put to.
    """
    times = [at for leg in legs for at in (leg.told_at, leg.at)]
    return sum(
        (
            leg.quantity
            for one in known
            for told in one.counted
            if told.counters and any(abs(told.at - at) <= _DAY for at in times)
            for leg in together(told.counters)
            if PositionKey(leg.instrument) == key
        ),
        Decimal(),
    )


def _is_kept(book: Book | None, count: Count) -> bool:
    """Whether the ledger knows that reading, or starts after it."""
    if book is None:
        return False
    return any(one.at == count.at for one in book.counts) or (
        book.base is not None and count.at <= book.base
    )


def _as_it_was(account: Account, key: PositionKey, count: Count) -> Count:
    """The same reading of another position, which had not changed since the one before."""
    book, row = account.books.get(key), account.rows.get(key)
    known = sorted(book.counts, key=lambda one: one.at) if book is not None else []
    before = [one.after for one in known if one.at <= count.since]
    after = [one.before for one in known if one.at > count.at]
    held = [*before[-1:], *after[:1], row.quantity if row is not None else Decimal()][0]
    same = PositionRow(key.instrument, held, key.side)
    return replace(count, before=held, after=held, was=same, row=same)


_Leg = tuple[Told, Happening]
_Put = tuple[Told, Happening, datetime]


def _all_of(one: Told) -> Iterator[Happening]:
    yield from one.not_taken
    yield from one.counted


def _may_be(one: Told, told: Happening) -> bool:
    return bool(told.of) and one.contract is not None and told.is_leg(one.contract)


def _led(
    state: State, account: Account, known: Sequence[Told], legs: Sequence[_Leg]
) -> Iterator[_Put]:
    """Each leg with the reading of its contract; a contract takes one leg of a thing."""
    wanted = {key for _, leg in legs for key in leg.of}
    shown: dict[PositionKey, list[tuple[Happening, datetime]]] = {}
    contracts = {one.key: one for one in known if one.key in wanted}
    for key, one in contracts.items():
        if one.contract is not None:
            ends = (h for h in one.counted if h.net and not h.is_leg(one.contract))
            times = ((h, _shown_at(account, one, h)) for h in ends)
            shown[key] = [(h, at) for h, at in times if at is not None]
    taken: set[tuple[int, PositionKey]] = set()
    for one, leg in legs:
        for key in sorted(leg.of & shown.keys()):
            place = next(
                (
                    (told, at)
                    for told, at in shown[key]
                    if (id(told), one.key) not in taken
                    and _is_of(state, contracts[key], told, one, leg)
                ),
                None,
            )
            if place is not None:
                taken.add((id(place[0]), one.key))
                yield one, leg, place[1]
                break


def _is_of(state: State, contract: Told, told: Happening, one: Told, leg: Happening) -> bool:
    """Whether that contract turned into this leg: they share an id, or it delivers just this."""
    if contract.contract is None:
        return False
    if not told.tokens.isdisjoint(leg.tokens):
        return True
    return delivers_just(state, contract.contract, told, one.key.instrument, leg)


def _shown_at(account: Account, contract: Told, told: Happening) -> datetime | None:
    """The reading that shows it, if one does."""
    answer = contract.answer_of(told)
    if answer is not None:
        return None if answer.own else answer.at
    return _own_reading(account, contract.key, told.at)


def _own_reading(account: Account, key: PositionKey, at: datetime) -> datetime | None:
    """The next reading after that time, if it showed a change."""
    book = account.books.get(key)
    counts = book.counts if book is not None else ()
    return next((count.at for count in counts if count.since < at <= count.at), None)


def _is_at(account: Account, one: Told, leg: Happening, at: datetime) -> bool:
    """Whether that is its own reading, and it is put to that."""
    answer = one.answer_of(leg)
    is_put = answer is None or answer.at == at
    return is_put and _own_reading(account, one.key, leg.at) == at


def _by_position(found: Iterator[_Put] | Sequence[_Put]) -> Led:
    legs: dict[PositionKey, list[Fact]] = {}
    for one, leg, at in found:
        legs.setdefault(one.key, []).append(replace(one.fact(leg), at=at, dated=leg.at))
    return {key: tuple(facts) for key, facts in legs.items()}
