"""binance/main, in hedge mode, is winning with its long side, and a part of that is taken.

The mode can only be changed while nothing is open, so the trader closes everything first.
"""

from assignwatch.simulator.binance.contracts import Side
from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    deleverage,
    market,
    trade,
    turn_to_hedge_mode,
)

SCRIPT: Script = (
    *OWN,
    (1, turn_to_hedge_mode("main")),
    (3, trade("main", "BTCUSDT", "0.3")),
    (4, trade("main", "BTCUSDT", "-0.1")),
    (9, market("BTC", "6")),
    (13, deleverage("main", "BTCUSDT", Side.LONG, "-0.12")),
    (19, trade("main", "BTCUSDT", "-0.04", side=Side.LONG)),
    (22, trade("main", "BTCUSDT", "0.03", side=Side.SHORT)),
)
