"""A Qt application on no screen, asyncio on its loop, and windows that are gone afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assignwatch.ui import theme
from assignwatch.ui.accounts import Accounts
from assignwatch.ui.bridge import Bridge
from assignwatch.ui.main_window import MainWindow
from tests.ui.worlds import PROFILE, ZONE, World

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]
Open = Callable[..., MainWindow]


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run[Any]]:
    """Run a coroutine on Qt's own loop, as the program does."""
    loop = qasync.QEventLoop(qapp)
    try:
        yield lambda coroutine: loop.run_until_complete(asyncio.wait_for(coroutine, 20))
    finally:
        loop.close()


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Opens the window on a world; each one leaves its profile before the next."""
    opened: list[MainWindow] = []

    def opens(world: World, *, hinted: bool = False) -> MainWindow:
        bridge = Bridge(world, lambda: world.now, [PROFILE], ZONE)
        window = MainWindow(bridge, Accounts([PROFILE]), tmp_path, hinted=hinted)
        bridge.setParent(window)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        return window

    yield opens
    for window in opened:
        window.leave()
        window.deleteLater()
    theme.dress(Qt.ColorScheme.Light)
