"""Up to when the bookings of an account are whole around the end of a contract."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.ends import WAITED_FOR, booked_until, ended
from assignwatch.core.model import PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause, Side
from tests.brokers.binance.nights import AFTER, BEFORE, PERPETUAL, QUARTERLY, SETTLED, D
from tests.brokers.binance.published import ACCOUNT

KEY = PositionKey(QUARTERLY.id)
END = QUARTERLY.expiry.at if QUARTERLY.expiry else AFTER
HELD = {KEY: D("-0.3")}


def trade(quantity: str, at_second: float) -> Fill:
    at = END + timedelta(seconds=at_second)
    return Fill(at, ACCOUNT, f"1/{quantity}", KEY.instrument, D(quantity), D(1), scope=figures.FAPI)


def booked() -> Booking:
    return Booking(SETTLED, ACCOUNT, "b", KEY.instrument, D("0.3"), Cause.SETTLEMENT)


def test_only_what_has_an_end_that_was_reached_has_ended() -> None:
    assert ended([QUARTERLY, PERPETUAL, QUARTERLY], AFTER) == [QUARTERLY]
    assert ended([QUARTERLY, PERPETUAL], BEFORE) == []


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        ([], True),
        ([booked()], False),
        ([trade("0.3", -10)], False),
        ([trade("0.1", -20), trade("0.2", -10)], False),
        ([trade("0.1", -10)], True),
        ([trade("0.3", 0.5)], True),
    ],
    ids=["nothing", "booked", "closed before", "closed in parts", "a part", "by the end itself"],
)
def test_an_end_is_waited_for_unless_it_is_told_or_nothing_was_left_to_end(
    facts: list[Fill | Booking], *, waits: bool
) -> None:
    assert booked_until(AFTER, [QUARTERLY], HELD, facts) == (END if waits else AFTER)


def test_each_side_of_a_contract_has_to_be_accounted_for() -> None:
    held = {
        PositionKey(KEY.instrument, Side.LONG): D(1),
        PositionKey(KEY.instrument, Side.SHORT): D(-1),
    }
    assert booked_until(AFTER, [QUARTERLY], held, []) == END


def test_what_was_not_booked_for_days_is_waited_for_no_more() -> None:
    late = END + WAITED_FOR
    assert booked_until(late - timedelta(seconds=1), [QUARTERLY], HELD, []) == END
    assert booked_until(late, [QUARTERLY], HELD, []) == late
