"""Readings of which a part fails: what is said of it, and that the rest is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assignwatch.brokers.base import BrokerError, RateLimited, Refused, Transient
from assignwatch.core.observations import Snapshot
from assignwatch.core.words import Feed
from assignwatch.net.problems import TIMED_OUT, unreachable
from assignwatch.net.transport import Reply, Request
from tests.brokers.bench import EVERYTHING, only
from tests.brokers.binance.bench import (
    FAMILIES,
    PAGE,
    RECORDS,
    BinanceBench,
    Spoilt,
    answered,
    covered,
    facts,
    failed,
    instead,
    path_of,
    said,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

ALL = (Feed.POSITIONS, *RECORDS)
HELD = {
    "fapi": ["/fapi/v3/positionRisk", "/fapi/v1/income", "/fapi/v1/userTrades"],
    "dapi": ["/dapi/v1/positionRisk", "/dapi/v1/income", "/dapi/v1/userTrades"],
    "eapi": ["/eapi/v1/position", "/eapi/v1/exerciseRecord", "/eapi/v1/userTrades"],
}
# Trades are asked for by symbol, and the positions name it.
FEEDS: dict[str, list[Feed]] = {
    "positionRisk": [Feed.POSITIONS, Feed.FILLS],
    "position": [Feed.POSITIONS, Feed.FILLS],
    "income": [*RECORDS],
    "userTrades": [Feed.FILLS],
    "exerciseRecord": [Feed.BOOKINGS],
}
LISTS = [(scope, path) for scope, paths in HELD.items() for path in paths]
FAULTS: dict[str, tuple[Reply, str]] = {
    "500": (said(500), "server_error"),
    "503": (Reply(503, {}, b"Service Unavailable"), "unavailable"),
    "-1000": (said(400, -1000), "unavailable"),
    "-1102": (said(400, -1102, "Mandatory parameter 'x' was not sent."), "request_refused"),
    "-1022": (said(400, -1022), "signature_refused"),
    "-2014": (said(401, -2014), "key_refused"),
    "-2015": (said(401, -2015), "key_not_from_here"),
    "unknown": (said(400, -9876, "What is this?"), "unknown_error"),
    "a page": (PAGE, "html_reply"),
    "nothing": (answered(b""), "bad_payload"),
    "null": (answered(b"null"), "bad_payload"),
    "cut": (answered(b'[{"symbol": "BT'), "bad_payload"),
    "no list": (answered({}), "bad_payload"),
    "no row": (answered(["what is this?"]), "bad_payload"),
}


@pytest.mark.parametrize(("reply", "code"), FAULTS.values(), ids=[*FAULTS])
async def test_a_list_that_fails_is_named_and_the_rest_is_kept(
    bench: BinanceBench, way: Spoilt, reply: Reply, code: str
) -> None:
    bench.trade("BTCUSDT", "0.01")
    bench.trade("BTCUSD_PERP", "2")
    bench.trade("BTC-261225-95000-C", "0.1")
    bench.pass_time(seconds=5)
    whole = await bench.told()
    assert (failed(whole), len(covered(whole))) == ({}, 6)
    for scope, path in LISTS:
        way.answers = instead(path, reply)
        told = await bench.told()
        feeds = FEEDS[path.rpartition("/")[2]]
        assert failed(told) == {(scope, feed): code for feed in feeds}, path
        kept = {place for place in covered(whole) if place not in failed(told)}
        assert set(covered(told)) == kept, path
        shown = {snapshot.scope for snapshot in only(Snapshot, told)}
        assert shown == {*FAMILIES} - ({scope} if Feed.POSITIONS in feeds else set()), path
        assert all(snapshot.positions for snapshot in only(Snapshot, told)), "never a flat one"
        elsewhere = [fact for fact in facts(whole) if fact.scope != scope]
        assert all(fact in facts(told) for fact in elsewhere), path


@pytest.mark.parametrize("root", ["/fapi", "/dapi", "/eapi"])
async def test_a_family_that_fails_wholly_is_a_feed_of_its_own(
    bench: BinanceBench, way: Spoilt, root: str
) -> None:
    scope = root.strip("/")
    for name in ("500", "-2015", "a page", "nothing"):
        way.answers = instead(root, FAULTS[name][0])
        told = await bench.told()
        assert {place: code for (place, _), code in failed(told).items()}.keys() == {scope}, name
        assert {feed for _, feed in failed(told)} == {*ALL}
        assert {place for place, _ in covered(told)} == {*FAMILIES} - {scope}
        assert {one.scope for one in only(Snapshot, told)} == {*FAMILIES} - {scope}
    way.answers = lambda _: None
    assert failed(await bench.told()) == {}


@pytest.mark.parametrize(
    ("urls", "scope"),
    [(["usd_futures"], "fapi"), (["coin_futures"], "dapi"), (["options"], "eapi")],
)
async def test_a_family_without_an_address_is_not_a_part_of_the_account(
    bench: BinanceBench, way: Spoilt, urls: list[str], scope: str
) -> None:
    bench.without(*urls)
    told = await bench.told()
    rest = {*FAMILIES} - {scope}
    assert failed(told) == {}
    assert {place for place, _ in covered(told)} == rest
    assert {snapshot.scope for snapshot in only(Snapshot, told)} == rest
    asked = {path_of(request).split("/")[1] for request in way.asked}
    assert scope not in asked


BUSY: list[tuple[str, Reply, str, int]] = [
    ("429", said(429, -1003, "Too many requests.", retry_after="7"), "rate_limited", 7),
    ("418", said(418, -1003, "IP banned", retry_after="300"), "address_banned", 300),
    ("-1003", said(400, -1003, "Too many requests."), "rate_limited", 60),
    ("403", Reply(403, {}, b"<html>Request blocked</html>"), "firewall", 300),
]


@pytest.mark.parametrize(("reply", "code", "seconds"), [row[1:] for row in BUSY],
                         ids=[row[0] for row in BUSY])  # fmt: skip
async def test_who_is_asked_to_wait_leaves_alone_whatever_shares_the_budget(
    bench: BinanceBench, way: Spoilt, reply: Reply, code: str, seconds: int
) -> None:
    await bench.told()
    way.answers = instead("/fapi/v1/income", reply)
    told = await bench.told()
    assert set(failed(told).values()) == {code}
    assert {scope for scope, _ in failed(told)} <= {"fapi", "dapi"}
    assert ("eapi", Feed.BOOKINGS) in covered(told), "options have a budget of their own"
    way.answers = lambda _: None
    way.asked.clear()
    again = await bench.session.read(EVERYTHING, bench.ago(minutes=1))
    assert {scope for scope, _ in failed(again)} == {"fapi", "dapi"}
    assert not [asked for asked in way.asked if path_of(asked).startswith(("/fapi", "/dapi"))]
    bench.pass_time(seconds=seconds + 1)
    assert failed(await bench.told()) == {}


async def test_the_one_number_with_two_meanings_is_our_fault_at_the_options_alone(
    bench: BinanceBench, way: Spoilt
) -> None:
    for path, code in (("/fapi/v1/income", "unavailable"), ("/eapi/v1/position", "rate_limited")):
        way.answers = instead(
            path, said(503, -1008, "Request throttled by system-level protection.")
        )
        assert set(failed(await bench.told()).values()) == {code}


async def test_where_nobody_answers_a_family_is_tried_once(
    bench: BinanceBench, way: Spoilt
) -> None:
    await bench.told()

    def nobody(request: Request) -> None:
        if path_of(request).startswith("/dapi"):
            raise unreachable(TIMED_OUT, request.url)

    way.answers = nobody
    way.asked.clear()
    told = await bench.told()
    assert failed(told) == {("dapi", feed): TIMED_OUT for feed in ALL}
    assert {path_of(r) for r in way.asked if path_of(r).startswith("/dapi")} == {
        "/dapi/v1/positionRisk"
    }


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ({"do": "fail", "status": 500, "count": 999}, Transient, "server_error"),
        ({"do": "fail", "status": 503, "count": 999}, Transient, "unavailable"),
        ({"do": "fail", "status": 429, "count": 999}, RateLimited, "rate_limited"),
        ({"do": "fail", "status": 418, "count": 999}, RateLimited, "address_banned"),
        ({"do": "garbage", "count": 999}, Transient, "html_reply"),
        ({"do": "revoke", "account": "binance/main"}, Refused, "key_not_from_here"),
    ],
)
async def test_a_fault_of_everything_is_raised_and_over_when_it_is_over(
    bench: BinanceBench, fault: dict[str, Any], kind: type[BrokerError], code: str
) -> None:
    await bench.told()
    await bench.control(**fault)
    with pytest.raises(BrokerError) as caught:
        await bench.told()
    assert (type(caught.value), caught.value.problem.code) == (kind, code)
    await bench.control("restore")
    bench.pass_time(minutes=3)  # a ban is over
    assert failed(await bench.told()) == {}


# ------------------------------------------------------------------------------------ odd rows


def with_an_odd_row(path: str, row: dict[str, Any]) -> Callable[[Request, Any], Any]:
    """The real list, and a row in front of it that nobody can read."""
    return lambda request, body: [row, *body] if path_of(request) == path else body


ODD: dict[str, tuple[str, dict[str, Any], str, Feed]] = {
    "trade": ("/fapi/v1/userTrades", {"symbol": "BTCUSDT", "id": 1}, "fapi", Feed.FILLS),
    "order": ("/fapi/v1/allOrders", {"symbol": 17, "clientOrderId": "adl_autoclose"},
              "fapi", Feed.BOOKINGS),
    "exercise": ("/eapi/v1/exerciseRecord", {"id": "1", "symbol": "BTC-261225-95000-C"},
                 "eapi", Feed.BOOKINGS),
}  # fmt: skip


@pytest.mark.parametrize("which", [*ODD])
async def test_a_row_that_nobody_can_read_is_a_hole_and_hides_no_other(
    bench: BinanceBench, way: Spoilt, which: str
) -> None:
    path, row, scope, feed = ODD[which]
    bench.trade("BTCUSDT", "0.01")
    bench.pass_time(seconds=5)
    whole = await bench.told()
    way.changes = with_an_odd_row(path, row)
    told = await bench.told()
    assert failed(told) == {(scope, feed): "bad_payload"}
    assert (scope, feed) not in covered(told)
    assert all(fact in facts(told) for fact in facts(whole))


async def test_one_odd_position_makes_no_reading_of_the_family(
    bench: BinanceBench, way: Spoilt
) -> None:
    way.changes = with_an_odd_row("/fapi/v3/positionRisk", {"symbol": "BTCUSDT"})
    told = await bench.told()
    assert failed(told) == dict.fromkeys(
        [("fapi", Feed.POSITIONS), ("fapi", Feed.FILLS)], "bad_payload"
    )
    assert {snapshot.scope for snapshot in only(Snapshot, told)} == {"dapi", "eapi"}
