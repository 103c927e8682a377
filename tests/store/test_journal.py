"""Whole batches or nothing, on the disk when `append` returns, and never changed afterwards."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from assignwatch.core.events import (
    Accepted,
    Bookmarked,
    Covered,
    Journalled,
    Marked,
    Missed,
    Priced,
    Started,
    Ticked,
    Unacknowledged,
)
from assignwatch.core.model import AccountKey, InstrumentId, Scope
from assignwatch.core.ports import JournalUnwritable
from assignwatch.core.words import Feed
from assignwatch.store.errors import JournalRefused, ProfileBusy
from assignwatch.store.journal import SqliteJournal, stored_events

AT = datetime(2026, 11, 20, 6, 10, tzinfo=UTC)
MAIN = AccountKey("kraken/main")
SPX, DAX = InstrumentId("saxo/SPX"), InstrumentId("saxo/DAX")

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes and limits")


def taken_back(number: int) -> Unacknowledged:
    return Unacknowledged(at=AT + timedelta(seconds=number), alert=f"alert-{number}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


def opened(path: Path, monotonic: Callable[[], timedelta] = timedelta) -> SqliteJournal:
    return SqliteJournal(path, path.with_name("journal.lock"), monotonic)


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    with closing(opened(path)) as journal:
        yield journal


def test_events_come_back_in_order_after_a_restart(path: Path) -> None:
    events: list[Journalled] = [Started(AT), taken_back(1), taken_back(2)]
    with closing(opened(path)) as journal:
        journal.append(events[:1], [])
        journal.append(events[1:], [])
    with closing(opened(path)) as journal:
        journal.append([taken_back(3)], [])
        assert list(journal.replay()) == [*events, taken_back(3)]


def test_the_newest_mark_of_each_feed_scope_and_instrument_counts(path: Path) -> None:
    futures = Scope("futures")
    kept: list[Marked] = [
        Covered(MAIN, Feed.FILLS, AT, futures),
        Covered(MAIN, Feed.BOOKINGS, AT),
        Accepted(MAIN, AT),
        Bookmarked(MAIN, Feed.BOOKINGS, "7"),
        Missed(MAIN, AT, (), futures),
        Covered(MAIN, Feed.FILLS, AT + timedelta(minutes=1)),
        Missed(MAIN, AT + timedelta(minutes=1), ()),
        Bookmarked(MAIN, Feed.STREAM, None),
        Ticked(Priced(AT, DAX, Decimal(24180), official=False)),
        Ticked(Priced(AT + timedelta(minutes=1), SPX, Decimal("6612.5"), official=False)),
    ]
    with closing(opened(path)) as journal:
        journal.append([], [Covered(MAIN, Feed.FILLS, AT), Missed(MAIN, AT, ()), *kept[:5]])
        earlier = Ticked(Priced(AT, SPX, Decimal(6610), official=False))
        journal.append([], [Bookmarked(MAIN, Feed.STREAM, "9"), earlier, *kept[5:]])
    with closing(opened(path)) as journal:
        assert list(journal.marks()) == kept
        assert list(journal.replay()) == []


def test_replay_streams_while_new_events_are_stored(journal: SqliteJournal) -> None:
    journal.append([taken_back(n) for n in range(3)], [])
    replay = journal.replay()
    assert next(replay) == taken_back(0)
    journal.append([taken_back(3)], [])
    assert list(replay)[:2] == [taken_back(1), taken_back(2)]


@posix_only
def test_only_the_user_can_read_it_or_its_side_files(path: Path, journal: SqliteJournal) -> None:
    journal.append([Started(AT)], [])
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    assert modes == {
        "journal.sqlite3": 0o600,
        "journal.sqlite3-wal": 0o600,
        "journal.sqlite3-shm": 0o600,
        "journal.lock": 0o600,
    }


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE events SET body = '{}'",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events VALUES (1, 'started', 1, '{}')",
        "REPLACE INTO events VALUES (2, 'started', 1, '{}')",
    ],
)
def test_the_file_itself_refuses_to_change_a_stored_event(path: Path, attempt: str) -> None:
    with closing(opened(path)) as journal:
        journal.append([Started(AT), taken_back(1)], [])
    with (
        closing(sqlite3.connect(path)) as stranger,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        stranger.execute(attempt)
    assert list(stored_events(path)) == [Started(AT), taken_back(1)]


def test_a_second_writer_is_turned_away_and_a_reader_is_not(
    path: Path, journal: SqliteJournal
) -> None:
    journal.append([Started(AT)], [])
    with pytest.raises(ProfileBusy) as refused:
        opened(path)
    assert refused.value.problem.code == "profile_in_use"
    assert list(stored_events(path)) == [Started(AT)]


class TestWhatCannotBeWritten:
    """The world's fault: reported with a code, nothing stored, and later appends work."""

    def test_another_program_holds_the_file(self, path: Path, journal: SqliteJournal) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            with pytest.raises(JournalUnwritable) as failed:
                journal.append([Started(AT)], [])
        assert failed.value.problem.code == "journal_locked"
        self.assert_usable(journal)

    @posix_only
    def test_the_file_may_not_grow(self, path: Path, journal: SqliteJournal) -> None:
        import resource

        journal.append([], [])
        full = Path(f"{path}-wal").stat().st_size + 20_000
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (full, before[1]))
        try:
            with pytest.raises(JournalUnwritable) as failed:
                journal.append([taken_back(n) for n in range(2000)], [])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert failed.value.problem.code == "journal_unwritable"
        assert failed.value.problem.values["path"] == str(path)
        self.assert_usable(journal)

    def test_the_disk_is_full(self, journal: SqliteJournal) -> None:
        # The page limit is how SQLite itself plays a full disk.
        journal._connection.execute("PRAGMA max_page_count=1")
        with pytest.raises(JournalUnwritable) as failed:
            journal.append([taken_back(n) for n in range(2000)], [])
        assert failed.value.problem.code == "journal_disk_full"
        journal._connection.execute("PRAGMA max_page_count=1000000")
        self.assert_usable(journal)

    def test_the_file_is_read_only(self, journal: SqliteJournal) -> None:
        journal._connection.execute("PRAGMA query_only=1")
        with pytest.raises(JournalUnwritable) as failed:
            journal.append([Started(AT)], [])
        assert failed.value.problem.code == "journal_read_only"
        journal._connection.execute("PRAGMA query_only=0")
        self.assert_usable(journal)

    def test_its_folder_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(JournalUnwritable) as failed:
            SqliteJournal(tmp_path / "gone" / "journal.sqlite3", tmp_path / "lock")
        assert failed.value.problem.code == "journal_unwritable"
        SqliteJournal(
            tmp_path / "journal.sqlite3", tmp_path / "lock", timedelta
        ).close()  # lock let go

    def test_a_value_that_must_not_be_stored_stores_nothing(self, journal: SqliteJournal) -> None:
        with pytest.raises(ValueError, match="not a UTC time"):
            journal.append([Started(AT), Started(AT.replace(tzinfo=None))], [])
        self.assert_usable(journal)

    def assert_usable(self, journal: SqliteJournal) -> None:
        assert list(journal.replay()) == []
        journal.append([Started(AT)], [Accepted(MAIN, AT)])
        assert list(journal.replay()) == [Started(AT)]


