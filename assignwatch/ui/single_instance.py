"""One window for each user and profile: a second start raises the first one and ends.

A local socket, readable by this user only, whose name is made of user and profile. The second
process sends one line of JSON with the desktop's activation token and waits for the answer, so
that a first one that hangs is told from one that came to the front.
"""

import getpass
import hashlib
import json
import logging
import os
from enum import Enum, auto
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

_CONNECT: Final = 200
_ANSWER: Final = 2000
_DONE: Final = b"raised\n"
_LONGEST: Final = 4096


class Claim(Enum):
    """What became of asking for the profile."""

    FIRST = auto()
    """It is ours; others will raise us."""

    RAISED = auto()
    """Another window has it and has come to the front."""

    SILENT = auto()
    """Another process has it and does not answer."""


class SingleInstance(QObject):
    """The claim to a profile. `raised` is emitted when a second start asks us to the front."""

    raised = Signal()

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        whose = f"{getpass.getuser()}|{profile.expanduser().resolve()}"
        self._name = f"assignwatch-{hashlib.sha256(whose.encode()).hexdigest()[:24]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._visited)

    def claim(self) -> Claim:
        """Ask the one who is there, or become the one. Blocks for two seconds at most.

        A socket that a killed process left behind is replaced. Two that start in the same instant
        may both become the one here; the profile's own lock lets only one of them in.
        """
        found = self._ask()
        if found is not None:
            return found
        if not self._server.listen(self._name):
            log.warning("a second start cannot raise this window: %s", self._server.errorString())
        return Claim.FIRST

    def release(self) -> None:
        """Let the next start be the first."""
        self._server.close()

    def _ask(self) -> Claim | None:
        """Ask the first one to the front; None when nobody listens."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_CONNECT):
            return None
        wish = {"do": "raise", "token": os.environ.get("XDG_ACTIVATION_TOKEN", "")}
        socket.write(json.dumps(wish).encode() + b"\n")
        socket.flush()
        answered = socket.waitForReadyRead(_ANSWER) and socket.readLine() == _DONE
        socket.disconnectFromServer()
        return Claim.RAISED if answered else Claim.SILENT

    def _visited(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.readyRead.connect(lambda visitor=visitor: self._read(visitor))
            visitor.disconnected.connect(visitor.deleteLater)
            self._read(visitor)

    def _read(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            if visitor.bytesAvailable() > _LONGEST:
                visitor.abort()
            return
        token = _token(bytes(visitor.readLine().data()))
        if token is None:
            visitor.abort()
            return
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt hands it on when the window is raised
        self.raised.emit()
        visitor.write(_DONE)
        visitor.flush()


def _token(line: bytes) -> str | None:
    """The activation token of a wish to be raised; None for anything else."""
    try:
        wish = json.loads(line)
    except ValueError:
        return None
    if not isinstance(wish, dict) or wish.get("do") != "raise":
        return None
    return str(wish.get("token") or "")
