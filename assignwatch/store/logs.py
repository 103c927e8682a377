"""The program's own diary: rotating files that only the user can read, in UTC.

`app` wraps the whole run in `logging_to`, with the filter of `net` that keeps secrets out. Other
people's packages are heard from WARNING on, whatever the level: some of them write whole frames.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO, TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, TextIO

from assignwatch.core.model import Problem
from assignwatch.store.errors import ProfileUnwritable

_BYTES: Final = 1_000_000
_OLDER_FILES: Final = 4


class _PrivateFile(RotatingFileHandler):
    """Opens each file with mode 0600 from its first moment on."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return TextIOWrapper(FileIO(descriptor, self.mode), encoding=self.encoding)


@contextmanager
def logging_to(
    folder: Path, redaction: logging.Filter, *, debug: bool = False, stderr: bool = False
) -> Iterator[None]:
    """Log to `assignwatch.log` in `folder`, five files of a megabyte, and to stderr if asked.

    Raises `ProfileUnwritable`.
    """
    try:
        file = _PrivateFile(
            folder / "assignwatch.log",
            maxBytes=_BYTES,
            backupCount=_OLDER_FILES,
            encoding="utf-8",
        )
    except OSError as error:
        values = {"path": str(folder), "reason": error.strerror or type(error).__name__}
        raise ProfileUnwritable(Problem("profile_unwritable", values)) from error
    handlers: list[logging.StreamHandler[TextIO] | _PrivateFile] = [file]
    if stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
    root, ours = logging.getLogger(), logging.getLogger("assignwatch")
    before = ours.level
    ours.setLevel(logging.DEBUG if debug else logging.INFO)
    for handler in handlers:
        handler.addFilter(redaction)
        handler.setFormatter(_formatter())
        root.addHandler(handler)
    try:
        yield
    finally:
        ours.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def _formatter() -> logging.Formatter:
    formatter = logging.Formatter(
        "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"
    )
    formatter.converter = time.gmtime
    return formatter
