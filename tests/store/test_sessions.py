"""The table of exchange sessions that comes with the program, and what a broken one does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import assignwatch
from assignwatch.core.calendar import Calendar
from assignwatch.core.model import Moment
from assignwatch.store import paths
from assignwatch.store.sessions import Sessions, load

TABLE = paths.resources() / "sessions" / "table.txt"
KNOWN = load().calendar


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "mics",
    [
        "XNYS XNAS ARCX BATS XASE",
        "XCBF XCBO OPRA",
        "CMES XCME XCBT XNYM XCEC",
        "IFEU IFUS",
        "XEUR XETR XAMS XPAR XBRU XLIS XMIL XMAD XLON XSWX XDUB XWBO XWAR",
        "XSTO XCSE XOSL XHEL",
        "XHKG XTKS XASX XSES",
        "XTSE",
    ],
)
def test_it_covers_the_exchanges_that_traders_hold_contracts_of(mics: str) -> None:
    assert [mic for mic in mics.split() if mic not in KNOWN.exchanges] == []


def test_it_is_for_two_years_back_and_most_of_a_year_ahead_of_the_day_it_was_made() -> None:
    made = next(line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("made "))
    day = date.fromisoformat(made.removeprefix("made "))
    assert KNOWN.until is not None
    assert KNOWN.until - day > timedelta(days=300)
    assert {one.since for one in KNOWN.exchanges.values()} == {date(2025, 1, 1)}
    assert all(one.until > day for one in KNOWN.exchanges.values())


def test_it_is_small() -> None:
    assert TABLE.stat().st_size < 50_000


@pytest.mark.parametrize(
    ("exchange", "opens", "closes"),
    [
        ("XNYS", "2026-11-25T14:30", "2026-11-25T21:00"),
        ("XNYS", "2026-11-27T14:30", "2026-11-27T18:00"),
        ("XNAS", "2026-03-06T14:30", "2026-03-06T21:00"),
        ("XNAS", "2026-03-09T13:30", "2026-03-09T20:00"),
        ("XNYS", "2026-10-30T13:30", "2026-10-30T20:00"),
        ("XNYS", "2026-11-02T14:30", "2026-11-02T21:00"),
        ("XCBF", "2026-11-18T14:30", "2026-11-18T21:15"),
        ("XETR", "2026-10-23T07:00", "2026-10-23T15:30"),
        ("XETR", "2026-10-26T08:00", "2026-10-26T16:30"),
        ("XLON", "2026-12-24T08:00", "2026-12-24T12:30"),
        ("XHKG", "2026-11-18T01:30", "2026-11-18T08:00"),
        ("XTKS", "2026-11-18T00:00", "2026-11-18T06:30"),
        ("XASX", "2026-11-17T23:00", "2026-11-18T05:00"),
        ("CMES", "2026-11-15T23:00", "2026-11-16T23:00"),
    ],
    ids=[
        "New York in winter",
        "half a day after Thanksgiving",
        "the Friday before its clocks go forward",
        "the Monday after",
        "the Friday before its clocks go back",
        "the Monday after that",
        "options in Chicago",
        "Frankfurt in summer",
        "Frankfurt in winter",
        "half a Christmas Eve in London",
        "Hong Kong, over its noon",
        "Tokyo",
        "Sydney, from the evening before",
        "Chicago from Sunday evening on",
    ],
)
def test_famous_sessions(exchange: str, opens: str, closes: str) -> None:
    second = timedelta(seconds=1)
    assert not KNOWN.is_open(exchange, _at(opens) - second)
    assert KNOWN.is_open(exchange, _at(opens))
    assert KNOWN.is_open(exchange, _at(closes) - second)
    assert not KNOWN.is_open(exchange, _at(closes)) or exchange == "CMES"


@pytest.mark.parametrize(
    ("exchange", "day"),
    [
        ("XNYS", "2025-01-09"),
        ("XNYS", "2026-07-03"),
        ("XNYS", "2026-11-26"),
        ("XNAS", "2026-12-25"),
        ("XETR", "2026-05-01"),
        ("XLON", "2026-08-31"),
        ("XHKG", "2026-02-17"),
        ("XTKS", "2026-01-01"),
        ("XNYS", "2026-11-28"),
    ],
)
def test_famous_days_without_a_session(exchange: str, day: str) -> None:
    assert not any(KNOWN.is_open(exchange, _at(f"{day}T{hour:02}:00")) for hour in range(24))


def test_a_put_of_the_day_before_thanksgiving_is_booked_by_friday() -> None:
    end = Moment.on(date(2026, 11, 25))
    assert KNOWN.next_open(end, "XNAS") == _at("2026-11-27T14:30")


# ----------------------------------------------------------------------------- when it is not there

SMALL = """\
# a remark
valid 2026-01-01 2026-12-31

