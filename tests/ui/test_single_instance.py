"""One window a profile, tried with processes: raised, hanging, killed, and another profile."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assignwatch.ui.single_instance import Claim, SingleInstance

_FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from assignwatch.ui.single_instance import SingleInstance

app = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
instance.raised.connect(lambda: print("raised", flush=True))
print(instance.claim().name, flush=True)
app.exec()
"""


@pytest.fixture
def first(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _FIRST, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert said(process) == "FIRST"
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def said(process: subprocess.Popen[str]) -> str:
    """The next line that it wrote."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_start_raises_the_first(
    first: subprocess.Popen[str], tmp_path: Path, qtbot: QtBot
) -> None:
    assert SingleInstance(tmp_path).claim() is Claim.RAISED
    assert said(first) == "raised"
    assert SingleInstance(tmp_path).claim() is Claim.RAISED
    assert said(first) == "raised"


def test_another_profile_is_another_window(
    first: subprocess.Popen[str], tmp_path: Path, qtbot: QtBot
) -> None:
    other = SingleInstance(tmp_path / "other")
    assert other.claim() is Claim.FIRST
    other.release()


def test_what_a_killed_one_left_behind_is_taken_over(
    first: subprocess.Popen[str], tmp_path: Path, qtbot: QtBot
) -> None:
    first.kill()
    first.wait(timeout=10)
    heir = SingleInstance(tmp_path)
    assert heir.claim() is Claim.FIRST
    heir.release()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no way to stop a process here")
def test_one_that_hangs_is_not_taken_for_one_that_came_to_the_front(
    first: subprocess.Popen[str], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assignwatch.ui.single_instance._ANSWER", 200)
    first.send_signal(signal.SIGSTOP)
    try:
        assert SingleInstance(tmp_path).claim() is Claim.SILENT
    finally:
        first.send_signal(signal.SIGCONT)


@pytest.mark.expected_logs("a second start cannot raise this window")
def test_where_no_socket_can_be_made_the_window_opens_all_the_same(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "absent"))
    assert SingleInstance(tmp_path).claim() is Claim.FIRST


def test_after_a_release_the_next_one_is_the_first(tmp_path: Path, qtbot: QtBot) -> None:
    one = SingleInstance(tmp_path)
    assert one.claim() is Claim.FIRST
    one.release()
    two = SingleInstance(tmp_path)
    assert two.claim() is Claim.FIRST
    two.release()
