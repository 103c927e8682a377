"""What the operating system has to bring: installed on Debian as root, named everywhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

from devtools import quiet
from devtools.stop import CANNOT_HERE, Stop

WINDOW = (
    "libegl1",
    "libgl1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
)
"""Debian packages without which Qt cannot open a window under X."""

DESKTOP = {
    "xvfb": "Xvfb",
    "openbox": "openbox",
    "trayer": "trayer",
    "dunst": "dunst",
    "gnome-keyring": "gnome-keyring-daemon",
    "dbus-x11": "dbus-launch",
    "libsecret-tools": "secret-tool",
    "xdotool": "xdotool",
    "imagemagick": "import",
    "at-spi2-core": None,
    "gir1.2-atspi-2.0": None,
    "python3-pyatspi": None,
}
"""The desktop on which the tests run: Debian package and the program that it brings."""


def has_display() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def need_window() -> None:
    """Have what Qt links to. Elsewhere than on Debian, Qt itself names what it does not find."""
    if _is_debian():
        need(WINDOW)


def need_desktop() -> None:
    """Have the programs that make the tests' desktop."""
    if _is_debian():
        need((*WINDOW, *DESKTOP))
        return
    missing = [name for name in DESKTOP.values() if name and not shutil.which(name)]
    if sys.platform.startswith("linux") and missing:
        print(f"The desktop tests will not run; these programs are missing: {' '.join(missing)}")


def need(packages: Iterable[str]) -> None:
    """Have these Debian packages, installing what is missing. Raises `Stop`."""
    missing = _missing(packages)
    if not missing:
        return
    names = " ".join(missing)
    if not _is_debian():
        raise Stop(f"Please install what Debian calls: {names}", CANNOT_HERE)
    if os.geteuid() != 0:
        raise Stop(f"Please run: sudo apt-get install --yes {names}", CANNOT_HERE)
    print(f"Installing {names} …", flush=True)
    apt = ("apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=300")
    calm = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        quiet.run([*apt, "update"], calm)
        quiet.run([*apt, "install", "--yes", "--no-install-recommends", *missing], calm)
    except quiet.Failed as failed:
        raise Stop(f"{failed}\n\nThese packages could not be installed: {names}") from None


def _is_debian() -> bool:
    return bool(shutil.which("dpkg-query") and shutil.which("apt-get"))


def _missing(packages: Iterable[str]) -> list[str]:
    wanted = list(packages)
    if not _is_debian():
        return wanted
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *wanted]
    told = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in told.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]
