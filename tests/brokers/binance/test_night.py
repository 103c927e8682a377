"""What the core makes of Binance's nights with futures: however many lists tell it, it is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from assignwatch.brokers.binance import forced, income, order_lists, trades
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.observations import Description, Observation
from assignwatch.core.words import Side
from tests.brokers.binance.nights import (
    AFTER,
    DELISTED,
    IN_COIN,
    PERPETUAL,
    QUARTERLY,
    D,
    covered,
    heard,
    in_short,
    knowing,
    night,
    order_row,
    paid,
    reading,
    trade_row,
    update,
)
from tests.core.builders import Run

Facts = Sequence[Observation]


def lists(
    known: Instrument, client_id: str, quantity: str, amount: str, asset: str = "USDT"
) -> dict[str, Facts]:
    """A long position that is settled, by each of the lists that may tell it."""
    context, symbol = knowing(known), known.symbol
    rows = income.parse([paid(symbol, amount, asset)]).delivered
    held = {PositionKey(known.id): D(quantity)}
    return {
        "stream": heard(update(symbol, client_id, "SELL", quantity), context),
        "orders": order_lists.of_list(
            [order_row(symbol, client_id, "SELL", quantity)], context
        ).facts,
        "trades": trades.parse([trade_row(symbol, "SELL", quantity)], context).facts,
        "income": income.booked(rows, held, context, one_way=True)[0].facts,
    }


QUARTERLY_TOLD = lists(QUARTERLY, "settlement_autoclose-1798185600000000001", "0.01", "12.5")
HELD = [("BTCUSDT_261225", "0.01", "BOTH")]
SETTLED = [("settled", QUARTERLY.id, D("0.01"), "confirmed")]


@pytest.mark.parametrize("read_first", [False, True])
@pytest.mark.parametrize(
    "told",
    [
        ["stream"],
        ["income"],
        ["orders"],
        ["stream", "income"],
        ["trades", "income"],
        ["trades", "orders"],
        *([*order] for order in permutations(QUARTERLY_TOLD)),
    ],
)
def test_quarterly_that_is_delivered_is_settled_once(told: list[str], *, read_first: bool) -> None:
    run = night(QUARTERLY, HELD, [QUARTERLY_TOLD[one] for one in told], read_first=read_first)
    assert in_short(run) == SETTLED
    assert run.only().cash == ({"USDT": D("12.5")} if "income" in told else None)


@pytest.mark.parametrize(
    "client_id", ["delivery_autoclose-1", "delivery-1", "settlement_autoclose-1"]
)
def test_quarterly_in_coin_is_settled_once(client_id: str) -> None:
    told = lists(IN_COIN, client_id, "3", "-0.00042", "BTC")
    run = night(IN_COIN, [("BTCUSD_261225", "3", "BOTH")], list(told.values()))
    assert in_short(run) == [("settled", IN_COIN.id, D(3), "confirmed")]
    assert run.only().cash == {"BTC": D("-0.00042")}


def test_quarterly_that_was_told_twice_and_again_the_next_day_stays_one() -> None:
    told = list(QUARTERLY_TOLD.values())
    run = night(QUARTERLY, HELD, [*told, *told, *reversed(told)])
    before = len(run.journal)
    assert in_short(run) == SETTLED
    run.take(*told[0], *told[1], *told[3])
    assert len(run.journal) == before


@pytest.mark.parametrize("read_first", [False, True])
@pytest.mark.parametrize(
    "told",
    [["stream"], ["orders"], ["income"], ["stream", "income"], ["trades", "orders", "income"]],
)
def test_perpetual_that_is_delisted_was_closed_by_the_broker(
    told: list[str], *, read_first: bool
) -> None:
    facts = lists(DELISTED, "settlement_autoclose-1", "100", "-7")
    held = [(DELISTED.symbol, "100", "BOTH")]
    run = night(DELISTED, held, [facts[one] for one in told], read_first=read_first)
    assert in_short(run) == [("closed_by_broker", DELISTED.id, D(100), "confirmed")]
    assert "delisting" in str(run.only().evidence)


def test_perpetual_of_which_nothing_is_told_was_taken_off_the_market_as_far_as_known() -> None:
    run = night(DELISTED, [(DELISTED.symbol, "100", "BOTH")], [])
    assert in_short(run) == [("closed_by_broker", DELISTED.id, D(100), "pending")]
    later = AFTER + timedelta(days=4)
    run.take(reading(DELISTED.scope, later), *covered(DELISTED.scope, later), at=later)
    assert in_short(run) == [("closed_by_broker", DELISTED.id, D(100), "likely")]


HEDGED = [("BTCUSDT_261225", "0.01", "LONG"), ("BTCUSDT_261225", "-0.03", "SHORT")]


def both_legs() -> dict[str, Facts]:
    context, name = knowing(QUARTERLY), "settlement_autoclose-1"
    rows = [paid("BTCUSDT_261225", "12.5"), paid("BTCUSDT_261225", "-30", tranId=9689322400)]
    held = {
        PositionKey(QUARTERLY.id, Side.LONG): D("0.01"),
        PositionKey(QUARTERLY.id, Side.SHORT): D("-0.03"),
    }
    told = income.booked(income.parse(rows).delivered, held, context, one_way=False)
    assert told[1] == []
    short = {"ps": "SHORT", "i": 8886775, "t": 109100867}
    return {
        "stream": [
            *heard(update("BTCUSDT_261225", name, "SELL", "0.01", ps="LONG"), context),
            *heard(update("BTCUSDT_261225", name, "BUY", "0.03", **short), context),
        ],
        "income": told[0].facts,
    }


@pytest.mark.parametrize("read_first", [False, True])
@pytest.mark.parametrize("told", [["stream"], ["income"], ["income", "stream"]])
def test_both_sides_of_a_hedged_contract_are_settled_each(
    told: list[str], *, read_first: bool
) -> None:
    facts = both_legs()
    run = night(QUARTERLY, HEDGED, [facts[one] for one in told], read_first=read_first)
    assert sorted(in_short(run)) == [
        ("settled", QUARTERLY.id, D("0.01"), "confirmed"),
        ("settled", QUARTERLY.id, D("0.03"), "confirmed"),
    ]


FORCED = {
    "autoclose-1798185600000000001": "liquidated",
    "adl_autoclose": "deleveraged",
    "ADL_AUTOCLOSE-17": "deleveraged",
}


@pytest.mark.parametrize("client_id", FORCED)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_liquidation_and_deleveraging_are_told_once_by_all_lists(
    client_id: str, order: tuple[int, ...]
) -> None:
    context = knowing(PERPETUAL)
    frames = [
        update("BTCUSDT", client_id, "SELL", "1", z="1", X="PARTIALLY_FILLED", t=1),
        update("BTCUSDT", client_id, "SELL", "1", z="2", X="PARTIALLY_FILLED", t=2),
        update("BTCUSDT", client_id, "SELL", "1", z="3", t=3),
    ]
    rows = [order_row("BTCUSDT", client_id, "SELL", "3")]
    made = [trade_row("BTCUSDT", "SELL", "1", id=number) for number in (1, 2, 3)]
    told: list[Facts] = [heard(frames[step], context) for step in order]
    told += [forced.parse(rows, context).facts, order_lists.of_list(rows, context).facts]
    told += [trades.parse(made, context).facts]
    run = night(PERPETUAL, [("BTCUSDT", "3", "BOTH")], told)
    assert in_short(run) == [(FORCED[client_id], PERPETUAL.id, D(3), "confirmed")]


def test_forced_order_names_what_trades_alone_would_explain_away() -> None:
    context = knowing(PERPETUAL)
    made = trades.parse([trade_row("BTCUSDT", "SELL", "3")], context).facts
    rows = [order_row("BTCUSDT", "autoclose-1", "SELL", "3")]
    told = [made, forced.parse(rows, context).facts]
    run = night(PERPETUAL, [("BTCUSDT", "3", "BOTH")], told, read_first=True)
    assert in_short(run) == [("liquidated", PERPETUAL.id, D(3), "confirmed")]


def test_a_frame_that_was_lost_is_in_the_total_of_the_next() -> None:
    context = knowing(PERPETUAL)
    frames = [
        update("BTCUSDT", "autoclose-1", "SELL", "1", z="1", t=1),
        update("BTCUSDT", "autoclose-1", "SELL", "1", z="3", t=3),
    ]
    told = [heard(frame, context) for frame in frames]
    run = night(PERPETUAL, [("BTCUSDT", "3", "BOTH")], told)
    assert in_short(run) == [("liquidated", PERPETUAL.id, D(3), "confirmed")]


def test_own_trades_are_nothing_however_alike_they_are() -> None:
    context = knowing(PERPETUAL)
    told: list[Facts] = [
        heard(update("BTCUSDT", "mine", "SELL", "1", z=str(n), t=n), context) for n in (1, 2, 3)
    ]
    made = [trade_row("BTCUSDT", "SELL", "1", id=number) for number in (1, 2, 3)]
    told += [trades.parse(made, context).facts]
    run = night(PERPETUAL, [("BTCUSDT", "3", "BOTH")], told)
    assert in_short(run) == []


def test_own_order_that_the_end_of_its_contract_cancelled_is_nothing() -> None:
    told = update("BTCUSDT", "mine", "SELL", "3", x="EXPIRED", X="EXPIRED", l="0", z="0", er="7")
    held = [("BTCUSDT", "3", "BOTH")]
    run = night(PERPETUAL, held, [heard(told, knowing(PERPETUAL))], left=held)
    assert in_short(run) == []


def test_order_with_a_name_like_one_of_the_engine_is_loud() -> None:
    told = update("BTCUSDT", "margin_autoclose-1", "SELL", "3")
    run = night(PERPETUAL, [("BTCUSDT", "3", "BOTH")], [heard(told, knowing(PERPETUAL))])
    assert in_short(run) == [("unexplained", PERPETUAL.id, D(3), "unexplained")]
    assert "unknown_word" in {one.code for one in run.only().evidence}


@pytest.mark.parametrize("told", ["stream", "orders", "income"])
def test_delivery_before_the_first_reading_is_history(told: str) -> None:
    run = Run()
    run.take(Description(QUARTERLY), reading(QUARTERLY.scope, AFTER), at=AFTER)
    run.take(*QUARTERLY_TOLD[told], *covered(QUARTERLY.scope, AFTER))
    assert run.standing() == []
