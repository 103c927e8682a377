"""A short put of main is assigned in the night: the lot goes, a hundred shares come at the strike.

Events have the tool, the legs have the tag. A little before, the client buys as many of the same
shares by an order.
"""

from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "XYZ P100", "-1")),
    (6, own("main", "XYZ", "100")),
    (12, assign("main", "XYZ P100")),
    *NEXT_DAY,
)
