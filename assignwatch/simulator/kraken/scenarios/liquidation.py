"""kraken/main is liquidated: a part, then all of it; what the book does not take is handed away."""

from assignwatch.simulator.kraken.causes import LIQUIDATION, PARTIAL_LIQUIDATION
from assignwatch.simulator.kraken.scenarios.steps import (
    Script,
    bring_to,
    fund,
    hand_over,
    into_the_book,
    market,
)

SCRIPT: Script = (
    (1, fund("main", "9000")),
    (2, bring_to("main", "PF_XBTUSD", "0.4")),
    (5, market("XBT", "-8")),
    (6, into_the_book("main", "PF_XBTUSD", PARTIAL_LIQUIDATION, "-0.08")),
    (11, market("XBT", "-6")),
    (12, into_the_book("main", "PF_XBTUSD", LIQUIDATION, "-0.12", "-0.1", "-0.092")),
    (12, hand_over("main", None, "PF_XBTUSD", pieces=8)),
)
