"""The bank closes main's future before the first day of notice, by an order that nobody gave."""

from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    bring_to,
    close_by_bank,
    own,
)

SCRIPT: Script = (
    (2, bring_to("main", "GLD", "1")),
    (6, own("main", "XYZ", "10")),
    (12, close_by_bank("main", "GLD", "MarketExpiry")),
    *NEXT_DAY,
)
