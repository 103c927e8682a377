"""What records say, put to the readings that show it: one group of positions.

`gather.py` asks for each group. What a record names may be shown by its own reading or by another,
or by none, and only the contracts tell which: where something is left open, other ways are tried,
and the one that leaves the least open is what is judged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from types import MappingProxyType

from assignwatch.core.detect.contracts.market import is_closed
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.fit.open_ends import open_ends, strained, strains
from assignwatch.core.detect.matching.misdated import misdated
from assignwatch.core.detect.plan import Group, Plan, balanced, traded
from assignwatch.core.detect.records import led
from assignwatch.core.detect.records.day_traded import legs_at_strike, legs_by_day
from assignwatch.core.detect.records.each_leg import each_leg
from assignwatch.core.detect.records.first_day import no_history, of_its_day
from assignwatch.core.detect.records.history import is_read
from assignwatch.core.detect.records.leg_of import Legs, legs_of
from assignwatch.core.detect.records.named_leg import with_named
from assignwatch.core.detect.records.retold import retold
from assignwatch.core.detect.records.standing import stood_on
from assignwatch.core.detect.records.told import Told, told_of
from assignwatch.core.detect.residual import Fact
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, FactKey, State
from assignwatch.core.words import Feed

_NIGHT = timedelta(days=1)
_OF_NONE: Mapping[FactKey, PositionKey] = MappingProxyType({})
_TRIED = 8
"""Of so many records, the latest, it is asked whether they are of their own reading; and of so
many ways in which records and trades may be the same, whether the positions moved so."""


def placed(
    state: State, account: Account, keys: list[PositionKey], now: datetime, policy: Policy
) -> Group:
    """The group, with its records put to the readings where they leave the least open."""
    legs = legs_of(state, account, keys)
    known = [told_of(account, key, state.instruments, policy, keys, legs=legs) for key in keys]
    if (group := traded(state, account, known, now, policy)) is not None:
        return group
    if apart := each_leg(state, known):
        legs = replace(legs, lots=legs.lots | apart, each=apart)
        known = [told_of(account, key, state.instruments, policy, keys, legs=legs) for key in keys]
    plan = Plan(tuple(with_named(known)))
    trying = _Trying(state, account, keys, now, policy, plan, legs)
    trying.legs_told()
    trying.legs_before()
    trying.legs_ahead()
    trying.told_as_trades()
    if not trying.group.matched.is_quiet:  # as most are, and then there is nothing to try
        trying.other_ways()
    if trying.unheld():
        trying.other_ways()
    trying.standing()
    trying.await_trades()
    return trying.group


_Measure = Callable[[Matched], tuple[int, ...]]


class _Trying:
    """The plan that leaves the least open; others are tried while anything is."""

    def __init__(
        self,
        state: State,
        account: Account,
        keys: list[PositionKey],
        now: datetime,
        policy: Policy,
        plan: Plan,
        legs: Legs,
    ) -> None:
        self._legs = legs
        self._known = state, account, keys, now, policy
        self._account, self._keys, self._policy = account, keys, policy
        self.plan = plan
        self.group, self._elsewhere = balanced(*self._known, plan)

    def other_ways(self) -> None:
        """One after the other, while anything is open."""
        self.at_once()
        if self._is_open:
            self.as_read()
            self.with_contracts()
            self.nights_after()
            self.with_contracts()
            self.days_begun_before()
            self.traded_by_day()
            self.told_twice()
        self.days_apart()

    def at_once(self) -> None:
        """A trade made while a reading was taken may be of the step that it explains.

        Where less is open with it, or as much and no record is put to a step that is not its own.
        """
        if not (self._is_open or self._elsewhere):
            return
        plan = replace(self.plan, at_once=True)
        group, elsewhere = balanced(*self._known, plan)
        now, then = open_ends(group.matched), open_ends(self.group.matched)
        if (now, len(elsewhere)) < (then, len(self._elsewhere)):
            self.group, self.plan, self._elsewhere = group, plan, elsewhere

    def legs_told(self) -> None:
        """Where some of it is carried no more, what incidents stand on stays with their readings.

        What spoke for that before may be what is carried no more.
        """
        state, account, *_ = self._known
        is_old = any(one.at < self.group.cut for one in self.group.beyond)
        if is_old and (legs := led.legs_told(state, account, self.group.told)):
            still = led.unmoved(account, self._keys, legs)
            self.plan = replace(self.plan, drawn=legs, unmoved=still)
            self.group, self._elsewhere = balanced(*self._known, self.plan)

    def legs_before(self) -> None:
        """What lies before the first reading is known by its contract to be about a change since.

        Where that leaves no more open: it says all that there is to say of such a leg.
        """
        state, account, *_ = self._known
        self._lead(led.legs_before(state, account, self.group.told), even=True)

    def legs_ahead(self) -> None:
        """A leg whose contract every reading shows held is of none of them either."""
        ahead = [f for f in self._elsewhere if f.leg and led.leads(f, self.group.told)]
        plan = replace(self.plan, own=(*self.plan.own, *ahead))
        group, elsewhere = balanced(*self._known, plan) if ahead else (self.group, [])
        if ahead and open_ends(group.matched) <= open_ends(self.group.matched):
            self.group, self.plan, self._elsewhere = group, plan, elsewhere

    def with_contracts(self) -> None:
        """Legs may be of the readings that show their contracts, whatever they are dated."""
        state, account, *_ = self._known
        for alone in (False, True):
            if self._is_open:
                legs = led.legs_since(state, account, self.group.told, every=alone)
                self._lead(legs, alone=alone)

    def _lead(self, legs: led.Led, *, even: bool = False, alone: bool = False) -> None:
        """Where what they leave of the thing's readings is not another change than it was.

        Else what the positions show is of a contract of that time that has no record of its leg,
        and the legs of others would hide it: the records stay where they were. Where less is open
        with them, that leg may be what is seen then.
        """
        if not legs:
            return
        drawn = {**self.plan.drawn, **legs}
        unmoved = led.unmoved(self._account, self._keys, legs)
        own = (*self.plan.own, *(f for facts in legs.values() for f in facts if alone))
        plan, was = replace(self.plan, drawn=drawn, unmoved=unmoved, own=own), self.group
        group, _ = balanced(*self._known, plan)
        now, then = open_ends(group.matched), open_ends(was.matched)
        left = group.beyond if now == then else group.matched.left
        better = now < then or (even and now == then)
        if better and led.is_told(legs, was.beyond, left, group.told):
            self.group, self.plan = group, plan

    def as_read(self) -> None:
        """A record may have been put to other days although its own reading says what is of it.

        A leg that it shows moved together with what was called without a record: then contracts
        fit in both places, and else in neither. What only explains it does not show, and what
        another one shows fits without that.
        """
        for fact in sorted(self._elsewhere, key=lambda fact: fact.at)[-_TRIED:]:
            if self._is_open and (not fact.leg or self._may_hide(fact)):
                self._is_better(replace(self.plan, own=(*self.plan.own, fact)), shows=fact)

    def _may_hide(self, fact: Fact) -> bool:
        """Whether a contract went at the time of this leg that may have undone it.

        One that no record names, or one whose record does not have this leg for its own.
        """
        until = fact.at_its_end.at
        gone = any(r.closes and r.since <= until and fact.at <= r.at for r in self.group.beyond)
        claims = self.group.records.claims(self._known[0])
        return gone or any(abs(claim.at - fact.at) <= _NIGHT for claim in claims)

    def nights_after(self) -> None:
        """A leg that names a day alone may be of the night after it, as its contract's own is."""
        for key in self._keys:
            if self._is_open and any(f.leg and f.is_dated for f in self.group.facts[key]):
                self._is_better(replace(self.plan, days_after=key))

    def days_begun_before(self) -> None:
        """What names a day that began before its ledger did may be a part of what changed since."""
        for key, some in of_its_day(self._account, self.group.told, self._policy):
            both = (*self.plan.drawn.get(key, ()), *some)
            if self._is_open and len({(f.told_at, f.quantity) for f in both}) == len(both):
                self._is_better(replace(self.plan, drawn={**self.plan.drawn, key: both}))

    def told_as_trades(self) -> None:
        """Trades of the day or night of records may be their legs: all that are just these.

        Where that leaves less open; or no more, where nobody can have traded at that time.
        """
        state, account, _, _, policy = self._known
        sought = [self.group.records.records[i] for i in self.group.records.looking()]
        sought = [record for record in sought if not record.counters]  # which name their own
        calls = [(r.key, r.contract, r.happening) for r in sought if r.contract is not None]
        legs = legs_at_strike(state, account, self.plan.known, calls, policy.calendar)
        if legs:
            told, of = [leg for leg, _ in legs.values()], {f: k for f, (_, k) in legs.items()}
            closed = all(is_closed(state, leg.instrument, leg.at, policy) for leg in told)
            self._as_legs(told, of, even=closed)

    def traded_by_day(self) -> None:
        """A trade that names a day alone may be what a contract turned into later that day."""
        state, account, *_ = self._known
        legs = legs_by_day(state, account, self.plan.known, self.group.recent)
        for leg in islice(legs, _TRIED):
            if not self._is_open:
                break
            self._as_legs([leg])

    def _as_legs(
        self,
        legs: Sequence[Booking],
        of: Mapping[FactKey, PositionKey] = _OF_NONE,
        *,
        even: bool = False,
    ) -> None:
        """Take trades for records of legs, where that leaves less open, or as much and `even`."""
        state, account, keys, _, policy = self._known
        traded = {(leg.id, leg.instrument): leg for leg in legs}
        tied = replace(
            self._legs,
            traded={**self._legs.traded, **traded},
            of={**self._legs.of, **of},
        )
        moved = {leg.key for leg in legs}
        known = tuple(
            told_of(account, one.key, state.instruments, policy, keys, legs=tied)
            if one.key in moved
            else one
            for one in self.plan.known
        )
        plan = replace(self.plan, known=known)
        group, _ = balanced(*self._known, plan)
        now, then = open_ends(group.matched), open_ends(self.group.matched)
        if now < then or (even and now == then):
            self.group, self.plan, self._legs = group, plan, tied

    def told_twice(self) -> None:
        """What trades say may be what a record says too, although they share no id."""
        for place, key in enumerate(self._keys):
            while self._is_open and any(
                self._is_better(replace(self.plan, known=known))
                for known in self._retold(place, key)
            ):
                pass

    def days_apart(self) -> None:
        """What no reading of its time shows may be a part of what another one does."""
        while any(strained(self.group.matched)) and any(
            self._is_better(replace(self.plan, drawn={**self.plan.drawn, key: facts}), strained)
            for key, facts in islice(self._apart(), _TRIED)
        ):
            pass

    def unheld(self) -> bool:
        """What the first reading cannot hold, and no other is known to show, is no history."""
        state, account, keys, _, policy = self._known
        facts = no_history(account, self.group.told, self.plan.drawn, policy)
        if not facts:
            return False
        tell = partial(told_of, account, instruments=state.instruments, policy=policy, beside=keys)
        known = tuple(
            tell(key, legs=self._legs, unheld=facts[key]) if key in facts else one
            for key, one in zip(keys, self.plan.known, strict=True)
        )
        plan = replace(self.plan, known=known)
        group, _ = balanced(*self._known, plan)
        better = open_ends(group.matched)[:1] <= open_ends(self.group.matched)[:1]
        if better:  # whether its leg is known or not: that may still come
            self.group, self.plan = group, plan
        return better

    def await_trades(self) -> None:
        """Judge such a record again when a change is read past, or none is shown for a night."""
        account = self._account
        unheld = {account.bookings[fact].key for fact in account.unheld}
        for record in self.group.records.records if unheld else ():
            book = account.books.get(record.key) if record.key in unheld else None
            if book is not None and not all(is_read(account, one) for one in book.counts):
                record.feeds = (*record.feeds, Feed.FILLS)
            elif book is not None and record.answer is None and not record.in_time:
                record.feeds = (*record.feeds, Feed.POSITIONS)

    def standing(self) -> None:
        """What an incident stands on stays with it, whatever that leaves open.

        Trades that are told one by one may hide its change for a while. Only a leg, which may be
        seen without its record, is where no more is open with it: it would hide those of others.
        """
        state, account, _, _, policy = self._known
        moved = self.group.matched.group
        for key, facts in stood_on(state, account, self.group.told, moved, policy):
            drawn = {**self.plan.drawn, key: (*self.plan.drawn.get(key, ()), *facts)}
            plan = replace(self.plan, drawn=drawn)
            group, elsewhere = balanced(*self._known, plan)
            more = open_ends(group.matched) > open_ends(self.group.matched)
            if not more or not all(fact.leg for fact in facts):
                self.group, self.plan, self._elsewhere = group, plan, elsewhere

    def _apart(self) -> Iterator[tuple[PositionKey, tuple[Fact, ...]]]:
        """Ways to put records of one of the positions to a reading of another time."""
        state, account, *_ = self._known
        group, drawn = self.group, self.plan.drawn
        apart = {one.key: one.beside(group.unshown[one.key]) for one in group.told}
        open_ = [*group.matched.left, *(r for m in strains(group.matched) for r in m.residuals)]
        answers = {one.key: one.answers for one in group.told}
        claims = group.records.claims(state)
        ways = misdated(state, account, group.recent, open_, claims, apart, answers, self._policy)
        return ((key, (*drawn.get(key, ()), *some)) for key, some in ways)

    def _retold(self, place: int, key: PositionKey) -> Iterator[tuple[Told, ...]]:
        """Ways to take trades and records of one of the positions for the same."""
        known = self.plan.known
        missing = [-r.quantity for r in self.group.recent if r.key == key]
        for one in islice(retold(known[place], missing), _TRIED):
            yield (*known[:place], one, *known[place + 1 :])

    @property
    def _is_open(self) -> bool:
        return any(open_ends(self.group.matched))

    def _is_better(self, plan: Plan, by: _Measure = open_ends, shows: Fact | None = None) -> bool:
        """Whether it leaves less open; then it is gone on with.

        Not where that which its own reading `shows` is a contract, and it is not shown.
        """
        group, _ = balanced(*self._known, plan)
        better = by(group.matched) < by(self.group.matched)
        if shows is not None and not (shows.leg or shows.opens):
            better = better and not any(r.denied and shows in r.facts for r in group.matched.left)
        if better:
            self.group, self.plan = group, plan
        return better
