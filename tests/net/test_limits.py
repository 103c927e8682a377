"""A budget that refills steadily."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assignwatch.net.limits import Budget


class HandClock:
    """Time that moves when a test says so."""

    def __init__(self) -> None:
        self.passed = timedelta()

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + self.passed

    def monotonic(self) -> timedelta:
        return self.passed

    async def sleep(self, span: timedelta) -> None:
        self.passed += span


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_full_budget_is_free_to_its_end_and_then_refills() -> None:
    clock = HandClock()
    budget = Budget(clock, 100, seconds(10))
    assert budget.spend(60) == budget.spend(40) == seconds(0)
    assert budget.spend(10) == seconds(1)
    clock.passed += seconds(1)
    assert budget.spend(5) == seconds(0.5)


def test_budget_never_holds_more_than_its_capacity() -> None:
    clock = HandClock()
    budget = Budget(clock, 100, seconds(10))
    clock.passed += seconds(1000)
    assert budget.spend(100) == seconds(0)
    assert budget.spend(1) == seconds(0.1)


def test_what_is_left_comes_back_evenly_until_it_is_all_there() -> None:
    clock = HandClock()
    budget = Budget(clock, 100, seconds(10))
    assert (budget.limit, budget.remaining, budget.full_in) == (100, 100, seconds(0))
    budget.spend(40)
    assert (budget.remaining, budget.full_in) == (60, seconds(4))
    clock.passed += seconds(0.55)
    assert budget.remaining == 65, "a half is none"
    clock.passed += seconds(10)
    assert (budget.remaining, budget.full_in) == (100, seconds(0))
    budget.spend(130)
    assert (budget.remaining, budget.full_in) == (0, seconds(13))


def test_what_was_not_used_is_given_back() -> None:
    budget = Budget(HandClock(), 100, seconds(10))
    budget.spend(100)
    assert budget.spend(50) == seconds(5)
    budget.give_back(50)
    assert budget.spend(50) == seconds(5)