class TestWhatIsRefused:
    """A file that is not as it should be stays as it is, for a person to rescue."""

    @pytest.mark.parametrize(
        "content",
        [b"no journal at all, but some text" * 200, b"SQLite format 3\0" + b"\xff" * 5000],
    )
    def test_something_else_in_its_place(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        self.assert_refused(path, "journal_damaged")

    def test_another_program_s_database(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as stranger:
            stranger.execute("CREATE TABLE recipes (title TEXT)")
        self.assert_refused(path, "journal_damaged")

    def test_a_torn_page(self, path: Path) -> None:
        with closing(opened(path)) as journal:
            journal.append([taken_back(n) for n in range(2000)], [])
        content = bytearray(path.read_bytes())
        content[3 * 4096 : 5 * 4096] = os.urandom(2 * 4096)
        path.write_bytes(content)
        self.assert_refused(path, "journal_damaged")

    def test_a_file_cut_short(self, path: Path) -> None:
        with closing(opened(path)) as journal:
            journal.append([taken_back(n) for n in range(2000)], [])
        path.write_bytes(path.read_bytes()[: 6 * 4096 + 100])
        self.assert_refused(path, "journal_damaged")

    def test_a_newer_program_s_journal(self, path: Path) -> None:
        opened(path).close()
        with closing(sqlite3.connect(path)) as future:
            future.execute("PRAGMA user_version=1000")
        self.assert_refused(path, "journal_newer")

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (("teleported", 1, "{}"), "journal_newer"),
            (("started", 2, "{}"), "journal_newer"),
            (("started", 1, "{"), "journal_damaged"),
            (("started", 1, None), "journal_damaged"),
        ],
    )
    def test_an_event_that_cannot_be_read_is_named_by_its_number(
        self, path: Path, row: tuple[str, int, str | None], code: str
    ) -> None:
        with closing(opened(path)) as journal:
            journal.append([Started(AT), taken_back(1)], [])
            with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
                stranger.execute(
                    "INSERT INTO events (kind, version, body) VALUES (?, ?, coalesce(?, x'ff'))",
                    row,
                )
            replay = journal.replay()
            assert [next(replay), next(replay)] == [Started(AT), taken_back(1)]
            with pytest.raises(JournalRefused) as refused:
                next(replay)
        assert refused.value.problem.code == code
        assert refused.value.problem.values["where"] == "3"

    def test_no_file_at_all_for_a_reader(self, path: Path) -> None:
        with pytest.raises(JournalRefused) as refused:
            list(stored_events(path))
        assert refused.value.problem.code == "journal_unreadable"
        assert not path.exists()

    def assert_refused(self, path: Path, code: str) -> None:
        before = path.read_bytes()
        with pytest.raises(JournalRefused) as refused:
            opened(path)
        assert refused.value.problem.code == code
        assert refused.value.problem.values["path"] == str(path)
        assert path.read_bytes() == before
        with pytest.raises(JournalRefused):
            list(stored_events(path))


