"""Whether what moved could be traded at the time, when its market opens next, and what closes it.

`weigh.py` asks and `patience.py` shortens a wait by it. The calendar is in the policy. Where the
exchange, its hours or what an option is on are not known, nothing is concluded from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from assignwatch.core.calendar import Calendar
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import Instrument, InstrumentId, Moment
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import InstrumentKind

_NEAR_THE_CLOSE = timedelta(minutes=30)
"""So long before its market closes a price may stand for the close."""

_PRINTED = timedelta(minutes=1)
"""So soon after the end of the session the last price of it has been told."""

_SHARES = frozenset({InstrumentKind.STOCK, InstrumentKind.ETF})


@dataclass(frozen=True, slots=True)
class Market:
    """The market of one or more changes.

    `idle`: nothing of it can have been traded for long before the reading that showed the change.
    What is traded later is not in that reading, so it does not matter whether it has opened since.
    `opens`: its next opening after the change was seen; None while it is open, or unknown.
    """

    idle: bool = False
    opens: datetime | None = None


UNKNOWN = Market()
"""It counts as always open."""


def market_of(state: State, residuals: Sequence[Residual], policy: Policy) -> Market:
    """The market of legs that moved together: idle only where each of theirs was."""
    return Market(idle=all(_is_idle(state, residual, policy) for residual in residuals))


def market_before_open(state: State, residual: Residual, policy: Policy) -> Market:
    """The market of a single option: its own opening or that of what it is on, the sooner one.

    Never idle: what it waits for is not a late trade but its other leg, which is booked when the
    markets are closed.
    """
    option = state.described(residual.instrument, residual.judged_at)
    beneath = law.reaches(option) if option is not None else ()
    opens = [
        policy.calendar.opens_after(instrument.exchange, residual.seen)
        for instrument in (option, *(state.described(what, residual.judged_at) for what in beneath))
        if instrument is not None
    ]
    soonest = min((at for at in opens if at is not None), default=None)
    return Market(opens=soonest)


def may_be_close(
    state: State, contract: Instrument, end: Moment, price: Priced, calendar: Calendar
) -> bool:
    """Whether a price of the day of its end may stand for the close of what a contract is on.

    Where it is known when that market closes, one of hours before is none, nor is one that was paid
    after the session. An official one was said to be.
    """
    day = datetime.combine(end.at.date(), time(), UTC)
    closes = calendar.closes_on(exchange_of(state, contract, day), day.date())
    if price.official or closes is None:
        return True
    last = closes if end.whole_day else min(end.at, closes)
    return last - _NEAR_THE_CLOSE <= price.at <= closes + _PRINTED


def session_after(state: State, contract: Instrument, at: datetime, policy: Policy) -> datetime:
    """The opening of the next session after its end, by which all of it would have been booked.

    Of a contract that has no end, the time itself.
    """
    if contract.expiry is None:
        return at
    return policy.calendar.next_open(contract.expiry, exchange_of(state, contract, at))


def exchange_of(state: State, contract: Instrument, at: datetime) -> str | None:
    """Where what a contract is on is traded; where that is not known, the contract itself."""
    beneath = state.described(contract.underlying, at) if contract.underlying else None
    if beneath is not None and beneath.exchange is not None:
        return beneath.exchange
    return contract.exchange


def is_closed(state: State, name: InstrumentId, at: datetime, policy: Policy) -> bool:
    """Whether its exchange is known, and nobody could trade there at that moment."""
    thing, at_once = state.described(name, at), timedelta()
    return thing is not None and policy.calendar.is_idle(
        thing.exchange, at, at_once, in_sessions=False
    )


def _is_idle(state: State, residual: Residual, policy: Policy) -> bool:
    moved = state.described(residual.instrument, residual.judged_at)
    return moved is not None and policy.calendar.is_idle(
        moved.exchange,
        residual.at,
        policy.closed_for,
        in_sessions=_is_traded_in_sessions(state, moved, residual.judged_at),
    )


def _is_traded_in_sessions(state: State, instrument: Instrument, at: datetime) -> bool:
    """Only options on shares are for sure: much else is traded in the evening or at night too."""
    if instrument.kind is not InstrumentKind.OPTION or instrument.underlying is None:
        return False
    underlying = state.described(instrument.underlying, at)
    return underlying is not None and underlying.kind in _SHARES
