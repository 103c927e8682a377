"""The streams fall silent before a USDⓈ-M quarterly is delivered, and come back when it is over.

No order and no trade tells of this delivery: only the position that is gone and the income history.
"""

from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    ask,
    first_to_end,
    list_quarterly,
    trade,
)

SCRIPT: Script = (
    *OWN,
    (1, list_quarterly(Family.UM, 22, traded=False)),
    (3, trade("main", first_to_end(Family.UM), "0.07")),
    (20, ask("fall silent")),
    (38, ask("come back")),
)
