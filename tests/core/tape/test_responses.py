"""What the trader planned, on a tape: one of our words, or words of their own."""

from __future__ import annotations

import json

import pytest

from assignwatch.core.observations import Command
from assignwatch.core.tape.reading import read
from assignwatch.core.words import Response
from tests.core.tape.lines import Keys


@pytest.mark.parametrize(
    ("note", "said", "kept"),
    [
        ({}, "sell at open", "sell at open"),
        ({"note": "called me"}, "sell at open", "called me; sell at open"),
        ({"note": "called me"}, "other", "called me"),
    ],
    ids=["alone", "beside a note", "our own word"],
)
def test_a_response_in_other_words_is_kept_in_the_note(note: Keys, said: str, kept: str) -> None:
    at, told = "2026-11-20T06:10:00Z", {"incident": "x", "do": "acknowledge", "response": said}
    (line,) = read([json.dumps({"type": "command", "at": at, **told, **note})])
    assert isinstance(line.observation, Command)
    assert (line.observation.response, line.observation.note) == (Response.OTHER, kept)
