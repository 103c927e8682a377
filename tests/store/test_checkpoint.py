"""A checkpoint is the fold of some first events of this journal, or it is thrown away unread."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import assignwatch
from assignwatch.core.events import Counted, Journalled, Started
from assignwatch.core.evolve import evolve
from assignwatch.core.model import AccountKey, InstrumentId, PositionRow
from assignwatch.core.state import Incident, State, durable
from assignwatch.store import checkpoint
from assignwatch.store.journal import SqliteJournal
from tests.core.builders import MODERATE, Run, folded
from tests.core.histories import ANYTHING
from tests.store.event_values import values_of

AT = datetime(2026, 11, 20, 6, 10, tzinfo=UTC)
MAIN = AccountKey("kraken/main")


def counted(number: int) -> Counted:
    row = PositionRow(InstrumentId(f"kraken/{number % 5}"), Decimal(number))
    return Counted(AT + timedelta(seconds=number), MAIN, (row,))


EVENTS: list[Journalled] = [Started(AT, {MAIN: AT}), *map(counted, range(200))]


def opened(folder: Path) -> SqliteJournal:
    return SqliteJournal(folder / "journal.sqlite3", folder / "journal.lock")


def remembered(folder: Path, events: Iterable[Journalled]) -> None:
    """A journal of these events and, at the last one, a checkpoint."""
    stored = list(events)
    with closing(opened(folder)) as journal:
        journal.append(stored, [])
        journal.remember(folded(stored), len(stored))


def recalled(folder: Path) -> tuple[State, int]:
    with closing(opened(folder)) as journal:
        return journal.recall()


def restored(journal: SqliteJournal) -> tuple[State, int]:
    """As `watch.engine` does it: what is recalled, and what came after."""
    state, known = journal.recall()
    for event in journal.replay(known):
        evolve(state, event)
    return state, known


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The checkpoint of a journal that holds `EVENTS`."""
    remembered(tmp_path, EVENTS)
    return tmp_path / "journal.checkpoint"


# ------------------------------------------------------------------- checkpoint and rest = the fold


