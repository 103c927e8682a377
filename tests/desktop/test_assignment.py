"""One assignment on a real desktop: from the broker's socket to the acknowledged alert.

The simulated broker hands a liquidated position to the account (fill type `assignee`, Kraken docs,
Futures WebSocket "Fills"); everything from there on is the real program, real mouse included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from assignwatch.core.events import Baselined
from assignwatch.core.words import Outcome, Response
from tests.desktop.bench import Desktop, Parts
from tests.desktop.processes import eventually
from tests.desktop.program import Brokers, Program

TAKEOVER = "Taken over: +1.2 PF_ETHUSD"


@pytest.fixture
def bench(make_desktop: Callable[[Parts], Desktop]) -> Desktop:
    """A desktop with a screen reader's bus, to find things on the screen."""
    return make_desktop(Parts(screen_reader=True))


@pytest.fixture
def brokers(bench: Desktop) -> Iterator[Brokers]:
    """The simulated brokers, playing nothing yet."""
    with closing(Brokers(bench)) as brokers:
        yield brokers


@pytest.fixture
def program(bench: Desktop, brokers: Brokers, tmp_path: Path) -> Program:
    """The program, with one account added and its window open."""
    program = Program(bench, tmp_path)
    added = program.add(brokers.account("kraken/main"))
    assert added.returncode == 0, added.stderr
    program.start()
    eventually(lambda: any(isinstance(e, Baselined) for e in program.events()), "a baseline")
    return program


def takeover(brokers: Brokers, program: Program) -> str:
    """Play the takeover; gives the alert's id once it was told through both channels."""
    brokers.do("play", scenario="takeover")
    brokers.do("advance", seconds=10)
    program.bench.notice(f"^{TAKEOVER[:10]}")
    program.bench.window(f"^{TAKEOVER[:10]}")
    alert = eventually(program.alerts, "an alert in the journal")[-1]
    for channel in ("popup", "desktop"):
        told = eventually(partial(program.told, alert, channel), f"told by {channel}")
        assert told[-1].outcome is Outcome.CONFIRMED
    return alert


def test_acknowledged_with_the_mouse_it_stays_acknowledged_after_kill_9(
    bench: Desktop, brokers: Brokers, program: Program, tmp_path: Path
) -> None:
    alert = takeover(brokers, program)
    bench.screenshot(tmp_path / "popup.png")

    program.click("Acknowledge…", "button")
    program.click("Hedge.*", "radio")
    bench.screenshot(tmp_path / "sheet.png")
    program.click("Acknowledge", "button")

    acknowledged = eventually(program.acknowledgements, "the journal says acknowledged")
    assert [(a.alert, a.response) for a in acknowledged] == [(alert, Response.HEDGE)]
    eventually(lambda: not bench.windows(f"^{TAKEOVER[:10]}"), "the popup goes")

    before = len(program.told(alert, "popup"))
    program.kill()
    program.start()
    eventually(lambda: program.things("Watching, nothing asks for you"), "it watches again")
    assert len(program.told(alert, "popup")) == before
    assert not bench.windows(f"^{TAKEOVER[:10]}")
    for secret in brokers.secrets():
        assert secret.encode() not in program.written()


def test_killed_before_anybody_acknowledged_it_fires_again(
    bench: Desktop, brokers: Brokers, program: Program
) -> None:
    alert = takeover(brokers, program)
    before = len(program.told(alert, "popup"))

    program.kill()
    eventually(lambda: not bench.windows(f"^{TAKEOVER[:10]}"), "the popup died with the program")
    program.start()

    bench.window(f"^{TAKEOVER[:10]}")
    eventually(lambda: len(program.told(alert, "popup")) > before, "the journal says told again")
    assert not program.acknowledgements()
