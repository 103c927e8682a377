"""What speaks for a match besides its quantities: booked prices, the balance, the close.

`legs.py` asks while it ranks solutions, `called.py` when it says how sure one is. A price is the
strongest witness, for and against; a balance is weaker, because fees and other money move it too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Protocol, TypeVar

from assignwatch.core.calendar import Calendar
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.market import may_be_close
from assignwatch.core.detect.records.booked_cash import booked_cash
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import Instrument, InstrumentId, Moment, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, CashStep, State
from assignwatch.core.words import InstrumentKind, Settlement

_ZERO = Decimal()
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_HALF_CENT = Decimal("0.005")
_SEARCHED = 400
"""So many of the newest records are looked through for other money of the same time."""

Span = tuple[datetime, datetime]
"""From one reading to another."""

_UNIT_SIZED = frozenset({InstrumentKind.STOCK, InstrumentKind.ETF, InstrumentKind.SPOT})


class Fit(Enum):
    """How a figure compares with what the law says it should be."""

    FITS = "fits"
    NEAR = "near"
    OFF = "off"
    UNKNOWN = "unknown"


class Called(Protocol):
    """A contract of a solution: see `ways.Claim`."""

    @property
    def key(self) -> PositionKey:
        """Its position."""

    @property
    def contract(self) -> Instrument:
        """Its description."""

    @property
    def change(self) -> Decimal:
        """Its signed change if all of it was called."""

    @property
    def residual(self) -> Residual | None:
        """What was seen of it."""

    @property
    def paid_at(self) -> tuple[datetime, ...]:
        """When the broker's records say that its money moved, if they do."""

    @property
    def judged_at(self) -> datetime:
        """The time whose descriptions count for it."""

    def moves(self, units: Decimal) -> law.Effect:
        """What so many of its contracts move."""


C = TypeVar("C", bound=Called)

Used = Sequence[tuple[Called, Decimal]]
"""Contracts with how many of each were called."""


def price_fit(used: Used, arrived: Mapping[InstrumentId, Sequence[Residual]]) -> Fit:
    """Whether the legs were booked at the strike and the options at zero."""
    verdicts = [_closing_fit(one) for one, _ in used]
    verdicts += [_leg_fit(used, d, legs) for d, legs in arrived.items()]
    if any(law.is_basket(one.contract) for one, _ in used):
        verdicts.append(_basket_fit(used, arrived))
    if Fit.OFF in verdicts:
        return Fit.OFF
    return Fit.FITS if Fit.FITS in verdicts else Fit.UNKNOWN


def _closing_fit(one: Called) -> Fit:
    """An option that is called is booked out at zero; one that is traded is not."""
    if one.contract.kind is not InstrumentKind.OPTION or one.residual is None:
        return Fit.UNKNOWN
    if one.residual.closing is None:
        return Fit.UNKNOWN
    return Fit.OFF if is_traded(one) else Fit.FITS


def is_traded(one: Called) -> bool:
    """Whether it was booked out at a price of its own."""
    option = one.contract.kind is InstrumentKind.OPTION
    return option and one.residual is not None and bool(one.residual.closing)


def _leg_fit(used: Used, what: InstrumentId, legs: Sequence[Residual]) -> Fit:
    total = sum((leg.quantity for leg in legs), _ZERO)
    worth = worth_of(legs)
    if not total or worth is None:
        return Fit.UNKNOWN
    parts = [
        _Part(one, moved, law.price_of(one.contract, what))
        for one, units in used
        if (moved := one.moves(units).get(what, _ZERO))
    ]
    if any(leg.crossed for leg in legs) and not _may_cross(parts, legs):
        return Fit.OFF
    against = [part for part in parts if part.moved * total < 0]
    if against and all(leg.record is not None for leg in legs):
        return Fit.OFF  # a record that names a price tells the leg of one, and no net of several
    if against or not all(part.prices for part in parts):
        return Fit.UNKNOWN
    if len(parts) > 1 and any(leg.crossed for leg in legs):
        return Fit.UNKNOWN
    paid, blur = worth
    return Fit.FITS if any(abs(paid - w) <= blur for w in _wanted(parts)) else Fit.OFF


def _basket_fit(used: Used, arrived: Mapping[InstrumentId, Sequence[Residual]]) -> Fit:
    """Whether several things that are delivered together were booked at the strike in all.

    How a broker spreads that over them nobody can say, so it contradicts nothing.
    """
    paid = blur = _ZERO
    for legs in arrived.values():
        worth = worth_of(legs)
        if worth is None:
            return Fit.UNKNOWN
        paid, blur = paid + worth[0], blur + worth[1]
    each = [law.worth(c.contract, n if c.change > 0 else -n) for c, n in used]
    if not arrived or not all(each):
        return Fit.UNKNOWN
    sums = [sum((w[min(i, len(w) - 1)] for w in each), _ZERO) for i in range(2)]
    return Fit.FITS if any(abs(paid - total) <= blur for total in sums) else Fit.UNKNOWN


