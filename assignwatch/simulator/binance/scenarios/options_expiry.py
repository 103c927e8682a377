"""Four options of binance/main expire: long and short, in the money and out of it.

Nothing is traded; the positions go at once, the records come some seconds later, also of what ended
worthless.
"""

from assignwatch.simulator.binance.scenarios.steps import OWN, Script, buy_expiring, trade

SCRIPT: Script = (
    *OWN,
    (1, buy_expiring("main", "BTC", "call", "-4", "0.2", 22)),
    (2, buy_expiring("main", "BTC", "call", "6", "-0.3", 21)),
    (3, buy_expiring("main", "BTC", "put", "4", "-0.25", 20)),
    (4, buy_expiring("main", "ETH", "put", "-7", "1.5", 19)),
    (9, trade("main", "ETHUSDT", "0.2")),
)
