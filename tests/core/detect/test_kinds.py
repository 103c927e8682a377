"""Causes, kinds and families as the tables of the product."""

from __future__ import annotations

import pytest

from assignwatch.core.detect.kinds import (
    ASSIGNMENTS,
    SPECIFIC,
    event_type,
    family_of,
    kind_of,
    may_open,
)
from assignwatch.core.words import Cause, Family, Grade, Kind

KINDS = {
    Cause.ASSIGNMENT: Kind.ASSIGNED,
    Cause.EXERCISE: Kind.EXERCISED,
    Cause.EXPIRY: Kind.EXPIRED,
    Cause.CASH_SETTLEMENT: Kind.CASH_SETTLED,
    Cause.DELIVERY: Kind.DELIVERED,
    Cause.SETTLEMENT: Kind.SETTLED,
    Cause.TAKEN_OVER: Kind.TAKEN_OVER,
    Cause.HANDED_OVER: Kind.HANDED_OVER,
    Cause.LIQUIDATION: Kind.LIQUIDATED,
    Cause.DELEVERAGING: Kind.DELEVERAGED,
    Cause.UNWIND: Kind.UNWOUND,
    Cause.BROKER_CLOSE: Kind.CLOSED_BY_BROKER,
    Cause.TRANSFER: Kind.TRANSFERRED,
    Cause.CORRECTION: None,
    Cause.NETTING: None,
    Cause.DIVIDEND: None,
    Cause.OTHER: Kind.UNEXPLAINED,
}

FAMILIES = {
    Family.CALLED: {
        Kind.ASSIGNED,
        Kind.EXERCISED,
        Kind.CASH_SETTLED,
        Kind.DELIVERED,
        Kind.SETTLED,
        Kind.AMBIGUOUS,
    },
    Family.TAKEOVER: {Kind.TAKEN_OVER},
    Family.LAPSED: {Kind.EXPIRED, Kind.EXPIRED_UNASSIGNED},
    Family.FORCED: {
        Kind.LIQUIDATED,
        Kind.DELEVERAGED,
        Kind.UNWOUND,
        Kind.HANDED_OVER,
        Kind.CLOSED_BY_BROKER,
    },
    Family.CORPORATE: {Kind.CORPORATE_ACTION},
    Family.TRANSFER: {Kind.TRANSFERRED},
    Family.OTHER: {Kind.UNEXPLAINED},
}

EVENT_TYPES = {
    Kind.ASSIGNED: "OPTION_ASSIGNMENT",
    Kind.CASH_SETTLED: "OPTION_ASSIGNMENT",
    Kind.DELIVERED: "FUTURES_ASSIGNMENT",
    Kind.SETTLED: "FUTURES_ASSIGNMENT",
    Kind.TAKEN_OVER: "FUTURES_ASSIGNMENT",
    Kind.HANDED_OVER: "FUTURES_ASSIGNMENT",
}
SURE = {Grade.CONFIRMED, Grade.STRONG, Grade.LIKELY}


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_makes_this_kind(cause: Cause) -> None:
    assert kind_of(cause) is KINDS[cause]


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_of_this_family(kind: Kind) -> None:
    assert [family for family, kinds in FAMILIES.items() if kind in kinds] == [family_of(kind)]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("grade", Grade)
def test_other_programs_know_it_as(kind: Kind, grade: Grade) -> None:
    assert event_type(kind, grade) == (EVENT_TYPES.get(kind) if grade in SURE else None)


def test_what_other_programs_know_is_what_the_trader_calls_an_assignment() -> None:
    assert set(EVENT_TYPES) == ASSIGNMENTS


def test_every_cause_has_its_place_in_the_order_of_precedence() -> None:
    assert sorted(SPECIFIC) == sorted(Cause)


def test_a_name_wins_over_no_name_and_a_change_over_a_mere_explanation() -> None:
    explains = {Cause.CORRECTION, Cause.NETTING, Cause.DIVIDEND}
    unnamed = SPECIFIC.index(Cause.OTHER)
    assert all(SPECIFIC.index(cause) < unnamed for cause in set(Cause) - explains - {Cause.OTHER})
    assert all(SPECIFIC.index(cause) > unnamed for cause in explains)


def test_only_what_does_not_end_a_position_may_open_one() -> None:
    opening = {cause for cause in Cause if may_open(cause)}
    explaining = {cause for cause in Cause if kind_of(cause) is None}
    assert opening == {Cause.TAKEN_OVER, Cause.TRANSFER, Cause.OTHER, *explaining}
