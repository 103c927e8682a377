"""Numbers, amounts and times as people read them; every time carries its zone.

Quantities keep all their digits: a rounded position is a wrong position. The minus sign is the
real one (U+2212), which does not break from its number.
"""

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

_MINUS = "\N{MINUS SIGN}"

_LARGE = 20
"""Figures with more digits than this before the point are not rounded: they are no prices."""

_EXACT = Decimal("0.00000001")
"""No finer than this are averages worked out."""

_AGREED = 6
"""From 1 upwards nobody agrees on a price with more decimals than this; averages have them."""


def quantity(amount: Decimal) -> str:
    """`−1,234.5`: thousands separated, no trailing zeros, nothing rounded away."""
    text = f"{amount:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", _MINUS)


def signed(amount: Decimal) -> str:
    """Like `quantity`, with a plus where it is positive."""
    return f"+{quantity(amount)}" if amount > 0 else quantity(amount)


def price(amount: Decimal) -> str:
    """A price as it is read: two decimals from 100 upwards, four from 1, all digits below.

    For people only: averages have more digits than anybody traded at.
    """
    if abs(amount) >= 1 and amount.adjusted() < _LARGE:
        places = Decimal("0.01") if abs(amount) >= 100 else Decimal("0.0001")
        amount = amount.quantize(places)
    return _padded(quantity(amount))


def exact(amount: Decimal) -> str:
    """A price that is held against another one: all its digits, from 1 upwards eight decimals."""
    if abs(amount) >= 1 and amount.adjusted() < _LARGE and amount != amount.quantize(_EXACT):
        amount = amount.quantize(_EXACT)
    return _padded(quantity(amount))


def as_booked(amount: Decimal) -> str:
    """A price that something was booked at: all its digits, unless they are those of an average."""
    text = exact(amount)
    _, _, decimals = text.partition(".")
    return text if len(decimals) <= _AGREED else price(amount)


def _padded(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}" if 0 < len(decimals) < 2 else text


def money(amount: Decimal, currency: str) -> str:
    """A signed amount with its currency, to the cent from one upwards: `+4,000.00 USD`."""
    if abs(amount) >= 1 and amount.adjusted() < _LARGE:
        amount = amount.quantize(Decimal("0.01"))
        text = f"{amount:,.2f}".replace("-", _MINUS)
        text = f"+{text}" if amount > 0 else text
    else:
        text = signed(amount)
    return f"{text} {currency}"


def balance(amount: Decimal) -> str:
    """An amount that is there, to the cent from one upwards, with a sign only below zero."""
    return money(amount, "").strip().removeprefix("+")


def percent(part: Decimal) -> str:
    """A part of the whole, to a tenth: `9.3 %`, with a space that does not break."""
    return f"{quantity((part * 100).quantize(Decimal('0.1')))}\N{NO-BREAK SPACE}%"


def clock(at: datetime, zone: tzinfo | None = None) -> str:
    """`09:12:04 CET`, in the given zone or that of this computer."""
    return at.astimezone(zone).strftime("%H:%M:%S %Z")


def stamp(at: datetime, zone: tzinfo | None = None) -> str:
    """`20 Nov 2026 09:12:04 CET`."""
    local = at.astimezone(zone)
    return f"{local.day} {local.strftime('%b %Y %H:%M:%S %Z')}"


def day(at: date) -> str:
    """`20 Nov 2026`, of a day or of a time that stands for a whole one."""
    return f"{at.day} {at.strftime('%b %Y')}"


def pair(first: datetime, last: datetime, zone: tzinfo | None = None) -> tuple[str, str]:
    """Two times to stand beside each other: the later one with its date only on another day."""
    alike = first.astimezone(zone).date() == last.astimezone(zone).date()
    return stamp(first, zone), (clock if alike else stamp)(last, zone)


def span(length: timedelta) -> str:
    """`7 h 03 min`, `3 min 20 s`, `42 s`; negative spans count as zero."""
    seconds = max(0, int(length.total_seconds()))
    minutes, rest = divmod(seconds, 60)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes_left:02d} min"
    if minutes:
        return f"{minutes} min {rest:02d} s"
    return f"{rest} s"
