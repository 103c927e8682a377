"""Small builders of observations, and a run of the core as the engine would drive it.

Times are given as seconds or minutes after `T0`, quantities as the text of a figure.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

from hypothesis import settings

from assignwatch.core.alerts.material import is_taken_back
from assignwatch.core.decide import live_through, settle
from assignwatch.core.due import Tell, due
from assignwatch.core.events import Concluded, Event, Journalled, Marked
from assignwatch.core.evolve import evolve
from assignwatch.core.model import WHOLE, AccountKey, InstrumentId, PositionRow, Scope
from assignwatch.core.observations import (
    Booking,
    Command,
    Delivery,
    Fill,
    Observation,
    Snapshot,
    Start,
)
from assignwatch.core.policy import Policy
from assignwatch.core.state import Alert, State
from assignwatch.core.words import AlertStatus, Cause, Do, Outcome, Side

T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
POLICY = Policy()

ACCOUNT = AccountKey("kraken/main")
XBT = InstrumentId("kraken/PF_XBTUSD")
ETH = InstrumentId("kraken/PF_ETHUSD")

MODERATE = settings(max_examples=60, deadline=None, derandomize=bool(os.environ.get("CI")))
"""How long a property is tried; the same examples each time in CI."""

_JOURNALLED = get_args(Journalled)
_MARKED = get_args(Marked)


def after(seconds: float = 0, *, minutes: float = 0) -> datetime:
    """That long after the first moment."""
    return T0 + timedelta(seconds=seconds, minutes=minutes)


def booking(quantity: str, cause: Cause = Cause.TAKEN_OVER, **fields: Any) -> Booking:
    """A record that names a cause. `cash` and `price` may be given as text."""
    given: dict[str, Any] = {"at": T0, "account": ACCOUNT, "id": "b1", "instrument": XBT, **fields}
    if isinstance(given.get("price"), str):
        given["price"] = Decimal(given["price"])
    given["cash"] = {c: Decimal(a) for c, a in given.get("cash", {}).items()}
    return Booking(quantity=Decimal(quantity), cause=cause, **given)


def fill(quantity: str, price: str = "100", **fields: Any) -> Fill:
    """An ordinary trade."""
    given: dict[str, Any] = {"at": T0, "account": ACCOUNT, "id": "f1", "instrument": XBT, **fields}
    return Fill(quantity=Decimal(quantity), price=Decimal(price), **given)


def row(
    quantity: str,
    instrument: InstrumentId = XBT,
    *,
    price: str | None = None,
    side: Side = Side.NET,
) -> PositionRow:
    """One row of a reading."""
    paid = None if price is None else Decimal(price)
    return PositionRow(instrument, Decimal(quantity), side, paid)


def snapshot(
    at: datetime,
    *rows: PositionRow,
    account: AccountKey = ACCOUNT,
    complete: bool = True,
    scope: Scope = WHOLE,
) -> Snapshot:
    """A reading of all positions."""
    return Snapshot(at, account, rows, complete=complete, scope=scope)


def command(alert: str, do: Do, at: datetime = T0, **fields: Any) -> Command:
    """What the trader did."""
    return Command(at, alert, do, **fields)


class Run:
    """One run of the program without the program: state, time and what the journal kept."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.state = State()
        self.policy = policy
        self.now = T0
        self.journal: list[Event] = []
        self.marks: list[Event] = []

    def take(self, *inputs: Observation, at: datetime | None = None) -> list[Event]:
        """Take inputs in at a moment, as `watch.engine` does; the events that came of it."""
        self.now = at or self.now
        events = live_through(self.state, self.now, self.policy)
        events += settle(self.state, inputs, self.now, self.policy)
        self.journal += [event for event in events if isinstance(event, _JOURNALLED)]
        self.marks += [event for event in events if isinstance(event, _MARKED)]
        return events

    def told(
        self,
        at: datetime | None = None,
        channels: Sequence[str] = ("popup",),
        outcome: Outcome = Outcome.CONFIRMED,
    ) -> list[Tell]:
        """What was due at a moment, and was handed over with this outcome."""
        self.now = at or self.now
        calls = due(self.state, channels, self.now, self.policy)
        for tell in calls:
            self.take(Delivery(self.now, tell.alert, tell.version, tell.channel, outcome))
        return calls

    def restarted(self, at: datetime | None = None) -> Run:
        """The next run over the same journal, as a crash would leave it."""
        again = Run(self.policy)
        again.journal, again.marks, again.now = list(self.journal), list(self.marks), self.now
        for event in (*self.journal, *self.marks):
            evolve(again.state, event)
        again.state.touched.clear()
        again.take(Start(), at=at)
        return again

    def latest(self) -> dict[str, Concluded]:
        """The version that counts, of each incident."""
        return {name: incident.latest for name, incident in self.state.incidents.items()}

    def standing(self) -> list[Concluded]:
        """The version that counts, of each incident that has not been taken back."""
        return [version for version in self.latest().values() if not is_taken_back(version)]

    def only(self) -> Concluded:
        """The version that counts of the only incident that has not been taken back."""
        (version,) = self.standing()
        return version

    def alert(self, name: str | None = None) -> Alert:
        """An alert, or the only one."""
        if name is not None:
            return self.state.alerts[name]
        (alert,) = self.state.alerts.values()
        return alert

    def statuses(self) -> dict[str, AlertStatus]:
        """Where each alert stands."""
        return {name: alert.status for name, alert in self.state.alerts.items()}


def folded(events: Iterable[Event]) -> State:
    """The state that these events make."""
    state = State()
    for event in events:
        evolve(state, event)
    return state


def said(version: Concluded) -> Concluded:
    """A version without what depends on when and how often we heard of it."""
    return replace(version, version=0, at=T0, late=False)


def kept(events: Iterable[Event]) -> list[Event]:
    """Those that the journal keeps for ever."""
    return [event for event in events if isinstance(event, _JOURNALLED)]
