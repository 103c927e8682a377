"""`watch` says until when it is known when exchanges trade, or that it is not known."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from assignwatch.commands.watch import known_sessions, watch_in_terminal
from assignwatch.core.calendar import Calendar, Exchange
from assignwatch.core.model import Problem
from assignwatch.desk import Desk
from assignwatch.store.sessions import Sessions
from tests.fakes.clock import FakeClock

BROKEN = Sessions(problem=Problem("sessions_unreadable", {"path": "table.txt", "reason": "empty"}))


def _until(day: date) -> Sessions:
    return Sessions(Calendar({"XNYS": Exchange(date(2025, 1, 1), day, ())}))


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (_until(date(2999, 11, 26)), "Exchange sessions are known until 26 Nov 2999.\n"),
        (_until(date(2025, 6, 30)), ""),
        (BROKEN, ""),
    ],
    ids=["known", "run out", "broken"],
)
def test_its_beginning_says_until_when_sessions_are_known(
    tmp_path: Path, known: Sessions, says: str
) -> None:
    with Desk(tmp_path, FakeClock()) as desk:
        desk.sessions = known
        assert known_sessions(desk) == says


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("known", "says"),
    [
        (_until(date(2999, 11, 26)), ""),
        (_until(date(2025, 6, 30)), "The table of exchange sessions ended on 2025-06-30."),
        (BROKEN, "The table of exchange sessions cannot be read (table.txt: empty)."),
    ],
    ids=["known", "run out", "broken"],
)
async def test_what_is_wrong_with_them_is_said_once(
    tmp_path: Path, known: Sessions, says: str
) -> None:
    told = io.StringIO()
    with Desk(tmp_path, FakeClock()) as desk:
        desk.sessions = known

        async def twice() -> None:
            for _ in range(2):
                desk.engine.enrol({})

        await watch_in_terminal(desk, told, twice, seconds=0.01)
    lines = [line for line in told.getvalue().splitlines() if "exchange sessions" in line]
    assert len(lines) == bool(says)
    assert says in told.getvalue()
