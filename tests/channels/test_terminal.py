"""A notice as text: always readable, whatever the terminal and whatever the broker wrote."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import pytest

from assignwatch.channels.base import ChannelFailed, Notice
from assignwatch.channels.terminal import TerminalChannel
from assignwatch.core.words import Outcome, Severity

FULL = Path("/dev/full")
NOTICE = Notice("a-1", 1, Severity.CRITICAL, "Assigned −2 XYZ 150 C", "Now short 200 XYZ.")


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 6, 10, 3, tzinfo=UTC)

    def monotonic(self) -> timedelta:
        return timedelta()

    async def sleep(self, span: timedelta) -> None:
        raise AssertionError(span)


class Terminal(io.TextIOWrapper):
    """A terminal with this encoding, keeping what is on its screen."""

    def __init__(self, encoding: str) -> None:
        self.screen = io.BytesIO()
        super().__init__(self.screen, encoding=encoding, newline="\n")

    def shown(self) -> str:
        return self.screen.getvalue().decode(self.encoding)


@pytest.mark.asyncio
async def test_it_says_when_how_bad_and_what_at_once() -> None:
    terminal = Terminal("utf-8")
    assert await TerminalChannel(terminal, StoppedClock()).deliver(NOTICE) is Outcome.CONFIRMED
    assert terminal.shown() == (
        "2026-11-20 06:10:03Z CRITICAL  Assigned −2 XYZ 150 C\n    Now short 200 XYZ.\n"
    )


@pytest.mark.asyncio
async def test_a_repeat_is_marked() -> None:
    terminal = Terminal("utf-8")
    again = Notice("a-1", 1, Severity.HIGH, "title", "body", repeat=True)
    await TerminalChannel(terminal, StoppedClock()).deliver(again)
    assert terminal.shown().startswith("2026-11-20 06:10:03Z HIGH (repeat)  title\n")


@pytest.mark.asyncio
async def test_a_terminal_that_lacks_a_character_still_shows_the_rest() -> None:
    terminal = Terminal("ascii")
    await TerminalChannel(terminal, StoppedClock()).deliver(NOTICE)
    assert "CRITICAL  Assigned ?2 XYZ 150 C\n" in terminal.shown()


@pytest.mark.asyncio
async def test_text_cannot_command_the_terminal() -> None:
    terminal = Terminal("utf-8")
    evil = Notice("a-1", 1, Severity.HIGH, "\x1b[2J\x07gone\r", "\u202eflipped")
    await TerminalChannel(terminal, StoppedClock()).deliver(evil)
    assert all(c.isprintable() or c == "\n" for c in terminal.shown())
    assert "gone" in terminal.shown()


@pytest.mark.asyncio
async def test_a_closed_stream_has_failed() -> None:
    terminal = Terminal("utf-8")
    terminal.close()
    await fails(terminal)


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that takes nothing")
def test_a_stream_that_takes_nothing_has_failed() -> None:
    with pytest.raises(OSError, match="No space"), FULL.open("w", encoding="utf-8") as stream:
        asyncio.run(fails(stream))


async def fails(stream: TextIO) -> None:
    with pytest.raises(ChannelFailed) as failed:
        await TerminalChannel(stream, StoppedClock()).deliver(NOTICE)
    assert failed.value.problem.code == "terminal_failed"
    assert failed.value.problem.values["reason"]


@pytest.mark.asyncio
async def test_what_was_printed_stays() -> None:
    terminal = Terminal("utf-8")
    channel = TerminalChannel(terminal, StoppedClock())
    await channel.deliver(NOTICE)
    before = terminal.shown()
    await channel.withdraw("a-1")
    assert terminal.shown() == before
