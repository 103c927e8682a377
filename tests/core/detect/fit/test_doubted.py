"""What becomes of a reading that is not believed: the next one, the light, the next run."""

from __future__ import annotations

import pytest

from assignwatch.core.events import Counted
from assignwatch.core.model import Problem, Scope
from assignwatch.core.observations import (
    Coverage,
    FeedReport,
    Observation,
    Pulse,
    Snapshot,
)
from assignwatch.core.words import Feed
from tests.core.builders import ACCOUNT, T0, after, row, snapshot
from tests.core.detect.doubting import (
    AT,
    STOCKS,
    D,
    doubts,
    holding_stocks,
    showing,
    sold,
)


@pytest.mark.parametrize(
    ("second", "believed"),
    [
        (showing(0, of=4, at=90), True),
        (showing(0, of=4, at=60), False),
        (showing(0, 1, of=4, at=90), True),
        (showing(of=4, at=90), False),
        (showing(1, of=4, at=90), False),
        (snapshot(after(90), *(row("1", one.id) for one in STOCKS[:4])), True),
    ],
    ids=[
        "a later one that says the same",
        "the same one again",
        "a later one that shows some of them again",
        "a later one that lacks even more",
        "a later one that lacks others",
        "a later one that shows them all",
    ],
)
def test_the_next_reading_settles_it(second: Snapshot, believed: bool) -> None:
    run = holding_stocks(4)
    assert doubts(run, showing(0, of=4))
    assert doubts(run, second) is not believed
    assert run.state.account(ACCOUNT).accepted_at() == (second.at if believed else T0)


def test_a_reason_that_comes_later_makes_it_believed_after_all() -> None:
    run = holding_stocks(4)
    assert doubts(run, showing(0, of=4))
    events = run.take(sold(D), at=after(70))
    assert any(isinstance(event, Counted) and event.at == AT for event in events)
    assert run.state.account(ACCOUNT).accepted_at() == AT
    assert run.state.account(ACCOUNT).doubts == {}


def test_a_doubt_does_not_outlive_a_reading_that_shows_everything() -> None:
    run = holding_stocks(4)
    assert doubts(run, showing(0, of=4))
    assert not doubts(run, showing(0, 1, 2, 3, of=4, at=90))
    again = run.restarted(after(95))
    assert doubts(run, showing(0, of=4, at=120)), "it would have to be said twice again"
    assert doubts(again, showing(0, of=4, at=120)), "to the next run as well"


def test_a_doubted_reading_concludes_nothing_and_is_no_gap() -> None:
    run = holding_stocks(4)
    assert doubts(run, showing(of=4))
    assert run.state.incidents == {}
    account = run.state.account(ACCOUNT)
    health = account.feeds[Feed.POSITIONS, Scope("")]
    assert not health.up
    assert health.problem is not None
    assert health.problem.code == "reading_doubted"
    assert health.problem.values == {"gone": "4", "before": "4"}
    assert account.gaps == {}


@pytest.mark.parametrize(
    "life",
    [
        Pulse(after(70), ACCOUNT, Feed.POSITIONS),
        Coverage(ACCOUNT, Feed.POSITIONS, after(65)),
        FeedReport(after(70), ACCOUNT, Feed.POSITIONS, up=True),
        showing(0, 1, 2, 3, of=4, at=-30),
    ],
    ids=["a pulse", "coverage", "the feed is up", "an older reading"],
)
def test_only_a_reading_that_is_believed_makes_doubted_positions_good(life: Observation) -> None:
    run = holding_stocks(4)
    assert doubts(run, showing(of=4))
    run.take(life, at=after(70))
    assert not run.state.account(ACCOUNT).feeds[Feed.POSITIONS, Scope("")].up
    run.take(Pulse(after(71), ACCOUNT, Feed.FILLS), at=after(71))
    assert run.state.account(ACCOUNT).feeds[Feed.FILLS, Scope("")].up, "the others go on"
    assert not doubts(run, showing(of=4, at=90))
    assert run.state.account(ACCOUNT).feeds[Feed.POSITIONS, Scope("")].up


def test_a_part_that_the_broker_no_longer_has_is_not_doubted_any_more() -> None:
    run, gone = holding_stocks(4), Problem("over")
    assert doubts(run, showing(of=4))
    run.take(FeedReport(AT, ACCOUNT, Feed.FILLS, up=False, problem=gone, over=True), at=AT)
    assert run.state.account(ACCOUNT).missed, "the end of another feed says nothing of it"
    run.take(FeedReport(AT, ACCOUNT, Feed.POSITIONS, up=False, problem=gone, over=True), at=AT)
    assert run.state.account(ACCOUNT).missed == {}
    run.take(FeedReport(after(90), ACCOUNT, Feed.POSITIONS, up=True), at=after(90))
    assert run.state.account(ACCOUNT).feeds[Feed.POSITIONS, Scope("")].up


@pytest.mark.parametrize(
    ("second", "believed"),
    [
        (showing(0, of=4, at=90), True),
        (showing(0, of=4, at=60), False),
        (showing(of=4, at=90), False),
    ],
    ids=["it says the same", "the same one again", "it lacks even more"],
)
def test_after_a_restart_a_second_reading_is_held_against_the_first(
    second: Snapshot, *, believed: bool
) -> None:
    run = holding_stocks(4)
    assert doubts(run, showing(0, of=4))
    again = run.restarted(after(80))
    assert doubts(again, second) is not believed
    assert again.state.account(ACCOUNT).accepted_at() == (second.at if believed else T0)
    assert bool(again.state.account(ACCOUNT).missed) is not believed


def test_after_a_restart_the_positions_are_unread_until_a_reading_of_this_run() -> None:
    """A record that explains the doubt does not make a reading of the earlier run one of now."""
    run = holding_stocks(4)
    assert doubts(run, showing(0, of=4))
    again = run.restarted(after(80))
    again.take(sold(D), at=after(85))
    account = again.state.account(ACCOUNT)
    assert account.feeds == {}
    assert account.accepted_at() == T0
    events = again.take(showing(0, of=4, at=90), at=after(90))
    assert [event.late for event in events if isinstance(event, Counted)] == [True]
