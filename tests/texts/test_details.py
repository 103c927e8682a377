"""The sentences of an account's details."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.core.model import Scope
from assignwatch.core.words import Feed
from assignwatch.texts import details
from assignwatch.texts.format import balance, percent

NOW = datetime(2026, 11, 20, 8, 12, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "told"),
    [("0", "0"), ("4000", "4,000.00"), ("-4000.005", "−4,000.00"), ("0.25", "0.25")],
)
def test_an_amount_that_is_there_has_a_sign_only_below_zero(amount: str, told: str) -> None:
    assert balance(Decimal(amount)) == told


@pytest.mark.parametrize(
    ("part", "told"), [("0", "0"), ("0.0033", "0.3"), ("0.6149", "61.5"), ("1.2", "120")]
)
def test_a_part_of_the_whole_is_in_percent(part: str, told: str) -> None:
    assert percent(Decimal(part)) == f"{told}\N{NO-BREAK SPACE}%"


def test_a_time_of_another_day_has_its_date() -> None:
    assert details.when(NOW, NOW, UTC) == "08:12:04 UTC"
    assert details.when(NOW - timedelta(days=1), NOW, UTC) == "19 Nov 2026 08:12:04 UTC"
    assert details.when(None, NOW, UTC) == "never"


def test_a_time_ahead_of_a_clock_that_is_slow_is_just_now() -> None:
    assert details.life(NOW + timedelta(seconds=30), NOW) == "just now"
    assert details.told(NOW + timedelta(seconds=30), NOW, UTC, old=False) == "just now"


def test_a_part_goes_by_the_name_of_the_broker() -> None:
    assert details.feed(Feed.POSITIONS, Scope("A1")) == "positions · A1"
    assert details.feed(Feed.POSITIONS, Scope("")) == "positions"
    assert (details.part(Scope("A1")), details.part(Scope(""))) == ("A1", "whole account")


def test_a_budget_is_whole_again_after_the_last_second_of_its_period() -> None:
    assert details.full_again(NOW + timedelta(seconds=0.2), NOW, UTC) == "in 1 s"
    assert details.full_again(NOW, NOW, UTC) == "since 08:12:04 UTC"
    assert details.full_again(None, NOW, UTC) == "unknown"
