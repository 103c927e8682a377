"""The close of an underlying on a day on which something ends: the one price that is a fact.

`record.py` hands in every quote, `evolve.py` what is kept of one. An official settlement is kept at
once; other prices that may stand for the close are kept a few minutes apart, and the newest of them
in between, so that the last one is known when the outcome is judged. Of a day that is over each is
kept that is newer, for the outcome may have been told and is judged again. A settlement may come
before the contract is described that ends with it, so those of other days are kept for a while too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from assignwatch.core.detect.contracts.market import may_be_close
from assignwatch.core.events import Priced, Ticked
from assignwatch.core.model import AccountKey, Instrument, Moment, PositionKey
from assignwatch.core.observations import Quote
from assignwatch.core.policy import Policy
from assignwatch.core.state import State

_TOLD_WITHIN = timedelta(days=4)
"""A settlement value may be published this long after the day it is for."""

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
        yield from _told_later(days, known, told, before)
        return
    price = observation.last
    if price is None and observation.bid is not None and observation.ask is not None:
        price = (observation.bid + observation.ask) / 2
    day = observation.at.date()
    before = known.get(day)
    if price is None or day not in days or (before is not None and before.official):
        return
    told = Priced(observation.at, observation.instrument, price, False, observation.source)
    if not any(may_be_close(state, *end, told, policy.calendar) for end in _ending(state, told)):
        return
    tick = state.ticks.get(told.instrument)
    apart = policy.price_step if now.date() == day else datetime.resolution
    if before is None or told.at - before.at >= apart:
        yield told
    elif tick is None or told.at >= tick.at:
        yield Ticked(told)


def ends(state: State, contract: Instrument) -> Iterator[Priced]:
    """The settlement of a contract's last day, if it was told before the contract was described."""
    if contract.expiry is None or contract.underlying is None:
        return
    days = state.ends.get(contract.underlying, {})
    known = state.closes.get(contract.underlying, {})
    day = contract.expiry.at.date()
    if day in known:
        return
    told = [p for at, p in sorted(known.items()) if p.official and at not in days]
    later = next((p for p in told if _settled_day(days, p.at.date()) == day), None)
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


def _ending(state: State, told: Priced) -> Iterator[tuple[Instrument, Moment]]:
    """The contracts on it that end on the day of this price, and when."""
    day = told.at.date()
    for name in state.ends[told.instrument][day]:
        for contract in state.descriptions(name):
            if contract.expiry is not None and contract.expiry.at.date() == day:
                yield contract, contract.expiry


def _told_later(
    days: Mapping[date, object], known: Mapping[date, Priced], told: Priced, before: Priced | None
) -> Iterator[Priced]:
    """The same for the day it is for, where that is one of the few days before.

    A day that has its settlement keeps it, unless that was just what was said `before` on the later
    day: a price of its own is told of each day.
    """
    day = _settled_day(days, told.at.date())
    if day is None:
        return
    last, settled = known.get(day), replace(told, at=_end_of(day))
    corrected = before is not None and last == replace(before, at=_end_of(day))
    if last is None or not last.official or (corrected and last != settled):
        yield settled


def _settled_day(days: Mapping[date, object], told: date) -> date | None:
    """The day whose close is told: that day itself, or one of the few days before."""
    near = [day for day in days if timedelta() <= told - day <= _TOLD_WITHIN]
    return max(near, default=None)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), UTC)
