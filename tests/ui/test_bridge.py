"""The bridge: many changes are one refresh, and time alone refreshes too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QElapsedTimer
from pytestqt.qtbot import QtBot

from assignwatch.ui.bridge import Bridge
from assignwatch.ui.rows.view import View
from tests.ui.worlds import MAIN, PROFILE, TAKEOVER, ZONE, World, happened, watched


@pytest.fixture
def world() -> World:
    return World(watched(MAIN))


@pytest.fixture
def bridge(world: World, qtbot: QtBot) -> Bridge:
    return Bridge(world, lambda: world.now, [PROFILE], ZONE)


def test_many_changes_are_one_refresh_and_it_comes_soon(
    world: World, bridge: Bridge, qtbot: QtBot
) -> None:
    views: list[View] = []
    bridge.changed.connect(views.append)
    world.add(happened())
    watch = QElapsedTimer()
    watch.start()
    for _ in range(1000):
        bridge.publish()
    assert views == []
    qtbot.waitUntil(lambda: bool(views), timeout=900)
    assert watch.elapsed() >= 50
    assert len(views) == 1
    assert [row.key for row in views[0].alerts] == [TAKEOVER]


def test_without_any_change_it_still_refreshes_for_the_ages(bridge: Bridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.changed, timeout=3000):
        pass


def test_names_of_accounts_are_those_that_people_use(bridge: Bridge) -> None:
    assert bridge.title(MAIN) == "Planted main"
    assert bridge.title("gone/away") == "gone/away"
