"""Faults of other people's code that would end the program; each test sings as long as it is well.

PySide6 6.12.0 loses a reference to None, True or False with each call that returns one, and so
ends CPython 3.11 after some thousand of them. From Python 3.12 on they cannot be lost.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import PySide6
import pytest
from PySide6.QtCore import QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel

CALLS = 3000
SLACK = 200
"""References that come and go with Qt's own bookkeeping; a lost one a call would be `CALLS`."""


def calls_that_return_nothing() -> Callable[[], object]:
    label = QLabel()
    return lambda: label.setText("x")


def timers_that_stop() -> Callable[[], object]:
    timer = QTimer()
    return timer.stop


def cells_of_a_proxy() -> Callable[[], object]:
    model = QStandardItemModel(1, 3)
    for column, value in enumerate((True, False, None)):
        item = QStandardItem()
        item.setData(value, Qt.ItemDataRole.UserRole)
        model.setItem(0, column, item)
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(model)

    def read() -> object:
        return [
            (model.data(index), proxy.data(proxy.mapFromSource(index), Qt.ItemDataRole.UserRole))
            for index in (model.index(0, column) for column in range(3))
        ]

    return read


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("prepare", [calls_that_return_nothing, timers_that_stop, cells_of_a_proxy])
def test_qt_gives_back_the_constants_that_it_returns(
    prepare: Callable[[], Callable[[], object]],
) -> None:
    call = prepare()
    constants = (None, True, False)
    before = [sys.getrefcount(constant) for constant in constants]
    for _ in range(CALLS):
        call()
    after = [sys.getrefcount(constant) for constant in constants]
    lost = [had - has for had, has in zip(before, after, strict=True)]
    assert max(map(abs, lost)) < SLACK, f"references lost of None, True, False: {lost}"


def test_the_version_that_loses_them_is_not_installed() -> None:
    assert PySide6.__version__ != "6.12.0"
