"""The parameters of a request, read the way Binance reads them: query and body as one.

A name that is in both is taken from the query. Source: Binance docs, "General Info".
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from assignwatch.simulator.binance.refusals import Refused, invalid, missing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 15
"""Digits of a time in milliseconds that is still a time."""


class Query:
    """Decoded parameters. `empty` is the code for one without a value: eapi has its own."""

    def __init__(self, query: str, body: str = "", *, empty: int = -1105) -> None:
        self._values: dict[str, str] = {}
        for part in (body, query):
            self._values.update(parse_qsl(part, keep_blank_values=True))
        self._empty = empty

    def text(self, name: str) -> str | None:
        """The value of a name, or None; raises Refused for one that is there without a value."""
        value = self._values.get(name)
        if value == "":
            if self._empty == -1130:
                raise invalid(name)
            raise Refused(self._empty, f"Parameter '{name}' was empty.")
        return value

    def needed(self, name: str) -> str:
        """The value of a name that must be there; raises Refused."""
        value = self.text(name)
        if value is None:
            raise missing(name)
        return value

    def whole(self, name: str, default: int) -> int:
        """A number without sign or fraction; raises Refused."""
        text = self.text(name)
        return default if text is None else _whole(name, text)

    def number(self, name: str) -> int | None:
        """The same, or None."""
        text = self.text(name)
        return None if text is None else _whole(name, text)

    def limit(self, default: int, most: int) -> int:
        """How many rows are wanted; raises Refused for none, and for more than there may be."""
        limit = self.whole("limit", default)
        if not 1 <= limit <= most:
            raise invalid("limit")
        return limit

    def time(self, name: str) -> datetime | None:
        """A moment from its milliseconds; raises Refused."""
        number = self.number(name)
        if number is None:
            return None
        if number >= 10**_LONGEST:
            raise invalid(name)
        return _EPOCH + timedelta(milliseconds=number)


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise invalid(name)
    return int(text)
