"""What an option that ended may have been called with, so that nothing of it is to be seen."""

from __future__ import annotations

import pytest

from assignwatch.core.detect.lane1.ended import End
from assignwatch.core.detect.lane2.unseen import called_along
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument
from assignwatch.core.words import Settlement
from tests.core.builders import POLICY, after
from tests.core.detect.ends import LATER, PUT, READ, paid
from tests.core.detect.parts import STOCK, TODAY, known, option, residual


def _ended(name: str, **fields: object) -> Instrument:
    return option(name, **{"expiry": TODAY, **fields})


P95, P98, C90, C105 = map(_ended, ("P95", "P98", "C90", "C105"))
LIVING = option("P95")
IN_CASH = _ended("P95", settlement=Settlement.CASH)


def _along(*others: tuple[Instrument, str], usd: str | None = None) -> list[str]:
    """A short put of a strike of 100 and these are gone, and no close is known."""
    gone = residual(PUT, "2")
    unmatched: list[Residual] = [gone, *(residual(one, change) for one, change in others)]
    state = known(STOCK, PUT, *(one for one, _ in others))
    of = READ if usd is None else paid(usd)
    end = End(state, of, gone, PUT, unmatched, after(LATER), POLICY, unmatched)
    return [way.replace("demo/", "") for way in called_along(end)]


@pytest.mark.parametrize(
    ("others", "ways"),
    [
        ([(P95, "-2")], ["2 P95"]),
        ([(P95, "-2"), (P98, "-2")], ["2 P95", "2 P98"]),
        ([(P95, "-1"), (P98, "-1")], ["1 P95 + 1 P98"]),
        ([(C90, "2")], ["2 C90"]),
        ([(P95, "-1")], []),
        ([(P95, "2")], []),
        ([(C105, "2")], []),
        ([(LIVING, "-2")], []),
        ([(IN_CASH, "-2")], []),
        ([], []),
    ],
    ids=[
        "the other leg of a spread",
        "either of two",
        "two of them together",
        "a call that was worth something as well",
        "too few of it",
        "what moves the same way",
        "a call that no close makes worth something along with the put",
        "what could still be called",
        "what moves nothing but money",
        "nothing",
    ],
)
def test_what_it_may_have_been_called_with(
    others: list[tuple[Instrument, str]], ways: list[str]
) -> None:
    assert _along(*others) == ways


def test_a_balance_that_is_read_says_more_than_this() -> None:
    assert _along((P95, "-2"), usd="0") == []
