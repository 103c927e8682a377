"""`assignwatch simulate`: the simulator as a program that serves until it is interrupted."""

import asyncio
import contextlib
import signal
import sys
import traceback
from decimal import Decimal
from typing import TextIO

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.server import Simulator


def serve(port: int | None, scenario: str, speed: Decimal, tls: bool, stdout: TextIO) -> int:
    """Run until SIGINT or SIGTERM; the exit status is 0 then, and 1 if the simulation failed.

    The first line on `stdout` is the announcement, one JSON object. Whatever goes wrong is said on
    standard error.
    """
    try:
        simulator = Simulator(scenario, clock=Clock(speed=speed), port=port, tls=tls)
    except (LookupError, ValueError) as error:
        sys.stderr.write(f"{error.args[0]}\n")
        return 1
    try:
        return asyncio.run(_serve(simulator, stdout))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"The simulator could not open its ports: {error}\n")
        return 1


async def _serve(simulator: Simulator, stdout: TextIO) -> int:
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there an interrupt arrives as KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, interrupted.set)
    async with simulator:
        stdout.write(dumps(simulator.announcement()) + "\n")
        stdout.flush()
        ends = [
            asyncio.create_task(event.wait()) for event in (interrupted, simulator.stage.failed)
        ]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
    if (failure := simulator.stage.failure) is not None:
        sys.stderr.write(f"A step of scenario {simulator.stage.scenario} failed.\n")
        traceback.print_exception(failure, file=sys.stderr)
        return 1
    return 0
