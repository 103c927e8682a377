"""A snapshot and what the stream says has changed since: the rows as they are now.

The listener keeps one `Rows` for each subscription and hands its rows to `positions.py`. A change
names its row by the key of the list and holds only what is different: objects are merged, a field
that is missing is unchanged, `__meta_deleted` takes the row away (Saxo OpenAPI learn, "Streaming";
openapi-clientlib-js, streaming). Activities are events and are never merged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

import msgspec

from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo.wire import Row, plain

DELETED = "__meta_deleted"
_KEYED = {"RelatedOpenOrders": "OrderId"}
"""Lists inside a row whose elements are changed one by one, and the field that names them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What rows of a list are told apart by, and without which fields a new one is no row."""

    key: str
    must: tuple[tuple[str, ...], ...] = ()


POSITIONS = Shape(
    "PositionId",
    tuple(("PositionBase", name) for name in ("AccountId", "Amount", "AssetType", "Uic")),
)
ORDERS = Shape("OrderId", (("AssetType",), ("Uic",)))
CLOSED_POSITIONS = Shape(
    "ClosedPositionUniqueId",
    tuple(("ClosedPosition", name) for name in ("AccountId", "Amount", "AssetType", "Uic")),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows by their key. `doubtful`: changes that could not be applied; read the list again."""

    shape: Shape
    rows: Mapping[str, Row]
    doubtful: tuple[str, ...] = ()

    def changed(self, changes: Iterable[Row]) -> "Rows":
        """The rows after these changes, in their order; those of before stay as they are."""
        rows, doubtful = dict(self.rows), list(self.doubtful)
        for change in changes:
            name = change.get(self.shape.key)
            if not isinstance(name, str):
                doubtful.append("")
            elif change.get(DELETED) is True:
                rows.pop(name, None)
            else:
                row = merged(rows.get(name, {}), change)
                if name in rows or _is_whole(row, self.shape.must):
                    rows[name] = row
                else:
                    doubtful.append(name)
        return replace(self, rows=rows, doubtful=tuple(doubtful))


def snapshot(shape: Shape, rows: Iterable[Row]) -> Rows:
    """Rows to begin with. A row that is not whole is doubtful, as one out of nowhere is."""
    return Rows(shape, {}).changed(rows)


def elements(payload: bytes, where: str) -> list[Row]:
    """The changes in a record: an array, an array in `Data`, or one object. Raises `BadPayload`."""
    try:
        value = plain(payload)
    except msgspec.MsgspecError as error:
        raise unreadable(where, error) from error
    if isinstance(value, dict):
        value = value.get("Data", [value])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise unreadable(where, "neither rows nor a row")
    return value


def merged(known: Row, change: Row) -> dict[str, Any]:
    """The object with what the change says of it; neither is altered."""
    whole = dict(known)
    for name, told in change.items():
        before: Any = whole.get(name)
        if isinstance(told, Mapping) and isinstance(before, Mapping):
            whole[name] = merged(before, told)
        elif name in _KEYED and _is_rows(told):
            whole[name] = _list(before if _is_rows(before) else [], told, _KEYED[name])
        else:
            whole[name] = told
    return whole


def _list(known: Sequence[Row], changes: Sequence[Row], key: str) -> list[Row]:
    """A list inside a row; an empty one empties it, one without keys replaces it."""
    if not all(key in item for item in changes) or not changes:
        return list(changes)
    rows = {item[key]: item for item in known if key in item}
    for change in changes:
        if change.get(DELETED) is True:
            rows.pop(change[key], None)
        else:
            rows[change[key]] = merged(rows.get(change[key], {}), change)
    return list(rows.values())


def _is_rows(value: Any) -> TypeGuard[list[Row]]:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _is_whole(row: Row, must: Iterable[tuple[str, ...]]) -> bool:
    return all(_at(row, path) is not None for path in must)


def _at(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
