"""`assignwatch simulate`: only the simulated brokers, until interrupted."""

import sys
from decimal import Decimal

from assignwatch.simulator import serve
from assignwatch.simulator.scenarios import SCENARIOS


def run(port: int | None, scenario: str, speed: Decimal, *, tls: bool) -> int:
    """Serve; the first line of output announces addresses and accounts as JSON."""
    return serve(port, scenario, speed, tls, sys.stdout)


def show() -> int:
    """List the scenarios."""
    width = max(map(len, SCENARIOS)) + 2
    for name, description in SCENARIOS.items():
        sys.stdout.write(f"{name:{width}}{description}\n")
    return 0
