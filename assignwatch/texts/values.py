"""Values of stored evidence as people read them, each in the form that its sentence asks for.

A template names value and form: `{price:price}`, `{instrument:symbol}`, `{at:time}`. The values
are texts that some version of the program once wrote down. One that is missing shows as `?`, one
that is not what it should be stands as it is: no sentence fails over a value.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from assignwatch.core.model import InstrumentId
from assignwatch.texts.format import day, exact, money, pair, quantity, signed, stamp
from assignwatch.texts.names import Instruments, symbol
from assignwatch.texts.translate import _

_MISSING = "?"

MOST_WAYS = 3
"""So many combinations are named; the journal has the others."""

_PART = re.compile(r"(-?[\d.]+) (\S.*)", re.DOTALL)
"""A figure and what it is a figure of."""

_PARTS = re.compile(r", (?=-?[\d.]+ \S)")


class Value:
    """One value, to be formatted as one of `_FORMS`; without a form as it was written."""

    def __init__(self, text: str, instruments: Instruments, zone: tzinfo | None) -> None:
        self.text = text
        self.instruments = instruments
        self.zone = zone

    @property
    def figure(self) -> Decimal | None:
        """The value as a figure, if it is one."""
        return _figure(self.text)

    @property
    def time(self) -> datetime | None:
        """The value as a time, if it is one."""
        try:
            found = datetime.fromisoformat(self.text)
        except ValueError:
            return None
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

    def __format__(self, form: str) -> str:
        """In this form."""
        formed = _FORMS.get(form)
        return formed(self) if formed is not None else self.text


class Values(dict[str, Value]):
    """The values of one piece of evidence, and the two spans that they may hold.

    `between` is the one of `since` and `at`, `when` the moment or the span of `first` and `last`.
    """

    def __init__(
        self, values: Mapping[str, str], instruments: Instruments, zone: tzinfo | None
    ) -> None:
        self._instruments = instruments
        self._zone = zone
        super().__init__({name: self._value(text) for name, text in values.items()})
        since, at = self._pair("since", "at")
        self["between"] = self._value(_("between {since} and {at}").format(since=since, at=at))
        first, last = self._pair("first", "last")
        moment = f"{self['first']:time}" == f"{self['last']:time}"
        when = first if moment else _("{first} to {last}").format(first=first, last=last)
        self["when"] = self._value(when)

    def __missing__(self, name: str) -> Value:
        """A value that was not written down."""
        return self._value(_MISSING)

    def figure(self, name: str) -> Decimal | None:
        """The figure of this name, if it is there."""
        return self[name].figure

    def _pair(self, first: str, last: str) -> tuple[str, str]:
        """Two times, the later one with its date only where that is another."""
        start, end = self[first], self[last]
        if start.time is None or end.time is None:
            return f"{start:time}", f"{end:time}"
        return pair(start.time, end.time, self._zone)

    def _value(self, text: str) -> Value:
        return Value(text, self._instruments, self._zone)


def _figure(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _number(form: Callable[[Decimal], str]) -> Callable[[Value], str]:
    def formed(value: Value) -> str:
        found = value.figure
        return form(found) if found is not None else value.text

    return formed


def _record(value: Value) -> str:
    """The name of a list of the broker's, at the beginning of a sentence."""
    return value.text.capitalize() or _("The broker's record")


def _symbol(value: Value) -> str:
    return symbol(InstrumentId(value.text), value.instruments)


def _words(value: Value) -> str:
    return ", ".join(word.replace("_", " ") for word in value.text.split(","))


def _time(value: Value) -> str:
    return stamp(value.time, value.zone) if value.time is not None else value.text


def _day(value: Value) -> str:
    """Only the day, where a time stands for a whole one: at midnight UTC."""
    at = value.time
    if at is None:
        return value.text
    whole = at.astimezone(UTC).time() == datetime.min.time()
    return day(at.astimezone(UTC)) if whole else _time(value)


def _ratio(value: Value) -> str:
    """`2/1`, the new per the old."""
    new, _slash, old = value.text.partition("/")
    return _("{new} for {old}").format(new=new, old=old)


def _parts(value: Value) -> str:
    """`200 broker/XYZ, -1 …`: each quantity with its sign and its symbol."""
    return ", ".join(_part(value, text, signed) for text in _PARTS.split(value.text))


def _shares(value: Value) -> str:
    """`-1 liquidation, …`: each quantity with its sign and what moved it."""
    return ", ".join(map(_share, _PARTS.split(value.text)))


def _share(text: str) -> str:
    found = _PART.fullmatch(text)
    amount = _figure(found[1]) if found is not None else None
    if found is None or amount is None:
        return text
    return f"{signed(amount)} {found[2].replace('_', ' ')}"


def _part(value: Value, text: str, form: Callable[[Decimal], str]) -> str:
    found = _PART.fullmatch(text)
    amount = _figure(found[1]) if found is not None else None
    if found is None or amount is None:
        return text
    return f"{form(amount)} {symbol(InstrumentId(found[2]), value.instruments)}"


def _cash(value: Value) -> str:
    """`-20000 USD, …`: each amount as money."""
    told = []
    for text in _PARTS.split(value.text):
        found = _PART.fullmatch(text)
        amount = _figure(found[1]) if found is not None else None
        told.append(money(amount, found[2]) if found is not None and amount is not None else text)
    return ", ".join(told)


def _ways(value: Value) -> str:
    """`2 A + 1 B; 3 C`: combinations of contracts, the first few of them."""
    told = [
        " + ".join(_part(value, part, quantity) for part in way.split(" + "))
        for way in value.text.split("; ")
    ]
    return _("; or ").join(told[:MOST_WAYS])


_FORMS: dict[str, Callable[[Value], str]] = {
    "record": _record,
    "signed": _number(signed),
    "size": _number(lambda amount: quantity(abs(amount))),
    "price": _number(exact),
    "symbol": _symbol,
    "words": _words,
    "time": _time,
    "day": _day,
    "ratio": _ratio,
    "parts": _parts,
    "shares": _shares,
    "cash": _cash,
    "ways": _ways,
}
