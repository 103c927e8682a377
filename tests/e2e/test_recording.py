"""A real watch over simulated brokers, recorded and replayed: the tape tells the same night.

The desk, the adapter, the journal, the recorder and the simulator are real; the day is one on
which a position is handed over.
"""

from __future__ import annotations

import asyncio
import io
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assignwatch import cli
from assignwatch.commands.demo import adding
from assignwatch.commands.watch import recording, watch_in_terminal
from assignwatch.core.events import Concluded
from assignwatch.desk import Desk
from assignwatch.simulator.server import Simulator
from assignwatch.watch.clock import SystemClock

WITHIN = 20.0


async def _recorded_night(profile: Path, tape: Path) -> tuple[str, dict[str, Concluded]]:
    """What the terminal said, and what was found, by incident."""
    told = io.StringIO()
    async with Simulator("takeover") as simulator:
        announced: dict[str, Any] = dict(simulator.announcement())
        with Desk(profile, SystemClock()) as desk, recording(desk, tape, told):
            watching = asyncio.create_task(
                watch_in_terminal(desk, told, adding(desk, announced["accounts"]))
            )
            try:
                await _until("bookings seen", told)
                simulator.stage.advance(timedelta(seconds=10))
                await _until("Taken over", told)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            found = {name: i.latest for name, i in desk.engine.state.incidents.items()}
    return told.getvalue(), found


async def _until(sentence: str, told: io.StringIO) -> None:
    async with asyncio.timeout(WITHIN):
        while sentence not in told.getvalue():  # noqa: ASYNC110  text has no event to wait for
            await asyncio.sleep(0.02)


@pytest.mark.asyncio
async def test_a_recorded_night_is_replayed_as_it_was_watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tape = tmp_path / "night.tape"
    said, found = await _recorded_night(tmp_path / "profile", tape)
    assert said.startswith(f"Recording into {tape}.\n")
    assert cli.main(["replay", str(tape), "--json"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    replayed = {line["incident"]: line for line in printed}  # the last version counts
    assert replayed.keys() == found.keys()
    for name, version in found.items():
        line = replayed[name]
        assert (line["kind"], line["grade"]) == (version.kind, version.grade)
        assert Decimal(line["contracts"]) == version.contracts


def test_a_tape_that_cannot_be_recorded_is_refused_before_the_watch_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary\n")
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "settings.toml").write_text(
        '[accounts."kraken/main"]\nenvironment = "live"\n', encoding="utf-8"
    )
    status = cli.main(["watch", "--profile", str(profile), "--record", str(diary)])
    told = capsys.readouterr()
    assert (status, told.out) == (3, "")
    assert told.err == (
        f"{diary} is not a tape and was left as it is. Name a new file to record into.\n"
    )
    assert diary.read_text() == "Dear diary\n"
