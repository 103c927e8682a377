"""A short put of main on gold is assigned and turns into the future, of which main holds one."""

from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "OGD P2450", "-1")),
    (3, bring_to("main", "GLD", "1")),
    (7, own("main", "GLD CFD", "5")),
    (12, assign("main", "OGD P2450")),
    *NEXT_DAY,
)
