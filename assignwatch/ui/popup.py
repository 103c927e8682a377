"""Our own popup: always on top, never takes the focus, and known to be on the screen or not.

The one channel of the window that can honestly say CONFIRMED: it waits until the window system has
exposed the popup. One popup an alert; a repeat comes to the front again and beeps when it is high
or critical. Critical and high ones are never acknowledged by a single click.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.core.model import Problem
from assignwatch.core.words import Outcome
from assignwatch.ui.popup_window import PopupWindow
from assignwatch.ui.rows.alerts import needs_response

_PATIENCE: Final = 2.0
"""Seconds in which a popup must appear."""

_LOOK_EVERY: Final = 0.02
_MARGIN: Final = 16
_GAP: Final = 10


class PopupChannel:
    """Shows notices as popups in the lower right corner of the screen, the worst one lowest.

    `open_alert` and `begin_acknowledge` take the alert, `acknowledge` the alert and the version
    that was shown.
    """

    def __init__(
        self,
        open_alert: Callable[[str], None],
        acknowledge: Callable[[str, int], None],
        begin_acknowledge: Callable[[str], None],
    ) -> None:
        self._open_alert = open_alert
        self._acknowledge = acknowledge
        self._begin_acknowledge = begin_acknowledge
        self._popups: dict[str, PopupWindow] = {}

    @property
    def name(self) -> str:
        """The name that the journal knows it by."""
        return "popup"

    async def deliver(self, notice: Notice) -> Outcome:
        """Show it and wait until it is on a screen. Raises `ChannelFailed`."""
        popup = self._popups.get(notice.alert)
        if popup is None:
            popup = self._popups[notice.alert] = self._made(notice.alert)
        popup.show_notice(notice)
        if not self._place(popup):
            self._drop(notice.alert)
            raise ChannelFailed(Problem("popup_unseen"))
        popup.raise_()
        if needs_response(notice.severity):
            QApplication.beep()
        if not await self._appears(notice.alert, popup):
            self._drop(notice.alert)
            raise ChannelFailed(Problem("popup_unseen"))
        return Outcome.CONFIRMED

    async def withdraw(self, alert: str) -> None:
        """Take the popup away if it is still there."""
        self._drop(alert)

    def close(self) -> None:
        """Take all popups away, as the program ends."""
        for alert in tuple(self._popups):
            self._drop(alert)

    def shown(self) -> dict[str, PopupWindow]:
        """The popups on the screen, by alert."""
        return dict(self._popups)

    async def _appears(self, alert: str, popup: PopupWindow) -> bool:
        """Whether the window system shows it within our patience, and it was not taken away."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        while self._popups.get(alert) is popup:
            if popup.is_on_screen():
                return True
            if loop.time() >= end:
                return False
            await asyncio.sleep(_LOOK_EVERY)
        return False

    def _made(self, alert: str) -> PopupWindow:
        popup = PopupWindow()
        popup.open_clicked.connect(lambda: self._opened(alert))
        popup.acknowledge_clicked.connect(lambda: self._acknowledged(alert))
        return popup

    def _opened(self, alert: str) -> None:
        self._drop(alert)
        self._open_alert(alert)

    def _acknowledged(self, alert: str) -> None:
        popup = self._popups.get(alert)
        if popup is None or popup.notice is None:
            return
        notice = popup.notice
        self._drop(alert)
        if needs_response(notice.severity):
            self._begin_acknowledge(alert)
        else:
            self._acknowledge(alert, notice.version)

    def _drop(self, alert: str) -> None:
        popup = self._popups.pop(alert, None)
        if popup is not None:
            popup.hide()
            popup.deleteLater()
            self._arrange()

    def _place(self, wanted: PopupWindow) -> bool:
        """Arrange all; whether the wanted one has a place and is shown."""
        self._arrange()
        return wanted.isVisible()

    def _arrange(self) -> None:
        """From the lower right corner upwards, then in columns to the left, the worst one first.

        What finds no room goes away: its alert goes on asking and is shown when there is room.
        """
        screen: QScreen | None = QGuiApplication.primaryScreen()
        if screen is None:
            return
        room = screen.availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        corner = QPoint(room.right(), room.bottom())
        worst_first = sorted(self._popups.items(), key=lambda item: -item[1].rank)
        crowded: list[str] = []
        for alert, popup in worst_first:
            size = popup.sizeHint()
            if corner.y() - size.height() < room.top():
                corner = QPoint(corner.x() - size.width() - _GAP, room.bottom())
            place = QRect(corner - QPoint(size.width(), size.height()), size)
            if place.left() < room.left():
                crowded.append(alert)
                continue
            popup.setGeometry(place)
            popup.show()
            corner = QPoint(corner.x(), place.top() - _GAP)
        for alert in crowded:
            popup = self._popups.pop(alert)
            popup.hide()
            popup.deleteLater()
