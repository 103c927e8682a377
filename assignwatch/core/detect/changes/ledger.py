"""What changed in one position minus what its records explain.

`weigh.py` asks for the residuals of each position that an input touched. Between two readings of a
position lies a step; the broker's records and the trader's trades of that time are taken off, and
what is left is the step's residual. The result depends on the facts alone, not on the order in
which they came: a trade that is told late changes the step it belongs to.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from assignwatch.core.detect.changes.answers import Answer, answered
from assignwatch.core.detect.changes.nights import in_their_nights
from assignwatch.core.detect.residual import Fact, Residual, grain
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count

_ZERO = Decimal()
_AT = attrgetter("at")
_ORDER = attrgetter("at", "booked", "leg", "quantity")


class _Steps(NamedTuple):
    """Each reading with its facts, the facts that are newer than the last, and how many of the
    readings these leave `open`."""

    steps: list[tuple[Count, list[Fact]]]
    later: list[Fact]
    open: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What a position's ledger leaves open, earliest first, and what its records account for.

    `elsewhere` are records that were put to the change of another step than their own: legs, and
    what is a part of one that stays open. `shown` are those whose own step shows all that they say,
    `unshown` those that are of no step, or of one that stays open, or a part of such a one.
    """

    open: list[Residual]
    answers: list[Answer]
    elsewhere: list[Fact]
    shown: list[Fact]
    unshown: list[Fact]


def balance(
    account: Account,
    key: PositionKey,
    facts: Iterable[Fact],
    policy: Policy,
    doubted: Count | None = None,
    spoken: Sequence[Fact] = (),
    own: Collection[Fact] = (),
    old: Sequence[Fact] = (),
    *,
    days_after: datetime | None = None,
    unmoved: Sequence[Count] = (),
    at_once: bool = False,
) -> Balance:
    """The ledger of a position; `doubted` is a reading not yet believed.

    `spoken`: what records of contracts must have moved in it, though no record of its own says so.
    `own`: records that are about no change of another step. `old`: those of the day of the first
    reading that may be about a change after it. `days_after`: what names a day alone since then is
    of the night after it, whatever that leaves open here. `unmoved`: readings that showed it as it
    was. `at_once`: what was traded at the moment of a reading is put to the step that it explains.
    """
    told = list(facts)
    steps, later, left_open = _steps(
        account,
        key,
        told,
        policy,
        doubted,
        old,
        days_after=days_after,
        unmoved=unmoved,
        at_once=at_once,
    )
    dated = [(f, count) for count, step in steps for f in step if f.dated is not None]
    moved = [Answer(f, count.at) for f, count in dated if not count.since < f.told_at <= count.at]
    if not left_open:
        return Balance([], moved, [], [f for _, step in steps for f in step if f.booked], [])
    found = [_residual(key, *step) for step in steps]
    shown = [fact for r in found if not r.unanswered for fact in r.facts if fact.booked]
    left, answers, elsewhere = answered(found, later, policy, spoken, own)
    open_ = [r for r in left if r.quantity and not r.excess]
    known = {answer.fact for answer in answers}
    put = {*shown, *told}
    answers += [answer for answer in moved if answer.fact in put and answer.fact not in known]
    still = {r.at for r in open_}
    parts = {answer.fact.as_told for answer in answers if answer.at in still}
    closed = (fact for r in left if r.at not in still for fact in r.facts)
    taken = {fact.as_told for fact in (*closed, *(answer.fact for answer in answers))} - parts
    unshown = [fact for fact in told if fact.booked and fact not in taken]
    return Balance(open_, answers, elsewhere, shown, unshown)


def residuals(
    account: Account,
    key: PositionKey,
    facts: Iterable[Fact],
    policy: Policy,
    doubted: Count | None = None,
) -> list[Residual]:
    """The open residuals of a position alone."""
    return balance(account, key, facts, policy, doubted).open


def clean_cut(
    account: Account,
    key: PositionKey,
    facts: Iterable[Fact],
    policy: Policy,
    until: datetime | None = None,
) -> datetime | None:
    """The last reading, `until` then, across which nothing that is known reaches.

    Just the facts that are dated up to it are in steps up to it, and no record on one side answers
    a change on the other: the ledger may start afresh there. It is enough to count the facts: over
    one reading they are moved one way or the other, never both. Of readings of one moment only the
    last is such a place: what starts afresh at a moment keeps nothing of it.
    """
    steps, later, _ = _steps(account, key, facts, policy)
    found = [_residual(key, *step) for step in steps]
    left, answers, _ = answered(found, later, policy)
    cut, moved, early = None, _ZERO, 0
    told = (*(f for r in found for f in r.facts), *later)
    reaching = [(f.dated, f.at) for f in told if f.dated]
    reaching += [(answer.fact.at, answer.at) for answer in answers]
    spans = [(min(ends), max(ends)) for ends in reaching]
    dates = [fact.at for fact in told]  # steps hold theirs in the order of time
    following = [*(r.at for r in found[1:]), None]
    for residual, rest, then in zip(found, left, following, strict=True):
        early += len(residual.facts)
        moved += residual.quantity - rest.quantity
        whole = then != residual.at and early == bisect_right(dates, residual.at)
        whole = whole and not any(start <= residual.at < end for start, end in spans)
        if whole and not moved and (until is None or residual.at <= until):
            cut = residual.at
    return cut


