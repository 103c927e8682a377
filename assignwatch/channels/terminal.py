"""Notices as lines of text, for a watch without a window.

`app` hands in the stream and the clock. A line that was written and flushed has appeared, so the
receipt is `CONFIRMED`. What was printed stays printed: there is nothing to withdraw.
"""

from typing import TextIO

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.core.model import Problem
from assignwatch.core.ports import Clock
from assignwatch.core.words import Outcome


class TerminalChannel:
    """Writes each notice to a text stream, with the time in UTC."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    @property
    def name(self) -> str:
        """The name that the journal knows it by."""
        return "terminal"

    async def deliver(self, notice: Notice) -> Outcome:
        """Write it. Raises `ChannelFailed` when the stream is closed or broken."""
        again = " (repeat)" if notice.repeat else ""
        head = f"{self._clock.now():%Y-%m-%d %H:%M:%SZ} {notice.severity.upper()}{again}"
        text = f"{head}  {notice.title}\n    {notice.body}\n"
        try:
            self._stream.write(self._printable(text))
            self._stream.flush()
        except (OSError, ValueError) as error:
            raise ChannelFailed(Problem("terminal_failed", {"reason": str(error)})) from error
        return Outcome.CONFIRMED

    async def withdraw(self, alert: str) -> None:
        """Nothing: what was printed stays."""

    def _printable(self, text: str) -> str:
        """The text without terminal commands, in characters that the stream can write."""
        plain = "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
        encoding = self._stream.encoding or "utf-8"
        return plain.encode(encoding, "replace").decode(encoding)
