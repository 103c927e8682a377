"""A desktop of a test's own: screen, window manager, session bus, tray, popups, password store.

All of it is real, private to the test and gone afterwards. Any part can be left out, as a trader's
computer may lack it too: `with desktop(logs, Parts(tray=False)) as bench: …`. Programs under test
are started with `bench.start`, seen with `bench.window`, `bench.notice` and `bench.screenshot`, and
used with `bench.click`, `bench.key`, `bench.type` and `bench.press`.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from string import Template

from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop.notices import NAME as NOTIFICATIONS
from tests.desktop.notices import Notice, Notices, call_dunst, owned
from tests.desktop.processes import WITHIN, Processes, eventually

PROGRAMS = (
    "Xvfb",
    "dbus-daemon",
    "dunst",
    "gnome-keyring-daemon",
    "import",
    "openbox",
    "secret-tool",
    "trayer",
    "xdotool",
)
PASSWORD = "open sesame"
"""Of the bench's password store."""

SECRETS = "org.freedesktop.secrets"

# No service is started on demand, as a left-out part would then come back by itself; except the
# window in which a locked password store asks for its password, and the screen reader's bus.
_BUS = Template("""\
<busconfig>
  <type>session</type>
  <listen>unix:path=$folder/bus</listen>
  <servicedir>$folder/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
""")
_ON_DEMAND = ("org.gnome.keyring.SystemPrompter.service",)
_FOR_SCREEN_READERS = ("org.a11y.Bus.service",)

# A popup stays until someone deals with it. Asked which of several buttons to press, dunst starts
# a menu; ours answers with the line that the test wrote down.
_DUNST = Template("""\
[global]
    follow = none
    origin = top-right
    width = 360
    font = Sans 9
    idle_threshold = 0
    notification_limit = 0
    dmenu = $folder/choose
    mouse_left_click = do_action, close_current
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
""")
_CHOOSE = Template("#!/bin/sh\nexec grep --fixed-strings --file=$folder/choice\n")