class TestSlowness:
    """A slow disk is said once; a single busy moment is not."""

    @pytest.fixture
    def timed(self, path: Path) -> Iterator[SqliteJournal]:
        took = iter((60, 60, 10, 60, 70, 80, 90))
        readings = (timedelta(milliseconds=at) for span in took for at in (0, span))
        with closing(opened(path, lambda: next(readings))) as journal:
            yield journal

    def test_two_slow_appends_are_nothing(self, timed: SqliteJournal) -> None:
        for _ in range(5):
            timed.append([Started(AT)], [])

    @pytest.mark.expected_logs("The disk is slow: saving 1 events took 80 ms")
    def test_three_in_a_row_are_logged_once(
        self, timed: SqliteJournal, caplog: pytest.LogCaptureFixture
    ) -> None:
        for _ in range(7):
            timed.append([Started(AT)], [])
        assert len(caplog.records) == 1


BATCH = 3

WRITER = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from assignwatch.core.events import Unacknowledged
from assignwatch.store.journal import SqliteJournal

path = Path(sys.argv[1])
journal = SqliteJournal(path, path.with_name("journal.lock"))
at = datetime(2026, 11, 20, tzinfo=UTC)
for batch in range(10**9):
    journal.append([Unacknowledged(at, f"{{batch}}.{{n}}") for n in range({BATCH})], [])
    print(batch, flush=True)
"""


@pytest.mark.parametrize("after", [0, 7, 60])
def test_a_killed_writer_leaves_whole_batches_and_all_that_it_was_told_are_stored(
    path: Path, after: int
) -> None:
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        reported = -1
        for line in writer.stdout:
            reported = int(line)
            if reported >= after:
                break
        writer.kill()
        told = [reported, *map(int, writer.stdout.read().split("\n")[:-1])]
    assert writer.returncode == (-signal.SIGKILL if os.name == "posix" else 1)
    with closing(opened(path)) as journal:  # the lock died with its holder
        stored = [event.alert for event in journal.replay() if isinstance(event, Unacknowledged)]
    batches = len(stored) // BATCH
    assert stored == [f"{batch}.{n}" for batch in range(batches) for n in range(BATCH)]
    assert batches > told[-1]
