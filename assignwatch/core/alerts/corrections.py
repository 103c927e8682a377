"""A correction that does not name what it takes back: loud, and nothing is concluded of it.

A correction that shares an id with a record turns that one back (`detect.happenings`). One that
shares none could be of any trade in the same contract, so it takes no incident back; where it goes
against what an incident of the last days is made of, the trader is asked to look. `record.py` hands
each new correction in.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assignwatch.core.events import Alerted, Concluded
from assignwatch.core.model import Problem
from assignwatch.core.observations import Booking
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, About, Cause, Severity

UNNAMED = "correction_unnamed"
"""`texts.alerts` says it, with the instrument, quantity, at and incident that it carries."""

WITHIN = timedelta(days=14)
"""A record that is corrected is hardly older."""


def questioned(booking: Booking, state: State, now: datetime) -> Iterator[Alerted]:
    """The alert that a correction may be of an incident which it does not name; once a day."""
    if booking.cause is not Cause.CORRECTION:
        return
    account = state.account(booking.account)
    day = booking.at.date().isoformat()
    alert = f"correction:{booking.account}:{booking.instrument}:{day}"
    against = [
        name
        for name, incident in state.incidents.items()
        if _may_be_of(booking, incident.latest, account)
    ]
    if alert in state.alerts or not against:
        return
    values = {
        "instrument": booking.instrument,
        "quantity": f"{booking.quantity:f}",
        "at": booking.at.isoformat(),
        "incident": against[-1],
    }
    about = Problem(UNNAMED, values)
    yield Alerted(now, alert, About.CORRECTION, 1, Severity.HIGH, booking.account, about)


def _may_be_of(booking: Booking, version: Concluded, account: Account) -> bool:
    """Whether it goes against a leg of this, and names no record of it, which would settle it."""
    last = (version.occurred or (version.at, version.at))[1]
    if version.account != booking.account or version.grade in OVER:
        return False
    if not last - WITHIN <= booking.at <= last + WITHIN:
        return False
    against = any(
        used.key.instrument == booking.instrument and used.quantity * booking.quantity < 0
        for used in version.consumes
    )
    named = {booking.event or booking.id, *booking.refs}
    records = (
        account.bookings.get((fact, used.key.instrument))
        for used in version.consumes
        for fact in used.facts
    )
    ours = {token for one in records if one is not None for token in (one.event, one.id, *one.refs)}
    return against and not named & ours
