"""The sheet: nothing is chosen beforehand, Enter alone does nothing, the version seen counts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from assignwatch.core.words import Response, Severity
from assignwatch.ui.acknowledge_sheet import AcknowledgeSheet
from assignwatch.ui.rows.card import card
from tests.ui.worlds import MAIN, TAKEOVER, World, happened, watched


@pytest.fixture
def sheet(qtbot: QtBot) -> AcknowledgeSheet:
    shown = card(World(watched(MAIN), happened(Severity.CRITICAL, version=3)).look(), TAKEOVER)
    assert shown is not None
    made = AcknowledgeSheet(shown)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def confirmed(sheet: AcknowledgeSheet) -> list[tuple[str, int, str, str]]:
    said: list[tuple[str, int, str, str]] = []
    sheet.confirmed.connect(lambda *what: said.append(what))
    return said


def test_nothing_is_chosen_and_nothing_can_be_confirmed_at_first(sheet: AcknowledgeSheet) -> None:
    assert sheet.choices.checkedId() == -1
    assert not sheet.confirm.isEnabled()
    assert not sheet.confirm.isDefault()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_alone_acknowledges_nothing(
    sheet: AcknowledgeSheet,
    confirmed: list[tuple[str, int, str, str]],
    qtbot: QtBot,
    key: Qt.Key,
) -> None:
    sheet.choices.buttons()[0].click()
    QTest.keyClick(sheet, key)
    QTest.keyClick(sheet.note, key)
    assert confirmed == []
    assert sheet.isVisible()


def test_a_choice_and_a_note_are_confirmed_for_the_version_that_was_seen(
    sheet: AcknowledgeSheet, confirmed: list[tuple[str, int, str, str]], qtbot: QtBot
) -> None:
    sheet.choices.buttons()[list(Response).index(Response.HEDGE)].click()
    QTest.keyClicks(sheet.note, " with a future ")
    sheet.confirm.click()
    assert confirmed == [(TAKEOVER, 3, "hedge", "with a future")]
    assert not sheet.isVisible()


def test_every_response_can_be_chosen(sheet: AcknowledgeSheet) -> None:
    assert len(sheet.choices.buttons()) == len(Response)
    assert sheet.choices.exclusive()


def test_a_newer_firing_takes_the_confirmation_away_and_says_why(sheet: AcknowledgeSheet) -> None:
    sheet.choices.buttons()[0].click()
    sheet.note_firing(3)
    assert sheet.confirm.isEnabled()
    sheet.note_firing(4)
    assert not sheet.confirm.isEnabled()
    words = [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
    assert any("version 4 now" in text for text in words)
