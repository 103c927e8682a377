"""One writer a profile, across processes, and no longer than the process lives."""

import subprocess
import sys
from pathlib import Path

import pytest

from assignwatch.store.errors import ProfileBusy, ProfileUnwritable
from assignwatch.store.lock import ProfileLock

HOLDER = """
import sys
from pathlib import Path
from assignwatch.store.lock import ProfileLock
held = ProfileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_held_by_another_process_is_busy_until_that_process_dies(tmp_path: Path) -> None:
    path = tmp_path / "journal.lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(ProfileBusy) as busy:
            ProfileLock(path)
        assert busy.value.problem.code == "profile_in_use"
        assert busy.value.problem.values == {"path": str(tmp_path)}
        holder.kill()
    ProfileLock(path).release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    first = ProfileLock(tmp_path / "lock")
    with pytest.raises(ProfileBusy):
        ProfileLock(tmp_path / "lock")
    first.release()
    ProfileLock(tmp_path / "lock").release()


def test_a_place_that_takes_no_file_is_unwritable_not_busy(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnwritable) as refused:
        ProfileLock(tmp_path / "gone" / "lock")
    assert refused.value.problem.values["path"] == str(tmp_path / "gone")
