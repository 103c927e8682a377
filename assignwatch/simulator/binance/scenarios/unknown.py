"""Binance uses words that it never documented: for an order of its own, and for a row of income."""

from assignwatch.simulator.binance.causes import UNDOCUMENTED
from assignwatch.simulator.binance.scenarios.steps import OWN, Script, restate, trade

SCRIPT: Script = (
    *OWN,
    (5, trade("main", "BTCUSDT", "-0.05", UNDOCUMENTED)),
    (9, restate("main", "-12.5", "LEDGER_RESTATEMENT")),
)
