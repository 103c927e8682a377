"""The sheet of an account: how it opens, that it blocks nothing and follows what is known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from assignwatch.core.events import Enrolled
from assignwatch.core.observations import Allowance, Funds
from assignwatch.core.words import Feed
from assignwatch.ui.account_sheet import AccountSheet
from assignwatch.ui.main_window import MainWindow
from tests.ui.conftest import Open
from tests.ui.worlds import AWAY, ETH, MAIN, NOW, SECOND, World, before, fell, held, row, watched


@pytest.fixture
def world() -> World:
    return World(watched(MAIN, SECOND), held(MAIN, row(ETH, "1")), held(SECOND, row(ETH, "2")))


def sheets(window: MainWindow) -> list[AccountSheet]:
    return [sheet for sheet in window.findChildren(AccountSheet) if sheet.isVisible()]


def words(sheet: AccountSheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]


def refresh(window: MainWindow) -> None:
    window.show_view(window._bridge.view())


def by_button(window: MainWindow) -> None:
    window.strip._lines[1].details.click()


def by_enter(window: MainWindow) -> None:
    window.strip.focus_accounts()
    QTest.keyClick(window.strip._lines[1].details, Qt.Key.Key_Return)


def by_a_press_on_the_line(window: MainWindow) -> None:
    place = QPoint(5, window.strip._lines[1].word.geometry().center().y())
    QTest.mouseClick(window.strip, Qt.MouseButton.LeftButton, pos=place)


def by_menu(window: MainWindow) -> None:
    (action,) = [one for one in window._menus._details.actions() if one.text() == "Planted second…"]
    action.trigger()


@pytest.mark.parametrize("opens", [by_button, by_enter, by_a_press_on_the_line, by_menu])
def test_the_account_that_is_pressed_is_shown_and_nothing_is_blocked(
    open_window: Open, world: World, opens: object
) -> None:
    window = open_window(world)
    assert callable(opens)
    opens(window)
    (sheet,) = sheets(window)
    assert (sheet.account, sheet.isModal()) == (SECOND, False)
    assert sheet.windowTitle() == "Planted second: details"
    assert "How well it is seen" in words(sheet)


def test_each_account_has_one_sheet_at_most(open_window: Open, world: World) -> None:
    window = open_window(world)
    for account in (MAIN, SECOND, MAIN):
        window._details.look_at(account)
    assert {sheet.account for sheet in sheets(window)} == {MAIN, SECOND}
    assert len(sheets(window)) == 2


def test_escape_closes_it_and_it_can_be_opened_again(
    open_window: Open, world: World, qtbot: QtBot
) -> None:
    window = open_window(world)
    window._details.look_at(MAIN)
    QTest.keyClick(sheets(window)[0], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not sheets(window), timeout=2000)
    window._details.look_at(MAIN)
    assert len(sheets(window)) == 1


def test_it_follows_what_becomes_known_with_the_same_labels(
    open_window: Open, world: World
) -> None:
    window = open_window(world)
    window._details.look_at(MAIN)
    (sheet,) = sheets(window)
    before_all = set(sheet.findChildren(QLabel))
    world.gauges.note(Funds(before(1), MAIN, "USD", cash=Decimal(5)))
    world.gauges.note(Allowance(NOW, MAIN, "Portfolio", 120, 7))
    world.add(fell(MAIN, Feed.FILLS))
    refresh(window)
    assert {"5.00", "113 of 120", "down"} <= set(words(sheet))
    assert any(AWAY.values["host"] in text for text in words(sheet))
    assert before_all <= set(sheet.findChildren(QLabel))

    labels = set(sheet.findChildren(QLabel))
    world.gauges.note(Funds(NOW, MAIN, "USD", cash=Decimal(6)))
    refresh(window)
    assert "6.00" in words(sheet)
    assert "5.00" not in words(sheet)
    assert labels == set(sheet.findChildren(QLabel))


def test_an_account_that_is_watched_no_more_has_no_sheet(
    open_window: Open, world: World, qtbot: QtBot
) -> None:
    window = open_window(world)
    window._details.look_at(MAIN)
    world.add([Enrolled(NOW, {SECOND: tuple(Feed)})])
    refresh(window)
    qtbot.waitUntil(lambda: not sheets(window), timeout=2000)


def test_it_goes_with_the_window(open_window: Open, world: World, qtbot: QtBot) -> None:
    window = open_window(world)
    window._details.look_at(MAIN)
    window.hide()
    qtbot.waitUntil(lambda: not sheets(window), timeout=2000)


def test_all_of_it_is_in_sight_when_it_opens(open_window: Open, world: World) -> None:
    world.gauges.note(Funds(before(1), MAIN, "USD", cash=Decimal(5)))
    window = open_window(world)
    window._details.look_at(MAIN)
    (sheet,) = sheets(window)
    bars = sheet._scroll.verticalScrollBar(), sheet._scroll.horizontalScrollBar()
    assert [bar.maximum() for bar in bars] == [0, 0]
