"""Recording that fails, of which the watch itself must notice nothing but that it is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.core.model import PositionRow, Problem
from assignwatch.core.observations import Clock, Coverage, Snapshot
from assignwatch.core.words import Feed
from assignwatch.store.errors import TapeEnded
from assignwatch.watch.engine import Engine
from assignwatch.watch.recorder import Recorder
from tests.core.builders import ACCOUNT, T0, XBT
from tests.fakes.clock import FakeClock
from tests.fakes.journal import MemoryJournal


@pytest.mark.expected_logs("tape: tape_ended")
def test_a_tape_that_cannot_be_written_does_not_stop_the_watch_and_is_said_once() -> None:
    said: list[Problem] = []
    full = Problem("tape_ended", {"path": "tape", "reason": "No space left on device"})

    def append(lines: Sequence[str]) -> None:
        raise TapeEnded(full)

    engine = Engine(MemoryJournal(), FakeClock(T0))
    recorder = Recorder(engine, append, said.append)
    engine.tap(recorder.on_inputs)
    engine.load()
    assert engine.submit(Clock(T0), Snapshot(T0, ACCOUNT, ()))
    recorder.finish()
    assert said == [full]


@pytest.mark.expected_logs("tape: tape_incomplete")
def test_what_a_tape_cannot_hold_is_left_out_and_said_once() -> None:
    said: list[Problem] = []
    tape: list[str] = []
    clock = FakeClock(T0)
    engine = Engine(MemoryJournal(), clock)
    engine.tap(Recorder(engine, tape.extend, said.append).on_inputs)
    engine.load()
    tiny = PositionRow(XBT, Decimal("1E-19"))
    for _ in range(2):
        clock.jump(timedelta(seconds=1))
        engine.submit(Snapshot(T0, ACCOUNT, (tiny,)), Coverage(ACCOUNT, Feed.FILLS, T0))
    assert [json.loads(line)["type"] for line in tape] == ["start", "coverage", "coverage"]
    assert said == [
        Problem("tape_incomplete", {"what": "snapshot", "key": "positions[0].quantity"})
    ]
