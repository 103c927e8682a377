"""Readings of which a part fails: what is said of it, and that the rest is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    Fatal,
    RateLimited,
    SignInEnded,
    Transient,
    Vault,
)
from assignwatch.brokers.saxo import lists
from assignwatch.core.observations import (
    Allowance,
    FeedReport,
    Funds,
    Quote,
    SignIn,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Feed
from assignwatch.net.problems import TIMED_OUT, unreachable
from assignwatch.net.transport import Reply, Request
from assignwatch.simulator.saxo import answers
from assignwatch.simulator.saxo.scenarios.steps import assign, report
from tests.brokers.bench import EVERYTHING, only
from tests.brokers.saxo.bench import (
    FILLS_AND_BOOKINGS,
    SaxoBench,
    Spoilt,
    covered,
    facts,
    failed,
    instead,
    page,
    path_of,
    said,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

POSITIONS, EVENTS = "/port/v1/positions/me", "/ens/v1/activities"
REPORT, HISTORY = "/cs/v1/reports/trades/", "/hist/v3/positions/"
ODD = {"PositionId": 1, "SequenceId": "1", "ActivityType": "Positions", "TradeId": [], "Amount": 1}
PAGE = Reply(200, {}, b"<!DOCTYPE html>")
SERVER = said(500, "")
NO_LIST = Reply(200, {}, b'{"__count":2}')


LISTS: dict[str, list[Feed]] = {
    POSITIONS: [Feed.POSITIONS],
    EVENTS: FILLS_AND_BOOKINGS,
    REPORT: [Feed.BOOKINGS],
    HISTORY: [Feed.BOOKINGS],
    "/cs/v1/reports/bookings/": [Feed.BOOKINGS],
    "/hist/v1/transactions": [Feed.BOOKINGS],
}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (SERVER, "server_error"),
        (said(503, "ServiceUnavailable"), "unavailable"),
        (Reply(401, {}, b""), "token_refused"),
        (said(429, "RateLimitExceeded"), "rate_limited"),
        (PAGE, "html_reply"),
        (NO_LIST, "bad_payload"),
        (Reply(200, {}, b"[]"), "bad_payload"),
        (page(ODD), "bad_payload"),
        (page("no row"), "bad_payload"),
    ],
    ids=["500", "503", "401", "429", "a page", "no list", "no object", "odd row", "no row"],
)
async def test_a_list_that_fails_is_named_and_the_rest_is_kept(
    bench: SaxoBench, way: Spoilt, reply: Reply, code: str
) -> None:
    bench.trade("XYZ", "3")
    for path, feeds in LISTS.items():
        way.answers = instead(path, reply)
        told = await bench.read()
        assert failed(told) == dict.fromkeys(feeds, code), path
        assert covered(told) == [feed for feed in FILLS_AND_BOOKINGS if feed not in feeds], path
        snapshots = only(Snapshot, told)
        assert len(snapshots) == (0 if Feed.POSITIONS in feeds else 2), "and never a flat one"
        assert all(snapshot.positions for snapshot in snapshots), path
        assert bool(facts(told)) == (Feed.FILLS not in feeds), path


async def test_one_stumble_is_not_heard_of(bench: SaxoBench, way: Spoilt) -> None:
    for path in (POSITIONS, EVENTS, REPORT):
        left = [SERVER, PAGE]

        def answer(request: Request, path: str = path, left: list[Reply] = left) -> Reply | None:
            return left.pop() if left and path_of(request).startswith(path) else None

        way.answers = answer
        told = await bench.read()
        assert (failed(told), covered(told), left) == ({}, FILLS_AND_BOOKINGS, [])


@pytest.mark.expected_logs("no reports under cs: missing_permission")
async def test_reports_that_are_not_offered_are_left_out_and_said_once(
    bench: SaxoBench, way: Spoilt, caplog: pytest.LogCaptureFixture
) -> None:
    way.answers = instead("/cs/", said(403, "Forbidden"))
    bench.trade("XYZ", "3")
    for _ in range(2):
        told = await bench.read()
        assert (failed(told), covered(told)) == ({}, FILLS_AND_BOOKINGS)
        assert facts(told)
    assert caplog.text.count("no reports under") == 1
    assert way.count("GET /hist/v3/positions/") == 2, "the others are read all the same"


@pytest.mark.expected_logs("no reports under cs: missing_permission")
async def test_a_report_that_is_not_offered_stays_said_though_another_of_its_service_is_read(
    bench: SaxoBench, way: Spoilt
) -> None:
    way.answers = instead(REPORT, said(403, "Forbidden"))
    warned = [r.problem for r in only(FeedReport, await bench.read()) if r.feed is Feed.BOOKINGS]
    assert [problem.code for problem in warned if problem] == ["reports_missing"]


@pytest.mark.expected_logs("no reports under [a-z]+: token_refused")
@pytest.mark.parametrize("path", [REPORT, HISTORY, "/hist/v1/transactions"])
@pytest.mark.parametrize("pasted", [False, True], ids=["signed in", "pasted token"])
async def test_a_report_that_no_token_opens_is_one_that_this_user_may_not_see(
    bench: SaxoBench, way: Spoilt, path: str, pasted: bool
) -> None:
    token = {"token": bench.venue.sessions.developer_token()} if pasted else {}
    vault = Vault({"app_key": "any-app-key", **token}) if pasted else Vault(bench.secrets)
    session = bench.open(way, vault)
    await session.read(EVERYTHING, bench.since(minutes=10))
    bench.pass_time(minutes=5)
    way.answers = instead(path, Reply(401, {}, b""))
    renewed = way.count("POST /token")
    for _ in range(3):
        told = await session.read(EVERYTHING, bench.since(minutes=10))
        assert (failed(told), covered(told)) == ({}, FILLS_AND_BOOKINGS)
        warned = [r.problem for r in only(FeedReport, told) if r.feed is Feed.BOOKINGS]
        assert [problem and problem.code for problem in warned] == ["reports_missing"]
        bench.pass_time(minutes=2)
    assert way.count("POST /token") - renewed == (0 if pasted else 1), "no token is spent on it"
    way.answers = lambda _: None
    told = await session.read(EVERYTHING, bench.since(minutes=10))
    assert [r.problem for r in only(FeedReport, told) if r.feed is Feed.BOOKINGS] == [None]


async def test_a_tag_that_nobody_can_read_is_a_hole_in_the_bookings(
    bench: SaxoBench, way: Spoilt
) -> None:
    def tagged(request: Request, body: Any) -> Any:
        if not path_of(request).startswith(POSITIONS):
            return body
        first, *rest = body["Data"]
        base = {**first["PositionBase"], "CorrelationTypes": ["Assignment"]}
        base = {n: told for n, told in base.items() if not n.startswith("ExecutionTime")}
        return {**body, "Data": [{**first, "PositionBase": base}, *rest]}

    way.changes = tagged
    told = await bench.read()
    assert failed(told) == {Feed.BOOKINGS: "bad_payload"}
    assert covered(told) == [Feed.FILLS]


async def test_a_sign_in_that_ends_amid_the_reports_does_not_make_them_read(
    bench: SaxoBench, way: Spoilt
) -> None:
    await bench.read()
    bench.pass_time(minutes=5)

    def answered(request: Request) -> Reply | None:
        if path_of(request) == "/token":
            return Reply(400, {}, b'{"error":"invalid_grant"}')
        return Reply(401, {}, b"") if path_of(request).startswith("/hist/v3") else None

    way.answers = answered
    told = await bench.read()
    assert failed(told) == {Feed.BOOKINGS: "sign_in_ended"}
    assert covered(told) == [Feed.FILLS]


def with_an_odd_row(path: str) -> Callable[[Request, Any], Any]:
    """The real list, and a row in front of it that nobody can read."""
    return lambda request, body: (
        {**body, "Data": [ODD, *body["Data"]]} if path_of(request).startswith(path) else body
    )


async def test_rows_that_nobody_can_read_are_a_hole_and_the_others_are_told(
    bench: SaxoBench, way: Spoilt
) -> None:
    bench.trade("XYZ", "3")
    bench.do(assign("main", "ETX P410", "1"))
    bench.pass_time(seconds=1)
    bench.do(report())
    whole = await bench.read()
    for path, feeds in ((EVENTS, FILLS_AND_BOOKINGS), (REPORT, [Feed.BOOKINGS])):
        way.changes = with_an_odd_row(path)
        told = await bench.read()
        assert failed(told) == dict.fromkeys(feeds, "bad_payload")
        assert covered(told) == [feed for feed in FILLS_AND_BOOKINGS if feed not in feeds]
        assert facts(told) == facts(whole)


async def test_prices_that_fail_cost_nothing_else(bench: SaxoBench, way: Spoilt) -> None:
    way.answers = instead("/trade/", said(403, "Forbidden"))
    told = await bench.read()
    assert (only(Quote, told), failed(told), covered(told)) == ([], {}, FILLS_AND_BOOKINGS)
    assert len(only(Snapshot, told)) == 2
    way.answers = instead("/trade/", page({"Uic": 1}))
    assert failed(await bench.read()) == {}


FAULTS: list[tuple[str, dict[str, Any], type[BrokerError], str]] = [
    ("500", {"do": "fail", "status": 500, "count": 99}, Transient, "server_error"),
    ("503", {"do": "fail", "status": 503, "count": 99}, Transient, "unavailable"),
    ("429", {"do": "fail", "status": 429, "count": 99}, RateLimited, "rate_limited"),
    ("401", {"do": "fail", "status": 401, "count": 99}, SignInEnded, "sign_in_ended"),
    ("a page", {"do": "garbage", "count": 99}, Transient, "html_reply"),
    ("gone", {"do": "v1_gone"}, Fatal, "api_gone"),
    ("revoked", {"do": "revoke", "account": "saxo/main"}, SignInEnded, "sign_in_ended"),
]


@pytest.mark.parametrize(("fault", "kind", "code"), [f[1:] for f in FAULTS],
                         ids=[name for name, *_ in FAULTS])  # fmt: skip
async def test_a_fault_of_everything_is_raised_and_over_when_it_is_over(
    bench: SaxoBench, fault: dict[str, Any], kind: type[BrokerError], code: str
) -> None:
    await bench.read()  # so that there is a token
    await bench.control(**fault)
    with pytest.raises(BrokerError) as caught:
        await bench.read()
    assert (type(caught.value), caught.value.problem.code) == (kind, code)
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == timedelta(seconds=5)
    await bench.control("restore")
    assert covered(await bench.read()) == FILLS_AND_BOOKINGS


async def test_where_nobody_answers_for_one_list_the_others_are_not_even_tried(
    bench: SaxoBench, way: Spoilt
) -> None:
    def answered(request: Request) -> None:
        if path_of(request).startswith(POSITIONS):
            raise unreachable(TIMED_OUT, request.url)

    way.answers = answered
    with pytest.raises(Transient, match="timed_out"):
        await bench.read()
    assert way.count(f"GET {EVENTS}") == 0


async def test_nothing_that_was_asked_for_can_be_read_is_raised(
    bench: SaxoBench, way: Spoilt
) -> None:
    way.answers = instead(POSITIONS, NO_LIST)
    with pytest.raises(BadPayload):
        await bench.session.read([Feed.POSITIONS], bench.since(minutes=1))


# ---------------------------------------------------------------------------------------- pages


def in_pages_of(rows: int) -> Callable[[Request], Request]:
    return lambda request: replace(
        request, url=request.url.replace("%24top=1000", f"%24top={rows}")
    )


async def test_lists_are_read_to_their_end_over_many_pages(bench: SaxoBench, way: Spoilt) -> None:
    bench.do(assign("main", "ETX P410", "2"))
    bench.pass_time(days=1)  # the reports are out
    since = bench.since(days=12)
    whole = await bench.read(since)
    pages = way.count("GET")
    way.answers = in_pages_of(2)
    again = await bench.read(since)
    assert [t for t in again if not isinstance(t, SignIn | Funds | Allowance)] == [
        t for t in whole if not isinstance(t, SignIn | Funds | Allowance)
    ]
    assert way.count("GET") > 2 * pages, "the pages were really short"


@pytest.mark.parametrize(
    ("path", "feeds"),
    [(POSITIONS, [Feed.POSITIONS]), (EVENTS, FILLS_AND_BOOKINGS), (REPORT, [Feed.BOOKINGS])],
    ids=["positions", "events", "trades"],
)
async def test_a_list_without_end_is_said_to_be_unreadable(
    bench: SaxoBench, way: Spoilt, path: str, feeds: list[Feed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_MOST_PAGES", 3)
    asked: list[str] = []

    def answered(request: Request) -> Reply | None:
        if not path_of(request).startswith(path):
            return None
        asked.append(request.url)
        return page(__next=f"https://elsewhere.example/?$skip={len(asked)}")

    way.answers = answered
    told = await bench.read()
    assert failed(told) == dict.fromkeys(feeds, "bad_payload")
    assert len(asked) == len(set(asked)) == 3
    assert not any("elsewhere" in url for url in asked), "only the query of the address is used"
    assert only(Unreadable, told)[0].problem.values["what"].startswith("more pages")


async def test_accounts_on_a_second_page_have_their_readings_too(
    bench: SaxoBench, way: Spoilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "PAGE_ROWS", 1)  # where no size is asked for
    way.answers = in_pages_of(1)
    for nick, amount in (("EURUSD", "20000"), ("QRS", "-40"), ("ETX", "-25")):
        bench.trade(nick, amount, "second")
    read = {snapshot.scope for snapshot in only(Snapshot, await bench.read())}
    assert read == {bench.scope(), bench.scope("second")}
