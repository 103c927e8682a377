"""The model: says exactly what differs, in as few signals as there are ranges, and never resets."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from assignwatch.ui.keyed_model import DISPLAY, KeyedModel
from assignwatch.ui.rows.table import Row


class Plain(KeyedModel[Row]):
    """Shows the cells."""

    def cell(self, row: Row, column: int, role: int) -> Any:
        return row.cells[column] if role == DISPLAY else None


def rows(**texts: str) -> tuple[Row, ...]:
    """Rows of one cell, by key."""
    return tuple(Row(key, (text,), (text,), text) for key, text in texts.items())


def watched() -> tuple[Plain, list[tuple[Any, ...]]]:
    """A model under Qt's own examiner, and a record of what it signals."""
    model = Plain(1)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    said: list[tuple[Any, ...]] = []
    model.dataChanged.connect(lambda a, b: said.append(("changed", a.row(), b.row())))
    model.rowsInserted.connect(lambda _p, a, b: said.append(("in", a, b)))
    model.rowsRemoved.connect(lambda _p, a, b: said.append(("out", a, b)))
    model.modelReset.connect(lambda: said.append(("reset",)))
    return model, said


def shown(model: Plain) -> dict[str, str]:
    """What stands in the model, by key."""
    return {model.at(i).key: model.data(model.index(i, 0)) for i in range(model.rowCount())}


def test_neighbours_that_changed_are_one_range_and_others_are_not_touched(qtbot: QtBot) -> None:
    model, said = watched()
    model.apply(rows(a="1", b="1", c="1", d="1", e="1"))
    said.clear()
    model.apply(rows(a="2", b="2", c="1", d="1", e="2"))
    assert said == [("changed", 0, 1), ("changed", 4, 4)]


def test_the_same_rows_again_are_no_news(qtbot: QtBot) -> None:
    model, said = watched()
    model.apply(rows(a="1", b="2"))
    said.clear()
    model.apply(rows(a="1", b="2"))
    assert said == []


def test_rows_come_and_go_in_ranges(qtbot: QtBot) -> None:
    model, said = watched()
    model.apply(rows(a="1", b="1", c="1", d="1"))
    model.apply(rows(a="1", d="1", e="1", f="1"))
    assert said == [("in", 0, 3), ("out", 1, 2), ("in", 2, 3)]


texts = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("12"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=6))
def test_any_sequence_of_views_ends_in_the_last_one_without_a_reset(
    steps: list[dict[str, str]],
) -> None:
    model, said = watched()
    for step in steps:
        model.apply(rows(**step))
        assert shown(model) == step
    assert ("reset",) not in said
