"""Binance's numbers, times and names in ours: exact decimals, aware UTC, `binance/BTCUSDT`.

All pure parsers here use them. Binance writes the same field as text in one list and as a number
in another, so each of these takes both. Symbols of its families cannot be mistaken for each other:
USDⓈ-M has `BTCUSDT` and `BTCUSDT_261225`, COIN-M `BTCUSD_PERP` and `BTCUSD_261225`, options
`BTC-261225-90000-C`; so an id is the symbol alone. Source: Binance docs, Derivatives, "Exchange
Information" of each family.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from assignwatch.core.model import InstrumentId, Scope, name_of
from assignwatch.core.words import Side

BROKER = "binance"

FAPI, DAPI, EAPI = Scope("fapi"), Scope("dapi"), Scope("eapi")
"""The families, as the paths of their interfaces are called: USDⓈ-M, COIN-M, European options."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALLEST = Decimal("1e-18")
_TOO_LARGE = Decimal("1e18")
_WIDE = Context(prec=60)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_COIN_MARGINED = re.compile(r".+USD_(?:PERP|[0-9]{6})")
_LONGEST_NAME = 100
_SIDES = {"BOTH": Side.NET, "LONG": Side.LONG, "SHORT": Side.SHORT}


def number(value: object) -> Decimal:
    """A number, written as one or as text. Raises ValueError for what is none, or beyond 1e18."""
    match value:
        case str() if _NUMBER.fullmatch(value):
            return exact(Decimal(value))
        case Decimal():
            return exact(value)
        case int() if not isinstance(value, bool):
            return exact(Decimal(value))
        case _:
            raise ValueError(f"no number: {_shown(value)}")


def exact(told: Decimal) -> Decimal:
    """The number as it may be kept. Raises ValueError for one that is none, or is beyond 1e18."""
    if not told.is_finite() or abs(told) >= _TOO_LARGE:
        raise ValueError("a number out of range")
    kept = told.quantize(_SMALLEST, ROUND_HALF_EVEN, _WIDE)
    return _WIDE.plus(kept.normalize(_WIDE))  # plus, so that there is no negative zero


def price(value: object) -> Decimal | None:
    """A price, where there is one: Binance leaves a missing one out, or writes it as "" or 0."""
    return None if value in (None, "") else number(value) or None


def total(numbers: Iterable[Decimal]) -> Decimal:
    """Their sum, without rounding in between."""
    found = Decimal()
    for each in numbers:
        found = _WIDE.add(found, each)
    return exact(found)


def product(*numbers: Decimal) -> Decimal:
    """What they come to multiplied, without rounding in between."""
    found = Decimal(1)
    for each in numbers:
        found = _WIDE.multiply(found, each)
    return exact(found)


def whole(value: object) -> int:
    """A whole number, written as one or as text. Raises ValueError."""
    match value:
        case int() if not isinstance(value, bool):
            return value
        case str() if _WHOLE.fullmatch(value):
            return int(value)
        case Decimal() if value == value.to_integral_value():
            return int(exact(value))
        case _:
            raise ValueError(f"no whole number: {_shown(value)}")


def time(value: object) -> datetime:
    """The time behind milliseconds since 1970. Raises ValueError where there is none."""
    millis = whole(value)
    if millis <= 0:
        raise ValueError("no time")
    try:
        return _EPOCH + timedelta(milliseconds=millis)
    except OverflowError as error:
        raise ValueError("a time out of range") from error


def first_time(*values: object) -> datetime:
    """The first of these that is there. Raises ValueError where none is."""
    told = (value for value in values if value not in (None, "", 0, "0"))
    return time(next(told, None))


def day(yymmdd: str) -> date:
    """The day in `261225`. Raises ValueError for what is no date."""
    return datetime.strptime(yymmdd, "%y%m%d").replace(tzinfo=UTC).date()


def named(value: object) -> str:
    """An id, written as a number or as text. Raises ValueError for what is none."""
    match value:
        case int() if not isinstance(value, bool):
            return str(value)
        case str() if value and value.isprintable() and len(value) <= _LONGEST_NAME:
            return value
        case _:
            raise ValueError(f"no id: {_shown(value)}")


def numbered(value: object) -> str | None:
    """The id of a trade, where there is one: of none Binance writes 0, or -1."""
    return None if value in (None, "", 0, "0", -1, "-1") else named(value)


def instrument_id(symbol: object) -> InstrumentId:
    """The id of a contract; its symbol may be in any script. Raises ValueError for no symbol."""
    if not isinstance(symbol, str) or any(map(str.isspace, symbol)):
        raise ValueError(f"no symbol: {_shown(symbol)}")
    return InstrumentId(f"{BROKER}/{named(symbol)}")


def index_id(underlying: object) -> InstrumentId:
    """The id of the index that options and futures settle on, `binance/index-BTCUSDT`.

    No symbol of Binance's is written in small letters. Raises ValueError for no name.
    """
    return instrument_id(f"index-{named(underlying)}")


def family_of(contract: InstrumentId) -> Scope:
    """The family that a contract is of, by the form of its symbol."""
    symbol = name_of(contract)
    if "-" in symbol:
        return EAPI
    return DAPI if _COIN_MARGINED.fullmatch(symbol) else FAPI


def side(word: str | None) -> Side:
    """The side of a position in hedge mode, or `NET`. Raises ValueError for another word."""
    found = _SIDES.get((word or "BOTH").upper())
    if found is None:
        raise ValueError(f"positionSide {word!r}")
    return found


def signed(quantity: Decimal, buy_sell: str) -> Decimal:
    """A quantity bought (+) or sold (−), however the list at hand signs it. Raises ValueError."""
    match buy_sell.upper():
        case "BUY":
            return abs(quantity)
        case "SELL":
            return exact(-abs(quantity))
        case _:
            raise ValueError(f"side {buy_sell!r}")


def order_event(symbol: str, order_id: str) -> str:
    """What all records of one order share; orders are numbered for each symbol on its own."""
    return f"{symbol}/order/{order_id}"


def _shown(value: object) -> str:
    return type(value).__name__ if not isinstance(value, str) else repr(value[:40])
