"""A short call of main is assigned, and the shares that covered it go at the strike."""

from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "QRS", "100")),
    (3, bring_to("main", "QRS C50", "-1")),
    (7, own("main", "XYZ", "-10")),
    (12, assign("main", "QRS C50")),
    *NEXT_DAY,
)
