"""The stream falls silent, an assignment comes, and the event service forgets all that it knew.

When the stream is back, no event tells of the assignment any more, and no position is tagged: only
the positions themselves have changed. The report of the next day names it. The client trades again
when they have been read, so that both are seen: what was missed, and that the stream is back.
"""

from assignwatch.simulator.saxo.causes import ASSIGNMENT_BY_EVENT
from assignwatch.simulator.saxo.scenarios.steps import (
    NEXT_DAY,
    Script,
    ask,
    assign,
    bring_to,
    lose_events,
    own,
)

SCRIPT: Script = (
    (2, bring_to("main", "XYZ P100", "-1")),
    (4, own("main", "QRS", "10")),
    (6, ask("fall silent")),
    (10, assign("main", "XYZ P100", cause=ASSIGNMENT_BY_EVENT)),
    (11, lose_events()),
    (13, ask("come back")),
    (22, own("main", "XYZ", "5")),
    *NEXT_DAY,
)
