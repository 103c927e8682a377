"""Budgets on the simulated clock."""

from datetime import UTC, datetime, timedelta

import pytest

from assignwatch.simulator.kraken.limits import Budget
from tests.simulator.reader import Reader

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILLS = "/derivatives/api/v3/fills"
ACCOUNT_LOG = "/api/history/v3/account-log"


def test_a_budget_is_spent_refilled_and_never_more_than_full() -> None:
    budget = Budget(500, timedelta(seconds=10))
    assert [budget.take("a", 250, NOON) for _ in range(3)] == [0, 0, 5]
    assert budget.take("b", 500, NOON) == 0, "another caller has a budget of its own"
    assert budget.take("a", 250, NOON + timedelta(seconds=4)) == 1
    assert budget.take("a", 250, NOON + timedelta(seconds=5)) == 0
    assert budget.take("a", 500, NOON + timedelta(hours=1)) == 0
    assert budget.take("a", 1, NOON + timedelta(hours=1)) == 1


@pytest.mark.asyncio
async def test_paging_fills_costs_more_than_reading_the_latest(main: Reader) -> None:
    page = ("lastFillTime", "2026-11-23T00:00:00.000Z")
    answers = [(await main.get(FILLS, page))["result"] for _ in range(21)]
    assert answers == ["success"] * 20 + ["error"]
    assert (await main.get(FILLS))["error"] == "apiLimitExceeded"
    await main.do("advance", seconds=1)
    assert (await main.get(FILLS))["result"] == "success"


@pytest.mark.asyncio
@pytest.mark.parametrize(("count", "calls"), [("25", 100), ("500", 33), ("100000", 10)])
async def test_the_account_log_costs_by_its_count(main: Reader, count: str, calls: int) -> None:
    statuses = [(await main.call(ACCOUNT_LOG, [("count", count)])).status for _ in range(calls)]
    assert statuses == [200] * calls
    refused = await main.call(ACCOUNT_LOG, [("count", count)])
    assert refused.status == 429
    await main.do("advance", seconds=int(refused.headers["rate-limit-reset"]))
    assert (await main.call(ACCOUNT_LOG, [("count", count)])).status == 200
