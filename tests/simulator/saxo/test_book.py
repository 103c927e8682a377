"""How single positions are netted: at once, or at the end of the day."""

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.simulator.saxo.showing import Topic
from assignwatch.simulator.saxo.world import FIFO_END_OF_DAY, FIFO_REAL_TIME
from tests.simulator.saxo.staged import Staged, line


def _of(staged: Staged, nick: str, topic: Topic = Topic.POSITIONS) -> list[dict[str, Any]]:
    block = "ClosedPosition" if topic is Topic.CLOSED_POSITIONS else "PositionBase"
    uic = staged.world.listing[nick].uic
    key = staged.world.books["main"].account.key
    return [row for row in staged.rows(topic, AccountKey=key) if row[block]["Uic"] == uic]


def test_real_time_nets_first_in_first_out_into_closed_pairs() -> None:
    staged = Staged()
    staged.trade("main", "XYZ", "30")
    staged.trade("main", "XYZ", "-110")
    (left,) = _of(staged, "XYZ")
    assert (left["PositionBase"]["Amount"], left["PositionBase"]["Status"]) == (20, "Open")
    pairs = [row["ClosedPosition"] for row in _of(staged, "XYZ", Topic.CLOSED_POSITIONS)]
    assert [pair["Amount"] for pair in pairs] == [100, 10]
    assert pairs[1]["OpeningPositionId"] == left["PositionId"]
    assert len({pair["ClosingPositionId"] for pair in pairs}) == 1


def test_real_time_tells_of_the_pairs_in_the_night() -> None:
    staged = Staged()
    staged.trade("main", "XYZ P100", "1")
    (pair,) = _of(staged, "XYZ P100", Topic.CLOSED_POSITIONS)
    last = staged.world.newest_sequence()
    assert staged.events(last) == []
    staged.pass_time(days=1)
    told = [
        line(e, "PositionEvent", "PositionId", "Amount", "BuySell") for e in staged.events(last)
    ]
    opening, closing = pair["ClosedPositionUniqueId"].split("-")
    deleted = [row for row in told if row[0] == "Deleted"]
    assert deleted == [("Deleted", opening, "1", "Sell"), ("Deleted", closing, "1", "Buy")]
    assert {row[0] for row in told} == {"Updated", "Deleted"}
    assert _of(staged, "XYZ P100", Topic.CLOSED_POSITIONS) == []


def test_a_reversal_leaves_the_rest_on_the_other_side() -> None:
    staged = Staged()
    staged.trade("main", "QRS C50", "3")
    (rest,) = _of(staged, "QRS C50")
    base = rest["PositionBase"]
    assert (base["Amount"], base["ToOpenClose"]) == (2, "ToOpen")
    assert rest["NetPositionId"].endswith("__L")


def test_end_of_day_shows_both_sides_of_an_exact_closing_as_a_closed_pair() -> None:
    staged = Staged(FIFO_END_OF_DAY)
    staged.trade("main", "XYZ P100", "1")
    opening, closing = _of(staged, "XYZ P100")
    assert [p["PositionBase"]["Status"] for p in (opening, closing)] == ["Closed", "Closed"]
    assert opening["PositionBase"]["RelatedPositionId"] == closing["PositionId"]
    assert closing["PositionBase"]["RelatedPositionId"] == opening["PositionId"]
    assert opening["NetPositionId"] == closing["NetPositionId"]
    assert staged.rows(Topic.CLOSED_POSITIONS) == []
    (net,) = (
        row["NetPositionBase"]
        for row in staged.rows(Topic.NET_POSITIONS)
        if row["NetPositionId"] == opening["NetPositionId"]
    )
    assert (net["Amount"], net["Status"]) == (0, "Square")
    staged.pass_time(days=1)
    assert _of(staged, "XYZ P100") == []


def test_what_is_left_after_the_netting_of_the_night_has_a_new_id() -> None:
    staged = Staged(FIFO_END_OF_DAY)
    (before,) = _of(staged, "ETX P410")
    staged.trade("main", "ETX P410", "1")
    assert [p["PositionBase"]["Amount"] for p in _of(staged, "ETX P410")] == [-2, 1]
    last = staged.world.newest_sequence()
    staged.pass_time(days=1)
    (after,) = _of(staged, "ETX P410")
    assert after["PositionId"] != before["PositionId"]
    same = ("OpenPrice", "SourceOrderId", "ExecutionTimeOpen", "CorrelationKey", "ToOpenClose")
    kept, was = after["PositionBase"], before["PositionBase"]
    assert [kept[name] for name in same] == [was[name] for name in same]
    assert (kept["Amount"], kept["Status"]) == (-1, "Open")
    (made,) = (e for e in staged.events(last) if e["PositionEvent"] == "New")
    assert (made["PositionId"], made["OriginatingPositionId"]) == (
        after["PositionId"],
        before["PositionId"],
    )


def test_an_assignment_until_the_end_of_the_day_is_seen_on_every_leg() -> None:
    staged = Staged(FIFO_END_OF_DAY)
    staged.play("assignment", 30)
    tagged = [
        line(base, "AssetType", "Amount", "OpenPrice", "Status", "CorrelationTypes")
        for base in (row["PositionBase"] for row in staged.rows(Topic.POSITIONS))
        if base["CorrelationTypes"]
    ]
    assert tagged == [
        ("StockOption", "1", "0", "Closed", "Assignment"),
        ("Stock", "100", "100", "Open", "Assignment"),
    ]


@pytest.mark.parametrize("netting", [FIFO_REAL_TIME, FIFO_END_OF_DAY])
def test_netting_changes_neither_what_is_held_nor_money(netting: str) -> None:
    staged = Staged(netting)
    for amount in ("-30", "12", "-5", "60"):
        staged.trade("main", "XYZ", amount)
    staged.trade("main", "ETX P410", "1")
    before, cash = staged.held(), staged.world.books["main"].cash
    assert before["XYZ"] == 137
    staged.pass_time(days=1)
    assert (staged.held(), staged.world.books["main"].cash) == (before, cash)


def test_a_partly_filled_order_works_on() -> None:
    staged = Staged()
    staged.play("quiet", 32)
    (order,) = staged.rows(Topic.ORDERS)
    assert (order["Amount"], order["FilledAmount"], order["OpenOrderType"]) == (30, 10, "Limit")
    staged.pass_time(seconds=2)
    assert staged.rows(Topic.ORDERS) == []


def test_money_follows_trades_in_the_currency_of_the_account() -> None:
    staged = Staged()
    book = staged.world.books["second"]
    cash = book.cash
    staged.trade("second", "XYZ", "10")
    paid = 10 * book.trades[-1].price + 3
    assert cash - book.cash == paid * Decimal("0.92")
    (balance,) = staged.rows(Topic.BALANCES, AccountKey=book.account.key)
    assert (balance["Currency"], balance["OpenPositionsCount"]) == ("EUR", 4)


def test_a_jump_and_a_wait_give_the_same_nights() -> None:
    jumped, waited = Staged(), Staged()
    jumped.pass_time(days=3)
    for _ in range(72):
        waited.pass_time(hours=1)
    first = jumped.world.newest_sequence()
    assert first == waited.world.newest_sequence()
    assert jumped.world.reported_until == waited.world.reported_until
    assert f"{jumped.world.reported_until:%d %H:%M}" == "26 00:00"
