"""What is said of the price of a leg beside the strike: no rounding hides how they differ."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assignwatch.core.detect.incidents import evidence as made
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId, PositionKey
from assignwatch.core.words import InstrumentKind
from assignwatch.texts import evidence

SHARES = InstrumentId("saxo/XYZ")
NAMES = {SHARES: Instrument(SHARES, InstrumentKind.STOCK, "XYZ")}
SINCE, AT = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (5, 6))


@pytest.mark.parametrize(
    ("price", "strike", "folded", "says"),
    [
        ("150.255", "150.255", {}, "at 150.255, the strike."),
        ("100.004", "100", {}, "at 100.004, which fits the strike 100."),
        ("98.2", "100", {}, "at 98.20, which fits the strike 100."),
        ("98.2", "100", {"premium": "1.8"}, "at 98.20: the strike 100 less the premium 1.80."),
        ("101.8", "100", {"premium": "1.8"}, "at 101.80: the strike 100 and the premium 1.80."),
        (
            "101.805",
            "100",
            {"premium": "1.8"},
            "at 101.805, which fits the strike 100 and the premium 1.80.",
        ),
        (
            "66.67",
            "100",
            {"spread": "66.66666667"},
            "at 66.67: the strike 100 comes to 66.66666667 for each of what is delivered.",
        ),
    ],
)
def test_a_price_that_fits_says_by_what(
    price: str, strike: str, folded: dict[str, str], says: str
) -> None:
    amounts = {name: Decimal(amount) for name, amount in folded.items()}
    paid = Decimal(price)
    leg = Residual(
        PositionKey(SHARES), Decimal(200), SINCE, AT, AT, Decimal(), Decimal(200), False, price=paid
    )
    item = made.price(leg, Decimal(strike), fits=True, **amounts)
    assert evidence.sentence(item, NAMES) == f"XYZ was booked {says}"
