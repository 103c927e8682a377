"""Records that name the day of a ledger's start alone, put to a later reading of that day.

`placing.py` asks while something is open. The first reading ought to hold them, but it may have
been read before they were booked. In the end it asks for those of which that is known: they are
told, whatever shows them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.history import is_read
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.records.witnesses import SAME
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import WHOLE, Moment, PositionKey
from assignwatch.core.observations import Fill
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count, FactKey

_TRIED = 8
"""So many ways to put them, of all positions together."""


def of_its_day(
    account: Account, known: Sequence[Told], policy: Policy
) -> Iterator[tuple[PositionKey, list[Fact]]]:
    """Each told by itself, and then all of a position together; what is just a change elsewhere is
    about that. Not before the trades are read past it: what a trader has done may be as much."""
    tried = 0
    for told in known:
        book = account.books.get(told.key)
        if book is None:
            continue
        days = told.loose(book.base - policy.baseline_slack if book.base is not None else None)
        read = [count for count in book.counts if is_read(account, count)]
        for count in sorted(read, key=lambda count: count.at):
            facts = [replace(f, at=count.at, dated=f.at) for f in days if _is_of_day(f, count)]
            for some in (*([fact] for fact in facts), facts if len(facts) > 1 else []):
                if some and tried < _TRIED:
                    tried += 1
                    yield told.key, some


def no_history(
    account: Account,
    known: Sequence[Told],
    drawn: Mapping[PositionKey, Sequence[Fact]],
    policy: Policy,
) -> dict[PositionKey, frozenset[FactKey]]:
    """Records of contracts that the first reading cannot hold, with their legs, by position.

    Or of legs whose contract no record names. Those that are put to no other reading, and of what
    it held: a contract that was gone by then was so for just that reason. Nor what is as it was
    when the next session has begun: that it held after all.
    """
    missing: list[tuple[Told, Happening]] = []
    for one in known:
        put = [fact.as_told for fact in drawn.get(one.key, ())]
        left = [h for h in one.not_taken if one.fact(h) not in put]
        told_so = [h for h in one.history if not any(h is other for other in left)]
        for h in left:
            if any(_is_word_for(h, other) for other in told_so):
                continue
            if _is_unheld(account, h) and not was_held(account, one, h, policy):
                missing.append((one, h))
                told_so.append(h)
    told = [(one, h) for one, h in missing if h.quantity * _held_first(account, one.key) < 0]
    told = [(one, h) for one, h in told if not one.fact(h).opens]
    tokens = {token for _, h in told for token in h.tokens}
    keys = {one.key for one, _ in told}
    legs = [(o, h) for o, h in missing if o.fact(h).leg and (h.tokens & tokens or h.of & keys)]
    alone = [(o, h) for o, h in missing if o.fact(h).leg and not (h.of or _has_beside(known, h))]
    found: dict[PositionKey, frozenset[FactKey]] = {}
    for one, h in (*told, *legs, *alone):
        facts = frozenset((w.id, w.instrument) for w in h.witnesses)
        found[one.key] = found.get(one.key, frozenset()) | facts
    return found


def _is_word_for(told: Happening, other: Happening) -> bool:
    """Whether another list tells the same by it: the larger total counts, never the sum."""
    same = told.cause is other.cause and told.quantity == other.quantity
    near = abs(told.at - other.at) <= SAME and not told.is_apart_from(other)
    return same and near and told.lists.isdisjoint(other.lists)


def was_held(account: Account, one: Told, told: Happening, policy: Policy) -> bool:
    """Whether the first reading that is known of after that night shows it as at the start.

    But for trades; and no reading from before it was told, which may lack what it says, nor any of
    a contract that had ended by then, which may be listed for days. What comes later is another
    thing, and does not make it unheld again.
    """
    contract, day = one.contract, Moment.on(told.at.date())
    end = contract.expiry if contract is not None else None
    if not _is_unheld(account, told) or (end is not None and end.over_at <= day.over_at):
        return False
    since = (account.unheld.get((w.id, w.instrument)) for w in told.witnesses)
    opens = policy.calendar.next_open(day, contract.exchange if contract is not None else None)
    opens, key = max((opens, *(at for at in since if at is not None))), one.key
    book, read = account.books.get(key), account.accepted.get(account.scopes.get(key, WHOLE))
    counts = sorted(book.counts if book is not None else (), key=lambda count: count.at)
    until = [count for count in counts if count.since < opens]
    seen = [count.at for count in until[-1:]] + [c.since for c in counts if c.since >= opens]
    shown = min((at for at in (*seen, read) if at is not None and at >= opens), default=None)
    if shown is None:
        return False
    moved = sum((count.after - count.before for count in until), Decimal())
    base = book.base if book is not None else None
    start = base if base is not None else account.baseline(account.scopes.get(key))
    own = [f for f in book.fills.values() if start is None or start < f.at] if book else []
    return moved in set(_traded(own, shown, policy))


def _traded(fills: Iterable[Fill], shown: datetime, policy: Policy) -> Iterator[Decimal]:
    """What they come to at a reading, which may not show the last of them yet."""
    last, total = shown + policy.baseline_slack, Decimal()
    for fill in sorted((f for f in fills if f.at <= last), key=lambda fill: fill.at):
        if shown - fill.at <= policy.late_after:
            yield total
        total += fill.quantity
    yield total


def _has_beside(known: Sequence[Told], leg: Happening) -> bool:
    """Whether a record of another position shares an id with it."""
    others = (h for one in known for h in (*one.found, *one.history) if h is not leg)
    return any(h.tokens & leg.tokens for h in others)


def _is_unheld(account: Account, told: Happening) -> bool:
    return any((w.id, w.instrument) in account.unheld for w in told.witnesses)


def _held_first(account: Account, key: PositionKey) -> Decimal:
    book, row = account.books.get(key), account.rows.get(key)
    if book is not None and book.counts:
        return book.counts[0].before
    return row.quantity if row is not None else Decimal()


def _is_of_day(fact: Fact, count: Count) -> bool:
    """Whether the day that it names had not ended before the change of a reading."""
    return fact.at <= count.since < fact.at_its_end.at
