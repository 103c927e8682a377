"""binance/main, in hedge mode, is winning with its long side, and a part of that is taken.

The mode can only be changed while nothing is open, so the trader closes everything first.
"""

from assignwatch.simulator.binance.causes import DELEVERAGING
from assignwatch.simulator.binance.contracts import Side
from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    market,
    reduce,
    trade,
    turn_to_hedge_mode,
)

SCRIPT: Script = (
    *OWN,
    (1, turn_to_hedge_mode("main")),
    (3, trade("main", "BTCUSDT", "0.3")),
    (4, trade("main", "BTCUSDT", "-0.1")),
    (9, market("BTC", "6")),
    (13, reduce("main", "BTCUSDT", Side.LONG, "-0.12", DELEVERAGING)),
    (19, reduce("main", "BTCUSDT", Side.LONG, "-0.04")),
    (22, reduce("main", "BTCUSDT", Side.SHORT, "0.03")),
)
