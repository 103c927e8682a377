"""Both short puts of a spread are assigned and the long ones stay; then some shares are sold."""

from assignwatch.simulator.saxo.scenarios.steps import NEXT_DAY, Script, assign, bring_to, own

SCRIPT: Script = (
    (2, bring_to("main", "ETX P410", "-2")),
    (3, bring_to("main", "ETX P400", "2")),
    (8, own("main", "XYZ", "15")),
    (12, assign("main", "ETX P410", "2")),
    (20, own("main", "ETX", "-50")),
    *NEXT_DAY,
)
