"""The bytes of Saxo's stream: records, and WebSocket frames that carry a part of a message.

`context` makes records, `connection` sends what `encode` gives. Source: the layout in Saxo's
streaming guide; every number is little-endian.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

JSON = 0
"""The payload format that everything here is in."""

_BINARY = 0x2
_CONTINUATION = 0x0
_FINAL = 0x80


@dataclass(frozen=True, slots=True)
class Record:
    """One message: its number, the subscription that it is for, and its JSON text."""

    id: int
    reference: str
    payload: str


def encode(records: Iterable[Record]) -> bytes:
    """Records one behind the other, as one WebSocket message holds them."""
    return b"".join(_encode(record) for record in records)


def _encode(record: Record) -> bytes:
    reference, payload = record.reference.encode("ascii"), record.payload.encode()
    head = struct.pack("<QHB", record.id, 0, len(reference))
    return head + reference + struct.pack("<BI", JSON, len(payload)) + payload


def fragments(message: bytes, size: int) -> Iterator[bytes]:
    """A binary message as raw, unmasked WebSocket frames of at most `size` bytes each (RFC 6455).

    The server's library sends every message in one frame; real servers need not.
    """
    for at in range(0, max(len(message), 1), size):
        part = message[at : at + size]
        opcode = _CONTINUATION if at else _BINARY
        final = _FINAL if at + size >= len(message) else 0
        yield bytes([opcode | final]) + _length(len(part)) + part


def _length(size: int) -> bytes:
    if size < 126:
        return bytes([size])
    if size < 1 << 16:
        return struct.pack(">BH", 126, size)
    return struct.pack(">BQ", 127, size)
