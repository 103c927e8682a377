"""A dated future of kraken/main reaches its last trading time and is settled in cash.

The position stays open for some minutes after maturity, then disappears without a fill. The
contract is listed for the occasion, because the regular ones end weeks from now.
"""

from assignwatch.simulator.kraken.scenarios.steps import (
    Script,
    first_to_mature,
    list_short_dated,
    trade,
)

SCRIPT: Script = (
    (2, list_short_dated()),
    (4, trade("main", first_to_mature, "0.3")),
    (10, trade("main", "PF_XBTUSD", "0.02")),
)
