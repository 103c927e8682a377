"""A short call of main is assigned, and the shares that covered it go at the strike.

The bank also writes of it, in words for people.
"""

from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    assign,
    bring_to,
    own,
    write,
)

SCRIPT: Script = (
    (2, bring_to("main", "QRS", "100")),
    (3, bring_to("main", "QRS C50", "-1")),
    (7, own("main", "XYZ", "-10")),
    (12, assign("main", "QRS C50")),
    (
        15,
        write(
            "Notification",
            "Option assigned",
            "Your short position of 1 QRS call at 50.00 was assigned. The shares are booked.",
        ),
    ),
    *NEXT_DAY,
)
