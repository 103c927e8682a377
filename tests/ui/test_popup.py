"""The popup: confirmed once it is on the screen, one an alert, never silenced by accident."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.core.words import Outcome, Severity
from assignwatch.ui.popup import PopupChannel
from assignwatch.ui.popup_window import PopupWindow
from tests.ui.conftest import Run


class Desk:
    """The channel, and what the trader did with its popups."""

    def __init__(self) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.channel = PopupChannel(
            lambda alert: self.did.append(("open", alert)),
            lambda alert, version: self.did.append(("acknowledge", alert, version)),
            lambda alert: self.did.append(("begin", alert)),
        )

    def popup(self, alert: str = "a") -> PopupWindow:
        return self.channel.shown()[alert]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.channel.close()


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    heard: list[None] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(None))
    return heard


def notice(
    alert: str = "a", severity: Severity = Severity.HIGH, version: int = 1, title: str = "Title"
) -> Notice:
    return Notice(alert, version, severity, title, "Body of it")


def test_a_delivery_is_confirmed_by_a_popup_on_the_screen(desk: Desk, run: Run[Outcome]) -> None:
    assert desk.channel.name == "popup"
    assert run(desk.channel.deliver(notice())) is Outcome.CONFIRMED
    assert desk.popup().is_on_screen()


def test_a_popup_that_the_window_system_never_shows_is_a_failure(
    desk: Desk, run: Run[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assignwatch.ui.popup._PATIENCE", 0.1)
    monkeypatch.setattr(PopupWindow, "is_on_screen", lambda _self: False)
    with pytest.raises(ChannelFailed) as failure:
        run(desk.channel.deliver(notice()))
    assert failure.value.problem.code == "popup_unseen"
    assert desk.channel.shown() == {}


def test_it_never_takes_the_focus_and_stays_on_top(desk: Desk, run: Run[Outcome]) -> None:
    run(desk.channel.deliver(notice()))
    popup = desk.popup()
    assert popup.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    for flag in (
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.WindowDoesNotAcceptFocus,
        Qt.WindowType.FramelessWindowHint,
    ):
        assert popup.windowFlags() & flag


@pytest.mark.parametrize("severity", [Severity.HIGH, Severity.CRITICAL])
def test_one_click_never_acknowledges_a_grave_alert(
    desk: Desk, run: Run[Outcome], severity: Severity
) -> None:
    run(desk.channel.deliver(notice(severity=severity)))
    assert desk.popup().acknowledge.text() == "Acknowledge…"
    desk.popup().acknowledge.click()
    assert desk.did == [("begin", "a")]


@pytest.mark.parametrize("severity", [Severity.NORMAL, Severity.INFO])
def test_a_harmless_alert_is_acknowledged_for_the_version_that_was_shown(
    desk: Desk, run: Run[Outcome], severity: Severity
) -> None:
    run(desk.channel.deliver(notice(severity=severity, version=3)))
    assert desk.popup().acknowledge.text() == "Acknowledge"
    desk.popup().acknowledge.click()
    assert desk.did == [("acknowledge", "a", 3)]


def test_opening_takes_the_popup_away_until_it_is_told_again(desk: Desk, run: Run[Outcome]) -> None:
    run(desk.channel.deliver(notice()))
    desk.popup().open.click()
    assert desk.did == [("open", "a")]
    assert desk.channel.shown() == {}
    assert run(desk.channel.deliver(notice())) is Outcome.CONFIRMED


def test_a_repeat_uses_the_same_popup_and_shows_the_newest_words(
    desk: Desk, run: Run[Outcome]
) -> None:
    run(desk.channel.deliver(notice()))
    first = desk.popup()
    run(desk.channel.deliver(notice(version=2, title="Newer")))
    assert desk.popup() is first
    assert first.accessibleName() == "Newer. Body of it"
    first.acknowledge.click()
    assert desk.channel.shown() == {}


@pytest.mark.parametrize(
    ("severity", "sounds"),
    [(Severity.CRITICAL, 1), (Severity.HIGH, 1), (Severity.NORMAL, 0), (Severity.INFO, 0)],
)
def test_only_grave_alerts_are_heard(
    desk: Desk, run: Run[Outcome], beeps: list[None], severity: Severity, sounds: int
) -> None:
    run(desk.channel.deliver(notice(severity=severity)))
    assert len(beeps) == sounds


def test_withdrawing_hides_it_and_withdrawing_nothing_is_fine(desk: Desk, run: Run[Any]) -> None:
    run(desk.channel.deliver(notice()))
    run(desk.channel.withdraw("a"))
    run(desk.channel.withdraw("a"))
    assert not any(isinstance(w, PopupWindow) for w in QApplication.topLevelWidgets())


def test_a_popup_that_is_withdrawn_before_it_appeared_is_not_claimed(
    desk: Desk, run: Run[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PopupWindow, "is_on_screen", lambda _self: False)

    async def both() -> None:
        telling = asyncio.create_task(desk.channel.deliver(notice()))
        await asyncio.sleep(0)
        await desk.channel.withdraw("a")
        await telling

    with pytest.raises(ChannelFailed):
        run(both())


def test_popups_stand_in_the_corner_without_covering_each_other_the_worst_lowest(
    desk: Desk, run: Run[Outcome]
) -> None:
    run(desk.channel.deliver(notice("low", Severity.NORMAL)))
    run(desk.channel.deliver(notice("worst", Severity.CRITICAL)))
    run(desk.channel.deliver(notice("mid", Severity.HIGH)))
    places = {alert: popup.geometry() for alert, popup in desk.channel.shown().items()}
    assert places["worst"].top() > places["mid"].top() > places["low"].top()
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert all(room.contains(place) for place in places.values())
    assert not any(
        a.intersects(b) for i, a in enumerate(places.values()) for b in [*places.values()][i + 1 :]
    )


def test_when_the_screen_is_full_the_mildest_gives_way_and_nothing_is_claimed(
    desk: Desk, run: Run[Any]
) -> None:

    async def fill() -> None:
        for n in range(100):
            await desk.channel.deliver(notice(f"n{n}", Severity.NORMAL))

    with pytest.raises(ChannelFailed) as failure:
        run(fill())
    assert failure.value.problem.code == "popup_unseen"
    full = len(desk.channel.shown())
    assert full > 3
    assert run(desk.channel.deliver(notice("worst", Severity.CRITICAL))) is Outcome.CONFIRMED
    assert len(desk.channel.shown()) == full


def test_long_words_are_wrapped_and_not_cut(desk: Desk, run: Run[Outcome]) -> None:
    short = notice("short", title="Short")
    long = Notice("long", 1, Severity.HIGH, "word " * 12, "sentence " * 13)
    run(desk.channel.deliver(short))
    run(desk.channel.deliver(long))
    sizes: dict[str, QRect] = {a: p.geometry() for a, p in desk.channel.shown().items()}
    assert sizes["long"].width() == sizes["short"].width()
    assert sizes["long"].height() > sizes["short"].height()
    popup = desk.popup("long")
    layout = popup.layout()
    assert layout is not None
    assert popup.height() >= layout.totalHeightForWidth(popup.width())
