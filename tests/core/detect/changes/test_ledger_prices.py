"""What the unexplained part of a change was booked at, as far as the open prices say it."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.detect.changes.ledger import residuals
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import WHOLE, PositionKey, PositionRow
from assignwatch.core.state import Account, Book, Count
from tests.core.builders import ACCOUNT, MODERATE, POLICY, T0
from tests.core.detect.parts import XYZ, count, fact

KEY = PositionKey(XYZ)
CENT = Decimal("0.01")


def _only(step: Count, *facts: Fact) -> Residual:
    account = Account(ACCOUNT, baselines={WHOLE: T0}, books={KEY: Book(counts=[step])})
    (found,) = residuals(account, KEY, facts, POLICY)
    return found


def _step(was: tuple[str, str | None], now: tuple[str, str | None]) -> Count:
    """A step from a quantity and its open price to another."""
    return count(60, was[0], now[0], was=was[1], price=now[1])


@pytest.mark.parametrize(
    ("was", "now", "facts", "price"),
    [
        (("0", None), ("200", "100"), [], "100"),
        (("0", None), ("-100", "50"), [], "50"),
        (("100", "95"), ("300", "98"), [], "99.5"),
        (("-100", "50"), ("-300", "52"), [], "53"),
        (("100", "95"), ("300", "98"), [fact(30, "100", "97")], "102"),
        (("0", None), ("300", "99"), [fact(30, "100", "97")], "100"),
        (("0", None), ("300", "99"), [fact(30, "100")], None),
        (("0", None), ("300", "99"), [fact(30, "0", "97")], "99"),
        (("0", None), ("100", "99"), [fact(30, "-100", "97")], None),
        (("0", None), ("100", "99"), [fact(30, "150", "97")], None),
        (("100", None), ("300", "98"), [], None),
        (("100", "95"), ("300", None), [], None),
        (("300", "95"), ("100", "95"), [], None),
        (("-5", "95"), ("-3", "95"), [], None),
        (("0.25", "100"), ("0.75", "120"), [], "130"),
        (("-0.25", "100"), ("-0.75", "120"), [], "130"),
        (("0.25", "100"), ("0.75", "120"), [fact(30, "0.25", "125")], "135"),
        (("0", None), ("0.5", "120"), [fact(30, "0.75", "125")], None),
        (("0", None), ("0.5", "120"), [fact(30, "-0.25", "125")], None),
        (("0.5", "95"), ("-0.5", "50"), [], "50"),
        (("100", "95"), ("100", "95"), [fact(30, "-100", "97")], None),
        (("60", "95"), ("-40", "50"), [], "50"),
        (("60", "95"), ("-40", "50"), [fact(30, "-10", "50")], None),
        (("60", "95"), ("0", "50"), [], "50"),
        (("60", "95"), ("0", "50"), [fact(30, "-10", "50")], None),
        (("60", "95"), ("0", None), [], None),
    ],
    ids=[
        "out of nothing",
        "out of nothing, short",
        "grown",
        "grown short",
        "grown, a part of it by a trade",
        "out of nothing, a part of it by a trade",
        "a trade of unknown price",
        "a trade of nothing",
        "a trade the other way",
        "a trade of more than it grew by",
        "grown from an unknown price",
        "grown to an unknown price",
        "shrunk",
        "shrunk short",
        "a part of one, grown",
        "a part of one, grown short",
        "a part of one, a part of it by a trade",
        "a part of one, a trade of more than it grew by",
        "a part of one, a trade the other way",
        "a part of one, past zero",
        "as large as before",
        "past zero",
        "past zero, a part of it by a trade",
        "gone",
        "gone, a part of it by a trade",
        "gone at an unknown price",
    ],
)
def test_the_price_of_the_part_that_nothing_explains(
    was: tuple[str, str | None],
    now: tuple[str, str | None],
    facts: list[Fact],
    price: str | None,
) -> None:
    found = _only(_step(was, now), *facts)
    assert found.price == (None if price is None else Decimal(price))


def test_a_row_of_nothing_before_has_no_price_to_take_off() -> None:
    step = replace(_step(("0", None), ("200", "100")), was=PositionRow(XYZ, Decimal(0)))
    assert _only(step).price == Decimal(100)


@pytest.mark.parametrize(
    ("was", "now", "slack"),
    [
        (("0", None), ("200", "100"), "0.005"),
        (("0", None), ("200", "1E+2"), "0.005"),
        (("0", None), ("200", "100.0001"), "0.00005"),
        (("100", "95"), ("300", "98"), "0.01"),
        (("1900", "95"), ("2000", "98"), "0.195"),
        (("60", "95"), ("-40", "50"), "0.005"),
        (("60", "95"), ("0", "50.125"), "0.0005"),
        (("300", "95"), ("100", "95"), "0"),
    ],
    ids=[
        "a price is rounded to cents",
        "however it is written",
        "unless it is finer",
        "two prices are rounded",
        "and the rounding of a large position weighs on a small part",
        "past zero",
        "gone",
        "no price, no slack",
    ],
)
def test_the_slack_is_what_rounding_can_have_done(
    was: tuple[str, str | None], now: tuple[str, str | None], slack: str
) -> None:
    assert _only(_step(was, now)).slack == Decimal(slack)


PRICES = st.integers(1, 100_000).map(lambda n: Decimal(n) / 100)
UNITS = st.integers(1, 5000).map(Decimal)


@MODERATE
@given(PRICES, PRICES, UNITS, UNITS, st.sampled_from((1, -1)))
def test_the_true_price_lies_within_the_slack(
    held_at: Decimal, paid: Decimal, held: Decimal, more: Decimal, sign: int
) -> None:
    """Whatever is bought on top of whatever: the broker shows the average, rounded to cents."""
    total = held + more
    average = ((held_at * held + paid * more) / total).quantize(CENT, ROUND_HALF_EVEN)
    step = _step((str(sign * held), str(held_at)), (str(sign * total), str(average)))
    found = _only(step)
    assert found.price is not None
    assert abs(found.price - paid) <= found.slack


@pytest.mark.parametrize(
    ("was", "now", "crossed"),
    [("60", "-40", True), ("-60", "40", True), ("60", "0", False), ("0", "40", False)],
    ids=["long to short", "short to long", "gone", "out of nothing"],
)
def test_past_zero_the_price_is_only_that_of_what_lies_beyond(
    was: str, now: str, crossed: bool
) -> None:
    assert _only(_step((was, "95"), (now, "50"))).crossed is crossed


@pytest.mark.parametrize(
    ("now", "closing"),
    [(("0", "3.20"), "3.20"), (("0", "0"), "0"), (("0", None), None), (("-1", "3.20"), None)],
    ids=["at a price", "at nothing", "nobody says", "not gone"],
)
def test_a_row_of_zero_says_what_the_position_was_closed_at(
    now: tuple[str, str | None], closing: str | None
) -> None:
    found = _only(_step(("-2", "5"), now))
    assert found.closing == (None if closing is None else Decimal(closing))
    assert found.held_at == 5
