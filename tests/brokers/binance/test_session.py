"""Whose account it is: the key, portfolio margin, stock options, clocks; sessions begun anew."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.brokers.base import BrokerError, Fatal, Refused
from assignwatch.core.model import PositionKey, Problem
from assignwatch.core.observations import Description, FeedReport, Pulse, Snapshot
from assignwatch.core.words import Feed, Side
from assignwatch.net.transport import Reply
from assignwatch.simulator.binance.auth import READ_ONLY, Kind
from assignwatch.simulator.binance.contracts import Family
from tests.brokers.bench import only
from tests.brokers.binance.bench import (
    FAMILIES,
    NOON,
    PAGE,
    BinanceBench,
    Spoilt,
    answered,
    covered,
    facts,
    failed,
    held,
    instead,
    path_of,
    remarks,
    said,
    since,
    symbols,
)
from tests.brokers.binance.test_reading_faults import ALL

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

ACCOUNT = "/papi/v1/account"


def permit(bench: BinanceBench, **rights: bool) -> None:
    """The key may do this besides."""
    for key in bench.venue.keys.of(bench.account):
        key.permissions = {**READ_ONLY, **rights}


async def test_an_account_is_read_whole(bench: BinanceBench) -> None:
    told = await bench.told()
    assert {one.scope for one in only(Snapshot, told)} == {*FAMILIES}
    world = {
        holding.contract.symbol: holding.size
        for book in bench.world.accounts["main"].books
        for holding in book.holdings.values()
    }
    options = bench.world.option_book("main").holdings.values()
    world |= {holding.option.symbol: holding.size for holding in options}
    assert {key.instrument.partition("/")[2]: q for key, q in held(told).items()} == world
    described = {one.instrument.id for one in only(Description, told)}
    assert {key.instrument for key in held(told)} <= described
    assert covered(told).keys() == {(scope, feed) for scope in FAMILIES for feed in ALL[1:]}
    assert {one.feed for one in only(Pulse, told)} == {*ALL}


async def test_a_symbol_may_be_in_any_script(bench: BinanceBench, way: Spoilt) -> None:
    bench.trade("币安人生USDT", "3")
    bench.pass_time(seconds=5)
    told = await bench.told()
    assert "币安人生USDT" in symbols(told)
    assert Decimal(3) in [fact.quantity for fact in facts(told)]
    assert failed(told) == {}
    assert way.count("/fapi/v1/userTrades", symbol="币安人生USDT") == 1


@pytest.mark.parametrize("kind", [*Kind])
async def test_keys_of_every_kind_read_the_account(bench: BinanceBench, kind: Kind) -> None:
    key = bench.host.add_key("main", kind)
    bench.session = bench.opened(bench.way, api_key=key.api_key, api_secret=key.secret)
    assert failed(await bench.told()) == {}


# --------------------------------------------------------------------------------------- the key


async def test_a_key_that_can_withdraw_is_used_for_nothing(
    bench: BinanceBench, way: Spoilt
) -> None:
    permit(bench, enableWithdrawals=True)
    with pytest.raises(Refused, match="key_can_withdraw"):
        await bench.told()
    with pytest.raises(Refused, match="key_can_withdraw"):
        await bench.hear(lambda _: True)
    assert {path_of(asked) for asked in way.asked} <= {
        "/sapi/v1/account/apiRestrictions",
        "/api/v3/time",
    }
    assert way.opened == []
    permit(bench)
    assert failed(await bench.told()) == {}


@pytest.mark.parametrize(
    ("rights", "code"),
    [
        ({"enableFutures": True}, "key_can_trade"),
        ({"ipRestrict": False}, "key_without_addresses"),
        ({"enableFutures": True, "ipRestrict": False}, "key_can_trade_anywhere"),
    ],
)
async def test_what_a_key_may_do_besides_is_told_with_each_reading_and_once_when_it_is_over(
    bench: BinanceBench, rights: Mapping[str, bool], code: str
) -> None:
    permit(bench, ipRestrict=True)
    assert remarks(await bench.told()) == {}
    permit(bench, **{"ipRestrict": True, **rights})
    assert remarks(await bench.told()) == {}, "until the key is looked at again"
    bench.pass_time(days=1)
    for _ in range(2):
        problem = remarks(await bench.told())[Feed.POSITIONS]
        assert problem is not None
        assert problem.code == code
    permit(bench, ipRestrict=True)
    bench.pass_time(days=1)
    assert remarks(await bench.told()) == {Feed.POSITIONS: None}
    assert remarks(await bench.told()) == {}


async def test_rights_that_a_key_gets_later_are_found_within_a_day(bench: BinanceBench) -> None:
    await bench.told()
    permit(bench, permitsUniversalTransfer=True)
    bench.pass_time(days=1)
    for _ in range(2):
        with pytest.raises(Refused, match="key_can_withdraw"):
            await bench.told()


async def test_where_nobody_can_be_asked_what_a_key_may_do_that_is_said(
    bench: BinanceBench,
) -> None:
    bench.without("wallet", "portfolio")
    assert remarks(await bench.told()) == {Feed.POSITIONS: Problem("key_unchecked")}


async def test_whoever_asks_at_the_same_time_the_key_is_looked_at_once(
    bench: BinanceBench, way: Spoilt
) -> None:
    async with bench.listen() as heard:
        await asyncio.gather(bench.told(), bench.told())
        await heard.up()
    for path in ("/sapi/v1/account/apiRestrictions", ACCOUNT):
        assert way.count(path) == 1


# --------------------------------------------------------------------------- portfolio margin


async def test_a_portfolio_margin_account_is_read_where_its_positions_are(
    portfolio: BinanceBench,
) -> None:
    portfolio.without("options")
    told = await portfolio.told()
    assert (failed(told), len(covered(told))) == ({}, 4)
    assert symbols(told) == {"BTCUSDT", "SOLUSDT", "ETHUSD_PERP"}
    private = {path_of(asked) for asked in portfolio.way.asked if "signature=" in asked.url}
    assert private
    assert all(path.startswith(("/papi", "/sapi")) for path in private)
    portfolio.trade("SOLUSDT", "2")
    portfolio.trade("ETHUSD_PERP", "5")
    portfolio.pass_time(seconds=5)
    again = await portfolio.told()
    assert {(fact.scope, fact.quantity) for fact in facts(again)} >= {("fapi", 2), ("dapi", 5)}


@pytest.mark.parametrize("left_out", ["usd_futures", "coin_futures"])
async def test_a_portfolio_margin_account_is_known_whatever_else_is_left_out(
    portfolio: BinanceBench, left_out: str
) -> None:
    portfolio.without("options", left_out)
    told = await portfolio.told()
    assert failed(told) == {}
    assert symbols(told) <= {"BTCUSDT", "SOLUSDT", "ETHUSD_PERP"}
    assert symbols(told), "and not a flat one"


async def test_a_portfolio_margin_account_without_its_address_is_refused_and_not_half_read(
    portfolio: BinanceBench,
) -> None:
    permit(portfolio, enablePortfolioMarginTrading=True)
    portfolio.without("portfolio")
    for _ in range(2):
        with pytest.raises(Fatal) as caught:
            await portfolio.told()
        assert caught.value.problem == Problem("no_url", {"name": "portfolio"})
    with pytest.raises(Fatal, match="no_url"):
        await portfolio.hear(lambda _: True)
    assert portfolio.way.opened == []


async def test_an_account_without_any_address_is_no_account_that_holds_nothing(
    bench: BinanceBench,
) -> None:
    bench.without("usd_futures", "coin_futures", "options")
    missing = Problem("no_url", {"name": "usd_futures, coin_futures, options"})
    with pytest.raises(Fatal) as unread:
        await bench.told()
    with pytest.raises(Fatal) as unheard:
        await bench.hear(lambda _: True)
    assert (unread.value.problem, unheard.value.problem) == (missing, missing)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (said(500), "server_error"),
        (PAGE, "html_reply"),
        (answered(b'{"uniMM'), "bad_payload"),
        (Reply(404, {}, b"<html>"), "api_gone"),
        (said(400, -9999), "unknown_error"),
    ],
)
async def test_what_does_not_say_that_it_is_none_makes_no_classic_account_of_it(
    portfolio: BinanceBench, reply: Reply, code: str
) -> None:
    portfolio.way.answers = instead(ACCOUNT, reply)
    with pytest.raises(BrokerError) as caught:
        await portfolio.told()
    assert caught.value.problem.code == code
    portfolio.way.answers = lambda _: None
    assert symbols(await portfolio.told())


@pytest.mark.parametrize("reply", [said(400, -21001, "USER_IS_NOT_UNIACCOUNT"), said(401, -2015)])
async def test_who_has_no_portfolio_margin_is_read_as_ever(
    bench: BinanceBench, way: Spoilt, reply: Reply
) -> None:
    way.answers = instead(ACCOUNT, reply)
    assert failed(await bench.told()) == {}


async def test_a_part_of_binance_that_is_out_of_order_at_the_start_hides_no_other(
    bench: BinanceBench, way: Spoilt
) -> None:
    way.answers = instead("/fapi", said(500))
    told = await bench.told()
    assert {scope for scope, _ in failed(told)} == {"fapi"}


# ------------------------------------------------------------------------- what is odd besides


async def test_stock_options_are_said_to_be_unwatched(bench: BinanceBench) -> None:
    assert remarks(await bench.told()) == {}
    bench.world.accounts["main"].stock_options = True
    bench.restart()
    for _ in range(2):
        assert remarks(await bench.told()) == {Feed.BOOKINGS: Problem("stock_options_unwatched")}


async def test_whether_there_are_stock_options_is_asked_again_where_nobody_said(
    bench: BinanceBench, way: Spoilt
) -> None:
    bench.world.accounts["main"].stock_options = True
    way.answers = instead("/sapi/v1/equity", said(500))
    assert remarks(await bench.told()) == {}
    way.answers = lambda _: None
    bench.pass_time(hours=1)
    assert remarks(await bench.told()) == {Feed.BOOKINGS: Problem("stock_options_unwatched")}


@pytest.mark.parametrize(("seconds", "direction"), [(40, "behind"), (-40, "ahead")])
async def test_a_clock_that_is_off_is_told_and_hides_nothing(
    bench: BinanceBench, seconds: int, direction: str
) -> None:
    await bench.control("skew", seconds=seconds)
    bench.trade("BTCUSDT", "0.01")
    told = await bench.told()
    problem = remarks(told)[Feed.FILLS]
    assert problem is not None
    assert (problem.code, problem.values) == (
        "clock_skew",
        {"seconds": "40", "direction": direction},
    )
    assert failed(told) == {}
    shown = bench.clock.now() + timedelta(seconds=seconds)
    assert all(abs(one.at - shown) < timedelta(seconds=1) for one in only(Snapshot, told))


async def test_clocks_that_part_meanwhile_are_compared_again(bench: BinanceBench) -> None:
    await bench.told()
    await bench.control("skew", seconds=90)
    told = await bench.told()
    assert failed(told) == {}
    assert {path_of(a) for a in bench.way.asked[-60:] if path_of(a).endswith("/time")}


# ------------------------------------------------------------------------------ hedge mode, pairs


async def test_both_sides_of_a_contract_are_positions_of_their_own_in_hedge_mode(
    bench: BinanceBench,
) -> None:
    account = bench.world.accounts["main"]
    for book in account.books:
        for holding in list(book.holdings.values()):
            bench.trade(holding.contract.symbol, f"{-holding.size}")
    account.set_hedged(True)
    bench.trade("ADAUSDT", "30", side=account.side(long=True))
    bench.trade("ADAUSDT", "-10", side=account.side(long=False))
    bench.pass_time(seconds=5)
    told = await bench.told()
    assert {
        key.side: q for key, q in held(told).items() if key.instrument == "binance/ADAUSDT"
    } == {
        Side.LONG: Decimal(30),
        Side.SHORT: Decimal(-10),
    }
    sides = {fact.side for fact in facts(told) if fact.instrument == "binance/ADAUSDT"}
    assert sides == {Side.LONG, Side.SHORT}


async def test_a_contract_that_is_not_traded_at_the_moment_is_still_held(
    bench: BinanceBench, way: Spoilt
) -> None:
    before = await bench.told()
    symbol = next(name for name in symbols(before) if name.startswith("BTCUSD_2"))
    bench.world.restate(symbol, status="PRE_DELIVERING")
    told = await bench.told(since(before, held(before)))
    assert symbol in symbols(told)
    assert way.count("/dapi/v1/positionRisk", pair="BTCUSD") == 1
    bench.restart()
    assert symbol in symbols(await bench.told()), "without anybody who knows that it was held"


# --------------------------------------------------------------------------------- begun anew


async def test_a_session_that_begins_anew_reads_on_from_where_another_was(
    bench: BinanceBench,
) -> None:
    before = await bench.told()
    kept = since(before, held(before))
    bench.trade("ETHUSDT", "0.25")
    bench.pass_time(hours=3)
    bench.restart()
    told = await bench.told(kept)
    assert Decimal("0.25") in [fact.quantity for fact in facts(told)]
    assert all(through > kept.of(feed, scope) for (scope, feed), through in covered(told).items())  # type: ignore[operator, arg-type]


async def test_what_is_longer_ago_than_binance_remembers_is_said_to_be_missing(
    bench: BinanceBench,
) -> None:
    told = await bench.session.read(ALL, bench.ago(days=120))
    holes = [r for r in only(FeedReport, told) if r.problem and r.problem.code == "coverage_hole"]
    assert {hole.scope for hole in holes} == {*FAMILIES}
    assert all(hole.up and hole.feed is Feed.FILLS for hole in holes)
    assert holes[0].problem is not None
    assert holes[0].problem.values["until"] == (NOON - timedelta(days=90)).isoformat()
    assert (failed(told), len(covered(told))) == ({}, 6)


async def test_after_a_long_absence_a_week_is_read_at_a_time_within_the_budget(
    bench: BinanceBench,
) -> None:
    reached, readings = bench.ago(days=60), 0
    while min(reached.through.values()) < bench.clock.now() - timedelta(minutes=2):
        bench.pass_time(minutes=1)
        told = await bench.session.read(ALL, reached)
        assert (failed(told), len(covered(told))) == ({}, 6)
        reached, readings = since(told), readings + 1
    assert readings == 9


async def test_who_was_never_read_begins_now(bench: BinanceBench) -> None:
    told = await bench.session.read(ALL, replace(bench.ago(days=1), through={}))
    assert (facts(told), failed(told), len(covered(told))) == ([], {}, 6)
    assert Family.UM in bench.world.accounts["main"].futures
    assert held(told).keys() >= {PositionKey(only(Snapshot, told)[0].positions[0].instrument)}