class Keyring(Enum):
    """The state in which a trader's password store is found."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a desktop consists of, beside its screen and its session bus."""

    window_manager: bool = True
    tray: bool = True
    notifications: bool = True
    keyring: Keyring = Keyring.UNLOCKED
    screen_reader: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A visible window; the origin of the screen is its upper left corner, in pixels."""

    id: str
    title: str
    x: int
    y: int
    width: int
    height: int


class Desktop:
    """A running desktop. Made by `desktop`."""

    def __init__(self, folder: Path, parts: Parts, processes: Processes) -> None:
        self.folder = folder
        self.parts = parts
        self._processes = processes
        self._bus: DBusConnection | None = None
        self._notices: Notices | None = None
        self._screen: subprocess.Popen[bytes] | None = None

    @property
    def env(self) -> dict[str, str]:
        """The environment for programs that are to run on this desktop."""
        return dict(self._processes.environment)

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a program here; it ends with the desktop at the latest."""
        return self._processes.start(command)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a short program here and return what it said."""
        return self._processes.run(*command)

    def windows(self, title: str = "") -> list[Window]:
        """The visible windows whose title matches the regular expression."""
        found = self.run("xdotool", "search", "--onlyvisible", "--name", title or ".")
        windows = (self._window(number) for number in found.stdout.split())
        return [window for window in windows if window is not None]

    def window(self, title: str, within: float = WITHIN) -> Window:
        """Wait for the one window with such a title. Raises `AssertionError`."""
        return eventually(lambda: self.windows(title), f"a window “{title}”", within)[0]

    def lose_screen(self) -> None:
        """End the screen under every program that shows a window, as a server that fails does."""
        assert self._screen is not None, "this desktop has no screen"
        self._screen.kill()
        self._screen.wait(WITHIN)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Press a mouse button at a place on the screen."""
        self._do("mousemove", str(x), str(y), "click", str(button))

    def key(self, *names: str) -> None:
        """Press keys one after another, named as X names them: `Return`, `ctrl+q`."""
        self._do("key", "--clearmodifiers", *names)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self._do("type", "--clearmodifiers", text)

    def screenshot(self, path: Path) -> Path:
        """Save what the whole screen shows, in the format that the name ends with."""
        taken = self.run("import", "-window", "root", path)
        assert taken.returncode == 0, taken.stderr
        return path

    def notifications(self) -> list[Notice]:
        """Every popup that the notification server has accepted so far, oldest first."""
        assert self._notices is not None, "this desktop has no notification server"
        return list(self._notices.seen)

    def notice(self, title: str, within: float = WITHIN) -> Notice:
        """Wait for a popup whose title matches the regular expression. Raises `AssertionError`."""
        return eventually(
            lambda: [notice for notice in self.notifications() if re.search(title, notice.title)],
            f"a popup “{title}”",
            within,
        )[-1]

    def press(self, notice: Notice, label: str) -> None:
        """Press the button of a popup that carries this label."""
        assert label in notice.actions.values(), f"no button “{label}” among {notice.actions}"
        key = next(key for key, text in notice.actions.items() if text == label)
        (self.folder / "choice").write_text(f"[{notice.id},{key}]", encoding="utf-8")
        call_dunst(self.bus, "ContextMenuCall")

    @property
    def bus(self) -> DBusConnection:
        """A connection of the test's own to the session bus."""
        assert self._bus is not None, "this desktop has no session bus"
        return self._bus

    def _window(self, number: str) -> Window | None:
        told = self.run("xdotool", "getwindowgeometry", "--shell", number)
        title = self.run("xdotool", "getwindowname", number)
        if told.returncode or title.returncode:
            return None  # it closed meanwhile
        at = dict(line.split("=") for line in told.stdout.split())
        x, y, width, height = (int(at[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
        return Window(number, title.stdout.rstrip("\n"), x, y, width, height)

    def _do(self, *arguments: str) -> None:
        done = self.run("xdotool", *arguments)
        assert done.returncode == 0, done.stderr

    def bring_up(self, stack: ExitStack) -> None:
        """Start the parts in the order in which a session does; `stack` takes them down."""
        self._start_screen()
        self._start_bus(stack)
        if self.parts.window_manager:
            self._start_window_manager()
        if self.parts.tray:
            self._start_tray()
        if self.parts.notifications:
            self._start_notification_server(stack)
        if self.parts.keyring is not Keyring.ABSENT:
            self._start_keyring()

    def _start_screen(self) -> None:
        read, write = os.pipe()
        with os.fdopen(read, "rb") as answer:
            screen = ("-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset")
            command = ("Xvfb", "-displayfd", str(write), *screen)
            self._screen = self._processes.start(command, keep_open=[write])
            os.close(write)
            ready, _, _ = select.select([answer], [], [], WITHIN)
            number = answer.readline().decode().strip() if ready else ""
        assert number, "Xvfb did not start"
        self._processes.environment["DISPLAY"] = f":{number}"

    def _start_bus(self, stack: ExitStack) -> None:
        services = self.folder / "services"
        services.mkdir()
        for name in _ON_DEMAND + (_FOR_SCREEN_READERS if self.parts.screen_reader else ()):
            shutil.copy(Path("/usr/share/dbus-1/services", name), services)
        config = self.folder / "bus.conf"
        config.write_text(_BUS.substitute(folder=self.folder), encoding="utf-8")
        address = f"unix:path={self.folder}/bus"
        self._processes.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self._processes.start(["dbus-daemon", "--nofork", "--nopidfile", "--config-file", config])
        opened = eventually(lambda: _connected(address), "the session bus listens")
        assert opened is not None
        self._bus = stack.enter_context(closing(opened))

    def _start_window_manager(self) -> None:
        self._processes.start(["openbox", "--sm-disable"])
        # Only a window manager can say how many work spaces there are.
        eventually(
            lambda: self.run("xdotool", "get_num_desktops").returncode == 0, "openbox manages"
        )

    def _start_tray(self) -> None:
        place = ("--edge", "bottom", "--align", "right", "--widthtype", "pixel", "--width", "200")
        self._processes.start(["trayer", *place, "--height", "24", "--SetDockType", "true"])
        search = ("xdotool", "search", "--onlyvisible", "--class", "trayer")
        eventually(lambda: self.run(*search).stdout, "a tray is on the screen")

    def _start_notification_server(self, stack: ExitStack) -> None:
        config, choose = self.folder / "dunstrc", self.folder / "choose"
        config.write_text(_DUNST.substitute(folder=self.folder), encoding="utf-8")
        choose.write_text(_CHOOSE.substitute(folder=self.folder), encoding="utf-8")
        choose.chmod(0o700)
        self._processes.start(["dunst", "-config", config])
        eventually(lambda: owned(self.bus, NOTIFICATIONS), "dunst owns the notifications' name")
        address = self._processes.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._notices = stack.enter_context(closing(Notices(address)))

    def _start_keyring(self) -> None:
        daemon = ("gnome-keyring-daemon", "--foreground", "--components=secrets")
        control = f"--control-directory={self.folder}/keyring"
        first = self._processes.start([*daemon, control, "--unlock"], stdin=subprocess.PIPE)
        assert first.stdin is not None
        first.stdin.write(PASSWORD.encode())
        first.stdin.close()
        eventually(lambda: owned(self.bus, SECRETS), "the password store is open")
        if self.parts.keyring is Keyring.LOCKED:
            first.terminate()
            first.wait(5)
            eventually(lambda: not owned(self.bus, SECRETS), "the password store is closed")
            self._processes.start([*daemon, control])
            eventually(lambda: owned(self.bus, SECRETS), "the password store is back, locked")


def _connected(address: str) -> DBusConnection | None:
    """A connection to a bus; none as long as nobody listens there, for its path comes first."""
    try:
        return open_dbus_connection(address)
    except OSError:
        return None


@contextmanager
def desktop(logs: Path, parts: Parts = Parts()) -> Iterator[Desktop]:
    """A desktop with these parts; `logs` keeps what they print, for whoever has to find out why."""
    with ExitStack() as stack:
        # Short, as the path of a socket may have 108 bytes only.
        scratch = tempfile.TemporaryDirectory(prefix="aw-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(scratch))
        processes = stack.enter_context(closing(Processes(logs, _environment(folder))))
        made = Desktop(folder, parts, processes)
        made.bring_up(stack)
        yield made


def missing_programs() -> list[str]:
    """What this computer lacks to be a bench."""
    return [name for name in PROGRAMS if not shutil.which(name)]


def _environment(folder: Path) -> dict[str, str]:
    """A new user's environment: nothing of the caller's but where programs are."""
    kept = ("PATH", "TZ", "COVERAGE_PROCESS_START", "PYTHONDEVMODE")
    places = {
        "HOME": "home",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_RUNTIME_DIR": "run",
    }
    for place in places.values():
        (folder / place).mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **{name: str(folder / place) for name, place in places.items()},
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb",
        "XDG_SESSION_TYPE": "x11",
    }
