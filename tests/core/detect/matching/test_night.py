"""Which contracts make a night, what else is of it, and what is held against no other way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.detect.matching.claims import Claims
from assignwatch.core.detect.matching.night import (
    as_well_paid,
    is_a_night,
    is_ambiguous,
    is_settled,
    legs_of,
    may_be_of,
    of_its_night,
)
from assignwatch.core.detect.matching.parts import by_instrument
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Match, Way
from assignwatch.core.detect.residual import Residual
from tests.core.builders import POLICY
from tests.core.detect.callings import BASKET, C100, P95, P100, gone, leg, match, part, way
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import (
    NEWCO,
    STOCK,
    TODAY,
    XYZ,
    account,
    known,
    option,
    residual,
)

P70, C65 = option("P70"), option("C65")
BLANK = option("P60", multiplier=None)
STATE = known(STOCK, P70, C65, BLANK)
HALF_A_DAY, DAY = 43_200.0, 86_400.0


def _is_a_night(*inside: Residual, read: float = DAY, **changed: Any) -> bool:
    arrived, of = by_instrument(inside), account(fills=read)
    claims = Claims(STATE, of, POLICY).among(inside, arrived)
    return is_a_night(of, [replace(claim, **changed) for claim in claims], arrived)


def _night(last: float = 600, shares: str = "-100") -> Sequence[Residual]:
    early = residual(P70, "1", at=60), residual(XYZ, shares, at=60)
    some = residual(C65, "1", at=300, after_="-1")
    return *early, some, residual(C65, "1", at=last, since=300)


@pytest.mark.parametrize(
    ("inside", "is_it"),
    [
        pytest.param(_night(), True, id="all of it"),
        pytest.param(_night(shares="-200"), False, id="one too many shares"),
        pytest.param(_night()[:3], False, id="one contract short"),
        pytest.param(_night(60 + HALF_A_DAY), True, id="over half a day"),
        pytest.param(_night(61 + HALF_A_DAY), False, id="over more"),
        pytest.param([residual(XYZ, "-100")], False, id="no contract"),
        pytest.param([residual(BLANK, "1"), residual(XYZ, "100")], False, id="worked out"),
    ],
)
def test_all_of_a_night_comes_to_all_that_moved(inside: Sequence[Residual], is_it: bool) -> None:
    assert _is_a_night(*inside) is is_it


def test_a_trade_that_is_told_late_may_be_some_of_it() -> None:
    assert [_is_a_night(*_night(), read=read) for read in (600, 599)] == [True, False]


def test_what_may_have_lapsed_makes_no_night() -> None:
    assert not _is_a_night(*_night(), certain=False)
    ended = option("C65", expiry=TODAY)
    assert not _is_a_night(*_night(), contract=ended)


@pytest.mark.parametrize("cash", list(Fit))
def test_what_the_balance_denies_is_no_better_than_what_it_backs(cash: Fit) -> None:
    ways = [Way((), (), (), Fit.UNKNOWN, fit) for fit in Fit]
    kept = list(as_well_paid(ways, Match((), (), Fit.UNKNOWN, cash)))
    backed = cash in {Fit.FITS, Fit.NEAR}
    assert kept == [way for way in ways if not (backed and way.cash is Fit.OFF)]


# --------------------------------------------------------------- what no other way is held against


@pytest.mark.parametrize(
    ("of", "is_it"),
    [
        (match(gone(P100)), False),
        (match(gone(P100), others=(way(gone(P95)),)), True),
        (match(gone(P100), others=(way(gone(P95)), way(gone(C100)))), True),
        (match(gone(P100), others=(way(gone(P95), booked(C100, "1")),)), False),
        (match(gone(P100), booked(C100, "1"), others=(way(gone(P95)),)), False),
    ],
    ids=["in one way", "in two", "in three", "a record names the other", "or what is in this one"],
)
def test_what_fits_in_several_ways_is_ambiguous_unless_a_record_names_one(
    of: Match, *, is_it: bool
) -> None:
    assert is_ambiguous(of) is is_it


LOOK = POLICY.one_look.total_seconds()
TOGETHER, AT_A_LOOK, LATER = ([leg(at=60 + apart)] for apart in (0, LOOK, LOOK + 1))
TWO = gone(P100, "2")


@pytest.mark.parametrize(
    ("of", "settled"),
    [
        (match(TWO, legs=TOGETHER), True),
        (match(part(TWO, "1"), legs=TOGETHER), True),
        (match(TWO, legs=TOGETHER, cash=Fit.OFF), True),
        (match(TWO, legs=TOGETHER, price=Fit.OFF), False),
        (match(TWO, legs=AT_A_LOOK), True),
        (match(TWO, legs=AT_A_LOOK, cash=Fit.FITS), True),
        (match(TWO, legs=AT_A_LOOK, cash=Fit.OFF), False),
        (match(TWO, legs=AT_A_LOOK, price=Fit.OFF), False),
        (match(part(TWO, "1"), legs=AT_A_LOOK), False),
        (match(gone(C100, "-1"), part(TWO, "1"), legs=AT_A_LOOK), False),
        (match(gone(C100, "-1"), legs=AT_A_LOOK), True),
        (match(TWO, legs=LATER), False),
        (match(gone(C100), TWO, legs=LATER), False),
        (match(booked(C100, "1"), TWO, legs=LATER, price=Fit.OFF), True),
    ],
    ids=[
        "one reading",
        "that shows more of it",
        "though the balance denies it",
        "not though the price does",
        "one look",
        "with the money for it",
        "not against the balance",
        "nor against the price",
        "not where it shows more of it",
        "or more of one of two",
        "of what was held long",
        "two looks",
        "with one that went with another",
        "on record",
    ],
)
def test_what_one_reading_or_a_record_tells_is_settled(of: Match, *, settled: bool) -> None:
    assert is_settled(of, POLICY) is settled


# ------------------------------------------------------------------------------- what else there is


PAIRED = POLICY.pair_within.total_seconds()


@pytest.mark.parametrize(
    ("other", "legs", "may_be"),
    [
        (residual(P100, "1", at=60), [leg(at=60)], True),
        (residual(P100, "1", at=60 + PAIRED), [leg(at=60)], True),
        (residual(P100, "1", at=61 + PAIRED), [leg(at=60)], False),
        (residual(P100, "1", at=60), [leg(at=60 + PAIRED)], True),
        (residual(P100, "1", at=60), [leg(at=61 + PAIRED)], False),
        (residual(P100, "1", at=60), [leg(at=60), leg(at=61 + PAIRED)], False),
        (leg(at=60), [leg(at=60)], False),
        (leg(at=60), [leg(at=60, what=NEWCO)], True),
        (leg(at=60), [leg(at=60, what=NEWCO), leg(at=60)], False),
        (leg(at=60, what=NEWCO, record="0"), [leg(at=60)], False),
    ],
    ids=[
        "the same reading",
        "some days later",
        "too late",
        "some days before",
        "too early",
        "too early for one of two legs",
        "of the same thing",
        "of another",
        "of one of two",
        "a leg on record",
    ],
)
def test_what_may_be_of_a_match_is_near_all_its_legs(
    other: Residual, legs: list[Residual], *, may_be: bool
) -> None:
    assert may_be_of(account(fills=2 * PAIRED), other, legs, POLICY) is may_be


@pytest.mark.parametrize(
    ("at", "read", "may_be"),
    [
        (60, None, True),
        (60 + LOOK, None, True),
        (60 - LOOK, None, True),
        (61 + LOOK, None, False),
        (61 + LOOK, 60 + LOOK, False),
        (61 + LOOK, 61 + LOOK, True),
    ],
    ids=[
        "seen with a leg",
        "at a look",
        "or the look before",
        "at another look, and no trades were read",
        "a trade may be told yet",
        "no trade will be told any more",
    ],
)
def test_what_a_trade_may_explain_yet_is_of_no_match_but_at_one_look(
    at: float, read: float | None, *, may_be: bool
) -> None:
    other, legs = residual(P100, "1", at=at), [leg(at=60), leg(at=600)]
    assert may_be_of(account(fills=read), other, legs, POLICY) is may_be


OF_TWO = match(gone(P100, at=60), legs=[leg(at=600)], others=(way(gone(BASKET, at=60)),))


@pytest.mark.parametrize(
    ("other", "is_of"),
    [
        (residual(P100, "1"), True),
        (residual(BASKET, "1"), True),
        (residual(P95, "1"), False),
        (leg(), True),
        (leg(what=NEWCO), True),
        (leg(record="0"), False),
        (leg(at=60 + HALF_A_DAY), True),
        (leg(at=61 + HALF_A_DAY), False),
        (leg(at=600 - HALF_A_DAY), True),
        (leg(at=599 - HALF_A_DAY), False),
    ],
    ids=[
        "the contract",
        "that of the other way",
        "another contract",
        "what it moves",
        "what the other one moves",
        "a leg on record",
        "within half a day of all",
        "later than that of one",
        "before all",
        "earlier than that of one",
    ],
)
def test_what_is_left_of_the_night_of_a_match(other: Residual, *, is_of: bool) -> None:
    assert list(of_its_night(OF_TWO, [other])) == ([other] if is_of else [])


def test_the_legs_of_contracts_are_all_that_moved_of_what_they_deliver() -> None:
    shares, more, others = leg(), leg("50"), leg("20", what=NEWCO)
    arrived = {XYZ: [shares, more], NEWCO: [others], P95.id: [residual(P95, "1")]}
    assert legs_of([gone(P100), gone(BASKET)], arrived) == [others, shares, more]
    assert legs_of([gone(P100)], arrived) == [shares, more]
    assert legs_of([gone(BASKET)], {XYZ: [shares]}) == [shares]
    assert legs_of([], arrived) == []
