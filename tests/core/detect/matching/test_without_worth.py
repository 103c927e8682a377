"""Whether what is gone since its end was worth anything, as far as a close says so."""

from __future__ import annotations

from datetime import date

import pytest

from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.fit.open_ends import open_ends
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.matching.support import ended_without_worth
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Moment
from assignwatch.core.state import State
from assignwatch.core.words import InstrumentKind
from tests.core.builders import POLICY
from tests.core.detect.parts import FUTURE, STOCK, TODAY, XYZ, close, known, option, residual, thing

P90, C90 = option("P90", expiry=TODAY), option("C90", expiry=TODAY)
LATER = option("P85", expiry=Moment.on(date(2026, 12, 18)))
ENDED_FUTURE = thing(FUTURE, InstrumentKind.FUTURE, expiry=TODAY)
OPTIONS = (STOCK, P90, C90, LATER, ENDED_FUTURE)
STATE = known(*OPTIONS, closes=[close("97.4")])
GONE = residual(P90, "1")


@pytest.mark.parametrize(
    ("state", "gone", "worthless"),
    [
        (STATE, GONE, True),
        (STATE, residual(C90, "1"), False),
        (STATE, residual(P90, "1", after_="-1"), False),
        (STATE, residual(LATER, "1"), False),
        (STATE, residual(XYZ, "100"), False),
        (STATE, residual(ENDED_FUTURE, "-1"), False),
        (known(*OPTIONS, closes=[close("97.4", official=False)]), GONE, True),
        (known(*OPTIONS), GONE, True),
    ],
    ids=[
        "it ended out of the money",
        "in the money",
        "not all of it is gone",
        "it lives",
        "shares have no end",
        "a future delivers whatever the close",
        "by a close that is not official",
        "no close is known",
    ],
)
def test_what_is_gone_was_worth_nothing_that_is_known(
    state: State, gone: Residual, *, worthless: bool
) -> None:
    assert ended_without_worth(state, gone, POLICY) is worthless


def test_nobody_expects_anything_of_it() -> None:
    lane = Lane([], [], [])
    left = Matched([], [], [GONE, residual(XYZ, "100")], False, [], lane, worthless=1)
    assert open_ends(left) == (1, 0)
