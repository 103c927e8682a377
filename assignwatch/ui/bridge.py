"""Between the engine and the widgets: many changes in, a few refreshes a second out.

The engine's listener calls `publish` after every change; it costs a timer's start. At most every
80 ms, and once a second for the ages, one `View` is rendered and handed to everybody by `changed`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from assignwatch.brokers.base import Profile
from assignwatch.core.calendar import Calendar
from assignwatch.core.gauges import Gauges
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.policy import Policy
from assignwatch.core.prices import Prices
from assignwatch.core.state import State
from assignwatch.ui.rows.account_detail import Detail, detail
from assignwatch.ui.rows.card import Card, card
from assignwatch.ui.rows.look import Look
from assignwatch.ui.rows.view import Renderer, View

FLUSH: Final = 80
"""Milliseconds in which changes are gathered."""

TICK: Final = 1000
"""Milliseconds between refreshes when nothing changed: ages and the clock."""


class Source(Protocol):
    """What the window reads of the engine."""

    @property
    def state(self) -> State:
        """All that is known."""
        ...

    @property
    def prices(self) -> Prices:
        """The newest prices."""
        ...

    @property
    def gauges(self) -> Gauges:
        """What the brokers say of money and budgets."""
        ...

    @property
    def unsaved(self) -> Problem | None:
        """Why the journal does not take what happens, if it does not."""
        ...


class Bridge(QObject):
    """Renders the source's state for the widgets. Lives in the thread of the window."""

    changed = Signal(object)

    def __init__(
        self,
        source: Source,
        now: Callable[[], datetime],
        profiles: Sequence[Profile],
        zone: tzinfo | None = None,
        policy: Policy | None = None,
        sessions: Callable[[datetime], Problem | None] = lambda _: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._now = now
        self._profiles = {profile.key: profile for profile in profiles}
        self._zone = zone
        self._policy = policy or Policy()
        self._sessions = sessions
        self._renderer = Renderer()
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(FLUSH)
        self._flush.timeout.connect(self.refresh)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK)
        self._tick.setTimerType(Qt.TimerType.CoarseTimer)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()

    def publish(self) -> None:
        """Something changed. Cheap; to be called as often as it is true."""
        if not self._flush.isActive():
            self._flush.start()

    def refresh(self) -> None:
        """Render now and tell everybody."""
        self.changed.emit(self.view())

    def view(self) -> View:
        """All that there is to see now."""
        return self._renderer.view(self._look())

    def card(self, alert: str) -> Card | None:
        """One alert in detail."""
        return card(self._look(), alert)

    def detail(self, account: AccountKey) -> Detail | None:
        """One account in detail."""
        return detail(self._look(), account)

    def title(self, account: str) -> str:
        """The account's name for people; its key where it is not known."""
        look = self._look()
        return next((look.title(key) for key in look.state.enrolled if key == account), account)

    @property
    def calendar(self) -> Calendar:
        """When exchanges trade, as far as it is known."""
        return self._policy.calendar

    def _look(self) -> Look:
        now = self._now()
        return Look(
            state=self._source.state,
            prices=self._source.prices,
            gauges=self._source.gauges,
            now=now,
            zone=self._zone,
            profiles=self._profiles,
            unsaved=self._source.unsaved,
            policy=self._policy,
            sessions=self._sessions(now),
        )
