"""Kraken uses words that it never documented: in a fill of kraken/main, and in its account log."""

from assignwatch.simulator.kraken.causes import UNDOCUMENTED
from assignwatch.simulator.kraken.scenarios.steps import Script, log_only, trade

SCRIPT: Script = (
    (5, trade("main", "PF_ETHUSD", "-0.5", UNDOCUMENTED)),
    (9, log_only("main", "ledger restatement", "-12.5")),
)
