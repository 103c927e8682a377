"""How long a change waits: for what must be read first, and only then for a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assignwatch.core.detect.changes.patience import Patience, patience, readings_after, through
from assignwatch.core.detect.contracts.market import UNKNOWN, Market
from assignwatch.core.model import WHOLE, Problem, Scope
from assignwatch.core.state import Account, FeedHealth, Gap
from assignwatch.core.words import Feed
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import XYZ, account, residual

LIMIT = timedelta(seconds=100)
SPOT, FUTURES = Scope("spot"), Scope("futures")

GONE = residual(XYZ, "100", at=60, seen=70)
"""Read at 60, learned of at 70."""


def _wait(of: Account, now: float, readings: int = 0) -> Patience:
    return patience(of, [GONE], after(now), LIMIT, POLICY, readings)


def _read(through_: float, learned: float, *more: float) -> Account:
    """Trades read so far, as learned at a moment; and positions, as often as `more` says."""
    of = account(fills=through_)
    of.covered_at[Feed.FILLS, WHOLE] = after(learned)
    of.readings[WHOLE] = tuple(after(at) for at in more)
    return of


@pytest.mark.parametrize(
    ("of", "covered"),
    [
        (account(), False),
        (_read(60, 70), True),
        (_read(59, 70), False),
        (_read(61, 71), True),
        (_read(60, 69), False),
        (account(bookings=90), False),
    ],
    ids=[
        "never",
        "up to the reading, when it was learned of",
        "not quite so far",
        "further",
        "before anybody knew what to look for",
        "other records do not count",
    ],
)
def test_trades_must_have_been_read_past_the_change_after_it_was_seen(
    of: Account, covered: bool
) -> None:
    assert (_wait(of, 80).covered, _wait(of, 80).over) == (covered, covered)


@pytest.mark.parametrize(
    ("of", "wanted", "over"),
    [
        (_read(60, 70, 60), 0, True),
        (_read(60, 70, 60), 1, False),
        (_read(60, 70, 60, 61), 1, True),
        (_read(60, 70, 60, 61), 2, False),
        (_read(60, 70, 61, 62), 2, True),
        (_read(59, 70, 61, 62), 2, False),
    ],
    ids=[
        "none are wanted",
        "the reading that showed it is none",
        "one more",
        "one more is not two",
        "two more",
        "two more, but no trades",
    ],
)
def test_further_readings_may_be_wanted_too(of: Account, wanted: int, over: bool) -> None:
    assert _wait(of, 80, wanted).over is over


@pytest.mark.parametrize(
    ("now", "over", "until"),
    [(71, False, 170), (169, False, 170), (170, True, None), (900, True, None)],
    ids=["just seen", "not yet", "that long since it was seen", "long ago"],
)
def test_a_wait_ends_by_its_limit_without_having_been_read(
    now: float, over: bool, until: float | None
) -> None:
    expected = Patience(over, covered=False, until=None if until is None else after(until))
    assert _wait(account(), now) == expected


def test_what_was_read_is_known_although_more_readings_are_wanted() -> None:
    assert _wait(_read(60, 70), 80, 2) == Patience(over=False, covered=True, until=after(170))
    assert _wait(_read(60, 70), 170, 2) == Patience(over=True, covered=True)


# ----------------------------------------------------------------------------- nobody could look


def _health(feed: Feed, *, up: bool, since: datetime, over: bool = False) -> Account:
    of = account()
    problem = None if up else Problem("connection_lost")
    of.feeds[feed, WHOLE] = FeedHealth(up, since, problem=problem, over=over)
    return of


@pytest.mark.parametrize(
    ("of", "until"),
    [
        (_health(Feed.FILLS, up=True, since=T0), 170),
        (_health(Feed.FILLS, up=True, since=after(90)), 190),
        (_health(Feed.POSITIONS, up=True, since=after(90)), 190),
        (_health(Feed.STREAM, up=True, since=after(90)), 170),
        (_health(Feed.FILLS, up=False, since=T0), None),
        (_health(Feed.POSITIONS, up=False, since=T0), None),
        (_health(Feed.POSITIONS, up=False, since=T0, over=True), 170),
        (_health(Feed.STREAM, up=False, since=T0), 170),
        (_health(Feed.BOOKINGS, up=False, since=T0), 170),
    ],
    ids=[
        "trades could be read all the time",
        "trades only since then",
        "positions only since then",
        "a stream is not waited for",
        "trades cannot be read",
        "positions cannot be read",
        "positions of a part that is there no more",
        "a stream that is down",
        "records are not waited for",
    ],
)
def test_time_counts_only_while_the_feeds_that_are_waited_for_are_up(
    of: Account, until: float | None
) -> None:
    expected = None if until is None else after(until)
    assert _wait(of, 100) == Patience(over=False, covered=False, until=expected)
    assert _wait(of, 10_000).over is (until is not None)


@pytest.mark.parametrize(
    ("gap", "over"),
    [(Gap(T0), False), (Gap(T0, after(50)), True), (None, True)],
    ids=["still open", "closed", "none"],
)
def test_a_night_in_which_nobody_looked_proves_nothing(gap: Gap | None, over: bool) -> None:
    of = account()
    of.gaps = {} if gap is None else {WHOLE: gap}
    assert _wait(of, 10_000).over is over


@pytest.mark.parametrize("feed", [Feed.POSITIONS, Feed.FILLS])
def test_a_part_of_the_account_that_cannot_be_seen_holds_up_no_other(feed: Feed) -> None:
    of, elsewhere = account(), Scope("elsewhere")
    of.gaps = {elsewhere: Gap(T0)}
    of.feeds[feed, elsewhere] = FeedHealth(up=False, since=T0)
    assert _wait(of, 10_000).over


def test_several_changes_wait_together_for_the_last_of_them() -> None:
    later = residual(XYZ, "5", at=200, seen=210)
    of = _read(100, 110)
    assert patience(of, [GONE], after(220), LIMIT, POLICY).covered
    together = patience(of, [GONE, later], after(220), LIMIT, POLICY)
    assert together == Patience(over=False, covered=False, until=after(310))


def test_all_of_them_want_their_further_readings() -> None:
    later = residual(XYZ, "5", at=200, seen=210)
    of = _read(300, 310, 61, 62)
    assert patience(of, [GONE], after(320), LIMIT, POLICY, 2).covered
    assert patience(of, [GONE, later], after(305), LIMIT, POLICY, 2).over is False


def test_what_was_read_is_known_although_nobody_can_look_any_more() -> None:
    of = _read(60, 70)
    of.feeds[Feed.POSITIONS, WHOLE] = FeedHealth(up=False, since=T0, problem=Problem("down"))
    assert _wait(of, 10_000, 2) == Patience(over=False, covered=True)


# ----------------------------------------------------------------------------------- its own market

ALLOWANCE = POLICY.propagation.total_seconds()
LONG = timedelta(hours=1)
IDLE = Market(idle=True)
HALF_AN_HOUR = POLICY.before_open.total_seconds()


def _opens(seconds: float) -> Market:
    """A market whose half hour before the opening begins then."""
    return Market(opens=after(seconds + HALF_AN_HOUR))


@pytest.mark.parametrize(
    ("of", "market", "until"),
    [
        (_read(60, 70), UNKNOWN, 3670),
        (_read(60, 70), IDLE, 70 + ALLOWANCE),
        (account(), IDLE, 3670),
        (_read(60, 70), _opens(1000), 1000),
        (account(), _opens(1000), 1000),
        (_read(60, 70), _opens(5000), 3670),
        (_read(60, 70), Market(idle=True, opens=after(1000 + HALF_AN_HOUR)), 70 + ALLOWANCE),
        (account(), _opens(71), 70 + ALLOWANCE),
        (account(), _opens(-900), 70 + ALLOWANCE),
    ],
    ids=[
        "nobody knows its market",
        "closed for long, and the trades are read",
        "closed for long, but the trades are not read",
        "opens soon, and the trades are read",
        "opens soon, and the trades are not read",
        "opens after the limit",
        "closed for long, and opens soon",
        "opens so soon that the trades could not be read before",
        "opens sooner still",
    ],
)
def test_a_market_may_end_a_wait_sooner(of: Account, market: Market, until: float) -> None:
    def wait(now: float) -> Patience:
        return patience(of, [GONE], after(now), LONG, POLICY, 2, market)

    covered = wait(71).covered
    assert wait(71) == Patience(over=False, covered=covered, until=after(until))
    assert not wait(until - 1).over
    assert wait(until) == Patience(over=True, covered=covered)


@pytest.mark.parametrize("market", [_opens(70), _opens(-900)], ids=["from then", "before"])
def test_in_the_last_half_hour_nobody_waits_once_the_trades_are_read(market: Market) -> None:
    assert patience(_read(60, 70), [GONE], after(70), LONG, POLICY, 2, market).over


@pytest.mark.parametrize("market", [IDLE, _opens(100)], ids=["closed for long", "opens soon"])
def test_a_market_says_nothing_while_nobody_can_look(market: Market) -> None:
    of = _read(60, 70)
    of.feeds[Feed.POSITIONS, WHOLE] = FeedHealth(up=False, since=T0, problem=Problem("down"))
    wait = patience(of, [GONE], after(10_000), LONG, POLICY, 2, market)
    assert wait == Patience(over=False, covered=True)


def test_the_allowance_counts_from_when_somebody_could_look_again() -> None:
    of = _read(60, 70)
    of.feeds[Feed.FILLS, WHOLE] = FeedHealth(up=True, since=after(500))
    wait = patience(of, [GONE], after(510), LONG, POLICY, 2, IDLE)
    assert wait.until == after(500 + ALLOWANCE)


# ------------------------------------------------------------------------------------------- scopes


@pytest.mark.parametrize(
    ("coverage", "scope", "expected"),
    [
        ({SPOT: 1, FUTURES: 2}, SPOT, 1),
        ({SPOT: 1, WHOLE: 3}, FUTURES, 3),
        ({SPOT: 1, WHOLE: 3}, SPOT, 1),
        ({SPOT: 1}, FUTURES, 1),
        ({SPOT: 1, FUTURES: 2}, WHOLE, None),
        ({}, WHOLE, None),
    ],
    ids=[
        "of its own",
        "of the whole account",
        "its own before the account's",
        "the only one there is",
        "of several that are not its own, none",
        "never read",
    ],
)
def test_a_feed_has_been_read_for_a_scope(
    coverage: dict[Scope, float], scope: Scope, expected: float | None
) -> None:
    of = Account(ACCOUNT, coverage={(Feed.FILLS, s): after(at) for s, at in coverage.items()})
    of.coverage[Feed.BOOKINGS, scope] = after(99)
    assert through(of, Feed.FILLS, scope) == (None if expected is None else after(expected))


def test_the_only_one_there_is_may_not_be_that_of_another_part() -> None:
    of = Account(ACCOUNT, coverage={(Feed.FILLS, SPOT): after(1)})
    of.accepted = {SPOT: after(0), FUTURES: after(0)}
    assert through(of, Feed.FILLS, FUTURES) is None


@pytest.mark.parametrize("up", [True, False])
def test_a_feed_with_a_word_of_its_own_for_a_scope_is_not_read_in_one_piece(up: bool) -> None:
    of = Account(ACCOUNT, coverage={(Feed.FILLS, SPOT): after(1)})
    of.feeds[Feed.FILLS, FUTURES] = FeedHealth(up=up, since=after(0))
    assert through(of, Feed.FILLS, FUTURES) is None


@pytest.mark.parametrize(("apart", "expected"), [(True, None), (False, 1)])
def test_nor_is_that_of_a_part_without_a_name_the_account_s(
    apart: bool, expected: float | None
) -> None:
    of = Account(ACCOUNT, coverage={(Feed.FILLS, WHOLE): after(1)})
    of.accepted = {FUTURES: after(0), **({WHOLE: after(0)} if apart else {})}
    assert through(of, Feed.FILLS, FUTURES) == after(1), "it has no word of its own"
    of.feeds[Feed.FILLS, FUTURES] = FeedHealth(up=False, since=after(0))
    assert through(of, Feed.FILLS, FUTURES) == (None if expected is None else after(expected))


@pytest.mark.parametrize(
    ("learned", "covered"),
    [
        ({SPOT: 70.0}, True),
        ({WHOLE: 70.0}, True),
        ({FUTURES: 70.0}, True),
        ({SPOT: 69.0, FUTURES: 70.0}, False),
        ({SPOT: 69.0, WHOLE: 70.0}, True),
    ],
    ids=[
        "of its own",
        "of the account",
        "of the only other one",
        "of another one, not its own",
        "of the account, since its own",
    ],
)
def test_trades_must_have_been_read_for_its_own_scope(
    learned: dict[Scope, float], covered: bool
) -> None:
    of = account()
    of.coverage[Feed.FILLS, SPOT] = after(90)
    of.covered_at = {(Feed.FILLS, scope): after(at) for scope, at in learned.items()}
    spot = replace(GONE, scope=SPOT)
    assert patience(of, [spot], after(80), LIMIT, POLICY).covered is covered


def test_only_readings_of_its_own_scope_are_further_readings() -> None:
    of = Account(ACCOUNT, readings={SPOT: (after(61),), FUTURES: (after(61), after(62))})
    assert readings_after(of, replace(GONE, scope=SPOT)) == 1
