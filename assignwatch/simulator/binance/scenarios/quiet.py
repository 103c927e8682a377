"""A day of ordinary trading: everything here is explained, and nothing should alarm.

Besides these steps the world books funding three times a day.
"""

from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.scenarios.steps import (
    OWN,
    Script,
    cancel_resting,
    fill_resting,
    funding,
    rest,
    set_leverage,
    trade,
    transfer,
)

SCRIPT: Script = (
    *OWN,
    (20, rest("main", "SOLUSDT", "6", "-0.05")),
    (30, fill_resting("main", "SOLUSDT", "2")),
    (31, fill_resting("main", "SOLUSDT", "4")),
    (36, funding()),
    (48, set_leverage("main", "SOLUSDT", 10)),
    (55, transfer("main", Family.UM, "USDT", "250")),
    (75, trade("main", "SOLUSDT", "-6")),
    (180, trade("portfolio", "BTCUSDT", "0.02")),
    (900, trade("main", "BTCUSD_PERP", "10")),
    (2_700, rest("main", "ETHUSDT", "0.5", "-4")),
    (7_200, cancel_resting("main", "ETHUSDT")),
    (10_800, trade("main", "ETHUSDT", "2.4")),
    (21_600, trade("main", "BTCUSDT", "-0.1")),
    (43_200, trade("portfolio", "ETHUSD_PERP", "-15")),
    (64_800, transfer("main", Family.CM, "BTC", "-0.05")),
    (82_800, trade("main", "ETHUSDT", "-0.8")),
)
