"""What Saxo says on the stream about the stream itself, whatever shape it comes in.

The listener asks of every record whether it is one of these before it takes it for data. A control
record's reference id starts with an underscore, in its header or in its payload: Saxo's own test
vector has an ordinary id in the header. The payload is an array of objects, one object, or either
inside `Data` (Saxo OpenAPI learn, "Streaming"; openapi-clientlib-js, streaming).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from assignwatch.brokers.saxo.frames import JSON, Record
from assignwatch.brokers.saxo.wire import plain


class Does(Enum):
    """What a control record asks for."""

    ALIVE = "alive"
    """The connection lives."""
    HEARTBEAT = "heartbeat"
    """One subscription lives and has nothing new."""
    WAIT = "wait"
    """One subscription is switched off for now, and comes back by itself."""
    SUBSCRIBE_AGAIN = "subscribe_again"
    """Subscriptions have lost something or are gone; with no reference, all of them."""
    RECONNECT = "reconnect"
    """Connect again."""
    DISCONNECTED = "disconnected"
    """The session has ended; connecting again is no use before a new sign-in."""
    UNKNOWN = "unknown"
    """A word that is in no list."""


@dataclass(frozen=True, slots=True)
class Control:
    """One thing asked for. `references` are the subscriptions meant, `word` Saxo's word for it."""

    does: Does
    references: tuple[str, ...] = ()
    word: str = ""


_PLAIN_WORDS = {
    "_connectionheartbeat": Does.ALIVE,
    "_probe": Does.ALIVE,
    "_reconnect": Does.RECONNECT,
    "_disconnect": Does.DISCONNECTED,
}
_REASONS = {
    "": Does.HEARTBEAT,
    "nonewdata": Does.HEARTBEAT,
    "subscriptiontemporarilydisabled": Does.WAIT,
    "subscriptionpermanentlydisabled": Does.SUBSCRIBE_AGAIN,
}

_Part = Mapping[str, Any]


def controls(record: Record) -> tuple[Control, ...]:
    """What a record asks for; nothing where it is data."""
    if record.format != JSON or not (record.reference.startswith("_") or b'"_' in record.payload):
        return ()
    try:
        parts = _objects(plain(record.payload)) if record.payload.strip() else []
    except msgspec.MsgspecError:
        parts = []
    told = [part for part in parts if _reference(part).startswith("_")]
    if not record.reference.startswith("_"):
        return tuple(c for part in told for c in _said(_reference(part), part))
    if not parts:
        return tuple(_said(record.reference, {}))
    return tuple(c for part in parts for c in _said(_reference(part) or record.reference, part))


def _said(word: str, part: _Part) -> Iterator[Control]:
    known = word.lower()
    if known in _PLAIN_WORDS:
        yield Control(_PLAIN_WORDS[known], word=word)
    elif known == "_heartbeat":
        yield from _heartbeats(word, part)
    elif known == "_resetsubscriptions":
        yield Control(Does.SUBSCRIBE_AGAIN, tuple(_targets(part)), word)
    else:
        yield Control(Does.UNKNOWN, word=word)


def _heartbeats(word: str, part: _Part) -> Iterator[Control]:
    beats = [beat for inner in _within(part) for beat in _objects(inner.get("Heartbeats"))]
    beats = beats or [inner for inner in _within(part) if "OriginatingReferenceId" in inner]
    if not beats:
        yield Control(Does.ALIVE, word=word)
    for beat in beats:
        reason = str(beat.get("Reason") or "")
        does = _REASONS.get(reason.lower(), Does.UNKNOWN)
        name = beat.get("OriginatingReferenceId")
        yield Control(does, (name,) if isinstance(name, str) else (), reason or word)


def _targets(part: _Part) -> Iterable[str]:
    for inner in _within(part):
        named = inner.get("TargetReferenceIds")
        if isinstance(named, list):
            yield from (name for name in named if isinstance(name, str))


def _within(part: _Part) -> list[_Part]:
    """The object itself and what its `Data` holds."""
    return [part, *_objects(part.get("Data"))]


def _objects(value: object) -> list[_Part]:
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _reference(part: _Part) -> str:
    name = part.get("ReferenceId")
    return name if isinstance(name, str) else ""