def kept_by(since: datetime, at: datetime) -> datetime:
    """The last moment at which a ledger may start afresh and still hold this change.

    Two readings of one moment may have shown it.
    """
    return since if since < at else since - timedelta.resolution


def _steps(
    account: Account,
    key: PositionKey,
    facts: Iterable[Fact],
    policy: Policy,
    doubted: Count | None = None,
    old: Sequence[Fact] = (),
    *,
    days_after: datetime | None = None,
    unmoved: Sequence[Count] = (),
    at_once: bool = False,
) -> _Steps:
    """Where all facts belong.

    A record that names a day alone may be of any time of it, or of the night after: its own reading
    is the first after that day where all records together leave fewer steps open so. Where neither
    explains all, each may be of a night of its own.
    """
    book = account.books.get(key)
    counts = list(book.counts) if book is not None else []
    if doubted is not None:
        counts.append(doubted)
    counts += unmoved
    if not counts:
        return _Steps([], [], 0)
    counts.sort(key=_AT)
    balanced = book.base if book is not None else None
    start = balanced
    if start is None:
        start = account.baseline(counts[0].scope if counts[0].scope in account.baselines else None)
    if start is None:
        return _Steps([], [], 0)
    told = list(facts)
    put = partial(_placed, start, counts, policy, balanced=balanced is not None, at_once=at_once)
    placed = put(told)
    if not (placed.open or days_after is not None) or not any(fact.is_dated for fact in told):
        return placed
    moved = [f for f in told if days_after is None or f.at >= days_after]
    ended = [f.at_its_end if f in moved or f in old else f for f in (*told, *old)]
    other = put(ended)
    if days_after is not None:
        return other
    ways = [placed]
    if len(other.later) <= len(placed.later):
        ways.append(other)
    if all(way.open for way in ways):
        timed = [fact for fact in told if not fact.is_dated]
        bare = put(timed).steps
        dated = [fact for fact in told if fact.is_dated]
        slots = [(count, _open(count, step)) for count, step in bare]
        nightly = [*timed, *in_their_nights(slots, dated, old)]
        way = put(nightly)
        ways.insert(1 if _is_exact(way) else len(ways), way)
    return min(ways, key=lambda way: way.open)


def _is_exact(way: _Steps) -> bool:
    """Whether each step that has a record of a day shows just what its records say."""
    named = (step for step in way.steps if any(f.is_dated or f.dated for f in step[1]))
    return not any(_open(*step) for step in named)


def _placed(
    start: datetime,
    counts: Sequence[Count],
    policy: Policy,
    facts: Iterable[Fact],
    *,
    balanced: bool,
    at_once: bool,
) -> _Steps:
    near = [fact for fact in facts if start - fact.at <= policy.baseline_slack]
    known = sorted(near, key=_ORDER)
    readings = list(_with_quiet(start, counts, known))
    steps, later = _assigned(readings, known, policy, at_once=at_once)
    if balanced:
        _leave_to_balance(start, readings[0], steps[0])
    else:
        _leave_to_baseline(start, readings[0], steps[0], policy)
    placed = list(zip(readings, steps, strict=True))
    return _Steps(placed, later, sum(1 for count, own in placed if _open(count, own)))


def _with_quiet(start: datetime, counts: Sequence[Count], facts: Sequence[Fact]) -> Iterator[Count]:
    """The readings that told a change, and those before that showed none although a fact came.

    A reading without a change is not kept, but the next change says when it was.
    """
    before, dates = start, [fact.at for fact in facts]
    for count in counts:
        if bisect_right(dates, before) < bisect_right(dates, count.since):
            row = replace(count.was or count.row, price=None)  # no price of a change
            yield replace(
                count, at=count.since, since=before, after=count.before, row=row, late=False
            )
        yield count
        before = count.at


