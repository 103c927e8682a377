"""`python -m tests.core.worlds.report --seeds 200`: how the program does beside the yardstick.

Prints a Markdown table of recall and precision on the same histories, and what went wrong in each
failing world. `--dump FOLDER` writes the tapes of those. The same seeds print the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.core.worlds.build import live
from tests.core.worlds.score import Score, Verdict, last_versions, verdict, yardstick
from tests.core.worlds.story import Settings, Story


@dataclass(slots=True)
class Total:
    """Scores of several worlds, added up."""

    worlds: int = 0
    failing: int = 0
    knowable: Score = field(default_factory=Score)
    assignments: Score = field(default_factory=Score)
    everything: Score = field(default_factory=Score)
    naive: Score = field(default_factory=Score)

    def add(self, story: Story, made: Verdict) -> None:
        """Count one more world."""
        self.worlds += 1
        self.failing += not made.flawless
        self.knowable += made.knowable
        self.assignments += made.assignments
        self.everything += made.everything
        self.naive += yardstick(story)


def measured(seeds: Iterable[int]) -> Iterator[tuple[Story, Verdict]]:
    """Each seed's world and what the program made of it."""
    for seed in seeds:
        story = live(Settings.drawn(seed))
        yield story, verdict(story, last_versions(story.lines).values())


def table(totals: dict[str, Total]) -> str:
    """The totals as Markdown, by how the broker tells causes."""
    rows = [
        "| causes booked | worlds | failing | truths | detector | recall | precision |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, total in totals.items():
        for truths, detector, score in (
            ("knowable assignments", "this program", total.assignments),
            ("knowable assignments", "snapshot comparison", total.naive),
            ("all that is knowable", "this program", total.knowable),
            ("all, also what is not", "this program", total.everything),
        ):
            shares = f"{_share(score.found, score.true)} | {_share(score.right, score.claimed)}"
            rows.append(
                f"| {name} | {total.worlds} | {total.failing} | {truths} | {detector} | {shares} |"
            )
    return "\n".join(rows)


def _share(part: int, whole: int) -> str:
    """In per cent; only all of it is a hundred."""
    if not whole:
        return "– (0/0)"
    shown = 100.0 if part == whole else min(100 * part / whole, 99.9)
    return f"{shown:.1f} % ({part}/{whole})"


def faults(story: Story, made: Verdict) -> str:
    """What went wrong in one world, a line each."""
    lines = [f"seed {story.settings.seed}: {story.settings}"]
    lines += [
        f"  missed     {t.account} {t.key.instrument} {'/'.join(sorted(t.kinds))} {t.contracts}"
        f" {t.at:%m-%d %H:%M:%S} ({t.what}, {'booked' if t.booked else 'not booked'})"
        for t in made.missed
    ]
    for word, versions in (
        ("invented", made.invented),
        ("overgraded", made.overgraded),
        ("needless", made.needless),
    ):
        lines += [
            f"  {word:10} {v.account} {v.instrument} {v.kind} {v.contracts} {v.grade} {v.incident}"
            for v in versions
        ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, dump; 1 when a world failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.core.worlds.report")
    parser.add_argument("--seeds", type=int, default=200, help="how many worlds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--dump", type=Path, help="a folder for the tapes of failing worlds")
    parser.add_argument("--show", type=int, default=20, help="how many failing worlds to describe")
    given = parser.parse_args(arguments)
    totals: dict[str, Total] = {}
    wrong: list[str] = []
    for story, made in measured(range(given.first, given.first + given.seeds)):
        for name in (story.settings.causes.value, "all"):
            totals.setdefault(name, Total()).add(story, made)
        if not made.flawless:
            wrong.append(faults(story, made))
            if given.dump is not None:
                given.dump.mkdir(parents=True, exist_ok=True)
                tape = given.dump / f"seed-{story.settings.seed}.jsonl"
                tape.write_text("\n".join(story.lines) + "\n", encoding="utf-8")
                tape.with_suffix(".txt").write_text(wrong[-1] + "\n", encoding="utf-8")
    ordered = {name: totals[name] for name in sorted(totals, key=lambda name: name == "all")}
    sys.stdout.write(table(ordered) + "\n")
    sys.stdout.write("".join(f"\n{text}\n" for text in wrong[: given.show]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
