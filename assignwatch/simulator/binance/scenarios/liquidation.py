"""binance/main is warned and then liquidated: a part, then all of it; the fund takes a fee."""

from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    bring_to,
    call_margin,
    liquidate,
    market,
    rest,
)

SCRIPT: Script = (
    *(step for step in OWN if step[0] > 20),
    (2, bring_to("main", "BTCUSDT", "0.4")),
    (3, rest("main", "BTCUSDT", "0.05", "-20")),
    (5, market("BTC", "-8")),
    (6, call_margin("main", "BTCUSDT")),
    (8, liquidate("main", "BTCUSDT", "-0.1")),
    (13, market("BTC", "-6")),
    (14, liquidate("main", "BTCUSDT", "-0.12", "-0.1", whole=True)),
)
