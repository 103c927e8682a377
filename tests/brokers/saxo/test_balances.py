"""Money and margin of the sub-accounts: as they are read, as they are streamed, and refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.saxo import balances, wire
from assignwatch.brokers.saxo.balances import HeardBalances
from assignwatch.brokers.saxo.budgets import Budgets
from assignwatch.brokers.saxo.listener import UNSTREAMED
from assignwatch.core.model import Scope
from assignwatch.core.observations import Allowance, FeedReport, Funds, PositionReport, Snapshot
from assignwatch.core.words import Feed
from assignwatch.net.problems import TIMED_OUT, unreachable
from assignwatch.net.transport import Reply
from tests.brokers.bench import PATIENCE, only
from tests.brokers.saxo import published
from tests.brokers.saxo.bench import (
    NOON,
    SUBSCRIPTIONS,
    SaxoBench,
    Spoilt,
    Told,
    gaps,
    instead,
    path_of,
    said,
)
from tests.brokers.saxo.tokens import ACCOUNT
from tests.net.test_limits import HandClock

STREAMED = "/port/v1/balances/subscriptions"
OURS = wire.Account("a1", "key-1")


def published_row(**changes: object) -> dict[str, Any]:
    reply = wire.decoded(published.text("balances_subscription"), wire.Subscribed, "balances")
    return {**wire.plain(reply.snapshot), **changes}


def funds(**changes: object) -> Funds:
    return balances.from_row(published_row(**changes), ACCOUNT, "a1", NOON)


def test_the_published_balances_say_all_that_is_shown() -> None:
    expected = Funds(
        NOON,
        ACCOUNT,
        "EUR",
        cash=Decimal("100573853.73"),
        available=Decimal("99839075.64"),
        margin_used=Decimal("326828.87"),
        utilisation=Decimal("0.0033"),
        total=Decimal("100634324.36"),
        scope=Scope("a1"),
    )
    assert funds() == expected
    body = msgspec.json.Encoder(decimal_format="number").encode(published_row())
    assert balances.from_reply(body, ACCOUNT, "a1", NOON) == expected


@pytest.mark.parametrize("word", ["PricePending", "FailedToCalculateCollateral", "SystemError"])
def test_what_could_not_be_calculated_is_not_known_but_booked_cash_is(word: str) -> None:
    told = funds(CalculationReliability=word)
    assert told.cash == Decimal("100573853.73")
    assert (told.available, told.margin_used, told.utilisation, told.total) == (None,) * 4


def test_without_margin_the_cash_for_trading_is_what_is_available() -> None:
    told = funds(MarginAvailableForTrading=None, CashAvailableForTrading=Decimal(7))
    assert told.available == Decimal(7)
    assert funds(MarginUtilizationPct=None).utilisation is None


@pytest.mark.parametrize(
    "changes",
    [
        {"CashBalance": None},
        {"CashBalance": "a lot"},
        {"Currency": 5},
        {"TotalValue": Decimal("1e30")},
    ],
    ids=str,
)
def test_what_is_no_balance_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadPayload):
        funds(**changes)


def heard(**snapshot: object) -> HeardBalances:
    one = HeardBalances(ACCOUNT, OURS)
    content = msgspec.json.Encoder(decimal_format="number").encode(published_row(**snapshot))
    one.start(wire.Subscribed("ref", snapshot=msgspec.Raw(content)))
    return one


def test_a_change_holds_what_is_different_and_the_rest_stays() -> None:
    one = heard()
    (told,) = one.take(
        [{"CashBalance": Decimal(5), "InitialMargin": {"MarginAvailable": 1}}], NOON
    ).told
    assert told == funds(CashBalance=Decimal(5))
    (told,) = one.take([{"MarginUtilizationPct": 97}], NOON).told
    assert told == funds(CashBalance=Decimal(5), MarginUtilizationPct=97)


def test_a_change_that_makes_no_sense_tells_nothing_and_loses_nothing() -> None:
    one = heard()
    taken = one.take([{"CashBalance": "a lot"}], NOON)
    assert (taken.told, taken.lost, taken.odd) == ((), False, None)
    (told,) = one.take([{"CashBalance": Decimal(5)}], NOON).told
    assert told == funds(CashBalance=Decimal(5))


def test_a_key_of_an_account_is_in_no_representation() -> None:
    assert OURS.account_key not in repr(heard())


# --------------------------------------------------------------------------------- over REST


def read(told: Told) -> dict[str, Funds]:
    return {one.scope: one for one in only(Funds, told)}


@pytest.mark.asyncio
async def test_each_sub_account_is_read_for_itself_in_its_own_currency(bench: SaxoBench) -> None:
    told = read(await bench.read())
    books = bench.venue.world.books
    assert told.keys() == {bench.scope("main"), bench.scope("second")}
    for name, book in books.items():
        money = told[bench.scope(name)]
        assert (money.currency, money.cash) == (book.account.currency, round(book.cash, 2))
        assert money.at == NOON
        assert money.account == ACCOUNT


@pytest.mark.asyncio
@pytest.mark.usefixtures("tries_at_once")
@pytest.mark.parametrize(
    "reply",
    [said(403, "Forbidden"), said(404, ""), said(500, ""), said(429, ""), Reply(200, {}, b"[]")],
    ids=lambda reply: f"{reply.status} {reply.content[:2]!r}",
)
async def test_without_balances_everything_else_is_read(
    bench: SaxoBench, way: Spoilt, reply: Reply
) -> None:
    way.answers = instead("/port/v1/balances", reply)
    told = await bench.read()
    assert only(Funds, told) == []
    assert only(Snapshot, told)
    assert [r for r in only(FeedReport, told) if r.problem] == []


@pytest.mark.asyncio
@pytest.mark.usefixtures("tries_at_once")
async def test_a_line_that_fails_is_not_tried_for_every_sub_account(
    bench: SaxoBench, way: Spoilt
) -> None:
    asked: list[str] = []

    def gone(request: Any) -> None:
        if path_of(request).startswith("/port/v1/balances"):
            asked.append(request.url)
            raise unreachable(TIMED_OUT, request.url)

    way.answers = gone
    assert only(Snapshot, await bench.read())
    assert len(set(asked)) == 1


@pytest.mark.asyncio
async def test_money_is_not_asked_for_with_each_of_many_readings(
    bench: SaxoBench, way: Spoilt
) -> None:
    assert [len(read(await bench.read())) for _ in range(3)] == [2, 0, 0]
    assert way.count("GET /port/v1/balances") == 2
    bench.pass_time(minutes=2)
    assert len(read(await bench.read())) == 2


@pytest.mark.asyncio
async def test_money_is_asked_for_with_the_positions_only(bench: SaxoBench, way: Spoilt) -> None:
    await bench.session.read([Feed.FILLS], bench.since(minutes=10))
    assert way.count("GET /port/v1/balances") == 0


# ------------------------------------------------------------------------------- on the stream


@pytest.mark.asyncio
async def test_money_that_moves_is_told_as_it_is_when_read(bench: SaxoBench, way: Spoilt) -> None:
    async with bench.listen() as heard:
        await heard.up()
        await subscribed(heard, way)
        bench.trade("XYZ", "20")
        told = await heard.until(lambda told: len(read(told)) == 1)
    after = read(await bench.read())
    assert read(told) == {bench.scope(): after[bench.scope()]}
    assert {body["RefreshRate"] for body in way.besides} == {balances.EVERY}


async def subscribed(heard: Any, way: Spoilt, number: int = 2) -> None:
    """Wait until money was subscribed to so often: between frames, so after some."""
    async with asyncio.timeout(PATIENCE):
        while len(way.besides) < number:
            await heard.again()
        await heard.again()  # and the last of them was granted


@pytest.mark.asyncio
@pytest.mark.usefixtures("tries_at_once")
@pytest.mark.parametrize(
    "reply",
    [said(403, "Forbidden"), said(401, ""), said(409, "SubscriptionLimitExceeded"), said(503, "")],
    ids=lambda reply: str(reply.status),
)
async def test_a_refused_subscription_is_said_and_costs_nothing_else(
    bench: SaxoBench, way: Spoilt, reply: Reply
) -> None:
    way.answers = instead(STREAMED, reply)
    async with bench.listen() as heard:
        await heard.up()
        told = await heard.until(odd)
        bench.trade("XYZ", "20")
        told = await heard.until(lambda told: only(PositionReport, told))
        assert set(odd(told)) == {UNSTREAMED}
        assert all(r.up and r.feed is Feed.STREAM for r in only(FeedReport, told))
        assert (gaps(told), read(told)) == ([], {})
    assert len(way.opened) == 1


def odd(told: Told) -> list[str]:
    return [r.problem.code for r in only(FeedReport, told) if r.problem]


@pytest.mark.asyncio
async def test_money_that_is_reset_is_asked_for_anew_and_nothing_is_missed(
    bench: SaxoBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await heard.up()
        await subscribed(heard, way)
        bench.venue.streams.reset([body["ReferenceId"] for body in way.besides])
        await subscribed(heard, way, 4)
        bench.trade("XYZ", "20")
        told = await heard.until(read)
        assert gaps(told) == []
    assert len(way.subscribed) == SUBSCRIPTIONS, "all the others went on"


@pytest.mark.asyncio
@pytest.mark.usefixtures("tries_at_once")
async def test_a_stream_without_money_is_taken_up_like_any_other(
    bench: SaxoBench, way: Spoilt
) -> None:
    way.answers = instead(STREAMED, said(403, "Forbidden"))
    async with bench.listen() as heard:
        await heard.up()
        await heard.until(odd)
        bench.trade("XYZ", "1")
        await heard.until(lambda told: only(PositionReport, told))
        bench.venue.streams.cut()
        await heard.failure()
    async with bench.listen() as heard:
        await heard.up()
        assert odd(heard.batches[0]) == [UNSTREAMED], "and it is still said"
    assert way.opened[0]["contextId"] == way.opened[1]["contextId"]


# ------------------------------------------------------------------------------------ budgets


def headers(**told: str) -> dict[str, str]:
    return {f"x-ratelimit-{name.replace('_', '-')}": value for name, value in told.items()}


def test_what_is_left_of_a_service_group_is_told_by_its_name_until_it_is_full_again() -> None:
    clock = HandClock()
    budgets = Budgets(clock)
    assert budgets.told(ACCOUNT) == []
    budgets.learn(
        "port",
        headers(
            session_limit="120", session_remaining="87", session_reset="42",
            appday_limit="10000000", appday_remaining="3", appday_reset="9",
        ),
    )  # fmt: skip
    said_at = clock.now()
    clock.passed += timedelta(seconds=10)
    (told,) = budgets.told(ACCOUNT)
    assert told == Allowance(
        said_at, ACCOUNT, "Portfolio", 120, 87, said_at + timedelta(seconds=42)
    )


def test_the_tightest_budget_of_a_group_counts_and_an_unknown_group_goes_by_its_own_name() -> None:
    budgets = Budgets(HandClock())
    told = headers(session_remaining="90", session_reset="42", x_remaining="7", x_reset="5")
    budgets.learn("new", told)
    (left,) = budgets.told(ACCOUNT)
    assert (left.name, left.limit, left.remaining) == ("new", 120, 7)


@pytest.mark.asyncio
async def test_a_reading_tells_the_budgets_that_it_spent(bench: SaxoBench) -> None:
    told = {one.name: one for one in only(Allowance, await bench.read())}
    assert {"Portfolio", "Event Notification Service", "Trading"} <= told.keys()
    assert all(0 < one.remaining < one.limit == 120 for one in told.values())
    again = {one.name: one for one in only(Allowance, await bench.read())}
    assert again["Portfolio"].remaining < told["Portfolio"].remaining
