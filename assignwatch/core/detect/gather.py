"""What is known of the positions that an input touched, and what of it fits, before it is judged.

`conclude.py` asks, and judges one group after the other. All are gathered first: positions on one
underlying say all there is to say of a contract, but the balance is that of the account.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assignwatch.core.detect.accounted import (
    accounted,
    changed_in,
    leaning,
    of_ends,
    of_records,
    open_ends,
    spans_of_ends,
)
from assignwatch.core.detect.carried import carried, held_on, is_over
from assignwatch.core.detect.claimants import (
    Claimant,
    best,
    certain,
    claimants,
    claimed_over,
    led,
)
from assignwatch.core.detect.expected import expected
from assignwatch.core.detect.fitting import Matched, unresolved
from assignwatch.core.detect.groups import groups
from assignwatch.core.detect.joint import beside, spans, supported
from assignwatch.core.detect.lane import Lane, lane
from assignwatch.core.detect.ledger import balance
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.detect.support import Accounted
from assignwatch.core.detect.told import Told, moved_back, told_of, with_history
from assignwatch.core.detect.ways import Use
from assignwatch.core.detect.weigh import Scales
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count, State

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_TRIED = 8
"""Of so many records of legs, the latest, it is asked whether their own reading shows them."""


@dataclass(slots=True)
class Group:
    """Positions that are judged together, all that is known of them, and what of it fits."""

    keys: list[PositionKey]
    told: list[Told]
    facts: dict[PositionKey, list[Fact]]
    cut: datetime
    recent: list[Residual]
    adjustments: list[Adjustment]
    records: Lane
    scales: Scales
    matched: Matched

    def match_beside(self, elsewhere: Sequence[Accounted]) -> None:
        """Match it anew, where others have a share of the money."""
        self.scales.elsewhere = elsewhere
        self.matched = self.scales.match(self.recent, self.adjustments, self.records)
        self.records = self.matched.lane


def gather(
    state: State, account: Account, touched: Iterable[PositionKey], now: datetime, policy: Policy
) -> tuple[list[Group], list[Exception]]:
    """The groups of these positions, and what went wrong: a fault in one must not silence others.

    Where the balance contradicts what was called on one underlying, it is held against all that was
    called with the same readings, whether that is to be judged now or not.
    """
    gathered: list[Group] = []
    failures: list[Exception] = []

    def take(keys: list[PositionKey], into: list[Group]) -> None:
        try:
            into.append(_gathered(state, account, keys, now, policy))
        except Exception as failure:  # noqa: BLE001 - it is raised when all others are judged
            failures.append(failure)

    for keys in groups(state, account, touched):
        take(keys, gathered)
    try:
        _weigh_money(state, account, gathered, take, now, policy)
    except Exception as failure:  # noqa: BLE001 - each is judged by itself then
        failures.append(failure)
    return gathered, failures


def _weigh_money(
    state: State,
    account: Account,
    gathered: list[Group],
    take: Callable[[list[PositionKey], list[Group]], None],
    now: datetime,
    policy: Policy,
) -> None:
    """Tell matches that the balance supports together, and ends what of it is accounted for.

    `take` gathers what is not judged now. What leaned on money that others account for is judged
    with them.
    """

    def unknown(keys: Iterable[PositionKey]) -> list[list[PositionKey]]:
        known = {key for group in gathered for key in group.keys}
        return list(groups(state, account, [key for key in keys if key not in known]))

    times = list(_paid_at(state, account, gathered, policy))
    for keys in unknown((*leaning(state, account, times), *led(state, account, times))):
        take(keys, gathered)
    claimed = [span for group in gathered for span in claimed_over(state, account, group.matched)]
    if claimed:
        beside_them: list[Group] = []
        for keys in unknown(changed_in(account, claimed)):
            take(keys, beside_them)
        _share_out(state, account, gathered, beside_them, policy)
    doubtful = spans([match for group in gathered for match in group.matched.matches])
    left = [r for group in gathered for r in group.matched.left]
    ends = list(spans_of_ends(state, account, left, now))
    if not doubtful and not ends:
        return
    others: list[Group] = []
    for keys in unknown((*beside(account, doubtful), *changed_in(account, ends))):
        take(keys, others)
    if ends:
        _settle(state, account, gathered, others, policy)
    found = [match for group in (*gathered, *others) for match in group.matched.matches]
    for group in gathered:
        own = group.matched.matches
        group.matched.matches = supported(state, account, own, found, policy)


def _settle(
    state: State, account: Account, judged: list[Group], others: Sequence[Group], policy: Policy
) -> None:
    """Leave to contracts that ended in money only what is not spent on anything else.

    Of the `others` those whose value nobody knows are `judged` with them.
    """
    among = (*judged, *others)
    told = _accounted(state, account, among, policy)
    sure = {id(g): list(of_ends(state, g.matched.left, policy)) for g in among}
    open_ = {id(g): list(open_ends(state, account, g.matched.left, policy)) for g in among}
    judged += [group for group in others if open_[id(group)]]
    for group in judged:
        beside = [id(other) for other in among if other is not group]
        group.scales.accounted = [*told, *(one for name in beside for one in sure[name])]
        rivals = (one for name in beside for one in open_[name])
        group.scales.rivals = sorted(rivals, key=lambda one: one.contract.id)


def _share_out(
    state: State, account: Account, judged: list[Group], others: Sequence[Group], policy: Policy
) -> None:
    """Leave to contracts whose legs cancel only the money that is not spent on anything else.

    Of the `others` those that claim it too are `judged` with them.
    """
    claim = {id(g): list(claimed_over(state, account, g.matched)) for g in (*judged, *others)}
    judged += [group for group in others if claim[id(group)]]
    among = [*judged, *(group for group in others if not claim[id(group)])]
    sure = [list(certain(state, account, g.matched, g.records, policy)) for g in among]
    for place, group in enumerate(among):
        beside = [one for i, taken in enumerate(sure) if i != place for one in taken]
        if any(one.is_within(over) for over in claim[id(group)] for one in beside):
            group.match_beside(beside)
    for together in claimants(state, account, [group.matched for group in among]):
        first = best(state, together, policy)
        for one in together:
            group = among[one.group]
            if all(one.group != other.group for other in first):
                group.match_beside((*group.scales.elsewhere, first[0].worth))
            elif one in first:
                group.matched.matches = [
                    replace(match, elsewhere=_ways_of(first, one)) if match is one.match else match
                    for match in group.matched.matches
                ]


def _ways_of(first: Sequence[Claimant], one: Claimant) -> tuple[tuple[Use, ...], ...]:
    """What the others of several claimants are, that the same money speaks for."""
    others = [other.match for other in first if other.group != one.group]
    return tuple(way for match in others for way in (match.used, *match.others))


def _paid_at(
    state: State, account: Account, among: Sequence[Group], policy: Policy
) -> Iterator[datetime]:
    """When the balance may show the money of what is judged."""
    for group in among:
        yield from (
            at
            for one in (
                *accounted(state, account, group.matched.matches, group.records, policy),
                *of_records(state, account, group.records, policy).values(),
                *of_ends(state, group.matched.left, policy),
            )
            if any(one.cash.values())
            for at in (*one.times, *one.told)
        )


def _accounted(
    state: State, account: Account, among: Iterable[Group], policy: Policy
) -> list[Accounted]:
    return [
        one
        for group in among
        for one in accounted(state, account, group.matched.matches, group.records, policy)
    ]


def _gathered(
    state: State, account: Account, keys: list[PositionKey], now: datetime, policy: Policy
) -> Group:
    """The group, with each leg's record where it leaves the least open.

    It may have been put to a change of other days although its own reading shows it, moved together
    with what was called without a record: then contracts fit in both places, and else in neither.
    Or it names a day alone and is of the night after it, as its contract's own is; or, whatever its
    cause, that day began before the ledger did, and it is a part of what changed since.
    """
    known = [told_of(account, key, state.instruments, policy, keys) for key in keys]
    group, elsewhere = _balanced(state, account, keys, known, (), now, policy)
    own: list[Fact] = []
    for fact in sorted(elsewhere, key=lambda fact: fact.at)[-_TRIED:]:
        least = _open(group.matched)
        if least and _may_hide(group, fact):
            other, _ = _balanced(state, account, keys, known, (*own, fact), now, policy)
            if _open(other.matched) < least:
                group, own = other, [*own, fact]
    for key in keys if _open(group.matched) else ():
        if any(fact.leg and fact.is_dated for fact in group.facts[key]):
            other, _ = _balanced(state, account, keys, known, own, now, policy, days_after=key)
            if _open(other.matched) < _open(group.matched):
                group = other
    drawn: dict[PositionKey, list[Fact]] = {}
    for key, some in _of_its_day(account, group.told, policy) if _open(group.matched) else ():
        both = drawn | {key: [*drawn.get(key, ()), *some]}
        if len({(fact.told_at, fact.quantity) for fact in both[key]}) == len(both[key]):
            other, _ = _balanced(state, account, keys, known, own, now, policy, drawn=both)
            if _open(other.matched) < _open(group.matched):
                group, drawn = other, both
    return group


def _may_hide(group: Group, fact: Fact) -> bool:
    """Whether a contract that no record names went at the time of this leg, which its own undid."""
    until = fact.at_its_end.at
    return any(r.closes and r.since <= until and fact.at <= r.at for r in group.recent)


def _of_its_day(
    account: Account, known: Sequence[Told], policy: Policy
) -> Iterator[tuple[PositionKey, list[Fact]]]:
    """Records that name the day of a ledger's start alone, put to a later reading of that day.

    The first reading ought to hold them, but it may have been read before they were booked. Each is
    told by itself, and then all of them together; what is just a change elsewhere is about that.
    """
    tried = 0
    for told in known:
        book = account.books.get(told.key)
        if book is None:
            continue
        days = told.loose(book.base - policy.baseline_slack if book.base is not None else None)
        for count in sorted(book.counts, key=lambda count: count.at):
            facts = [replace(f, at=count.at, dated=f.at) for f in days if _is_of_day(f, count)]
            for some in (*([fact] for fact in facts), facts if len(facts) > 1 else []):
                if some and tried < _TRIED:
                    tried += 1
                    yield told.key, some


def _is_of_day(fact: Fact, count: Count) -> bool:
    """Whether the day that it names had not ended before the change of a reading."""
    return fact.at <= count.since < fact.at_its_end.at


def _open(matched: Matched) -> int:
    """How much nobody can explain, or not in one way."""
    several = (match for match in matched.matches if match.others)
    return unresolved(matched) + sum(len(match.residuals) for match in several)


def _balanced(
    state: State,
    account: Account,
    keys: list[PositionKey],
    known: Sequence[Told],
    own: Sequence[Fact],
    now: datetime,
    policy: Policy,
    *,
    days_after: PositionKey | None = None,
    drawn: Mapping[PositionKey, Sequence[Fact]] | None = None,
) -> tuple[Group, list[Fact]]:
    """The group, and records of legs that went to another step than their `own`.

    Of the position `days_after` what names a day alone is of the night after it. `drawn` from
    before a ledger's start are parts of what changed since.
    """
    told: list[Told] = []
    facts: dict[PositionKey, list[Fact]] = {}
    open_: list[Residual] = []
    elsewhere: list[Fact] = []
    back = list(moved_back(known))
    spoken = expected(state, known)
    for key, said in zip(keys, known, strict=True):
        facts[key] = [*said.facts(), *(fact for place, fact in back if place == key)]
        ledger = balance(
            account,
            key,
            [*facts[key], *(drawn or {}).get(key, ())],
            policy,
            spoken=spoken.get(key, ()),
            own=own,
            old=said.old_facts(),
            days_after=key == days_after,
        )
        elsewhere += ledger.elsewhere
        one = said
        if ledger.answers or ledger.shown:
            one = replace(said, answers=tuple(ledger.answers), shown=tuple(ledger.shown))
        one, unexplained = with_history(one, ledger.open, policy)
        told.append(one)
        open_ += unexplained
    cut = max(now, _BEGINNING + policy.carry) - policy.carry
    held = held_on(state, account, open_, cut)
    recent = carried(state, account, open_, held, policy)
    names = dict.fromkeys(n for key in keys for n in account.adjusting.get(key.instrument, ()))
    adjustments = [account.adjustments[name] for name in names]
    records = lane(state, told, policy.calendar)
    for record in records.records:
        record.settled = record.settled or is_over(state, account, record, cut, open_, held, policy)
    old_trades = [trade for one in told for trade in one.old_trades]
    scales = Scales(state, account, now, policy, old_trades)
    matched = scales.match(recent, adjustments, records)
    group = Group(keys, told, facts, cut, recent, adjustments, matched.lane, scales, matched)
    return group, elsewhere
