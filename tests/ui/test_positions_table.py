"""The grid: numeric order, the filter, words where it is empty, rows that are not from now."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from assignwatch.core.model import InstrumentId
from assignwatch.core.words import Feed
from assignwatch.texts.labels import Label
from assignwatch.ui.keyed_model import FONT, FOREGROUND, SPOKEN
from assignwatch.ui.positions_table import PositionsTable
from assignwatch.ui.rows.positions import COLUMNS
from assignwatch.ui.rows.view import Renderer
from tests.ui.worlds import ETH, MAIN, SECOND, XBT, World, fell, held, row, watched


@pytest.fixture
def table(qtbot: QtBot) -> PositionsTable:
    made = PositionsTable()
    qtbot.addWidget(made)
    made.show()
    return made


def world() -> World:
    return World(
        watched(MAIN, SECOND),
        held(MAIN, row(ETH, "9"), row(XBT, "-10")),
        held(SECOND, row(ETH, "100")),
    )


def filter_line(table: PositionsTable) -> QLineEdit:
    line = table.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    return line


def column(model: QAbstractItemModel, number: int) -> list[str]:
    return [model.index(i, number).data() for i in range(model.rowCount())]


def test_quantities_are_sorted_as_numbers(table: PositionsTable) -> None:
    table.show_view(Renderer().view(world().look()))
    table.grid.sortByColumn(4, Qt.SortOrder.AscendingOrder)
    assert column(table.grid.model(), 4) == ["−10", "9", "100"]


def test_the_filter_hides_rows_after_a_pause_and_says_when_it_hides_all(
    table: PositionsTable, qtbot: QtBot
) -> None:
    table.show_view(Renderer().view(world().look()))
    line = filter_line(table)
    QTest.keyClicks(line, "xbt")
    qtbot.waitUntil(lambda: table.grid.model().rowCount() == 1, timeout=2000)
    QTest.keyClicks(line, "zzz")
    qtbot.waitUntil(lambda: not table.grid.isVisible(), timeout=2000)
    words = [label.text() for label in table.findChildren(QLabel) if label.isVisible()]
    assert "No rows match ‘xbtzzz’." in words
    (clear,) = [b for b in table.findChildren(QPushButton) if b.isVisible()]
    clear.click()
    assert table.grid.isVisible()
    assert table.grid.model().rowCount() == 3


def test_escape_clears_the_filter(table: PositionsTable, qtbot: QtBot) -> None:
    table.show_view(Renderer().view(world().look()))
    table.activateWindow()
    table.focus_filter()
    line = filter_line(table)
    qtbot.waitUntil(line.hasFocus, timeout=2000)
    QTest.keyClicks(line, "xbt")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == ""
    assert table.grid.model().rowCount() == 3


def test_an_error_never_empties_the_grid(table: PositionsTable) -> None:
    night, renderer = world(), Renderer()
    table.show_view(renderer.view(night.look()))
    night.add(fell(SECOND, Feed.POSITIONS))
    table.show_view(renderer.view(night.look()))
    assert table.grid.model().rowCount() == 3
    model = table.model
    faded = [i for i in range(3) if model.data(model.index(i, 0), FOREGROUND) is not None]
    assert [model.at(i).cells[0] for i in faded] == ["Planted second"]
    assert model.data(model.index(faded[0], 0), FONT).italic()
    words = [label.text() for label in table.findChildren(QLabel) if label.isVisible()]
    assert "Planted second could not be read since 09:11:58 CET. Its rows are from then." in words


def test_a_first_start_offers_to_add_an_account(table: PositionsTable, qtbot: QtBot) -> None:
    table.show_view(Renderer().view(World().look()))
    (add,) = [b for b in table.findChildren(QPushButton) if b.isVisible()]
    with qtbot.waitSignal(table.add_account_clicked, timeout=1000):
        add.click()


def test_a_screen_reader_gets_the_row_as_one_sentence(table: PositionsTable) -> None:
    table.show_view(Renderer().view(world().look()))
    spoken = table.model.data(table.model.index(0, 0), SPOKEN)
    assert spoken.startswith("Planted main, ETH: ")


def test_selection_survives_news(table: PositionsTable) -> None:
    night, renderer = world(), Renderer()
    table.show_view(renderer.view(night.look()))
    table.grid.selectRow(1)
    chosen = table.grid.currentIndex().data(SPOKEN).partition(":")[0]
    night.quote(ETH, "3000", 1)
    night.add(held(MAIN, row(ETH, "11")))
    table.show_view(renderer.view(night.look()))
    assert table.grid.currentIndex().data(SPOKEN).partition(":")[0] == chosen


def test_a_thousand_prices_among_two_thousand_positions_do_not_stall_the_window(
    table: PositionsTable, qtbot: QtBot
) -> None:
    names = [InstrumentId(f"planted/X{n}") for n in range(2000)]
    night = World(watched(MAIN), held(MAIN, *(row(name, "1") for name in names)))
    renderer = Renderer()
    table.show_view(renderer.view(night.look()))
    table.grid.sortByColumn(COLUMNS.index(Label.COLUMN_MARK), Qt.SortOrder.AscendingOrder)
    qtbot.waitExposed(table)
    resets: list[None] = []
    table.grid.model().modelReset.connect(lambda: resets.append(None))
    for n, name in enumerate(names[::2]):
        night.quote(name, str(n), 1)
    begun = time.perf_counter()
    table.show_view(renderer.view(night.look()))
    QApplication.sendPostedEvents()
    took = time.perf_counter() - begun
    assert resets == []
    assert table.grid.model().index(999, 6).data() == "999"
    assert took < 1.0, "a tenth of that here: room for a slow computer, none for a wrong order"
