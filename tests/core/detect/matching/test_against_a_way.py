"""What speaks against legs that fit, and what is needed to outweigh it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.matching.legs import Matcher
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, Moment
from assignwatch.core.words import InstrumentKind, Settlement
from tests.core.builders import POLICY
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import (
    FUTURE,
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
    thing,
)

DAY = 86_400.0

# ---------------------------------------------------------------------- a future that is at its end

IN_CASH = {"multiplier": Decimal(1000), "settlement": Settlement.CASH}
ON_FUTURE = option("C60", underlying=FUTURE, multiplier=Decimal(1), expiry=TODAY)
OTHER = option("C61", underlying=FUTURE, multiplier=Decimal(1), expiry=TODAY)
RECORD = booked(ON_FUTURE, "1")


@pytest.mark.parametrize(
    ("ends", "closed_at", "records", "called"),
    [
        (None, None, [], True),
        (TODAY, None, [], False),
        (TODAY, "65", [], True),
        (TODAY, "55", [], False),
        (TODAY, None, [RECORD], True),
        (TODAY, None, [replace(RECORD, certain=False)], False),
    ],
    ids=[
        "it had not ended",
        "it was settled, with or without an option",
        "the option was worth calling by the close",
        "it was not",
        "a record says that it was called",
        "it only says that it is gone",
    ],
)
def test_a_future_that_was_settled_at_its_end_is_gone_without_any_option(
    ends: Moment | None, closed_at: str | None, records: list[Claim], *, called: bool
) -> None:
    future = thing(FUTURE, InstrumentKind.FUTURE, expiry=ends, **IN_CASH)
    closes = [close(closed_at, FUTURE)] if closed_at else []
    gone = [] if records else [residual(ON_FUTURE, "1", at=DAY)]
    state = known(future, ON_FUTURE, closes=closes)
    changes = [residual(FUTURE, "-1", at=DAY, price="60"), *gone]
    assert bool(matched(state, changes, booked=records)[0]) is called


def test_a_record_of_one_option_says_nothing_of_another() -> None:
    future = thing(FUTURE, InstrumentKind.FUTURE, expiry=TODAY, **IN_CASH)
    changes = [residual(FUTURE, "-2", at=DAY), residual(OTHER, "1", at=DAY)]
    found = matched(known(future, ON_FUTURE, OTHER), changes, booked=[RECORD])
    assert told(found) == ([{"C60": "1"}], {"C61": "1", "CLZ6": "-1"})


# ---------------------------------------------------------------------------- a leg that is to come

CALL = option("C110", expiry=TODAY)
OWED = residual(XYZ, "-200", at=DAY, after_="200", facts=(fact(30, "200", booked=True),))
MOVED = residual(XYZ, "-200", at=DAY)


@pytest.mark.parametrize(
    ("leg", "closed_at", "records", "called"),
    [
        (OWED, "100", [], False),
        (OWED, "120", [], True),
        (OWED, None, [], True),
        (OWED, "100", [booked(CALL, "2")], True),
        (MOVED, "100", [], True),
    ],
    ids=[
        "a record of shares that nothing shows yet",
        "the call was worth it",
        "nobody knows that",
        "there is a record of it",
        "the shares did go",
    ],
)
def test_what_a_record_says_and_nothing_shows_is_no_leg_of_what_ended_without_worth(
    leg: Residual, closed_at: str | None, records: list[Claim], *, called: bool
) -> None:
    state = known(STOCK, CALL, closes=[close(closed_at)] if closed_at else [])
    gone = [] if records else [residual(CALL, "2", at=DAY)]
    assert bool(matched(state, [leg, *gone], booked=records)[0]) is called


# ------------------------------------------------------------------------ legs that came afterwards

PUT = option("P100")
INSIDE = known(STOCK, PUT, CALL, closes=[close("120")])


@pytest.mark.parametrize(
    ("later", "in_doubt"),
    [([], False), ([residual(XYZ, "200", at=2 * DAY, since=DAY)], True)],
    ids=["nothing came", "just that came"],
)
def test_it_says_when_what_came_later_may_be_the_leg_of_a_record(
    later: list[Residual], *, in_doubt: bool
) -> None:
    """A put on record and a call that ended move no shares together."""
    changes = [residual(CALL, "2"), *later]
    matcher = Matcher(INSIDE, account(), changes, [booked(PUT, "2")], POLICY)
    assert told((list(matcher.run()), []))[0] == [{"P100": "2", "C110": "2"}]
    assert matcher.in_doubt is in_doubt


LOW = option("P95")
PUTS = known(STOCK, PUT, LOW)


def test_a_record_that_it_is_gone_is_no_call_beside_one_that_is() -> None:
    records = [booked(PUT, "2"), replace(booked(LOW, "1", 1), certain=False)]
    found = matched(PUTS, [residual(XYZ, "300")], booked=records)
    assert told(found) == ([{"P100": "2"}], {"XYZ": "100"})


@pytest.mark.parametrize(
    ("price", "called"), [(None, False), ("100", True)], ids=["no price is known", "at its strike"]
)
def test_what_another_stands_in_place_of_was_called_only_at_its_price(
    price: str | None, *, called: bool
) -> None:
    adjusted = residual(LOW, "-2", after_="-2")
    changes = [residual(PUT, "2"), adjusted, residual(XYZ, "200", price=price)]
    assert bool(matched(PUTS, changes)[0]) is called


# ------------------------------------------------------------------------------- money like a fee

C50, NARROW, WIDE = option("C50"), option("C50.01"), option("C55")
SAME = replace(option("C50"), id=named("C50 of the week after"))
SPREADS = known(STOCK, C50, NARROW, WIDE, SAME)


@pytest.mark.parametrize(
    ("long", "moved", "alone", "on_record"),
    [
        (NARROW, "-1", Fit.FITS, Fit.FITS),
        (NARROW, "-6", None, Fit.NEAR),
        (NARROW, "1", None, Fit.OFF),
        (SAME, "-6", Fit.NEAR, Fit.NEAR),
        (WIDE, "-506", Fit.NEAR, Fit.NEAR),
    ],
    ids=[
        "just the width of the spread",
        "the width and a fee, or a fee alone",
        "something else",
        "nothing and a fee, which is the width of one strike",
        "more than any fee",
    ],
)
def test_a_fee_alone_does_not_say_that_legs_that_cancel_were_called(
    long: Instrument, moved: str, alone: Fit | None, on_record: Fit
) -> None:
    for records, fit in (([], alone), ([booked(C50, "1")], on_record)):
        gone = [residual(long, "-1"), *([] if records else [residual(C50, "1")])]
        of = account(cash={"USD": moved})
        matches, _ = matched(SPREADS, gone, booked=records, of=of)
        assert [match.cash for match in matches] == ([] if fit is None else [fit])
