"""Every fault a sentence, and nothing lost: the terminal's watch over simulated brokers that fail.

The desk, the adapter, the journal and the simulator are real, the brokers' process is this one.
After each fault ends, a position is handed over, and it must be told.
"""

from __future__ import annotations

import asyncio
import io
import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assignwatch.commands.demo import adding
from assignwatch.commands.watch import watch_in_terminal
from assignwatch.desk import Desk
from assignwatch.simulator.server import Simulator
from assignwatch.watch.clock import SystemClock

WITHIN = 20.0

FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("a revoked key", {"do": "revoke", "account": "kraken/main"}, "does not accept this key"),
    ("401", {"do": "fail", "status": 401, "count": 9}, "does not accept this key"),
    ("429", {"do": "fail", "status": 429, "count": 3}, "asks us to wait"),
    ("500", {"do": "fail", "status": 500, "count": 9}, "has a fault of its own (status 500)"),
    (
        "200 with an error",
        {"do": "result_error", "error": "Unavailable", "count": 9},
        "out of order (Unavailable)",
    ),
    (
        "200 with an error nobody documented",
        {"do": "result_error", "error": "somethingNew", "count": 9},
        "a word AssignWatch does not know: somethingNew",
    ),
    ("a page instead of data", {"do": "garbage", "count": 9}, "sent a page instead of an answer"),
    ("200 without the list", {"do": "empty", "count": 9}, "cannot be read"),
    ("a clock off by a minute", {"do": "skew", "seconds": 61}, "clock is 6"),
    ("dropped sockets", {"do": "cut"}, "stream cannot be seen"),
]


@pytest.mark.parametrize(
    ("fault", "sentence"), [(f, s) for _, f, s in FAULTS], ids=[n for n, *_ in FAULTS]
)
@pytest.mark.asyncio
@pytest.mark.expected_logs("kraken/main: ")
async def test_a_fault_is_a_sentence_and_what_happens_next_is_told(
    fault: dict[str, Any], sentence: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = io.StringIO()
    async with Simulator("quiet") as simulator:
        announced: dict[str, Any] = dict(simulator.announcement())
        with Desk(tmp_path, SystemClock()) as desk:
            watching = asyncio.create_task(
                watch_in_terminal(desk, told, adding(desk, announced["accounts"][:1]))
            )
            try:
                await _until(lambda: "bookings seen" in told.getvalue(), told)
                await _do(announced["control"], **fault)
                _check_now(desk)
                await _until(lambda: sentence in told.getvalue(), told)

                await _do(announced["control"], do="restore")
                _check_now(desk)
                await _do(announced["control"], do="play", scenario="takeover")
                await _do(announced["control"], do="advance", seconds=10)
                await _until(lambda: "Taken over: +1.2 PF_ETHUSD" in told.getvalue(), told)
                report = await _do(announced["control"], do="report")
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
    assert not report["refused"]
    secrets = announced["accounts"][0]["credentials"].values()
    assert not [s for s in secrets if s in caplog.text or s in told.getvalue()]
    written = _written(tmp_path)
    assert not [s for s in secrets if s.encode() in written]


def _written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def _check_now(desk: Desk) -> None:
    assert desk.watcher is not None
    desk.watcher.check_now()


async def _until(look: Callable[[], bool], told: io.StringIO) -> None:
    try:
        async with asyncio.timeout(WITHIN):
            while not look():  # noqa: ASYNC110  text has no event to wait for
                await asyncio.sleep(0.02)
    except TimeoutError:
        pytest.fail(f"not told within {WITHIN:g} s; told was:\n{told.getvalue()}")


async def _do(control: str, **command: object) -> dict[str, Any]:
    def post() -> dict[str, Any]:
        request = urllib.request.Request(control, json.dumps(command).encode())  # noqa: S310
        with urllib.request.urlopen(request, timeout=WITHIN) as reply:  # noqa: S310  loopback
            return dict(json.load(reply))

    return await asyncio.to_thread(post)