def assert_it_makes_no_difference(events: list[Journalled], cut: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        if cut:
            remembered(folder, events[:cut])
        with closing(opened(folder)) as journal:
            journal.append(events[cut:], [])
            state, known = restored(journal)
    assert known == cut
    assert durable(state) == durable(folded(events))
    assert state == folded(events)


@MODERATE
@given(st.lists(ANYTHING, min_size=1, max_size=25), st.data())
def test_a_history_comes_out_the_same_wherever_it_was_cut(
    inputs: list[Any], data: st.DataObject
) -> None:
    run = Run()
    for one in inputs:
        run.take(one)
    events = cast(list[Journalled], run.journal)
    assert_it_makes_no_difference(events, data.draw(st.integers(0, len(events))))


@MODERATE
@given(st.lists(values_of(Journalled), min_size=1, max_size=6), st.data())
def test_any_events_come_out_the_same_wherever_they_were_cut(
    events: list[Journalled], data: st.DataObject
) -> None:
    assert_it_makes_no_difference(events, data.draw(st.integers(0, len(events))))


def test_what_was_held_in_two_places_is_one_thing_again(tmp_path: Path) -> None:
    incident = Incident()
    state = State(incidents={"one": incident, "other": incident})
    checkpoint.write(tmp_path / "c", state, 1, "")
    again, _ = checkpoint.read(tmp_path / "c", lambda _: "")
    assert again == state
    assert again.incidents["one"] is again.incidents["other"]


def test_only_the_user_can_read_it(kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_later_one_takes_its_place(kept: Path) -> None:
    with closing(opened(kept.parent)) as journal:
        journal.append([counted(1000)], [])
        journal.remember(folded([*EVENTS, counted(1000)]), len(EVENTS) + 1)
        assert journal.recall() == (folded([*EVENTS, counted(1000)]), len(EVENTS) + 1)
    assert not list(kept.parent.glob(".*")), "no half-written file stays"


# ------------------------------------------------------------------------------ what is thrown away


def assert_thrown_away(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(opened(kept.parent)) as journal:
        state, known = restored(journal)
        assert known == 0
        assert state == folded(journal.replay())
    assert not kept.exists()
    assert "The checkpoint is thrown away" in caplog.text


@pytest.mark.parametrize("part", [0, 0.001, 0.05, 0.5, 0.99])
def test_one_cut_short(kept: Path, part: float, caplog: pytest.LogCaptureFixture) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[: int(len(content) * part)])
    assert_thrown_away(kept, caplog)


@pytest.mark.parametrize("part", [0, 0.02, 0.04, 0.06, 0.3, 0.6, 0.999])
def test_one_with_a_changed_byte(kept: Path, part: float, caplog: pytest.LogCaptureFixture) -> None:
    content = bytearray(kept.read_bytes())
    content[int(len(content) * part)] ^= 0x15
    kept.write_bytes(content)
    assert_thrown_away(kept, caplog)


def test_one_of_other_code(
    kept: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "code_version", lambda: "another")
    assert_thrown_away(kept, caplog)


@pytest.mark.parametrize("survive", [0, 1, 100])
def test_one_ahead_of_a_journal_that_came_back_from_a_copy(
    kept: Path, survive: int, caplog: pytest.LogCaptureFixture
) -> None:
    kept.with_name("journal.sqlite3").unlink()
    with closing(opened(kept.parent)) as journal:
        journal.append(EVENTS[:survive], [])
    assert_thrown_away(kept, caplog)


@pytest.mark.parametrize("since", [0, 1, 100, 200])
def test_one_of_a_journal_that_went_on_differently(
    kept: Path, since: int, caplog: pytest.LogCaptureFixture
) -> None:
    kept.with_name("journal.sqlite3").unlink()
    with closing(opened(kept.parent)) as journal:
        journal.append([*EVENTS[:since], *map(counted, range(1000, 1400))], [])
    assert_thrown_away(kept, caplog)


def test_there_need_not_be_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert recalled(tmp_path) == (State(), 0)
    assert not caplog.records


# --------------------------------------------------------------------------------- what is not kept


@pytest.mark.parametrize("events", [0, len(EVENTS) - 1, len(EVENTS) + 1])
def test_nothing_is_kept_that_is_not_the_whole_journal(tmp_path: Path, events: int) -> None:
    with closing(opened(tmp_path)) as journal:
        journal.append(EVENTS, [])
        journal.remember(folded(EVENTS), events)
    assert not (tmp_path / "journal.checkpoint").exists()


@pytest.mark.expected_logs(
    "No checkpoint, so the next start takes longer: .*Path would not be read again"
)
def test_a_state_that_could_not_be_read_again_stops_nothing(kept: Path) -> None:
    before = kept.read_bytes()
    state = State(enrolled=cast(Any, {MAIN: Path("/")}))
    with closing(opened(kept.parent)) as journal:
        journal.remember(state, len(EVENTS))
        assert list(journal.replay()) == EVENTS
    assert kept.read_bytes() == before


@pytest.mark.expected_logs("No checkpoint, so the next start takes longer: .*Error")
def test_a_disk_that_does_not_take_it_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "journal.checkpoint").mkdir()
    remembered(tmp_path, EVENTS)


# --------------------------------------------------------------------------- what a forger could do


class Calls:
    """Pickles as a call, the way in of everybody who forges a pickle."""

    def __init__(self, what: Callable[..., object], *arguments: object) -> None:
        self._call = (what, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._call


def setting(module: str, name: str) -> bytes:
    """A pickle that sets an attribute `account` on what it names, then makes a proper state."""
    named = f"c{module}\n{name}\n".encode()
    return named + b"N}\x8c\x07accountK\x01s\x86b0cassignwatch.core.state\nState\n)R."


FORGED = {
    "a system call": pickle.dumps(Calls(os.system, "true")),
    "an evaluation": pickle.dumps(Calls(eval, "1")),
    "a function of ours": pickle.dumps(Calls(shutil.rmtree, "nowhere")),
    "a function beside a class that is allowed": b"cassignwatch.core.state\ndurable\n)R.",
    "a method of a class that is allowed": b"cassignwatch.core.state\nState.account\n)R.",
    "a class that is changed": setting("assignwatch.core.state", "State"),
    "an enumeration that is changed": setting("assignwatch.core.words", "Kind"),
    "a figure that is changed": setting("decimal", "Decimal"),
    "a class without its call": b"cassignwatch.core.state\nState\n)\x81.",
    "a state that is none": pickle.dumps({"accounts": {}}),
    "nothing": b".",
    "no pickle": b"import os",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_one_can_make_nothing_but_values(
    kept: Path, forged: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    method = State.account
    line, _, _ = kept.read_bytes().partition(b"\n")
    header = msgspec.json.decode(line)
    header["digest"] = hashlib.sha256(forged).hexdigest()
    kept.write_bytes(msgspec.json.encode(header) + b"\n" + forged)
    assert_thrown_away(kept, caplog)
    assert "it holds" in caplog.text
    assert State.account is method


# ------------------------------------------------------------------------------ the version of code


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package that `code_version` takes for the program."""
    package = tmp_path / "assignwatch"
    shutil.copytree(Path(assignwatch.__file__).parent, package)
    monkeypatch.setattr(assignwatch, "__file__", str(package / "__init__.py"))
    checkpoint.code_version.cache_clear()
    yield package
    checkpoint.code_version.cache_clear()


def version() -> str:
    checkpoint.code_version.cache_clear()
    return checkpoint.code_version()


@pytest.mark.parametrize("changed", ["core/evolve.py", "core/detect/kinds.py", "store/codec.py"])
def test_any_change_of_what_folds_is_another_version(copied: Path, changed: str) -> None:
    before = version()
    assert version() == before
    (copied / changed).write_bytes((copied / changed).read_bytes() + b"\n")
    assert version() != before


def test_a_new_release_is_another_version(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version()
    monkeypatch.setattr(assignwatch, "__version__", "99")
    assert version() != before


def test_a_program_without_sources_has_a_version_too(copied: Path) -> None:
    before = version()
    shutil.rmtree(copied)
    assert version() not in {before, ""}
