"""Matches of what is on record, and those that fit in several ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.events import Consumption
from assignwatch.core.model import Leg, PositionKey
from assignwatch.core.state import Account
from assignwatch.core.words import Cause, EvidenceCode, Feed, Grade, Kind, Severity, Side
from tests.core.builders import T0, after
from tests.core.detect.callings import (
    C100,
    LATER,
    P95,
    P100,
    READ,
    SOON,
    UNREAD,
    gone,
    lapsed,
    leg,
    loose,
    match,
    only,
    part,
    record,
    said,
    way,
)
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import NEWCO, XYZ, amounts, named, option

OF_LEG = PositionKey(XYZ)
OTHER_PUT = option("P85", underlying=NEWCO)

# ------------------------------------------------------------------------------ what is on record


@pytest.mark.parametrize(
    ("change", "moved", "share"), [("1", "1", "100"), ("2", "2", "200"), ("-1", "-1", "-100")]
)
def test_a_record_that_it_was_called_takes_its_leg_at_the_strike(
    change: str, moved: str, share: str
) -> None:
    told = record(P100, change)
    of = match(booked(P100, change), legs=[leg(share, "97")], price=Fit.OFF)
    assert said(of, by=UNREAD, records=[told]) == []
    assert told.moved == Decimal(moved)
    assert told.legs == [Leg(XYZ, Decimal(share), Decimal(100))]
    assert told.leg_facts == [Consumption(OF_LEG, Decimal(share), ())]
    assert (told.kind, told.grade, told.why, told.leg_money) == (Kind.ASSIGNED, None, (), [])


@pytest.mark.parametrize(
    ("change", "kind", "share", "price", "grade"),
    [
        ("1", Kind.ASSIGNED, "100", Fit.FITS, Grade.CONFIRMED),
        ("-1", Kind.EXERCISED, "-100", Fit.FITS, Grade.CONFIRMED),
        ("1", Kind.ASSIGNED, "100", Fit.UNKNOWN, Grade.CONFIRMED),
    ],
)
def test_a_record_that_it_is_gone_was_called_where_a_leg_on_record_says_so(
    change: str, kind: Kind, share: str, price: Fit, grade: Grade
) -> None:
    """Nothing of it was only seen, so that there are no trades to wait for."""
    told, other = record(P100, change, Cause.EXPIRY), loose(cause=Cause.OTHER, quantity=share)
    of = match(lapsed(booked(P100, change)), legs=[leg(share, record="0")], price=price)
    assert said(of, by=UNREAD, records=[told], legs=[other]) == []
    assert (told.kind, told.grade, told.moved) == (kind, grade, Decimal(change))
    assert told.leg_facts == [Consumption(OF_LEG, Decimal(share), ("leg-0",))]
    assert told.leg_money == [other.happening]
    codes = [one.code for one in told.why]
    assert codes[0] is EvidenceCode.TWO_LEGS
    assert codes[-1] is EvidenceCode.NO_FILL


@pytest.mark.parametrize(
    ("by", "price", "grade", "at"),
    [
        (READ, Fit.FITS, Grade.STRONG, "100"),
        (READ, Fit.UNKNOWN, Grade.LIKELY, "99.9"),
        (UNREAD, Fit.FITS, Grade.PENDING, "100"),
        (READ, Fit.OFF, Grade.CONFLICT, "99.9"),
    ],
)
def test_a_record_that_it_is_gone_is_as_sure_to_be_a_call_as_its_match(
    by: Account, price: Fit, grade: Grade, at: str
) -> None:
    told = record(P100, cause=Cause.EXPIRY)
    of = match(lapsed(booked(P100, "1")), legs=[leg(price="99.9")], price=price)
    assert said(of, by=by, records=[told]) == []
    assert (told.kind, told.grade) == (Kind.ASSIGNED, grade)
    assert told.legs == [Leg(XYZ, Decimal(100), Decimal(at))]
    assert told.why[0] == evidence.legs_fit(
        P100.id, Decimal(1), [Leg(XYZ, Decimal(100))], left=None
    )


def test_each_record_gets_its_own() -> None:
    records = [record(P100), record(P95, "2"), record(C100, cause=Cause.EXPIRY)]
    of = match(
        booked(P95, "2", 1), lapsed(booked(C100, "1", 2)), gone(P100), legs=[leg("200"), leg()]
    )
    found = said(of, records=records)
    assert [one.key.instrument for one in found] == [P100.id]
    assert [one.moved for one in records] == [None, Decimal(2), Decimal(1)]
    assert [one.grade for one in records] == [None, None, Grade.LIKELY]


def test_what_is_on_record_is_put_there_though_the_rest_fits_twice() -> None:
    told, known = record(P95), booked(P95, "1")
    of = match(known, gone(P100), legs=[leg("200")], others=(way(known, gone(NEXT)),))
    (found,) = said(of, records=[told])
    assert told.moved == Decimal(1)
    assert told.legs == [Leg(XYZ, Decimal(100), Decimal(95))]
    assert found.kind is Kind.AMBIGUOUS
    assert {one.instrument for one in found.legs} == {P100.id, NEXT.id, XYZ}


# --------------------------------------------------------------------------------- several ways

NEXT = replace(P100, id=named("P100 of next month"))
"""Another series of the same strike."""


def _twice(**more: object) -> Match:
    given: dict[str, object] = {"legs": [leg()], "others": (way(gone(P95)),), **more}
    return match(gone(P100), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "by", "now", "grade", "until", "feeds"),
    [
        (_twice(price=Fit.FITS), READ, SOON, Grade.LIKELY, None, ()),
        (_twice(), READ, SOON, Grade.LIKELY, None, ()),
        (_twice(), UNREAD, SOON, Grade.PENDING, LATER, (Feed.FILLS,)),
        (_twice(), UNREAD, LATER, Grade.LIKELY, None, (Feed.FILLS,)),
        (_twice(price=Fit.OFF), READ, SOON, Grade.CONFLICT, None, ()),
    ],
    ids=["with a price", "by quantity", "unread", "unread in time", "against its price"],
)
def test_what_fits_in_several_ways_is_never_more_than_likely(
    of: Match, by: Account, now: float, grade: Grade, until: float | None, feeds: tuple[Feed, ...]
) -> None:
    found = only(of, by=by, now=now)
    assert (found.kind, found.severity) == (Kind.AMBIGUOUS, Severity.HIGH)
    assert (found.grade, found.feeds) == (grade, feeds)
    assert found.until == (None if until is None else after(until))


def test_what_fits_in_several_ways_names_them_and_picks_none() -> None:
    one = gone(P100, "3", since=-30, closing="0")
    two = gone(P95, "4", at=90, late=True)
    of = match(
        part(one, "2"), legs=[leg("200", "97")], others=(way(one, part(two, "4")),), gave_up=True
    )
    found = only(of)
    assert (found.key, found.contracts) == (OF_LEG, Decimal(7))
    assert (found.day, found.occurred) == (T0.date(), (after(-30), after(90)))
    assert found.late
    assert found.legs == (
        Leg(P100.id, Decimal(3), Decimal(0)),
        Leg(P95.id, Decimal(4), None),
        Leg(XYZ, Decimal(200), Decimal(97)),
    )
    assert found.evidence == (
        evidence.several(["2 demo/P100", "3 demo/P100 + 4 demo/P95"]),
        evidence.no_fill(after(-30), after(90)),
        evidence.gave_up(),
    )
    keys = (PositionKey(P100.id), PositionKey(P95.id), OF_LEG)
    assert found.keys == keys
    amounts_of = (Decimal(3), Decimal(4), Decimal(200))
    assert found.consumes == tuple(
        Consumption(key, quantity, ()) for key, quantity in zip(keys, amounts_of, strict=True)
    )
    assert not only(_twice()).late
    assert only(_twice(), by=UNREAD).evidence[1:] == (evidence.unread(after(60)),)


def test_contracts_whose_legs_cancel_are_of_their_underlying_all_the_same() -> None:
    one = gone(OTHER_PUT, side=Side.SHORT)
    of = match(one, legs=[], others=(way(gone(P100)),))
    assert only(of).key == PositionKey(NEWCO, Side.SHORT)


@pytest.mark.parametrize(
    ("used", "cash", "told"),
    [
        ([gone(P100)], Fit.FITS, {"USD": "-10000"}),
        ([part(gone(P100, "3"), "2"), gone(P95, "-1")], Fit.FITS, {"USD": "-10500"}),
        ([gone(P100)], Fit.NEAR, None),
        ([gone(P100)], Fit.UNKNOWN, None),
        ([gone(option("P100", currency=None, underlying=OTHER_PUT.id))], Fit.FITS, None),
    ],
    ids=["of one", "of two", "nearly", "not looked for", "of unknown worth"],
)
def test_money_that_speaks_for_something_elsewhere_as_well_is_told(
    used: Sequence[Claim], cash: Fit, told: dict[str, str] | None
) -> None:
    of = match(*used, cash=cash, elsewhere=(way(gone(OTHER_PUT, "2")),))
    found = only(of)
    assert found.kind is Kind.AMBIGUOUS
    assert found.evidence[0].values["ways"].endswith("; 2 demo/P85")
    money = [one for one in found.evidence if one.code is EvidenceCode.CASH]
    assert money == ([] if told is None else [evidence.cash_moved(amounts(**told))])


def test_money_says_nothing_of_ways_here() -> None:
    found = only(_twice(cash=Fit.FITS))
    assert [one.code for one in found.evidence] == [EvidenceCode.TWO_LEGS, EvidenceCode.NO_FILL]


def test_legs_of_a_record_that_are_found_in_turn_add_up() -> None:
    """What all of it turned into is told at once: the rest is no news of that."""
    of = record(P100, "3")
    moved, told = [], []
    for contracts, shares in (("2", "200"), ("1", "100")):
        some = replace(gone(P100, contracts), booked=0, residual=None)
        said(match(some, legs=[leg(shares)]), records=[of])
        moved.append(of.moved)
        told.append([(one.instrument, one.quantity) for one in of.legs])
    assert moved == [2, 3]
    assert told[0] == told[1] != []
