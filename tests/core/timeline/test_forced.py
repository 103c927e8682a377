"""A position is taken from the trader: liquidated, and the rest handed to somebody else."""

from __future__ import annotations

from decimal import Decimal

from assignwatch.core.words import Cause, Severity
from tests.core.builders import after
from tests.core.timeline.telling import FILLS, LOG, Night, row_of

LIQUIDATED = {"id": "1", "event": "execution 1", "price": "60000"}
HANDED = {"id": "2", "event": "execution 2", "price": "59000"}


def test_a_liquidation_and_the_rest_handed_away_in_the_same_second() -> None:
    night = Night()
    night.says(
        60,
        row_of(FILLS, after(60), "-0.3", Cause.LIQUIDATION, **LIQUIDATED),
        row_of(FILLS, after(60), "-0.1", Cause.HANDED_OVER, **HANDED),
    )
    assert night.summary == [("handed_over", 1, "0.4", "confirmed")]
    version = night.run.only()
    assert version.severity is Severity.CRITICAL
    (leg,) = version.legs
    assert (leg.quantity, leg.price) == (Decimal("-0.4"), Decimal(59750))
    assert len(night.run.told()) == 1, "a critical alert does not wait"


def test_it_is_the_same_in_either_order_and_told_by_two_lists() -> None:
    night = Night()
    night.says(60, row_of(FILLS, after(60), "-0.1", Cause.HANDED_OVER, **HANDED))
    night.says(61, row_of(LOG, after(60), "-0.3", Cause.LIQUIDATION, **LIQUIDATED))
    night.says(62, row_of(LOG, after(60), "-0.1", Cause.HANDED_OVER, **HANDED))
    night.says(63, row_of(FILLS, after(60), "-0.3", Cause.LIQUIDATION, **LIQUIDATED))
    ((kind, _, contracts, grade),) = night.summary
    assert (kind, contracts, grade) == ("handed_over", "0.4", "confirmed")


def test_parts_that_only_one_list_each_names_are_both_counted() -> None:
    night = Night()
    night.says(60, row_of(FILLS, after(60), "-0.3", Cause.LIQUIDATION, **LIQUIDATED))
    night.says(75, row_of(LOG, after(60), "-0.1", Cause.HANDED_OVER, **HANDED))
    assert night.summary == [("handed_over", 2, "0.4", "confirmed")]
