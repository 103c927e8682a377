"""An older file becomes a newer one with a copy kept; a failing step changes nothing."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assignwatch.store.schema import SCRIPTS, prepare

NEXT = (*SCRIPTS, "ALTER TABLE marks ADD COLUMN note TEXT;")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        prepare(connection, path)
        connection.execute("INSERT INTO marks VALUES ('accepted', 'a/b', '', '', 1, '{}')")
        yield connection


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_a_new_file_gets_the_newest_shape_and_no_copy(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        prepare(connection, path, NEXT)
        assert version(connection) == len(NEXT)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_file_that_is_up_to_date_is_left_alone(
    path: Path, connection: sqlite3.Connection
) -> None:
    prepare(connection, path)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_an_older_file_is_copied_before_it_is_changed(
    path: Path, connection: sqlite3.Connection
) -> None:
    prepare(connection, path, NEXT)
    assert version(connection) == len(NEXT)
    assert connection.execute("SELECT account, note FROM marks").fetchall() == [("a/b", None)]
    copy = path.with_name(f"{path.name}.v{len(SCRIPTS)}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert version(kept) == len(SCRIPTS)
        assert kept.execute("SELECT account FROM marks").fetchall() == [("a/b",)]


def test_a_failing_step_leaves_the_file_as_it_was(
    path: Path, connection: sqlite3.Connection
) -> None:
    broken = (*SCRIPTS, "ALTER TABLE marks ADD COLUMN note TEXT; ALTER TABLE nowhere ADD COLUMN a;")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        prepare(connection, path, broken)
    connection.rollback()
    assert version(connection) == len(SCRIPTS)
    assert connection.execute("SELECT * FROM marks").description[-1][0] == "body"
