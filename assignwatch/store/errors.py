"""What can be wrong with the stored things; each says it with a `Problem` for the trader.

    StoreError              problem: a code and values for the sentence
    ├── ProfileUnwritable   the folder cannot be made or written
    ├── ProfileBusy         another AssignWatch is using it
    ├── JournalRefused      damaged, or made by a newer program: left exactly as it is
    ├── SettingsRefused     the settings, or a change of them, do not do
    ├── SecretsUnavailable  the password store did not do what was asked
    ├── TapeRefused         the file is no tape, or cannot be written: nothing is recorded
    ├── TapeEnded           a tape could be written no further
    └── ResourcesMissing    the installation lacks its own files

`core.ports.JournalUnwritable` stands apart: the core's users catch it without knowing this room.
"""

from assignwatch.core.model import Problem


class StoreError(Exception):
    """Something stored cannot be used as it is; nothing was overwritten."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class ProfileUnwritable(StoreError):
    """The profile's folder cannot be made, or not be written into."""


class ProfileBusy(StoreError):
    """Another process writes to this profile."""


class JournalRefused(StoreError):
    """The journal is damaged or newer than this program; it stays untouched."""


class SettingsRefused(StoreError):
    """The settings cannot be understood, or must not be."""


class SecretsUnavailable(StoreError):
    """The password store is missing, locked, silent or said no."""


class TapeRefused(StoreError):
    """Nothing can be recorded into this file; it stays untouched."""


class TapeEnded(StoreError):
    """The tape could not be written further; what is on it is whole."""


class ResourcesMissing(StoreError):
    """The program's own files are not where they were installed."""
