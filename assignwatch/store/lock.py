"""One writer a profile: an advisory lock that the system lets go of when the process ends.

`journal.py` takes it before it opens the file for writing. It is held on an open file, not on a
file's existence, so that nothing is left behind by a crash.
"""

import os
import sys
from pathlib import Path

from assignwatch.core.model import Problem
from assignwatch.store.errors import ProfileBusy, ProfileUnwritable

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Held from construction to `release`. Raises `ProfileBusy`, `ProfileUnwritable`."""

    def __init__(self, path: Path) -> None:
        values = {"path": str(path.parent)}
        try:
            # Not inherited by child processes (PEP 446): a child must not keep the profile busy.
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            values["reason"] = error.strerror or type(error).__name__
            raise ProfileUnwritable(Problem("profile_unwritable", values)) from error
        try:
            _try_lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise ProfileBusy(Problem("profile_in_use", values)) from error

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two hold "the" lock."""
        os.close(self._descriptor)
