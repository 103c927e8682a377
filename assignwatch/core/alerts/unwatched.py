"""Alerts about accounts that are watched no more end by themselves, once a run knows which are.

`freshness.py` and `sign_in.py` ask for their own kind.
"""

from collections.abc import Iterator
from datetime import datetime

from assignwatch.core.events import Resolved
from assignwatch.core.state import State
from assignwatch.core.words import About


def unwatched(state: State, now: datetime, about: About) -> Iterator[Resolved]:
    """The open alerts of this kind whose account is not enrolled."""
    if state.enrolled_at is None:
        return
    for alert_id in list(state.open_alerts):
        raised = state.alerts[alert_id].raised
        if raised.about is about and raised.account not in state.enrolled:
            yield Resolved(now, alert_id, by_trader=False)
