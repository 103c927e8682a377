"""What each scenario of the simulated Binance makes lists and streams show."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from assignwatch.simulator.binance import futures_events, option_events
from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.contracts import Family, Future, Option, Side
from assignwatch.simulator.binance.expiry import BOOKED_AFTER, SETTLES_AFTER
from assignwatch.simulator.binance.records import OPTIONS, News
from assignwatch.simulator.binance.scenarios import SCRIPTS
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import Clock
from assignwatch.simulator.seeded import Seeded
from tests.simulator.conftest import START

ZERO = Decimal(0)
PREFIXES = ("autoclose-", "adl_autoclose", "settlement_autoclose-", "delivery_autoclose-")


class Day:
    """A world in which one scenario was played, and what its streams said of each account."""

    def __init__(self, scenario: str, start: datetime = START) -> None:
        self.clock = Clock(start, Decimal(0))
        self.world = World(self.clock, Seeded("day"))
        self.main, self.portfolio = self.world.accounts["main"], self.world.accounts["portfolio"]
        self.told: list[tuple[str, str, datetime, Mapping[str, Any]]] = []
        self.world.listeners.append(self._note)
        self.play(scenario)

    def play(self, scenario: str) -> None:
        for seconds, step in SCRIPTS[scenario]:
            self.world.schedule(self.clock.now + timedelta(seconds=seconds), step)

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.jump(timedelta(seconds=1))
            self.world.run_until(self.clock.now)

    def events(self, account: str, family: str, name: str = "") -> list[Mapping[str, Any]]:
        found = [e for a, f, _, e in self.told if (a, f) == (account, family)]
        return [event for event in found if name in ("", event["e"])]

    def system_orders(self, account: str, family: str) -> list[tuple[str, str, str, str]]:
        """Prefix, execution, side and size of what the exchange did by orders of its own."""
        orders = [event["o"] for event in self.events(account, family, "ORDER_TRADE_UPDATE")]
        return [
            (prefix, order["x"], order["S"], order["l"] if order["t"] else order["q"])
            for order in orders
            for prefix in PREFIXES
            if order["c"].startswith(prefix)
        ]

    def income(self, account: Account, family: Family, symbol: str) -> Counter[str]:
        rows = account.futures[family].incomes
        return Counter(row.type for row in rows if row.symbol == symbol)

    def listed_early(self) -> str:
        """The future that was listed for the occasion."""
        (symbol,) = [s for s in self.world.futures if s.endswith(f"_{START:%y%m%d}")]
        return symbol

    def _note(self, owner: Account, family: str, news: News) -> None:
        if family == OPTIONS:
            told = option_events.events(self.world, self.world.option_book(owner.name), news)
        else:
            told = futures_events.events(self.world, owner, Family(family), news)
        self.told += [(owner.name, family, self.clock.now, event) for event in told]


def test_a_quiet_day_holds_every_ordinary_kind_of_record_and_no_other() -> None:
    day = Day("quiet")
    day.clock.jump(timedelta(days=1))
    day.world.run_until(day.clock.now)
    names = {event["e"] for _, _, _, event in day.told}
    assert names == {
        "ORDER_TRADE_UPDATE",
        "TRADE_LITE",
        "ACCOUNT_UPDATE",
        "ACCOUNT_CONFIG_UPDATE",
    }
    for account in ("main", "portfolio"):
        for family in Family:
            assert day.system_orders(account, family) == []
    types = {row.type for book in day.main.books for row in book.incomes}
    assert types == {"TRANSFER", "COMMISSION", "REALIZED_PNL", "FUNDING_FEE"}
    assert [order for order in day.main.futures[Family.UM].orders if order.working] == []


def test_funding_comes_three_times_a_day_for_every_perpetual() -> None:
    day = Day("unknown")
    day.wait(12 * 3600)
    rows = day.main.futures[Family.UM].incomes
    times = Counter(row.at for row in rows if row.type == "FUNDING_FEE")
    assert [at.hour for at in times] == [16, 0]
    assert set(times.values()) == {3}
    (news, *_) = [
        e for e in day.events("main", Family.UM, "ACCOUNT_UPDATE") if e["a"]["m"] == "FUNDING_FEE"
    ]
    assert (news["S"], news["a"]["P"]) == ("BTCUSDT", [])


@pytest.mark.parametrize(
    ("scenario", "family", "prefix", "sizes"),
    [
        ("quarterly-usd", Family.UM, "settlement_autoclose-", ("0.080", "0.060")),
        ("quarterly-coin", Family.CM, "delivery_autoclose-", ("14", "9")),
    ],
)
def test_a_quarterly_is_delivered_step_by_step(
    scenario: str, family: Family, prefix: str, sizes: tuple[str, str]
) -> None:
    day = Day(scenario)
    day.wait(22)
    symbol = day.listed_early()
    future = day.world.futures[symbol]
    end = future.delivery
    assert end is not None
    assert (future.status, end) == ("TRADING", START + timedelta(seconds=23))

    day.wait(1)
    assert day.world.futures[symbol].status == "DELIVERING"
    assert day.main.futures[family].size(symbol) != 0
    last = day.events("main", family, "ORDER_TRADE_UPDATE")[-1]["o"]
    assert (last["s"], last["x"], last["X"], last["er"]) == (symbol, "EXPIRED", "EXPIRED", "7")

    day.wait(1)
    for account, size in zip((day.main, day.portfolio), sizes, strict=True):
        assert account.futures[family].of(symbol) == []
        side = "SELL" if (account is day.main) == (family is Family.UM) else "BUY"
        executed = day.system_orders(account.name, family)
        assert executed == [(prefix, "NEW", side, size), (prefix, "TRADE", side, size)]
        closed = day.events(account.name, family, "ACCOUNT_UPDATE")[-1]["a"]
        assert closed["m"] == "ORDER"
        assert [Decimal(r["pa"]) for r in closed["P"] if r["s"] == symbol] == [0]
        rows = [r for r in account.futures[family].incomes if r.symbol == symbol and r.at >= end]
        assert sorted(r.type for r in rows) == [
            "COMMISSION",
            "DELIVERED_SETTELMENT",
            "REALIZED_PNL",
        ]
        assert {r.known - r.at for r in rows} == {BOOKED_AFTER}
        trade = account.futures[family].trades[-1]
        assert trade.profit == sum(r.amount for r in rows if r.type != "COMMISSION")

    day.wait(5)
    assert day.world.futures[symbol].status == "DELIVERED"
    (ended,) = day.world.ended
    price = day.world.prices.settlement("BTC", end)
    assert (ended.contract.symbol, ended.at) == (symbol, end)
    assert abs(ended.price - price) <= Decimal("0.05")
    day.wait(30)
    assert symbol not in day.world.futures


def test_a_delisted_perpetual_is_settled_and_nothing_is_called_a_delivery() -> None:
    day = Day("delisting")
    day.wait(5)
    future = day.world.futures["BNBUSDT"]
    assert (future.kind, future.status) == ("PERPETUAL", "TRADING")
    assert future.delivery == START + timedelta(seconds=23)
    day.wait(20)
    future = day.world.futures["BNBUSDT"]
    assert (future.kind, future.status) == ("PERPETUAL_DELIVERING", "SETTLING")
    prefix = "settlement_autoclose-"
    assert day.system_orders("main", Family.UM)[-1] == (prefix, "TRADE", "SELL", "6")
    assert day.system_orders("portfolio", Family.UM)[-1] == (prefix, "TRADE", "BUY", "4")
    assert "DELIVERED_SETTELMENT" not in day.income(day.main, Family.UM, "BNBUSDT")
    assert day.world.ended == []
    day.wait(30)
    assert "BNBUSDT" not in day.world.futures
    day.play("delisting")
    day.wait(40)
    assert day.world.futures["ADAUSDT"].status == "CLOSE"


def test_options_end_without_a_trade_long_and_short_in_the_money_and_out_of_it() -> None:
    day = Day("options-expiry")
    day.wait(40)
    book = day.world.option_book("main")
    found = {}
    for record in book.exercises:
        assert isinstance(record.option, Option)
        found[record.option.side, record.size > 0] = record.amount
    assert {key: (paid > 0) - (paid < 0) for key, paid in found.items()} == {
        ("CALL", True): 1,
        ("CALL", False): 0,
        ("PUT", False): -1,
        ("PUT", True): 0,
    }
    ends = [
        event
        for event in day.events("main", OPTIONS, "BALANCE_POSITION_UPDATE")
        if event["m"] == "EXERCISE"
    ]
    assert [(event["P"][0]["c"], bool(event["B"])) for event in ends] == [
        ("0.0000", True),
        ("0.0000", False),
        ("0.0000", True),
        ("0.0000", False),
    ]
    traded = [e["o"]["x"] for e in day.events("main", OPTIONS, "ORDER_TRADE_UPDATE")]
    assert Counter(traded) == {"NEW": 4, "TRADE": 4}


def test_a_liquidation_is_warned_of_and_comes_in_two_steps() -> None:
    day = Day("liquidation")
    day.wait(20)
    (warning,) = day.events("main", Family.UM, "MARGIN_CALL")
    assert [(row["s"], row["pa"]) for row in warning["p"]] == [("BTCUSDT", "0.400")]
    executed = [one for one in day.system_orders("main", Family.UM) if one[1] != "NEW"]
    assert {(prefix, kind, side) for prefix, kind, side, _ in executed} == {
        ("autoclose-", "CALCULATED", "SELL")
    }
    assert [size for *_, size in executed] == ["0.100", "0.120", "0.100", "0.080"]
    assert day.main.futures[Family.UM].size("BTCUSDT") == 0
    expired = [o for o in day.main.futures[Family.UM].orders if o.status == "EXPIRED"]
    assert [(order.size, order.reason) for order in expired] == [(Decimal("0.05"), "5")]
    forced = [o.cause.force for o in day.main.futures[Family.UM].orders if o.cause.force]
    assert forced == ["LIQUIDATION"] * 4
    assert day.income(day.main, Family.UM, "BTCUSDT")["INSURANCE_CLEAR"] == 4
    lite = [e["c"] for e in day.events("main", Family.UM, "TRADE_LITE")]
    assert not any(name.startswith("autoclose-") for name in lite)


def test_deleveraging_takes_a_part_of_one_side_in_hedge_mode() -> None:
    day = Day("deleveraging")
    day.wait(14)
    book = day.main.futures[Family.UM]
    assert day.main.hedged
    assert (book.size("BTCUSDT", Side.LONG), book.size("BTCUSDT", Side.SHORT)) == (
        Decimal("0.192"),
        Decimal("-0.1"),
    )
    (order,) = [o for o in book.orders if o.cause.force]
    assert (order.client_id, order.cause.force, order.side) == ("adl_autoclose", "ADL", Side.LONG)
    last = day.events("main", Family.UM, "ORDER_TRADE_UPDATE")[-1]["o"]
    assert (last["c"], last["x"], last["ps"], last["l"]) == (
        "adl_autoclose",
        "TRADE",
        "LONG",
        "0.120",
    )
    (row,) = day.events("main", Family.UM, "ACCOUNT_UPDATE")[-1]["a"]["P"]
    assert (row["ps"], row["pa"]) == ("LONG", "0.192")
    day.wait(30)
    assert book.size("BTCUSDT", Side.LONG) == Decimal("0.16")


def test_a_delivery_may_be_told_by_nothing_but_the_income() -> None:
    day = Day("lost-at-settlement")
    asked: list[str] = []
    for favour in ("fall silent", "come back"):
        day.world.asides[favour] = partial(asked.append, favour)
    day.wait(22)
    assert asked == ["fall silent"]
    symbol = day.listed_early()
    day.wait(3)
    assert day.system_orders("main", Family.UM) == []
    trades = day.main.futures[Family.UM].trades
    assert [t.size for t in trades if t.order.contract.symbol == symbol] == [Decimal("0.07")]
    types = day.income(day.main, Family.UM, symbol)
    assert types == {"COMMISSION": 2, "REALIZED_PNL": 1, "DELIVERED_SETTELMENT": 1}
    assert day.main.futures[Family.UM].of(symbol) == []
    day.wait(20)
    assert asked == ["fall silent", "come back"]


def test_unknown_words_are_in_an_order_and_in_a_row_of_income() -> None:
    day = Day("unknown")
    day.wait(12)
    orders = [e["o"] for e in day.events("main", Family.UM, "ORDER_TRADE_UPDATE")]
    strange = [(o["c"][:17], o["o"], o["S"], o["q"]) for o in orders if not o["c"].startswith("w")]
    assert set(strange) == {("custody_autoclose", "SYSTEM_NOVATION", "SELL", "0.050")}
    reasons = [e["a"]["m"] for e in day.events("main", Family.UM, "ACCOUNT_UPDATE")]
    assert "LEDGER_RESTATEMENT" in reasons
    assert day.main.futures[Family.UM].incomes[-1].type == "LEDGER_RESTATEMENT"


@pytest.mark.parametrize("scenario", SCRIPTS)
def test_own_trades_go_on_before_and_after(scenario: str) -> None:
    day = Day(scenario)
    day.wait(60)
    seconds = [
        (trade.at - START) // timedelta(seconds=1)
        for book in day.main.books
        for trade in book.trades
        if trade.order.cause.own and trade.at > START
    ]
    assert min(seconds) <= 26
    assert max(seconds) >= 33


@pytest.mark.parametrize("scenario", SCRIPTS)
def test_the_books_balance_whatever_happens_and_scenarios_may_overlap(scenario: str) -> None:
    day = Day("quiet")
    day.wait(9)
    day.play(scenario)
    day.wait(16)
    day.play("quiet")
    day.wait(90)
    for account in day.world.accounts.values():
        for book in account.books:
            for asset, wallet in book.wallet.items():
                rows = [row.amount for row in book.incomes if row.asset == asset]
                assert wallet == sum(rows, ZERO)
            sums: defaultdict[tuple[str, Side], Decimal] = defaultdict(Decimal)
            for trade in book.trades:
                if isinstance(trade.order.contract, Future):
                    sums[trade.order.contract.symbol, trade.order.side] += trade.size
            held = {key: holding.size for key, holding in book.holdings.items()}
            if scenario != "lost-at-settlement":
                assert {key: size for key, size in sums.items() if size} == held


def test_settlement_comes_a_moment_after_the_last_trade() -> None:
    assert timedelta() < SETTLES_AFTER < BOOKED_AFTER
