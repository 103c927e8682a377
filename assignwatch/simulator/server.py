"""The running simulator: a port for each broker, one for the control, and time that passes.

`service.serve` runs it as a program; tests use it with `async with`. The announcement tells
everything that a client needs, credentials included; they are worth nothing anywhere else.
"""

import asyncio
import contextlib
import ssl
import tempfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web

from assignwatch.simulator import certificates, control
from assignwatch.simulator.binance.host import BinanceHost
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.host import Host
from assignwatch.simulator.kraken.host import KrakenHost
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.stage import Stage

HOSTS: tuple[Callable[[Clock, str], Host], ...] = (KrakenHost, SaxoHost, BinanceHost)
"""Makes each broker from the clock and the seed."""

LOOPBACK = "127.0.0.1"
SEED = "assignwatch"
HEARTBEAT = 0.05
"""Real seconds between two looks at what is due."""


class Simulator:
    """The simulated brokers as real servers on loopback.

    `port` is the control's; each broker takes one of the next ports. None lets the system choose.
    `clock` fixes start and speed of the simulated time, `hosts` says who is there.
    """

    def __init__(
        self,
        scenario: str = "quiet",
        *,
        clock: Clock | None = None,
        port: int | None = None,
        tls: bool = False,
        seed: str = SEED,
        hosts: Sequence[Callable[[Clock, str], Host]] = HOSTS,
    ) -> None:
        clock = clock or Clock()
        made = [make(clock, seed) for make in hosts]
        self.stage = Stage(clock, {host.broker: host for host in made})
        self.stage.play(scenario)
        self._port = port
        self._tls = tls
        self._ca: Path | None = None
        self._addresses: dict[str, str] = {}
        self._control = ""
        self._resources = contextlib.AsyncExitStack()

    async def start(self) -> None:
        """Open every port and let time pass; raises OSError if a port is taken."""
        async with contextlib.AsyncExitStack() as resources:
            await self._open(resources)
            self._resources = resources.pop_all()

    async def aclose(self) -> None:
        """Drop every client and close every port. May be called twice."""
        for host in self.stage.hosts.values():
            host.faults.clear()
            host.cut()
        await self._resources.aclose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    @property
    def control(self) -> str:
        """Where the control listens."""
        return self._control

    def announcement(self) -> Mapping[str, object]:
        """What the program prints first; each entry of `accounts` is input for `account add`."""
        return {
            "simulator": 1,
            "scenario": self.stage.scenario,
            "now": self.stage.now,
            "speed": Decimal(self.stage.clock.speed),
            "control": self._control,
            "ca": str(self._ca) if self._ca else None,
            "accounts": [
                account
                for broker, host in self.stage.hosts.items()
                for account in host.accounts(self._addresses[broker], secure=self._tls)
            ],
        }

    async def _open(self, resources: contextlib.AsyncExitStack) -> None:
        context = None
        if self._tls:
            directory = resources.enter_context(tempfile.TemporaryDirectory(prefix="assignwatch-"))
            made = certificates.make(Path(directory))
            self._ca, context = made.ca, made.context
        address = await self._listen(resources, control.application(self.stage), 0, None)
        self._control = f"http://{address}/"
        for number, (broker, host) in enumerate(self.stage.hosts.items(), start=1):
            self._addresses[broker] = await self._listen(resources, host.app, number, context)
        passing = asyncio.create_task(self._pass_time())
        resources.push_async_callback(_cancel, passing)

    async def _listen(
        self,
        resources: contextlib.AsyncExitStack,
        app: web.Application,
        number: int,
        context: ssl.SSLContext | None,
    ) -> str:
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0
        )
        await runner.setup()
        resources.push_async_callback(runner.cleanup)
        port = 0 if self._port is None else self._port + number
        await web.TCPSite(runner, LOOPBACK, port, ssl_context=context).start()
        return f"{LOOPBACK}:{runner.addresses[0][1]}"

    async def _pass_time(self) -> None:
        while not self.stage.failed.is_set():
            self.stage.run_due()
            await asyncio.sleep(HEARTBEAT)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
