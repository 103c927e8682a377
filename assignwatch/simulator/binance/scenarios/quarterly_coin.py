"""A COIN-M quarterly of both accounts is delivered: settled in coins at the mean of the index."""

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
    (1, list_quarterly(Family.CM, 22)),
    (3, trade("main", first_to_end(Family.CM), "-14")),
    (4, trade("portfolio", first_to_end(Family.CM), "9")),
    (5, rest("main", first_to_end(Family.CM), "-2", "3")),
)
