"""Colours: text is readable on its ground, in both themes, and the choice is followed at once."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assignwatch.core.words import Severity
from assignwatch.ui import theme
from assignwatch.ui.theme import DARK, LIGHT, Theme


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    plain = QColor(colour)
    red, green, blue = map(_linear, (plain.redF(), plain.greenF(), plain.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), 1 to 21."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


both = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@both
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "window"),
        ("text", "base"),
        ("text", "raised"),
        ("muted", "window"),
        ("muted", "base"),
        ("faded", "base"),
        ("faded", "alternate"),
        ("selected_text", "selected"),
        ("warning_text", "warning"),
        ("link", "base"),
    ],
)
def test_words_are_readable_on_their_ground(colours: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@both
@pytest.mark.parametrize("severity", list(Severity))
def test_a_severity_is_readable_and_stands_out(colours: Theme, severity: Severity) -> None:
    chip = colours.chip(severity)
    assert contrast(chip.text, chip.plate) >= 6
    assert contrast(colours.mark(severity), colours.base) >= 3


@pytest.mark.parametrize(
    ("scheme", "expected"), [(Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK)]
)
def test_the_choice_is_followed_at_once(
    qtbot: QtBot, scheme: Qt.ColorScheme, expected: Theme
) -> None:
    try:
        theme.dress(scheme)
        assert theme.current() is expected
        window = QApplication.palette().color(QPalette.ColorRole.Window)
        assert window.name() == QColor(expected.window).name()
    finally:
        theme.dress(Qt.ColorScheme.Light)
