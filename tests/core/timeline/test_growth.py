"""Years of records: what one more costs depends on what is open, not on what has been."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from assignwatch.core import books
from assignwatch.core.detect import placing
from assignwatch.core.detect.records import told
from assignwatch.core.detect.records.happenings import Happening, happenings
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account
from assignwatch.core.words import Cause
from tests.core.builders import ACCOUNT, ETH, POLICY, XBT, booking, fill
from tests.core.detect.parts import XYZ, named, option
from tests.core.timeline.desk import MINUTE, Desk, day, record

WEEK = 7
CARRIED = POLICY.carry.days // WEEK + 2
"""So many weeks at most may still be open, or told again by a list that is late."""


def _weekly(weeks: int, *, booked: bool) -> Iterator[Desk]:
    """Each week a put is sold and assigned; the broker books it, or only the positions tell."""
    strikes = {f"P{100 + n}": n for n in range(weeks)}
    desk = Desk(*map(option, strikes), held={})
    for put, n in strikes.items():
        start, held = n * WEEK + 1, {"XYZ": str(100 * n)} if n else {}
        desk.says(start, fill("-1", "3", id=put, instrument=named(put), at=day(start)))
        desk.reads(start + 0.1, {**held, put: "-1"})
        if booked:
            desk.says(start + 1, record(start + 1, put, "1", Cause.ASSIGNMENT))
        for reading in range(3):
            desk.reads(start + 1.1 + reading * MINUTE, {"XYZ": str(100 * (n + 1))})
        yield desk


def _account(desk: Desk) -> Account:
    return desk.run.state.account(ACCOUNT)


@pytest.mark.parametrize("booked", [True, False], ids=["on record", "seen in the positions"])
def test_two_years_of_weekly_assignments_leave_ledgers_as_short_as_a_month(booked: bool) -> None:
    for desk in _weekly(104, booked=booked):
        account, shares = _account(desk), PositionKey(XYZ)
        assert len(account.books[shares].counts) <= 4 * CARRIED
        assert len(account.live.get(shares, ())) <= CARRIED
        assert sum(len(names) for names in account.live.values()) <= 4 * CARRIED
        assert sum(len(book.counts) for book in account.books.values()) <= 8 * CARRIED
        assert max(map(len, account.booked.values()), default=0) <= CARRIED
        assert len(account.delivering.get(XYZ, ())) <= 2 * CARRIED
        assert not account.waiting
        assert not account.waiting_at
    assert [belief[0] for belief in desk.beliefs] == ["assigned"] * 104


@pytest.mark.parametrize("booked", [True, False], ids=["on record", "seen in the positions"])
def test_nor_does_a_week_judge_more_positions_after_two_years(
    booked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged, ask = [0], told.told_of

    def counting(*about: Any, **more: Any) -> told.Told:
        judged[-1] += 1
        return ask(*about, **more)

    monkeypatch.setattr(placing, "told_of", counting)
    weeks = _weekly(104, booked=booked)
    while next(weeks, None) is not None:
        judged.append(0)
    assert max(judged) == max(judged[: 2 * CARRIED])


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records were looked through since the list was last added to."""
    seen = [0]

    def counting(
        bookings: Iterable[Booking], fills: Iterable[Fill] = ()
    ) -> tuple[list[Happening], list[Fill]]:
        records = list(bookings)
        seen[-1] += len(records)
        return happenings(records, fills)

    monkeypatch.setattr(told, "happenings", counting)
    return seen


def test_a_takeover_costs_as_much_after_four_hundred_others_as_after_fifty(
    read: list[int],
) -> None:
    desk = Desk(held={})
    for n in range(450):
        desk.says(n + 0.5, booking("1", id=f"{n}", event=f"{n}", at=day(n + 0.5), record="log"))
        desk.reads(n + 0.6, {XBT: str(n + 1)})
        read.append(0)
    assert max(read) == max(read[:60])
    account, key, most = _account(desk), PositionKey(XBT), 4 * POLICY.carry.days
    assert len(account.booked[key]) <= most
    assert len(account.books[key].counts) <= most
    assert len(account.live.get(key, ())) <= most
    assert desk.beliefs == [("taken_over", "PF_XBTUSD", "1", "confirmed")] * 450


def test_a_thousand_trades_that_came_with_their_readings_leave_a_short_ledger() -> None:
    """A stream tells a trade and the position after it at one moment."""
    desk = Desk(held={})
    for n in range(1000):
        at = n / 1000
        desk.says(at, fill("1", id=f"{n}", instrument=XBT, at=day(at)))
        desk.reads(at, {XBT: str(n + 1)})
        book = _account(desk).books[PositionKey(XBT)]
        assert len(book.counts) + len(book.fills) <= 26
    assert desk.beliefs == []


def test_trades_older_than_a_month_are_let_go_behind_one_that_never_balances(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(books, "_REMEMBERED", 40)
    monkeypatch.setattr(books, "_AT_ONCE", 10)
    desk = Desk(held={})
    desk.says(0.5, fill("1", id="of another", instrument=ETH, at=day(0.5)))
    for n in range(1, 400):
        desk.says(n, fill("1", id=f"{n}", instrument=XBT, at=day(n)))
        desk.reads(n, {XBT: str(n)})
    kept = _account(desk).fills
    assert ("of another", ETH) in kept
    assert 40 <= len(kept) <= 70
