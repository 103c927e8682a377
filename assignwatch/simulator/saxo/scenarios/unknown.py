"""Saxo takes a short put of main away for shares, and calls it what it never called anything."""

from assignwatch.simulator.saxo.causes import UNDOCUMENTED
from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "XYZ P100", "-1")),
    (6, own("main", "XYZ", "30")),
    (12, assign("main", "XYZ P100", cause=UNDOCUMENTED)),
    *NEXT_DAY,
)
