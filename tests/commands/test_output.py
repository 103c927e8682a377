"""Standard output in every encoding, and one that takes nothing: each command as it is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from assignwatch import cli

LIQUIDATED = {
    "type": "booking",
    "at": "2026-11-20T06:10:00Z",
    "account": "kraken/main",
    "id": "b1",
    "instrument": "kraken/PF_XBTUSD",
    "quantity": "-0.4",
    "cause": "liquidation",
    "price": "67000",
    "record": "journal ü",
}


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    written = tmp_path / "night.tape"
    written.write_text(json.dumps(LIQUIDATED) + "\n", encoding="utf-8")
    return written


def _told(encoding: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> bytes:
    """What a command writes to an output of this encoding."""
    written = BytesIO()
    with TextIOWrapper(written, encoding) as stream, monkeypatch.context() as context:
        context.setattr(sys, "stdout", stream)
        assert cli.main(arguments) == 0
        return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1", "ascii"])
def test_json_is_utf_8_whatever_the_output_is(
    tape: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(_told(encoding, monkeypatch, "replay", str(tape), "--json").decode())
    assert told["evidence"][0]["says"].startswith("Journal ü: 1 entry (liquidation), −0.4 PF")


@pytest.mark.parametrize(
    ("encoding", "head", "list_"),
    [
        ("utf-8", "Liquidated: −0.4 PF_XBTUSD", "Journal ü: 1 entry"),
        ("cp1252", "Liquidated: -0.4 PF_XBTUSD", "Journal ü: 1 entry"),
        ("ascii", "Liquidated: -0.4 PF_XBTUSD", "Journal ?: 1 entry"),
    ],
)
def test_a_sign_is_told_where_the_output_has_no_minus(
    tape: Path, encoding: str, head: str, list_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _told(encoding, monkeypatch, "replay", str(tape)).decode(encoding)
    assert head in told
    assert list_ in told


def _run(*arguments: str, directed: str, unbuffered: str = "") -> tuple[int, str]:
    """The program, with its output as the shell directs it: status and what it says to that."""
    program = [sys.executable, "-m", "assignwatch", *arguments]
    command = ["/bin/sh", "-c", f'exec "$@" {directed}', "sh", *program]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    ran = subprocess.run(command, stderr=subprocess.PIPE, env=environment, check=False)
    return ran.returncode, ran.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="the directions are those of a Unix shell")
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "at once"])
@pytest.mark.parametrize(
    ("directed", "why"),
    [
        pytest.param(
            ">/dev/full",
            "No space left on device",
            marks=pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux"),
        ),
        (">&-", "Bad file descriptor"),
    ],
    ids=["full", "closed"],
)
def test_an_output_that_takes_no_more_is_a_sentence_and_a_status_of_its_own(
    tape: Path, directed: str, why: str, unbuffered: str
) -> None:
    told = _run("replay", str(tape), directed=directed, unbuffered=unbuffered)
    assert told == (4, f"Standard output takes no more: {why}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the directions are those of a Unix shell")
def test_what_only_tells_goes_on_without_an_output(tmp_path: Path) -> None:
    told = _run("account", "list", "--profile", str(tmp_path), directed=">&-")
    assert told == (0, "No accounts.\n")
