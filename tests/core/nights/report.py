"""`dev.py nights --seeds 1000`: nights that are not told as they were.

Prints what is wrong with each, and how many are right. `--dump FOLDER` writes the tapes of those.
The same seeds print the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from assignwatch.brokers import TRADES_WITHIN
from assignwatch.core.events import Concluded
from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.store.sessions import load
from tests.core.nights.judge import faults
from tests.core.nights.story import Story, drawn

POLICY = Policy(calendar=load().calendar, two_legs_wait_at=TRADES_WITHIN)
"""As `replay` has it."""


def versions(story: Story) -> list[Concluded]:
    """What the detector says of the tape, in its order."""
    lines = read(json.dumps(line) for line in story.tape)
    return [version for _, version in play(lines, POLICY)]


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, dump; 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="dev.py nights")
    parser.add_argument("--seeds", type=int, default=1000, help="how many stories")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--drop", type=float, default=0.15, help="how often no record tells")
    parser.add_argument("--dump", type=Path, help="a folder for the tapes of those that are wrong")
    given = parser.parse_args(arguments)
    wrong = 0
    for seed in range(given.first, given.first + given.seeds):
        story = drawn(seed, given.drop)
        found = faults(story, versions(story))
        wrong += bool(found)
        for fault in found:
            sys.stdout.write(f"{seed}: {fault}\n")
        if found and given.dump is not None:
            given.dump.mkdir(parents=True, exist_ok=True)
            tape = "".join(json.dumps(line) + "\n" for line in story.tape)
            (given.dump / f"{seed}.jsonl").write_text(tape, encoding="utf-8")
    sys.stdout.write(f"{given.seeds - wrong} of {given.seeds} stories are told as they were\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