exchange XNYS XNAS  # two of them
days 2026-01-01 2026-12-31
outside 330 240
from 2026-01-01 14:30 21:00
shut 2026-01-01
on 2026-11-27 14:30 18:00

end
"""


def _load(folder: Path, text: str | bytes) -> Sessions:
    path = folder / "table.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path)


def test_a_small_table_is_read(tmp_path: Path) -> None:
    known = _load(tmp_path, SMALL)
    assert known.problem is None
    assert set(known.calendar.exchanges) == {"XNYS", "XNAS"}
    assert known.calendar.is_open("XNAS", _at("2026-11-27T17:59"))
    assert not known.calendar.is_open("XNAS", _at("2026-11-27T18:00"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "its end is missing"),
        (SMALL.removesuffix("end\n"), "its end is missing"),
        (SMALL[: SMALL.index("18:00")], "line 9: “on” is not understood"),
        (SMALL.replace("14:30 18:00", "18:00 14:30"), "line 9: 18:00 to 14:30 is no session"),
        (SMALL.replace("on 2026-11-27", "on 2026-11-31"), "line 9: day is out of range for month"),
        (SMALL.replace("14:30 21:00", "14.30 21:00"), "line 7: 14.30 is no time"),
        (SMALL.replace("14:30 21:00", "14:30x1 21:00"), "line 7: 14:30x1 is no time"),
        (SMALL.replace("from", "form"), "line 7: “form” is not understood"),
        (SMALL.replace("from 2026-01-01", "from 2026-02-01"), "line 11: the hours of XNYS do not"),
        (SMALL.replace("exchange XNYS XNAS", "exchange"), "line 4: “exchange” is out of place"),
        (SMALL + "shut 2026-12-25\n", "line 12: “shut” is out of place"),
        (SMALL.replace("valid", "days"), "line 2: “days” is out of place"),
        ("end\n", "its end is missing"),
        (b"\x89PNG\r\n\x1a\n\xff", "codec can't decode"),
        ("<html>Not found</html>\n", "line 1: “<html>Not” is out of place"),
    ],
    ids=[
        "empty",
        "without its last line",
        "cut off",
        "a session that ends before it begins",
        "no such day",
        "no time",
        "no evening before",
        "another word",
        "hours from a later day on",
        "an exchange without a name",
        "something after the end",
        "something before the first exchange",
        "nothing but an end",
        "no text",
        "something else",
    ],
)
def test_a_table_that_is_not_whole_is_not_used_and_that_is_said(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    known = _load(tmp_path, text)
    assert known.calendar == Calendar()
    assert known.problem is not None
    assert known.problem.code == "sessions_unreadable"
    assert known.problem.values["path"] == str(tmp_path / "table.txt")
    assert reason in known.problem.values["reason"]
    assert known.problem_at(_at("2026-11-18T12:00")) == known.problem


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    known = load(tmp_path / "nowhere.txt")
    assert known.calendar == Calendar()
    assert known.problem is not None
    assert known.problem.values["reason"] == "No such file or directory"


def test_an_incomplete_installation_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assignwatch, "__file__", str(tmp_path / "assignwatch/__init__.py"))
    known = load()
    assert known.calendar == Calendar()
    assert known.problem is not None
    assert known.problem.code == "resources_missing"


@pytest.mark.parametrize(
    ("now", "code"),
    [("2026-12-30T23:59", None), ("2026-12-31T00:00", "sessions_run_out")],
    ids=["the day before its last", "its last day"],
)
def test_a_table_that_has_run_out_says_so(tmp_path: Path, now: str, code: str | None) -> None:
    problem = _load(tmp_path, SMALL).problem_at(_at(now))
    assert (problem.code if problem is not None else None) == code
