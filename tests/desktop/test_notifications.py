"""A notice is confirmed when the system took it, and only then; a click finds its way back."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from jeepney import DBusAddress, Properties

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.channels.desktop import DesktopChannel
from assignwatch.core.words import Outcome, Severity
from tests.desktop.bench import Desktop, Keyring, Parts
from tests.desktop.notices import DUNST
from tests.desktop.notification_server import NotificationServer
from tests.desktop.processes import eventually

MakeDesktop = Callable[[Parts], Desktop]

ONLY_A_BUS = Parts(window_manager=False, tray=False, notifications=False, keyring=Keyring.ABSENT)
WITH_DUNST = Parts(tray=False, keyring=Keyring.ABSENT)

NOTICE = Notice("a-1", 1, Severity.CRITICAL, "Assigned −2 XYZ 150 call", "Act by 16:15.")


@pytest.fixture
def clicked() -> list[str]:
    return []


@pytest_asyncio.fixture
async def channel(clicked: list[str]) -> AsyncIterator[DesktopChannel]:
    with closing(DesktopChannel(clicked.append, limit=timedelta(seconds=2))) as channel:
        yield channel


@pytest.fixture
def bus(make_desktop: MakeDesktop, monkeypatch: pytest.MonkeyPatch) -> str:
    """A session bus on which nobody shows notices."""
    address = make_desktop(ONLY_A_BUS).env["DBUS_SESSION_BUS_ADDRESS"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    return address


@pytest.fixture
def server(bus: str) -> Iterator[NotificationServer]:
    with closing(NotificationServer(bus)) as server:
        yield server


async def until(condition: Callable[[], object]) -> None:
    await asyncio.to_thread(eventually, condition, "what the test waits for")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("severity", "title", "urgency", "expires"),
    [
        (Severity.CRITICAL, "CRITICAL: title – ü", 2, 0),
        (Severity.HIGH, "title – ü", 2, 0),
        (Severity.NORMAL, "title – ü", 1, -1),
        (Severity.INFO, "title – ü", 0, -1),
    ],
)
async def test_what_asks_for_action_is_urgent_and_stays_and_the_worst_says_so(
    server: NotificationServer,
    channel: DesktopChannel,
    severity: Severity,
    title: str,
    urgency: int,
    expires: int,
) -> None:
    notice = Notice("a-1", 1, severity, "title – ü", "body")
    assert await channel.deliver(notice) is Outcome.CONFIRMED
    [asked] = server.asked
    assert (asked.app, asked.title, asked.body) == ("AssignWatch", title, "body")
    assert (asked.urgency, asked.expires) == (urgency, expires)


@pytest.mark.asyncio
async def test_there_is_no_button_to_press_by_mistake(
    server: NotificationServer, channel: DesktopChannel
) -> None:
    await channel.deliver(NOTICE)
    assert server.asked[0].actions == ("default", "")


@pytest.mark.asyncio
async def test_a_click_names_the_alert(
    server: NotificationServer, channel: DesktopChannel, clicked: list[str]
) -> None:
    await channel.deliver(NOTICE)
    await channel.deliver(Notice("a-2", 1, Severity.HIGH, "other", "body"))
    server.click(server.asked[1].id)
    await until(lambda: clicked)
    assert clicked == ["a-2"]


@pytest.mark.asyncio
async def test_a_later_version_takes_the_place_of_the_earlier_one(
    server: NotificationServer, channel: DesktopChannel
) -> None:
    await channel.deliver(NOTICE)
    await channel.deliver(Notice("a-2", 1, Severity.HIGH, "other", "body"))
    await channel.deliver(Notice("a-1", 2, Severity.HIGH, "more", "body"))
    assert [asked.title for asked in server.asked if asked.id in server.open] == ["other", "more"]


@pytest.mark.asyncio
async def test_withdrawing_takes_only_that_alert_away_and_may_come_too_late(
    server: NotificationServer, channel: DesktopChannel
) -> None:
    await channel.withdraw("never shown")
    await channel.deliver(NOTICE)
    await channel.deliver(Notice("a-2", 1, Severity.HIGH, "other", "body"))
    await channel.withdraw("a-1")
    assert server.open == {2}
    server.dismiss(2)
    await channel.withdraw("a-2")
    await channel.withdraw("a-2")
    assert server.open == set()


@pytest.mark.asyncio
async def test_several_notices_at_once_share_one_connection(
    server: NotificationServer, channel: DesktopChannel, clicked: list[str]
) -> None:
    files = _open_files()
    notices = [Notice(f"a-{n}", 1, Severity.HIGH, f"{n}", "body") for n in range(5)]
    await asyncio.gather(*map(channel.deliver, notices))
    assert sorted(asked.title for asked in server.asked) == ["0", "1", "2", "3", "4"]
    assert _open_files() == files + 1


@pytest.mark.asyncio
async def test_nobody_there_fails_each_time_until_a_server_appears(
    bus: str, channel: DesktopChannel
) -> None:
    files = _open_files()
    for _ in range(3):
        async with asyncio.timeout(6):
            with pytest.raises(ChannelFailed) as failed:
                await channel.deliver(NOTICE)
        assert failed.value.problem.code == "notification_failed"
        assert "org.freedesktop.Notifications" in failed.value.problem.values["reason"]
    await until(lambda: _open_files() == files)
    with closing(NotificationServer(bus)) as server:
        assert await channel.deliver(NOTICE) is Outcome.CONFIRMED
        assert server.open == {1}


@pytest.mark.asyncio
@pytest.mark.expected_logs("desktop_notifier.backends.base: Notification failed")
async def test_a_server_that_goes_away_is_noticed_and_found_again(
    bus: str, channel: DesktopChannel
) -> None:
    with closing(NotificationServer(bus)):
        await channel.deliver(NOTICE)
    with pytest.raises(ChannelFailed) as failed:
        await channel.deliver(NOTICE)
    assert failed.value.problem.code == "notification_failed"
    await channel.withdraw("a-1")
    with closing(NotificationServer(bus)):
        assert await channel.deliver(NOTICE) is Outcome.CONFIRMED


@pytest.mark.asyncio
@pytest.mark.expected_logs("desktop_notifier.backends.base: Notification failed")
async def test_a_session_bus_that_starts_anew_is_connected_to_anew(
    make_desktop: MakeDesktop, monkeypatch: pytest.MonkeyPatch, channel: DesktopChannel
) -> None:
    # dbus-fast forgets the futures of what it could not send; they are collected at any time later.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    bench = make_desktop(ONLY_A_BUS)
    socket = bench.folder / "another"
    address = f"unix:path={socket}"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)

    first = _start_bus(bench, address)
    with closing(await _server_on(address)):
        await channel.deliver(NOTICE)
        first.terminate()
        first.wait(10)
    socket.unlink(missing_ok=True)
    with pytest.raises(ChannelFailed):
        await channel.deliver(NOTICE)

    _start_bus(bench, address)
    with closing(await _server_on(address)) as server:
        assert await channel.deliver(NOTICE) is Outcome.CONFIRMED
        assert server.open == {1}


@pytest.mark.asyncio
@pytest.mark.parametrize("before", [True, False], ids=["after a notice", "from the start"])
async def test_a_server_that_does_not_answer_times_out_and_can_recover(
    server: NotificationServer, channel: DesktopChannel, before: bool
) -> None:
    files = _open_files()
    if before:
        await channel.deliver(NOTICE)
    server.silent = True
    async with asyncio.timeout(6):
        with pytest.raises(ChannelFailed) as failed:
            await channel.deliver(NOTICE)
        await channel.withdraw("a-1")
    assert failed.value.problem.code == "notification_timeout"
    await until(lambda: _open_files() == files)  # the connection was let go
    server.silent = False
    assert await channel.deliver(NOTICE) is Outcome.CONFIRMED


@pytest.mark.asyncio
async def test_withdrawing_from_a_server_that_does_not_answer_ends(
    server: NotificationServer, channel: DesktopChannel
) -> None:
    await channel.deliver(NOTICE)
    server.silent = True
    async with asyncio.timeout(6):
        await channel.withdraw("a-1")


@pytest.mark.asyncio
async def test_dunst_shows_and_takes_away(
    make_desktop: MakeDesktop,
    monkeypatch: pytest.MonkeyPatch,
    channel: DesktopChannel,
    clicked: list[str],
) -> None:
    bench = make_desktop(WITH_DUNST)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bench.env["DBUS_SESSION_BUS_ADDRESS"])
    assert await channel.deliver(NOTICE) is Outcome.CONFIRMED
    shown = bench.notice("^CRITICAL: Assigned −2 XYZ 150 call$")
    assert (shown.app, shown.body, shown.urgency) == ("AssignWatch", "Act by 16:15.", 2)
    assert _displayed(bench) == 1
    await channel.withdraw("a-1")
    await until(lambda: _displayed(bench) == 0)
    assert clicked == []


UNDER = """
import asyncio, sys
from assignwatch.channels.base import Notice
from assignwatch.channels.desktop import DesktopChannel
from assignwatch.core.words import Severity

