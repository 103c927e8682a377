"""One way to put the records of a group to the readings, and what of it fits then.

`placing.py` makes plans and takes the one that leaves the least open. Here the ledger of each
position is balanced by a plan, and what these leave open is matched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.changes.ledger import balance
from assignwatch.core.detect.fit.carried import carried, held_on, is_over, is_told, is_used_up
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.lane1.lane import Lane, lane
from assignwatch.core.detect.lane2.weigh import Scales
from assignwatch.core.detect.matching.support import Accounted
from assignwatch.core.detect.records.corrected import without_corrected
from assignwatch.core.detect.records.expected import expected
from assignwatch.core.detect.records.history import with_history
from assignwatch.core.detect.records.told import Told, moved_back
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count, State

_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Group:
    """Positions that are judged together, all that is known of them, and what of it fits.

    `unshown` are records that no reading is known to show, `beyond` is all that the readings show
    beyond records and trades, however long ago.
    """

    keys: list[PositionKey]
    told: list[Told]
    facts: dict[PositionKey, list[Fact]]
    unshown: dict[PositionKey, list[Fact]]
    beyond: list[Residual]
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


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to put what is `known` of the positions to their readings.

    `own` are records that are about no change but that of their own time. Of the position
    `days_after` what names a day alone is of the night after it. `drawn` to a reading that is not
    of their own time are parts of what changed by then. `at_once`: a reading taken while a trade
    was made may show it or not, whatever else it shows.
    """

    known: tuple[Told, ...]
    own: tuple[Fact, ...] = ()
    days_after: PositionKey | None = None
    drawn: Mapping[PositionKey, tuple[Fact, ...]] = field(default_factory=dict)
    unmoved: Mapping[PositionKey, tuple[Count, ...]] = field(default_factory=dict)
    at_once: bool = False


def traded(
    state: State, account: Account, known: list[Told], now: datetime, policy: Policy
) -> Group | None:
    """The group where nothing is recorded and trades explain all that was read, as nearly always.

    There is nothing then to put anywhere, nor to find out.
    """
    if not all(one.is_traded for one in known):
        return None
    facts = {one.key: one.facts() for one in known}
    if any(balance(account, key, told, policy).open for key, told in facts.items()):
        return None
    keys, unshown = list(facts), {key: list[Fact]() for key in facts}
    scales = Scales(state, account, now, policy, [t for one in known for t in one.old_trades])
    matched = Matched([], [], [], gave_up=False, group=[], lane=Lane([], [], []))
    cut, records = _cut(account, keys, now, policy), matched.lane
    return Group(keys, known, facts, unshown, [], cut, [], [], records, scales, matched)


def _cut(account: Account, keys: Sequence[PositionKey], now: datetime, policy: Policy) -> datetime:
    """What is older is carried no more, unless an incident leans on it.

    By the clock of the readings: one of ours that was ahead once makes nothing old that is read.
    How far it is ahead, a change says that was learned so long after it, and the last reading.
    """
    read = account.accepted_at() or now
    books = (account.books[key] for key in keys if key in account.books)
    newest = (book.counts[-1] for book in books if book.counts)
    ahead = max((count.seen - count.at for count in newest), default=timedelta())
    kept = policy.carry + max(min(ahead, now - read), timedelta())
    return max(now, _BEGINNING + kept) - kept


def balanced(
    state: State,
    account: Account,
    keys: list[PositionKey],
    now: datetime,
    policy: Policy,
    plan: Plan,
) -> tuple[Group, list[Fact]]:
    """The group by this plan, and records of legs that went to another step than their own."""
    told: list[Told] = []
    cut = _cut(account, keys, now, policy)
    facts: dict[PositionKey, list[Fact]] = {}
    unshown: dict[PositionKey, list[Fact]] = {}
    open_: list[Residual] = []
    elsewhere: list[Fact] = []
    back = list(moved_back(account, plan.known))
    spoken = expected(state, plan.known)
    for key, said in zip(keys, plan.known, strict=True):
        drawn = plan.drawn.get(key, ())
        moved = [*said.facts(), *(fact for place, fact in back if place == key)]
        facts[key] = [*_without(moved, drawn), *drawn]
        ledger = balance(
            account,
            key,
            facts[key],
            policy,
            spoken=spoken.get(key, ()),
            own=plan.own,
            old=_without(said.old_facts(), drawn),
            days_after=cut if key == plan.days_after else None,
            unmoved=plan.unmoved.get(key, ()),
            at_once=plan.at_once,
        )
        unshown[key] = ledger.unshown
        elsewhere += ledger.elsewhere
        one = said
        answers = [*ledger.answers, *_of_no_step(drawn, ledger.answers)]
        if answers or ledger.shown:
            one = replace(said, answers=tuple(answers), shown=tuple(ledger.shown))
        one, unexplained = with_history(account, one, ledger.open, policy)
        told.append(one)
        open_ += unexplained
    held = held_on(state, account, open_, cut, policy)
    recent = carried(state, account, open_, held, policy)
    names = dict.fromkeys(n for key in keys for n in account.adjusting.get(key.instrument, ()))
    adjustments = [account.adjustments[name] for name in names]
    adjustments = [a for a in adjustments if not is_used_up(state, account, a, cut, held)]
    records = lane(state, told, policy.calendar)
    records.loose = [leg for leg in records.loose if not is_told(state, account, leg, cut)]
    for record in records.records:
        record.settled = record.settled or is_over(state, account, record, cut, open_, held, policy)
    recent = without_corrected(state, recent, records.corrections, policy)
    old_trades = [trade for one in told for trade in one.old_trades]
    scales = Scales(state, account, now, policy, old_trades)
    matched = scales.match(recent, adjustments, records)
    group = Group(
        keys, told, facts, unshown, open_, cut, recent, adjustments, matched.lane, scales, matched
    )
    return group, elsewhere


def _of_no_step(drawn: Sequence[Fact], answers: Sequence[Answer]) -> Iterator[Answer]:
    """Legs that are drawn to a reading that shows no change, for others cancel them."""
    known = [answer.fact for answer in answers]
    return (Answer(fact, fact.at) for fact in drawn if fact.leg and fact not in known)


def _without(facts: Sequence[Fact], drawn: Sequence[Fact]) -> list[Fact]:
    """What is not drawn to another reading; of several that say the same, as many are left."""
    left = list(facts)
    for fact in drawn:
        own = next((one for one in left if one.as_told == fact.as_told), None)
        if own is not None:
            left.remove(own)
    return left
