"""Where things are kept: one folder if the trader names one, the system's usual places if not.

`app` asks `places()` once and hands each store its own path. Everything here is private to the
user: folders 0700, files 0600 (where the system knows such modes).
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import assignwatch
from assignwatch.core.model import Problem
from assignwatch.store.errors import ProfileUnwritable, ResourcesMissing

_APPLICATION = "AssignWatch"


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one profile."""

    settings: Path
    journal: Path
    lock: Path
    logs: Path

    def prepare(self) -> None:
        """Make the folders that are missing and see that each takes files.

        A folder that was there before keeps its mode: it may serve others too.
        Raises `ProfileUnwritable`.
        """
        for folder in (self.settings.parent, self.journal.parent, self.logs):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                # Asking for permission bits would not notice a read-only disk, writing does.
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                values = {"path": str(folder), "reason": error.strerror or type(error).__name__}
                raise ProfileUnwritable(Problem("profile_unwritable", values)) from error


def places(profile: Path | None = None) -> Places:
    """The paths inside `profile`, or in the system's usual folders. Touches nothing yet."""
    if profile is not None:
        folder = profile.expanduser().absolute()
        config, data, logs = folder, folder, folder / "logs"
    else:
        system = platformdirs.PlatformDirs(_APPLICATION, appauthor=False)
        config, data, logs = system.user_config_path, system.user_data_path, system.user_log_path
    return Places(
        settings=config / "settings.toml",
        journal=data / "journal.sqlite3",
        lock=data / "journal.lock",
        logs=logs,
    )


def resources() -> Path:
    """The folder of icons, sounds, texts and scenarios that came with the program.

    A wheel and a frozen bundle carry it inside the package, a checkout beside it.
    Raises `ResourcesMissing`.
    """
    package = Path(assignwatch.__file__).parent
    for folder in (package / "resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise ResourcesMissing(Problem("resources_missing", {"path": str(package / "resources")}))


def write_privately(path: Path, content: str | bytes) -> None:
    """Replace a file's content in one step, mode 0600: a crash leaves the old one or the new one.

    Raises `OSError`.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    if os.name == "posix":  # only there can a folder be opened, and only there does it need it
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
