"""One account's arithmetic, against Kraken's own rows and against its own rules."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.causes import (
    ASSIGNEE,
    ASSIGNOR,
    LIQUIDATION,
    MAKER,
    TAKER,
    Cause,
)
from assignwatch.simulator.kraken.contracts import FLEX, Wallet, perpetual
from assignwatch.simulator.seeded import Seeded

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
COIN = Wallet("f-xbt:usd", "xbt")
LINEAR, INVERSE = perpetual("PF_XBTUSD"), perpetual("PI_XBTUSD")


def _book(usd: str = "1000") -> Book:
    return Book("main", {FLEX: Decimal(usd), COIN: Decimal(1)}, Seeded("book"))


def _trade(book: Book, size: str, price: str, cause: Cause = TAKER, hours: int = 0) -> None:
    at = NOON + timedelta(hours=hours)
    amount = Decimal(price)
    book.execute(LINEAR, Decimal(size), amount, mark=amount, cause=cause, at=at)


def test_an_assignor_row_repeats_a_real_one() -> None:
    """A published account log of February 2026 (rotki PR #11832, row 328 of a liquidation)."""
    book = _book("5049.06984675")
    _trade(book, "-0.0001", "69641.5", MAKER)
    start = book.cash[FLEX]
    _trade(book, "0.0001", "71042", ASSIGNOR)
    position, cash = book.log[-2:]
    assert (position.old_balance, position.new_balance) == (Decimal("-0.0001"), Decimal(0))
    assert (position.old_entry, position.new_entry) == (Decimal("69641.5"), Decimal("69641.5"))
    assert (cash.realized_pnl, cash.fee) == (Decimal("-0.14005"), Decimal("0.0035521"))
    assert cash.liquidation_fee is None
    assert cash.new_balance == start - Decimal("0.1436021")


def test_an_inverse_trade_repeats_a_real_profit() -> None:
    """The same log, row 400: three PI_ETHUSD contracts bought at 2136.875, sold at 1976.3."""
    ether = perpetual("PI_ETHUSD")
    wallet = Wallet("f-eth:usd", "eth")
    book = Book("main", {wallet: Decimal("1.57")}, Seeded("book"))
    for size, price, cause in (("3", "2136.875", TAKER), ("-3", "1976.3", TAKER)):
        worth = Decimal(price)
        book.execute(ether, Decimal(size), worth, mark=worth, cause=cause, at=NOON)
    cash = book.log[-1]
    assert cash.realized_pnl == Decimal("-0.00011406889")
    assert cash.fee is not None
    assert cash.fee.quantize(Decimal("1e-9")) == Decimal("7.59e-7")


@pytest.mark.parametrize(
    ("trades", "size", "entry", "changes"),
    [
        ([("1", "100")], "1", "100", ["open"]),
        ([("1", "100"), ("3", "200")], "4", "175", ["open", "increase"]),
        ([("4", "100"), ("-1", "300")], "3", "100", ["open", "decrease"]),
        ([("-2", "100"), ("3", "50")], "1", "50", ["open", "reverse"]),
        ([("2", "100"), ("-2", "120")], "0", None, ["open", "close"]),
    ],
)
def test_a_position_and_its_average_entry_follow_its_trades(
    trades: list[tuple[str, str]], size: str, entry: str | None, changes: list[str]
) -> None:
    book = _book()
    for traded, price in trades:
        _trade(book, traded, price)
    assert book.size("PF_XBTUSD") == Decimal(size)
    held = book.holdings.get("PF_XBTUSD")
    assert (held.entry if held else None) == (Decimal(entry) if entry else None)
    assert [event.change for event in book.events] == changes


def test_an_inverse_position_averages_in_coins() -> None:
    """100 contracts at 100 and 300 at 300 cost one coin each: 400 contracts for two coins."""
    book = _book()
    for size, price in (("100", "100"), ("300", "300")):
        paid = Decimal(price)
        book.execute(INVERSE, Decimal(size), paid, mark=paid, cause=TAKER, at=NOON)
    assert book.holdings["PI_XBTUSD"].entry == 200


@pytest.mark.parametrize(
    ("cause", "fee", "penalty"),
    [
        (TAKER, "0.5", None),
        (MAKER, "0.2", None),
        (LIQUIDATION, "0.5", "5"),
        (ASSIGNOR, "0.5", None),
        (ASSIGNEE, "0", None),
    ],
)
def test_fees_depend_on_the_cause(cause: Cause, fee: str, penalty: str | None) -> None:
    book = _book()
    _trade(book, "1", "1000", cause)
    cash = book.log[-1]
    assert cash.fee == Decimal(fee)
    assert cash.liquidation_fee == (Decimal(penalty) if penalty else None)


def test_an_inverse_liquidation_pays_no_liquidation_fee() -> None:
    book = _book()
    price = Decimal(50000)
    book.execute(INVERSE, Decimal(100), price, mark=price, cause=LIQUIDATION, at=NOON)
    assert book.log[-1].liquidation_fee is None


def test_longs_pay_funding_and_shorts_receive_it() -> None:
    for size, sign in (("1", -1), ("-1", 1)):
        book = _book()
        _trade(book, size, "1000")
        booked = book.realise_funding("PF_XBTUSD", Decimal(1000), NOON + timedelta(hours=2))
        (row,) = booked.rows
        assert row.realized_funding == sign * Decimal("0.0024")
        assert (row.execution, booked.fill) == (None, None)
        assert book.accrued("PF_XBTUSD", Decimal(1000), NOON + timedelta(hours=2)) == 0


def test_an_order_cannot_fill_more_than_is_left() -> None:
    book = _book()
    book.place(LINEAR, Decimal(1), Decimal(100), NOON)
    (order,) = book.orders.values()
    with pytest.raises(ValueError, match="cannot fill"):
        book.execute(
            LINEAR,
            Decimal(2),
            Decimal(100),
            mark=Decimal(100),
            cause=MAKER,
            at=NOON,
            order=order,
        )
    assert book.fills == []


sizes = st.decimals("-5", "5", places=4).filter(bool)
prices = st.decimals("1", "100000", places=1)


@given(st.lists(st.tuples(sizes, prices, st.sampled_from([TAKER, LIQUIDATION])), max_size=12))
def test_any_run_of_trades_balances_exactly(
    trades: list[tuple[Decimal, Decimal, Cause]],
) -> None:
    book = _book()
    for contract in (LINEAR, INVERSE):
        for hour, (size, price, cause) in enumerate(trades):
            at = NOON + timedelta(hours=hour)
            book.execute(contract, size, price, mark=price, cause=cause, at=at)
        assert book.size(contract.symbol) == sum((t[0] for t in trades), Decimal(0))
    for row in book.log:
        if row.realized_pnl is not None:
            assert row.new_balance - row.old_balance == (
                row.realized_pnl
                + (row.realized_funding or 0)
                - (row.fee or 0)
                - (row.liquidation_fee or 0)
            )
    assert [row.id for row in book.log] == list(range(1, 4 * len(trades) + 1))
