"""What a restart of the program must not lose of what Saxo told before, or told meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from assignwatch.core.events import Booked, FeedFell, Filled
from assignwatch.core.model import WHOLE, InstrumentId, Leg, Problem, Scope
from assignwatch.core.words import OVER, Feed, Grade, Kind
from assignwatch.simulator.saxo.causes import ASSIGNMENT_BY_EVENT, ASSIGNMENT_UNTOLD, Cause
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.saxo.instruments import PUT
from assignwatch.simulator.saxo.scenarios.steps import (
    assign,
    bring_to,
    close_account,
    end,
    list_expiring,
    lose_events,
    own,
)
from assignwatch.simulator.saxo.venue import Venue
from assignwatch.simulator.saxo.world import Step
from assignwatch.simulator.server import Simulator
from tests.brokers.saxo.bench import Spoilt, noon
from tests.e2e.restarting import MAIN, Run, run

pytestmark = pytest.mark.asyncio

OPTION = "XYZ P100 today"


class Bank:
    """The simulated Saxo while programs come and go; `way` is each one's way to it."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self.way = Spoilt()
        self.venue.streams.pace.silence = 0.2

    @property
    def venue(self) -> Venue:
        return cast(SaxoHost, self.simulator.stage.hosts["saxo"]).venue

    def do(self, step: Step) -> None:
        step(self.venue.world, self.simulator.stage.clock.now)

    def pass_time(self, **span: float) -> None:
        self.simulator.stage.advance(timedelta(**span))

    def run(self) -> AbstractAsyncContextManager[Run]:
        """A run of the program, with a token of its own that is good for a day."""
        self.way = Spoilt()
        token = self.venue.sessions.developer_token()
        credentials = {"app_key": "any-app-key", "token": token}
        return run(self.simulator, self.folder, lambda: self.way, credentials)

    @property
    def events_asked_from(self) -> list[str | None]:
        """The numbers with which the present run subscribed to events."""
        asked = [body["Arguments"] for body in self.way.subscribed]
        return [one.get("SequenceId") for one in asked if "Activities" in one]


@pytest_asyncio.fixture
async def bank(tmp_path: Path) -> AsyncIterator[Bank]:
    async with Simulator("quiet", clock=noon()) as simulator:
        yield Bank(simulator, tmp_path)


def _is_seeing(run: Run) -> bool:
    """Whether the stream is up and everything was read."""
    account = run.engine.state.account(MAIN)
    seen = (account.feeds.get((feed, WHOLE)) for feed in Feed)
    return bool(account.accepted) and all(health is not None and health.up for health in seen)


async def _before(bank: Bank) -> str:
    """A first run, which hears of a trade; the number up to which it was told the events."""
    bank.do(bring_to("main", "XYZ P100", "-1"))
    async with bank.run() as first:
        await first.until(lambda: _is_seeing(first))
        bank.do(own("main", "QRS", "1"))  # which the positions may tell a moment before the trade
        await first.until(lambda: any(isinstance(event, Filled) for event in first.events))
        assert bank.events_asked_from == [None], "nothing was ever told before"
        reached = str(bank.venue.world.newest_sequence())
        # How far it was told is written down after what was told.
        await first.until(lambda: reached in first.engine.state.account(MAIN).bookmarks.values())
        return reached


async def test_what_was_told_while_the_program_was_not_running_is_told_behind_the_last_event(
    bank: Bank,
) -> None:
    reached = await _before(bank)
    bank.do(assign("main", "XYZ P100"))
    bank.pass_time(minutes=30)
    async with bank.run() as second:
        await second.until(lambda: _is_seeing(second) and second.engine.state.incidents)
        assert bank.events_asked_from == [reached]
        told = (incident.latest for incident in second.engine.state.incidents.values())
        assert [version.late for version in told if version.grade not in OVER] == [True]
        assert any(isinstance(event, Booked) for event in second.events)


@pytest.mark.expected_logs("the events of a gap are no longer kept|bookings down")
async def test_events_that_are_no_longer_kept_are_a_hole_until_the_lists_were_read_by_time(
    bank: Bank,
) -> None:
    reached = await _before(bank)
    bank.do(assign("main", "XYZ P100"))
    bank.do(lose_events())
    bank.pass_time(minutes=30)
    async with bank.run() as second:
        await second.until(lambda: _holes(second))
        assert _holes(second) == [Problem("events_gone")]
        await second.until(lambda: _is_seeing(second) and second.engine.state.incidents)
        assert bank.events_asked_from == [reached, None]
        assert second.engine.state.account(MAIN).bookmarks == {}
    async with bank.run() as third:
        await third.until(lambda: _is_seeing(third))
        assert bank.events_asked_from == [None]
        assert _holes(third) == [], "said once"


