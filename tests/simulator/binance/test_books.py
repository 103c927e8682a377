"""The laws of the books: money is what the rows say, positions are what the trades say."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.causes import LIQUIDATION, SETTLEMENT, TAKER
from assignwatch.simulator.binance.contracts import (
    Family,
    Future,
    Side,
    amount,
    dated,
    option,
    perpetual,
    quarter_end,
)
from assignwatch.simulator.binance.futures_book import FuturesBook
from assignwatch.simulator.binance.ids import Ids
from assignwatch.simulator.binance.option_book import OptionBook
from assignwatch.simulator.binance.orders import DELISTED
from assignwatch.simulator.binance.records import AccountNews, OrderNews
from assignwatch.simulator.seeded import Seeded

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZERO = Decimal(0)

sizes = st.integers(-500, 500).filter(bool).map(lambda n: Decimal(n) / 10)
prices = st.integers(10_000, 200_000).map(Decimal)
trades = st.lists(st.tuples(sizes, prices), min_size=1, max_size=12)
families = st.sampled_from(list(Family))


def _book(family: Family) -> FuturesBook:
    return FuturesBook("main", family, "alias", Ids(Seeded("book")))


def _future(family: Family) -> Future:
    return perpetual(family, "BTC", AT)


@given(families, trades)
def test_the_wallet_is_the_sum_of_the_income_and_a_position_of_its_trades(
    family: Family, done: list[tuple[Decimal, Decimal]]
) -> None:
    book, future = _book(family), _future(family)
    for size, price in done:
        book.execute(future, Side.BOTH, size, price, TAKER, AT)
    held = sum((size for size, _ in done), ZERO)
    assert book.size(future.symbol) == held
    earned = sum((row.amount for row in book.incomes), ZERO)
    assert book.wallet[future.margin_asset] == earned
    assert earned == sum((trade.profit - trade.fee for trade in book.trades), ZERO)


@given(families, trades, prices, prices, st.booleans(), st.booleans())
def test_a_settlement_leaves_nothing_and_the_same_money_whatever_is_told(
    family: Family,
    done: list[tuple[Decimal, Decimal]],
    price: Decimal,
    mark: Decimal,
    delivered: bool,
    traded: bool,
) -> None:
    """As if it had been traded away at the settlement price for a taker fee."""
    book, other, future = _book(family), _book(family), _future(family)
    for size, paid in done:
        for each in (book, other):
            each.execute(future, Side.BOTH, size, paid, TAKER, AT)
    told = book.settle(
        future, price, mark, AT, delivered=delivered, traded=traded, late=timedelta()
    )
    if held := other.size(future.symbol):
        other.execute(future, Side.BOTH, -held, price, SETTLEMENT, AT)
    assert book.holdings == {}
    assert book.wallet == other.wallet
    asset = future.margin_asset
    assert book.wallet[asset] == sum((row.amount for row in book.incomes), ZERO)
    assert any(isinstance(news, OrderNews) for news in told) == (traded and held != 0)
    types = {row.type for row in book.incomes}
    assert ("DELIVERED_SETTELMENT" in types) == (delivered and held != 0)


@given(trades, prices)
def test_money_of_options_is_the_sum_of_the_bills(
    done: list[tuple[Decimal, Decimal]], price: Decimal
) -> None:
    book = OptionBook("main", Ids(Seeded("book")))
    call = option("BTC", AT, Decimal(90_000), call=True)
    for size, premium in done:
        book.execute(call, size, premium, price, AT)
    held = sum((size for size, _ in done), ZERO)
    assert book.size(call.symbol) == held
    before = book.balance
    book.settle(call, price, AT, timedelta())
    paid = amount(held * max(price - 90_000, ZERO))
    fee = call.exercise_fee(held, price) if held else ZERO
    assert book.balance - before == paid - fee
    assert book.balance == sum((bill.amount for bill in book.bills), ZERO)
    assert [record.size for record in book.exercises] == ([held] if held else [])


def test_profit_is_in_dollars_for_one_family_and_in_coins_for_the_other() -> None:
    usd, coin = _future(Family.UM), _future(Family.CM)
    assert usd.profit(Decimal("0.5"), Decimal(90_000), Decimal(91_000)) == 500
    assert coin.profit(Decimal(90), Decimal(90_000), Decimal(100_000)) == Decimal("0.01")
    assert coin.profit(Decimal(-90), Decimal(90_000), Decimal(100_000)) == Decimal("-0.01")
    assert coin.notional(Decimal(-50), Decimal(100_000)) == Decimal("0.05")


def test_the_entry_is_the_mean_of_what_was_added_and_new_after_a_turn() -> None:
    book, future = _book(Family.UM), _future(Family.UM)
    entries = []
    for size, price in ((2, 100), (2, 200), (-1, 900), (-5, 300)):
        book.execute(future, Side.BOTH, Decimal(size), Decimal(price), TAKER, AT)
        (holding,) = book.holdings.values()
        entries.append(holding.entry)
    assert entries == [100, 150, 150, 300]
    assert [trade.profit for trade in book.trades] == [0, 0, 750, 450]


def test_sides_of_hedge_mode_are_positions_of_their_own() -> None:
    book, future = _book(Family.UM), _future(Family.UM)
    book.execute(future, Side.LONG, Decimal(3), Decimal(100), TAKER, AT)
    book.execute(future, Side.SHORT, Decimal(-2), Decimal(110), TAKER, AT)
    assert book.size("BTCUSDT", Side.LONG) == 3
    assert book.size("BTCUSDT", Side.SHORT) == -2
    with pytest.raises(ValueError, match="is no LONG position"):
        book.execute(future, Side.LONG, Decimal(-4), Decimal(100), TAKER, AT)


def test_a_liquidation_also_pays_the_insurance_fund() -> None:
    book, future = _book(Family.UM), _future(Family.UM)
    book.execute(future, Side.BOTH, Decimal(1), Decimal(100), TAKER, AT)
    told = book.execute(future, Side.BOTH, Decimal(-1), Decimal(80), LIQUIDATION, AT)
    assert [n.execution for n in told if isinstance(n, OrderNews)] == ["NEW", "CALCULATED"]
    income: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in book.incomes:
        income[row.type] += row.amount
    assert income["REALIZED_PNL"] == -20
    assert income["INSURANCE_CLEAR"] == -1
    (order,) = [order for order in book.orders if order.cause.force]
    assert order.client_id.startswith("autoclose-")


def test_an_order_is_filled_in_parts_and_never_for_more_than_it_is() -> None:
    book, future = _book(Family.UM), _future(Family.UM)
    book.place(future, Side.BOTH, Decimal(3), Decimal(100), TAKER, AT)
    (order,) = book.orders.working("BTCUSDT")
    statuses = []
    for part in (1, 2):
        first = book.fill(order, Decimal(part), Decimal(100), AT)[0]
        assert isinstance(first, OrderNews)
        statuses.append((first.status, int(first.done)))
    assert statuses == [("PARTIALLY_FILLED", 1), ("FILLED", 3)]
    with pytest.raises(ValueError, match="was filled for 4"):
        book.fill(order, Decimal(1), Decimal(100), AT)


def test_orders_of_two_contracts_may_have_one_number() -> None:
    book, first = _book(Family.UM), _future(Family.UM)
    second = dated(Family.UM, "BTC", AT, "CURRENT_QUARTER", AT)
    for future in (first, second):
        book.execute(future, Side.BOTH, Decimal(1), Decimal(100), TAKER, AT)
    assert len({order.id for order in book.orders}) == 1
    assert [order.contract.symbol for order in book.orders] == ["BTCUSDT", "BTCUSDT_261123"]


def test_funding_is_paid_by_longs_and_changes_no_position() -> None:
    book, future = _book(Family.UM), _future(Family.UM)
    book.execute(future, Side.BOTH, Decimal(2), Decimal(100), TAKER, AT)
    (news,) = book.realise_funding(future, Decimal(100), AT)
    assert isinstance(news, AccountNews)
    assert (news.reason, news.positions, news.symbol) == ("FUNDING_FEE", (), "BTCUSDT")
    assert book.incomes[-1].amount == Decimal("-0.02")


def test_the_mode_changes_only_while_nothing_is_open() -> None:
    account = Account.open("main", Ids(Seeded("mode")), portfolio=False)
    future = _future(Family.CM)
    account.futures[Family.CM].place(future, Side.BOTH, Decimal(1), Decimal(1), TAKER, AT)
    with pytest.raises(ValueError, match="while something is open"):
        account.set_hedged(True)
    account.futures[Family.CM].expire_orders(future.symbol, AT, DELISTED)
    account.set_hedged(True)
    with pytest.raises(ValueError, match="no side BOTH"):
        account.check(Side.BOTH)


@pytest.mark.parametrize(
    ("now", "later", "end"),
    [
        (datetime(2026, 11, 23, tzinfo=UTC), 0, datetime(2026, 12, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 23, tzinfo=UTC), 1, datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (datetime(2026, 12, 12, tzinfo=UTC), 0, datetime(2027, 3, 26, 8, tzinfo=UTC)),
        (datetime(2026, 6, 1, 23, 59, tzinfo=UTC), 0, datetime(2026, 6, 26, 8, tzinfo=UTC)),
    ],
)
def test_quarters_end_on_the_last_friday(now: datetime, later: int, end: datetime) -> None:
    assert quarter_end(now, later) == end


def test_an_option_at_the_money_pays_nothing_and_its_fee_is_capped() -> None:
    call = option("BTC", AT, Decimal(90_000), call=True)
    assert call.payoff(Decimal(90_000)) == call.exercise_fee(Decimal(1), Decimal(90_000)) == 0
    assert call.exercise_fee(Decimal(-2), Decimal(100_000)) == 30
    assert call.exercise_fee(Decimal(1), Decimal(90_010)) == 1
    assert call.fee(Decimal(1), Decimal(90_000), Decimal(100)) == 10
