"""Colours by meaning, light and dark, and how the whole program takes them on.

Widgets ask `current()` whenever they paint, and their palettes follow the program's; nobody keeps
a colour. The severities' colours can be told apart with any colour vision, the text on each is
readable (at least 6:1), and none of them stands without its shape and its word.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from assignwatch.core.words import Severity


@dataclass(frozen=True, slots=True)
class Chip:
    """The colours of one severity: its plate, the text on it, and a line around it."""

    plate: str
    text: str
    line: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything that has a colour, by what it means."""

    window: str
    base: str
    alternate: str
    raised: str
    line: str
    text: str
    muted: str
    faded: str
    selected: str
    selected_text: str
    link: str
    warning: str
    warning_text: str
    severities: dict[Severity, Chip]

    def chip(self, severity: Severity) -> Chip:
        """The colours of a severity."""
        return self.severities[severity]

    def mark(self, severity: Severity) -> str:
        """The colour of a severity's shape on the window's own ground."""
        return self.severities[severity].line


LIGHT: Final = Theme(
    window="#F4F5F7",
    base="#FFFFFF",
    alternate="#F8F9FA",
    raised="#FFFFFF",
    line="#D5D9DF",
    text="#1B1F24",
    muted="#565C64",
    faded="#6B7078",
    selected="#DCE7F8",
    selected_text="#10233F",
    link="#0B57D0",
    warning="#FFF4D6",
    warning_text="#5A4300",
    severities={
        Severity.CRITICAL: Chip("#A11212", "#FFFFFF", "#A11212"),
        Severity.HIGH: Chip("#F0B429", "#000000", "#8A6410"),
        Severity.NORMAL: Chip("#0B57D0", "#FFFFFF", "#0B57D0"),
        Severity.INFO: Chip("#5F6368", "#FFFFFF", "#5F6368"),
    },
)

DARK: Final = Theme(
    window="#2C2E33",
    base="#191A1D",
    alternate="#1F2024",
    raised="#3A3D44",
    line="#4A4E56",
    text="#E7E9EC",
    muted="#AEB4BC",
    faded="#989EA7",
    selected="#2F4567",
    selected_text="#FFFFFF",
    link="#8AB4F8",
    warning="#3B3218",
    warning_text="#F5DFA0",
    severities={
        Severity.CRITICAL: Chip("#A11212", "#FFFFFF", "#F08A8A"),
        Severity.HIGH: Chip("#F0B429", "#000000", "#F0B429"),
        Severity.NORMAL: Chip("#0B57D0", "#FFFFFF", "#8AB4F8"),
        Severity.INFO: Chip("#5F6368", "#FFFFFF", "#C4C9CF"),
    },
)


_chosen = Qt.ColorScheme.Unknown


def current() -> Theme:
    """The theme of this moment."""
    scheme = _chosen
    if scheme is Qt.ColorScheme.Unknown:
        scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def dress(scheme: Qt.ColorScheme) -> None:
    """Choose the colours of the whole program; `Unknown` follows the system."""
    global _chosen  # noqa: PLW0603  one choice for the whole program, as the palette is
    _chosen = scheme  # kept here too: a desktop without a theme of its own ignores the hint
    QApplication.setStyle("Fusion")
    QGuiApplication.styleHints().setColorScheme(scheme)
    recolour()


def recolour() -> None:
    """Take on the colours of the present scheme; to be called when it changed by itself."""
    QApplication.setPalette(_palette(current()))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.alternate,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.selected,
        role.HighlightedText: theme.selected_text,
        role.Link: theme.link,
        role.Mid: theme.line,
        role.Midlight: theme.line,
    }
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.faded))
    return palette
