"""A future reaches maturity, told by two lists that share no id."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from assignwatch.core.observations import Observation
from assignwatch.core.words import AlertStatus, Cause, Do
from tests.core.builders import T0, after, booking, command
from tests.core.timeline.telling import FILLS, HISTORY, LOG, Night, row_of


def _log(number: int, quantity: str, **keys: object) -> Observation:
    return row_of(LOG, after(60 + number), quantity, Cause.SETTLEMENT, id=str(number), **keys)


def _history(number: int, quantity: str) -> Observation:
    return row_of(HISTORY, after(65 + number), quantity, Cause.SETTLEMENT, id=str(number))


ROWS = (_log(1, "-2"), _log(2, "-1"), _history(1, "-3"), _history(2, "-1"))


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_the_larger_total_counts_never_the_sum(order: tuple[int, ...]) -> None:
    night = Night()
    for position, number in enumerate(order):
        night.says(70 + position, ROWS[number])
    ((kind, _, contracts, grade),) = night.summary
    assert (kind, contracts, grade) == ("settled", "4", "confirmed")
    assert night.run.only().legs[0].quantity == Decimal(-4)


def test_the_second_list_is_one_more_witness_in_silence() -> None:
    night = Night()
    night.says(70, _log(1, "-2"), _log(2, "-1"))
    name = night.run.only().incident
    night.says(80, command(name, Do.ACKNOWLEDGE))
    night.says(90, _history(1, "-3"))
    assert night.summary == [("settled", 2, "3", "confirmed")]
    assert night.run.alert().status is AlertStatus.ACKNOWLEDGED


def test_cash_that_is_booked_later_is_shown_in_silence() -> None:
    night = Night()
    night.says(70, _log(1, "-2"))
    night.says(80, command(night.run.only().incident, Do.ACKNOWLEDGE))
    night.says(90, _log(1, "-2", cash={"USD": "-1240"}))
    assert night.run.only().cash == {"USD": Decimal(-1240)}
    assert night.run.alert().status is AlertStatus.ACKNOWLEDGED


def test_two_days_are_two_incidents() -> None:
    night = Night()
    night.says(70, _log(1, "-2"))
    night.says(90_000, booking("-2", Cause.SETTLEMENT, id="next", record=FILLS, at=after(89_000)))
    assert [name.rpartition(":")[2] for name in night.run.latest()] == [
        T0.date().isoformat(),
        "2026-11-21",
    ]
