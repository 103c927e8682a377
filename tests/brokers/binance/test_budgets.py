"""Budgets of weight: counted by us, corrected by Binance, shared by those it counts together."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.binance.budgets import PER_MINUTE, Budgets
from assignwatch.brokers.binance.errors import rate_limited
from assignwatch.brokers.binance.families import Group
from tests.fakes.clock import FakeClock

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NONE = timedelta()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def budgets(clock: FakeClock) -> Budgets:
    return Budgets(clock)


@pytest.mark.parametrize("group", Group)
def test_a_fifth_is_left_to_other_programs(budgets: Budgets, group: Group) -> None:
    assert budgets.spend(group, PER_MINUTE[group] * 4 // 5) == NONE
    wait = budgets.spend(group, PER_MINUTE[group] * 4 // 5)
    assert abs(wait - MINUTE) < SECOND


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("x-mbx-used-weight-1m", True),
        ("X-MBX-USED-WEIGHT-1M", True),
        ("x-mbx-used-weight-60s", True),
        ("x-sapi-used-ip-weight-1m", True),
        ("X-SAPI-USED-UID-WEIGHT-1M", True),
        ("x-mbx-used-weight-1h", False),  # nobody told a limit for an hour
        ("x-mbx-used-weight", False),
        ("x-mbx-order-count-1m", False),
        ("x-mbx-used-weight-1x", False),
    ],
)
def test_headers_however_they_are_written(budgets: Budgets, name: str, counts: bool) -> None:
    budgets.learn(Group.FUTURES, {name: "2399"})
    assert budgets.spend(Group.FUTURES, 5) == (MINUTE if counts else NONE)
    assert budgets.spend(Group.OPTIONS, 5) == NONE


@pytest.mark.parametrize("value", ["", "many", "-1", "2399.5", "٣", "9" * 12])
def test_value_that_is_no_number_says_nothing(budgets: Budgets, value: str) -> None:
    budgets.learn(Group.FUTURES, {"x-mbx-used-weight-1m": value})
    assert budgets.spend(Group.FUTURES, 5) == NONE


@pytest.mark.asyncio
async def test_newest_header_counts_and_is_forgotten_when_its_time_is_over(
    budgets: Budgets, clock: FakeClock
) -> None:
    budgets.learn(Group.FUTURES, {"x-mbx-used-weight-1m": "1918"})
    assert budgets.spend(Group.FUTURES, 2) == NONE
    assert budgets.spend(Group.FUTURES, 3) == MINUTE
    await clock.advance(20 * SECOND)
    assert budgets.spend(Group.FUTURES, 3) == 40 * SECOND
    budgets.learn(Group.FUTURES, {"x-mbx-used-weight-1m": "7"})
    assert budgets.spend(Group.FUTURES, 3) == NONE
    budgets.learn(Group.FUTURES, {"x-mbx-used-weight-1m": "1918"})
    await clock.advance(MINUTE)
    assert budgets.spend(Group.FUTURES, 3) == NONE


def test_of_two_requests_to_wait_the_longer_one_holds(budgets: Budgets) -> None:
    budgets.bar(Group.OPTIONS, rate_limited(10 * SECOND))
    budgets.bar(Group.OPTIONS, rate_limited(3 * SECOND))
    with pytest.raises(Exception, match="rate_limited") as caught:
        budgets.spend(Group.OPTIONS, 1)
    assert getattr(caught.value, "retry_after", None) == 10 * SECOND


def test_limits_of_several_spans_all_hold(budgets: Budgets) -> None:
    rows = [
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 1000},
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "SECOND", "intervalNum": "10", "limit": 50},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 1, "limit": 1},
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "FORTNIGHT", "intervalNum": 1, "limit": 1},
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "HOUR", "intervalNum": 1, "limit": 0},
        {"rateLimitType": "NEW", "more": True},
    ]
    budgets.learn_limits(Group.FUTURES, msgspec.json.encode({"rateLimits": rows, "symbols": []}))
    assert budgets.spend(Group.FUTURES, 40) == NONE
    assert budgets.spend(Group.FUTURES, 4) == SECOND
    budgets.learn(Group.FUTURES, {"x-mbx-used-weight-1m": "798"})
    assert budgets.spend(Group.FUTURES, 5) == MINUTE


def test_hearing_the_same_limit_again_forgets_nothing(budgets: Budgets) -> None:
    limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    told = msgspec.json.encode({"rateLimits": [{**limit, "limit": 2400}]})
    budgets.spend(Group.FUTURES, 1920)
    budgets.learn_limits(Group.FUTURES, told)
    assert budgets.spend(Group.FUTURES, 32) == SECOND


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"rateLimits":{}}', b'{"rateLimits":[1]}'])
def test_list_without_limits_is_bad_payload(budgets: Budgets, body: bytes) -> None:
    with pytest.raises(BadPayload):
        budgets.learn_limits(Group.FUTURES, body)
