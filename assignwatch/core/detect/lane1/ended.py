"""A contract that reached its end, and the money that came with it.

`weigh.py` makes an `End` of a contract that no match used, `lapse.py` says what became of it: by
what it pays by law (`amount_of`), and by how the balance moved (`moved_with`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from assignwatch.core.calendar import Calendar
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.matching.support import (
    Accounted,
    Span,
    balanced_over,
    cash_moved,
    close_of,
    is_settled_by,
    left_of,
    left_of_all,
)
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import Instrument
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import InstrumentKind, Settlement

_ZERO = Decimal()
_CHEAPER = 4
"""Of many contracts each costs so much less than one alone."""
_LITTLE = 1_000
"""No fee is more than this part of what the strikes are worth."""
_SEARCHED = 400
"""So many of the newest records are looked through for others of the same time."""

_EVENING = timedelta(days=1)
"""The last day of trading may be over so long before the contract has its value."""


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """An option that ended in cash at a value that nobody knows, and where its money would be."""

    contract: Instrument
    change: Decimal
    over: Span


@dataclass(frozen=True, slots=True)
class End:
    """A contract that ended, as it was seen, with all that changed beside it, explained or not."""

    state: State
    account: Account
    residual: Residual
    contract: Instrument
    beside: Sequence[Residual]
    now: datetime
    policy: Policy
    unmatched: Sequence[Residual] = ()
    accounted: Sequence[Accounted] = ()
    """Money that other incidents account for."""
    rivals: Sequence[OpenEnd] = ()
    """Contracts on other underlyings that may have been paid for as well."""
    told: Sequence[Residual] = ()
    """Legs of which a record, a price or the money says whose they are."""

    @property
    def close(self) -> Priced | None:
        """The price of the underlying that it ended at, as far as it is known."""
        return close_of(self.state, self.contract, self.policy.calendar)


def has_ended(residual: Residual, contract: Instrument) -> bool:
    """Whether the position is gone and its contract had reached its end."""
    end = contract.expiry
    return not residual.after and residual.closes and end is not None and end.reached(residual.at)


def pays_cash(state: State, contract: Instrument, at: datetime) -> bool:
    """Whether money is all that it leaves.

    It is settled in cash, as an option on an index always is, or what it delivers is settled in
    cash at the same end and so is never seen.
    """
    underlying = state.described(contract.underlying, at) if contract.underlying else None
    if underlying is not None and is_settled_by(contract.expiry, underlying):
        return True
    if contract.settlement is not None:
        return contract.settlement is Settlement.CASH
    return underlying is not None and underlying.kind is InstrumentKind.INDEX


def may_pay(state: State, contract: Instrument, at: datetime) -> bool:
    """Whether its end is seen in the balance alone."""
    margined = contract.kind in {InstrumentKind.FUTURE, InstrumentKind.PERPETUAL}
    option = contract.kind is InstrumentKind.OPTION
    return margined or (option and pays_cash(state, contract, at))


def leaves_money(state: State, residual: Residual, contract: Instrument) -> bool:
    """Whether it is gone at its end, or the evening before, with nothing but money to show."""
    gone = has_ended(residual, contract) or is_gone_early(state, residual, contract)
    return gone and may_pay(state, contract, residual.judged_at)


def is_gone_early(state: State, residual: Residual, contract: Instrument) -> bool:
    """Whether the position is gone the evening before its contract, on cash, has its value.

    Options that are settled by opening prices are traded until the day before (AM settlement).
    """
    end = contract.expiry
    if end is None or contract.kind is not InstrumentKind.OPTION or residual.after:
        return False
    before = end.at - _EVENING <= residual.at < end.at
    if not before or not residual.closes or residual.closing:
        return False
    return pays_cash(state, contract, residual.judged_at)


def amount_of(end: End, residual: Residual) -> Decimal | None:
    """What the settlement pays by law: from the official value, else from the closing price."""
    contract = end.state.described(residual.instrument, residual.judged_at)
    if contract is None:
        return None
    return worth_at_end(end.state, contract, residual, end.policy.calendar)


def worth_at_end(
    state: State,
    contract: Instrument,
    residual: Residual,
    calendar: Calendar,
    *,
    official: bool = False,
) -> Decimal | None:
    """The same, of one contract; `official`: not from a closing price of the underlying."""
    close: Priced | None = close_of(state, contract, calendar)
    if close is not None and (close.official or not official):
        paid = law.payoff(contract, residual.quantity, close.price)
        if paid is not None:
            return paid
    if residual.closing is not None and contract.multiplier is not None:
        return -residual.quantity * residual.closing * contract.multiplier
    return None


def settled_beside(end: End) -> list[Residual]:
    """All that was settled in the same currency between the same readings, this one included."""
    found = []
    for other in end.beside:
        contract = end.state.described(other.instrument, other.judged_at)
        if contract is None or other.at != end.residual.at or not has_ended(other, contract):
            continue
        in_cash = pays_cash(end.state, contract, other.judged_at)
        if in_cash and contract.currency == end.contract.currency:
            found.append(other)
    return found


def paid_elsewhere(end: End, moved: Decimal) -> list[OpenEnd]:
    """Contracts on other underlyings that may have been paid what moved."""
    over = balanced_over(end.account, (end.residual.since, end.residual.at))
    return [
        one
        for one in end.rivals
        if one.contract.currency == end.contract.currency and moved * one.change < 0
        if over is not None and one.over[0] < over[1] and over[0] < one.over[1]
    ]


def gone_beside(end: End) -> list[Residual]:
    """All that was gone early in the same currency with the same reading, this one included."""
    found = []
    for other in end.beside:
        contract = end.state.described(other.instrument, other.judged_at)
        if contract is None or other.at != end.residual.at:
            continue
        same = (contract.currency, contract.expiry) == (end.contract.currency, end.contract.expiry)
        if same and is_gone_early(end.state, other, contract):
            found.append(other)
    return found


def moved_with(
    end: End, until: datetime | None = None, since: datetime | None = None
) -> Decimal | None:
    """How the balance moved when the contract went, or in another span; None where unknown.

    Without what other incidents account for.
    """
    known = _moved_in(end, (since or end.residual.since, until or end.residual.at))
    return None if known is None else left_of(*known, end.accounted)


def moved_with_all(end: End, until: datetime | None = None) -> frozenset[Decimal]:
    """The same where all other incidents have got theirs: what moves both ways hides in the sum."""
    known = _moved_in(end, (end.residual.since, until or end.residual.at))
    return frozenset() if known is None else left_of_all(*known, end.accounted)


def _moved_in(end: End, span: Span) -> tuple[Decimal, str, Span] | None:
    """How the balance moved in a span, in which currency, and between which of its readings."""
    moved, currency = cash_moved(end.state, end.account, span), end.contract.currency
    over = balanced_over(end.account, span)
    if moved is None or currency is None or over is None:
        return None
    return moved.get(currency, _ZERO), currency, over


def fee_of(end: End) -> Decimal:
    """What an end may have cost at most: little beside what it is on.

    What an option on little pays is little as well, and no fee.
    """
    fee, contracts = end.policy.fee_per_contract, abs(end.residual.quantity)
    most = max(fee, fee * contracts / _CHEAPER)
    size, strike = end.contract.multiplier, end.contract.strike
    worth = None if size is None or strike is None else size * strike * contracts
    return most if worth is None else min(most, worth / _LITTLE)


def paid_alone(end: End, until: datetime | None = None) -> Decimal | None:
    """The same of money that nothing else calls for: what others were charged is none of it."""
    moved = moved_with(end, until)
    over = balanced_over(end.account, (end.residual.since, until or end.residual.at))
    if moved is None or over is None:
        return moved
    contracts = sum((one.contracts for one in end.accounted if one.is_within(over)), _ZERO)
    contracts += sum(_booked_with_money(end, over), _ZERO)
    return _ZERO if -end.policy.fee_per_contract * contracts <= moved <= 0 else moved


def _booked_with_money(end: End, over: Span) -> Iterator[Decimal]:
    """How many contracts records name whose money is left out already, but for what they cost."""
    for booking in islice(reversed(end.account.bookings.values()), _SEARCHED):
        contract = end.state.described(booking.instrument, booking.at)
        within = over[0] < booking.at <= over[1] and booking.cash
        if within and contract is not None and contract.kind in law.CONTRACTS:
            yield abs(booking.quantity)
