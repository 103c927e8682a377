"""papi: both families of a portfolio-margin account, and what they are worth together.

The lists are those of `futures_rest`. Sources: Binance docs, Portfolio Margin, account and trade
endpoints.
"""

from collections.abc import Sequence

from assignwatch.simulator.binance import balance_rows, futures_rest, futures_rows
from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.endpoints import (
    Call,
    Endpoint,
    positions,
    public,
    signed,
    with_symbol,
)
from assignwatch.simulator.binance.futures_rows import Json
from assignwatch.simulator.binance.refusals import refused


def _positions(call: Call, family: Family) -> list[Json]:
    return list(map(futures_rows.position_portfolio, futures_rest.held(call, family)))


def _mine(call: Call) -> None:
    if not call.account.portfolio:
        raise refused(-2015)


def _account(call: Call) -> Json:
    _mine(call)
    return balance_rows.portfolio_account(call.world, call.account, call.now, call.shown)


def _balance(call: Call) -> list[Json]:
    _mine(call)
    return balance_rows.portfolio_balance(call.world, call.account, call.now, call.shown)


def _dual(call: Call) -> Json:
    _mine(call)
    return futures_rest.dual(call)


def _family(root: str, family: Family) -> list[Endpoint]:
    of_one = with_symbol(20, 50)
    few = with_symbol(1, 40)
    return [
        positions(
            f"{root}/positionRisk",
            5 if family is Family.UM else 1,
            lambda call: _positions(call, family),
        ),
        signed(f"{root}/income", 30, lambda call: futures_rest.income(call, family, papi=True)),
        signed(f"{root}/userTrades", 5, lambda call: futures_rest.trades(call, family)),
        signed(f"{root}/allOrders", 5, lambda call: futures_rest.all_orders(call, family)),
        signed(f"{root}/openOrders", few, lambda call: futures_rest.open_orders(call, family)),
        signed(
            f"{root}/forceOrders", of_one, lambda call: futures_rest.forced_orders(call, family)
        ),
        signed(f"{root}/positionSide/dual", 30, _dual),
        signed(f"{root}/leverageBracket", 1, futures_rest.brackets(family)),
    ]


ENDPOINTS: Sequence[Endpoint] = (
    public("/papi/v1/ping", 1, futures_rest.ping),
    signed("/papi/v1/account", 20, _account),
    signed("/papi/v1/balance", 20, _balance),
    *_family("/papi/v1/um", Family.UM),
    *_family("/papi/v1/cm", Family.CM),
)
