"""The words of the table: what is written comes back, whatever the sessions are."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.calendar import Exchange, Session
from assignwatch.store.sessions import load
from sessions.exchanges import EXCHANGES
from sessions.runs import Span, head, lines, span
from tests.core.builders import MODERATE

FIRST = date(2026, 1, 1)
SUMMER, WINTER, EVENING = Span(13 * 60 + 30, 20 * 60), Span(14 * 60 + 30, 21 * 60), Span(-60, 300)


def _table(known: Mapping[date, Span]) -> list[str]:
    return [
        *head(FIRST, FIRST, max(known), "somewhere"),
        f"exchange XNYS\ndays {FIRST} {max(known)}\noutside 0 0",
        *lines(known, FIRST),
        "end",
    ]


def _read(known: Mapping[date, Span]) -> Exchange:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.txt"
        path.write_text("\n".join(_table(known)), encoding="utf-8")
        read = load(path)
    assert read.problem is None
    return read.calendar.exchanges["XNYS"]


@MODERATE
@given(
    st.dictionaries(
        st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days)),
        st.sampled_from([SUMMER, WINTER, EVENING]),
        min_size=1,
    )
)
def test_each_session_comes_back_and_no_other(known: dict[date, Span]) -> None:
    read = _read(known)
    for number in range(-1, 62):
        day = FIRST + timedelta(days=number)
        midnight, minutes = datetime.combine(day, time(), UTC), known.get(day)
        expected = None
        if minutes is not None:
            expected = Session(*(midnight + timedelta(minutes=part) for part in minutes))
        assert read.session(day) == expected


def test_a_year_is_a_few_lines() -> None:
    days = [FIRST + timedelta(days=number) for number in range(364)]
    summer = (date(2026, 3, 9), date(2026, 11, 2))
    known = {
        day: SUMMER if summer[0] <= day < summer[1] else WINTER
        for day in days
        if day.weekday() < 5 and day not in {FIRST, date(2026, 7, 3)}
    }
    known[date(2026, 11, 27)] = Span(14 * 60 + 30, 18 * 60)
    assert list(lines(known, FIRST)) == [
        "from 2026-01-01 14:30 21:00",
        "from 2026-03-09 13:30 20:00",
        "from 2026-11-02 14:30 21:00",
        "shut 2026-01-01 2026-07-03",
        "on 2026-11-27 14:30 18:00",
    ]


def test_a_session_counts_from_the_midnight_of_its_day() -> None:
    opens, closes = datetime(2026, 11, 17, 23, tzinfo=UTC), datetime(2026, 11, 18, 5, tzinfo=UTC)
    assert span(date(2026, 11, 18), opens, closes) == EVENING
    assert str(EVENING) == "23:00-1 05:00"
    assert str(Span(60, 24 * 60 + 30)) == "01:00 00:30+1"


def test_no_exchange_is_listed_twice() -> None:
    mics = [mic for listed in EXCHANGES for mic in listed.mics]
    assert len(set(mics)) == len(mics)
