"""The marks: shapes of severity, marks of sight, the program's icon in its moods.

Drawn from the SVG files that came with the program, in the colour asked for and sharp at any
scale. Severity has filled shapes, sight has strokes: the two are never mistaken for each other.
"""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from assignwatch.core.words import Severity
from assignwatch.store.paths import resources
from assignwatch.ui.rows.accounts import Sight
from assignwatch.ui.rows.summary import Mood

SHAPES: Final = {
    Severity.CRITICAL: "octagon",
    Severity.HIGH: "triangle",
    Severity.NORMAL: "circle",
    Severity.INFO: "square",
}

_TRAY_SIZES: Final = (16, 20, 22, 24, 32, 48, 64)


def severity_mark(severity: Severity, colour: str, size: int, ratio: float) -> QPixmap:
    """The shape of a severity. `size` in device-independent pixels, `ratio` the screen's."""
    return _drawn(SHAPES[severity], colour, size, ratio)


def checking_mark(colour: str, size: int, ratio: float) -> QPixmap:
    """What is not decided: an open ring, no shape of severity and no mark of sight."""
    return _drawn("ring", colour, size, ratio)


def sight_mark(sight: Sight, colour: str, size: int, ratio: float) -> QPixmap:
    """Check, half or cross."""
    return _drawn(sight.value, colour, size, ratio)


def mood_mark(mood: Mood, size: int, ratio: float) -> QPixmap:
    """The program's icon in this mood, at one size."""
    return _drawn(f"app-{mood.value}", "", size, ratio)


@lru_cache(maxsize=16)
def mood_icon(mood: Mood) -> QIcon:
    """The program's icon; its shape, not only its colour, tells the mood."""
    icon = QIcon()
    for size in _TRAY_SIZES:
        icon.addPixmap(mood_mark(mood, size, 1.0))
    return icon


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    source = (resources() / "icons" / f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
