"""How Binance's JSON is taken apart: lists into rows that are decoded one by one, frames whole.

All pure parsers here use it, so that one odd row hides no other and an answer that is no list, like
an error or a page of a firewall, is never read as an empty one.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Raw

from assignwatch.brokers.records import unreadable

T = TypeVar("T")

Figure = Any
"""A number, a time or an id, as a number or as text; `figures` reads it."""

_decoders: "dict[object, msgspec.json.Decoder[Any]]" = {}

_ODD = (msgspec.MsgspecError, ValueError, ArithmeticError)


def decoded(content: bytes | str | Raw, kind: type[T], where: str) -> T:
    """A message of this kind. Raises `BadPayload`, naming `where` it was read."""
    try:
        return row(content, kind)
    except _ODD as error:
        raise unreadable(where, error) from error


def row(content: bytes | str | Raw, kind: type[T]) -> T:
    """A row of this kind. Raises `msgspec.MsgspecError`, ValueError or ArithmeticError."""
    return cast(T, _read(content, kind))


def plain(content: bytes | str | Raw) -> Any:
    """The JSON as plain objects, every number with a fraction a `Decimal`. Raises as `row` does."""
    return _read(content, Any)


def _read(content: bytes | str | Raw, kind: object) -> object:
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(cast(Any, kind), float_hook=Decimal)
    try:
        return decoder.decode(content)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def rows(content: bytes | Raw, where: str) -> list[Raw]:
    """The rows of a list. Raises `BadPayload` for what is no list."""
    return decoded(content, list[Raw], where)


def under(content: bytes, *names: str, where: str) -> Iterator[Raw]:
    """The rows of the lists under these names in an answer. Raises `BadPayload` without any."""
    fields = decoded(content, dict[str, Raw], where)
    found = [name for name in names if name in fields]
    if not found:
        raise unreadable(where, f"no {' or '.join(names)}")
    for name in found:
        yield from rows(fields[name], where)