def _holes(run: Run) -> list[Problem]:
    """What was said to be missing of the bookings."""
    return [
        event.problem
        for event in run.events
        if isinstance(event, FeedFell) and event.feed is Feed.BOOKINGS
    ]


@pytest.mark.expected_logs("positions down|positions odd")
async def test_an_account_that_the_bank_closes_is_said_to_be_gone_and_never_to_be_flat(
    bank: Bank,
) -> None:
    bank.pass_time(hours=1)  # the client has done what there was to do
    bank.do(bring_to("second", "QRS P45", "-2"))
    closed = Scope(bank.venue.world.books["second"].account.id)
    async with bank.run() as first:
        await first.until(lambda: _is_seeing(first))
        held = dict(first.engine.state.account(MAIN).held[closed])
        assert held
        bank.do(close_account("second"))
        first.watch.check_now()
        await first.until(lambda: _is_over(first, closed))
        for _ in range(3):
            bank.pass_time(minutes=4)
            first.watch.check_now()
            await first.until(lambda: _read_at(first) == bank.simulator.stage.clock.now)
        _nothing_but_said(first, closed, held)
    async with bank.run() as second:
        await second.until(lambda: _is_seeing(second) and _is_over(second, closed))
        _nothing_but_said(second, closed, held)


def _read_at(run: Run) -> datetime | None:
    return run.engine.state.account(MAIN).accepted_at()


def _is_over(run: Run, scope: Scope) -> bool:
    health = run.engine.state.account(MAIN).feeds.get((Feed.POSITIONS, scope))
    return health is not None and health.over


def _nothing_but_said(run: Run, scope: Scope, held: object) -> None:
    """What was held stays, with a reason; nothing is blind because of it."""
    account = run.engine.state.account(MAIN)
    health = account.feeds[Feed.POSITIONS, scope]
    assert (health.over, health.problem) == (True, Problem("scope_gone", {"scope": scope}))
    assert account.held[scope] == held
    assert run.engine.state.alerts == {}
    assert run.engine.state.incidents == {}


@pytest.mark.parametrize(
    ("cause", "grade"),
    [(ASSIGNMENT_UNTOLD, Grade.STRONG), (ASSIGNMENT_BY_EVENT, Grade.CONFIRMED)],
    ids=["nothing speaks of it", "an event does"],
)
async def test_what_an_option_was_is_known_from_the_journal_when_the_bank_has_forgotten_it(
    bank: Bank, cause: Cause, grade: Grade
) -> None:
    """The contract's terms are what two legs are matched by: the lot, the strike, what it is on."""
    bank.pass_time(hours=1)
    bank.do(list_expiring("XYZ", PUT, "100"))
    bank.do(bring_to("main", OPTION, "-2"))
    bank.pass_time(minutes=5)
    option = bank.venue.world.listing[OPTION]
    name = InstrumentId(f"saxo/StockOption-{option.uic}")
    async with bank.run() as first:
        await first.until(lambda: _is_seeing(first))
        known = first.engine.state.instruments[name]
        assert None not in (known.underlying, known.multiplier, known.strike, known.style)
    bank.do(assign("main", OPTION, "2", cause))
    bank.do(end(OPTION))
    bank.pass_time(minutes=30)
    async with bank.run() as second:
        await second.until(lambda: _is_seeing(second))
        for _ in range(3):
            bank.pass_time(minutes=4)
            second.watch.check_now()
            await second.until(lambda: _read_at(second) == bank.simulator.stage.clock.now)
        await second.until(lambda: second.engine.state.incidents)
        details = f"GET /ref/v1/instruments/details/{option.uic}/StockOption"
        if cause is ASSIGNMENT_BY_EVENT:
            assert bank.way.count(details) > 0, "the answer is 404, of which nothing is heard"
        assert second.engine.state.instruments[name] == known
        (incident,) = second.engine.state.incidents.values()
        found = incident.latest
    assert (found.kind, found.grade, f"{found.contracts:f}") == (Kind.ASSIGNED, grade, "2")
    assert known.underlying is not None
    assert Leg(known.underlying, Decimal(200), Decimal(100)) in found.legs
