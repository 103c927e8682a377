"""Both accounts are short the same put; only that of second is assigned."""

from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "XYZ P100", "-1")),
    (3, bring_to("second", "XYZ P100", "-1")),
    (6, own("main", "XYZ", "100")),
    (12, assign("second", "XYZ P100")),
    *NEXT_DAY,
)
