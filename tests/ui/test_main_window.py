"""The window: what the trader does comes out as signals; closing never ends the watch."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from assignwatch.core.events import Acknowledged
from assignwatch.core.model import Problem
from assignwatch.core.words import Response, Severity
from assignwatch.ui.acknowledge_sheet import AcknowledgeSheet
from assignwatch.ui.main_window import MainWindow
from tests.ui.conftest import Open
from tests.ui.worlds import ETH, MAIN, NOW, TAKEOVER, World, happened, held, row, unsettled, watched


def night(severity: Severity = Severity.HIGH) -> World:
    return World(watched(MAIN), held(MAIN, row(ETH, "1.7")), happened(severity))


def said(window: MainWindow) -> list[tuple[Any, ...]]:
    heard: list[tuple[Any, ...]] = []
    window.acknowledged.connect(lambda *what: heard.append(what))
    return heard


def words(window: MainWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def question(window: MainWindow, qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=2000)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    return box


def button(box: QMessageBox, text: str) -> QPushButton:
    (found,) = [b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == text]
    return found


@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.INFO])
def test_a_harmless_alert_is_acknowledged_at_once(open_window: Open, severity: Severity) -> None:
    window = open_window(night(severity))
    heard = said(window)
    window.card.acknowledge_clicked.emit()
    assert heard == [(TAKEOVER, 1, None, "")]


@pytest.mark.parametrize("severity", [Severity.HIGH, Severity.CRITICAL])
def test_a_grave_alert_is_acknowledged_only_with_a_response(
    open_window: Open, severity: Severity
) -> None:
    window = open_window(night(severity))
    heard = said(window)
    window.card.acknowledge_clicked.emit()
    assert heard == []
    sheet = window.findChild(AcknowledgeSheet)
    assert isinstance(sheet, AcknowledgeSheet)
    sheet.choices.buttons()[2].click()
    sheet.confirm.click()
    assert heard == [(TAKEOVER, 1, "keep", "")]


def test_the_letter_a_acknowledges_the_selected_alert_by_keyboard(
    open_window: Open, qtbot: QtBot
) -> None:
    window = open_window(night(Severity.NORMAL))
    heard = said(window)
    window.activateWindow()
    window.alerts.setFocus()
    qtbot.waitUntil(window.alerts.hasFocus, timeout=2000)
    QTest.keyClick(window.alerts, Qt.Key.Key_A)
    assert heard == [(TAKEOVER, 1, None, "")]


def test_the_sheet_goes_when_the_alert_was_acknowledged_elsewhere(
    open_window: Open, qtbot: QtBot
) -> None:
    world = night()
    window = open_window(world)
    window.acknowledge(TAKEOVER)
    world.add([Acknowledged(NOW, TAKEOVER, 1, Response.KEEP)])
    window.show_view(window._bridge.view())
    qtbot.waitUntil(lambda: window.findChild(AcknowledgeSheet) is None, timeout=2000)
    assert "acknowledged" in window.card.card.subtitle if window.card.card else False


def test_an_acknowledgement_shows_after_the_next_refresh(open_window: Open) -> None:
    world = night()
    window = open_window(world)
    assert "1 alert waits for you" in words(window)
    world.add([Acknowledged(NOW, TAKEOVER, 1, Response.KEEP)])
    window.show_view(window._bridge.view())
    assert "Watching, nothing asks for you" in words(window)


def test_an_alert_that_is_opened_is_looked_at(open_window: Open) -> None:
    world = night(Severity.CRITICAL)
    window = open_window(world)
    world.add(happened(incident="second", severity=Severity.NORMAL))
    window.raise_alert("second")
    assert window.alerts.current() == "second"
    assert window.card.card is not None
    assert window.card.card.alert == "second"


def test_what_is_being_checked_is_seen_and_asks_for_nothing(open_window: Open) -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1.7")), unsettled())
    window = open_window(world)
    heard = said(window)
    shown = words(window)
    assert window.alerts.isVisible()
    assert "Watching, 1 change is being checked" in shown
    assert "Decided at 20 Nov 2026 09:12:51 CET at the latest, in 47 s." in shown
    assert not [b for b in window.card.findChildren(QPushButton) if b.isVisible()]
    window.alerts.acknowledge_wanted.emit(TAKEOVER)
    assert heard == []
    assert window.closing.waiting == 0


def test_it_keeps_its_place_when_it_becomes_an_alert(open_window: Open) -> None:
    world = World(watched(MAIN), held(MAIN, row(ETH, "1.7")), unsettled())
    window = open_window(world)
    world.add(happened(version=2, seconds=0))
    window.show_view(window._bridge.view())
    assert window.alerts.current() == TAKEOVER
    assert window.card.card is not None
    assert window.card.card.can_acknowledge


def test_closing_goes_to_the_tray_and_says_so_only_once(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    window = open_window(night())
    hints: list[None] = []
    window.hinted.connect(lambda: hints.append(None))
    window.close()
    assert window.isVisible()
    button(question(window, qtbot), "Understood").click()
    qtbot.waitUntil(window.isHidden, timeout=2000)
    window.show()
    window.close()
    assert window.isHidden()
    assert len(hints) == 1


def test_who_was_told_before_is_not_told_again(
    open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    window = open_window(night(), hinted=True)
    window.close()
    assert window.isHidden()


def test_without_a_tray_closing_minimises_and_says_why(open_window: Open) -> None:
    window = open_window(night())
    window.close()
    assert window.isMinimized()
    window.showNormal()
    assert any("has no tray" in text for text in words(window))


def test_quitting_asks_while_an_alert_waits(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(night())
    quits: list[None] = []
    window.quit_requested.connect(lambda: quits.append(None))
    window._menus.quit.emit()
    box = question(window, qtbot)
    assert box.defaultButton() is button(box, "Keep watching")
    button(box, "Keep watching").click()
    assert quits == []
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None, timeout=2000)
    window._menus.quit.emit()
    button(question(window, qtbot), "Quit").click()
    assert quits == [None]


def test_quitting_a_quiet_watch_asks_nothing(open_window: Open) -> None:
    window = open_window(World(watched(MAIN)))
    quits: list[None] = []
    window.quit_requested.connect(lambda: quits.append(None))
    window._menus.quit.emit()
    assert quits == [None]


def test_an_account_is_removed_only_after_a_question(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(night())
    removed: list[str] = []
    window.account_removed.connect(removed.append)
    window._menus.remove_account.emit(MAIN)
    box = question(window, qtbot)
    assert "Planted main" in box.text()
    assert removed == []
    button(box, "Stop watching it").click()
    assert removed == [MAIN]


def test_a_journal_that_cannot_be_written_is_said_across_the_window(open_window: Open) -> None:
    world = night()
    window = open_window(world)
    assert not any(text.startswith("Not saved") for text in words(window))
    world.unsaved = Problem("disk_full", {})
    window.show_view(window._bridge.view())
    assert sum(text.startswith("Not saved") for text in words(window)) == 2


def test_place_and_columns_are_remembered_in_the_profile(open_window: Open) -> None:
    window = open_window(night(), hinted=True)
    window.resize(1000, 700)
    window.positions.grid.setColumnWidth(1, 321)
    window.remember()
    again = open_window(night())
    assert again.positions.grid.columnWidth(1) == 321
    assert again.height() == 700


def test_keys_of_the_menu_are_those_of_the_help(open_window: Open) -> None:
    window = open_window(night())
    keys = {action.shortcut().toString() for action in window.findChildren(QAction)}
    assert {"F5", "Ctrl+Q", "Ctrl+F", "Ctrl+1", "Ctrl+2", "Ctrl+N"} <= keys


def test_everything_that_can_be_operated_has_a_name_for_assistive_technology(
    open_window: Open,
) -> None:
    window = open_window(night())
    for named in (window.alerts, window.card, window.strip, window.positions.grid):
        assert named.accessibleName()
    assert all(b.text() or b.accessibleName() for b in window.findChildren(QPushButton))
