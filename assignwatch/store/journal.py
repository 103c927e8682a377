"""The journal: an append-only table of events in SQLite, and the marks beside it.

`watch.engine` writes through `SqliteJournal`, the only writer of a profile; `stored_events` reads
a file that may be in use. Write-ahead log with full synchronisation: what `append` returned from
survives a power cut, and costs so little that it runs on the loop's thread. What it keeps beside
the file, a checkpoint and a seal, only saves a start some reading.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final, cast

from assignwatch.core.events import Accepted, Journalled, Marked, Missed, Ticked
from assignwatch.core.model import Problem
from assignwatch.core.ports import JournalUnwritable
from assignwatch.core.state import State
from assignwatch.store import checkpoint, codec, schema, seal
from assignwatch.store.errors import JournalRefused
from assignwatch.store.lock import ProfileLock

_log = logging.getLogger(__name__)

_SLOW: Final = timedelta(milliseconds=50)
"""An append takes a tenth of a millisecond; this long, and the window stutters."""

_SLOW_IN_A_ROW: Final = 3
"""One slow append is a busy moment, three are a slow disk."""

_KNOWN_BY: Final = 64
"""So many rows up to a checkpoint, and the first one, tell this journal from every other."""

_BUSY: Final = 0.25
"""Seconds to wait for another program that has the file open; the window waits as long."""

_AT_ONCE: Final = 128
"""Rows that are decoded before the first of them is folded; one by one takes a fifth longer."""

_CODES: Final = {
    sqlite3.SQLITE_FULL: "journal_disk_full",
    sqlite3.SQLITE_READONLY: "journal_read_only",
    sqlite3.SQLITE_BUSY: "journal_locked",
    sqlite3.SQLITE_LOCKED: "journal_locked",
}


class SqliteJournal:
    """A profile's journal, open for writing; a `core.ports.Journal`.

    Raises `ProfileBusy`, `ProfileUnwritable`, `JournalRefused`, `JournalUnwritable` when it
    cannot be opened; no such file is touched. `monotonic` is a clock's, to notice a slow disk;
    without it time stands still and every disk is fast.
    """

    def __init__(
        self, path: Path, lock: Path, monotonic: Callable[[], timedelta] = timedelta
    ) -> None:
        self._path = path
        self._checkpoint = path.with_suffix(".checkpoint")
        self._monotonic = monotonic
        self._slow = 0
        self._lock = ProfileLock(lock)
        try:
            self._connection = self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> sqlite3.Connection:
        connection = None
        sound = seal.is_sealed(self._path)
        try:
            self._path.touch(mode=0o600)  # SQLite gives its side files the mode of the main one
            connection = sqlite3.connect(self._path, timeout=_BUSY, isolation_level=None)
            schema.prepare(connection, self._path, sound=sound)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA fullfsync=1")  # macOS: past the drive's own cache too
        except (sqlite3.Error, OSError) as error:
            if connection is not None:
                connection.close()
            raise self._unwritable(error) from error
        except JournalRefused:
            if connection is not None:
                connection.close()
            raise
        return connection

    def append(self, events: Sequence[Journalled], marks: Sequence[Marked]) -> None:
        """Store all or nothing, on the disk when it returns. Raises `JournalUnwritable`."""
        rows = [codec.encode(event) for event in events]
        overwritten = [(*_place(mark), *codec.encode(mark)[1:]) for mark in marks]
        begun = self._monotonic()
        try:
            self._store(rows, overwritten)
        except sqlite3.ProgrammingError:
            raise  # a fault of ours, not of the disk
        except sqlite3.Error as error:
            raise self._unwritable(error) from error
        took = self._monotonic() - begun
        self._slow = self._slow + 1 if took > _SLOW else 0
        if self._slow == _SLOW_IN_A_ROW:
            ms = took / timedelta(milliseconds=1)
            _log.warning("The disk is slow: saving %d events took %.0f ms", len(rows), ms)

    def _store(
        self, rows: Sequence[tuple[str, int, str]], marks: Sequence[tuple[str | int, ...]]
    ) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT INTO events (kind, version, body) VALUES (?, ?, ?)", rows
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?)", marks
            )
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            # Some failures have rolled back already; a failing rollback leaves nothing committed.
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def recall(self) -> tuple[State, int]:
        """The fold of the first events, as an earlier run kept it, and how many they are."""
        try:
            return checkpoint.read(self._checkpoint, self._fingerprint)
        except FileNotFoundError:
            return State(), 0
        except (checkpoint.Unfit, sqlite3.DatabaseError) as unfit:
            _log.info("The checkpoint is thrown away and the journal read whole: %s", unfit)
            with suppress(OSError):
                self._checkpoint.unlink()
            return State(), 0

    def replay(self, after: int = 0) -> Iterator[Journalled]:
        """Every event behind the first `after`, in order.

        Raises `JournalRefused` at the first that cannot be read.
        """
        return _events(self._connection, self._path, after)

    def remember(self, state: State, events: int) -> None:
        """Keep the fold of all events, `events` in number, beside the journal."""
        try:
            known = self._fingerprint(events)
            if known is not None and self._last() == events:
                checkpoint.write(self._checkpoint, state, events, known)
        except Exception as error:  # noqa: BLE001  # a convenience must not keep the watch from starting
            _log.warning("No checkpoint, so the next start takes longer: %r", error)

    def marks(self) -> Sequence[Marked]:
        """The newest mark of each feed and scope or instrument. Raises `JournalRefused`."""
        rows = self._connection.execute("SELECT kind, version, body FROM marks ORDER BY rowid")
        try:
            return [cast(Marked, codec.decode(*row)) for row in rows]
        except (codec.Undecodable, sqlite3.DatabaseError) as error:
            raise _refused(self._path, error, where="marks") from error

    def close(self) -> None:
        """Fold the side files into the main one and let the next writer in."""
        self._connection.close()
        seal.seal(self._path)
        self._lock.release()

    def _last(self) -> int:
        return int(
            self._connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
        )

    def _fingerprint(self, seq: int) -> str | None:
        """By what the journal up to an event is known again; None where it is not that long."""
        query = "SELECT seq, kind, version, body FROM events WHERE seq = 1 OR seq BETWEEN ? AND ?"
        rows = self._connection.execute(f"{query} ORDER BY seq", (seq - _KNOWN_BY, seq)).fetchall()
        return checkpoint.fingerprint(rows) if rows and rows[-1][0] == seq else None

    def _unwritable(self, error: sqlite3.Error | OSError) -> JournalUnwritable:
        # Extended codes carry the plain one in their lowest byte.
        number = error.sqlite_errorcode & 0xFF if isinstance(error, sqlite3.Error) else -1
        code = _CODES.get(number, "journal_unwritable")
        return JournalUnwritable(Problem(code, {"path": str(self._path), "reason": str(error)}))


def stored_events(path: Path) -> Iterator[Journalled]:
    """Every event of a journal in order, without changing it; another process may be writing.

    Raises `JournalRefused`.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as reader:
            schema.version_of(reader, path)
            yield from _events(reader, path)
    except sqlite3.OperationalError as error:
        raise _refused(path, error, where="file") from error


