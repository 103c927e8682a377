"""A short index put of main ends in the money and is settled in cash: no leg comes, money goes."""

from assignwatch.simulator.saxo.causes import CASH_SETTLEMENT
from assignwatch.simulator.saxo.instruments import PUT
from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    bring_to,
    end,
    list_expiring,
    own,
    settle_in_cash,
)

SCRIPT: Script = (
    (1, list_expiring("XIX", PUT, "5000")),
    (2, bring_to("main", "XIX P5000 today", "-1")),
    (6, own("main", "ETX", "10")),
    (12, settle_in_cash("main", "XIX P5000 today", CASH_SETTLEMENT)),
    (12, end("XIX P5000 today")),
    *NEXT_DAY,
)
