"""How options ended: the account's exercise records, held against the public exercise history.

Pure. Binance's options are European, are exercised by themselves at their expiry and pay in cash;
it has no word for an assignment, which is a short one that was in the money. A record comes for
options out of the money as well. Sources: Binance docs, Options Trading, "User Exercise Record" and
"Historical Exercise Records"; Binance FAQ, "Options exercise and settlement".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from msgspec import Raw

from assignwatch.brokers.binance import causes, figures, instruments
from assignwatch.brokers.binance.evidence import evidence
from assignwatch.brokers.binance.orders import Context
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_options import ExerciseRecord, ExerciseResult
from assignwatch.brokers.records import Records
from assignwatch.core.model import Instrument, InstrumentId, Problem
from assignwatch.core.observations import Booking, Quote
from assignwatch.core.words import Right

RECORD = "exercise records"
HISTORY = "Binance exercise history"

_RESULTS = {"REALISTIC_VALUE_STRICKEN": True, "EXTRINSIC_VALUE_EXPIRED": False}
_FEE = Decimal("0.1")
"""The exercise fee is at most a tenth of what the option is worth (Binance FAQ, "Options fees")."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a contract ended, whoever held it; `settled_at` is the price that it settled on.

    `inside`: whether it was in the money; None for a word that nobody knows.
    """

    contract: InstrumentId
    at: datetime
    inside: bool | None
    settled_at: Decimal | None
    raw: Raw


def results(raws: Iterable[Raw]) -> tuple[dict[InstrumentId, Result], list[Problem]]:
    """The rows of exerciseHistory by contract, and a problem for each that cannot be read."""
    records = Records("exerciseHistory")
    found: dict[InstrumentId, Result] = {}
    for raw in raws:
        with records.tolerating():
            told = row(raw, ExerciseResult)
            result = Result(
                figures.instrument_id(told.symbol),
                figures.time(told.expiry_date),
                _RESULTS.get(told.strike_result.upper()),
                figures.price(told.real_strike_price),
                Raw(bytes(raw)),
            )
            found[result.contract] = result
    return found, records.odd


def settlements(found: Iterable[Result], context: Context) -> list[Quote]:
    """The settlement prices of the indices that these contracts ended on.

    A contract that is not described any more does not say on which it did.
    """
    quotes: dict[tuple[InstrumentId, datetime], Quote] = {}
    for result in found:
        contract = context.instruments.get(result.contract)
        index = contract.underlying if contract is not None else None
        if index is not None and result.settled_at is not None:
            price = result.settled_at
            quotes[index, result.at] = Quote(result.at, index, settlement=price, source=HISTORY)
    return list(quotes.values())


def parse(raws: Iterable[Raw], found: Mapping[InstrumentId, Result], context: Context) -> Records:
    """The bookings in rows of exerciseRecord. `found`: how the contracts ended, as far as known."""
    records = Records(RECORD)
    for raw in raws:
        with records.tolerating():
            told = row(raw, ExerciseRecord)
            contract = context.contract(told.symbol)
            records.facts.append(_booked(told, raw, contract, found.get(contract.id), context))
    return records


def _booked(
    told: ExerciseRecord,
    raw: Raw,
    contract: Instrument,
    result: Result | None,
    context: Context,
) -> Booking:
    """The end of one position.

    Which sign the money of a short one has is not documented: a long one receives it, a short one
    pays it. The fee is left in the evidence, for it is not documented either whether the amount is
    before or after it. Raises ValueError.
    """
    long = _is_long(told.position_side)
    held = abs(figures.number(told.quantity))
    amount = abs(figures.price(told.amount) or Decimal())
    paid = _was_paid(told, amount, result)
    asset = told.currency or told.quote_asset or contract.currency
    if amount and not asset:
        raise ValueError(f"an amount of no currency for {told.symbol}")
    worth = _worth(contract, result) if paid else None
    fits = _fits(amount, worth, held, contract)
    number = figures.named(told.id)
    return Booking(
        _when(told, contract, result),
        context.account,
        f"exercise/{number}",
        contract.id,
        figures.exact(-held) if long else held,
        causes.of_option(paid=paid, long=long),
        price=worth if fits else None,
        cash={asset: figures.exact(amount if long else -amount)} if amount and asset else {},
        record=RECORD if fits else f"{RECORD}, amount unlike the settlement price",
        scope=figures.EAPI,
        raw=evidence(raw) if result is None else evidence(raw, result.raw),
    )


def _was_paid(told: ExerciseRecord, amount: Decimal, result: Result | None) -> bool | None:
    """Whether it was in the money: money was paid, or else the history says so.

    An amount of nothing is an answer where the contract's result is not known yet; a missing amount
    and a result by an unknown word are none.
    """
    if amount:
        return True
    if result is not None:
        return result.inside
    return None if told.amount is None else False


def _is_long(word: str) -> bool:
    match word.upper():
        case "LONG":
            return True
        case "SHORT":
            return False
        case _:
            raise ValueError(f"positionSide {word!r}")


def _when(told: ExerciseRecord, contract: Instrument, result: Result | None) -> datetime:
    """When the contract ended. The record itself may only be dated, to the midnight before."""
    dated = figures.time(told.create_date)
    ended = result.at if result is not None else instruments.ends_at(contract)
    return ended if ended is not None and ended.date() == dated.date() else dated


def _worth(contract: Instrument, result: Result | None) -> Decimal | None:
    """What one unit of the underlying was worth inside the option, by the settlement price."""
    price = result.settled_at if result is not None else None
    if price is None or contract.strike is None or contract.right is None:
        return None
    inside = price - contract.strike if contract.right is Right.CALL else contract.strike - price
    return figures.exact(max(inside, Decimal())) or None


def _fits(amount: Decimal, worth: Decimal | None, held: Decimal, contract: Instrument) -> bool:
    """Whether the amount is what the settlement price makes it, but for the fee; or unknown."""
    if not amount or worth is None or contract.multiplier is None:
        return True
    due = figures.product(worth, held, contract.multiplier)
    return abs(amount - due) <= due * _FEE
