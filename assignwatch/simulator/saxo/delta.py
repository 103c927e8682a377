"""What differs between two states, in the form in which Saxo's stream tells it.

`subscription` compares each state with the one that its client has. Sources: the stream samples of
Saxo's OpenAPI and its client library: an object that changed carries only the fields that did, a
row its key besides, and a row that is gone its key and a mark.
"""

from collections.abc import Mapping, Sequence

from assignwatch.simulator.saxo.showing import Row

GONE = "__meta_deleted"


def of_object(before: Row, now: Row) -> dict[str, object]:
    """The fields that changed, objects inside to their depth; lists inside are told whole.

    A field that is no longer there becomes null, because a missing one means no change.
    """
    changed: dict[str, object] = {}
    for name, value in now.items():
        known = before.get(name)
        if name in before and isinstance(known, Mapping) and isinstance(value, Mapping):
            if inner := of_object(known, value):
                changed[name] = inner
        elif name not in before or value != known:
            changed[name] = value
    changed.update({name: None for name in before if name not in now})
    return changed


def of_list(before: Sequence[Row], now: Sequence[Row], key: str) -> list[Row]:
    """New rows whole, changed ones in part, and marks for those that are gone."""
    known = {row[key]: row for row in before}
    told: list[Row] = []
    for row in now:
        if row[key] not in known:
            told.append(row)
        elif changed := of_object(known.pop(row[key]), row):
            told.append({key: row[key], **changed})
    told.extend({key: gone, GONE: True} for gone in known)
    return told
