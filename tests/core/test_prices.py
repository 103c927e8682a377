"""The side table of prices."""

from __future__ import annotations

from decimal import Decimal

from assignwatch.core.observations import Quote
from assignwatch.core.prices import Prices
from tests.core.builders import T0, XBT, after


def _noted(*quotes: Quote) -> Prices:
    prices = Prices()
    for quote in quotes:
        prices.note(quote)
    return prices


def test_the_newest_price_counts_in_whichever_order_they_come() -> None:
    old, new = Quote(T0, XBT, last=Decimal(1)), Quote(after(1), XBT, last=Decimal(2))
    expected = (Decimal(2), after(1))
    assert _noted(old, new).last(XBT) == expected
    assert _noted(new, old).last(XBT) == expected


def test_a_quote_without_a_last_price_leaves_what_is_known() -> None:
    prices = _noted(Quote(T0, XBT, last=Decimal(1)), Quote(after(1), XBT, bid=Decimal(2)))
    assert prices.last(XBT) == (Decimal(1), T0)


def test_an_unknown_instrument_has_none() -> None:
    assert _noted().last(XBT) is None
