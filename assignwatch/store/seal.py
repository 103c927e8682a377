"""Whether a journal's file is as the last run left it, and so need not be searched for damage.

`journal.py` seals the file when it has closed it and asks at the next start. Looking for damage
reads every page, which is felt with a file of hundreds of megabytes on a slow disk; what it looks
for comes from a crash, a half-finished copy, another program, and all of these leave a write-ahead
log behind or change the file's size or time. A short file is looked through every time: that costs
nothing, and most journals stay short.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from assignwatch.store.paths import write_privately

SHORT: Final = 16_000_000
"""Bytes. A file up to this size is looked through in some milliseconds."""


def seal(journal: Path) -> None:
    """Note how the closed file is left. A seal that cannot be written is only one more search."""
    with suppress(OSError):
        if journal.stat().st_size > SHORT and not _left_open(journal):
            write_privately(_note(journal), _state(journal))


def is_sealed(journal: Path) -> bool:
    """Whether the file is a long one that nobody has touched since it was sealed."""
    try:
        return (
            journal.stat().st_size > SHORT
            and not _left_open(journal)
            and _note(journal).read_text("utf-8") == _state(journal)
        )
    except (OSError, UnicodeDecodeError):
        return False


def _note(journal: Path) -> Path:
    return journal.with_suffix(".seal")


def _state(journal: Path) -> str:
    found = journal.stat()
    return f"{found.st_size} bytes, {found.st_mtime_ns} ns\n"


def _left_open(journal: Path) -> bool:
    """SQLite removes its log when the last connection closes in order."""
    return journal.with_name(f"{journal.name}-wal").exists()
