"""What can happen at the simulated Kraken: one module a scenario, each a short list of steps."""

from collections.abc import Mapping

from assignwatch.simulator.kraken.scenarios import (
    liquidation,
    quiet,
    settlement,
    takeover,
    unknown,
    unwind,
)
from assignwatch.simulator.kraken.scenarios.steps import Script

SCRIPTS: Mapping[str, Script] = {
    "quiet": quiet.SCRIPT,
    "takeover": takeover.SCRIPT,
    "settlement": settlement.SCRIPT,
    "liquidation": liquidation.SCRIPT,
    "unwind": unwind.SCRIPT,
    "unknown": unknown.SCRIPT,
}
"""The part that the simulated Kraken plays in each scenario."""
