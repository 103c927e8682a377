"""Kraken's numbers, times and names in ours: exact decimals, aware UTC, `kraken/PF_XBTUSD`.

All pure parsers here use them. Kraken writes numbers as JSON floats of up to 17 digits; they are
read as text, never through a float, and kept to 18 decimals, which is what a tape may hold.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from assignwatch.core.model import InstrumentId

BROKER = "kraken"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALLEST = Decimal("1e-18")
_TOO_LARGE = Decimal("1e18")
_WIDE = Context(prec=60)


def exact(number: Decimal) -> Decimal:
    """The number as it may be kept. Raises ValueError for one that is none, or is beyond 1e18."""
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        raise ValueError("a number out of range")
    kept = number.quantize(_SMALLEST, ROUND_HALF_EVEN, _WIDE)
    return _WIDE.plus(kept.normalize(_WIDE))  # plus, so that there is no negative zero


def change(old: Decimal, new: Decimal) -> Decimal:
    """How much larger the new number is, without rounding in between."""
    return exact(_WIDE.subtract(new, old))


def added(one: Decimal, other: Decimal) -> Decimal:
    """Their sum, without rounding in between."""
    return exact(_WIDE.add(one, other))


def price(number: Decimal | None) -> Decimal | None:
    """A price, where there is one: Kraken writes a missing one as null or as 0."""
    return exact(number) if number else None


def from_millis(millis: int) -> datetime:
    """The time behind milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=millis)


def to_millis(at: datetime) -> int:
    """Milliseconds since 1970, rounded down."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def to_iso(at: datetime) -> str:
    """A time as Kraken's REST parameters have it: UTC with milliseconds and `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc(at: datetime) -> datetime:
    """A time of Kraken's as aware UTC; one without a zone is UTC (Kraken docs, Futures REST)."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def instrument_id(symbol: str) -> InstrumentId:
    """The one id of a contract that Kraken writes in either case."""
    return InstrumentId(f"{BROKER}/{symbol.upper()}")
