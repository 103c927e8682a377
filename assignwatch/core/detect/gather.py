"""What is known of the positions that an input touched, and what of it fits, before it is judged.

`conclude.py` asks, and judges one group after the other. All are gathered first: positions on one
underlying say all there is to say of a contract, but the balance is that of the account.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assignwatch.core.detect.fit import contested
from assignwatch.core.detect.fit.claimants import (
    Claimant,
    best,
    certain,
    claimants,
    claimed_over,
    led,
)
from assignwatch.core.detect.groups import groups
from assignwatch.core.detect.lane1.accounted import (
    accounted,
    changed_in,
    leaning,
    of_ends,
    of_records,
    open_ends,
    spans_of_ends,
)
from assignwatch.core.detect.lane2.removed import Removal, as_told, judge, removals
from assignwatch.core.detect.matching.joint import beside, spans, supported
from assignwatch.core.detect.matching.support import Accounted
from assignwatch.core.detect.matching.ways import Use
from assignwatch.core.detect.placing import placed
from assignwatch.core.detect.plan import Group
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State

_MOST_BACKED = 8
"""Of more contracts that one movement of the balance may back none is paid with it by itself."""


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
            into.append(placed(state, account, keys, now, policy))
        except Exception as failure:  # noqa: BLE001 - it is raised when all others are judged
            failures.append(failure)

    for keys in groups(state, account, touched):
        take(keys, gathered)
    try:
        _weigh_money(state, account, gathered, take, now, policy)
        for group in _moved(gathered):
            as_told(state, account, group.records.records)
            judge(group.scales, _removals(state, account, group, policy), group.records.records)
    except Exception as failure:  # noqa: BLE001 - each is judged by itself then
        failures.append(failure)
    return gathered, failures


def _moved(among: Iterable[Group]) -> list[Group]:
    """Those of which anything is to be judged: what only trades moved is told and paid nowhere."""
    return [group for group in among if not group.matched.is_quiet]


def _removals(state: State, account: Account, group: Group, policy: Policy) -> list[Removal]:
    """Records that only say that a contract is gone, of which no match has found the leg."""
    used = {claim.booked for match in group.matched.matches for claim, _ in match.used}
    left = [record for i, record in enumerate(group.records.records) if i not in used]
    return list(removals(state, account, left, policy))


def _left(state: State, account: Account, group: Group, policy: Policy) -> list[Residual]:
    """What no match has used, and ends that records tell without a word of what was paid."""
    told = _removals(state, account, group, policy)
    return [*group.matched.left, *(removal.change for removal in told)]


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

    if not account.cash and not _moved(gathered):
        return

    def unknown(keys: Iterable[PositionKey]) -> list[list[PositionKey]]:
        known = {key for group in gathered for key in group.keys}
        new = [key for key in keys if key not in known]
        return list(groups(state, account, new)) if new else []

    times = list(_paid_at(state, account, _moved(gathered), policy))
    leant = [*leaning(state, account, times), *_backed(state, account, gathered, policy)]
    for keys in unknown((*leant, *led(state, account, times))):
        take(keys, gathered)
    if not _moved(gathered):
        return
    claimed = [span for group in gathered for span in claimed_over(state, account, group.matched)]
    if claimed:
        beside_them: list[Group] = []
        for keys in unknown(changed_in(account, claimed)):
            take(keys, beside_them)
        _share_out(state, account, gathered, beside_them, policy)
    doubtful = spans([match for group in gathered for match in group.matched.matches])
    left = [r for group in gathered for r in _left(state, account, group, policy)]
    ends = list(spans_of_ends(state, account, left, now))
    backed = [s for g in gathered for s in contested.backed_over(account, g.matched.matches)]
    if not doubtful and not ends and not backed:
        return
    others: list[Group] = []
    for keys in unknown((*beside(account, doubtful), *changed_in(account, [*ends, *backed]))):
        take(keys, others)
    among = [*gathered, *others]
    if ends:
        _settle(state, account, gathered, others, policy)
    found = [match for group in among for match in group.matched.matches]
    for group in gathered:
        own = group.matched.matches
        group.matched.matches = supported(state, account, own, found, policy)
    if backed:
        _leave_spent(state, account, gathered, among, policy)


def _leave_spent(
    state: State, account: Account, judged: Sequence[Group], among: Sequence[Group], policy: Policy
) -> None:
    """Let the balance back legs only with money that nothing else may have been paid with."""
    shares = {id(g): contested.shares(state, account, g.matched, g.records, policy) for g in among}
    for group in judged:
        beside = [one for g in among if g is not group for one in shares[id(g)].all]
        group.matched.matches = contested.without_spent(
            state, account, group.matched.matches, shares[id(group)], beside, policy
        )


def _backed(
    state: State, account: Account, among: Sequence[Group], policy: Policy
) -> list[PositionKey]:
    """Contracts that the balance backs, where what these are or were may have been paid with it."""
    if not account.cash:
        return []
    known = {key for group in among for key in group.keys}
    names = (name for key in known for name in account.live.get(key, ()))
    versions = (state.incidents[name].latest for name in names if name in state.incidents)
    paid = [version.occurred for version in versions if version.occurred is not None]
    new = any(group.matched.matches or group.records.records for group in among)
    if not (paid or new):
        return []
    backed = contested.leaning(state, account, known)
    if backed:
        shares = [one for group in among for one in _shares(state, account, group, policy).all]
        paid += [(share.since, share.until) for share in shares]
    found = [
        key
        for key, overs in backed.items()
        if any(contested.meet(span, over) for span in paid for over in overs)
    ]
    return found if len(found) <= _MOST_BACKED else []


def _shares(state: State, account: Account, group: Group, policy: Policy) -> contested.Shares:
    return contested.shares(state, account, group.matched, group.records, policy)


def _settle(
    state: State, account: Account, judged: list[Group], others: Sequence[Group], policy: Policy
) -> None:
    """Leave to contracts that ended in money only what is not spent on anything else.

    Of the `others` those whose value nobody knows are `judged` with them.
    """
    among = (*judged, *others)
    told = _accounted(state, account, among, policy)
    ended = {id(g): _left(state, account, g, policy) for g in among}
    sure = {name: list(of_ends(state, left, policy)) for name, left in ended.items()}
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
                *of_ends(state, _left(state, account, group, policy), policy),
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
