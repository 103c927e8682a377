"""`replay` as it is run: what it prints, and what it says of a tape that it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assignwatch import cli
from assignwatch.store import sessions

BOOKING = {
    "type": "booking",
    "at": "2026-11-20T06:10:00Z",
    "account": "kraken/main",
    "id": "b1",
    "instrument": "kraken/PF_XBTUSD",
    "quantity": "0.4",
    "cause": "taken_over",
    "price": "67000",
}
GOOD = json.dumps(BOOKING).encode() + b"\n"
CLOCK = b'{"type":"clock","at":"2026-11-20T06:11:00Z"}\n'
ORDER = {
    **{key: BOOKING[key] for key in ("at", "account", "id", "instrument", "quantity")},
    "type": "order",
    "status": "working",
}


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "night.tape"


def test_one_object_a_line_and_nothing_else(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tape.write_bytes(GOOD + json.dumps(ORDER).encode() + b"\n" + CLOCK)
    assert cli.main(["replay", str(tape), "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    [line] = told.out.splitlines()
    assert json.loads(line)["incident"] == "kraken/main:PF_XBTUSD:takeover:2026-11-20"


def test_a_broken_table_of_sessions_is_said_and_the_tape_is_played_without_it(
    tape: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tape.write_bytes(GOOD)
    (tape.parent / "table.txt").write_text("exchange XNYS\n", encoding="utf-8")
    broken = sessions.load(tape.parent / "table.txt")
    monkeypatch.setattr(sessions, "load", lambda: broken)
    assert cli.main(["replay", str(tape), "--json"]) == 0
    told = capsys.readouterr()
    assert "table of exchange sessions cannot be read" in told.err
    assert len(told.out.splitlines()) == 1


def test_the_same_in_words(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tape.write_bytes(GOOD)
    assert cli.main(["replay", str(tape)]) == 0
    assert "PF_XBTUSD" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("end", "what"),
    [
        (GOOD[:40], "line 2: line: not one whole JSON object"),
        (b'{"type":"clock","at":"\xe4"}\n', "line 2: line: byte 23 is not UTF-8"),
        (CLOCK * 2 + GOOD.replace(b'"0.4"', b"0.4"), "line 4: quantity: a figure must be a string"),
        (b'{"type":"clock"}\n', "line 2: at: is missing"),
        (b'{"at":"2026-11-20T06:11:00Z"}\n', "line 2: type: is missing"),
        (b'{"type":"rumour"}\n', "line 2: type: unknown type 'rumour'"),
        (b'\n\n{"type":"clock","at":"2026-02-30T00:00:00Z"}', "line 4: at: 2026-02-30"),
    ],
    ids=["cut", "not UTF-8", "a number", "a key is missing", "no type", "another type", "no day"],
)
@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "words"])
def test_what_stands_before_a_bad_line_is_told_then_the_line_and_the_key(
    tape: Path, end: bytes, what: str, form: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    tape.write_bytes(GOOD + end)
    assert cli.main(["replay", str(tape), *form]) == 2
    told = capsys.readouterr()
    assert told.out.count("PF_XBTUSD") >= 1
    assert told.err.startswith(f"{tape} cannot be read: {what}")
    assert len(told.err.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_no_quiet_day(
    tape: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    tape.write_bytes(content)
    assert cli.main(["replay", str(tape)]) == 2
    told = capsys.readouterr()
    assert told == ("", f"{tape} cannot be read: line 1: type: is missing, the tape is empty\n")


def test_what_is_not_there_or_no_file_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, why in (
        (tmp_path, "Is a directory"),
        (tmp_path / "none", "No such file or directory"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        assert cli.main(["replay", str(path)]) == 2
        assert capsys.readouterr() == ("", f"{path} cannot be read: {why}\n")
