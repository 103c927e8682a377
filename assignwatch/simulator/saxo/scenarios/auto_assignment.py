"""A short put of main is assigned at its expiry; the client had closed one of two lots before."""

from assignwatch.simulator.saxo.causes import AUTO_ASSIGNMENT
from assignwatch.simulator.saxo.instruments import PUT
from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    assign,
    bring_to,
    end,
    list_expiring,
    own,
)

SCRIPT: Script = (
    (1, list_expiring("XYZ", PUT, "100")),
    (2, bring_to("main", "XYZ P100 today", "-2")),
    (6, own("main", "XYZ P100 today", "1")),
    (12, assign("main", "XYZ P100 today", cause=AUTO_ASSIGNMENT)),
    (12, end("XYZ P100 today")),
    *NEXT_DAY,
)
