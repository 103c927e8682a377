"""Happenings that share no id, held against the positions: two words for one thing.

`told.py` asks. By their dates alone two lists may seem to tell two things; where the positions
moved only once, they were one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from itertools import combinations

from assignwatch.core.detect.changes.nights import each_shown, is_by_day, over
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.records.entries import Held, are_entries, exceeds, shown_by, surplus
from assignwatch.core.detect.records.happenings import ENDS, Happening
from assignwatch.core.detect.records.shown_lots import is_settled, left_open, ways_of
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import Instrument
from assignwatch.core.model import later as kept_later
from assignwatch.core.observations import Fill
from assignwatch.core.state import Book, Count
from assignwatch.core.words import FORCED, Cause

_ZERO = Decimal()
SAME = timedelta(hours=36)
"""Two lists may date one happening this far apart."""

_AT_ONCE = timedelta(minutes=1)
"""The trades of one event may be this far apart."""

_DAY = timedelta(days=1)
_SAME_END = timedelta(days=5)
"""And so far what brings a position to its end: over days without trading, or because a contract is
booked days after it was settled."""


def reconciled(
    book: Book | None,
    found: Sequence[Happening],
    trades: Sequence[Fill],
    contract: Instrument | None = None,
    held: Held | None = None,
    read: Held | None = None,
) -> list[Happening]:
    """The happenings that count, with two words for the same as one where the positions say so.

    Of one day and cause the tally has seen to it; this is for two days, or two causes that may be
    words for one: of which one is a word that nobody knows, ends of a contract, or ways in which a
    broker closes a position. Two say the same where one way of counting their records does
    (`shown_lots.py`). What an earlier balance of the ledger holds was held against the
    positions then: of two such the readings since say nothing. `held` is how the position was last
    told, `read` how it was last read. Of entries of a list without a name the later one is told
    until when readings may show it (`entries.py`).
    """
    if not found:
        return []
    book = book or Book()
    counts = sorted(book.counts, key=lambda count: count.at)
    last = (counts[-1].at, counts[-1].after) if counts else held
    found = _of_lists_without_a_name(book, counts, found, trades)
    found = _as_others_tell(book, found, contract)
    if last is None:
        return found
    settled = [is_settled(book, h) for h in found]
    steps = [(f.at, f.quantity) for f in trades]
    new = [h for h, old in zip(found, settled, strict=True) if not old]
    steps += [(h.at, h.quantity) for h in new]
    own = _shown(counts, found, settled, trades, read) if len(found) > 1 else set[int]()
    moved = [Fact(f.at, f.quantity) for f in trades]
    moved += [Fact(h.at, h.quantity, booked=True) for h in new]
    until: dict[int, datetime] = {}
    for i, j in _pairs(found, settled, contract):
        one, other = found[i], found[j]
        again = {one.quantity + other.quantity - same for same in _said(one) & _said(other)}
        closes = _closes(one, other, contract)
        pair = (one, other) if _is_near(one, other) else (max(one, other, key=lambda h: h.at),)
        more: Decimal | None = None
        if {i, j} <= own or (one.is_each and other.is_each):
            pass
        elif one.quantity == other.quantity and are_entries(one, other):
            more = surplus(counts, read, moved, (one, other))
            if closes and exceeds(counts, read, moved, one):
                more = one.quantity
            if more is None:
                until[max((i, j), key=lambda k: found[k].at)] = max(map(shown_by, (one, other)))
        else:
            more = _surplus(counts, steps, *pair)
        over = closes and _no_room_for(one, other, last, steps)
        if more in again or over or _is_mirrored(one, other, found, contract):
            rest = [h for k, h in enumerate(found) if k not in {i, j}]
            joined = [*rest, _joined(one, other)]
            return reconciled(book, joined, trades, contract, held, read)
    return [replace(h, until=until[i]) if i in until else h for i, h in enumerate(found)]


def are_each_shown(
    book: Book | None, told: Sequence[Happening], trades: Sequence[Fill], read: Held | None
) -> bool:
    """Whether readings show a change for each of several lists' records of one day and cause.

    Then they tell of different nights: one list may date by the evening, another by the time. Of
    as many each that is not said: two lists may tell one of two nights that are alike.
    """
    kinds = {(h.cause, h.quantity > 0) for h in told}
    if book is None or len(kinds) > 1 or len({h.quantity for h in told}) < max(len(told), 2):
        return False
    if any(len(h.lists) > 1 for h in told) or len({h.lists for h in told}) < len(told):
        return False  # parts of what another list tells as one
    ends = over(min(h.at for h in told))
    counts = sorted((c for c in book.counts if c.since < ends), key=lambda count: count.at)
    settled = [is_settled(book, h) for h in told]
    return len(_shown(counts, told, settled, trades, read)) == len(told)


def _pairs(
    found: Sequence[Happening], settled: Sequence[bool], contract: Instrument | None
) -> list[tuple[int, int]]:
    """Which two may be words for one, by their places: those that lie the nearest first."""
    alike = [
        (i, j)
        for i, j in combinations(range(len(found)), 2)
        if not (settled[i] and settled[j]) and _alike(found[i], found[j], contract)
    ]
    return sorted(alike, key=lambda pair: abs(found[pair[0]].at - found[pair[1]].at))


def _shown(
    counts: Sequence[Count],
    found: Sequence[Happening],
    settled: Sequence[bool],
    trades: Sequence[Fill],
    read: Held | None,
) -> set[int]:
    """Which of them, by their place, have a change of their own."""
    told = [(i, Fact(h.at, h.quantity, booked=True)) for i, h in enumerate(found) if not settled[i]]
    dated = [(i, fact) for i, fact in told if fact.is_dated and fact.quantity]
    timed = [(i, fact) for i, fact in told if not fact.is_dated]
    steps = [(f.at, f.quantity) for f in trades] + [(f.at, f.quantity) for _, f in timed]
    slots = [(count, left_open(count, steps)) for count in counts if not is_by_day(count)]
    whole = [c for c in counts if not left_open(c, steps) and c.after != c.before]
    own = {i for i, fact in timed if any(c.since < fact.at <= c.at for c in whole)}
    if dated:
        ends = over(max(fact.at for _, fact in dated))
        slots = [(count, left) for count, left in slots if count.since < ends]
        shown = each_shown(slots, [fact for _, fact in dated], read[0] if read else None)
        own |= {dated[place][0] for place in shown}
    return own


def _as_others_tell(
    book: Book, found: Sequence[Happening], contract: Instrument | None
) -> list[Happening]:
    """Lots of which a list tells on one day, as one where another list tells just all of them."""
    days: dict[tuple[frozenset[str], Cause, bool, date, bool], list[Happening]] = {}
    for one in found:
        if one.quantity and len(one.lists - {""}) == 1:
            held = is_settled(book, one)
            day = (one.lists, one.cause, one.quantity > 0, one.at.date(), held)
            days.setdefault(day, []).append(one)
    kept = list(found)
    for lots in (told for told in days.values() if len(told) > 1):
        whole = reduce(_joined, lots)
        others = (h for h in found if all(h is not lot for lot in lots))
        if whole.quantity == sum(h.quantity for h in lots) and any(
            whole.quantity == other.quantity and _alike(whole, other, contract) for other in others
        ):
            kept = [h for h in kept if all(h is not lot for lot in lots)] + [whole]
    return kept


def _of_lists_without_a_name(
    book: Book, counts: Sequence[Count], found: Sequence[Happening], trades: Sequence[Fill]
) -> list[Happening]:
    """Records of one day and cause that do not say where they were read: one list, or several.

    The tally took them for entries of one list. Where no reading since shows so many, the smaller
    ones were told of a larger one. Before there is a reading so are those of one moment that
    nothing names (without a shared id the larger total, never the sum); at two moments it is more.
    Not where they are just what was open before: they may be dated after the reading that shows it.
    Nor where what they turned into, or turned from, is on record and comes to all of them.
    """
    groups: dict[tuple[Cause, bool, date], list[Happening]] = {}
    for one in found:
        if one.records == {""} and one.quantity and not one.is_lot and not is_settled(book, one):
            groups.setdefault((one.cause, one.quantity > 0, one.at.date()), []).append(one)
    kept = list(found)
    for group in (told for told in groups.values() if len(told) > 1):
        steps = [(f.at, f.quantity) for f in trades]
        steps += [(h.at, h.quantity) for h in kept if not is_settled(book, h)]
        group.sort(key=lambda h: abs(h.quantity))
        day = [h for h in kept if h.at.date() == group[0].at.date() and not is_settled(book, h)]
        if _are_shown_before(counts, steps, group, day):
            continue
        rest = [h for h in kept if not is_settled(book, h) and not _is_of_a_later_day(h, group[0])]
        before = [(f.at, f.quantity) for f in trades] + [(h.at, h.quantity) for h in rest]
        surplus = _least_surplus(counts, (steps, before), group) if len(group) > 1 else _ZERO
        if surplus is None:
            surplus = sum((h.quantity for h in group[:-1] if _names_no_other(h, group[-1])), _ZERO)
        while group:
            less = group.pop(0)
            at = next(
                (i for i in reversed(range(len(group))) if not less.is_apart_from(group[i])), None
            )
            if (
                at is not None
                and surplus * less.quantity > 0
                and abs(surplus) >= abs(less.quantity)
            ):
                surplus -= less.quantity
                kept.remove(less)
                joined = _joined(group[at], less)
                kept[kept.index(group[at])] = group[at] = joined
    return kept


def _are_shown_before(
    counts: Sequence[Count],
    steps: Sequence[tuple[datetime, Decimal]],
    told: Sequence[Happening],
    day: Sequence[Happening],
) -> bool:
    """Whether readings before show all of them: in one change, or each in its own.

    Or in one change all that was told of that day, where some of it went the other way.
    """
    first = min(h.at for h in day)
    near = [count for count in counts if timedelta() < first - count.at <= _SAME_END]
    open_ = [left_open(count, steps) for count in near]
    each = [h.quantity for h in told]
    if len(day) > len(told) and sum((h.quantity for h in day), _ZERO) in open_:
        return True
    if any(quantity in open_ for quantity in each):
        return all(each.count(quantity) <= open_.count(quantity) for quantity in each)
    return sum(each, _ZERO) in open_


def _least_surplus(
    counts: Sequence[Count],
    steps: Iterable[Sequence[tuple[datetime, Decimal]]],
    told: Sequence[Happening],
) -> Decimal | None:
    """What was told and none of the readings after it shows; None before there is one.

    By one of these `steps`: what names a later day alone may be of the night after it.
    """
    later = max(h.at for h in told)
    ends = [i for i, count in enumerate(counts, 1) if later <= count.at]
    seen = [_surplus(counts[:i], some, *told) for some in steps for i in ends]
    return min((s for s in seen if s is not None), key=abs, default=None)


def _is_of_a_later_day(told: Happening, than: Happening) -> bool:
    return told.at.time() == time() and told.at.date() > than.at.date()


def _names_no_other(told: Happening, largest: Happening) -> bool:
    """Whether its records name neither list, nor event, nor a moment of their own."""
    named = any(w.record or w.event or w.refs for w in told.witnesses)
    return not named and (told.at == largest.at or time() in {told.at.time(), largest.at.time()})


def _surplus(
    counts: Sequence[Count], steps: Sequence[tuple[datetime, Decimal]], *pair: Happening
) -> Decimal | None:
    """What was told of the days of a pair and the positions do not show; None before they can."""
    earlier, later = min(h.at for h in pair), max(h.at for h in pair)
    before = [count for count in counts if count.at < earlier]
    if not counts:
        return None
    ends = max(over(h.at) if h.at.time() == time() else h.at for h in pair)
    after = [
        count
        for count in counts
        if later <= count.at and count.at - later <= SAME and count.since <= ends
    ]
    end = max((kept_later(h.at, _DAY) for h in pair if h.at.time() == time()), default=later)
    quiet: list[Count] = []
    if end > later and not any(count.at >= end for count in after):
        # a record that names a day alone may be of the night after it
        late = [count for count in counts if count.at >= max(end, kept_later(later, SAME))][:1]
        quiet = [count for count in late if after and count.since >= end]
        after += late
    if not after:
        return None
    read, shown = after[-1].at, after[-1].after
    if quiet:  # that night was read before the position moved again
        read, shown = quiet[0].since, quiet[0].before
    held = before[-1].after if before else counts[0].before
    start = before[-1].at if before else None
    told = sum((q for at, q in steps if at <= read and (not start or at > start)), _ZERO)
    return told - (shown - held)


def _is_mirrored(
    one: Happening, other: Happening, found: Sequence[Happening], contract: Instrument | None
) -> bool:
    """Whether the same two lists tell the opposite too, at a price of its own each.

    What contracts turned into cancels then, told once or twice: no reading can say which.
    """
    if not one.price or one.price != other.price or one.quantity != other.quantity:
        return False
    back = [h for h in found if h.quantity == -one.quantity and h.price]
    return any(
        a.lists == one.lists and b.lists == other.lists and a.price == b.price
        for a in back
        for b in back
        if a is not b and _alike(a, b, contract)
    )


def _said(told: Happening) -> set[Decimal]:
    """How much it may be, however its records are counted."""
    return {way.quantity for way in (told, *ways_of(told)) if way.quantity}


def _alike(one: Happening, other: Happening, contract: Instrument | None) -> bool:
    """Whether two lists may be telling the same."""
    causes = {one.cause, other.cause}
    ends = causes <= ENDS and (contract is None or contract.kind in law.CONTRACTS)
    return (
        not _said(one).isdisjoint(_said(other))
        and not (one.records & other.records) - {""}
        and not one.is_apart_from(other)
        and not _are_told_apart(one, other)
        and abs(one.at - other.at) <= (_SAME_END if _closes(one, other, contract) else SAME)
        and (one.at.date() != other.at.date() if len(causes) == 1 else _are_synonyms(causes, ends))
    )


def _are_told_apart(one: Happening, other: Happening) -> bool:
    """Whether each has trades that come to all of it, at another time than the other's.

    Or names the moment at which it was forced, and these are days apart: no list is so late with a
    time that it tells.
    """
    timed = all(w.at.time() != time() for h in (one, other) for w in h.witnesses)
    if timed and {one.cause, other.cause} <= FORCED and abs(one.at - other.at) > SAME:
        return True
    times = [[f.at for f in h.fills] for h in (one, other) if h.is_traded]
    if len(times) < 2:
        return False
    return max(times[0]) + _AT_ONCE < min(times[1]) or max(times[1]) + _AT_ONCE < min(times[0])


def _is_near(one: Happening, other: Happening) -> bool:
    """Whether what the positions show of both together tells them apart from one.

    Over days in which more may have moved than was told, only the second one's own reading does.
    """
    return abs(one.at - other.at) <= SAME or {one.cause, other.cause} <= ENDS


def _are_synonyms(causes: set[Cause], ends: bool) -> bool:
    return ends or Cause.OTHER in causes or causes <= FORCED


def _closes(one: Happening, other: Happening, contract: Instrument | None) -> bool:
    """Whether they are of a kind that only brings a position to its end."""
    ended = contract is None or contract.kind in law.CONTRACTS
    return not {one.cause, other.cause}.isdisjoint(FORCED | ENDS if ended else FORCED)


def _no_room_for(
    one: Happening,
    other: Happening,
    last: Held | None,
    steps: Sequence[tuple[datetime, Decimal]],
) -> bool:
    """Whether what is dated after the last reading finds nothing left that it can happen to.

    Where there is no room for either of two, the positions know nothing of them.
    """
    if last is None:
        return False
    read, held = last
    since = [h.quantity for h in (one, other) if h.at > read]
    later = sum(since, _ZERO)
    held += sum((q for at, q in steps if at > read and q * later < 0), _ZERO)
    room = abs(held) if held * later < 0 else _ZERO
    return bool(later) and room < abs(later) and (len(since) == 1 or room >= abs(one.quantity))


def _joined(one: Happening, other: Happening) -> Happening:
    witnesses = sorted((*one.witnesses, *other.witnesses), key=lambda w: (w.at, w.record, w.id))
    return replace(
        one,
        witnesses=tuple(witnesses),
        fills=(*one.fills, *other.fills),
        corrections=(*one.corrections, *other.corrections),
        of=one.of | other.of,
    )
