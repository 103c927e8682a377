"""What money alone tells of: all that went while the balance moved may be what it paid for."""

from __future__ import annotations

import pytest

from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.model import WHOLE
from assignwatch.core.state import CashStep
from tests.core.builders import after
from tests.core.detect.matched_legs import booked, matched, told
from tests.core.detect.parts import (
    STOCK,
    TODAY,
    account,
    amounts,
    close,
    known,
    option,
    residual,
)

P95, P90 = option("P95", expiry=TODAY), option("P90", expiry=TODAY)
C110, C115 = option("C110", expiry=TODAY), option("C115", expiry=TODAY)
SERIES = (STOCK, P95, P90, C110, C115)
PUTS, CALLS = {"P95": "1", "P90": "1"}, {"C110": "1", "C115": "1"}
PUTS_GONE = [residual(P95, "1"), residual(P90, "-1")]


def _found(
    calls: tuple[float, float], paid: tuple[float, float], closed_at: str | None = None
) -> list[Match]:
    """Two spreads are gone; the balance moved by the width of either between two readings of it."""
    since, at = calls
    gone = [residual(C110, "1", at=at, since=since), residual(C115, "-1", at=at, since=since)]
    of = account(fills=600)
    of.cash.append(CashStep(after(paid[0]), after(paid[1]), WHOLE, amounts(USD="-500")))
    state = known(*SERIES, closes=[close(closed_at)] if closed_at else [])
    return matched(state, [*PUTS_GONE, *gone], of=of)[0]


@pytest.mark.parametrize(
    ("calls", "paid", "ways"),
    [
        ((60, 120), (0, 120), 2),
        ((120, 180), (0, 180), 2),
        ((120, 180), (0, 60), 1),
        ((120, 180), (0, 90), 1),
    ],
    ids=[
        "the other went at the next reading",
        "and at a later one, when nothing was known of the balance since",
        "it was paid before",
        "it was paid while nothing changed",
    ],
)
def test_what_went_while_the_balance_moved_may_have_been_paid_for(
    calls: tuple[float, float], paid: tuple[float, float], ways: int
) -> None:
    (match,) = _found(calls, paid)
    assert told(([match], []))[0] == [PUTS]
    assert len(match.others) == ways - 1


@pytest.mark.parametrize("calls", [(60.0, 120.0), (120.0, 180.0)])
@pytest.mark.parametrize(("closed_at", "called"), [("120", CALLS), ("80", PUTS)])
def test_the_close_tells_which_was_paid_for(
    calls: tuple[float, float], closed_at: str, called: dict[str, str]
) -> None:
    found = _found(calls, (0, calls[1]), closed_at)
    assert (told((found, []))[0], found[0].others) == ([called], ())


def test_what_is_on_record_was_paid_for_whatever_else_went() -> None:
    of = account(fills=600)
    of.cash.append(CashStep(after(0), after(60), WHOLE, amounts(USD="-500")))
    gone = [PUTS_GONE[1], residual(C110, "1"), residual(C115, "-1")]
    (first, *_), _ = matched(known(*SERIES), gone, of=of, booked=[booked(P95, "1")])
    assert (told(([first], []))[0], first.others) == ([PUTS], ())