def _assigned(
    counts: Sequence[Count], facts: Sequence[Fact], policy: Policy, *, at_once: bool
) -> tuple[list[list[Fact]], list[Fact]]:
    """The facts of each step, and later ones.

    One within moments of a reading may lie on either side of it.
    """
    ends = [count.at for count in counts]
    steps: list[list[Fact]] = [[] for _ in (*counts, None)]
    for fact in facts:
        steps[bisect_left(ends, fact.at)].append(fact)
    nexts = [*counts[1:], None]
    for count, then, (own, following) in zip(counts, nexts, pairwise(steps), strict=True):
        if left := _open(count, own):
            after = _open(then, following) if then is not None and at_once else _ZERO
            _settle_edge(count, left, after, own, following, policy)
    later = steps.pop()
    return steps, later


def _leave_to_baseline(start: datetime, first: Count, own: list[Fact], policy: Policy) -> None:
    """Take out what came within moments of the baseline where just that is missing after it."""
    early = [fact for fact in own if fact.at - start <= policy.baseline_slack]
    if _open(first, own) == -sum((fact.quantity for fact in early), _ZERO):
        own[:] = [fact for fact in own if fact not in early]


def _leave_to_balance(start: datetime, first: Count, own: list[Fact]) -> None:
    """Take out what is learned now of the moments before a ledger started afresh.

    Nothing was open there, so it is a witness of what is in that balance already; unless it is
    just what changed since.
    """
    inside = [fact for fact in own if fact.at > start]
    if _open(first, own) or not _open(first, inside):
        own[:] = inside


def _settle_edge(
    count: Count,
    left: Decimal,
    after: Decimal,
    own: list[Fact],
    following: list[Fact],
    policy: Policy,
) -> None:
    """Move what lies within moments of a reading across it where that leaves nothing open.

    Here, where so much is `left`; or, of trades, in the step where so much is open `after`.
    """
    edge = policy.baseline_slack
    early = [fact for fact in following if fact.at - count.at <= edge]
    if early and (_total(early) == left or _is_trade_of(-after, early)):
        own += early
        following[:] = [fact for fact in following if fact not in early]
        return
    late = [fact for fact in own if count.at - fact.at <= edge and not _is_put_to(fact, count)]
    if late and (_total(late) == -left or _is_trade_of(after, late)):
        own[:] = [fact for fact in own if fact not in late]
        following[:0] = late


def _is_trade_of(open_: Decimal, facts: Sequence[Fact]) -> bool:
    return bool(open_) and _total(facts) == open_ and not any(fact.booked for fact in facts)


def _total(facts: Iterable[Fact]) -> Decimal:
    return sum((fact.quantity for fact in facts), _ZERO)


def _is_put_to(fact: Fact, count: Count) -> bool:
    """Whether it is the record of a leg whose contract this reading shows, whatever its date."""
    return fact.leg and fact.dated is not None and fact.at == count.at


def _open(count: Count, facts: Iterable[Fact]) -> Decimal:
    moved = count.after - count.before
    for fact in facts:
        moved -= fact.quantity
    return moved


def _residual(key: PositionKey, count: Count, facts: Sequence[Fact]) -> Residual:
    quantity = _open(count, facts)
    price, slack = _leg_price(count, facts, quantity) if quantity else (None, _ZERO)
    row = count.row
    return Residual(
        key=key,
        quantity=quantity,
        since=count.since,
        at=count.at,
        seen=count.seen,
        before=count.before,
        after=count.after,
        late=count.late,
        scope=count.scope,
        price=price,
        slack=slack,
        crossed=count.was is not None and count.was.quantity * row.quantity < 0,
        closing=row.price if not row.quantity else None,
        held_at=count.was.price if count.was is not None else None,
        facts=tuple(facts),
    )


def _leg_price(
    count: Count, facts: Sequence[Fact], quantity: Decimal
) -> tuple[Decimal | None, Decimal]:
    """What the unexplained part was booked at, from the open prices before and after.

    A row that grew says it; one that crossed zero or came to zero too, if nothing else moved it;
    one that shrank keeps its open price and says nothing. The slack is what rounding of the two
    prices can do.
    """
    old, new = count.was, count.row
    was = old.quantity if old is not None else _ZERO
    if new.price is None:
        return None, _ZERO
    last = grain(new.price)
    if not new.quantity or was * new.quantity < 0:
        return (new.price, last / 2) if not facts else (None, _ZERO)
    if was and (old is None or old.price is None):
        return None, _ZERO
    side = new.quantity  # it grew where all that moved it went this way
    if quantity * side < 0 or any(f.price is None or f.quantity * side < 0 for f in facts):
        return None, _ZERO
    before = old.price if old is not None and old.price is not None else _ZERO
    known = sum((f.quantity * f.price for f in facts if f.price is not None), _ZERO)
    value = new.price * new.quantity - before * was - known
    blur = last * abs(new.quantity) + grain(before) * abs(was)
    return value / quantity, blur / 2 / abs(quantity)
