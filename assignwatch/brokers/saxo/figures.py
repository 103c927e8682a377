"""Saxo's numbers, names and times in ours: exact decimals, signed amounts, aware UTC, ids.

All pure parsers here use them. An instrument is a Uic *and* an asset type: the same Uic may be a
share, a CFD on it and a future on something else (Saxo OpenAPI learn, "Instruments and Uics").
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

from assignwatch.core.model import InstrumentId, Moment, Scope, name_of

BROKER = "saxo"

_SMALLEST = Decimal("1e-18")
_TOO_LARGE = Decimal("1e18")
_WIDE = Context(prec=60)
_NO_YEARS = (1, 9999)


def instrument_id(uic: int | str, asset_type: str) -> InstrumentId:
    """`saxo/StockOption-25014944`. Raises ValueError where either part is no such thing."""
    number = str(uic)
    if not (number.isascii() and number.isdigit() and asset_type.isalnum()):
        raise ValueError(f"no instrument: {asset_type} {uic}")
    return InstrumentId(f"{BROKER}/{asset_type}-{int(number)}")


def native(instrument: InstrumentId) -> tuple[int, str]:
    """The Uic and the asset type behind an id of ours."""
    asset_type, _, uic = name_of(instrument).partition("-")
    return int(uic), asset_type


def scope(account_id: str) -> Scope:
    """The part of the client that a sub-account is. Raises ValueError for one without a name."""
    if not account_id:
        raise ValueError("no AccountId")
    return Scope(account_id)


def exact(number: Decimal) -> Decimal:
    """The number as it may be kept. Raises ValueError for one that is none, or is beyond 1e18."""
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        raise ValueError("a number out of range")
    kept = number.quantize(_SMALLEST, ROUND_HALF_EVEN, _WIDE)
    return _WIDE.plus(kept.normalize(_WIDE))  # plus, so that there is no negative zero


def signed(amount: Decimal, buy_sell: str) -> Decimal:
    """An amount bought (+) or sold (−), however the list at hand signs it. Raises ValueError."""
    match buy_sell:
        case "Buy":
            return exact(abs(amount))
        case "Sell":
            return exact(-abs(amount))
        case _:
            raise ValueError(f"BuySell {buy_sell!r}")


def price(number: Decimal | None) -> Decimal | None:
    """A price, where there is one; 0 is one, at which an option is exercised or assigned."""
    return None if number is None else exact(number)


def added(numbers: Iterable[Decimal]) -> Decimal:
    """Their sum, without rounding in between."""
    total = Decimal()
    for number in numbers:
        total = _WIDE.add(total, number)
    return exact(total)


def average(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The average price of (quantity, price) pairs; None where the quantities cancel out."""
    value = total = Decimal()
    for quantity, each in parts:
        value = _WIDE.add(value, _WIDE.multiply(quantity, each))
        total = _WIDE.add(total, quantity)
    return exact(_WIDE.divide(value, total)) if total else None


def utc(at: datetime) -> datetime:
    """A time of Saxo's as aware UTC; one without a zone is UTC (OpenAPI learn, "Dates")."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def real(at: datetime | None) -> datetime | None:
    """The same, but for the years that mean none."""
    return None if at is None or at.year in _NO_YEARS else utc(at)


def time(text: str | None) -> datetime | None:
    """The time in such a text; None for none. Raises ValueError for what is no time."""
    if not text or text[:4] in ("0001", "9999"):
        return None
    return utc(datetime.fromisoformat(text))


def named(number: str | None) -> str | None:
    """The number of an order or another thing; nothing and "0" stand for none."""
    return number if number and number.strip("0") else None


def day(text: str | None) -> date | None:
    """The day in `2022-08-19` or `2022-08-19T00:00:00Z`; None for the years that mean none.

    Raises ValueError for what is no date.
    """
    if not text:
        return None
    found = date.fromisoformat(text[:10])
    return None if found.year in _NO_YEARS else found


def moment(text: str | None) -> Moment | None:
    """The whole of such a day."""
    found = day(text)
    return None if found is None else Moment.on(found)


def start_of(found: date) -> datetime:
    """Midnight UTC of a day, for records that are dated and not timed."""
    return datetime(found.year, found.month, found.day, tzinfo=UTC)