def _events(connection: sqlite3.Connection, path: Path, after: int = 0) -> Iterator[Journalled]:
    seq, events, decode = after, [], codec.decode
    query = "SELECT seq, kind, version, body FROM events WHERE seq > ? ORDER BY seq"
    try:
        found = connection.execute(query, (after,))
        while rows := found.fetchmany(_AT_ONCE):
            for row in rows:
                seq, kind, version, body = row
                events.append(decode(kind, version, body))
            yield from cast(list[Journalled], events)
            events.clear()
    except (codec.Undecodable, sqlite3.DatabaseError) as error:
        yield from cast(list[Journalled], events)  # those before it
        raise _refused(path, error, where=str(seq)) from error


def _refused(path: Path, error: Exception, where: str) -> JournalRefused:
    match error:
        case codec.UnknownKind():
            code = "journal_newer"
        case sqlite3.OperationalError():
            code = "journal_unreadable"
        case _:
            code = "journal_damaged"
    return JournalRefused(Problem(code, {"path": str(path), "where": where, "reason": str(error)}))


def _place(mark: Marked) -> tuple[str, str, str, str]:
    kind = type(mark).__name__.lower()
    if isinstance(mark, Ticked):
        return kind, "", "", mark.price.instrument
    feed = "" if isinstance(mark, Accepted | Missed) else mark.feed.value
    return kind, mark.account, feed, mark.scope
