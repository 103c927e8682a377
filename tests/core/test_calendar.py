"""When exchanges trade, and by when an outcome has been booked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assignwatch.core.calendar import Calendar, Exchange, Hours, Session
from assignwatch.core.model import Moment
from tests.core.builders import MODERATE, after

NOBODY = Calendar()
TEN = timedelta(minutes=10)


def _at(moment: str) -> datetime:
    """A time in November 2026: `18T14:30`, a Wednesday."""
    return datetime.fromisoformat(f"2026-11-{moment}+00:00")


def _hours(since: str, opens: float, closes: float) -> Hours:
    return Hours(_day(since), timedelta(hours=opens), timedelta(hours=closes))


def _day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


NEW_YORK = Exchange(
    _day("10-26"),
    _day("12-04"),
    (_hours("10-26", 13.5, 20), _hours("11-02", 14.5, 21)),
    {_day("11-26"): None, _day("11-27"): Session(_at("27T14:30"), _at("27T18:00"))},
    early=timedelta(hours=5.5),
    late=timedelta(hours=4),
)
"""Clocks change on 1 November; Thanksgiving is on the 26th, and the day after it is half a day."""

SYDNEY = Exchange(_day("10-26"), _day("12-04"), (_hours("10-26", -1, 5),))
"""It opens the evening before, by UTC."""

CHICAGO = Exchange(_day("10-26"), _day("12-04"), (_hours("10-26", -1, 23),), {_day("11-26"): None})
"""It trades around the clock."""

CALENDAR = Calendar({"XNYS": NEW_YORK, "XASX": SYDNEY, "CMES": CHICAGO})

# --------------------------------------------------------------------------------- the next session


@pytest.mark.parametrize(
    ("end", "opens"),
    [
        (Moment.on(date(2026, 11, 19)), date(2026, 11, 20)),
        (Moment.on(date(2026, 11, 20)), date(2026, 11, 23)),
        (Moment.on(date(2026, 11, 21)), date(2026, 11, 23)),
        (Moment.on(date(2026, 11, 22)), date(2026, 11, 23)),
        (Moment(datetime(2026, 11, 20, 21, tzinfo=UTC)), date(2026, 11, 23)),
        (Moment(datetime(2026, 11, 23, 0, tzinfo=UTC)), date(2026, 11, 24)),
        (Moment.on(date(2026, 12, 31)), date(2027, 1, 1)),
    ],
    ids=[
        "a Thursday",
        "a Friday",
        "a Saturday",
        "a Sunday",
        "a time on a Friday",
        "the first moment of a Monday",
        "the last day of a year",
    ],
)
@pytest.mark.parametrize(
    ("calendar", "exchange"),
    [(NOBODY, None), (NOBODY, "XNYS"), (CALENDAR, None), (CALENDAR, "XOFF")],
    ids=["no calendar", "not a known exchange", "always open", "another exchange"],
)
def test_without_sessions_the_next_one_opens_on_the_next_weekday_at_noon(
    end: Moment, opens: date, calendar: Calendar, exchange: str | None
) -> None:
    noon = datetime(opens.year, opens.month, opens.day, 12, tzinfo=UTC)
    assert calendar.next_open(end, exchange) == noon


@MODERATE
@given(st.integers(0, 10**7))
def test_it_is_after_the_end_and_within_a_long_weekend(minutes: int) -> None:
    at = after(minutes=minutes)
    opens = NOBODY.next_open(Moment(at))
    assert at < opens <= at + timedelta(days=3, hours=12)
    assert opens.weekday() < 5


@pytest.mark.parametrize(
    ("exchange", "end", "opens"),
    [
        ("XNYS", Moment.on(_day("11-18")), _at("19T14:30")),
        ("XNYS", Moment.on(_day("11-20")), _at("23T14:30")),
        ("XNYS", Moment.on(_day("11-25")), _at("27T14:30")),
        ("XNYS", Moment.on(_day("10-30")), _at("02T14:30")),
        ("XNYS", Moment(_at("20T21:00")), _at("23T14:30")),
        ("XNYS", Moment(_at("20T13:00")), _at("23T14:30")),
        ("XASX", Moment.on(_day("11-18")), _at("18T23:00")),
        ("XASX", Moment.on(_day("11-20")), _at("22T23:00")),
        ("XASX", Moment(_at("18T23:30")), _at("19T23:00")),
        ("CMES", Moment.on(_day("11-18")), _at("19T12:00")),
        ("CMES", Moment.on(_day("11-25")), _at("27T12:00")),
        ("XNYS", Moment.on(_day("10-25")), datetime(2026, 10, 26, 12, tzinfo=UTC)),
        ("XNYS", Moment.on(_day("12-04")), datetime(2026, 12, 7, 12, tzinfo=UTC)),
    ],
    ids=[
        "the next day",
        "over a weekend",
        "over a holiday",
        "over a change of clocks",
        "after a close",
        "a time before that day's own opening",
        "the evening of the same day, by UTC",
        "a Sunday evening, by UTC",
        "in the middle of a session of the next day",
        "around the clock, the noon of the next session",
        "around the clock, the noon of the session after a holiday",
        "before the table begins",
        "at the end of the table",
    ],
)
def test_a_known_exchange_opens_next_with_its_session_after_the_day_of_the_end(
    exchange: str, end: Moment, opens: datetime
) -> None:
    assert CALENDAR.next_open(end, exchange) == opens


# ----------------------------------------------------------------------------------- open or closed


@pytest.mark.parametrize(
    ("exchange", "at", "is_open"),
    [
        ("XNYS", "18T14:29:59", False),
        ("XNYS", "18T14:30", True),
        ("XNYS", "18T20:59:59", True),
        ("XNYS", "18T21:00", False),
        ("XNYS", "21T15:00", False),
        ("XNYS", "26T15:00", False),
        ("XNYS", "27T17:59", True),
        ("XNYS", "27T18:00", False),
        ("XASX", "18T23:00", True),
        ("XASX", "18T06:00", False),
        ("XASX", "20T23:30", False),
        ("XASX", "22T23:30", True),
        ("CMES", "18T23:00", True),
        ("XOFF", "21T03:00", True),
        (None, "21T03:00", True),
    ],
)
def test_a_market_is_open_in_its_sessions_and_one_that_nobody_knows_always(
    exchange: str | None, at: str, is_open: bool
) -> None:
    assert CALENDAR.is_open(exchange, _at(at)) is is_open


@pytest.mark.parametrize(
    ("at", "is_open"),
    [("2026-10-25T03:00", True), ("2026-10-26T03:00", False), ("2026-12-04T03:00", True)],
    ids=["before the table", "on its first day", "on its last day, which ends it"],
)
def test_outside_the_table_every_market_counts_as_open(at: str, is_open: bool) -> None:
    moment = datetime.fromisoformat(f"{at}+00:00")
    assert CALENDAR.is_open("XNYS", moment) is is_open
    assert (CALENDAR.opens_after("XNYS", moment) is None) is is_open
    assert CALENDAR.is_idle("XNYS", moment, TEN, in_sessions=True) is not is_open


@pytest.mark.parametrize(
    ("exchange", "at", "in_sessions", "is_idle"),
    [
        ("XNYS", "18T15:00", True, False),
        ("XNYS", "18T21:10", True, False),
        ("XNYS", "18T21:10:01", True, True),
        ("XNYS", "19T14:29", True, True),
        ("XNYS", "19T14:30", True, False),
        ("XNYS", "26T16:00", True, True),
        ("XNYS", "18T21:30", False, False),
        ("XNYS", "19T01:09", False, False),
        ("XNYS", "19T01:11", False, True),
        ("XNYS", "19T08:59", False, True),
        ("XNYS", "19T09:00", False, False),
        ("CMES", "18T23:05", True, False),
        ("XOFF", "21T03:00", True, False),
        (None, "21T03:00", True, False),
    ],
    ids=[
        "open",
        "just closed",
        "closed for longer than that",
        "just before it opens",
        "opens",
        "a holiday",
        "traded late too",
        "closed late for less than that",
        "closed late for longer",
        "just before it trades early",
        "traded early too",
        "one session after the other",
        "nobody knows it",
        "always open",
    ],
)
def test_a_market_is_idle_when_nothing_was_traded_there_for_some_time(
    exchange: str | None, at: str, in_sessions: bool, is_idle: bool
) -> None:
    assert CALENDAR.is_idle(exchange, _at(at), TEN, in_sessions=in_sessions) is is_idle


@pytest.mark.parametrize(
    ("exchange", "at", "opens"),
    [
        ("XNYS", "18T13:00", "18T14:30"),
        ("XNYS", "18T15:00", None),
        ("XNYS", "20T21:00", "23T14:30"),
        ("XNYS", "25T22:00", "27T14:30"),
        ("XASX", "18T06:00", "18T23:00"),
        ("XASX", "18T23:00", None),
        ("CMES", "18T22:45", None),
        ("CMES", "21T12:00", "22T23:00"),
        ("XOFF", "21T12:00", None),
        (None, "21T12:00", None),
    ],
)
def test_a_closed_market_opens_with_its_next_session(
    exchange: str | None, at: str, opens: str | None
) -> None:
    assert CALENDAR.opens_after(exchange, _at(at)) == (None if opens is None else _at(opens))


@pytest.mark.parametrize(
    ("exchange", "day", "closes"),
    [
        ("XNYS", "18", "18T21:00"),
        ("XNYS", "21", None),
        ("CMES", "18", "18T23:00"),
        ("XOFF", "18", None),
        (None, "18", None),
    ],
)
def test_a_session_is_over_when_its_day_closes(
    exchange: str | None, day: str, closes: str | None
) -> None:
    known = CALENDAR.closes_on(exchange, _at(f"{day}T00:00").date())
    assert known == (None if closes is None else _at(closes))


# --------------------------------------------------------------------------------------------- laws

moments = st.integers(0, 30 * 24 * 60).map(
    lambda minutes: datetime(2026, 10, 27, tzinfo=UTC) + timedelta(minutes=minutes)
)
exchanges = st.sampled_from(sorted(CALENDAR.exchanges))


@MODERATE
@given(exchanges, moments)
def test_an_exchange_is_closed_until_it_opens_and_open_then(exchange: str, at: datetime) -> None:
    opens = CALENDAR.opens_after(exchange, at)
    assume(opens is not None)
    assert opens is not None
    assert at < opens
    assert CALENDAR.is_open(exchange, opens)
    assert not CALENDAR.is_open(exchange, opens - timedelta(microseconds=1))
    assert not CALENDAR.is_open(exchange, at + (opens - at) / 2)


@MODERATE
@given(exchanges, moments)
def test_the_next_session_after_an_end_is_one(exchange: str, at: datetime) -> None:
    opens = CALENDAR.next_open(Moment(at), exchange)
    assert at < opens <= at + timedelta(days=5)
    assert CALENDAR.is_open(exchange, opens)


@MODERATE
@given(exchanges, moments, st.integers(0, 600), st.booleans())
def test_where_nothing_is_traded_the_market_was_closed_all_the_time(
    exchange: str, at: datetime, minutes: int, in_sessions: bool
) -> None:
    span = timedelta(minutes=minutes)
    if CALENDAR.is_idle(exchange, at, span, in_sessions=in_sessions):
        assert not any(CALENDAR.is_open(exchange, at - span * part / 7) for part in range(8))


def test_a_table_ends_with_its_last_exchange_and_names_those_that_end_earlier() -> None:
    short = Exchange(_day("10-26"), _day("11-20"), SYDNEY.hours)
    calendar = Calendar({"XNYS": NEW_YORK, "XSES": short})
    assert (calendar.until, calendar.ending_earlier) == (_day("12-04"), {"XSES": _day("11-20")})
    assert (NOBODY.until, NOBODY.ending_earlier) == (None, {})
