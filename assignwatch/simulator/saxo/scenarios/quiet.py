"""A day of ordinary trading: everything here is explained, and nothing should alarm.

Besides these steps the world nets and reports every night.
"""

from assignwatch.simulator.saxo.scenarios.steps import (
    Script,
    cancel_resting,
    fill_resting,
    own,
    rest,
)

SCRIPT: Script = (
    (6, own("main", "XYZ", "20")),
    (18, rest("main", "ETX", "30", "-0.05")),
    (31, fill_resting("main", "ETX", "10")),
    (33, fill_resting("main", "ETX", "20")),
    (80, own("main", "XYZ C105", "-1")),
    (240, own("second", "EURUSD", "5000")),
    (900, own("main", "XYZ P90", "-1")),
    (2_700, rest("main", "QRS P45", "-1", "8")),
    (7_200, cancel_resting("main", "QRS P45")),
    (10_800, own("main", "XYZ", "-20")),
    (21_600, own("main", "XYZ P90", "1")),
    (43_200, own("second", "ETX", "5")),
    (79_200, own("main", "ETX", "-30")),
)
