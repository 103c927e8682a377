"""The file that a watch is recorded into: lines are added at its end, and nothing else is done.

`commands.watch` opens one and hands `append` to `watch.recorder`. A file that is not a tape is not
touched. A tape is continued behind its last whole line: half a line, which a crash left, would
make all that follows unreadable.
"""

import logging
import os
import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Self

from assignwatch.core.model import Problem
from assignwatch.core.tape.reading import TapeError, read
from assignwatch.store.errors import TapeEnded, TapeRefused

_log = logging.getLogger(__name__)

_PIECE: Final = 65_536


class TapeFile:
    """A tape open for recording. A new file is the user's alone (mode 0600)."""

    def __init__(self, path: Path) -> None:
        """Raises `TapeRefused`."""
        self._path = path
        try:
            # Unbuffered, so that what could not be written is not tried again behind our back.
            self._file = open(path, "a+b", buffering=0, opener=_privately)  # noqa: SIM115
        except OSError as error:
            raise self._refused(error) from error
        try:
            if not stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
                raise TapeRefused(Problem("tape_foreign", {"path": str(path)}))
            self._check_first_line()
            self.recorded = self._continue()
            """The time of the last line of a tape that is continued."""
        except OSError as error:
            self._file.close()
            raise self._refused(error) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, lines: Sequence[str]) -> None:
        """Add whole lines, handed to the system when it returns. Raises `TapeEnded`."""
        content = "".join(f"{line}\n" for line in lines).encode()
        whole = 0
        try:
            whole = self._file.seek(0, os.SEEK_END)
            written = 0
            while written < len(content):
                written += self._file.write(content[written:])
        except OSError as error:
            self._cut(whole)
            values = {"path": str(self._path), "reason": error.strerror or type(error).__name__}
            raise TapeEnded(Problem("tape_ended", values)) from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _check_first_line(self) -> None:
        with self._path.open("rb") as file:
            first = next((line for line in file if line.strip()), None)
        try:
            list(read([] if first is None else [first]))
        except TapeError as error:
            raise TapeRefused(Problem("tape_foreign", {"path": str(self._path)})) from error

    def _continue(self) -> datetime | None:
        size = os.fstat(self._file.fileno()).st_size
        last, rest = _end(self._file, size)
        if rest:
            try:
                list(read([rest]))
            except TapeError:
                _log.warning("%s: half a line at its end was removed", self._path)
                self._file.truncate(size - len(rest))
            else:
                self._file.write(b"\n")
                last = rest
        return next((line.seen or line.at for line in read([last])), None)

    def _cut(self, size: int) -> None:
        try:
            self._file.truncate(size)
        except OSError:
            _log.warning("%s: its last line may be cut off", self._path)

    def _refused(self, error: OSError) -> TapeRefused:
        values = {"path": str(self._path), "reason": error.strerror or type(error).__name__}
        return TapeRefused(Problem("tape_unwritable", values))


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _end(file: BinaryIO, size: int) -> tuple[bytes, bytes]:
    """The last whole line that is not empty, and what stands behind the last end of a line."""
    found, start = b"", size
    whole, rest = b"", b""
    while start and b"\n" not in whole:
        piece = min(_PIECE, start)
        start -= piece
        file.seek(start)
        found = file.read(piece) + found
        ended, _, rest = found.rpartition(b"\n")
        whole = ended.strip()
    return whole.rpartition(b"\n")[2], rest
