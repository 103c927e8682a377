"""How often an account is read as a routine: the floor under its stream.

`account.py` asks after each reading. What a broker's profile says is enough on an ordinary day with
a stream that is up; without one, and around the end of something held, readings are a minute apart,
and one comes right after an end whose very time is known.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assignwatch.core.model import AccountKey, Moment, later
from assignwatch.core.state import State
from assignwatch.core.words import Feed

DENSE = timedelta(minutes=1)

_AROUND = timedelta(days=1)
"""So long before a contract may end, and after it is over: most brokers book it by the next day."""


_AT_ONCE = timedelta(seconds=5)
"""So long after an end its first records may be there."""


def poll_after(state: State, key: AccountKey, now: datetime, usual: timedelta) -> timedelta:
    """How long until the next reading; `usual` at most."""
    ends = [end for end in _ends(state, key) if end.at - _AROUND <= now <= end.over_at + _AROUND]
    if _is_streamed(state, key) and not ends:
        return usual
    soon = [later(end.over_at, _AT_ONCE) - now for end in ends if end.over_at >= now]
    return min(usual, DENSE, *soon)


def _is_streamed(state: State, key: AccountKey) -> bool:
    """Whether every part of the account that has a stream of its own is heard."""
    feeds = state.account(key).feeds.items()
    parts = [health.up for (feed, _), health in feeds if feed is Feed.STREAM]
    return bool(parts) and all(parts)


def _ends(state: State, key: AccountKey) -> Iterator[Moment]:
    """When contracts that are held, or were until just now, come to their end."""
    account = state.account(key)
    for position in {**account.rows, **account.live}:
        instrument = state.instruments.get(position.instrument)
        if instrument is not None:
            yield from filter(None, (instrument.expiry, instrument.first_notice))
