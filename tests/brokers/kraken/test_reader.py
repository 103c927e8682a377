"""Whole readings of an account on the simulated Kraken."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from assignwatch.brokers.base import (
    BrokerError,
    Fatal,
    RateLimited,
    Refused,
    Since,
    Transient,
)
from assignwatch.brokers.kraken.reader import LAG
from assignwatch.core.model import Problem
from assignwatch.core.observations import (
    Allowance,
    Booking,
    Coverage,
    Description,
    FeedReport,
    Fill,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Cause, Feed
from assignwatch.net.real import real_transport
from tests.brokers.bench import EVERYTHING, Bench, only
from tests.brokers.kraken.bench import by_list

pytestmark = pytest.mark.asyncio

BOTH = [Feed.FILLS, Feed.BOOKINGS]


async def test_first_reading_is_positions_described_and_coverage_from_now_on(bench: Bench) -> None:
    told = await bench.session.read(EVERYTHING, Since())
    kinds = [type(item) for item in told]
    held = only(Snapshot, told)[0].positions
    budgets = [Allowance] * 2
    assert kinds == [*[Description] * len(held), Snapshot, *budgets, Coverage, Coverage]
    assert {d.instrument.id for d in only(Description, told)} == {row.instrument for row in held}
    assert [c.feed for c in only(Coverage, told)] == BOTH
    for coverage in only(Coverage, told):
        assert timedelta() <= bench.clock.now() - coverage.through < LAG + timedelta(seconds=5)


async def test_what_is_left_of_both_budgets_is_told_with_each_reading(bench: Bench) -> None:
    before, after = [only(Allowance, await bench.read()) for _ in range(2)]
    names = [("/derivatives", 500), ("/history", 100)]
    assert [(one.name, one.limit) for one in before] == names
    assert after[1].remaining < before[1].remaining < 100, "one of them refills within moments"
    assert after[1].resets_at is not None
    assert after[1].resets_at > after[1].at


async def test_every_execution_has_three_witnesses_that_agree(bench: Bench) -> None:
    lists = by_list(await bench.read(bench.since(days=30)))
    views = [
        sorted((f.event or "", f.instrument, f.quantity, f.at) for f in facts)
        for facts in lists.values()
    ]
    assert views[0]
    assert views[0] == views[1] == views[2]
    assert all(isinstance(fact, Fill) for facts in lists.values() for fact in facts)


async def test_reading_again_tells_the_same(bench: Bench) -> None:
    since = bench.since(days=30)
    first, again = await bench.read(since), await bench.read(since)
    assert [f for f in first if isinstance(f, Fill | Booking | Description)] == [
        f for f in again if isinstance(f, Fill | Booking | Description)
    ]


async def test_each_reading_goes_back_a_little_behind_the_last(bench: Bench) -> None:
    await bench.control("advance", seconds=10)  # one trade, 5 s after the start
    covered = only(Coverage, await bench.read())
    await bench.control("advance", seconds=3)
    told = await bench.session.read(
        EVERYTHING, Since({(c.feed, c.scope): c.through for c in covered})
    )
    assert [len(facts) for facts in by_list(told).values()] == [1, 1, 1]


Causes = Mapping[str, set[Cause]]


@pytest.mark.parametrize(
    ("scenario", "seconds", "causes", "symbol"),
    [
        ("takeover", 60, {"fills": {Cause.TAKEN_OVER}, "log": {Cause.TAKEN_OVER},
                          "pos": {Cause.TAKEN_OVER}}, "PF_ETHUSD"),
        ("liquidation", 60, {"fills": {Cause.LIQUIDATION, Cause.HANDED_OVER},
                             "log": {Cause.LIQUIDATION, Cause.HANDED_OVER},
                             "pos": {Cause.LIQUIDATION, Cause.HANDED_OVER}}, "PF_XBTUSD"),
        ("unwind", 60, {"fills": {Cause.UNWIND}, "log": {Cause.UNWIND}, "pos": {Cause.UNWIND}},
         None),
        ("settlement", 1200, {"fills": set(), "log": {Cause.SETTLEMENT},
                              "pos": {Cause.SETTLEMENT}}, None),
        ("unknown", 60, {"fills": {Cause.OTHER}, "log": {Cause.OTHER}, "pos": {Cause.OTHER}},
         None),
    ],
)  # fmt: skip
async def test_each_list_names_the_cause_and_all_count_the_same(
    bench: Bench, scenario: str, seconds: int, causes: Causes, symbol: str | None
) -> None:
    await bench.control("play", scenario=scenario)
    since = bench.since(seconds=0)
    await bench.control("advance", seconds=seconds)
    lists = {
        name: [fact for fact in facts if isinstance(fact, Booking)]
        for name, facts in by_list(await bench.read(since)).items()
    }
    assert {name: {b.cause for b in found} for name, found in lists.items()} == causes
    told = [found for found in lists.values() if found]
    assert len({sum(b.quantity for b in found) for found in told}) == 1
    assert len({frozenset(b.event for b in found) for found in told}) == 1
    contracts = {b.instrument for found in told for b in found}
    assert len(contracts) == 1
    assert symbol is None or contracts == {f"kraken/{symbol}"}
    for booking in (b for found in told for b in found):
        assert booking.raw
        assert booking.quantity


async def test_clock_that_is_off_is_told_with_each_reading_and_once_when_right_again(
    bench: Bench,
) -> None:
    def reports(told: object) -> list[tuple[bool, Problem | None]]:
        assert isinstance(told, list)
        return [(r.up, r.problem) for r in only(FeedReport, told)]

    assert reports(await bench.read()) == []
    await bench.control("skew", seconds=61)
    skewed = (True, Problem("clock_skew", {"seconds": "61", "direction": "behind"}))
    assert reports(await bench.read()) == [skewed]
    assert reports(await bench.read()) == [skewed]
    await bench.control("skew", seconds=0)
    assert reports(await bench.read()) == [(True, None)]
    assert reports(await bench.read()) == []


async def test_coverage_never_runs_ahead_of_kraken_s_clock(bench: Bench) -> None:
    await bench.control("skew", seconds=-300)
    covered = only(Coverage, await bench.read())
    assert len(covered) == 2
    for coverage in covered:
        assert coverage.through < bench.clock.now() - timedelta(seconds=300)


async def test_one_stumble_is_not_heard_of(bench: Bench) -> None:
    await bench.control("fail", status=503, count=2)
    told = await bench.read()
    assert only(Unreadable, told) == []
    assert len(only(Coverage, told)) == 2


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ({"do": "fail", "status": 500, "count": 99}, Transient, "server_error"),
        ({"do": "fail", "status": 503, "count": 99}, Transient, "server_error"),
        ({"do": "fail", "status": 401, "count": 99}, Refused, "key_refused"),
        ({"do": "fail", "status": 429, "count": 99}, RateLimited, "rate_limited"),
        ({"do": "garbage", "count": 99}, Transient, "html_reply"),
        ({"do": "revoke", "account": "kraken/main"}, Refused, "key_refused"),
        ({"do": "freeze"}, Transient, "timed_out"),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
async def test_fault_of_everything_is_raised_and_over_when_it_is_over(
    bench: Bench, fault: dict[str, Any], kind: type[BrokerError], code: str
) -> None:
    await bench.control(**fault)
    with pytest.raises(BrokerError) as caught:
        await asyncio.wait_for(bench.read(), 45)
    assert (type(caught.value), caught.value.problem.code) == (kind, code)
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == timedelta(seconds=5)
    if fault["do"] == "revoke":
        await bench.control("restore", account="kraken/main")
    else:
        await bench.control("restore")
    assert len(only(Coverage, await bench.read())) == 2


@pytest.mark.parametrize(
    ("fault", "unreadable"),
    [
        ({"do": "empty", "count": 99}, {Feed.POSITIONS: "bad_payload"}),
        ({"do": "v1_gone"}, {Feed.POSITIONS: "api_gone", Feed.FILLS: "api_gone"}),
        (
            {"do": "result_error", "error": "authenticationError", "count": 99},
            {Feed.POSITIONS: "key_refused", Feed.FILLS: "key_refused"},
        ),
        (
            {"do": "result_error", "error": "apiLimitExceeded", "count": 99},
            {Feed.POSITIONS: "rate_limited", Feed.FILLS: "rate_limited"},
        ),
        (
            {"do": "result_error", "error": "Unavailable", "count": 99},
            {Feed.POSITIONS: "unavailable", Feed.FILLS: "unavailable"},
        ),
        (
            {"do": "result_error", "error": "brandNewWord", "count": 99},
            {Feed.POSITIONS: "unknown_error", Feed.FILLS: "unknown_error"},
        ),
    ],
    ids=lambda value: "-".join(map(str, value.values())),
)
async def test_fault_of_a_part_is_named_and_the_rest_is_kept(
    bench: Bench, fault: dict[str, Any], unreadable: dict[Feed, str]
) -> None:
    await bench.control(**fault)
    told = await bench.read(bench.since(days=30))
    assert {u.feed: u.problem.code for u in only(Unreadable, told)} == unreadable
    assert {c.feed for c in only(Coverage, told)} == set(BOTH) - unreadable.keys()
    assert only(Snapshot, told) == []
    assert by_list(told)["log"]
    assert type(told[-1]) is Coverage


async def test_all_feeds_failing_at_the_part_that_was_asked_for_is_raised(bench: Bench) -> None:
    await bench.control("v1_gone")
    with pytest.raises(Fatal, match="api_gone"):
        await bench.session.read([Feed.POSITIONS, Feed.FILLS], bench.since(days=1))


async def test_wrong_secret_is_refused(bench: Bench) -> None:
    wrong = bench.opened(real_transport(), api_secret="c29tZXRoaW5nIGVsc2U=")
    with pytest.raises(Refused, match="key_refused"):
        await wrong.read(EVERYTHING, bench.since(days=1))
    await wrong.aclose()
