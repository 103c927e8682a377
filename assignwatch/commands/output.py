"""Standard output and error as every command uses them: in the encoding of whoever reads them.

`cli.py` prepares them once. What programs read is UTF-8 everywhere. What people read goes to a
screen or a file of whatever encoding, the usual one of a redirected output on Windows among them:
what that does not have is written as near as it has it, a minus sign above all.
"""

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO

_NEAR = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{NO-BREAK SPACE}": " ",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
}
_PLAIN = "assignwatch.plain"


class Lost(Exception):
    """Standard output takes no more; the text says why."""


def prepare(*, for_programs: bool, needed: bool) -> None:
    """Make both ready to be written to. Of an output that is `needed` and closed all writing fails.

    One that is closed and not needed, as under a window without a terminal, takes anything.
    """
    codecs.register_error(_PLAIN, _plain)
    streams: dict[str, TextIO | None] = {"stdout": sys.stdout, "stderr": sys.stderr}
    for name, stream in streams.items():
        if stream is None:
            flags = os.O_RDONLY if needed and name == "stdout" else os.O_WRONLY
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_PLAIN)
    if for_programs and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict")


def tell(text: str) -> None:
    """Write to standard output. Raises `Lost` where it takes no more."""
    with _losing():
        sys.stdout.write(text)


def finish() -> None:
    """Write what still waits to be written. Raises `Lost` where output takes no more."""
    with _losing():
        sys.stdout.flush()


def drop() -> None:
    """Let go of what cannot be written: the end of the program would try it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _losing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # whoever reads has had enough, which is no loss
        raise
    except OSError as error:
        raise Lost(error.strerror or str(error)) from error


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_NEAR.get(character, "?") for character in missing), error.end
