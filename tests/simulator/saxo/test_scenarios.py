"""What each scenario of the simulated Saxo makes lists, events and reports show."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.simulator.saxo import reports
from assignwatch.simulator.saxo.scenarios import SCRIPTS
from assignwatch.simulator.saxo.showing import BadArguments, Topic
from tests.simulator.saxo.staged import START, Line, Staged, line

PLAYED = 30
"""Seconds after which everything has happened but the night."""

# Scenario, what main holds more (or less) of than before, legs that no order of the client made,
# and their rows in the report of the next day.
# A leg: event, side, amount, symbol, price, tool, tag.
# A row: symbol, amount, price, type, option event, tool.
PUT, CALL, END = "XYZ/18Z26P100:xcbf", "QRS/18Z26C50:xcbf", "XYZ/23X26"
Expected = tuple[str, dict[str, int], list[Line], list[Line]]
TABLE: tuple[Expected, ...] = (
    (
        "assignment",
        {"XYZ P100": 1, "XYZ": 200},
        [
            ("New", "Buy", "1", PUT, "0", "49", "Assignment"),
            ("New", "Buy", "100", "XYZ:xnas", "100", "49", "Assignment"),
        ],
        [
            (PUT, "1", "0", "Assignment", "Put", "49"),
            ("XYZ:xnas", "100", "100", "Assignment", "-", "49"),
        ],
    ),
    (
        "assignment-untold",
        {"XYZ P100": 1, "XYZ": 200},
        [
            ("New", "Buy", "1", PUT, "0", "-", "-"),
            ("New", "Buy", "100", "XYZ:xnas", "100", "-", "-"),
        ],
        [
            (PUT, "1", "0", "Assignment", "Put", "49"),
            ("XYZ:xnas", "100", "100", "Assignment", "-", "49"),
        ],
    ),
    (
        "covered-call",
        {"QRS C50": 1, "QRS": -100, "XYZ": -10},
        [
            ("New", "Buy", "1", CALL, "0", "49", "Assignment"),
            ("New", "Sell", "100", "QRS:xnys", "50", "49", "Assignment"),
        ],
        [
            (CALL, "1", "0", "Assignment", "Call", "49"),
            ("QRS:xnys", "-100", "50", "Assignment", "-", "49"),
        ],
    ),
    (
        "spread",
        {"ETX P410": 2, "ETX": 150, "XYZ": 15},
        [
            ("New", "Buy", "2", "ETX/18Z26P410:xcbf", "0", "49", "Assignment"),
            ("New", "Buy", "200", "ETX:arcx", "410", "49", "Assignment"),
        ],
        [
            ("ETX/18Z26P410:xcbf", "2", "0", "Assignment", "Put", "49"),
            ("ETX:arcx", "200", "410", "Assignment", "-", "49"),
        ],
    ),
    (
        "auto-assignment",
        {"XYZ": 100},
        [
            ("New", "Buy", "1", f"{END}P100:xcbf", "0", "50", "AutoAssignment"),
            ("New", "Buy", "100", "XYZ:xnas", "100", "50", "AutoAssignment"),
        ],
        [
            (f"{END}P100:xcbf", "1", "0", "AutoAssignment", "Put", "50"),
            ("XYZ:xnas", "100", "100", "AutoAssignment", "-", "50"),
        ],
    ),
    (
        "auto-exercise",
        {"XYZ": 100, "QRS": 10},
        [
            ("New", "Sell", "1", f"{END}C90:xcbf", "0", "50", "AutoExercise"),
            ("New", "Buy", "100", "XYZ:xnas", "90", "50", "AutoExercise"),
        ],
        [
            (f"{END}C90:xcbf", "-1", "0", "AutoExcercise", "Call", "50"),
            ("XYZ:xnas", "100", "90", "AutoExcercise", "-", "50"),
        ],
    ),
    (
        "not-assigned",
        {"XYZ": 25},
        [("Deleted", "Sell", "1", f"{END}P97.5:xcbf", "1.07", "50", "-")],
        [(f"{END}P97.5:xcbf", "1", "0", "Expiry", "-", "50")],
    ),
    (
        "index-option",
        {"ETX": 10},
        [("New", "Buy", "1", "XIX/23X26P5000:xcbf", "43.32", "38", "-")],
        [("XIX/23X26P5000:xcbf", "1", "43.32", "AutoAssignment", "Put", "38")],
    ),
    (
        "future-option",
        {"GLD": 1, "GLD CFD": 5},
        [
            ("New", "Buy", "1", "OGD/18Z26P2450:xcec", "0", "49", "Assignment"),
            ("New", "Buy", "1", "GLDH7", "2450", "49", "Assignment"),
        ],
        [
            ("OGD/18Z26P2450:xcec", "1", "0", "Assignment", "Put", "49"),
            ("GLDH7", "1", "2450", "Assignment", "-", "49"),
        ],
    ),
    ("netting", {"XYZ": -40, "ETX P410": 1}, [], []),
    ("quiet", {"XYZ": 20}, [], []),
)


@pytest.mark.parametrize(("scenario", "change", "legs", "reported"), TABLE)
def test_what_happens_and_what_is_told_of_it(
    scenario: str, change: dict[str, int], legs: list[Line], reported: list[Line]
) -> None:
    staged = Staged()
    before, last = staged.held(), staged.world.newest_sequence()
    staged.play(scenario, PLAYED)
    assert _difference(before, staged.held()) == change
    made = [row for row in staged.events(last) if "SourceOrderId" not in row]
    fields = ("PositionEvent", "BuySell", "Amount", "Symbol", "OpenPrice", "OriginatingToolId")
    assert [line(row, *fields, "CorrelationTypes") for row in made] == legs
    assert staged.trades() == []
    staged.pass_time(seconds=20)
    columns = ("InstrumentSymbol", "Amount", "Price", "TradeType", "OptionEventType", "ToolId")
    rows = [line(row, *columns) for row in staged.trades() if row["OrderId"] == "0"]
    assert rows == reported


@pytest.mark.parametrize("scenario", SCRIPTS)
def test_every_scenario_has_an_ordinary_trade_of_the_client(scenario: str) -> None:
    staged = Staged()
    last = staged.world.newest_sequence()
    staged.play(scenario, 9)
    orders = staged.events(last, "Orders")
    filled = {row["OrderId"] for row in orders if row["Status"] == "FinalFill"}
    legs = staged.events(last)
    assert filled
    assert {row["SourceOrderId"] for row in legs} == filled
    assert {row["OriginatingToolId"] for row in legs} == {2001}
    assert all(row["HandledBy"] for row in orders)


@pytest.mark.parametrize(
    "start",
    [
        START,
        datetime(2026, 11, 28, 23, 59, 50, tzinfo=UTC),
        datetime(2027, 1, 1, 1, 11, 55, tzinfo=UTC),
        datetime(2028, 2, 29, 20, 59, 0, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("scenario", SCRIPTS)
def test_every_scenario_can_be_played_at_any_time_and_again(scenario: str, start: datetime) -> None:
    staged = Staged(start=start)
    for _ in range(3):
        staged.play(scenario, 60)
    assert len(staged.rows(Topic.MESSAGES)) >= 3


def test_positions_name_an_assignment_on_the_shares_that_came() -> None:
    staged = Staged()
    staged.play("assignment", PLAYED)
    (came,) = (r["PositionBase"] for r in _tagged(staged))
    assert (came["Amount"], came["OpenPrice"], came["Uic"]) == (100, 100, 20_511)
    assert "SourceOrderId" not in came
    (leg,) = (row for row in staged.events(_first(staged)) if row["OpenPrice"] == 100)
    assert leg["CorrelationKey"] == came["CorrelationKey"]


def test_an_untold_assignment_leaves_no_tag_and_ties_its_legs_to_the_option() -> None:
    staged = Staged()
    (option,) = (p for p in staged.rows(Topic.POSITIONS) if _is_put(p))
    last = staged.world.newest_sequence()
    staged.play("assignment-untold", PLAYED)
    assert _tagged(staged) == []
    legs = [row for row in staged.events(last) if "SourceOrderId" not in row]
    assert {row["OriginatingPositionId"] for row in legs} == {option["PositionId"]}
    assert len({row["CorrelationKey"] for row in legs}) == 1


def test_a_closed_pair_never_says_assignment_and_is_gone_after_the_night() -> None:
    staged = Staged()
    staged.play("assignment", PLAYED)
    (pair,) = (r["ClosedPosition"] for r in staged.rows(Topic.CLOSED_POSITIONS))
    assert (pair["ClosingMethod"], pair["ClosingPrice"], pair["Amount"]) == ("Fifo", 0, -1)
    last = staged.world.newest_sequence()
    staged.pass_time(seconds=20)
    assert staged.rows(Topic.CLOSED_POSITIONS) == []
    deleted = [row for row in staged.events(last) if row["PositionEvent"] == "Deleted"]
    ids = {pair["OpeningPositionId"], pair["ClosingPositionId"]}
    assert {row["PositionId"] for row in deleted} == ids


def test_the_history_names_an_assignment_once_its_day_is_processed() -> None:
    staged = Staged()
    asked = {"ClientKey": staged.world.client.key, "FromDate": "2026-11-23"}
    staged.play("assignment", PLAYED)
    assert reports.past_positions(staged.world, asked) == []
    (row,) = (r for r in reports.transactions(staged.world, asked) if r["IntradayAmount"] == -10000)
    assert (row["BkRecordId"], "TradeId" in row) == (999999999999999999, False)
    assert (row["IsIntradayData"], row["BookedAmount"]) == (True, 0)
    staged.pass_time(seconds=20)
    (past,) = reports.past_positions(staged.world, asked)
    assert (past["CorrelationType"], past["PriceClose"]) == ("Assignment", 0)
    assert past["Uic"] == str(staged.world.listing["XYZ P100"].uic)
    assert {r["BkRecordId"] for r in reports.transactions(staged.world, asked)} == {
        int(r["TradeId"]) for r in staged.trades()
    }


def test_an_index_option_moves_money_and_nothing_else() -> None:
    staged = Staged()
    staged.play("index-option", 50)
    asked = {"ClientKey": staged.world.client.key, "FromDate": "2026-11-23"}
    paid = [
        line(row, "InstrumentSymbol", "AmountAccountCurrency")
        for row in reports.bookings(staged.world, asked)
        if row["BkAmountType"] == "Option Cash Settlement"
    ]
    assert paid == [("XIX/23X26P5000:xcbf", "-4332.00")]


def test_the_bank_closes_a_future_by_an_order_that_nobody_gave() -> None:
    staged = Staged()
    last = staged.world.newest_sequence()
    staged.play("before-notice", PLAYED)
    assert "GLD" not in staged.held()
    orders = [row for row in staged.events(last, "Orders") if row["OrderType"] == "MarketExpiry"]
    assert [row["Status"] for row in orders] == ["Placed", "FinalFill"]
    assert not any("HandledBy" in row for row in orders)
    (leg,) = (row for row in staged.events(last) if row["Symbol"] == "GLDH7")
    assert (leg["OriginatingToolId"], leg["SourceOrderId"]) == (19, orders[0]["OrderId"])


def test_only_the_second_of_two_equal_accounts_is_assigned() -> None:
    staged = Staged()
    staged.play("two-accounts", PLAYED)
    assert staged.held()["XYZ P100"] == -1
    second = staged.held("second")
    assert second["XYZ"] == 100
    assert "XYZ P100" not in second
    (tagged,) = _tagged(staged)
    assert tagged["PositionBase"]["AccountId"] == "17700932INET"


def test_after_lost_events_only_the_positions_tell_until_the_report() -> None:
    staged = Staged()
    last = staged.world.newest_sequence()
    staged.play("sequence-lost", PLAYED)
    with pytest.raises(BadArguments) as lost:
        staged.events(last)
    assert lost.value.code == "SequenceIdUnavailable"
    asked = {"Activities": ["Positions"], "FromDateTime": "2026-11-23T00:00:00Z"}
    kept = staged.world.activities(asked, None)
    assert [row["Amount"] for row in kept] == [5]
    assert _tagged(staged) == []
    assert "XYZ P100" not in staged.held()
    staged.pass_time(seconds=20)
    assert "Assignment" in {row["TradeType"] for row in staged.trades()}


def test_a_scenario_asks_favours_of_those_who_serve_the_world() -> None:
    staged, asked = Staged(), list[str]()
    for favour in ("end sessions", "fall silent", "come back"):
        staged.world.asides[favour] = lambda favour=favour: asked.append(favour)  # type: ignore[misc]
    staged.play("sign-in-ends", 20)
    staged.play("sequence-lost", 20)
    assert asked == ["end sessions", "fall silent", "come back"]


def _difference(before: dict[str, Decimal], after: dict[str, Decimal]) -> dict[str, int]:
    changes = {nick: after.get(nick, 0) - before.get(nick, 0) for nick in before | after}
    return {nick: int(change) for nick, change in changes.items() if change}


def _tagged(staged: Staged) -> list[dict[str, Any]]:
    return [p for p in staged.rows(Topic.POSITIONS) if p["PositionBase"]["CorrelationTypes"]]


def _is_put(position: dict[str, Any]) -> bool:
    data = position["PositionBase"].get("OptionsData", {})
    return bool((data.get("PutCall"), data.get("Strike")) == ("Put", 100))


def _first(staged: Staged) -> int:
    """The id of the first activity that is kept."""
    asked = {"Activities": ["Positions", "Orders"], "FromDateTime": "2026-11-01"}
    return int(str(staged.world.activities(asked, None)[0]["SequenceId"])) - 1
