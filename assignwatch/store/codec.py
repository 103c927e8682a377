"""Events as they are stored: (kind, version, JSON), and back.

`journal.py` calls this for each row. The kind is the class's name in lower case, so the classes of
`core.events` are the format: a field may be added with a default, none renamed or removed. Should
that ever not be enough, `VERSION` grows and the older rows get a reader of their own here.

Decimals are text, times RFC 3339 UTC ending in `Z`, enumerations their values.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, get_args

import msgspec

from assignwatch.core import events

VERSION: Final = 1
"""What is written; the version is stored beside each event."""

CLASSES: Final[dict[str, type[events.Journalled | events.Marked]]] = {
    cls.__name__.lower(): cls
    for family in (events.Journalled, events.Marked)
    for cls in get_args(family)
}
"""The class of each kind."""

_decode = {kind: msgspec.json.Decoder(cls, strict=True).decode for kind, cls in CLASSES.items()}


class Undecodable(Exception):
    """A stored row cannot be read; the text says why, for the log."""


class UnknownKind(Undecodable):
    """A newer program wrote a kind or a version of an event that this one does not know."""


def encode(event: events.Journalled | events.Marked) -> tuple[str, int, str]:
    """The kind, version and JSON of an event.

    Raises `ValueError` for a value that could be written but not be relied on when read again: a
    time that is not UTC, a number that is not finite. Either is a fault of the program.
    """
    plain = msgspec.to_builtins(event, builtin_types=(datetime, Decimal))
    _check(plain)
    return type(event).__name__.lower(), VERSION, msgspec.json.encode(plain).decode()


def decode(kind: str, version: int, body: str) -> events.Journalled | events.Marked:
    """The event of a stored row. Raises `Undecodable`, or `UnknownKind` for a newer program's."""
    known = _decode.get(kind)
    if known is None or version != VERSION:
        raise UnknownKind(f"{kind} version {version}")
    try:
        return known(body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise Undecodable(f"{kind}: {error}") from error


def _check(value: object) -> None:
    match value:
        case datetime() if value.utcoffset() != timedelta(0):
            raise ValueError(f"not a UTC time: {value.isoformat()}")
        case Decimal() if not value.is_finite():
            raise ValueError(f"not a finite number: {value}")
        case dict():
            for inner in value.values():
                _check(inner)
        case list() | tuple():
            for inner in value:
                _check(inner)
        case _:
            pass
