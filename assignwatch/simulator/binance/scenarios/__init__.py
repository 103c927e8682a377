"""What can happen at the simulated Binance: one module a scenario, each a short list of steps."""

from collections.abc import Mapping

from assignwatch.simulator.binance.scenarios import (
    deleveraging,
    delisting,
    liquidation,
    lost_at_settlement,
    options_expiry,
    quarterly_coin,
    quarterly_usd,
    quiet,
    stock_options,
    unknown,
)
from assignwatch.simulator.binance.scenarios.steps import Script

SCRIPTS: Mapping[str, Script] = {
    "quiet": quiet.SCRIPT,
    "liquidation": liquidation.SCRIPT,
    "unknown": unknown.SCRIPT,
    "quarterly-usd": quarterly_usd.SCRIPT,
    "quarterly-coin": quarterly_coin.SCRIPT,
    "delisting": delisting.SCRIPT,
    "options-expiry": options_expiry.SCRIPT,
    "deleveraging": deleveraging.SCRIPT,
    "lost-at-settlement": lost_at_settlement.SCRIPT,
    "stock-options": stock_options.SCRIPT,
}
"""What the simulated Binance does in each scenario; in any other it plays the quiet one."""
