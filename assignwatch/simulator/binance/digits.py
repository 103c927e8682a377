"""Numbers and times as Binance writes them: quantities as text, times in milliseconds.

The row and event modules share these; nothing else about their shapes is alike.
"""

from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.clock import milliseconds


def fixed(value: Decimal, places: int = 8) -> str:
    """A number with exactly so many places, and never a negative nothing."""
    rounded = value.quantize(Decimal(1).scaleb(-places))
    return f"{rounded + 0 if rounded else abs(rounded):f}"


def like(value: Decimal, step: Decimal) -> str:
    """A number with as many places as a step has."""
    exponent = step.as_tuple().exponent
    return fixed(value, -exponent if isinstance(exponent, int) else 0)


def midnight(at: datetime) -> int:
    """The beginning of a day, in milliseconds."""
    return milliseconds(at.replace(hour=0, minute=0, second=0, microsecond=0))
