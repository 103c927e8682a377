"""The nouns: keys, moments, rows."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.model import (
    AccountKey,
    Deliverable,
    Instrument,
    InstrumentId,
    Moment,
    PositionKey,
    broker_of,
    days_about,
    name_of,
)
from assignwatch.core.words import InstrumentKind, Severity, Side
from tests.core.builders import MODERATE, XBT, row
from tests.store.event_values import values_of

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2026, 11, 20), ["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"]),
        (date.min, ["0001-01-01", "0001-01-02"]),
        (date.max, ["9999-12-29", "9999-12-30", "9999-12-31"]),
    ],
    ids=["some day", "the first day of the calendar", "its last day"],
)
def test_days_about_a_day_end_with_the_calendar(day: date, days: list[str]) -> None:
    assert [str(one) for one in days_about(day, before=2)] == days


@pytest.mark.parametrize(
    ("key", "broker", "name"),
    [
        (AccountKey("kraken/main"), "kraken", "main"),
        (InstrumentId("saxo/42:xcme/7"), "saxo", "42:xcme/7"),
    ],
)
def test_a_key_is_the_broker_and_its_own_name(key: AccountKey, broker: str, name: str) -> None:
    assert (broker_of(key), name_of(key)) == (broker, name)


@pytest.mark.parametrize(
    ("moment", "reached_from", "over_at"),
    [
        (Moment.on(date(2026, 11, 20)), MIDNIGHT, MIDNIGHT + timedelta(days=1)),
        (
            Moment(MIDNIGHT + timedelta(hours=8)),
            MIDNIGHT + timedelta(hours=8),
            MIDNIGHT + timedelta(hours=8),
        ),
    ],
    ids=["a date", "a time"],
)
def test_when_a_contract_ends(moment: Moment, reached_from: datetime, over_at: datetime) -> None:
    assert not moment.reached(reached_from - timedelta(microseconds=1))
    assert moment.reached(reached_from)
    assert moment.over_at == over_at


def test_a_row_belongs_to_its_instrument_and_side() -> None:
    assert row("-1", side=Side.SHORT).key == PositionKey(XBT, Side.SHORT)


def test_severities_stand_in_order() -> None:
    ranked = sorted(Severity, key=lambda severity: severity.rank)
    assert ranked == [Severity.INFO, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL]


PUT = Instrument(
    InstrumentId("saxo/P"),
    InstrumentKind.OPTION,
    "XYZ 100 P",
    underlying=InstrumentId("saxo/XYZ"),
    strike=Decimal(100),
    multiplier=Decimal(100),
)
BARE = replace(PUT, multiplier=None)


def _of(quantity: int) -> tuple[Deliverable, ...]:
    return (Deliverable(Decimal(quantity), PUT.underlying),)


@pytest.mark.parametrize(
    ("told", "known", "whole"),
    [
        (PUT, PUT, PUT),
        (BARE, PUT, PUT),
        (PUT, BARE, PUT),
        (replace(PUT, strike=Decimal(95)), PUT, None),
        (replace(PUT, expiry=Moment.on(date(2026, 11, 20))), PUT, "expiry"),
        (replace(PUT, symbol="renamed"), PUT, "symbol"),
        (replace(PUT, kind=InstrumentKind.OTHER), PUT, PUT),
        (PUT, replace(PUT, kind=InstrumentKind.OTHER), PUT),
        (replace(PUT, kind=InstrumentKind.FUTURE), PUT, None),
        (replace(PUT, id=InstrumentId("saxo/Q")), PUT, None),
        (replace(PUT, deliverables=_of(100)), PUT, "deliverables"),
        (replace(PUT, deliverables=_of(150)), PUT, None),
        (PUT, replace(BARE, deliverables=_of(150)), None),
        (replace(BARE, deliverables=_of(150)), BARE, "deliverables"),
    ],
    ids=[
        "the same",
        "less",
        "more",
        "another strike",
        "an end as well",
        "another name",
        "what it is is forgotten",
        "what it is is known now",
        "another kind of thing",
        "another thing",
        "what follows from the multiplier",
        "more than the multiplier says",
        "less than was delivered",
        "what it delivers",
    ],
)
def test_what_two_descriptions_say_together(
    told: Instrument, known: Instrument, whole: Instrument | str | None
) -> None:
    assert told.completed(known) == (told if isinstance(whole, str) else whole)


@MODERATE
@given(st.data(), values_of(Instrument))
def test_descriptions_that_leave_out_parts_of_one_say_the_same_in_any_order(
    data: st.DataObject, whole: Instrument
) -> None:
    terms = [f.name for f in fields(Instrument) if f.name not in ("id", "kind", "symbol", "scope")]
    bare: dict[str, Any] = {f.name: f.default for f in fields(Instrument) if f.name in terms}
    left_out = data.draw(st.sets(st.sampled_from(terms)))
    also = data.draw(st.sets(st.sampled_from(terms)))
    if not whole.deliverables:  # else its size alone would say something else
        one = replace(whole, **{name: bare[name] for name in left_out})
        other = replace(whole, **{name: bare[name] for name in also})
        both = one.completed(other)
        assert both is not None
        assert both == other.completed(one)
        assert both == replace(whole, **{name: bare[name] for name in left_out & also})
        assert (both == other) is one.only_repeats(other)
