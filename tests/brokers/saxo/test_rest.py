"""Single calls over REST: within the budgets, with a token that is good, and nothing but reading.

The bank is scripted here: what its headers say near the end of a budget is rare in any simulation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from assignwatch.brokers.base import RateLimited, Refused, SignInEnded, Transient
from assignwatch.brokers.saxo.budgets import KEPT_BACK, PER_MINUTE, Budgets
from assignwatch.brokers.saxo.calls import (
    ACTIVITIES,
    CLIENT,
    END_POSITIONS,
    POSITIONS,
    SUBSCRIBE_POSITIONS,
    TRADES_REPORT,
    Call,
)
from assignwatch.brokers.saxo.client import identity
from assignwatch.brokers.saxo.rest import Rest
from assignwatch.brokers.server_time import ServerTime
from assignwatch.net.transport import Reply, Request
from tests.brokers.saxo.tokens import URLS, Bank, Store, refusal, signed_in
from tests.fakes.clock import FakeClock, at_rest

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

OK = Reply(200, {}, b"{}")
REFUSED = Reply(401, {}, b"")
SECOND = timedelta(seconds=1)


@dataclass
class Scripted(Bank):
    """A bank that also answers questions: what the script says, then that all is well."""

    script: list[Reply] = field(default_factory=list)
    questions: list[Request] = field(default_factory=list)

    async def request(self, request: Request) -> Reply:
        if request.url == URLS["token"]:
            return await super().request(request)
        self.questions.append(request)
        return self.script.pop(0) if self.script else OK

    @property
    def tokens(self) -> list[str]:
        """With what was asked."""
        return [question.headers["Authorization"].split()[1] for question in self.questions]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def rest(bank: Scripted, clock: FakeClock) -> Rest:
    access = signed_in(bank, Store(), clock)
    return Rest(URLS["rest"], access, bank, clock, ServerTime())


def left(remaining: int, reset: int, what: str = "session") -> Mapping[str, str]:
    return {
        f"x-ratelimit-{what}-remaining": str(remaining),
        f"x-ratelimit-{what}-reset": str(reset),
        "x-ratelimit-appday-remaining": "5",
        "x-ratelimit-appday-reset": "9999",
        "x-ratelimit-sessionorders-remaining": "1",
        "x-ratelimit-sessionorders-reset": "1",
    }


async def test_near_the_end_of_a_budget_the_next_call_waits_until_it_is_full_again(
    clock: FakeClock,
) -> None:
    bank = Scripted(script=[Reply(200, left(KEPT_BACK, 4), b"")])
    asking = rest(bank, clock)
    await asking.get(CLIENT)
    waiting = asyncio.create_task(asking.get(POSITIONS))
    await clock.advance(3.9 * SECOND)
    assert len(bank.questions) == 1
    await asking.get(ACTIVITIES)  # another service group has a budget of its own
    await clock.advance(0.1 * SECOND)
    await waiting
    assert [q.url.removeprefix(URLS["rest"]) for q in bank.questions] == [
        CLIENT.path, ACTIVITIES.path, POSITIONS.path
    ]  # fmt: skip


async def test_where_the_wait_is_long_it_is_told_and_nothing_is_asked(clock: FakeClock) -> None:
    bank = Scripted(script=[Reply(200, left(0, 40, "portfoliominute"), b"")])
    asking = rest(bank, clock)
    await asking.get(CLIENT)
    with pytest.raises(RateLimited) as caught:
        await asyncio.wait_for(asking.get(POSITIONS), 1)
    assert caught.value.retry_after == 40 * SECOND
    assert len(bank.questions) == 1
    clock.jump(SECOND)
    await clock.advance(40 * SECOND)
    await asking.get(POSITIONS)


@pytest.mark.parametrize(("remaining", "reset"), [(KEPT_BACK + 1, 40), (0, 0)])
async def test_a_budget_with_something_left_or_full_again_costs_no_time(
    clock: FakeClock, remaining: int, reset: int
) -> None:
    bank = Scripted(script=[Reply(200, left(remaining, reset), b"")])
    asking = rest(bank, clock)
    await asking.get(CLIENT)
    await asyncio.wait_for(asking.get(CLIENT), 1)


async def test_our_own_count_leaves_something_to_what_else_the_trader_runs(
    clock: FakeClock,
) -> None:
    budgets = Budgets(clock)
    waits = [budgets.spend("port") for _ in range(PER_MINUTE)]
    free = PER_MINUTE - KEPT_BACK
    assert max(waits[:free]) < timedelta(milliseconds=1)
    assert all(before < after for before, after in pairwise(waits[free - 1 :]))
    assert budgets.spend("ens") == timedelta()


async def test_being_told_to_wait_is_honoured_and_not_asked_again(clock: FakeClock) -> None:
    bank = Scripted(script=[Reply(429, left(0, 17), b"")])
    asking = rest(bank, clock)
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            await asyncio.wait_for(asking.get(POSITIONS), 1)
        assert caught.value.retry_after == 17 * SECOND
    assert len(bank.questions) == 1


async def test_a_token_that_is_refused_is_renewed_and_the_question_asked_again(
    clock: FakeClock,
) -> None:
    bank = Scripted(script=[OK, REFUSED])
    asking = rest(bank, clock)
    await asking.get(CLIENT)
    clock.jump(timedelta(minutes=5))
    await asking.get(POSITIONS)
    assert bank.tokens == ["access-1", "access-1", "access-2"]


@pytest.mark.parametrize("age", [timedelta(), timedelta(minutes=5)], ids=["new", "renewed"])
async def test_a_new_token_that_is_refused_is_believed(clock: FakeClock, age: timedelta) -> None:
    bank = Scripted(script=[OK, REFUSED, REFUSED])
    asking = rest(bank, clock)
    await asking.get(CLIENT)
    clock.jump(age)
    with pytest.raises(Refused) as caught:
        await asking.get(TRADES_REPORT.at("key|of=the client"))
    assert type(caught.value) is Refused, "it is about this list, not about the sign-in"
    assert caught.value.problem.values == {"where": TRADES_REPORT.path.lstrip("/")}
    assert bank.questions[-1].url.endswith("/key%7Cof%3Dthe%20client")
    assert len(bank.asked) == (2 if age else 1)


async def test_who_is_refused_even_who_they_are_has_to_sign_in(clock: FakeClock) -> None:
    bank = Scripted(script=[REFUSED])
    with pytest.raises(SignInEnded):
        await identity(rest(bank, clock))


async def test_a_renewal_that_is_refused_ends_the_sign_in(clock: FakeClock) -> None:
    bank = Scripted(script=[OK, REFUSED])
    asking = rest(bank, clock)
    await asking.get(CLIENT)
    clock.jump(timedelta(minutes=5))
    bank.answers = [refusal(400, "invalid_grant")]
    with pytest.raises(SignInEnded):
        await asking.get(POSITIONS)


async def test_a_question_is_tried_again_but_a_subscription_may_have_been_made(
    clock: FakeClock,
) -> None:
    bank = Scripted(script=[Reply(500, {}, b"")])
    await rest(bank, clock).get(CLIENT)
    assert len(bank.questions) == 2
    bank = Scripted(script=[Reply(500, {}, b"")])
    with pytest.raises(Transient):
        await rest(bank, clock).send(SUBSCRIBE_POSITIONS, {"ContextId": "c"})
    assert len(bank.questions) == 1


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        (SUBSCRIBE_POSITIONS, True),
        (END_POSITIONS.at("context", "reference"), True),
        (Call("/trade/v2/orders", "POST"), False),
        (Call("/trade/v1/positions/exercise", "PUT"), False),
        (Call("/port/v1/positions/me", "DELETE"), False),
        (Call("/root/v1/sessions/capabilities", "PUT"), False),
        (TRADES_REPORT.at("../../../trade/v2/orders"), True),
    ],
)
async def test_nothing_is_sent_that_is_not_on_the_list(
    clock: FakeClock, call: Call, allowed: bool
) -> None:
    bank = Scripted()
    asking = rest(bank, clock)
    if allowed:
        await asking.send(call)
        assert "/../" not in bank.questions[0].url
        return
    with pytest.raises(ValueError, match="not a call"):
        await asking.send(call)
    await at_rest()
    assert bank.questions == []
