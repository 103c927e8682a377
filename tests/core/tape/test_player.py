"""A tape through the detector: its own time, and the same versions on every run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import TapeError, read
from tests.core.builders import MODERATE
from tests.core.tape.lines import LINES

DAY = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _time(seconds: int) -> str:
    return (DAY + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def _booking(number: int, seconds: int = 0, **keys: Any) -> dict[str, Any]:
    return {
        "type": "booking",
        "at": _time(seconds),
        "account": "kraken/main",
        "id": f"b{number}",
        "event": f"e{number}",
        "instrument": "kraken/PF_XBTUSD",
        "quantity": "0.4",
        "cause": "taken_over",
        "price": "67000",
        **keys,
    }


def _played(*lines: dict[str, Any]) -> list[Any]:
    return [version for _, version in play(read(json.dumps(line) for line in lines))]


def test_each_version_as_it_is_concluded_with_the_state_of_that_moment() -> None:
    tape = [json.dumps(_booking(1)), json.dumps(_booking(2, 60, cause="liquidation"))]
    seen = [(v.incident, v.version, len(state.incidents)) for state, v in play(read(tape))]
    assert seen == [
        ("kraken/main:PF_XBTUSD:takeover:2026-11-20", 1, 1),
        ("kraken/main:PF_XBTUSD:forced:2026-11-20", 1, 2),
    ]


@pytest.mark.parametrize(
    ("before", "keys", "at"),
    [
        (0, {}, 30),
        (0, {"seen": _time(90)}, 90),
        (0, {"seen": _time(10)}, 10),
        (60, {}, 60),
        (60, {"seen": _time(10)}, 60),
    ],
    ids=[
        "when it happened",
        "when it was seen",
        "when it was seen, although the broker's clock is ahead",
        "never before what was",
        "not even when seen before",
    ],
)
def test_the_time_of_a_conclusion(before: int, keys: dict[str, Any], at: int) -> None:
    (version,) = _played({"type": "clock", "at": _time(before)}, _booking(1, 30, **keys))
    assert version.at == DAY + timedelta(seconds=at)


def _versions(*lines: dict[str, Any]) -> list[tuple[int, str]]:
    return [(v.version, f"{v.contracts:f}") for v in _played(*lines)]


def _part(number: int, seconds: int, **keys: Any) -> dict[str, Any]:
    """One of the bookings that make a takeover."""
    return _booking(number, seconds, quantity="1", **keys)


def test_lines_that_were_learned_at_one_moment_are_one_transaction() -> None:
    together = {"seen": _time(9)}
    assert _versions(_part(1, 0, **together), _part(2, 1, **together)) == [(1, "2")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"seen": _time(9)}, {"seen": _time(10)}),
        ({"seen": _time(9)}, {}),
        ({}, {"seen": _time(9)}),
    ],
    ids=["nobody says when", "at two moments", "only the first says", "only the second says"],
)
def test_others_are_each_their_own(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert _versions(_part(1, 9, **first), _part(2, 9, **second)) == [(1, "1"), (2, "2")]


def test_lines_of_one_moment_are_apart_when_another_stands_between_them() -> None:
    one, other = {"seen": _time(9)}, {"seen": _time(10)}
    lines = (_part(1, 0, **one), _part(2, 0, **other), _part(3, 0, **one))
    assert _versions(*lines) == [(1, "1"), (2, "2"), (3, "3")]


@pytest.mark.parametrize(
    "alone",
    [
        {"type": "start"},
        {"type": "clock", "at": _time(9)},
        {"type": "command", "at": _time(9), "incident": "none", "do": "acknowledge"},
    ],
    ids=lambda line: str(line["type"]),
)
def test_a_start_a_command_and_the_clock_always_stand_alone(alone: dict[str, Any]) -> None:
    together = {"seen": _time(9)}
    lines = (_part(1, 0, **together), {**alone, **together}, _part(2, 0, **together))
    assert _versions(*lines) == [(1, "1"), (2, "2")]


def test_what_stands_before_a_bad_line_is_concluded() -> None:
    together = {"seen": _time(9)}
    tape = [json.dumps(_part(n, 0, **together)) for n in (1, 2)]
    versions = play(read([*tape, '{"type":']))
    assert next(versions)[1].contracts == 2
    with pytest.raises(TapeError, match="line 3"):
        next(versions)


def test_what_was_not_seen_is_late() -> None:
    account = {"account": "kraken/main"}
    (version,) = _played(
        {"type": "start", "seen": _time(0)},
        {"type": "snapshot", "at": _time(5), **account, "positions": []},
        {"type": "start", "seen": _time(600)},
        _booking(1, 300, seen=_time(610)),
    )
    assert version.late


def test_every_type_of_line_can_be_played() -> None:
    lines = [{"type": name, **told.required} for name, told in LINES.items()]
    lines += [{"type": name, **told.required, **told.optional} for name, told in LINES.items()]
    assert "assigned" in {version.kind for version in _played(*lines)}


BOOKINGS = st.lists(
    st.builds(
        _booking,
        st.integers(1, 9),
        st.integers(0, 200_000),
        cause=st.sampled_from(("taken_over", "liquidation", "handed_over", "settlement", "other")),
        quantity=st.sampled_from(("1", "-1", "0.4")),
        record=st.sampled_from(("", "log", "fills")),
        event=st.sampled_from((None, "e1", "e2")),
    ),
    max_size=12,
)


@MODERATE
@given(BOOKINGS)
def test_a_tape_gives_the_same_on_every_run_and_when_it_is_told_twice(
    lines: list[dict[str, Any]],
) -> None:
    assert _played(*lines) == _played(*lines)
    once = {(v.incident, v.version) for v in _played(*lines)}
    assert len(once) == len(_played(*lines)), "a version is concluded once"


_PLAY = """
import sys
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
for state, version in play(read(sys.stdin)):
    print(version)
"""


def test_the_order_of_hashes_does_not_show() -> None:
    causes = ("liquidation", "unwind", "handed_over", "deleveraging", "broker_close")
    tape = "\n".join(
        json.dumps(
            _booking(
                number,
                number % 3,
                cause=causes[number % 5],
                record=f"list {number % 4}",
                event=f"e{number // 2}",
                refs=[f"r{number % 7}"],
                cash={"USD": "1", "EUR": "2"},
            )
        )
        for number in range(40)
    )
    root = Path(__file__).resolve().parents[3]
    said = {
        subprocess.run(
            [sys.executable, "-c", _PLAY],
            input=tape,
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            timeout=60,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(said) == 1
    assert said != {""}
