"""What the questions cost, as Binance documents it."""

from __future__ import annotations

import pytest

from assignwatch.brokers.binance import calls
from assignwatch.brokers.binance.calls import LISTEN_KEYS, Call
from assignwatch.brokers.binance.families import COIN_M, PORTFOLIO, USD_M, Group


@pytest.mark.parametrize(
    ("call", "with_symbol", "without"),
    [
        (calls.USD_M_INCOME, 30, 30),
        (calls.USD_M_POSITIONS, 5, 5),
        (calls.USD_M_FORCED_ORDERS, 20, 50),
        (calls.USD_M_DELIVERY_PRICES, 0, 0),
        (calls.COIN_M_INCOME, 20, 20),
        (calls.COIN_M_TRADES, 5, 5),
        (calls.OPTIONS_EXERCISE_RECORDS, 5, 5),
        (calls.PORTFOLIO_COIN_M_TRADES, 20, 20),
        (LISTEN_KEYS[USD_M].create, 1, 1),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_weights(call: Call, with_symbol: int, without: int) -> None:
    assert call.costs([("limit", "5"), ("symbol", "BTCUSDT")]) == with_symbol
    assert call.costs([("pair", "BTCUSD")]) == without


def test_both_futures_share_a_budget_and_nobody_else_does() -> None:
    assert USD_M.host.group is COIN_M.host.group is Group.FUTURES
    assert PORTFOLIO.host.group is Group.PORTFOLIO
    assert LISTEN_KEYS[COIN_M].renew.host.group is Group.FUTURES
