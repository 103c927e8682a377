"""The bench is what it claims to be: every part is there, and is not there when left out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    new_method_call,
)

from tests.desktop.bench import PASSWORD, SECRETS, Desktop, Keyring, Parts, desktop
from tests.desktop.notices import NAME as NOTIFICATIONS
from tests.desktop.notices import SERVER, owned
from tests.desktop.processes import eventually

MakeDesktop = Callable[[Parts], Desktop]

BARE = Parts(window_manager=False, tray=False, notifications=False, keyring=Keyring.ABSENT)

IS_THERE_A_TRAY = """
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
app = QApplication([])
print(QSystemTrayIcon.isSystemTrayAvailable())
"""

A_FIELD = """
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
field = QLineEdit()
field.setWindowTitle("A field")
field.resize(300, 60)
field.returnPressed.connect(lambda: (print(field.text(), flush=True), app.quit()))
field.show()
app.exec()
"""

STORE = ("secret-tool", "store", "--label=bench", "bench", "key")
LOOKUP = ("secret-tool", "lookup", "bench", "key")


def notify(bench: Desktop, title: str, *actions: str) -> Message:
    body = ("bench", 0, "", title, "of a test", list(actions), {"urgency": ("y", 2)}, 0)
    call = new_method_call(SERVER, "Notify", "susssasa{sv}i", body)
    return bench.bus.send_and_get_reply(call, timeout=5)


def store(bench: Desktop, secret: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(STORE, env=bench.env, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(secret.encode())
    process.stdin.close()
    return process


@pytest.mark.parametrize("tray", [True, False])
def test_there_is_a_tray_unless_left_out(make_desktop: MakeDesktop, tray: bool) -> None:
    bench = make_desktop(Parts(tray=tray, notifications=False, keyring=Keyring.ABSENT))
    assert bench.run(sys.executable, "-c", IS_THERE_A_TRAY).stdout == f"{tray}\n"


def test_a_window_is_seen_typed_into_and_photographed(bench: Desktop, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", A_FIELD], env=bench.env, stdout=output)
    window = bench.window("^A field$")
    assert (window.width, window.height) == (300, 60)
    bench.click(window.x + 150, window.y + 30)
    bench.type("typed")
    assert bench.screenshot(tmp_path / "screen.png").stat().st_size > 1000
    bench.key("Return")
    assert process.wait(10) == 0
    assert said.read_text() == "typed\n"
    eventually(lambda: not bench.windows("^A field$"), "the window is gone")


def test_a_popup_is_noted_with_its_buttons_and_can_be_answered(bench: Desktop) -> None:
    [number] = notify(bench, "Assigned: 1 ABC 95 put", "open", "Open", "later", "Snooze").body
    notice = bench.notice("^Assigned")
    assert notice.id == number
    assert notice.body == "of a test"
    assert notice.actions == {"open": "Open", "later": "Snooze"}
    assert notice.urgency == 2

    pressed = MatchRule(type="signal", interface=NOTIFICATIONS, member="ActionInvoked")
    with bench.bus.filter(pressed) as answers:
        bench.press(notice, "Snooze")
        assert bench.bus.recv_until_filtered(answers, timeout=10).body == (number, "later")


def test_without_a_notification_server_a_popup_is_an_error(make_desktop: MakeDesktop) -> None:
    bench = make_desktop(BARE)
    reply = notify(bench, "nobody sees this")
    assert reply.header.message_type is MessageType.error
    assert reply.header.fields[HeaderFields.error_name].endswith("ServiceUnknown")


def test_an_open_password_store_keeps_a_secret(bench: Desktop) -> None:
    assert store(bench, "tiger").wait(10) == 0
    assert bench.run(*LOOKUP).stdout == "tiger"


def test_a_locked_password_store_blocks_until_someone_unlocks_it(
    make_desktop: MakeDesktop,
) -> None:
    bench = make_desktop(Parts(tray=False, notifications=False, keyring=Keyring.LOCKED))
    storing = store(bench, "tiger")
    bench.window("Unlock")
    assert storing.poll() is None
    bench.type(PASSWORD)
    bench.key("Return")
    assert storing.wait(10) == 0
    assert bench.run(*LOOKUP).stdout == "tiger"


def test_without_a_password_store_nobody_answers(make_desktop: MakeDesktop) -> None:
    bench = make_desktop(BARE)
    assert not owned(bench.bus, SECRETS)
    assert store(bench, "tiger").wait(10) != 0


def test_a_screen_reader_finds_its_bus_only_where_there_is_one(make_desktop: MakeDesktop) -> None:
    bus = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
    ask = new_method_call(bus, "GetAddress")
    with_reader = make_desktop(replace(BARE, screen_reader=True)).bus
    [address] = with_reader.send_and_get_reply(ask, timeout=10).body
    assert address.startswith("unix:")
    without = make_desktop(BARE).bus.send_and_get_reply(ask, timeout=10)
    assert without.header.message_type is MessageType.error


def test_nothing_of_the_desktop_is_left_behind(tmp_path: Path) -> None:
    with desktop(tmp_path, Parts(screen_reader=True)) as bench:
        folder = bench.folder
        running = _processes_of(folder)
        assert len(running) >= 6
    assert not folder.exists()
    eventually(lambda: not _processes_of(folder), "every process of the desktop ended")


def _processes_of(folder: Path) -> list[str]:
    """Processes whose environment names this desktop's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue  # it ended while we looked, or belongs to somebody else
    return found
