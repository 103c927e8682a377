"""How often an account is read as a routine: the floor under its stream.

`account.py` asks after each reading. What a broker's profile says is enough on an ordinary day with
a stream that is up; without one, and around the end of something held, readings are a minute apart.
"""

from datetime import datetime, timedelta

from assignwatch.core.model import WHOLE, AccountKey
from assignwatch.core.state import State
from assignwatch.core.words import Feed

DENSE = timedelta(minutes=1)

_AROUND = timedelta(days=1)
"""So long before a contract may end, and after it is over: most brokers book it by the next day."""


def poll_after(state: State, key: AccountKey, now: datetime, usual: timedelta) -> timedelta:
    """How long until the next reading; `usual` at most."""
    if _is_streamed(state, key) and not _something_ends(state, key, now):
        return usual
    return min(usual, DENSE)


def _is_streamed(state: State, key: AccountKey) -> bool:
    health = state.account(key).feeds.get((Feed.STREAM, WHOLE))
    return health is not None and health.up


def _something_ends(state: State, key: AccountKey, now: datetime) -> bool:
    """Whether a contract that is held, or was until just now, reaches its end about now."""
    account = state.account(key)
    for position in {**account.rows, **account.live}:
        instrument = state.instruments.get(position.instrument)
        if instrument is None:
            continue
        for end in (instrument.expiry, instrument.first_notice):
            if end is not None and end.at - _AROUND <= now <= end.over_at + _AROUND:
                return True
    return False
