"""Contracts that are gone against what came: what fits, over which readings, and on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import Instrument, Moment, PositionKey
from assignwatch.core.words import InstrumentKind, Settlement
from tests.core.builders import MODERATE, after
from tests.core.detect.matched_legs import matched, told
from tests.core.detect.parts import (
    NEWCO,
    STOCK,
    TODAY,
    XYZ,
    account,
    close,
    fact,
    known,
    named,
    option,
    residual,
    shares,
    thing,
)

P100, P95 = option("P100"), option("P95")
C50, C55 = option("C50"), option("C55")
BLANK = option("P60", multiplier=None)
CASH = option("P70", settlement=Settlement.CASH)
MIXED = option("P80", deliverables=(shares("100"), shares("10", NEWCO)))
FUTURE = thing(named("F"), InstrumentKind.FUTURE, underlying=XYZ, multiplier=Decimal(9))
STATE = known(STOCK, P100, P95, C50, C55, BLANK, CASH, MIXED, FUTURE)

ENDED = {"expiry": TODAY}
LATER = Moment.on(date(2026, 12, 18))
DAY = 86_400.0


@pytest.mark.parametrize(
    ("residuals", "used", "left"),
    [
        ([residual(P100, "2"), residual(XYZ, "200", after_="200")], [{"P100": "2"}], {}),
        ([residual(P100, "5"), residual(XYZ, "200", after_="200")], [{"P100": "2"}], {"P100": "3"}),
        ([residual(P100, "-1"), residual(XYZ, "-100")], [{"P100": "1"}], {}),
        (
            [residual(C50, "1"), residual(C55, "-1"), residual(XYZ, "0")][:2],
            [],
            {"C50": "1", "C55": "-1"},
        ),
        (
            [residual(P100, "1"), residual(C50, "1"), residual(C55, "1"), residual(XYZ, "-100")],
            [{"P100": "1", "C50": "1", "C55": "1"}],
            {},
        ),
        ([residual(FUTURE, "-1"), residual(XYZ, "9", after_="9")], [{"F": "1"}], {}),
        (
            [residual(MIXED, "1"), residual(XYZ, "100"), residual(NEWCO, "10")],
            [{"P80": "1"}],
            {},
        ),
        ([residual(MIXED, "1"), residual(XYZ, "100")], [], {"P80": "1", "XYZ": "100"}),
        ([residual(P100, "1")], [], {"P100": "1"}),
        ([residual(XYZ, "100")], [], {"XYZ": "100"}),
        ([residual(P100, "1"), residual(XYZ, "99")], [], {"P100": "1", "XYZ": "99"}),
        ([residual(P100, "1"), residual(XYZ, "-100")], [], {"P100": "1", "XYZ": "-100"}),
        (
            [residual(P100, "1", after_="3"), residual(XYZ, "100")],
            [],
            {"P100": "1", "XYZ": "100"},
        ),
        ([residual(CASH, "1"), residual(XYZ, "100")], [], {"P70": "1", "XYZ": "100"}),
        (
            [residual(named("P1"), "1"), residual(XYZ, "100")],
            [],
            {"P1": "1", "XYZ": "100"},
        ),
    ],
    ids=[
        "all of a series",
        "a part of one",
        "a long put exercised",
        "a spread, not expired, no money: nothing speaks for it",
        "several series",
        "a future delivered",
        "two things delivered",
        "one of them missing",
        "only the option",
        "only the shares",
        "a share too few",
        "the wrong way",
        "a position that grew was not called",
        "settled in cash it delivers nothing",
        "a contract that nobody described",
    ],
)
def test_legs_fit_exactly_or_not_at_all(
    residuals: list[Residual], used: list[dict[str, str]], left: dict[str, str]
) -> None:
    assert told(matched(STATE, residuals)) == (used, left)


# -------------------------------------------------------------------------- read at different times


@pytest.mark.parametrize(
    ("times", "fits"),
    [
        ((60, 60), True),
        ((60, 660), True),
        ((660, 60), True),
        ((60, 60 + 5 * DAY), True),
        ((60, 61 + 5 * DAY), False),
    ],
    ids=["in one reading", "shares later", "option later", "days later", "too many days later"],
)
def test_legs_may_be_read_at_different_times(times: tuple[float, float], fits: bool) -> None:
    residuals = [residual(P100, "1", at=times[0]), residual(XYZ, "100", at=times[1])]
    matches, left = matched(STATE, residuals)
    assert [match.residuals for match in matches] == ([tuple(residuals)] if fits else [])
    assert left == ([] if fits else residuals)


def test_two_nights_are_two_matches() -> None:
    nights = [
        residual(what, quantity, at=at, since=at - 60)
        for at in (60, 660)
        for what, quantity in ((P100.id, "1"), (XYZ, "100"))
    ]
    matches, left = matched(STATE, nights)
    assert [{r.at for r in match.residuals} for match in matches] == [{after(60)}, {after(660)}]
    assert left == []


def test_the_shortest_span_wins() -> None:
    """Both puts fit the shares; the one read with them is the one that turned into them."""
    residuals = [
        residual(P95, "1", at=60, since=0),
        residual(P100, "1", at=660, since=600),
        residual(XYZ, "100", at=660, since=600),
    ]
    assert told(matched(STATE, residuals)) == ([{"P100": "1"}], {"P95": "1"})


def test_a_second_leg_is_looked_for_a_number_of_changes_back() -> None:
    def spread(changes: int) -> list[Residual]:
        """An option, unrelated changes, then the shares."""
        others = [residual(named(str(n)), "1", at=120 + n) for n in range(changes)]
        return [residual(P100, "1"), *others, residual(XYZ, "100", at=9000)]

    assert len(matched(STATE, spread(10))[0]) == 1
    assert len(matched(STATE, spread(11))[0]) == 0


# ------------------------------------------------------------------------------------ a sum of zero

ENDED_50, ENDED_55 = option("C50", **ENDED), option("C55", **ENDED)
LIVE_50, LIVE_55 = option("C50", expiry=LATER), option("C55", expiry=LATER)
SAME_50, SAME_ENDED = option("P50", expiry=LATER), option("P50", **ENDED)


@pytest.mark.parametrize(
    ("short", "long", "closed_at", "cash", "fits"),
    [
        (ENDED_50, ENDED_55, "60", None, True),
        (ENDED_50, ENDED_55, "52", None, False),
        (ENDED_50, ENDED_55, None, None, False),
        (ENDED_50, ENDED_55, None, "-500", True),
        (ENDED_50, ENDED_55, None, "-510", True),
        (ENDED_50, ENDED_55, None, "-700", False),
        (LIVE_50, LIVE_55, "60", None, False),
        (LIVE_50, LIVE_55, None, "-500", True),
        (ENDED_50, LIVE_55, "60", None, False),
    ],
    ids=[
        "both ended in the money",
        "one ended out of it",
        "nobody knows where it ended",
        "but the width of the spread was paid",
        "and a fee",
        "or anything else",
        "not ended, no money",
        "not ended, the money says so",
        "one of them has not ended",
    ],
)
def test_legs_that_cancel_need_a_witness(
    short: Instrument, long: Instrument, closed_at: str | None, cash: str | None, fits: bool
) -> None:
    state = known(STOCK, short, long, closes=[close(closed_at)] if closed_at else [])
    of = account(cash={"USD": cash}) if cash else account()
    found = matched(state, [residual(short, "1"), residual(long, "-1")], of=of)
    assert bool(found[0]) is fits


@pytest.mark.parametrize(
    ("moment", "fits"), [(LATER, True), (TODAY, False)], ids=["alive", "ended"]
)
def test_money_that_cancels_too_proves_something_only_of_contracts_that_live(
    moment: Moment, fits: bool
) -> None:
    """Two series of one strike: called, they move neither shares nor money; so do they expired."""
    one = option("C50", expiry=moment)
    other = thing(
        named("C50 too"),
        InstrumentKind.OPTION,
        underlying=XYZ,
        right=one.right,
        strike=one.strike,
        multiplier=Decimal(100),
        currency="USD",
        expiry=moment,
    )
    of = account(cash={"EUR": "5"})
    changes = [residual(one, "1"), residual(other, "-1")]
    matches, _ = matched(known(STOCK, one, other), changes, of=of)
    assert bool(matches) is fits


# ----------------------------------------------------------------------------- unknown deliverables


@pytest.mark.parametrize(
    ("residuals", "used"),
    [
        ([residual(BLANK, "1"), residual(XYZ, "150")], [{"P60": "1"}]),
        ([residual(BLANK, "1"), residual(XYZ, "-150")], []),
        ([residual(BLANK, "1"), residual(P100, "1"), residual(XYZ, "100")], [{"P100": "1"}]),
        ([residual(BLANK, "1"), residual(P100, "1"), residual(XYZ, "150")], []),
    ],
    ids=[
        "whatever came may be what it delivers",
        "not the wrong way",
        "one that is known to fit goes before",
        "nothing is guessed beside one that is known",
    ],
)
def test_what_a_contract_of_unknown_size_delivers_is_worked_out_from_what_came(
    residuals: list[Residual], used: list[dict[str, str]]
) -> None:
    found = matched(STATE, residuals)
    assert told(found)[0] == used
    assert all(claim.unsure == (claim.contract == BLANK) for m in found[0] for claim, _ in m.used)


# ----------------------------------------------------------------------------------------- the laws


def _change(what: Instrument, quantity: int, at: int) -> Residual:
    """Some contracts gone, or some hundreds of shares come or gone."""
    size = 100 if what is STOCK else 1
    return residual(what, str(quantity * size), at=at, since=at - 60)


CHANGES = st.lists(
    st.builds(
        _change,
        st.sampled_from((P100, P95, C50, STOCK)),
        st.integers(-3, 3).filter(bool),
        st.sampled_from((60, 120, 180)),
    ),
    max_size=7,
    unique_by=lambda r: (r.instrument, r.at),
)


@MODERATE
@given(CHANGES)
def test_every_match_obeys_the_law_and_nothing_is_used_twice(residuals: list[Residual]) -> None:
    matches, left = matched(STATE, residuals)
    total = {key: sum(r.quantity for r in residuals if r.key == key) for key in _keys(residuals)}
    for match in matches:
        came = sum((leg.quantity for leg in match.legs), Decimal())
        for way in (match.used, *match.others):
            effects = [claim.moves(n) for claim, n in way]
            assert sum((e.get(XYZ, Decimal()) for e in effects), Decimal()) == came
        if match.others:
            for one in match.residuals:
                total[one.key] -= one.quantity
        else:
            for claim, n in match.used:
                total[claim.key] -= n if claim.change > 0 else -n
            for leg in match.legs:
                total[leg.key] -= leg.quantity
    assert {k: q for k, q in total.items() if q} == {
        key: q for key in _keys(left) if (q := sum(r.quantity for r in left if r.key == key))
    }


def _keys(residuals: Sequence[Residual]) -> set[PositionKey]:
    return {r.key for r in residuals}


SOLD = (fact(90, "-2"),)


@pytest.mark.parametrize(
    ("steps", "came", "left"),
    [
        ([("1", "-1", ()), ("1", "0", ())], "200", {}),
        ([("2", "-1", ()), ("1", "0", ())], "200", {"P100": "1"}),
        ([("1", "-2", ()), ("2", "0", ())], "200", {"P100": "1"}),
        ([("1", "0", ()), ("2", "0", SOLD)], "300", {}),
        ([("2", "-1", (fact(30, "-2"),)), ("1", "0", ())], "300", {}),
        ([("-1", "0", ()), ("2", "0", SOLD)], "100", {}),
        (
            [("1", "-1", ()), ("-1", "0", (fact(90, "2"),)), ("1", "0", (fact(150, "-1"),))],
            "200",
            {"P100": "-1"},
        ),
    ],
    ids=[
        "the same way",
        "the same way, the earliest are used first",
        "the same way, all of the first and some of the last",
        "the same way, some of them sold in between",
        "the same way, some of them sold before",
        "a long one exercised, two sold since and assigned",
        "the same way twice, and the other way in between",
    ],
)
def test_a_contract_that_went_in_several_steps_is_used_up_in_each(
    steps: list[tuple[str, str, tuple[Fact, ...]]], came: str, left: dict[str, str]
) -> None:
    """Each step: how many went, how many were left, and what was traded; the shares came first."""
    changes = []
    for number, (moved, kept, traded) in enumerate(steps, 1):
        before = Decimal(kept) - Decimal(moved) - sum(f.quantity for f in traded)
        at = 60 * number
        changes.append(
            residual(P100, moved, after_=kept, at=at, since=at - 60, before=before, facts=traded)
        )
    found = matched(STATE, [*changes, residual(XYZ, came, at=60, after_=came)])
    assert told(found)[1] == left


@MODERATE
@given(st.data(), CHANGES)
def test_the_order_in_which_changes_are_handed_in_does_not_matter(
    data: st.DataObject, residuals: list[Residual]
) -> None:
    shuffled = data.draw(st.permutations(residuals))
    assert told(matched(STATE, shuffled)) == told(matched(STATE, residuals))
