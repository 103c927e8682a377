"""A table model over rows with stable keys: told the rows of now, it says only what differs.

Never reset: selection, scroll position and a screen reader's focus stay. Rows that are new are
appended; order is the business of a proxy. Roles and flags are plain integers, because the
bindings' enums cost more than everything else in `data`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
FOREGROUND: Final = int(Qt.ItemDataRole.ForegroundRole)
FONT: Final = int(Qt.ItemDataRole.FontRole)
TOOL_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
SPOKEN: Final = int(Qt.ItemDataRole.AccessibleTextRole)
ORDER: Final = int(Qt.ItemDataRole.UserRole) + 1
ROW: Final = int(Qt.ItemDataRole.UserRole) + 2

Index = QModelIndex | QPersistentModelIndex


class Keyed(Protocol):
    """A row that keeps its key for life."""

    @property
    def key(self) -> str:
        """Unique in the table."""
        ...


R = TypeVar("R", bound=Keyed)

_NOWHERE: Final = QModelIndex()


class KeyedModel(QAbstractTableModel, Generic[R]):
    """The rows and their diff; a subclass says what stands in a cell."""

    def __init__(self, columns: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._rows: list[R] = []

    def apply(self, rows: Sequence[R]) -> None:
        """Become these rows: remove what is gone, change what differs, append what is new."""
        wanted = {row.key: row for row in rows}
        self._remove(i for i, row in enumerate(self._rows) if row.key not in wanted)
        self._change(wanted)
        known = {row.key for row in self._rows}
        fresh = [row for row in rows if row.key not in known]
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(fresh) - 1)
            self._rows.extend(fresh)
            self.endInsertRows()

    def row_of(self, key: str) -> int | None:
        """Where a key stands."""
        return next((i for i, row in enumerate(self._rows) if row.key == key), None)

    def at(self, row: int) -> R:
        """The row at this place."""
        return self._rows[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """A flat table: only the root has rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As many as the subclass has."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """What the subclass says of a cell."""
        if not index.isValid():
            return None
        return self.cell(self._rows[index.row()], index.column(), role)

    def cell(self, row: R, column: int, role: int) -> Any:
        """What stands in one cell for one role; None for roles that are not served."""
        raise NotImplementedError

    def _remove(self, doomed: Iterable[int]) -> None:
        for first, last in reversed(list(_ranges(doomed))):
            self.beginRemoveRows(_NOWHERE, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _change(self, wanted: dict[str, R]) -> None:
        changed = []
        for i, row in enumerate(self._rows):
            now = wanted[row.key]
            if now is not row and now != row:
                self._rows[i] = now
                changed.append(i)
        for first, last in _ranges(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, self._columns - 1))


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbours as one range: one signal for many rows, but never one over rows in between."""
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last
