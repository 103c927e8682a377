"""One popup: a bar in the severity's colour, its shape and word, title, text, two buttons."""

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from assignwatch.channels.base import Notice
from assignwatch.texts import incidents
from assignwatch.texts.labels import Label, label
from assignwatch.ui import theme
from assignwatch.ui.badges import SeverityChip
from assignwatch.ui.rows.alerts import needs_response

_BAR: Final = 6
_FLAGS: Final = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


class PopupWindow(QWidget):
    """Shows a notice; says that its buttons were clicked."""

    open_clicked = Signal()
    acknowledge_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.notice: Notice | None = None
        self._chip = SeverityChip()
        self._title, self._body = QLabel(), QLabel()
        self.open = QPushButton(label(Label.OPEN))
        self.acknowledge = QPushButton()
        self.open.clicked.connect(self.open_clicked)
        self.acknowledge.clicked.connect(self.acknowledge_clicked)
        self._lay_out()

    def show_notice(self, notice: Notice) -> None:
        """Take over this notice; the place is the channel's business."""
        self.notice = notice
        self._chip.show_severity(notice.severity, incidents.severity(notice.severity))
        self._title.setText(notice.title)
        self._body.setText(notice.body)
        more = needs_response(notice.severity)
        self.acknowledge.setText(label(Label.ACKNOWLEDGE_MORE if more else Label.ACKNOWLEDGE))
        self.setWindowTitle(notice.title)
        self.setAccessibleName(f"{notice.title}. {notice.body}")
        self.update()

    @property
    def rank(self) -> int:
        """How bad it is; the worst stands lowest."""
        return self.notice.severity.rank if self.notice is not None else 0

    def is_on_screen(self) -> bool:
        """Whether the window system really shows it on a screen that exists."""
        return (
            self.isVisible()
            and self.windowHandle().isExposed()
            and any(
                screen.geometry().intersects(self.geometry())
                for screen in QGuiApplication.screens()
            )
        )

    def sizeHint(self) -> QSize:
        """As wide as a sentence, as high as the text needs."""
        width = 68 * self.fontMetrics().averageCharWidth()
        layout = self.layout()
        height = layout.totalHeightForWidth(width) if layout is not None else -1
        return QSize(width, max(height, super().sizeHint().height() if height < 0 else height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, border and bar."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.raised))
        if self.notice is not None:
            chip = colours.chip(self.notice.severity)
            painter.fillRect(0, 0, _BAR, self.height(), QColor(chip.plate))
            painter.setPen(QPen(QColor(chip.line), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        bold = self._title.font()
        bold.setBold(True)
        self._title.setFont(bold)
        for words in (self._title, self._body):
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        top.addSpacing(4)
        top.addWidget(self._title, 1, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        buttons.addWidget(self.acknowledge)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_BAR + 12, 12, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._body)
        layout.addStretch(1)
        layout.addLayout(buttons)
