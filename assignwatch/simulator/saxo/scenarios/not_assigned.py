"""A short put of main ends in the money, and the bank books its expiry and nothing else.

Somebody did not exercise. The tool is the same as when they do, but no shares come.
"""

from assignwatch.simulator.saxo.instruments import PUT
from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    bring_to,
    end,
    list_expiring,
    own,
)

SCRIPT: Script = (
    (1, list_expiring("XYZ", PUT, "97.5")),
    (2, bring_to("main", "XYZ P97.5 today", "-1")),
    (6, own("main", "XYZ", "25")),
    (12, end("XYZ P97.5 today")),
    *NEXT_DAY,
)
