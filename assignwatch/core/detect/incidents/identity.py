"""Which incident a happening belongs to.

An id is made of the broker's own fields (account, contract, side, family, business date), never
of the clock, so that a restart, a replay and a second feed all arrive at the same one. More
contracts later in the same night are a new version of the same incident; what another night brought
under the same date takes the next one that is free (`each_night.py`).

Positions and a record may date one happening differently: the change has the day of the reading
before it, the record the day that it says. Whichever is told first names the incident, and the
other one joins it, though the record be dated outside the change's interval: an id under which the
trader was told, and perhaps acknowledged, is worth more than the tidier of two dates. So an id may
depend on which of the two the program learned first, and on nothing else.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.incidents.each_night import Incidents, free, may_be_of, seen_at
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import AccountKey, Instrument, PositionKey, days_about, later, name_of
from assignwatch.core.observations import Booking
from assignwatch.core.state import Account
from assignwatch.core.words import OVER, Family, Side

_NONE: Final[Incidents] = MappingProxyType({})
_Derived = tuple[str, datetime, datetime, Decimal]
"""An incident, the span in which it happened, and what it is a change of."""

_PAIRED = timedelta(days=5)
"""A record may be dated this long after the reading that showed its change."""


def incident_id(account: AccountKey, key: PositionKey, family: Family, day: date) -> str:
    """`<account>:<contract>[:<side>]:<family>:<business date>`."""
    side = "" if key.side is Side.NET else f":{key.side}"
    return f"{account}:{name_of(key.instrument)}{side}:{family}:{day.isoformat()}"


def _day_of(incident: str) -> date:
    """The business date in an id."""
    return date.fromisoformat(incident.rpartition(":")[2])


def incident_of(
    happening: Happening,
    account: Account,
    family: Family,
    *,
    day_total: Decimal | None = None,
    answer: Answer | None = None,
    shown: datetime | None = None,
    beside: str | None = None,
    refused: Collection[str] = (),
    other_nights: Collection[str] = (),
    in_time: bool = False,
    money: Sequence[Booking] = (),
    incidents: Incidents = _NONE,
) -> str:
    """The incident that a record belongs to.

    First the one of the change that the ledger found it to be about (`answer`), unless that was
    told only after the record had been told under its own business date; then the one that already
    counts one of its witnesses as its own, so that an id stays when a later record dates the same
    happening across midnight; then one that the same reading has told, though another record has
    told of it since; then an open one that was concluded from positions, of the same contract and
    family, whose span holds it or whose change it explains; then the one that another record of its
    day has joined (`beside`); else the one of its own business date, where no night before has it.
    `day_total` is what the records of its day say together: a change that was told whole may be
    booked in parts. Where a reading has `shown` it, the one after it (`in_time`) or another, it is
    of no change that was seen before. `refused`: incidents that it is none of, though it may have
    been counted there, and those of `other_nights`, of which it does not take the name either.
    `money`: what records of that alone are put to it, which may have told of it first.

    One that positions told so long ago that it is open no more is confirmed by it all the same.
    """
    refused = {*refused, *other_nights}
    key = happening.witnesses[0].key
    own = incident_id(account.key, key, family, happening.at.date())
    told = any(account.consumed.get((w.id, w.instrument)) == own for w in happening.witnesses)
    # One that counted it once may have become wider by that.
    open_ = [one for one in _derived(account, key, family) if one[0] not in refused]
    live = list(account.live.get(key, ()))
    since_told = live[live.index(own) :] if told and own in live else []
    earlier = [one for one in open_ if one[0] not in since_told]
    if answer is not None:
        # By its legs and their records the time of one may reach into another night.
        shows = [
            (since, name)
            for name, since, until, _ in earlier
            if since < answer.at <= until and _day_of(name) <= answer.at.date()
        ]
        if shows:
            return _latest(shows)
    unsaid = answer is None and not in_time
    if day_total is not None and day_total != happening.quantity and unsaid:
        whole = _of_change(earlier, happening.at, day_total)
        if whole is not None:
            return whole
    for witness in (*happening.witnesses, *money):
        known = account.consumed.get((witness.id, witness.instrument))
        if known is not None and f":{family}:" in known and known not in refused:
            return known
    if shown is not None:
        seen = seen_at(account, incidents, key, shown)
        once = [(since, name) for since, name in seen if f":{family}:" in name]
        once = [one for one in once if one[1] not in {*refused, *since_told}]
        if once:
            return _latest(once)
    for name, since, until, change in open_:
        near = until < happening.at <= until + _PAIRED and change == happening.quantity
        if since < happening.at <= until or (near and unsaid):
            return name
    long_ago = _forgotten(incidents, own, happening, {*refused, *live})
    return beside or long_ago or free(incidents, own, happening.at, shown, other_nights)


def incident_of_leg(
    told: Happening,
    account: Account,
    key: PositionKey,
    family: Family,
    shown: datetime | None = None,
    left: Collection[str | None] = (),
    incidents: Incidents = _NONE,
) -> str:
    """The incident of a contract of which the broker has booked only what it delivered.

    As for a record of its own: the one that counts this record already, then an open one that was
    concluded from positions, of its time or of the reading that has `shown` the contract gone, else
    the one of the record's business date. `left`: incidents that took it for a
    record of what they tell, which it is not.
    """
    own = incident_id(account.key, key, family, told.at.date())
    for witness in told.witnesses:
        known = account.consumed.get((witness.id, witness.instrument))
        if known is None or known in left or not may_be_of(incidents.get(known), shown):
            continue
        if known.rpartition(":")[0] == own.rpartition(":")[0]:
            return known
    for name, since, until, _ in _derived(account, key, family):
        if any(since < at <= until for at in filter(None, (told.at, shown))):
            return name
    return free(incidents, own, told.at, shown)


def _latest(shows: Sequence[tuple[datetime, str]]) -> str:
    return max(shows, key=lambda one: one[0])[1]


def _of_change(derived: Iterable[_Derived], at: datetime, change: Decimal) -> str | None:
    """The open incident of just this change, read in the days before."""
    for name, _, until, moved in derived:
        if moved == change and until < at <= until + _PAIRED:
            return name
    return None


def _derived(account: Account, key: PositionKey, family: Family) -> Iterator[_Derived]:
    """The open incidents of this family that were concluded from positions alone.

    In the order in which they were told.
    """
    for name in account.live.get(key, ()):
        if f":{family}:" in name and name in account.derived:
            contract, since, until, change = account.derived[name]
            if contract == key:
                yield name, since, until, change


def _forgotten(
    incidents: Incidents, own: str, happening: Happening, refused: Collection[str]
) -> str | None:
    """The incident of just this change that positions alone told, and that is open no more."""
    key, at = happening.witnesses[0].key, happening.at
    for day in reversed(days_about(at.date(), before=_PAIRED.days - 1)):
        name = f"{own.rpartition(':')[0]}:{day.isoformat()}"
        known = incidents.get(name)
        if known is None or known.latest.grade in OVER or name in refused:
            continue
        version = known.latest
        span = version.changed or version.occurred
        moved = [c.quantity for c in version.consumes if c.key == key and not c.facts]
        timely = span is not None and span[0] < at <= later(span[1], _PAIRED)
        if timely and moved == [happening.quantity]:
            return name
    return None


def business_day(residual: Residual, contract: Instrument) -> date:
    """The business date: the expiry's if it was reached, else that of the reading before.

    Where some are left on the day of the end, the others went in the night before it.
    """
    end = contract.expiry
    last = end is not None and (not residual.after or end.over_at <= residual.at)
    if end is not None and last and end.reached(residual.at):
        return end.at.date()
    return residual.since.date()
