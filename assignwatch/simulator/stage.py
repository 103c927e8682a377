"""The simulated brokers on one clock: what plays, what is due, and whether a step failed.

`server` lets time pass here, `control` intervenes. A step that fails ends the simulation: a world
that has missed a step would tell its clients something that nobody wrote.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from assignwatch.simulator.clock import Clock, iso
from assignwatch.simulator.host import Host
from assignwatch.simulator.scenarios import SCENARIOS


class Stage:
    """Hosts by broker, and the scenario that was started last."""

    def __init__(self, clock: Clock, hosts: Mapping[str, Host]) -> None:
        self.clock = clock
        self.hosts = hosts
        self.scenario = ""
        self.failure: Exception | None = None
        self.failed = asyncio.Event()

    @property
    def now(self) -> str:
        """The simulated time as brokers tell it, RFC 3339 in UTC."""
        return iso(self.clock.shown)

    def play(self, scenario: str) -> None:
        """Start a scenario now; raises LookupError for a name that is not in SCENARIOS."""
        if scenario not in SCENARIOS:
            known = ", ".join(SCENARIOS)
            raise LookupError(f"There is no scenario {scenario!r}. There are: {known}.")
        for host in self.hosts.values():
            host.play(scenario, self.clock.now)
        self.scenario = scenario

    def advance(self, by: timedelta) -> None:
        """Jump ahead; everything due in between happens, each at its own moment."""
        self.clock.jump(by)
        self.run_due()

    def run_due(self) -> None:
        """Let everything happen that is due; remembers and passes on what a step raised."""
        try:
            for host in self.hosts.values():
                host.run_until(self.clock.now)
        except Exception as error:
            self.failure = error
            self.failed.set()
            raise
