"""A USDⓈ-M quarterly of both accounts is delivered: settled in USDT at the mean of the index.

The contract is listed for the occasion, because the regular ones end weeks from now.
"""

from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    first_to_end,
    list_quarterly,
    rest,
    trade,
)

SCRIPT: Script = (
    *OWN,
    (1, list_quarterly(Family.UM, 22)),
    (3, trade("main", first_to_end(Family.UM), "0.08")),
    (4, trade("portfolio", first_to_end(Family.UM), "-0.06")),
    (5, rest("main", first_to_end(Family.UM), "0.02", "-3")),
)
