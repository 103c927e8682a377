"""The client is signed out everywhere, and an assignment comes while nobody can look."""

from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, ask, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "XYZ P100", "-1")),
    (5, own("main", "QRS", "10")),
    (8, ask("end sessions")),
    (14, assign("main", "XYZ P100")),
    *NEXT_DAY,
)