def worth_of(legs: Sequence[Residual]) -> tuple[Decimal, Decimal] | None:
    """What was paid for a leg, and to within how much that is known; None where it is not."""
    paid = blur = total = _ZERO
    for leg in legs:
        if leg.price is None:
            return None
        paid += leg.price * leg.quantity
        blur += leg.slack * abs(leg.quantity)
        total += leg.quantity
    return paid, max(blur, _HALF_CENT * abs(total))


@dataclass(frozen=True, slots=True)
class _Part:
    """What one contract moved of a leg, and the prices at which that may be booked."""

    of: Called
    moved: Decimal
    prices: tuple[Decimal, ...]


def _may_cross(parts: Sequence[_Part], legs: Sequence[Residual]) -> bool:
    """Whether what lies beyond zero is at a price between those of what went that way."""
    if len(legs) > 1:
        return True
    (leg,) = legs
    alike = [part for part in parts if part.moved * leg.quantity > 0]
    known = bool(alike) and all(part.prices for part in alike)
    if leg.price is None or len(parts) == 1 or not known:
        return True  # one alone is held against its own price
    prices = [price for part in alike for price in _each_wanted(part)]
    blur = max(leg.slack, _HALF_CENT)
    return min(prices) - blur <= leg.price <= max(prices) + blur


def _each_wanted(part: _Part) -> Iterable[Decimal]:
    """The prices at which what one contract moved may be booked."""
    return (worth / part.moved for worth in _wanted([part]))


def _wanted(parts: Sequence[_Part]) -> Iterable[Decimal]:
    """The values at which the leg may be booked: at the strike, or with the premium folded in."""
    for i in range(max((len(part.prices) for part in parts), default=0)):
        yield sum((p.prices[min(i, len(p.prices) - 1)] * p.moved for p in parts), _ZERO)
    premiums = [p.of.residual.held_at if p.of.residual is not None else None for p in parts]
    if all(premium is not None for premium in premiums):
        yield sum(
            (
                (p.prices[0] - law.sign(p.of.contract) * (premium or _ZERO)) * p.moved
                for p, premium in zip(parts, premiums, strict=True)
            ),
            _ZERO,
        )


def cash_fit(state: State, used: Used, moved: Mapping[str, Decimal] | None, policy: Policy) -> Fit:
    """Whether the balances moved by what the strikes are worth, nothing else known having moved."""
    if moved is None:
        return Fit.UNKNOWN
    wanted = money_of(state, used)
    if not wanted:
        return Fit.UNKNOWN
    contracts = sum((units for _, units in used), _ZERO)
    verdict = Fit.FITS
    for currency, amount in wanted.items():
        missing = amount - moved.get(currency, _ZERO)
        if missing and not 0 < missing <= policy.fee_per_contract * contracts:
            return Fit.OFF
        if missing:
            verdict = Fit.NEAR
    return verdict


def untold(used: Sequence[tuple[C, Decimal]], over: Span | None) -> list[tuple[C, Decimal]]:
    """Those whose money no record of that span tells: `cash_moved` leaves out that of others."""
    start, end = over or (_BEGINNING, _BEGINNING)
    return [use for use in used if not any(start < at <= end for at in use[0].paid_at)]


def money_of(state: State, used: Used) -> dict[str, Decimal]:
    """What the strikes of a solution are worth; empty where that cannot be known."""
    wanted: dict[str, Decimal] = {}
    for one, units in used:
        reached = law.reaches(one.contract)
        underlying = state.described(reached[0], one.judged_at) if len(reached) == 1 else None
        change = units if one.change > 0 else -units
        paid = law.paid(one.contract, change, underlying)
        if paid is None:
            return {}
        for currency, amount in paid.items():
            wanted[currency] = wanted.get(currency, _ZERO) + amount
    return wanted


def balanced_over(
    account: Account, span: Span, cash: Sequence[CashStep] | None = None
) -> Span | None:
    """Between which readings of the balances a span of readings lies; None where none were read."""
    steps = _steps(account, span, cash)
    return (min(c.since for c in steps), max(c.at for c in steps)) if steps else None


def _steps(account: Account, span: Span, cash: Sequence[CashStep] | None) -> list[CashStep]:
    known = account.cash if cash is None else cash
    return [c for c in known if c.at > span[0] and c.since < span[1]]


