"""The shape of the journal's file, and how an older file becomes a newer one.

`journal.py` calls `prepare` on every connection that may write. `PRAGMA user_version` counts the
scripts that a file has been through; a copy of the file is kept before any further one runs.

Looking for damage reads the whole file. `sound` leaves that out: `seal.py` says when it may.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from assignwatch.core.model import Problem
from assignwatch.store.errors import JournalRefused

_FIRST: Final = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE marks (
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    feed TEXT NOT NULL,
    scope TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, account, feed, scope)
);
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
"""

SCRIPTS: Final = (_FIRST,)
"""Script n makes a file of version n into one of version n + 1; never edited once released."""


def prepare(
    connection: sqlite3.Connection,
    path: Path,
    scripts: Sequence[str] = SCRIPTS,
    *,
    sound: bool = False,
) -> None:
    """Check the file and bring it up to the newest version.

    Raises `JournalRefused` for a damaged or newer file, which is then left as it is, and
    `sqlite3.Error` when it cannot be read or written.
    """
    version = version_of(connection, path, newest=len(scripts), sound=sound)
    if version == len(scripts):
        return
    if version:
        _keep_copy(connection, path, version)
    for number, script in enumerate(scripts[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version={number}; COMMIT;")


def version_of(
    connection: sqlite3.Connection, path: Path, newest: int = len(SCRIPTS), *, sound: bool = False
) -> int:
    """The file's version, 0 if it is still empty. Raises like `prepare`."""
    values = {"path": str(path)}
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > newest:
            raise JournalRefused(Problem("journal_newer", values))
        damage = "ok" if sound else _damage(connection)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # the world's fault, not the file's
            raise
        raise JournalRefused(Problem("journal_damaged", values)) from error
    whole = {"events", "marks"} <= tables if version else not tables
    if damage != "ok" or not whole:
        raise JournalRefused(Problem("journal_damaged", values))
    return version


def _damage(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])


def _keep_copy(connection: sqlite3.Connection, path: Path, version: int) -> None:
    copy = path.with_name(f"{path.name}.v{version}")
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
