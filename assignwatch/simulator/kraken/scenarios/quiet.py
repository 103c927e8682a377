"""A day of ordinary trading: everything here is explained, and nothing should alarm.

Besides these steps the world books funding at every full hour.
"""

from assignwatch.simulator.kraken.causes import MAKER, TAKER_AFTER_EDIT
from assignwatch.simulator.kraken.scenarios.steps import (
    Script,
    cancel_resting,
    fill_resting,
    rest,
    trade,
)

SCRIPT: Script = (
    (5, trade("main", "PF_XBTUSD", "0.05")),
    (20, rest("main", "PF_ETHUSD", "1.2", "-0.05")),
    (32, fill_resting("main", "PF_ETHUSD", "0.5")),
    (33, fill_resting("main", "PF_ETHUSD", "0.7")),
    (75, trade("main", "PF_XBTUSD", "-0.1")),
    (180, trade("second", "PF_ETHUSD", "-0.6", MAKER)),
    (600, trade("main", "PF_ETHUSD", "-0.4", TAKER_AFTER_EDIT)),
    (1_800, trade("main", "PI_XBTUSD", "4000")),
    (3_900, rest("main", "PF_XBTUSD", "-0.1", "0.6")),
    (9_000, cancel_resting("main", "PF_XBTUSD")),
    (14_400, trade("main", "PF_ETHUSD", "-2.3", MAKER)),
    (14_401, trade("main", "PF_ETHUSD", "-0.3", MAKER)),
    (28_800, trade("main", "PF_XBTUSD", "0.03")),
    (43_200, trade("second", "PF_XBTUSD", "0.05")),
    (64_800, trade("main", "PF_ETHUSD", "0.8", MAKER)),
    (82_800, trade("main", "PF_XBTUSD", "-0.08")),
)