def cash_moved(
    state: State,
    account: Account,
    span: Span,
    cash: Sequence[CashStep] | None = None,
) -> dict[str, Decimal] | None:
    """How the balances moved in a span of readings, without what trades and records account for.

    None where no balances were read, or where the worth of a trade is unknown. `cash` is how the
    balances moved, if not as the account knows it.
    """
    steps, over = _steps(account, span, cash), balanced_over(account, span, cash)
    if over is None:
        return None
    start, end = over
    moved: dict[str, Decimal] = {}
    for step in steps:
        for currency, amount in step.amounts.items():
            moved[currency] = moved.get(currency, _ZERO) + amount
    for fill in islice(reversed(account.fills.values()), _SEARCHED):
        if start < fill.at <= end:
            size = _size(state.described(fill.instrument, fill.at))
            if size is None:
                return None
            currency, units = size
            moved[currency] = moved.get(currency, _ZERO) + fill.quantity * fill.price * units
    newest = islice(reversed(account.bookings.values()), _SEARCHED)
    for currency, amount in booked_cash(b for b in newest if start < b.at <= end):
        moved[currency] = moved.get(currency, _ZERO) - amount
    return moved


@dataclass(frozen=True, slots=True)
class Accounted:
    """What so many contracts paid by law. The balance shows it at one of these times.

    Where records tell it, it is left out already of what moved at the times that they `told`.
    """

    times: tuple[datetime, ...]
    cash: Mapping[str, Decimal]
    contracts: Decimal
    told: tuple[datetime, ...] = ()

    def is_within(self, over: Span, *, surely: bool = False) -> bool:
        """Whether a span of readings of the balance may hold it, or is bound to."""
        if any(over[0] < at <= over[1] for at in self.told):
            return False
        inside = [over[0] < at <= over[1] for at in self.times]
        return all(inside) if surely else any(inside)


def left_of(moved: Decimal, currency: str, over: Span, taken: Iterable[Accounted]) -> Decimal:
    """What is left of a movement of the balance when others have taken theirs.

    A broker may book money days after its legs: what did not move its way was not theirs. Nor was
    less than theirs, where another span may hold it as well.
    """
    sure = _ZERO
    unsure: list[Decimal] = []
    for one in taken:
        amount = one.cash.get(currency, _ZERO)
        if one.is_within(over, surely=True):
            sure += amount
        elif one.is_within(over):
            unsure.append(amount)
    total = moved - sure if moved * sure > 0 else moved
    for amount in sorted(unsure):
        if total * amount > 0 and abs(total) >= abs(amount):
            total -= amount
    return total


def left_of_all(
    moved: Decimal, currency: str, over: Span, taken: Iterable[Accounted]
) -> frozenset[Decimal]:
    """What is left where all others have got theirs, whichever way the balance moved.

    Of those that another span may hold as well, all or none.
    """
    within = [(one, one.is_within(over, surely=True)) for one in taken if one.is_within(over)]
    sure = sum((one.cash.get(currency, _ZERO) for one, is_sure in within if is_sure), _ZERO)
    whole = sum((one.cash.get(currency, _ZERO) for one, _ in within), _ZERO)
    return frozenset({moved - sure, moved - whole})


def _size(instrument: Instrument | None) -> tuple[str, Decimal] | None:
    """Currency and units of money per unit traded; None where a trade moves no or unknown money."""
    if instrument is None or instrument.currency is None:
        return None
    if instrument.kind in _UNIT_SIZED:
        return instrument.currency, instrument.multiplier or Decimal(1)
    if instrument.kind is InstrumentKind.OPTION and instrument.multiplier is not None:
        return instrument.currency, instrument.multiplier
    return None


def close_of(state: State, contract: Instrument, calendar: Calendar) -> Priced | None:
    """The close or settlement of the underlying at the contract's end, as far as it is known."""
    end, underlying = contract.expiry, contract.underlying
    if end is None or underlying is None:
        return None
    known, tick = state.closes.get(underlying, {}).get(end.at.date()), state.ticks.get(underlying)
    if tick is not None and (tick.at.date() != end.at.date() or tick.at > end.over_at):
        tick = None
    told = [p for p in (known, tick) if p and may_be_close(state, contract, end, p, calendar)]
    return max(told, key=lambda price: (price.official, price.at), default=None)


def is_settled_by(end: Moment | None, future: Instrument) -> bool:
    """Whether a future has been turned into money by then."""
    if future.kind is not InstrumentKind.FUTURE or future.settlement is not Settlement.CASH:
        return False
    return end is not None and future.expiry is not None and future.expiry.at <= end.over_at


def in_the_money(state: State, contract: Instrument, calendar: Calendar) -> bool | None:
    """Whether the contract ended in the money; None where no close is known."""
    close = close_of(state, contract, calendar)
    inside = None if close is None else law.intrinsic(contract, close.price)
    return None if inside is None else inside > 0


def ended_without_worth(state: State, gone: Residual, policy: Policy) -> bool:
    """Whether an option is gone since its end, and no close says that it was worth anything."""
    contract = state.described(gone.instrument, gone.judged_at)
    if contract is None or contract.kind is not InstrumentKind.OPTION:
        return False  # of a future that ended something is expected
    if contract.expiry is None or gone.after or not contract.expiry.reached(gone.at):
        return False
    return in_the_money(state, contract, policy.calendar) is not True
