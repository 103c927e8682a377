"""Which of many reasons a version gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.reasons import MOST, weightiest
from assignwatch.core.events import Evidence
from assignwatch.core.model import InstrumentId, Leg, Moment
from assignwatch.core.words import EvidenceCode
from tests.core.builders import MODERATE

PUT, SHARES = InstrumentId("saxo/P100"), InstrumentId("saxo/XYZ")
NIGHT = (datetime(2026, 11, 20, 5, 40, tzinfo=UTC), datetime(2026, 11, 20, 6, 10, tzinfo=UTC))
TWO = Decimal(2)


def _fits(left: int) -> Evidence:
    return evidence.legs_fit(PUT, TWO, [Leg(SHARES, TWO * 100)], left=Decimal(left))


def _booked(record: str) -> Evidence:
    return Evidence(EvidenceCode.OFFICIAL, "booked", {"record": record})


def _no_fill(hours: int) -> Evidence:
    later = timedelta(hours=hours)
    return evidence.no_fill(NIGHT[0] + later, NIGHT[1] + later)


AT_STRIKE = Evidence(EvidenceCode.PRICE, "at_strike", {})
LEG_BOOKED = Evidence(EvidenceCode.OFFICIAL, "leg_booked", {})
AS_SINCE = evidence.redescribed(PUT, NIGHT[0], before=False)
ENDED = evidence.ended(Moment.on(NIGHT[0].date()))
CASH = evidence.cash({"USD": Decimal(-20000)}, exact=True)
NOT_SHOWN = Evidence(EvidenceCode.CONTRADICTION, "not_shown", {})
UNREAD, LATE, GAVE_UP = evidence.unread(NIGHT[1]), evidence.late(*NIGHT), evidence.gave_up()
OPEN = evidence.outcome_unknown(NIGHT[1])
LISTS = [_booked(name) for name in ("stream", "fills", "log", "history")]


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ([_fits(0), AT_STRIKE, CASH, _no_fill(0), LATE], [0, 1, 2, 3, 4]),
        ([_fits(2), AT_STRIKE, _no_fill(0), _fits(0), AT_STRIKE, _no_fill(9)], [0, 1, 2, 3, 4]),
        ([_fits(2), AT_STRIKE, _no_fill(0), _fits(0), _no_fill(9), AS_SINCE], [0, 1, 2, 3, 5]),
        ([_fits(0), AT_STRIKE, LEG_BOOKED, CASH, _no_fill(0), GAVE_UP], [0, 1, 3, 4, 5]),
        ([*LISTS, AT_STRIKE, _no_fill(0), NOT_SHOWN], [0, 1, 2, 3, 6]),
        ([ENDED, _no_fill(0), AT_STRIKE, CASH, UNREAD, LATE], [1, 2, 3, 4, 5]),
    ],
    ids=[
        "five are told as they are",
        "what is said again goes first",
        "though it comes before the last",
        "then what only goes along",
        "not what speaks against it",
        "nor what leaves it open",
    ],
)
def test_the_five_that_weigh_most_in_their_order(reasons: list[Evidence], told: list[int]) -> None:
    assert weightiest(reasons, late=False) == tuple(reasons[place] for place in told)


LIGHTEST_FIRST = ("ended", "delivered_by", "leg_booked", "cash_near", "cash_fits", "as_since",
                  "as_before", "corrected")  # fmt: skip
HEAVY = [Evidence(EvidenceCode.TIME, name, {}) for name in ("one", "two", "three", "four", "five")]


def _along(fact: str) -> Evidence:
    return Evidence(EvidenceCode.TIME, fact, {})


@pytest.mark.parametrize("fact", LIGHTEST_FIRST)
def test_what_goes_along_goes_before_all_that_does_not_and_after_what_is_said_again(
    fact: str,
) -> None:
    assert weightiest([_along(fact), *HEAVY], late=False) == tuple(HEAVY)
    told = [*HEAVY[:4], _along(fact)]
    assert weightiest([HEAVY[0], *told], late=False) == tuple(told)


@pytest.mark.parametrize(("lighter", "heavier"), [*pairwise(LIGHTEST_FIRST)])
def test_of_what_goes_along_the_lightest_goes_first(lighter: str, heavier: str) -> None:
    told = (*HEAVY[:4], _along(heavier))
    assert weightiest([_along(lighter), *told], late=False) == told
    assert weightiest([*told, _along(lighter)], late=False) == told


def test_that_the_outcome_is_unknown_is_told_before_all_reasons() -> None:
    assert weightiest([*HEAVY, OPEN], late=False) == (*HEAVY[:4], OPEN)


def test_that_nothing_is_booked_yet_is_no_reason_while_the_outcome_is_unknown() -> None:
    nothing = evidence.nothing_booked(NIGHT[1])
    assert weightiest([ENDED, nothing, OPEN], late=False) == (ENDED, OPEN)
    assert weightiest([ENDED, nothing], late=False) == (ENDED, nothing)


def test_there_is_room_for_the_word_that_nobody_was_looking() -> None:
    reasons = [*LISTS, AT_STRIKE]
    assert weightiest(reasons, late=True) == tuple(LISTS)
    assert weightiest([*reasons[:4], LATE], late=True) == (*LISTS, LATE)


FOR = [_fits(0), _fits(2), AT_STRIKE, LEG_BOOKED, CASH, _no_fill(0), _no_fill(9), *LISTS]
AGAINST = [NOT_SHOWN, UNREAD, LATE, GAVE_UP, OPEN, AS_SINCE, ENDED, evidence.nothing_booked(None)]


@MODERATE
@given(st.lists(st.sampled_from([*FOR, *AGAINST]), min_size=1, max_size=12), st.booleans())
def test_one_to_five_and_all_of_them_found(reasons: list[Evidence], late: bool) -> None:
    told = weightiest(reasons, late=late)
    unsaid = late and LATE not in reasons
    assert 1 <= len(told) <= MOST - unsaid
    found = iter(reasons)
    assert all(reason in found for reason in told), "in their order"
    assert weightiest(told, late=late) == told
