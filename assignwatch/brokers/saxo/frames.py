"""The binary stream: frames of the socket taken apart into records.

The listener hands in the bytes of each frame and passes the payloads on, control records to
`control.py` and the rest to the parsers. All lengths are checked before they are believed. Layout
(Saxo OpenAPI learn, "Streaming"; openapi-samples-csharp, websockets), little-endian: message id 8
bytes, reserved 2, length n of the reference id 1, reference id n (ASCII), format 1 (0 JSON, 1
protobuf), length s of the payload 4, payload s; and again until the frame is used up.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.records import unreadable

JSON = 0
"""The only format that is asked for; others are handed on as they are."""

_HEAD = struct.Struct("<QHB")
_KIND = struct.Struct("<BI")
_REFERENCE = re.compile(rb"[A-Za-z0-9_-]{1,50}")
_LARGEST = 64 * 1024 * 1024
"""No payload is larger; a longer one is a length misread."""

_WHERE = "stream"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `reference` names the subscription, `message_id` is handed back on reconnect."""

    message_id: int
    reference: str
    format: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """The records that a frame completes. `lost`: one begun by an earlier frame never came."""

    records: tuple[Record, ...]
    lost: bool = False


def records(frame: bytes) -> Iterator[Record]:
    """The records of a whole frame. Raises `BadPayload` where it ends early or makes no sense."""
    found, end = _parsed(frame)
    if end < len(frame):
        raise unreadable(_WHERE, f"a record that ends early, at byte {end}")
    return iter(found)


class Frames:
    """Frames in their order, for a record may be spread over several."""

    def __init__(self) -> None:
        self._begun = b""

    @property
    def waiting(self) -> bool:
        """Whether a record has begun and not ended: lost if the connection ends now."""
        return bool(self._begun)

    def feed(self, frame: bytes) -> Received:
        """Take the next frame. Raises `BadPayload`; what was begun is then forgotten.

        A frame that makes sense on its own is taken so, even where another was expected to go on:
        what was begun before it is lost then.
        """
        begun, self._begun = self._begun, b""
        if begun and (alone := _whole(frame)):
            return Received(alone, lost=True)
        joined = begun + frame
        found, end = _parsed(joined)
        self._begun = joined[end:]
        return Received(tuple(found))


def _whole(frame: bytes) -> tuple[Record, ...]:
    """The records of a frame that is nothing but whole records; else none."""
    try:
        return tuple(records(frame))
    except BadPayload:
        return ()


def _parsed(data: bytes) -> tuple[list[Record], int]:
    """The whole records, and where one begins that is not, or the data ends."""
    found: list[Record] = []
    at = 0
    while (begun := _record(data, at)) is not None:
        record, at = begun
        found.append(record)
    return found, at


def _record(data: bytes, at: int) -> tuple[Record, int] | None:
    """The record that begins there and where the next one does; None where the data ends first."""
    if at + _HEAD.size > len(data):
        return None
    message_id, _, named = _HEAD.unpack_from(data, at)
    named_at = at + _HEAD.size
    name = data[named_at : named_at + named]
    if not named or (name and not _REFERENCE.fullmatch(name)):
        raise unreadable(_WHERE, f"a record without a reference id, at byte {at}")
    kind_at = named_at + named
    if kind_at + _KIND.size > len(data):
        return None
    kind, size = _KIND.unpack_from(data, kind_at)
    if size > _LARGEST:
        raise unreadable(_WHERE, f"a record of {size} bytes, at byte {at}")
    begin = kind_at + _KIND.size
    end = begin + size
    if end > len(data):
        return None
    return Record(message_id, name.decode("ascii"), kind, data[begin:end]), end
