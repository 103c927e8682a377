"""The diary is private, bounded, in UTC and free of secrets."""

import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assignwatch.store.errors import ProfileUnwritable
from assignwatch.store.logs import logging_to

OURS = logging.getLogger("assignwatch.tests")
FOREIGN = logging.getLogger("httpx")


class Masked(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().replace("hunter2", "…"), ()
        return True


@pytest.fixture(autouse=True)
def _levels_as_in_the_program() -> Iterator[None]:
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.WARNING)
    yield
    root.setLevel(before)


def logged(folder: Path) -> str:
    return (folder / "assignwatch.log").read_text("utf-8")


def test_a_line_says_when_in_utc_how_bad_and_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1795155000.25)  # 2026-11-20 06:10 in London
    monkeypatch.setattr("time.time_ns", lambda: 1795155000_250_000_000)
    with logging_to(tmp_path, Masked()):
        OURS.info("watching %s – ü", "kraken/main")
    line = "2026-11-20T06:10:00.250Z INFO assignwatch.tests: watching kraken/main – ü\n"
    assert logged(tmp_path) == line


def test_the_filter_sees_every_line_whoever_wrote_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to(tmp_path, Masked(), stderr=True):
        OURS.info("password %s", "hunter2")
    assert "password …" in logged(tmp_path)
    assert "password …" in capsys.readouterr().err


@pytest.mark.expected_logs("httpx: loud")
@pytest.mark.parametrize(("debug", "ours"), [(False, ["i"]), (True, ["d", "i"])])
def test_other_packages_are_heard_from_warning_on(
    tmp_path: Path, debug: bool, ours: list[str]
) -> None:
    with logging_to(tmp_path, Masked(), debug=debug):
        FOREIGN.debug("frame")
        FOREIGN.info("url")
        OURS.debug("d")
        OURS.info("i")
        FOREIGN.warning("loud")
    assert re.findall(r": (\w+)$", logged(tmp_path), re.MULTILINE) == [*ours, "loud"]


def test_the_files_are_five_small_and_private(tmp_path: Path) -> None:
    with logging_to(tmp_path, Masked()):
        for _ in range(60):
            OURS.info("x" * 100_000)
    files = list(tmp_path.iterdir())
    assert len(files) == 5
    assert all(file.stat().st_size <= 1_000_000 for file in files)
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_new_start_writes_on_and_the_end_lets_go(tmp_path: Path) -> None:
    for message in ("first", "second"):
        with logging_to(tmp_path, Masked()):
            OURS.info(message)
    logging.getLogger("assignwatch").setLevel(logging.NOTSET)
    OURS.info("nobody listens")
    assert re.findall(r": (.*)$", logged(tmp_path), re.MULTILINE) == ["first", "second"]


def test_a_folder_that_takes_no_log_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnwritable) as refused, logging_to(tmp_path / "gone", Masked()):
        pass
    assert refused.value.problem.values["path"] == str(tmp_path / "gone")
