"""New alerts are announced once for each version, by sentence."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from assignwatch.core.events import Acknowledged
from assignwatch.ui.announcer import Announcer
from assignwatch.ui.rows.alerts import AlertRow, alert_rows
from tests.ui.worlds import MAIN, NOW, TAKEOVER, World, happened, unsettled, watched


@pytest.fixture
def announcer(qtbot: QtBot) -> Announcer:
    speaker = QWidget()
    qtbot.addWidget(speaker)
    return Announcer(speaker)


def rows(world: World) -> tuple[AlertRow, ...]:
    return alert_rows(world.look())


def test_a_firing_is_announced_once_and_a_new_version_again(announcer: Announcer) -> None:
    world = World(watched(MAIN), happened())
    assert [s.partition(".")[0] for s in announcer.announce(rows(world))] == [
        "High: Taken over: +1"
    ]
    assert announcer.announce(rows(world)) == []
    world.add(happened(version=2, seconds=10))
    assert len(announcer.announce(rows(world))) == 1


def test_an_alert_that_fires_again_after_it_was_acknowledged_is_announced(
    announcer: Announcer,
) -> None:
    world = World(watched(MAIN), happened())
    announcer.announce(rows(world))
    world.add([Acknowledged(NOW, TAKEOVER, 1)])
    assert announcer.announce(rows(world)) == []
    world.add(happened(version=2, seconds=1))
    assert len(announcer.announce(rows(world))) == 1


def test_what_is_only_being_checked_is_not_announced_before_it_fires(announcer: Announcer) -> None:
    world = World(watched(MAIN), unsettled())
    assert announcer.announce(rows(world)) == []
    world.add(happened(version=2, seconds=1))
    assert len(announcer.announce(rows(world))) == 1
