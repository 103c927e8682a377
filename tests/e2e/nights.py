"""Nights at a simulated broker, watched by the real program; what came of each, for reading.

The adapter, its connections, the watch, the engine and the simulator are real; the clock is the
simulator's, several times as fast as the computer's where that keeps up. All nights are lived at
the same time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from assignwatch.brokers.base import AccountConfig, BrokerSpec, Vault
from assignwatch.core.events import Alerted, Concluded, Event
from assignwatch.core.model import WHOLE, AccountKey, broker_of
from assignwatch.core.words import About, Feed, Grade
from assignwatch.net.real import real_transport
from assignwatch.simulator.clock import Clock, real_seconds
from assignwatch.simulator.server import Simulator
from assignwatch.texts import alerts, evidence
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from assignwatch.watch.watcher import Watcher
from tests.brokers.bench import SimulatedClock
from tests.fakes.journal import MemoryJournal

EVENING = timedelta(seconds=42)
"""What happens in a night has happened by then, and was read."""
MORNING = timedelta(seconds=50)
"""The reports of the next day are out."""
BOUND = 120.0
TICK = 0.02


@dataclass(frozen=True)
class Watched:
    """Which account is watched, how fast its time passes, and which of its addresses are empty."""

    spec: BrokerSpec
    account: AccountKey
    speed: int
    without: tuple[str, ...] = ()


class Passing:
    """Real seconds, which pass while `pass_on` runs and the program gets to work meanwhile.

    Of a stretch in which the computer did nothing for this process only the beginning counts. Or
    a slow computer would make other nights of them: what a broker tells live it would have told,
    and forgotten, while nobody could listen.
    """

    def __init__(self) -> None:
        self._passed = 0.0

    async def pass_on(self) -> None:
        before = real_seconds()
        while True:
            await asyncio.sleep(TICK)
            before, last = real_seconds(), before
            self._passed += min(before - last, 2 * TICK)

    def __call__(self) -> float:
        return self._passed


@dataclass
class Night:
    """What the program made of one night."""

    evening: dict[str, Concluded] = field(default_factory=dict)
    morning: dict[str, Concluded] = field(default_factory=dict)
    grades: dict[str, list[Grade]] = field(default_factory=dict)
    """How sure each incident was, version by version."""
    told: list[tuple[About, str, int]] = field(default_factory=list)
    """About what, which alert, and of which version."""
    said: dict[str, list[str]] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def nights(names: Sequence[str], watched: Watched) -> dict[str, Night]:
    """Live through these scenarios."""
    (found,) = together((names, watched))
    return found


def together(*groups: tuple[Sequence[str], Watched]) -> list[dict[str, Night]]:
    """Live through the scenarios of several accounts."""

    async def all_of_them() -> list[Night]:
        async with asyncio.timeout(BOUND):
            lives = [_night(name, watched) for names, watched in groups for name in names]
            return await asyncio.gather(*lives)

    # What is down, and when, differs from run to run; what the trader is told of it is in `alerts`.
    logging.disable(logging.WARNING)
    try:
        lived = iter(asyncio.run(all_of_them()))
    finally:
        logging.disable(logging.NOTSET)
    return [{name: next(lived) for name in names} for names, _ in groups]


async def _night(scenario: str, watched: Watched) -> Night:
    night = Night()
    passing = Passing()
    simulated = Clock(speed=Decimal(watched.speed), elapsed=passing)
    async with Simulator(scenario, clock=simulated) as simulator:
        clock = SimulatedClock(simulator)
        engine = Engine(MemoryJournal(), clock)
        engine.load()
        engine.listen(lambda events: _note(night, events))
        watcher = Watcher(engine, clock, [], alerts.notice)
        watcher.add(_watch(watched, simulator, engine, clock), watched.spec.profile.feeds)
        running = [asyncio.create_task(watcher.run())]
        try:
            while not _is_watching(engine, watched.account):  # noqa: ASYNC110  the state has no event
                await asyncio.sleep(0.02)
            running.append(asyncio.create_task(passing.pass_on()))
            await _sleep_until(clock, EVENING)
            night.evening = {name: i.latest for name, i in engine.state.incidents.items()}
            await _sleep_until(clock, MORNING)
            watcher.check_now()
            await _sleep_until(clock, MORNING + timedelta(seconds=30))
            night.morning = {name: i.latest for name, i in engine.state.incidents.items()}
            state = engine.state
            night.grades = {
                name: [version.grade for version in incident.versions]
                for name, incident in state.incidents.items()
            }
            night.bodies = {name: alerts.body(state, name) for name in state.alerts}
            night.said = {
                name: evidence.sentences(version, state.instruments, state.incidents)
                for name, version in night.morning.items()
            }
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        night.refused = simulator.stage.hosts[broker_of(watched.account)].tally.refused
    return night


def _watch(
    watched: Watched, simulator: Simulator, engine: Engine, clock: SimulatedClock
) -> AccountWatch:
    told = cast(Sequence[Mapping[str, Any]], simulator.announcement()["accounts"])
    entry = next(entry for entry in told if entry["account"] == watched.account)
    urls = {**entry["urls"], **dict.fromkeys(watched.without, "")}
    config = AccountConfig(watched.account, entry["environment"], urls)

    async def vault() -> Vault:
        return Vault(entry["credentials"])

    return AccountWatch(watched.spec, config, vault, engine, clock, real_transport)


def _is_watching(engine: Engine, account: AccountKey) -> bool:
    """Whether every stream is up and everything was read once."""
    feeds = engine.state.account(account).feeds
    whole = all((feed, WHOLE) in feeds for feed in Feed)
    return whole and all(health.up for health in feeds.values())


def _note(night: Night, events: Sequence[Event]) -> None:
    raised = [event for event in events if isinstance(event, Alerted)]
    night.told += [(event.about, event.alert, event.version) for event in raised]


async def _sleep_until(clock: SimulatedClock, elapsed: timedelta) -> None:
    while clock.monotonic() < elapsed:  # noqa: ASYNC110  the simulated time has no event
        await asyncio.sleep(0.05)
