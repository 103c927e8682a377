"""A tape on a real disk: only added to, never harmed, continued after a crash."""

from __future__ import annotations

import errno
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assignwatch.store.errors import TapeEnded, TapeRefused
from assignwatch.store.tape_file import TapeFile

START = '{"type":"start","seen":"2026-11-20T06:10:00Z"}'
CLOCK = '{"type":"clock","at":"2026-11-20T06:11:00Z"}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "night.tape"


def test_a_new_tape_is_the_user_s_alone_and_holds_what_is_added_at_once(path: Path) -> None:
    with TapeFile(path) as tape:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        tape.append([START, '{"type":"clock","x":"Käse"}'])
        assert path.read_text("utf-8") == START + '\n{"type":"clock","x":"Käse"}\n'
        tape.append([])
        tape.append([CLOCK])
    assert path.read_text("utf-8").splitlines()[-1] == CLOCK


@pytest.mark.parametrize("known", ["", "\n", START + "\n", "\ufeff" + START + "\r\n\r\n"])
def test_a_tape_is_continued(path: Path, known: str) -> None:
    path.write_bytes(known.encode())
    path.chmod(0o644)
    with TapeFile(path) as tape:
        tape.append([CLOCK])
    assert path.read_bytes().decode() == known + CLOCK + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644, "its owner has a reason"


def test_a_whole_last_line_without_an_end_is_ended(path: Path) -> None:
    path.write_text(START)
    with TapeFile(path) as tape:
        tape.append([CLOCK])
    assert path.read_text() == f"{START}\n{CLOCK}\n"


@pytest.mark.expected_logs("half a line at its end was removed")
@pytest.mark.parametrize("half", [CLOCK[:20], '{"x":"' + "y" * 200_000, "\x00" * 4096])
def test_half_a_line_that_a_crash_left_is_removed(path: Path, half: str) -> None:
    path.write_text(f"{START}\n{half}")
    with TapeFile(path) as tape:
        tape.append([CLOCK])
    assert path.read_text() == f"{START}\n{CLOCK}\n"


@pytest.mark.parametrize(
    ("known", "at"),
    [
        ("", None),
        ("\n \n", None),
        (START + "\n", "06:10"),
        (START, "06:10"),
        (f"{START}\n{CLOCK}\r\n\n\n", "06:11"),
        (f"{START}\n{CLOCK}", "06:11"),
        (START + "\n" + CLOCK[:-1] + ',"x":"' + "y" * 200_000 + '"}\n', "06:11"),
    ],
    ids=["new", "blank", "one line", "without an end", "blank at its end", "two", "a long line"],
)
def test_it_is_known_up_to_when_a_tape_was_recorded(path: Path, known: str, at: str | None) -> None:
    path.write_text(known, newline="")
    with TapeFile(path) as tape:
        assert (None if tape.recorded is None else f"{tape.recorded:%H:%M}") == at


@pytest.mark.parametrize(
    "content",
    [b"Dear diary\n", b"{}\n", START[:20].encode(), b"\x89PNG\r\n", b'{"type":"rumour"}\n'],
    ids=["text", "other JSON", "half a tape", "a picture", "a newer tape"],
)
def test_what_is_not_a_tape_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(TapeRefused) as caught:
        TapeFile(path)
    assert caught.value.problem.code == "tape_foreign"
    assert path.read_bytes() == content


def test_what_is_not_even_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, code in (
        (tmp_path, "tape_unwritable"),
        (tmp_path / "none" / "tape", "tape_unwritable"),
        (tmp_path / "pipe", "tape_foreign"),
        (Path(os.devnull), "tape_foreign"),
    ):
        with pytest.raises(TapeRefused) as caught:
            TapeFile(path)
        assert caught.value.problem.code == code
        assert caught.value.problem.values["path"] == str(path)


@contextmanager
def _no_file_may_grow_beyond(size: int) -> Iterator[None]:
    """As on a disk that is almost full: what fits is written, then writing fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_cuts_no_line(path: Path) -> None:
    with TapeFile(path) as tape:
        tape.append([START])
        with _no_file_may_grow_beyond(100), pytest.raises(TapeEnded) as caught:
            tape.append([CLOCK, CLOCK])
    assert caught.value.problem.values["reason"] == os.strerror(errno.EFBIG)
    assert path.read_text() == START + "\n"
