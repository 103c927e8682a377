"""What `dev.py bench` says and how it ends; and that what it measures still works."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from benchmarks import __main__ as bench
from benchmarks import journal, matching
from benchmarks.measure import Figure, side_by_side

FAST = Figure("a quick one", 1.2, "×", 3, "1 ms against 2 ms")
SLOW = Figure("a slow one", 3.01, "×", 3)
TOLD = Figure("memory", 4000, "MB")
MISSED = Figure("a search", 0.1, "ms", 50, missed="missed")


def promising(*figures: Figure) -> Callable[[], Iterator[Figure]]:
    return lambda: iter(figures)


@pytest.mark.parametrize(
    ("figures", "status"),
    [([FAST, TOLD], 0), ([FAST, SLOW], 1), ([SLOW, FAST], 1), ([MISSED], 1), ([TOLD], 0)],
)
def test_it_fails_when_a_target_is_missed_unless_only_a_report_is_wanted(
    figures: list[Figure], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "_BENCHMARKS", {"all": promising(*figures)})
    assert bench.main([]) == status
    assert bench.main(["--report"]) == 0


def test_each_figure_is_a_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "_BENCHMARKS", {"a": promising(FAST, SLOW), "b": promising(TOLD)})
    bench.main([])
    _, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert rows[0][-10:] == ["1.2", "×", "3", "×", "ok", "1", "ms", "against", "2", "ms"]
    assert rows[1][-5:] == ["3.01", "×", "3", "×", "over"]
    assert rows[2] == ["memory", "4,000", "MB"]


def test_only_what_is_named_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "_BENCHMARKS", {"a": promising(SLOW), "b": promising(FAST)})
    assert bench.main(["--only", "b"]) == 0
    assert "a slow one" not in capsys.readouterr().out


def test_both_sides_are_measured_in_turns_and_the_first_go_does_not_count() -> None:
    order: list[tuple[str, int]] = []
    times = side_by_side(2, lambda go: order.append(("a", go)), lambda go: order.append(("b", go)))
    assert order == [(side, go) for go in range(3) for side in "ab"]
    assert len(times) == 2


def test_a_journal_is_written_and_started_from_with_and_without_a_checkpoint() -> None:
    figures = list(journal.figures(facts=12_000))
    assert all(figure.value > 0 for figure in figures)
    memory = [figure for figure in figures if figure.unit == "MB"]
    assert len(memory) == 5


def test_every_case_of_matching_says_what_came_of_it() -> None:
    assert all(figure.detail for figure in matching.figures())
