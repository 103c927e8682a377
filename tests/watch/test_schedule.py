"""How often an account is read as a routine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.core.model import (
    WHOLE,
    Instrument,
    InstrumentId,
    Moment,
    PositionKey,
    PositionRow,
    Scope,
)
from assignwatch.core.state import FeedHealth, State
from assignwatch.core.words import Feed, InstrumentKind
from assignwatch.watch.schedule import DENSE, poll_after
from tests.core.builders import ACCOUNT, T0

USUAL = timedelta(minutes=5)
OPTION = Instrument(InstrumentId("broker/P100"), InstrumentKind.OPTION, "P100")
TODAY = T0.date()
SECOND = timedelta(seconds=1)


def _holding(instrument: Instrument | None, *, streamed: bool = True) -> State:
    state = State()
    account = state.account(ACCOUNT)
    account.feeds[Feed.STREAM, WHOLE] = FeedHealth(up=streamed, since=T0)
    if instrument is not None:
        state.instruments[instrument.id] = instrument
    row = PositionRow(OPTION.id, Decimal(-1))
    account.rows[PositionKey(OPTION.id)] = row
    return state


def _with_deaf_part() -> State:
    state = _holding(OPTION)
    feeds = state.account(ACCOUNT).feeds
    feeds[Feed.STREAM, Scope("options")] = FeedHealth(up=False, since=T0)
    return state


def _ends(day: date) -> Instrument:
    return replace(OPTION, expiry=Moment.on(day))


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (_holding(OPTION), USUAL),
        (_holding(None), USUAL),
        (_holding(OPTION, streamed=False), DENSE),
        (_holding(_ends(TODAY + timedelta(days=30))), USUAL),
        (_holding(_ends(TODAY + timedelta(days=1))), DENSE),
        (_holding(_ends(TODAY)), DENSE),
        (_holding(_ends(TODAY - timedelta(days=1))), DENSE),
        (_holding(_ends(TODAY - timedelta(days=3))), USUAL),
        (_holding(replace(OPTION, first_notice=Moment.on(TODAY))), DENSE),
        (_holding(replace(OPTION, expiry=Moment(T0 + timedelta(seconds=20)))), 25 * SECOND),
        (_holding(replace(OPTION, expiry=Moment(T0))), 5 * SECOND),
        (_holding(replace(OPTION, expiry=Moment(T0 - timedelta(seconds=1)))), DENSE),
        (_with_deaf_part(), DENSE),
    ],
    ids=[
        "an ordinary day",
        "something that nobody has described",
        "no stream",
        "an end far off",
        "the day before an end",
        "the day of an end",
        "the day after an end",
        "an end that is booked long since",
        "a notice day",
        "seconds before an end whose time is known",
        "at that time",
        "just after it",
        "one of the account's streams is down",
    ],
)
def test_readings_are_closer_without_a_stream_and_around_the_end_of_something_held(
    state: State, after: timedelta
) -> None:
    assert poll_after(state, ACCOUNT, T0, USUAL) == after


def test_a_broker_that_is_read_more_often_anyway_stays_so() -> None:
    often = timedelta(seconds=20)
    assert poll_after(_holding(OPTION, streamed=False), ACCOUNT, T0, often) == often


def test_an_account_that_was_never_read_is_read_closely() -> None:
    assert poll_after(State(), ACCOUNT, datetime.now(T0.tzinfo), USUAL) == DENSE
