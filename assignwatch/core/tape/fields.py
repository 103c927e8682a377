"""Single values of a tape line, read strictly: what is malformed names its key.

`reading.py` asks a `Fields` for each key it knows and ignores the rest. Times are RFC 3339 in UTC
ending in `Z`; figures are strings of at most 18 digits on either side of the point, so that no
reader can round them.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from math import isfinite
from typing import Any, TypeVar

from assignwatch.core.model import AccountKey, InstrumentId, Moment

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_FIGURE = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?").fullmatch
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?Z"
).fullmatch
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_KEYED = re.compile(r"[^/\s]+/\S.*").fullmatch


class Malformed(ValueError):
    """A value that a tape may not hold. `key` is the path to it inside the line."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(f"{key}: {what}")
        self.key = key
        self.what = what


class Unfit(ValueError):
    """A value that does not have the form its key asks for."""


def figure(value: object) -> Decimal:
    """A quantity, price or amount."""
    found = _figure(value) if isinstance(value, str) else None
    if found is None:
        form = 'a string such as "-12.5" (at most 18 digits either side)'
        raise Unfit(f"a figure must be {form}, not {_shown(value)}")
    return found


@lru_cache(maxsize=1 << 12)  # few quantities are told, and a price on many rows
def _figure(value: str) -> Decimal | None:
    return None if _FIGURE(value) is None else Decimal(value)


def time(value: object) -> datetime:
    """A moment, aware UTC, to the microsecond."""
    found = _time(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit(f"a time must look like 2026-11-20T06:10:00Z, not {_shown(value)}")
    return found


@lru_cache(maxsize=1 << 10)  # what is learned at one moment names it on each of its lines
def _time(value: str) -> datetime | None:
    if _TIME(value) is None:
        return None
    try:
        return datetime.fromisoformat(value)  # the form leaves it only the calendar to judge
    except ValueError as error:
        raise Unfit(f"{value} is not in the calendar") from error


def moment(value: object) -> Moment:
    """A date or a time."""
    if isinstance(value, str) and _DAY(value):
        try:
            return Moment.on(date.fromisoformat(value))
        except ValueError as error:
            raise Unfit(f"{value} is not in the calendar") from error
    return Moment(time(value))


def text(value: object) -> str:
    """Any string that can be written again: JSON can name half a character, UTF-8 cannot."""
    if not isinstance(value, str):
        raise Unfit(f"must be a string, not {_shown(value)}")
    return value if value.isascii() else _whole_characters(value)


def flag(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Unfit(f"must be true or false, not {_shown(value)}")
    return value


def account(value: object) -> AccountKey:
    """`<broker>/<name>`."""
    return AccountKey(_key(value, "an account"))


def instrument(value: object) -> InstrumentId:
    """`<broker>/<native id>`."""
    return InstrumentId(_key(value, "an instrument"))


@cache
def word(kind: type[E]) -> Callable[[object], E]:
    """A reader of one word out of a closed set."""
    words: dict[object, E] = {word.value: word for word in kind}

    def read(value: object) -> E:
        found = words.get(value) if isinstance(value, str) else None
        if found is None:
            raise Unfit(f"{_shown(value)} is not one of {', '.join(kind)}")
        return found

    return read


def amounts(value: object) -> dict[str, Decimal]:
    """Amounts by currency."""
    if not isinstance(value, dict):
        raise Unfit(f"must map currencies to amounts, not {_shown(value)}")
    return {text(currency): figure(amount) for currency, amount in value.items()}


def texts(value: object) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list):
        raise Unfit(f"must be a list of strings, not {_shown(value)}")
    return tuple(text(item) for item in value)


def raw(value: object) -> str:
    """The broker's own JSON, kept as compact text."""
    return _whole_characters(
        json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    )


def ratio(value: object) -> tuple[Decimal, Decimal]:
    """`"2/1"` or a plain number, quoted or not: new for old; nothing new may come for it."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    new, slash, old = text(str(value) if plain else value).partition("/")
    pair = figure(new), figure(old) if slash else Decimal(1)
    if pair[0] < 0 or pair[1] <= 0:
        raise Unfit(f"{value} is not a ratio")
    return pair


class Fields:
    """The keys of one JSON object. `path` is where the object stands, for messages."""

    __slots__ = ("_path", "_values")

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self._values = values
        self._path = path

    def must(self, key: str, read: Callable[[object], T]) -> T:
        """A required key. Raises `Malformed`."""
        if key not in self._values:
            raise self.malformed(key, "is missing")
        return self._read(key, self._values[key], read)

    def may(self, key: str, read: Callable[[object], T], default: T) -> T:
        """An optional key; null counts as absent. Raises `Malformed`."""
        value = self._values.get(key)
        return default if value is None else self._read(key, value, read)

    def maybe(self, key: str, read: Callable[[object], T]) -> T | None:
        """An optional key without a default."""
        value = self._values.get(key)
        return None if value is None else self._read(key, value, read)

    def rows(self, key: str, *, required: bool = False) -> list["Fields"]:
        """A list of objects."""
        value = self._values.get(key)
        if value is None and not required:
            return []
        if key not in self._values:
            raise self.malformed(key, "is missing")
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.malformed(key, "must be a list of objects")
        return [Fields(row, f"{self._path}{key}[{i}].") for i, row in enumerate(value)]

    def malformed(self, key: str, what: str) -> Malformed:
        """The error that this key's value is, with the path to it."""
        return Malformed(self._path + key, what)

    def _read(self, key: str, value: object, read: Callable[[object], T]) -> T:
        try:
            return read(value)
        except ValueError as error:
            raise self.malformed(key, str(error)) from error
        except RecursionError as error:  # a broker's own JSON, nested without end
            raise self.malformed(key, "is nested too deep") from error


def _key(value: object, what: str) -> str:
    found = _keyed(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit(f"{what} must look like broker/name, not {_shown(value)}")
    return found


@lru_cache(maxsize=1 << 12)  # so each is one string, and found in the books without comparing
def _keyed(value: str) -> str | None:
    return None if _KEYED(value) is None else text(value)


def _whole_characters(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Unfit("holds half a character") from error
    return value


def _shown(value: object) -> str:
    """The beginning of a value; of what holds others or has no end, only what it is."""
    if isinstance(value, float) and not isfinite(value):
        return "a number beyond all bounds"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return json.dumps(value)[:60]
