"""The same assignment, but nothing calls it so: two legs without order, tool or tag.

The report of the next day names it.
"""

from assignwatch.simulator.saxo.causes import ASSIGNMENT_UNTOLD
from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "XYZ P100", "-1")),
    (6, own("main", "XYZ", "100")),
    (12, assign("main", "XYZ P100", cause=ASSIGNMENT_UNTOLD)),
    *NEXT_DAY,
)
