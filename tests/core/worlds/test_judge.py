"""What counts as knowable: small stories by hand, judged by the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.core.worlds.book import Key, Move, called_cash, called_moves
from tests.core.worlds.contracts import catalogue
from tests.core.worlds.judge import judge
from tests.core.worlds.story import Balances, Happening, Reading, Settings, Standing, Story, Trade

NEAR = date(2026, 11, 18)
CONTRACTS = catalogue(NEAR)
MAIN = "saxo/main"
EARLY = datetime(2026, 11, 17, 3, tzinfo=UTC)
"""A night before the last day of the near series."""

ENDED = datetime(2026, 11, 19, 3, tzinfo=UTC)
"""The night after it."""

PLAIN = Settings(0)
WITH_CASH = replace(PLAIN, balances=Balances.EXACT)

P95, P100, P105 = "XYZ-NP95", "XYZ-NP100", "XYZ-NP105"
C100, C105 = "XYZ-NC100", "XYZ-NC105"


def called(name: str, removed: int, at: datetime = EARLY, *, wait: int = 0) -> Happening:
    """Removed > 0: a short option is assigned; removed < 0: a long one is exercised."""
    option, quantity = CONTRACTS[f"saxo/{name}"], Decimal(removed)
    kind = "assigned" if removed > 0 else "exercised"
    then = at + timedelta(minutes=wait)
    legs = [Move(then, Key(i), moved, price) for i, moved, price in called_moves(option, quantity)]
    cash = called_cash(option, quantity, on_future=False)
    return Happening(
        at,
        MAIN,
        kind,
        frozenset({kind}),
        Key(option.id),
        abs(quantity),
        [Move(at, Key(option.id), quantity, Decimal(0)), *legs],
        {"USD": cash},
    )


def lapsed(name: str, removed: int, at: datetime = ENDED) -> Happening:
    """An option ends and nothing comes of it."""
    key, quantity = Key(f"saxo/{name}"), Decimal(removed)
    moves = [Move(at, key, quantity, Decimal(0))]
    return Happening(at, MAIN, "lapsed", frozenset({"expired"}), key, abs(quantity), moves)


def standings(
    *truths: Happening, settings: Settings = PLAIN, trades: tuple[Trade, ...] = ()
) -> set[Standing]:
    """How each of them stands, with readings two hours apart around them."""
    first = EARLY - timedelta(hours=3)
    readings = [Reading(first + timedelta(hours=n), MAIN, {}, {}) for n in range(0, 100, 2)]
    judge(Story(settings, [], list(truths), list(trades), readings, {}), CONTRACTS)
    return {truth.standing for truth in truths}


def test_an_assignment_with_both_legs_is_knowable() -> None:
    assert standings(called(P100, 2)) == {Standing.KNOWABLE}


def test_so_is_one_whose_shares_come_hours_later() -> None:
    assert standings(called(P100, 2, wait=200)) == {Standing.KNOWABLE}


def test_two_strikes_the_same_night_are_knowable_while_both_series_live() -> None:
    assert standings(called(P100, 2), called(P105, 1)) == {Standing.KNOWABLE}


@pytest.mark.parametrize(
    ("settings", "standing"), [(PLAIN, Standing.OPEN), (WITH_CASH, Standing.KNOWABLE)]
)
def test_a_spread_whose_shares_net_to_nothing_needs_the_cash(
    settings: Settings, standing: Standing
) -> None:
    both = called(C100, 1, ENDED), called(C105, -1, ENDED)
    assert standings(*both, settings=settings) == {standing}
    assert standings(called(P100, 1), called(C105, 1), settings=settings) == {standing}


def test_cash_that_other_things_moved_too_proves_nothing() -> None:
    both = called(C100, 1, ENDED), called(C105, -1, ENDED)
    bought = Move(ENDED, Key("saxo/MOM"), Decimal(10), Decimal(40))
    trade = Trade(MAIN, bought, "USD", Decimal(-400))
    assert standings(*both, settings=WITH_CASH, trades=(trade,)) == {Standing.OPEN}
    noisy = replace(PLAIN, balances=Balances.NOISY)
    assert standings(*both, settings=noisy) == {Standing.OPEN}


def test_an_own_trade_that_is_told_does_not_hide_an_assignment() -> None:
    sold = Move(EARLY, Key("saxo/XYZ"), Decimal(-150), Decimal(99))
    trade = Trade(MAIN, sold, "USD", Decimal(14850))
    assert standings(called(P100, 1), trades=(trade,)) == {Standing.KNOWABLE}


def test_a_pinned_end_that_two_stories_tell_is_not_knowable() -> None:
    """Two puts assigned, one put and one call lapsed: three puts and the call would do as well."""
    pinned = called(P100, 2, ENDED), lapsed(P100, 1), lapsed(C100, 1)
    assert standings(*pinned) == {Standing.OPEN}


def test_a_partial_end_that_only_one_story_tells_is_knowable() -> None:
    assert standings(called(P100, 2, ENDED), lapsed(P100, 1)) == {Standing.KNOWABLE}


def test_two_strikes_that_could_be_each_other_are_not_knowable() -> None:
    assert standings(called(P100, 1, ENDED), lapsed(P95, 1)) == {Standing.OPEN}
    assert standings(called(P100, 1, ENDED), lapsed(P95, 1), settings=WITH_CASH) == {
        Standing.KNOWABLE
    }


def test_an_end_without_value_is_knowable_once_the_bookings_are_read_further() -> None:
    assert standings(lapsed(P100, 1)) == {Standing.KNOWABLE}
    unread = replace(PLAIN, bookings_covered=False)
    assert standings(lapsed(P100, 1), settings=unread) == {Standing.OPEN}


def test_a_contract_of_unknown_size_and_one_that_delivers_cash_too_are_open() -> None:
    assert standings(called("ODD-NP20", 1)) == {Standing.OPEN}
    assert standings(called("NEWCO-NP40", 1)) == {Standing.OPEN}


def test_whatever_is_booked_is_knowable() -> None:
    both = called(C100, 1, ENDED), called(C105, -1, ENDED)
    for truth in both:
        truth.booked = True
    assert standings(*both) == {Standing.KNOWABLE}


def test_shares_that_nobody_explains_are_known_to_be_unexplained_if_alone() -> None:
    key = Key("saxo/XYZ")
    found = Happening(
        EARLY,
        MAIN,
        "mystery",
        frozenset({"unexplained"}),
        key,
        Decimal(7),
        [Move(EARLY, key, Decimal(7), Decimal(0))],
    )
    assert standings(found) == {Standing.KNOWABLE}
    assert standings(found, called(P100, 1)) == {Standing.OPEN}


def test_what_follows_an_unsolved_riddle_of_the_same_underlying_is_open() -> None:
    riddle = called(P100, 1), called(C105, 1)
    later = called(P95, 1, EARLY + timedelta(hours=9))
    assert standings(later) == {Standing.KNOWABLE}
    assert standings(*riddle, later) == {Standing.OPEN}


@pytest.mark.parametrize(
    ("settings", "standing"),
    [
        (WITH_CASH, Standing.KNOWABLE),
        (replace(WITH_CASH, quotes=False), Standing.OPEN),
        (PLAIN, Standing.OPEN),
    ],
)
def test_a_cash_settlement_is_known_by_cash_and_settlement_value(
    settings: Settings, standing: Standing
) -> None:
    key = Key("saxo/SPX-NP4800")
    settled = Happening(
        ENDED,
        MAIN,
        "settled_in_cash",
        frozenset({"cash_settled"}),
        key,
        Decimal(1),
        [Move(ENDED, key, Decimal(1), Decimal(0))],
        {"USD": Decimal(-5000)},
    )
    assert standings(settled, settings=settings) == {standing}
