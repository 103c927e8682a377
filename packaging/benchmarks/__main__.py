"""Runs the benchmarks and prints a row for each figure; ends with 1 when one misses its target."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from benchmarks import journal, matching, positions, snapshot, tape
from benchmarks.measure import Figure

_BENCHMARKS: dict[str, Callable[[], Iterator[Figure]]] = {
    "snapshot": snapshot.figures,
    "positions": positions.figures,
    "matching": matching.figures,
    "journal": journal.figures,
    "tape": tape.figures,
}


def main(arguments: list[str]) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=_BENCHMARKS, help="may be repeated")
    parser.add_argument("--report", action="store_true", help="end with 0 whatever was measured")
    chosen = parser.parse_args(arguments)
    wrong = False
    print(f"{'':48}{'measured':>12}{'at most':>10}")
    for name in chosen.only or _BENCHMARKS:
        for figure in _BENCHMARKS[name]():
            print(_row(figure), flush=True)
            wrong |= figure.wrong
    return 1 if wrong and not chosen.report else 0


def _row(figure: Figure) -> str:
    digits = ",.0f" if figure.value >= 1e3 else ".3g"
    value = f"{figure.value:{digits}} {figure.unit}"
    target = "" if figure.target is None else f"{figure.target:g} {figure.unit}"
    row = f"{figure.what:48}{value:>12}{target:>10}  {figure.verdict:7} {figure.detail}"
    return row.rstrip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
