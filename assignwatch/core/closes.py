"""The close of an underlying on a day on which something ends: the one price that is a fact.

`record.py` hands in every quote. An official settlement is kept at once; other prices of that day
are kept a few minutes apart, and the newest of them in between, so that the last one before the end
is known when the outcome is judged.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from assignwatch.core.events import Priced, Ticked
from assignwatch.core.observations import Quote
from assignwatch.core.policy import Policy
from assignwatch.core.state import State

_TOLD_WITHIN = timedelta(days=4)
"""A settlement value may be published this long after the day it is for."""


def price(state: State, observation: Quote, policy: Policy) -> Iterator[Priced | Ticked]:
    """What is to be kept of a quote."""
    days = state.ends.get(observation.instrument)
    if not days:
        return
    known = state.closes.get(observation.instrument, {})
    if observation.settlement is not None:
        day = _settled_day(days, observation.at.date())
        if day is not None:
            at = observation.at if observation.at.date() == day else _end_of(day)
            told = Priced(
                at, observation.instrument, observation.settlement, True, observation.source
            )
            if known.get(day) != told:
                yield told
        return
    price = observation.last
    if price is None and observation.bid is not None and observation.ask is not None:
        price = (observation.bid + observation.ask) / 2
    day = observation.at.date()
    before = known.get(day)
    if price is None or day not in days or (before is not None and before.official):
        return
    told = Priced(observation.at, observation.instrument, price, False, observation.source)
    if before is None or observation.at - before.at >= policy.price_step:
        yield told
    else:
        yield Ticked(told)


def _settled_day(days: Mapping[date, None], told: date) -> date | None:
    """The day whose close is told: that day itself, or one of the few days before."""
    near = [day for day in days if timedelta() <= told - day <= _TOLD_WITHIN]
    return max(near, default=None)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
