"""A night in which nothing happened: positions are netted and carried over, and some get new ids.

The client nets at the end of the day for the length of this scenario, so that both sides of the
day's trades are visible until then.
"""

from assignwatch.simulator.saxo.scenarios.steps import (
    Script,
    bring_to,
    end_day,
    net_by,
    own,
    report,
)
from assignwatch.simulator.saxo.world import FIFO_END_OF_DAY, FIFO_REAL_TIME

SCRIPT: Script = (
    (1, bring_to("main", "ETX P410", "-2")),
    (1, bring_to("main", "XYZ", "100")),
    (2, net_by(FIFO_END_OF_DAY)),
    (4, own("main", "ETX P410", "1")),
    (6, own("main", "XYZ", "-40")),
    (8, own("second", "EURUSD", "20000")),
    (15, end_day()),
    (20, net_by(FIFO_REAL_TIME)),
    (45, report()),
)
