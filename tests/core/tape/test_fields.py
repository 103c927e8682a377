"""Single values: what they become."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.model import Moment
from assignwatch.core.tape import fields as f
from tests.core.builders import MODERATE


@pytest.mark.parametrize(
    "text", ["0", "-0", "1", "-12.5", "007", "9" * 18 + "." + "9" * 18, "0.000000000000000001"]
)
def test_a_figure_is_read_exactly(text: str) -> None:
    assert f.figure(text) == Decimal(text)


@MODERATE
@given(st.decimals(min_value=-(10**17), max_value=10**17, places=18))
def test_any_figure_of_18_digits_either_side_survives(number: Decimal) -> None:
    assert f.figure(f"{number:f}") == number


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-20T06:10:00Z", datetime(2026, 11, 20, 6, 10, tzinfo=UTC)),
        ("2026-11-20T06:10:00.5Z", datetime(2026, 11, 20, 6, 10, 0, 500_000, tzinfo=UTC)),
        ("2026-11-20T06:10:00.123456789Z", datetime(2026, 11, 20, 6, 10, 0, 123_456, tzinfo=UTC)),
        ("2028-02-29T23:59:59Z", datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_to_the_microsecond(text: str, at: datetime) -> None:
    assert f.time(text) == at


def test_a_moment_is_a_date_or_a_time() -> None:
    assert f.moment("2026-11-20") == Moment.on(date(2026, 11, 20))
    assert f.moment("2026-11-20T08:00:00Z") == Moment(datetime(2026, 11, 20, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("told", "ratio"),
    [
        ("2/1", (2, 1)),
        ("1/3", (1, 3)),
        ("1.5", (Decimal("1.5"), 1)),
        ("0", (0, 1)),
        (2, (2, 1)),
        (1.1, (Decimal("1.1"), 1)),
    ],
)
def test_a_ratio_is_new_for_old(told: object, ratio: tuple[Decimal, Decimal]) -> None:
    assert f.ratio(told) == ratio


@pytest.mark.parametrize("told", [float("inf"), float("nan"), 1e300])
def test_a_number_that_no_decimal_writes_is_no_ratio(told: float) -> None:
    with pytest.raises(f.Unfit):
        f.ratio(told)


def test_a_refusal_shows_the_value_but_not_all_of_a_long_one() -> None:
    with pytest.raises(f.Unfit) as caught:
        f.figure("9" * 1000)
    assert '"999' in str(caught.value)
    assert len(str(caught.value)) < 140


def test_a_number_that_nothing_holds_is_not_called_infinite() -> None:
    with pytest.raises(f.Unfit, match="not a number beyond all bounds"):
        f.figure(float("1e400"))
