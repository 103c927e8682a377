"""When to open a new connection before Binance cuts the old one, which it does after 24 hours.

`listener.py` asks after each connect. Options and futures are settled at 08:00 UTC; around that
hour nothing is changed that works. Source: Binance docs, Derivatives "WebSocket market streams".
"""

from datetime import datetime, time, timedelta

CUT_AFTER = timedelta(hours=24)
LATEST = timedelta(hours=23)
"""After this long, whatever the time, outside the hours of settlement."""
AIM = time(20, 0)
"""A quiet hour, UTC."""
TOO_YOUNG = timedelta(hours=1)
"""A connection that is younger at the quiet hour stays."""
NEVER_FROM, NEVER_TO = time(7, 30), time(9, 0)
"""Around the settlement, UTC."""


def next_reconnect(connected_at: datetime, now: datetime) -> datetime:
    """When to replace a connection of that age; `now` at the latest means at once. UTC.

    Never within the hours of settlement: what is overdue then waits until they are over.
    """
    aim = connected_at.replace(hour=AIM.hour, minute=AIM.minute, second=0, microsecond=0)
    while aim - connected_at < TOO_YOUNG:
        aim += timedelta(days=1)
    planned = max(min(aim, connected_at + LATEST), now)
    if NEVER_FROM <= planned.time() < NEVER_TO:
        return planned.replace(hour=NEVER_TO.hour, minute=NEVER_TO.minute, second=0, microsecond=0)
    return planned
