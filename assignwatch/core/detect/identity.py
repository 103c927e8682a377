"""Which incident a happening belongs to.

An id is made of the broker's own fields (account, contract, side, family, business date), never
of the clock, so that a restart, a replay and a second feed all arrive at the same one. More
contracts later the same day are a new version of the same incident.
"""

from collections.abc import Mapping
from datetime import date

from assignwatch.core.detect.happenings import Happening
from assignwatch.core.model import AccountKey, PositionKey, name_of
from assignwatch.core.state import FactKey
from assignwatch.core.words import Family, Side


def incident_id(account: AccountKey, key: PositionKey, family: Family, day: date) -> str:
    """`<account>:<contract>[:<side>]:<family>:<business date>`."""
    side = "" if key.side is Side.NET else f":{key.side}"
    return f"{account}:{name_of(key.instrument)}{side}:{family}:{day.isoformat()}"


def incident_of(
    happening: Happening,
    account: AccountKey,
    family: Family,
    consumed: Mapping[FactKey, str],
) -> str:
    """The incident that already counts one of its witnesses as its own, else a new id.

    Staying with the first one keeps an id when a later record dates the same happening a little
    earlier, across midnight.
    """
    key = happening.witnesses[0].key
    for witness in happening.witnesses:
        known = consumed.get((witness.id, witness.instrument))
        if known is not None and f":{family}:" in known:
            return known
    return incident_id(account, key, family, happening.at.date())
