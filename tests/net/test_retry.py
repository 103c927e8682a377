"""Trying again at once, a few times."""

from __future__ import annotations

import logging

import pytest

from assignwatch.net.retry import ATTEMPTS, again

pytestmark = pytest.mark.asyncio


class Passing(Exception):
    """Gone the next time."""


class Failing:
    """Fails `times` times, then gives 'done'."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error, self.calls = times, error, 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "done"


async def test_what_passes_is_not_heard_of() -> None:
    call = Failing(ATTEMPTS - 1, Passing("busy"))
    assert await again(call, on=Passing) == "done"
    assert call.calls == ATTEMPTS


async def test_what_stays_is_raised_as_it_was() -> None:
    call = Failing(ATTEMPTS, Passing("busy"))
    with pytest.raises(Passing, match="busy"):
        await again(call, on=Passing)
    assert call.calls == ATTEMPTS


async def test_anything_else_is_raised_at_once() -> None:
    call = Failing(1, ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        await again(call, on=Passing)
    assert call.calls == 1


async def test_each_new_try_is_one_quiet_line(caplog: pytest.LogCaptureFixture) -> None:
    await again(Failing(1, Passing("busy")), on=Passing)
    assert [(r.levelno, r.getMessage()) for r in caplog.records] == [
        (logging.INFO, "trying again (1): busy")
    ]
