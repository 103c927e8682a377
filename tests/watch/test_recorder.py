"""What is recorded is what was lived: a tape of a run gives the incidents of its journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.events import Concluded
from assignwatch.core.model import Instrument, Leg, PositionRow, Problem, Scope
from assignwatch.core.observations import (
    Allowance,
    Booking,
    Bookmark,
    Clock,
    Command,
    Coverage,
    Delivery,
    Description,
    FeedReport,
    Fill,
    Funds,
    Observation,
    Pulse,
    Roster,
    Snapshot,
)
from assignwatch.core.ports import Journal
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.core.words import Cause, Do, Feed, InstrumentKind, Outcome, Right
from assignwatch.watch.engine import Engine
from assignwatch.watch.recorder import Recorder
from tests.core import histories
from tests.core.builders import ACCOUNT, ETH, MODERATE, POLICY, T0, XBT
from tests.fakes.clock import FakeClock
from tests.fakes.journal import MemoryJournal

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
FEEDS = (Feed.STREAM, Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)
Batch = tuple[timedelta, Sequence[Observation]]


def never(problem: Problem) -> None:
    raise AssertionError(problem)


class Recorded:
    """One run of the real engine, and its tape."""

    def __init__(
        self,
        journal: Journal | None = None,
        clock: FakeClock | None = None,
        tape: list[str] | None = None,
    ) -> None:
        self.journal = journal or MemoryJournal()
        self.clock = clock or FakeClock(T0)
        self.tape = [] if tape is None else tape
        until = [line.seen for line in read(self.tape)][-1] if self.tape else None
        self.engine = Engine(self.journal, self.clock)
        self.recorder = Recorder(self.engine, self.tape.extend, never, until)
        self.engine.tap(self.recorder.on_inputs)
        self.engine.load()

    def take(self, *inputs: Observation, after: timedelta = SECOND) -> None:
        """Inputs that come a little later."""
        self.clock.jump(after)
        self.engine.submit(*inputs)

    def ended(self) -> Recorded:
        """The run after its end."""
        self.recorder.finish()
        return self

    def again(self, *, later: timedelta, tape: list[str] | None = None) -> Recorded:
        """The next run over the same journal."""
        self.clock.jump(later)
        return Recorded(self.journal, self.clock, tape)

    def types(self) -> list[str]:
        return [line["type"] for line in self.lines()]

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.tape]

    def concluded(self) -> dict[str, tuple[object, ...]]:
        return _last(i.latest for i in self.engine.state.incidents.values())

    def replayed(self) -> dict[str, tuple[object, ...]]:
        return _last(version for _, version in play(read(self.tape), POLICY))


def _last(versions: Iterable[Concluded]) -> dict[str, tuple[object, ...]]:
    """What counts of each incident: its last version."""
    return {v.incident: (v.kind, v.grade, v.contracts, v.legs, v.cash, v.late) for v in versions}


# ---------------------------------------------------------------------------------------- the law

STEPS = st.sampled_from((0, 0, 1, 20, 45, 80, 91, 200, 3600, 40_000)).map(
    lambda seconds: timedelta(seconds=seconds)
)
BATCHES: st.SearchStrategy[list[Batch]] = st.lists(
    st.tuples(
        STEPS,
        st.one_of(
            st.lists(st.one_of(histories.FACTS, histories.SIGNS, histories.DELIVERIES), max_size=4),
            histories.BOOKINGS,
            histories.COMMANDS.map(lambda command: [command]),
        ),
    ),
    max_size=20,
)


@MODERATE
@given(BATCHES)
def test_the_tape_of_a_run_gives_the_incidents_of_its_journal(batches: list[Batch]) -> None:
    run = Recorded()
    for after, batch in batches:
        run.take(*batch, after=after)
    run.ended()
    assert run.replayed() == run.concluded()


@MODERATE
@given(BATCHES, BATCHES, STEPS)
def test_so_does_the_tape_of_two_runs(first: list[Batch], second: list[Batch], off: Any) -> None:
    run = Recorded()
    for after, batch in first:
        run.take(*_by_now(run, batch), after=after)
    next_run = run.ended().again(later=off, tape=run.tape)
    for after, batch in second:
        next_run.take(*_by_now(next_run, batch), after=after)
    next_run.ended()
    assert next_run.replayed() == next_run.concluded()


def _by_now(run: Recorded, batch: Sequence[Observation]) -> Iterator[Observation]:
    """The batch without news from the future: no run can end before what it was told."""
    for told in batch:
        dated = {name: getattr(told, name) for name in ("at", "through") if hasattr(told, name)}
        past = {name: min(at, run.clock.now()) for name, at in dated.items()}
        yield replace(told, **past)


OPTION, SHARE = XBT, ETH
CALL = Instrument(
    OPTION,
    InstrumentKind.OPTION,
    "XYZ 150 C",
    underlying=SHARE,
    right=Right.CALL,
    strike=Decimal(150),
    multiplier=Decimal(100),
)


def _held(run: Recorded, **rows: str) -> Snapshot:
    names = {"option": OPTION, "share": SHARE}
    held = tuple(PositionRow(names[name], Decimal(q)) for name, q in rows.items())
    return Snapshot(run.clock.now() + SECOND, ACCOUNT, held)


def _covered(run: Recorded) -> Iterator[Coverage]:
    for feed in (Feed.FILLS, Feed.BOOKINGS):
        yield Coverage(ACCOUNT, feed, run.clock.now())


def _assigned(run: Recorded, number: int, contracts: str) -> Booking:
    counter = Leg(SHARE, -100 * Decimal(contracts), Decimal(150))
    return Booking(
        run.clock.now(),
        ACCOUNT,
        f"b{number}",
        OPTION,
        Decimal(contracts),
        Cause.ASSIGNMENT,
        counter=(counter,),
        record="report",
    )


def _evening(run: Recorded) -> None:
    """An account with five short calls on shares it holds, read for the first time."""
    run.engine.enrol({ACCOUNT: FEEDS})
    stock = Description(Instrument(SHARE, InstrumentKind.STOCK, "XYZ"))
    run.take(Description(CALL), stock, _held(run, option="-5", share="700"), *_covered(run))
    run.take(FeedReport(run.clock.now(), ACCOUNT, Feed.STREAM, up=True))


def _polled(run: Recorded, *more: Observation, **rows: str) -> None:
    run.take(_held(run, **rows), *more, *_covered(run), after=20 * SECOND)


def test_a_night_with_trades_a_sleep_and_an_assignment_that_is_told_late() -> None:
    run = Recorded()
    _evening(run)
    sold = Fill(run.clock.now(), ACCOUNT, "f1", SHARE, Decimal(-100), Decimal(149))
    _polled(run, sold, option="-5", share="600")
    for _ in range(5):
        run.take(Clock(run.clock.now()), after=30 * SECOND)
        run.take(Pulse(run.clock.now(), ACCOUNT, Feed.STREAM))

    run.take(Clock(run.clock.now()), after=8 * HOUR)
    _polled(run, option="-3", share="400")
    for _ in range(3):
        _polled(run, option="-3", share="400")
    run.take(_assigned(run, 1, "1"))
    run.take(_assigned(run, 2, "1"), after=timedelta())
    [incident] = run.engine.state.incidents
    run.take(Command(run.clock.now(), incident, Do.ACKNOWLEDGE))
    for _ in range(3):
        _polled(run, option="-3", share="400")

    run.ended()
    assert run.concluded()
    assert run.replayed() == run.concluded()


# ------------------------------------------------------------------------------- the next evening


def test_a_tape_over_a_journal_begins_with_what_was_known() -> None:
    first = Recorded()
    _evening(first)
    read_at = first.lines()[-4]["at"]
    second = first.again(later=HOUR)
    *told, start = second.lines()
    assert [line["type"] for line in told] == ["instrument"] * 2 + ["coverage"] * 2 + ["snapshot"]
    assert {line["seen"] for line in told} == {read_at}, "one transaction"
    assert (start["type"], start["seen"]) == ("start", "2026-11-20T10:00:02Z")
    snapshot = told[-1]
    assert snapshot["at"] == read_at
    assert {row["instrument"]: row["quantity"] for row in snapshot["positions"]} == {
        OPTION: "-5",
        SHARE: "700",
    }
    assert second.replayed() == {}


@pytest.mark.parametrize("read_since", [True, False], ids=["and read since", "at the very end"])
def test_a_tape_over_a_journal_knows_how_a_contract_was_described_before(read_since: bool) -> None:
    first = Recorded()
    _evening(first)
    _polled(first, option="-5", share="700")
    booked = _assigned(first, 1, "1")
    halved = replace(CALL, strike=Decimal(75), multiplier=Decimal(200))
    first.take(Description(halved), after=MINUTE)
    if read_since:
        _polled(first, option="-5", share="700")
    second = first.again(later=HOUR)
    second.engine.enrol({ACCOUNT: FEEDS})
    second.take(replace(booked, counter=()))
    second.take(replace(_assigned(second, 2, "1"), counter=()))
    read = _held(second, option="-3", share="400")
    past = (replace(one, through=read.at) for one in _covered(second))
    second.take(*past, read, after=20 * SECOND)  # what a first reading ought to hold waits for that
    second.ended()
    [incident] = second.engine.state.incidents.values()
    assert [leg.quantity for leg in incident.latest.legs] == [2, -100 - 200], "each by its own"
    assert [told[:-1] for told in second.replayed().values()] == [
        told[:-1] for told in second.concluded().values()
    ]


def test_a_tape_that_begins_in_the_middle_of_an_assignment_knows_its_first_part() -> None:
    first = Recorded()
    _evening(first)
    first.take(_assigned(first, 1, "2"))
    _polled(first, option="-3", share="500")
    second = first.again(later=MINUTE)
    second.engine.enrol({ACCOUNT: FEEDS})
    second.take(_assigned(second, 2, "1"))
    _polled(second, option="-2", share="400")
    second.ended()
    assert [contracts for _, _, contracts, *_ in second.concluded().values()] == [3]
    assert second.replayed() == second.concluded()


def test_what_changed_while_the_watch_was_off_is_the_same_on_the_tape() -> None:
    first = Recorded()
    _evening(first)
    second = first.again(later=9 * HOUR)
    second.engine.enrol({ACCOUNT: FEEDS})
    booked = _assigned(second, 1, "2")
    _polled(second, option="-3", share="500")
    second.take(booked)
    for _ in range(4):
        _polled(second, option="-3", share="500")
    second.ended()
    [(*_, late)] = second.concluded().values()
    assert late
    assert second.replayed() == second.concluded()


def test_a_tape_that_is_continued_is_not_told_again_what_it_knows() -> None:
    first = Recorded()
    _evening(first)
    second = first.ended().again(later=HOUR, tape=[*first.tape])
    assert second.types() == [*first.types(), "start"]


def test_but_what_a_run_learned_that_was_not_recorded() -> None:
    first = Recorded()
    _evening(first)
    unrecorded = first.again(later=HOUR)
    _polled(unrecorded, option="-4", share="600")
    third = unrecorded.again(later=HOUR, tape=[*first.tape])
    _polled(third, option="-4", share="600")
    assert third.types()[len(first.types()) :] == [
        *["instrument"] * 2,
        *["coverage"] * 2,
        "snapshot",
        "start",
        "snapshot",
        *["coverage"] * 2,
    ]


def test_an_average_price_without_end_is_rounded_for_the_tape() -> None:
    first = Recorded()
    rows = (
        PositionRow(OPTION, Decimal(1), price=Decimal(1)),
        PositionRow(OPTION, Decimal(2), price=Decimal(2)),
    )
    first.take(Snapshot(first.clock.now(), ACCOUNT, rows))
    second = first.again(later=MINUTE)
    [snapshot] = [line for line in second.lines() if line["type"] == "snapshot"]
    assert snapshot["positions"][0]["price"] == "1.666666666666666667"


# -------------------------------------------------------------------------------- what is a line


def test_a_run_begins_with_its_start_and_each_line_says_when_it_was_learned() -> None:
    run = Recorded()
    _evening(run)
    run.take(Clock(run.clock.now()))
    assert run.types()[0] == "start"
    assert [line for line in run.lines() if "seen" not in line] == []


def test_what_is_about_the_program_itself_is_no_line() -> None:
    run = Recorded()
    run.take(Roster({ACCOUNT: FEEDS}), Funds(T0, ACCOUNT, "USD"), Allowance(T0, ACCOUNT, "", 9, 7))
    run.take(Bookmark(ACCOUNT, Feed.STREAM, "7"))
    gone, part = Problem("scope_gone"), Scope("closed")
    over = FeedReport(T0, ACCOUNT, Feed.POSITIONS, up=False, problem=gone, scope=part, over=True)
    run.take(over)
    run.take(Delivery(run.clock.now(), "alert", 1, "popup", Outcome.CONFIRMED))
    assert run.types() == ["start"]


def test_a_pulse_is_a_line_when_the_feed_was_not_known_to_be_up() -> None:
    run = Recorded()
    at = run.clock.now() + SECOND
    pulse = Pulse(at, ACCOUNT, Feed.STREAM)
    run.take(pulse)
    run.take(pulse)
    run.take(FeedReport(at, ACCOUNT, Feed.STREAM, up=False, problem=Problem("cut")))
    run.take(pulse)
    run.take(pulse)
    states = [line["state"] for line in run.lines() if line["type"] == "feed"]
    assert states == ["up", "down", "up"]


def test_two_transactions_of_one_moment_stay_two() -> None:
    run = Recorded()
    run.take(_assigned(run, 1, "1"))
    run.take(_assigned(run, 2, "1"), after=timedelta())
    assert run.types() == ["start", "booking", "clock", "booking"]
    versions = [version.contracts for _, version in play(read(run.tape))]
    assert versions == [1, 2]


def test_the_end_of_a_run_says_how_far_time_had_come() -> None:
    run = Recorded()
    run.take(Roster({ACCOUNT: FEEDS}), after=MINUTE)
    run.ended().ended()
    assert [(line["type"], line["seen"]) for line in run.lines()[1:]] == [
        ("clock", "2026-11-20T09:01:00Z")
    ]
