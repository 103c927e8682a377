"""What may be said of a contract that may have been called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import (
    Claim,
    Use,
    Way,
    least,
    rivals,
    unlike,
    went_together,
)
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Moment, PositionKey
from tests.core.builders import T0, after
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import TODAY, named, option, residual

ENDING, LIVING = option("P100", expiry=TODAY), option("P100")
NEXT = option("P100", expiry=Moment.on(date(2026, 11, 21)))
RECORD = booked(ENDING, "2")
DAY = timedelta(days=1)
BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
SEEN = replace(RECORD, booked=None, residual=residual(ENDING, "2"))


@pytest.mark.parametrize(
    ("claim", "whole"),
    [
        (SEEN, False),
        (replace(SEEN, unsure=True), True),
        (RECORD, True),
        (replace(RECORD, partly=True), False),
        (replace(RECORD, partly=True, unsure=True), True),
    ],
    ids=[
        "seen: any number of them may have been called",
        "its deliverable was worked out from all that moved",
        "on record",
        "on record, of more than there was",
        "and worked out from all that moved",
    ],
)
def test_it_was_called_as_a_whole_or_not_at_all(claim: Claim, whole: bool) -> None:
    assert claim.is_whole is whole


@pytest.mark.parametrize(
    ("contract", "seen", "fields", "ended", "may_lapse"),
    [
        (ENDING, residual(ENDING, "2"), {}, True, True),
        (NEXT, residual(NEXT, "2"), {}, False, False),
        (LIVING, residual(LIVING, "2"), {}, False, False),
        (ENDING, None, {}, False, False),
        (LIVING, None, {"certain": False}, False, True),
        (ENDING, residual(ENDING, "2"), {"certain": False}, True, True),
    ],
    ids=[
        "it reached its end",
        "it ends on the next day",
        "it has no end",
        "a record says that it was called",
        "a record says no more than that it is gone",
        "either",
    ],
)
def test_it_may_be_gone_without_having_been_called(
    contract: Any, seen: Residual | None, fields: dict[str, Any], ended: bool, may_lapse: bool
) -> None:
    claim = replace(SEEN, contract=contract, residual=seen, **fields)
    assert (claim.ended, claim.may_lapse) == (ended, may_lapse)


# ---------------------------------------------------------------------------------- several ways

BEST = Way((0, 0, 0, 0, 1), ((SEEN, Decimal(2)),), (), Fit.FITS, Fit.UNKNOWN)


@pytest.mark.parametrize(
    ("way", "rival"),
    [
        (BEST, True),
        (replace(BEST, rank=(0, 0, 0, 0, 2)), True),
        (replace(BEST, rank=(1, 0, 0, 0, 1)), False),
        (replace(BEST, rank=(0, 1, 0, 0, 1)), False),
        (replace(BEST, rank=(0, 0, 0, 1, 1)), False),
        (replace(BEST, price=Fit.UNKNOWN), False),
        (replace(BEST, cash=Fit.FITS), False),
    ],
    ids=[
        "just as good",
        "told apart by what is left over alone",
        "against the price",
        "leaving a record without its legs",
        "leaving a living contract unexplained",
        "the price does not say so",
        "the money says so",
    ],
)
def test_another_way_is_as_well_supported(way: Way, rival: bool) -> None:
    assert rivals(way, BEST) is rival


@pytest.mark.parametrize(
    ("used", "alike"),
    [
        (((SEEN, Decimal(2)),), True),
        (((SEEN, Decimal(2)), (RECORD, Decimal(2))), True),
        (((SEEN, Decimal(1)),), False),
        (((replace(SEEN, key=PositionKey(named("P95"))), Decimal(2)),), False),
        (((RECORD, Decimal(2)),), False),
    ],
    ids=[
        "the same",
        "but for a contract that is on record",
        "of another number",
        "of another contract",
        "only on record",
    ],
)
def test_ways_that_differ_only_in_what_is_on_record_are_one(
    used: tuple[Use, ...], alike: bool
) -> None:
    other = replace(BEST, used=used)
    assert unlike([BEST, other]) == ([BEST] if alike else [BEST, other])


LOWER, HIGHER = (
    replace(RECORD, key=PositionKey(one.id), contract=one, booked=None, residual=residual(one, n))
    for one, n in ((option("P95", expiry=TODAY), "2"), (option("P105", expiry=TODAY), "-2"))
)
OPEN = replace(LOWER, contract=LIVING, residual=residual(LIVING, "2"))
TWO, ONE = Decimal(2), Decimal(1)
CORE = replace(BEST, used=((SEEN, TWO),))


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([replace(CORE, used=((SEEN, TWO), (LOWER, TWO), (HIGHER, TWO)))], True),
        ([replace(CORE, used=((SEEN, TWO), (c, ONE))) for c in (LOWER, HIGHER)], True),
        ([replace(CORE, used=((LOWER, TWO),))], False),
        ([replace(CORE, used=((SEEN, ONE), (LOWER, ONE)))], False),
        ([replace(CORE, used=((SEEN, TWO), (OPEN, TWO)))], False),
        ([replace(CORE, used=((SEEN, TWO), (LOWER, TWO)), cash=Fit.FITS)], False),
        ([replace(CORE, used=((SEEN, TWO), (RECORD, TWO)))], False),
    ],
    ids=[
        "with two more that ran out",
        "with either of two",
        "another instead of it",
        "less of it",
        "with one that could still be called",
        "with one that the money speaks for",
        "with one that is on record",
    ],
)
def test_what_all_ways_hold_is_the_way_if_the_rest_may_have_lapsed(
    others: list[Way], *, found: bool
) -> None:
    assert least([CORE, *others]) == ([CORE] if found else [CORE, *others])
    assert least([*others, CORE]) == ([CORE] if found else [*others, CORE])


# ------------------------------------------------------------------------------- in which time


@pytest.mark.parametrize(
    ("at", "span"),
    [
        (T0, (T0 - DAY, T0 + DAY)),
        (BEGINNING, (BEGINNING, BEGINNING + 2 * DAY)),
        (END, (END - DAY, END)),
    ],
    ids=["a day either way", "at the beginning of time", "at the end of time"],
)
def test_a_record_names_a_day(at: datetime, span: tuple[datetime, datetime]) -> None:
    start, end = replace(RECORD, at=at).span
    assert start <= at <= end
    assert span[0] <= start
    assert end <= span[1]


def test_a_record_of_another_step_went_with_the_reading_that_showed_it() -> None:
    claim = replace(RECORD, shown_at=after(60))
    assert claim.span == (after(60), after(60))


def test_what_readings_show_went_between_two_of_them() -> None:
    claim = replace(RECORD, residual=residual(ENDING, "2", since=0, at=60))
    assert claim.span == (T0, after(60))


HALF_A_DAY = 43_200.0


def _named(at: float) -> Claim:
    """On record, and a reading shows it."""
    return replace(RECORD, shown_at=after(at))


def _read(at: float, since: float = 0) -> Claim:
    return replace(SEEN, residual=residual(ENDING, "2", since=since, at=at))


@pytest.mark.parametrize(
    ("claims", "together"),
    [
        ([], True),
        ([_read(60)], True),
        ([_read(60), _read(120, since=60)], True),
        ([_read(60), _read(120, since=61)], False),
        ([_read(120, since=61), _read(60)], False),
        ([_read(60), _read(600), _read(120, since=61)], False),
        ([_named(60), _named(60 + HALF_A_DAY)], True),
        ([_named(60 + HALF_A_DAY), _named(60)], True),
        ([_named(60), _named(61 + HALF_A_DAY)], False),
        ([_named(60), _read(120, since=60)], True),
        ([_named(60), _read(120, since=61)], False),
    ],
    ids=[
        "nothing",
        "one",
        "within one time",
        "one after the other",
        "in whatever order",
        "one of them apart",
        "on record: within a night",
        "in whatever order as well",
        "on record: over more than a night",
        "one on record and one of its time",
        "one on record and one of another time",
    ],
)
def test_contracts_that_went_together(claims: list[Claim], *, together: bool) -> None:
    assert went_together(claims) is together


@pytest.mark.parametrize(("apart", "together"), [(HALF_A_DAY, True), (HALF_A_DAY + 1, False)])
def test_what_closes_tell_may_be_read_one_by_one_in_a_night(apart: float, together: bool) -> None:
    claims = [_read(60), _read(120 + apart, since=60 + apart)]
    assert went_together(claims, told=True) is together
