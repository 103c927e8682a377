"""A long journal is searched for damage unless it is as the last run left it."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assignwatch.core.events import Started, Unacknowledged
from assignwatch.store import schema, seal
from assignwatch.store.errors import JournalRefused
from assignwatch.store.journal import SqliteJournal

AT = datetime(2026, 11, 20, 6, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every file counts as a long one; how often one was searched."""
    monkeypatch.setattr(seal, "SHORT", 0)
    counted: list[int] = []
    search = schema._damage

    def counting(connection: sqlite3.Connection) -> str:
        counted.append(1)
        return search(connection)

    monkeypatch.setattr(schema, "_damage", counting)
    return counted


@pytest.fixture
def path(tmp_path: Path, searches: list[int]) -> Path:
    """A journal whose last run ended in order."""
    path = tmp_path / "journal.sqlite3"
    with closing(opened(path)) as journal:
        journal.append([Unacknowledged(AT, f"alert-{n}") for n in range(2000)], [])
    searches.clear()
    return path


def opened(path: Path) -> SqliteJournal:
    return SqliteJournal(path, path.with_name("journal.lock"))


def test_after_an_orderly_end_it_is_not_searched(path: Path, searches: list[int]) -> None:
    for _ in range(3):
        with closing(opened(path)) as journal:
            journal.append([Started(AT)], [])
    assert not searches


def test_a_short_one_is_searched_every_time(
    path: Path, searches: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "SHORT", 16_000_000)
    for _ in range(3):
        opened(path).close()
    assert len(searches) == 3


def test_after_a_crash_it_is_searched(path: Path, searches: list[int], tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.sqlite3"
    with closing(opened(path)) as journal:
        journal.append([Started(AT)], [])
        for name in ("", "-wal"):  # what a killed program leaves lying there
            content = path.with_name(f"{path.name}{name}").read_bytes()
            crashed.with_name(f"{crashed.name}{name}").write_bytes(content)
    seal.seal(crashed)
    assert not seal.is_sealed(crashed)
    with closing(opened(crashed)) as again:
        assert len(list(again.replay())) == 2001
    assert searches


def test_a_torn_page_is_found(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 5 * 4096] = os.urandom(2 * 4096)
    path.write_bytes(content)
    with pytest.raises(JournalRefused):
        opened(path)


def test_a_file_cut_short_is_found_even_where_its_time_was_kept(path: Path) -> None:
    before = path.stat()
    path.write_bytes(path.read_bytes()[: 6 * 4096 + 100])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(JournalRefused):
        opened(path)


def test_a_copy_put_in_its_place_is_searched(path: Path, searches: list[int]) -> None:
    os.utime(path, ns=(0, 0))
    opened(path).close()
    assert searches


@pytest.mark.parametrize("spoiled", [b"", b"\xff\xfe", b"0 bytes, 0 ns\n"])
def test_a_spoiled_seal_is_none(path: Path, spoiled: bytes, searches: list[int]) -> None:
    path.with_suffix(".seal").write_bytes(spoiled)
    opened(path).close()
    assert searches


def test_a_seal_that_cannot_be_written_only_costs_a_search(path: Path, searches: list[int]) -> None:
    path.with_suffix(".seal").unlink()
    path.with_suffix(".seal").mkdir()
    for _ in range(2):
        opened(path).close()
    assert len(searches) == 2
