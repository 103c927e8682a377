"""What a Debian computer lacks is installed as root, named otherwise, and asked for only once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from devtools import system
from devtools.stop import CANNOT_HERE, Stop

DPKG_QUERY = """#!/bin/sh
shift 2
for name; do grep -qx "$name" {folder}/installed && echo "$name installed"; done
exit 1
"""

APT_GET = """#!/bin/sh
echo "$DEBIAN_FRONTEND $*" >> {folder}/calls
case "$*" in *unheard-of*) echo "E: no such package"; exit 100;; esac
"""


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer whose package manager is two small scripts, and where dunst is installed."""
    for name, text in (("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET)):
        program = tmp_path / name
        program.write_text(text.format(folder=tmp_path))
        program.chmod(0o755)
    (tmp_path / "installed").write_text("dunst\n")
    (tmp_path / "calls").touch()
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def test_nothing_is_asked_of_apt_when_nothing_is_missing(debian: Path) -> None:
    system.need(["dunst"])
    assert (debian / "calls").read_text() == ""


def test_root_installs_only_what_is_missing_and_is_never_asked(debian: Path) -> None:
    system.need(["dunst", "trayer"])
    update, install = (debian / "calls").read_text().splitlines()
    assert update.startswith("noninteractive ")
    assert update.endswith(" update")
    assert install.endswith(" install --yes --no-install-recommends trayer")


def test_anyone_else_is_told_the_line_to_type(
    debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Stop, match=r"sudo apt-get install --yes trayer xdotool$") as stopped:
        system.need(["dunst", "trayer", "xdotool"])
    assert stopped.value.status == CANNOT_HERE
    assert (debian / "calls").read_text() == ""


def test_all_that_a_failing_apt_said_is_shown(debian: Path) -> None:
    with pytest.raises(Stop, match="E: no such package"):
        system.need(["unheard-of"])


def test_elsewhere_the_missing_programs_are_named_and_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    xvfb = tmp_path / "Xvfb"
    xvfb.write_text("#!/bin/sh\n")
    xvfb.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    system.need_desktop()
    said = capsys.readouterr().out
    assert "dunst" in said
    assert "Xvfb" not in said


@pytest.mark.parametrize("look", [system.need_window, system.need_desktop])
def test_debian_gets_what_qt_links_to(debian: Path, look: Callable[[], None]) -> None:
    look()
    assert "libxcb-cursor0" in (debian / "calls").read_text()
