"""The close of an underlying on a day on which something ends: the one price that is a fact.

`record.py` hands in every quote, `evolve.py` what is kept of one. An official settlement is kept at
once; other prices that may stand for the close are kept a few minutes apart, and the newest of them
in between, so that the last one is known when the outcome is judged. Of a day that is over each is
kept that is newer, for the outcome may have been told and is judged again. A settlement may come
before the contract is described that ends with it, so those of other days are kept for a while too.
What is told when the next session has begun is of that session, unless there is none any more.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from assignwatch.core.detect.contracts.market import may_be_close
from assignwatch.core.events import Priced, Ticked
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Moment, PositionKey
from assignwatch.core.observations import Quote
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import InstrumentKind

_TOLD_WITHIN = timedelta(days=4)
"""The last value of a future may be published this long after the day it is for."""

_BY_THE_HOUR = timedelta(hours=12)
"""What ends at a time of the day has its value by then: it is traded around the clock."""

_MAY_END = timedelta(days=14)
"""So long the settlement of a day is kept that no contract is known to have ended on."""


def price(
    state: State, observation: Quote, now: datetime, policy: Policy
) -> Iterator[Priced | Ticked]:
    """What is to be kept of a quote. What ended on its day may have been told of by now."""
    days = state.ends.get(observation.instrument, {})
    known = state.closes.get(observation.instrument, {})
    if observation.settlement is not None:
        told = Priced(
            observation.at, observation.instrument, observation.settlement, True, observation.source
        )
        before = known.get(observation.at.date())
        if observation.at.date() in days:
            yield from (told,) if before != told else ()
            return
        if before is None or before.price != told.price:
            yield told  # of a contract that nobody has described yet, it may be
        yield from _told_later(state, told, before, policy)
        return
    price = observation.last
    if price is None and observation.bid is not None and observation.ask is not None:
        price = (observation.bid + observation.ask) / 2
    day = observation.at.date()
    before = known.get(day)
    if price is None or day not in days or (before is not None and before.official):
        return
    told = Priced(observation.at, observation.instrument, price, False, observation.source)
    ending = _ending(state, told.instrument, day)
    if not any(may_be_close(state, *end, told, policy.calendar) for end in ending):
        return
    tick = state.ticks.get(told.instrument)
    apart = policy.price_step if now.date() == day else datetime.resolution
    if before is None or told.at - before.at >= apart:
        yield told
    elif tick is None or told.at >= tick.at:
        yield Ticked(told)


def ends(state: State, contract: Instrument, policy: Policy) -> Iterator[Priced]:
    """The settlement of a contract's last day, if it was told before the contract was described."""
    if contract.expiry is None or contract.underlying is None:
        return
    days = state.ends.get(contract.underlying, {})
    known = state.closes.get(contract.underlying, {})
    day = contract.expiry.at.date()
    if day in known:
        return
    told = [p for at, p in sorted(known.items()) if p.official and at not in days]
    later = next((p for p in told if _settled_day(state, p, policy) == day), None)
    if later is not None:
        yield replace(later, at=_end_of(day))


def keep(state: State, close: Priced) -> None:
    """The close of that day is this one; those that no contract will need any more are dropped."""
    days, known = (
        state.ends.get(close.instrument, {}),
        state.closes.setdefault(close.instrument, {}),
    )
    known[close.at.date()] = close
    for day in [day for day in known if day not in days and close.at.date() - day > _MAY_END]:
        del known[day]


def decided(state: State, close: Priced) -> Iterator[tuple[AccountKey, PositionKey]]:
    """What ended that day and may have come to something else by this close, though it was told."""
    for account in state.accounts.values():
        for key in account.live:
            contract = state.instruments.get(key.instrument)
            if contract is None or contract.underlying != close.instrument:
                continue
            if contract.expiry is not None and contract.expiry.at.date() == close.at.date():
                yield account.key, key


def _ending(state: State, on: InstrumentId, day: date) -> Iterator[tuple[Instrument, Moment]]:
    """The contracts on it that end on a day, and when."""
    for name in state.ends[on][day]:
        for contract in state.descriptions(name):
            if contract.expiry is not None and contract.expiry.at.date() == day:
                yield contract, contract.expiry


def _told_later(
    state: State, told: Priced, before: Priced | None, policy: Policy
) -> Iterator[Priced]:
    """The same for the day it is for, where that is one before.

    A day that has its settlement keeps it, unless that was just what was said `before` on the later
    day: a price of its own is told of each day.
    """
    day = _settled_day(state, told, policy)
    if day is None:
        return
    last = state.closes.get(told.instrument, {}).get(day)
    settled = replace(told, at=_end_of(day))
    corrected = before is not None and last == replace(before, at=_end_of(day))
    if last is None or not last.official or (corrected and last != settled):
        yield settled


def _settled_day(state: State, told: Priced, policy: Policy) -> date | None:
    """The day whose close is told: that day itself, or one before."""
    days = state.ends.get(told.instrument, {})
    near = [day for day in days if _may_be_of(state, told, day, policy)]
    return max(near, default=None)


def _may_be_of(state: State, told: Priced, day: date, policy: Policy) -> bool:
    """Whether a settlement may be that of a day: no later session has begun, or none will."""
    since = told.at.date() - day
    if since <= timedelta():
        return not since
    thing = state.instruments.get(told.instrument)
    expiry = thing.expiry if thing is not None and thing.kind is InstrumentKind.FUTURE else None
    if expiry is not None and expiry.at.date() == day:
        return since <= _TOLD_WITHIN
    ends = [end for _, end in _ending(state, told.instrument, day)]
    if ends and not any(end.whole_day for end in ends):
        return told.at - max(end.at for end in ends) <= _BY_THE_HOUR
    exchange = thing.exchange if thing is not None else None
    return told.at < policy.calendar.next_open(Moment.on(day), exchange)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
