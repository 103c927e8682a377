"""What Binance's contracts are, from exchangeInfo of each family, and from their symbols.

Pure. A contract that has ended drops out of exchangeInfo; of such a one its symbol still says the
kind and the day, and of an option strike and right. A perpetual is dated to the end of the century;
another date is when it is taken off the market. Sources: Binance docs, USDⓈ-M Futures, COIN-M
Futures and Options Trading, "Exchange Information".
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

import msgspec
from msgspec import Raw

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.payloads import row, under
from assignwatch.brokers.binance.wire_futures import Contract
from assignwatch.brokers.binance.wire_options import OptionContract
from assignwatch.core.model import WHOLE, Instrument, InstrumentId, Moment, Scope, name_of
from assignwatch.core.words import InstrumentKind, Right, Settlement, Style

_NEVER = figures.time(4133404800000)
"""The delivery date of a perpetual that has none."""

_FUTURE = re.compile(r"[^_]+_(?P<date>\d{6})", re.ASCII)
_PERPETUAL = re.compile(r"[^_]+_PERP")
_OPTION = re.compile(
    r"[^-]+-(?P<date>\d{6})-(?P<strike>\d{1,17}(?:\.\d{1,17})?)-(?P<right>[CP])", re.ASCII
)
_RIGHTS = {"CALL": Right.CALL, "C": Right.CALL, "PUT": Right.PUT, "P": Right.PUT}


def futures(body: bytes, scope: Scope) -> dict[InstrumentId, Instrument]:
    """The contracts of USDⓈ-M or COIN-M. Raises `BadPayload`.

    USDⓈ-M counts in units of the underlying (multiplier 1), COIN-M in contracts of so many units of
    the *quote* currency, which is its multiplier.
    """
    return _listed(under(body, "symbols", where="exchangeInfo"), lambda raw: _future(raw, scope))


def options(body: bytes) -> dict[InstrumentId, Instrument]:
    """The European options, and the indices that they settle on. Raises `BadPayload`."""
    found = _listed(under(body, "optionSymbols", where="exchangeInfo"), _option)
    indices = {one.underlying for one in found.values() if one.underlying is not None}
    return found | {index: _index(index) for index in sorted(indices)}


def _listed(
    raws: Iterable[Raw], read: Callable[[Raw], Instrument]
) -> dict[InstrumentId, Instrument]:
    """A row that cannot be read is left to its symbol."""
    found: dict[InstrumentId, Instrument] = {}
    for raw in raws:
        try:
            instrument = read(raw)
        except (msgspec.MsgspecError, ValueError, ArithmeticError):
            continue
        found[instrument.id] = instrument
    return found


def _future(raw: Raw, scope: Scope) -> Instrument:
    told = row(raw, Contract)
    known = figures.instrument_id(told.symbol)
    kind = _kind(told.contract_type, told.symbol, scope)
    size = figures.price(told.contract_size)
    return Instrument(
        known,
        kind,
        told.symbol,
        expiry=_end(told.delivery_date),
        multiplier=size if scope == figures.DAPI else Decimal(1),
        settlement=Settlement.CASH,
        currency=told.margin_asset or told.quote_asset or None,
        scope=scope,
    )


def _kind(contract_type: str | None, symbol: str, scope: Scope) -> InstrumentKind:
    """The kind by its type: PERPETUAL, PERPETUAL_DELIVERING and TRADIFI_PERPETUAL, or dated ones.

    A new contract that only waits for its listing has no type yet.
    """
    word = (contract_type or "").upper()
    if "PERPETUAL" in word:
        return InstrumentKind.PERPETUAL
    if "QUARTER" in word or "MONTH" in word or "WEEK" in word:
        return InstrumentKind.FUTURE
    return from_symbol(figures.instrument_id(symbol), scope).kind


def _option(raw: Raw) -> Instrument:
    told = row(raw, OptionContract)
    expiry = figures.time(told.expiry_date) if told.expiry_date else None
    return Instrument(
        figures.instrument_id(told.symbol),
        InstrumentKind.OPTION,
        told.symbol,
        underlying=figures.index_id(told.underlying) if told.underlying else None,
        right=_RIGHTS.get((told.side or "").upper()),
        strike=figures.price(told.strike_price),
        expiry=None if expiry is None else Moment(expiry),
        multiplier=figures.price(told.unit),
        style=Style.EUROPEAN,
        settlement=Settlement.CASH,
        currency=told.settle_asset or told.quote_asset or None,
        scope=figures.EAPI,
    )


def _index(index: InstrumentId) -> Instrument:
    symbol = name_of(index).removeprefix("index-")
    return Instrument(index, InstrumentKind.INDEX, symbol, scope=figures.EAPI)


def _end(millis: object) -> Moment | None:
    at = figures.time(millis) if millis else None
    return None if at is None or at >= _NEVER else Moment(at)


def from_symbol(contract: InstrumentId, scope: Scope = WHOLE) -> Instrument:
    """What a symbol alone says; the scope is the family that it was met in, if that is known."""
    symbol = name_of(contract)
    if option := _OPTION.fullmatch(symbol):
        return Instrument(
            contract,
            InstrumentKind.OPTION,
            symbol,
            right=_RIGHTS[option["right"]],
            strike=Decimal(option["strike"]),
            expiry=_whole_day(option["date"]),
            style=Style.EUROPEAN,
            settlement=Settlement.CASH,
            scope=scope or figures.EAPI,
        )
    cash = Settlement.CASH
    if future := _FUTURE.fullmatch(symbol):
        expiry = _whole_day(future["date"])
        kind = InstrumentKind.FUTURE
        return Instrument(contract, kind, symbol, expiry=expiry, settlement=cash, scope=scope)
    plain = scope == figures.FAPI and "_" not in symbol and "-" not in symbol
    if plain or _PERPETUAL.fullmatch(symbol):
        kind = InstrumentKind.PERPETUAL
        return Instrument(contract, kind, symbol, settlement=cash, scope=scope)
    return Instrument(contract, InstrumentKind.OTHER, symbol, scope=scope)


def day_of(contract: InstrumentId) -> date | None:
    """The day that the symbol of a dated contract names, on which it is delivered or expires."""
    found = _FUTURE.fullmatch(name_of(contract)) or _OPTION.fullmatch(name_of(contract))
    moment = None if found is None else _whole_day(found["date"])
    return None if moment is None else moment.at.date()


def underlying_of(option: Instrument) -> str:
    """The underlying that an option settles on, as Binance calls it: as listed, else by its symbol.

    All of them are quoted in USDT.
    """
    if option.underlying is not None:
        return name_of(option.underlying).removeprefix("index-")
    return f"{option.symbol.partition('-')[0]}USDT"


def ends_at(contract: Instrument | None) -> datetime | None:
    """The exact time at which a contract ends; None where only its day is known."""
    end = contract.expiry if contract is not None else None
    return None if end is None or end.whole_day else end.at


def _whole_day(yymmdd: str) -> Moment | None:
    try:
        return Moment.on(figures.day(yymmdd))
    except ValueError:
        return None
