"""kraken/second is liquidated, and kraken/main, a volunteer, is handed the rest.

Ethereum falls; most of second's long goes into the book, the last 1.2 go to main in eight pieces
within one moment. Main has just traded the same contract itself, so that the two must be told
apart.
"""

from assignwatch.simulator.kraken.causes import LIQUIDATION
from assignwatch.simulator.kraken.scenarios.steps import (
    Script,
    bring_to,
    fund,
    hand_over,
    into_the_book,
    market,
    trade,
)

SCRIPT: Script = (
    (1, fund("second", "6000")),
    (2, bring_to("second", "PF_ETHUSD", "12.6")),
    (4, trade("main", "PF_ETHUSD", "0.5")),
    (7, market("ETH", "-12")),
    (8, into_the_book("second", "PF_ETHUSD", LIQUIDATION, "-5", "-4", "-2.4")),
    (8, hand_over("second", "main", "PF_ETHUSD", pieces=8)),
)
