"""Where what moved is traded, and whether it could have been at the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.core.calendar import Calendar, Exchange, Hours
from assignwatch.core.detect.contracts.market import (
    UNKNOWN,
    Market,
    exchange_of,
    market_before_open,
    market_of,
)
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Deliverable, Instrument
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import InstrumentKind
from tests.core.builders import T0
from tests.core.detect.parts import INDEX, NEWCO, STOCK, known, option, residual, thing

EARLY = timedelta(hours=5)
DAY = T0.date()
"""A Friday; `T0` is nine in the morning."""


def _exchange(opens: float, closes: float) -> Exchange:
    hours = Hours(DAY - timedelta(days=40), timedelta(hours=opens), timedelta(hours=closes))
    return Exchange(
        hours.since, DAY + timedelta(days=40), (hours,), early=EARLY, late=timedelta(hours=4)
    )


POLICY = Policy(
    calendar=Calendar({"DAY": _exchange(15, 21), "SOON": _exchange(10, 16), "NOW": _exchange(8, 9)})
)
PUT = option("P100", exchange="DAY")


def _at(hour: float) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(hours=hour)


def _seen(of: Instrument, hour: float) -> Residual:
    """A change that a reading showed at this hour, and that was learned of a minute later."""
    return replace(residual(of, "1"), at=_at(hour), seen=_at(hour) + timedelta(minutes=1))


def _shares(exchange: str | None) -> Instrument:
    return replace(STOCK, exchange=exchange)


FUTURE = thing(NEWCO, InstrumentKind.FUTURE, exchange="DAY")
ON_INDEX = replace(PUT, underlying=INDEX)
CASH_INDEX = thing(INDEX, InstrumentKind.INDEX, exchange="DAY")


@pytest.mark.parametrize(
    ("moved", "hour", "idle"),
    [
        (PUT, 9, True),
        (PUT, 15.5, False),
        (PUT, 21.1, False),
        (PUT, 21.2, True),
        (replace(PUT, exchange=None), 9, False),
        (replace(PUT, exchange="OFF"), 9, False),
        (replace(PUT, underlying=None), 12, False),
        (ON_INDEX, 12, False),
        (ON_INDEX, 9, True),
        (_shares("DAY"), 9, True),
        (_shares("DAY"), 12, False),
        (_shares("DAY"), 23, False),
        (FUTURE, 12, False),
    ],
    ids=[
        "an option on shares, at night",
        "in the session",
        "just after it",
        "ten minutes after it",
        "nobody said where it is traded",
        "nobody knows that exchange",
        "nobody knows what it is on, and it may be traded early",
        "on an index: may be traded early",
        "on an index, at night",
        "shares, at night",
        "shares, traded early",
        "shares, traded late",
        "a future, traded early",
    ],
)
def test_nothing_can_have_been_traded_where_the_market_was_closed_for_long(
    moved: Instrument, hour: float, idle: bool
) -> None:
    state = known(_shares(None), CASH_INDEX, moved)
    assert market_of(state, [_seen(moved, hour)], POLICY) == Market(idle=idle)


@pytest.mark.parametrize(
    ("exchange", "idle"), [("DAY", True), ("NOW", False), (None, False)], ids=str
)
def test_legs_are_idle_together(exchange: str | None, idle: bool) -> None:
    shares = _shares(exchange)
    state = known(PUT, shares)
    assert market_of(state, [_seen(PUT, 9), _seen(shares, 9)], POLICY).idle is idle


def test_what_nobody_has_described_is_always_open() -> None:
    assert market_of(State(), [_seen(PUT, 9)], POLICY) == UNKNOWN
    assert market_before_open(State(), _seen(PUT, 9), POLICY) == UNKNOWN


@pytest.mark.parametrize(
    ("of_option", "of_shares", "opens"),
    [
        ("DAY", "DAY", 15),
        ("DAY", "SOON", 10),
        ("SOON", "DAY", 10),
        (None, "SOON", 10),
        ("SOON", None, 10),
        ("OFF", None, None),
        ("NOW", "DAY", 15),
        (None, None, None),
    ],
)
def test_a_single_option_is_looked_at_before_its_market_or_that_of_its_other_leg_opens(
    of_option: str | None, of_shares: str | None, opens: float | None
) -> None:
    contract = replace(PUT, exchange=of_option)
    state = known(contract, _shares(of_shares))
    expected = None if opens is None else _at(opens)
    assert market_before_open(state, _seen(contract, 8.5), POLICY).opens == expected


def test_all_that_it_delivers_counts() -> None:
    parts = (Deliverable(Decimal(50), NEWCO), Deliverable(Decimal(350), currency="USD"))
    contract = replace(PUT, deliverables=parts)
    state = known(contract, _shares("SOON"), replace(FUTURE, exchange="SOON"))
    assert market_before_open(state, _seen(contract, 8), POLICY).opens == _at(10)


@pytest.mark.parametrize(
    ("of_option", "of_shares", "expected"),
    [("A", "B", "B"), ("A", None, "A"), (None, "B", "B"), (None, None, None)],
)
def test_an_outcome_is_booked_where_the_underlying_is_traded(
    of_option: str | None, of_shares: str | None, expected: str | None
) -> None:
    contract = replace(PUT, exchange=of_option)
    assert exchange_of(known(contract, _shares(of_shares)), contract, T0) == expected


def test_an_option_on_nothing_that_is_known_is_booked_where_it_is_traded_itself() -> None:
    assert exchange_of(State(), PUT, T0) == "DAY"
    assert exchange_of(State(), replace(PUT, underlying=None), T0) == "DAY"
