"""The simulated bank's margin: what asks for some, and that balances carry it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo import margin
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.saxo.scenarios.steps import assign
from assignwatch.simulator.saxo.showing import Row, Topic
from assignwatch.simulator.saxo.world import World

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIFTY = Decimal(50)


@pytest.fixture
def world() -> World:
    return SaxoHost(Clock(NOON, Decimal(0)), "margin").venue.world


def balance(world: World) -> Row:
    account = world.books["main"].account
    (row,) = world.rows(Topic.BALANCES, {"ClientKey": world.client.key, "AccountKey": account.key})
    return row


@pytest.mark.parametrize(
    ("nick", "amount", "asked"),
    [
        ("XYZ", 100, "0"),
        ("XYZ", -100, "2500"),
        ("XYZ P100", 2, "0"),
        ("XYZ P100", -2, "2000"),
        ("EURUSD", 1000, "1500"),
        ("EURUSD", -1000, "1500"),
    ],
)
def test_what_is_short_or_settled_by_its_profit_asks_for_margin(
    world: World, nick: str, amount: int, asked: str
) -> None:
    assert margin.needed(world.listing[nick], Decimal(amount), FIFTY) == Decimal(asked)


def test_the_margin_of_an_option_goes_by_the_price_of_what_it_is_on(world: World) -> None:
    listing = world.listing
    assert margin.behind(listing["XYZ P100"]) == listing["XYZ"] == margin.behind(listing["XYZ"])


def test_a_balance_says_what_is_bound_and_what_is_left_and_an_assignment_moves_it(
    world: World,
) -> None:
    before = balance(world)
    bound, own = -_number(before, "MarginUsedByCurrentPositions"), _number(before, "TotalValue")
    assert bound > 0
    assert _number(before, "MarginAvailableForTrading") == own - bound
    assert _number(before, "MarginUtilizationPct") == round(bound / own * 100, 2)
    assign("main", "XYZ P100", "1")(world, NOON)
    after = balance(world)
    assert _number(after, "CashBalance") == _number(before, "CashBalance") - 10_000
    assert -_number(after, "MarginUsedByCurrentPositions") < bound


def _number(row: Row, name: str) -> Decimal:
    value = row[name]
    assert isinstance(value, Decimal)
    return value
