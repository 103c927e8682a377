"""Which calls tell what of an account's families, in a classic account and in portfolio margin.

`futures.py` and `options.py` read what these name. A portfolio-margin account holds its futures
elsewhere: the classic lists do not show them, and would look like a flat account. Sources: Binance
docs, USDⓈ-M Futures, COIN-M Futures, Portfolio Margin, "Account" and "Trade" interfaces.
"""

from dataclasses import dataclass
from datetime import timedelta

from assignwatch.brokers.binance import calls, figures
from assignwatch.brokers.binance.calls import Call
from assignwatch.core.model import Scope


@dataclass(frozen=True, slots=True)
class FuturesCalls:
    """One family of futures. `by_pair`: its positions show contracts that are not traded at the
    moment only to who names their pair."""

    scope: Scope
    contracts: Call
    positions: Call
    account: Call
    """What else tells of the account: an empty list of positions alone is no flat account."""
    mode: Call
    income: Call
    trades: Call
    orders: Call
    forced: Call
    prices: Call
    most_orders: int
    by_pair: bool = False


USD_M = FuturesCalls(
    figures.FAPI,
    calls.USD_M_CONTRACTS,
    calls.USD_M_POSITIONS,
    calls.USD_M_ACCOUNT,
    calls.USD_M_POSITION_MODE,
    calls.USD_M_INCOME,
    calls.USD_M_TRADES,
    calls.USD_M_ORDERS,
    calls.USD_M_FORCED_ORDERS,
    calls.USD_M_DELIVERY_PRICES,
    most_orders=1000,
)
COIN_M = FuturesCalls(
    figures.DAPI,
    calls.COIN_M_CONTRACTS,
    calls.COIN_M_POSITIONS,
    calls.COIN_M_ACCOUNT,
    calls.COIN_M_POSITION_MODE,
    calls.COIN_M_INCOME,
    calls.COIN_M_TRADES,
    calls.COIN_M_ORDERS,
    calls.COIN_M_FORCED_ORDERS,
    calls.COIN_M_DELIVERY_PRICES,
    most_orders=100,
    by_pair=True,
)
PORTFOLIO_USD_M = FuturesCalls(
    figures.FAPI,
    calls.USD_M_CONTRACTS,
    calls.PORTFOLIO_USD_M_POSITIONS,
    calls.PORTFOLIO_ACCOUNT,
    calls.PORTFOLIO_USD_M_POSITION_MODE,
    calls.PORTFOLIO_USD_M_INCOME,
    calls.PORTFOLIO_USD_M_TRADES,
    calls.PORTFOLIO_USD_M_ORDERS,
    calls.PORTFOLIO_USD_M_FORCED_ORDERS,
    calls.USD_M_DELIVERY_PRICES,
    most_orders=1000,
)
PORTFOLIO_COIN_M = FuturesCalls(
    figures.DAPI,
    calls.COIN_M_CONTRACTS,
    calls.PORTFOLIO_COIN_M_POSITIONS,
    calls.PORTFOLIO_ACCOUNT,
    calls.PORTFOLIO_COIN_M_POSITION_MODE,
    calls.PORTFOLIO_COIN_M_INCOME,
    calls.PORTFOLIO_COIN_M_TRADES,
    calls.PORTFOLIO_COIN_M_ORDERS,
    calls.PORTFOLIO_COIN_M_FORCED_ORDERS,
    calls.COIN_M_DELIVERY_PRICES,
    most_orders=100,
    by_pair=True,
)

KEPT = timedelta(days=90)
"""Income and trades go back three months (Binance docs, "Get Income History")."""
