"""What came back without a trade did not happen; anything less takes nothing back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.matching.parts import came_back
from assignwatch.core.detect.matching.undone import standing
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import WHOLE, Instrument, InstrumentId
from assignwatch.core.state import Account
from tests.core.builders import POLICY, after
from tests.core.detect.matched_legs import booked, matched
from tests.core.detect.parts import STOCK, XYZ, account, fact, known, option, residual

P100, P95, C50 = option("P100"), option("P95"), option("C50")
STATE = known(STOCK, P100, P95, C50)
CALLED = (residual(P100, "2"), residual(XYZ, "200", after_="200"))


def _back(
    what: Instrument | InstrumentId, quantity: str, at: float = 120, **fields: Any
) -> Residual:
    return residual(what, quantity, at=at, since=at - 60, after_=fields.pop("after_", quantity))


RETURNED = (_back(P100, "-2"), _back(XYZ, "-200", after_="0"))


def _read(*, fills: float = 600, readings: Iterable[float] = (180, 240)) -> Account:
    made = account(fills=fills)
    made.readings[WHOLE] = tuple(map(after, readings))
    return made


def _stands(
    called: Iterable[Residual],
    later: Iterable[Residual],
    of: Account,
    *,
    claims: Iterable[Claim] = (),
    now: float = 300,
) -> tuple[int, tuple[Residual, ...]]:
    """How many matches stand, and what is left."""
    matches, _ = matched(STATE, list(called), booked=claims)
    kept, left = standing(STATE, of, matches, list(later), after(now), POLICY)
    return len(kept), tuple(left)


def test_what_returned_wholly_did_not_happen() -> None:
    other = _back(P95, "-1")
    assert _stands(CALLED, (other, *RETURNED), _read()) == (0, (other,))


@pytest.mark.parametrize(
    "later",
    [
        (),
        RETURNED[:1],
        RETURNED[1:],
        (_back(P100, "-1"), _back(XYZ, "-100", after_="100")),
        (_back(P100, "-3"), RETURNED[1]),
        (_back(P95, "-2"), RETURNED[1]),
        (_back(P100, "2"), RETURNED[1]),
        (_back(P100, "-2", at=60), RETURNED[1]),
        (_back(P100, "-2", at=30), _back(XYZ, "-200", at=30)),
    ],
    ids=[
        "nothing",
        "only the option",
        "only the shares",
        "a part",
        "more than went",
        "another option",
        "the same again",
        "the same reading",
        "an earlier reading",
    ],
)
def test_anything_less_takes_nothing_back(later: tuple[Residual, ...]) -> None:
    assert _stands(CALLED, later, _read()) == (1, later)


@pytest.mark.parametrize(
    ("of", "now", "stands"),
    [
        (_read(), 300, 0),
        (_read(fills=119), 300, 1),
        (_read(fills=119), 10_000, 1),
        (_read(readings=(180,)), 130, 1),
        (_read(readings=(180,)), 121 + 180, 0),
        (_read(readings=(110, 120, 180)), 130, 1),
    ],
    ids=[
        "with the trades read, and two readings more",
        "the trades unread: it may have been traded",
        "however long",
        "one reading more",
        "one reading more, and long enough",
        "readings that are no newer",
    ],
)
def test_it_is_waited_for_like_any_change(of: Account, now: float, stands: int) -> None:
    assert _stands(CALLED, RETURNED, of, now=now)[0] == stands


def test_calls_return_the_other_way() -> None:
    called = (residual(C50, "1"), residual(XYZ, "-100", after_="0"))
    back = (_back(C50, "-1"), _back(XYZ, "100"))
    assert _stands(called, back, _read()) == (0, ())


def test_a_long_option_that_was_exercised_returns() -> None:
    called = (residual(C50, "-1"), residual(XYZ, "100", after_="100"))
    back = (_back(C50, "1"), _back(XYZ, "-100", after_="0"))
    assert _stands(called, back, _read()) == (0, ())


def test_of_a_part_that_was_called_just_that_returns() -> None:
    """Three went and two were called: the third is not what comes back."""
    called = (residual(P100, "3"), CALLED[1])
    assert _stands(called, RETURNED, _read()) == (0, ())
    assert _stands(called, (_back(P100, "-3"), RETURNED[1]), _read())[0] == 1


def test_of_several_ways_all_that_moved_returns() -> None:
    called = (residual(P100, "1"), residual(P95, "1"), residual(XYZ, "100", after_="100"))
    shares = _back(XYZ, "-100", after_="0")
    both = (_back(P100, "-1"), _back(P95, "-1"), shares)
    assert _stands(called, both, _read()) == (0, ())
    assert _stands(called, (both[0], shares), _read())[0] == 1


def test_what_is_on_record_stands_whatever_readings_say() -> None:
    record = booked(P100, "2")
    shares, back = residual(XYZ, "200", after_="200"), _back(XYZ, "-200", after_="0")
    assert _stands([shares], [back], _read(), claims=[record])[0] == 1
    leg = replace(shares, record="0")
    assert _stands([CALLED[0], leg], RETURNED, _read())[0] == 1


def _again(at: float) -> tuple[Residual, ...]:
    return tuple(replace(r, at=after(at), since=after(at - 60)) for r in CALLED)


def _match(*residuals: Residual) -> list[Match]:
    return matched(STATE, residuals)[0]


@pytest.mark.parametrize(
    ("second", "stands"),
    [
        (_match(*_again(180)), 1),
        (_match(*_again(120)), 2),
        (_match(residual(P95, "2", at=180), residual(XYZ, "200", at=180)), 2),
        (_match(residual(P100, "1", at=180), residual(XYZ, "100", at=180)), 2),
        (_match(_again(120)[0], _again(180)[1]), 2),
    ],
    ids=[
        "then it did not happen before",
        "with the same reading as the return: nobody can say",
        "another one",
        "fewer of them",
        "begun before the return was read",
    ],
)
def test_what_happened_again_after_its_return(second: list[Match], stands: int) -> None:
    """Without waiting for anything: it cannot go again unless it came back."""
    matches = [*_match(*CALLED), *second]
    kept, left = standing(STATE, account(), matches, list(RETURNED), after(180), POLICY)
    assert len(kept) == stands
    assert len(left) == (0 if stands == 1 else 2)
    assert kept[-1] is second[0]


def test_what_returned_once_takes_back_one() -> None:
    """Called, back, called, back, with nothing read since: the first return is certain."""
    matches = [*_match(*CALLED), *_match(*_again(180))]
    later = [*RETURNED, *(_back(r.instrument, str(-r.quantity), at=240) for r in CALLED)]
    kept, left = standing(STATE, account(), matches, later, after(240), POLICY)
    assert [match.residuals[0].at for match in kept] == [after(180)]
    assert [r.at for r in left] == [after(240)] * 2
    assert [r.quantity for r in left] == [Decimal(-2), Decimal(-200)]


# ------------------------------------------------------------------- only one reading lacked it

FIRST = (residual(XYZ, "200", after_="200"), residual(P100, "2", at=120, since=60))
AGAIN = _back(P100, "-2", at=180)


@pytest.mark.parametrize(
    ("called", "later", "of", "stands"),
    [
        (FIRST, (AGAIN,), _read(readings=(240, 300)), False),
        (FIRST, (AGAIN,), _read(fills=179), True),
        (FIRST, (AGAIN,), _read(readings=(240,)), True),
        (FIRST, (_back(P100, "-1", at=180),), _read(readings=(240, 300)), True),
        (FIRST, (AGAIN, _back(P100, "2", at=240)), _read(readings=(240, 300)), True),
        (FIRST, (_back(P95, "-2", at=180),), _read(readings=(240, 300)), True),
        ((FIRST[0], residual(P100, "2", at=65)), (AGAIN,), _read(readings=(240, 300)), True),
    ],
    ids=[
        "it is there again",
        "the trades unread: it may have been sold again",
        "one reading more",
        "a part of it",
        "and gone once more",
        "another option",
        "gone at the look that showed the shares",
    ],
)
def test_what_was_only_missed_delivered_nothing_that_was_there_before(
    called: tuple[Residual, ...], later: tuple[Residual, ...], of: Account, stands: bool
) -> None:
    left = later if stands else called[:1]
    assert _stands(called, later, of, now=301) == (int(stands), left)


def test_of_two_matches_all_that_they_lack_together_returns() -> None:
    """The shares that one call took came back first, as if a put had brought them."""
    called = (residual(C50, "2"), residual(XYZ, "-200", after_="0"), residual(P100, "2"))
    shares = residual(XYZ, "200", at=120, since=60, after_="200")
    back = (_back(C50, "-2", at=180), _back(P100, "-2", at=180))
    of = _read(readings=(240, 300))
    assert _stands((*called, shares), back, of) == (0, ())
    assert _stands((*called, shares), back[:1], of) == (2, back[:1])
    assert _stands((*called, shares), (), of) == (2, ())


@pytest.mark.parametrize(
    ("fields", "soon"),
    [
        ({"at": 60 + 600, "since": 120}, True),
        ({"at": 60 + 601, "since": 120}, False),
        ({"at": 60 + 86_400, "since": 60}, True),
        ({"at": 60 + 86_401, "since": 60}, False),
        ({"at": 60, "since": 0}, False),
        ({"quantity": "2"}, False),
        ({"what": P95}, False),
        ({"before": Decimal(3), "after_": "1"}, False),
        ({"facts": (fact(150, "2", booked=True),), "after_": "0"}, False),
    ],
    ids=[
        "as long as an option is waited for",
        "longer, and read in between",
        "the next reading, a day later",
        "the next reading, later still",
        "the same reading",
        "the same way",
        "another option",
        "long ones went",
        "a record that is not shown",
    ],
)
def test_it_came_back_if_that_was_soon_and_nothing_else(fields: dict[str, Any], soon: bool) -> None:
    told = {"what": P100, "quantity": "-2", "at": 180, "since": 120, "after_": "-2", **fields}
    assert came_back(CALLED[0], residual(**told), POLICY) is soon
