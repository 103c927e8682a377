"""kraken/second is bankrupt and nobody takes its rest: kraken/main, who is winning, is cut back."""

from assignwatch.simulator.kraken.causes import LIQUIDATION, UNWIND_BANKRUPT, UNWIND_COUNTERPARTY
from assignwatch.simulator.kraken.scenarios.steps import (
    Script,
    bring_to,
    fund,
    into_the_book,
    market,
    trade,
)

SCRIPT: Script = (
    (1, fund("second", "6000")),
    (2, bring_to("second", "PF_XBTUSD", "-0.25")),
    (3, bring_to("main", "PF_XBTUSD", "0.4")),
    (7, market("XBT", "15")),
    (8, into_the_book("second", "PF_XBTUSD", LIQUIDATION, "0.1")),
    (9, trade("second", "PF_XBTUSD", "0.15", UNWIND_BANKRUPT)),
    (9, trade("main", "PF_XBTUSD", "-0.15", UNWIND_COUNTERPARTY)),
)
