"""`evolve` is total: whatever a journal holds, in whatever order, it loads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignwatch.core import events
from assignwatch.core.due import due, next_due
from assignwatch.core.events import (
    Accepted,
    Acknowledged,
    Balanced,
    Baselined,
    Booked,
    Concluded,
    Consumption,
    Counted,
    Described,
    Event,
    FeedFell,
    FeedRose,
    Resolved,
    Snoozed,
    Started,
    Unacknowledged,
)
from assignwatch.core.evolve import evolve
from assignwatch.core.gaps import is_unseen, was_unseen
from assignwatch.core.model import WHOLE, Instrument, PositionKey, Problem, Scope
from assignwatch.core.observations import Booking, Observation
from assignwatch.core.state import durable
from assignwatch.core.words import Feed, Grade, InstrumentKind, Side
from tests.core.builders import (
    ACCOUNT,
    ETH,
    MODERATE,
    POLICY,
    T0,
    XBT,
    Run,
    after,
    booking,
    folded,
    row,
)
from tests.core.detect.judging import KEY, NAME, version
from tests.core.histories import ANYTHING, happened, told
from tests.store.event_values import values_of

ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    [values_of(kind) for kind in get_args(events.Journalled | events.Marked | events.Volatile)]
)
LOST = Problem("connection_lost")
A, B = Scope("a"), Scope("b")


@settings(MODERATE, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANY_EVENT, max_size=6))
def test_any_event_with_any_values_folds(history: list[Event]) -> None:
    durable(folded(history))


@MODERATE
@given(st.data(), happened().flatmap(told), st.lists(ANYTHING, max_size=15))
def test_a_real_journal_folds_in_any_order_and_with_holes(
    data: st.DataObject, records: list[Booking], more: Sequence[Observation]
) -> None:
    run = Run()
    for observation in (*records, *more):
        run.take(observation)
    shuffled = data.draw(st.permutations(run.journal + run.marks))
    torn = folded(shuffled[data.draw(st.integers(0, len(shuffled))) :])
    due(torn, ("popup",), after(600), POLICY)
    next_due(torn, ("popup",), after(600), POLICY)


def test_an_event_of_a_newer_program_changes_nothing() -> None:
    run = Run()
    run.take(booking("1"))
    before = repr(durable(run.state))
    evolve(run.state, object())  # type: ignore[arg-type]  # what no version has written yet
    assert repr(durable(run.state)) == before


def test_what_the_trader_did_to_an_alert_that_is_gone_changes_nothing() -> None:
    run = Run()
    for event in (
        Acknowledged(T0, "gone", 1),
        Unacknowledged(T0, "gone"),
        Snoozed(T0, "gone", after(60)),
        Resolved(T0, "gone", by_trader=True),
    ):
        evolve(run.state, event)
    assert run.state.alerts == {}
    assert run.state.open_alerts == {}


def test_positions_are_counted_per_instrument_and_side_and_a_zero_row_is_gone() -> None:
    state = folded(
        [
            Baselined(T0, ACCOUNT, (row("1"), row("-2", side=Side.SHORT), row("3", ETH))),
            Counted(after(1), ACCOUNT, (row("0"), row("4", ETH), row("0", ETH, side=Side.LONG))),
        ]
    )
    account = state.accounts[ACCOUNT]
    assert account.rows == {
        PositionKey(XBT, Side.SHORT): row("-2", side=Side.SHORT),
        PositionKey(ETH): row("4", ETH),
    }
    assert account.scopes.keys() == account.rows.keys()


def test_a_correction_replaces_the_record_it_corrects() -> None:
    state = folded([Booked(booking("1")), Booked(booking("2"))])
    account = state.accounts[ACCOUNT]
    assert account.bookings == {("b1", XBT): booking("2")}
    assert list(account.booked[PositionKey(XBT)]) == [("b1", XBT)]


@pytest.mark.parametrize(
    ("told", "reopened"),
    [
        (booking("1", record="report"), False),
        (booking("1", raw="{}", also=("trades",)), False),
        (booking("2"), True),
        (booking("1", price="2"), True),
    ],
    ids=["by another list", "in other words", "of another quantity", "with a price"],
)
def test_only_what_a_record_says_anew_opens_its_incident_again(
    told: Booking, *, reopened: bool
) -> None:
    state = folded([Booked(booking("1"))])
    account = state.accounts[ACCOUNT]
    account.consumed["b1", XBT] = NAME
    evolve(state, Booked(told))
    assert list(account.reopened) == [NAME] * reopened


@pytest.mark.parametrize(
    ("moment", "refs", "held"),
    [
        (after(-60), ("p1",), True),
        (after(60), ("p1",), False),
        (after(60), ("p2",), True),
        (after(60), (), True),
    ],
    ids=["before it", "after it", "of another event", "of no event"],
)
def test_a_balance_holds_a_day_but_not_that_of_a_moment_after_it(
    moment: datetime, refs: tuple[str, ...], *, held: bool
) -> None:
    day = booking("1", id="day", at=T0.replace(hour=0), refs=("p1",))
    of = booking("1", id="moment", at=moment, refs=refs)
    state = folded([Booked(day), Booked(of), Balanced(ACCOUNT, day.key, T0)])
    assert (("day", XBT) in state.accounts[ACCOUNT].books[day.key].settled) is held


def test_ids_are_unique_per_instrument_only() -> None:
    state = folded([Booked(booking("1")), Booked(booking("2", instrument=ETH))])
    assert len(state.accounts[ACCOUNT].bookings) == 2


def test_a_gap_lasts_from_the_last_reading_before_to_the_first_one_after() -> None:
    history: list[Event] = [
        Accepted(ACCOUNT, T0),
        FeedFell(after(20), ACCOUNT, Feed.POSITIONS, LOST),
        FeedFell(after(25), ACCOUNT, Feed.POSITIONS, LOST),
    ]
    gap = folded(history).accounts[ACCOUNT].gaps[WHOLE]
    assert (gap.start, gap.end) == (T0, None)
    gap = folded([*history, Accepted(ACCOUNT, after(40))]).accounts[ACCOUNT].gaps[WHOLE]
    assert (gap.start, gap.end) == (T0, after(40))
    inside = [gap.contains(after(s)) for s in (-1, 0, 20, 40, 41)]
    assert inside == [False, True, True, True, False]


def test_only_the_positions_feed_makes_a_gap() -> None:
    for feed in (Feed.STREAM, Feed.FILLS, Feed.BOOKINGS):
        state = folded([Accepted(ACCOUNT, T0), FeedFell(after(20), ACCOUNT, feed, LOST)])
        assert state.accounts[ACCOUNT].gaps == {}


@pytest.mark.parametrize(
    ("lost", "unseen"),
    [(A, {A}), (WHOLE, {A, B}), (Scope("never read"), set())],
    ids=["one part", "the whole account", "a part that was never read"],
)
def test_a_part_that_cannot_be_read_leaves_the_others_seen(lost: Scope, unseen: set[Scope]) -> None:
    history: list[Event] = [Accepted(ACCOUNT, T0, scope=A), Accepted(ACCOUNT, after(5), scope=B)]
    state = folded([*history, FeedFell(after(20), ACCOUNT, Feed.POSITIONS, LOST, scope=lost)])
    account = state.accounts[ACCOUNT]
    assert {part for part in (A, B) if is_unseen(account, part)} == unseen
    assert [was_unseen(account, part, after(2)) for part in (A, B)] == [A in unseen, False]


def test_of_a_part_that_the_broker_has_no_more_nothing_goes_unseen_from_then_on() -> None:
    history: list[Event] = [Accepted(ACCOUNT, T0, scope=A), Accepted(ACCOUNT, after(5), scope=B)]
    gone = FeedFell(after(70), ACCOUNT, Feed.POSITIONS, LOST, A, blind=False, over=True)
    account = folded([*history, gone]).accounts[ACCOUNT]
    assert account.gaps == {}, "it was read until then"
    stopped = Started(after(60), {ACCOUNT: after(5)})
    account = folded([*history, stopped, gone]).accounts[ACCOUNT]
    assert [is_unseen(account, part) for part in (A, B)] == [False, True]
    assert [was_unseen(account, A, after(at)) for at in (30, 71)] == [True, False]


def test_after_a_restart_nobody_has_looked_at_any_part() -> None:
    history: list[Event] = [Accepted(ACCOUNT, T0, scope=A), Accepted(ACCOUNT, after(5), scope=B)]
    state = folded([*history, Started(after(60), {ACCOUNT: after(5)})])
    account = state.accounts[ACCOUNT]
    assert all(is_unseen(account, part) for part in (A, B))
    assert was_unseen(account, None, after(30)), "where the part is not known, any of them counts"
    evolve(state, Accepted(ACCOUNT, after(70), scope=A))
    assert [is_unseen(account, part) for part in (A, B)] == [False, True]


def test_a_feed_remembers_since_when_and_when_it_last_lived() -> None:
    where = (ACCOUNT, Feed.BOOKINGS)
    history: list[Event] = [FeedRose(T0, *where), FeedRose(after(10), *where)]
    health = folded(history).accounts[ACCOUNT].feeds[Feed.BOOKINGS, WHOLE]
    assert (health.up, health.since, health.good_at) == (True, T0, after(10))
    history += [FeedFell(after(20), *where, LOST), FeedFell(after(30), *where, LOST)]
    health = folded(history).accounts[ACCOUNT].feeds[Feed.BOOKINGS, WHOLE]
    assert (health.up, health.since, health.good_at) == (False, after(20), after(10))
    assert health.problem == LOST
    history += [FeedRose(after(40), *where)]
    health = folded(history).accounts[ACCOUNT].feeds[Feed.BOOKINGS, WHOLE]
    assert (health.up, health.since, health.problem) == (True, after(40), None)


def test_a_contract_is_what_it_was_described_as_at_the_time() -> None:
    kinds = (InstrumentKind.OTHER, InstrumentKind.FUTURE, InstrumentKind.PERPETUAL)
    first, second, third = (Instrument(XBT, kind, kind) for kind in kinds)
    told = [Described(first), Described(second, after(60)), Described(third, after(120))]
    state = folded(told)
    whens = (after(-600), after(59), after(60), after(119), after(120))
    assert [state.described(XBT, when) for when in whens] == [first, first, second, second, third]
    assert [state.described_since(XBT, when) for when in whens[1:4]] == [None, *[after(60)] * 2]
    assert list(state.descriptions(XBT)) == [third, first, second]
    assert state.described(ETH, T0) is None
    assert state.described_since(ETH, T0) is None
    assert durable(state) != durable(folded([Described(third)]))


def test_a_description_without_a_time_holds_for_all_that_the_one_before_it_held_for() -> None:
    bare = Instrument(XBT, InstrumentKind.FUTURE, "XBT")
    full = replace(bare, multiplier=Decimal(10))
    state = folded([Described(bare), Described(full)])
    assert state.described(XBT, after(-600)) == full
    assert state.formerly == {}


def test_only_the_last_of_many_descriptions_are_kept() -> None:
    many = [Instrument(XBT, InstrumentKind.FUTURE, str(number)) for number in range(50)]
    state = folded([Described(one, after(n)) for n, one in enumerate(many)])
    assert [int(before.symbol) for _, before in state.formerly[XBT]] == list(range(41, 49))


TOLD = version(consumes=(Consumption(KEY, Decimal(1), ("b1",)),))
"""By a record."""


@pytest.mark.parametrize(
    ("versions", "span"),
    [
        ([version()], (T0, after(60))),
        ([version(changed=(after(5), after(30)))], (after(5), after(30))),
        ([version(changed=(after(5), after(30))), version()], (T0, after(60))),
        ([version(changed=(after(5), after(30)), occurred=None)], None),
        ([TOLD], None),
        ([version(), TOLD], None),
        ([version(), version(Grade.RETRACTED)], None),
    ],
    ids=[
        "by that of all of it, where the versions of old say no more",
        "by that of the contract itself",
        "as it was told last",
        "not where nobody knows of when it is",
        "not by a record",
        "nor where one has told it since",
        "not where it was taken back",
    ],
)
def test_what_positions_alone_tell_is_known_by_its_time(
    versions: list[Concluded], span: tuple[datetime, datetime] | None
) -> None:
    account = folded(versions).accounts[ACCOUNT]
    assert account.derived == ({} if span is None else {NAME: (KEY, *span, Decimal(1))})
