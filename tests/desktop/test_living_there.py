"""Living on a desktop: closing, quitting, a second start, and parts that are missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from assignwatch.core.words import Outcome
from tests.desktop.bench import Desktop, Keyring, Parts
from tests.desktop.processes import eventually
from tests.desktop.program import Brokers, Program

QUIET = "Watching, nothing asks for you"
TAKEOVER = "^Taken over"

Opened = tuple[Desktop, Brokers, Program]


@pytest.fixture
def opened(
    make_desktop: Callable[[Parts], Desktop], tmp_path: Path
) -> Iterator[Callable[..., Opened]]:
    """Opens the program with one account on a desktop that lacks what the test names."""
    with ExitStack() as stack:

        def open_on(**parts: object) -> Opened:
            bench = make_desktop(Parts(screen_reader=True, **parts))  # type: ignore[arg-type]  # names are checked by Parts
            brokers = stack.enter_context(closing(Brokers(bench)))
            program = Program(bench, tmp_path)
            added = program.add(brokers.account("kraken/main"))
            assert added.returncode == 0, added.stderr
            program.start()
            eventually(lambda: program.things(QUIET), "it watches")
            return bench, brokers, program

        yield open_on


def test_closing_keeps_watching_and_says_so_once(opened: Callable[..., Opened]) -> None:
    bench, brokers, program = opened()

    bench.key("alt+F4")
    program.click("Understood|OK", "button")
    eventually(lambda: not program.things(QUIET), "the window is gone")

    brokers.do("play", scenario="takeover")
    brokers.do("advance", seconds=10)
    bench.window(TAKEOVER)
    program.click("Open", "button")
    eventually(lambda: program.things("1 alert waits for you"), "the window is back")
    bench.key("alt+F4")
    eventually(lambda: not program.things("1 alert waits for you"), "gone at once, not asked again")


def test_quit_takes_less_than_three_seconds_whatever_hangs(opened: Callable[..., Opened]) -> None:
    bench, brokers, program = opened()
    brokers.do("freeze")
    bench.key("F5")

    began = time.monotonic()
    bench.key("ctrl+q")
    assert program.ended(within=5) == 0
    assert time.monotonic() - began < 3.5
    brokers.do("freeze", on=False)


def test_when_the_screen_goes_it_says_that_nothing_is_watched_any_more(
    opened: Callable[..., Opened], tmp_path: Path
) -> None:
    bench, _, program = opened()

    bench.lose_screen()

    assert program.ended(within=5) == 1
    said = (tmp_path / "env.log").read_text(encoding="utf-8")
    assert "nothing is watched any more" in said
    assert "Traceback" not in said
    assert program.events(), "the journal is whole"


def test_a_second_start_raises_the_first_and_ends(opened: Callable[..., Opened]) -> None:
    _, _, program = opened()

    second = program.start_again()

    assert second.returncode == 0
    assert "running already" in second.stdout


def test_without_a_notification_server_the_popup_still_comes(
    opened: Callable[..., Opened],
) -> None:
    bench, brokers, program = opened(notifications=False, tray=False)
    brokers.do("play", scenario="takeover")
    brokers.do("advance", seconds=10)

    bench.window(TAKEOVER)
    alert = eventually(program.alerts, "an alert in the journal")[-1]
    told = eventually(lambda: program.told(alert, "desktop"), "the failure is in the journal")
    assert told[0].outcome is Outcome.FAILED


def test_without_a_password_store_nothing_is_kept_and_a_sentence_says_so(
    make_desktop: Callable[[Parts], Desktop], tmp_path: Path
) -> None:
    bench = make_desktop(Parts(keyring=Keyring.ABSENT))
    with closing(Brokers(bench)) as brokers:
        program = Program(bench, tmp_path)
        added = program.add(brokers.account("kraken/main"))

    assert added.returncode == 1
    assert "No password store was found" in added.stderr
    assert "kraken/main" not in program.listed()


def test_a_folder_that_cannot_be_written_is_a_sentence_in_a_window(
    make_desktop: Callable[[Parts], Desktop], tmp_path: Path
) -> None:
    bench = make_desktop(Parts(screen_reader=True))
    (tmp_path / "profile").write_text("a file where the folder should be")
    program = Program(bench, tmp_path)

    program.start()

    eventually(lambda: program.things(".*cannot be written.*"), "the sentence")
    program.click("Understood|OK", "button")
    assert program.ended(within=10) == 3
