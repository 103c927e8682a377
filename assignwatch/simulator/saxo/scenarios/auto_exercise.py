"""A long call of main ends in the money and is exercised by the bank: shares come at the strike."""

from assignwatch.simulator.saxo.causes import AUTO_EXERCISE
from assignwatch.simulator.saxo.instruments import CALL
from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    bring_to,
    end,
    exercise,
    list_expiring,
    own,
)

SCRIPT: Script = (
    (1, list_expiring("XYZ", CALL, "90")),
    (2, bring_to("main", "XYZ C90 today", "1")),
    (6, own("main", "QRS", "10")),
    (12, exercise("main", "XYZ C90 today", "1", AUTO_EXERCISE)),
    (12, end("XYZ C90 today")),
    *NEXT_DAY,
)
