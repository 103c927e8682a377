"""Single values of a tape line, read strictly: what is malformed names its key.

`reading.py` asks a `Fields` for each key it knows and ignores the rest. Times are RFC 3339 in UTC
ending in `Z`; figures are strings of at most 18 digits on either side of the point, so that no
reader can round them.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from assignwatch.core.model import AccountKey, InstrumentId, Moment

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_FIGURE = re.compile(r"-?\d{1,18}(\.\d{1,18})?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_KEYED = re.compile(r"[^/\s]+/\S.*")


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
    if not isinstance(value, str) or not _FIGURE.fullmatch(value):
        raise Unfit(f'a figure must be a string such as "-12.5", not {_shown(value)}')
    return Decimal(value)


def time(value: object) -> datetime:
    """A moment, aware UTC, to the microsecond."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise Unfit(f"a time must look like 2026-11-20T06:10:00Z, not {_shown(value)}")
    whole, _, fraction = value.removesuffix("Z").partition(".")
    try:
        at = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise Unfit(f"{value} is not in the calendar") from error
    return at.replace(microsecond=int(fraction[:6].ljust(6, "0")))


def moment(value: object) -> Moment:
    """A date or a time."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return Moment.on(date.fromisoformat(value))
        except ValueError as error:
            raise Unfit(f"{value} is not in the calendar") from error
    return Moment(time(value))


def text(value: object) -> str:
    """Any string."""
    if not isinstance(value, str):
        raise Unfit(f"must be a string, not {_shown(value)}")
    return value


def flag(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Unfit(f"must be true or false, not {_shown(value)}")
    return value


def account(value: object) -> AccountKey:
    """`<broker>/<name>`."""
    return AccountKey(_keyed(value, "an account"))


def instrument(value: object) -> InstrumentId:
    """`<broker>/<native id>`."""
    return InstrumentId(_keyed(value, "an instrument"))


def word(kind: type[E]) -> Callable[[object], E]:
    """A reader of one word out of a closed set."""

    def read(value: object) -> E:
        try:
            return kind(text(value))
        except ValueError as error:
            known = ", ".join(kind)
            raise Unfit(f"{_shown(value)} is not one of {known}") from error

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
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def ratio(value: object) -> tuple[Decimal, Decimal]:
    """`"2/1"` or a plain figure: new for old, both above zero."""
    new, slash, old = text(value).partition("/")
    pair = figure(new), figure(old) if slash else Decimal(1)
    if min(pair) <= 0:
        raise Unfit(f"{value} is not a ratio")
    return pair


class Fields:
    """The keys of one JSON object. `path` is where the object stands, for messages."""

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self._values = values
        self._path = path

    def must(self, key: str, read: Callable[[object], T]) -> T:
        """A required key. Raises `Malformed`."""
        if key not in self._values:
            raise self.malformed(key, "is missing")
        return self._read(key, read)

    def may(self, key: str, read: Callable[[object], T], default: T) -> T:
        """An optional key; null counts as absent. Raises `Malformed`."""
        return default if self._values.get(key) is None else self._read(key, read)

    def maybe(self, key: str, read: Callable[[object], T]) -> T | None:
        """An optional key without a default."""
        return None if self._values.get(key) is None else self._read(key, read)

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

    def _read(self, key: str, read: Callable[[object], T]) -> T:
        try:
            return read(self._values[key])
        except ValueError as error:
            raise self.malformed(key, str(error)) from error


def _keyed(value: object, what: str) -> str:
    if not isinstance(value, str) or not _KEYED.fullmatch(value):
        raise Unfit(f"{what} must look like broker/name, not {_shown(value)}")
    return value


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]
