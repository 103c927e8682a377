"""The tray: its icon's shape is the state, its tooltip has no amount, and it claims nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.core.words import Feed, Outcome, Severity
from assignwatch.ui import marks
from assignwatch.ui.bridge import Bridge
from assignwatch.ui.rows.summary import Mood
from assignwatch.ui.tray import Tray
from tests.ui.conftest import Run
from tests.ui.worlds import MAIN, PROFILE, TAKEOVER, ZONE, World, fell, happened, watched

NOTICE = Notice(TAKEOVER, 1, Severity.HIGH, "Title", "Body")


class Corner:
    """A tray over a world."""

    def __init__(self) -> None:
        self.world = World(watched(MAIN))
        self.bridge = Bridge(self.world, lambda: self.world.now, [PROFILE], ZONE)
        self.tray = Tray(self.bridge)

    def entries(self) -> list[str]:
        return [a.text() for a in self.tray.menu.actions() if not a.isSeparator()]


@pytest.fixture
def corner(qtbot: QtBot) -> Iterator[Corner]:
    made = Corner()
    yield made
    made.tray.close()


def test_the_menu_has_everything_a_click_could_do(corner: Corner) -> None:
    corner.world.add(happened())
    corner.bridge.refresh()
    assert corner.entries() == [
        "Open AssignWatch",
        "High: Taken over: +1.2 ETH",
        "Planted main: watching",
        "Check now",
        "Quit (stops watching)",
    ]


def test_an_alert_in_the_menu_is_opened(corner: Corner, qtbot: QtBot) -> None:
    corner.world.add(happened())
    corner.bridge.refresh()
    action = next(a for a in corner.tray.menu.actions() if a.text().startswith("High"))
    with qtbot.waitSignal(corner.tray.open_requested, timeout=1000) as opened:
        action.trigger()
    assert opened.args == [TAKEOVER]


def test_the_tooltip_follows_the_state(corner: Corner) -> None:
    assert corner.tray.icon.toolTip() == "AssignWatch: no open alerts, 1 account watched"
    corner.world.add(fell(MAIN, Feed.POSITIONS))
    corner.bridge.refresh()
    assert corner.tray.icon.toolTip() == "AssignWatch: no open alerts, 0 of 1 account watched"


def test_a_tray_that_would_be_told_the_same_is_left_alone(
    corner: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "setToolTip", lambda _self, tip: told.append(tip))
    before = corner.tray.menu.actions()
    corner.bridge.refresh()
    assert told == []
    assert corner.tray.menu.actions() == before


def test_every_mood_has_a_picture_of_its_own(qtbot: QtBot) -> None:
    pictures = {mood: marks.mood_mark(mood, 22, 1.0).toImage() for mood in Mood}
    moods = list(Mood)
    assert all(pictures[a] != pictures[b] for i, a in enumerate(moods) for b in moods[i + 1 :])


def test_shapes_of_severity_are_told_apart_without_colour(qtbot: QtBot) -> None:
    shapes = [marks.severity_mark(s, "#000000", 16, 1.0).toImage() for s in Severity]
    assert all(a != b for i, a in enumerate(shapes) for b in shapes[i + 1 :])


def test_without_a_tray_a_delivery_is_a_failure(corner: Corner, run: Run[Outcome]) -> None:
    with pytest.raises(ChannelFailed) as failure:
        run(corner.tray.deliver(NOTICE))
    assert failure.value.problem.code == "no_tray"


def test_a_tray_that_comes_later_is_taken_and_messages_are_only_tried(
    corner: Corner, run: Run[Outcome], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "isVisible", lambda _self: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _self: shown.append("icon"))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _self, title, *_rest: shown.append(title)
    )
    corner.tray._look.setInterval(1)
    qtbot.waitUntil(lambda: shown == ["icon"], timeout=2000)
    assert not corner.tray._look.isActive()
    assert run(corner.tray.deliver(NOTICE)) is Outcome.TRIED
    assert shown == ["icon", "Title"]