async def main():
    clicked = asyncio.Event()
    channel = DesktopChannel(lambda alert: (print("clicked", alert), clicked.set()))
    print(await channel.deliver(Notice("a-1", 1, Severity.HIGH, "Assigned", "Act.")), flush=True)
    async with asyncio.timeout(20):
        await clicked.wait()
    channel.close()

if sys.argv[1] == "qasync":
    import qasync
    qasync.run(main())
else:
    asyncio.run(main())
"""


@pytest.mark.parametrize("loop", ["asyncio", "qasync"])
def test_a_real_click_on_a_real_popup_arrives_on_either_loop(
    make_desktop: MakeDesktop, tmp_path: Path, loop: str
) -> None:
    bench = make_desktop(WITH_DUNST)
    program = bench.start(sys.executable, "-c", UNDER, loop)
    bench.notice("^Assigned$")
    popup = bench.window("Dunst|dunst")
    bench.click(popup.x + popup.width // 2, popup.y + popup.height // 2)
    assert program.wait(20) == 0
    assert (tmp_path / f"{Path(sys.executable).name}.log").read_text() == "confirmed\nclicked a-1\n"


def _start_bus(bench: Desktop, address: str) -> subprocess.Popen[bytes]:
    return bench.start("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address", address)


async def _server_on(address: str) -> NotificationServer:
    """A server on a bus that is just starting."""

    def connect() -> NotificationServer | None:
        try:
            return NotificationServer(address)
        except OSError:
            return None

    server = await asyncio.to_thread(eventually, connect, "the bus listens")
    assert server is not None
    return server


def _displayed(bench: Desktop) -> int:
    dunst = DBusAddress(DUNST.object_path, DUNST.bus_name, DUNST.interface)
    reply = bench.bus.send_and_get_reply(Properties(dunst).get("displayedLength"), timeout=5)
    return int(reply.body[0][1])


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))
