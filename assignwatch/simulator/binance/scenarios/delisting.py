"""A perpetual is delisted, and what both accounts hold of it is settled: no delivery, no expiry."""

from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    delist,
    rest,
    still_listed,
    trade,
)

_BASES = ("BNB", "ADA")

SCRIPT: Script = (
    *OWN,
    (2, trade("main", still_listed(_BASES), "6")),
    (2, trade("portfolio", still_listed(_BASES), "-4")),
    (3, rest("main", still_listed(_BASES), "2", "-3")),
    (4, delist(_BASES, 19)),
)
