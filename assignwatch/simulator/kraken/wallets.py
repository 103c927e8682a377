"""What an account is worth, in the JSON of /accounts and of the `balances` feed.

Field names follow Kraken docs: Futures REST "Get wallets", Futures WebSocket "Balances". Amounts
are in the wallet's currency; dated and perpetual inverse positions are listed among the balances of
their coin's margin account, as signed sizes.
"""

from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.contracts import FLEX
from assignwatch.simulator.kraken.render import Json
from assignwatch.simulator.kraken.world import World


def accounts(world: World, book: Book, at: datetime) -> Json:
    """The body of /accounts: cash, one margin account per coin, the multi-collateral wallet."""
    shown: dict[str, object] = {"cash": {"type": "cashAccount", "balances": {}}}
    for wallet, cash in book.cash.items():
        if wallet == FLEX:
            shown["flex"] = _flex(world, book, cash, at)
            continue
        held = {
            symbol: holding.size
            for symbol, holding in book.holdings.items()
            if holding.contract.wallet == wallet
        }
        profit = _unrealised(world, book, wallet.margin_account, at)
        shown[f"fi_{wallet.asset}usd"] = {
            "type": "marginAccount",
            "currency": wallet.asset,
            "balances": held | {wallet.asset: cash},
            "auxiliary": {"af": cash + profit, "pnl": profit, "pv": cash + profit},
            "marginRequirements": dict.fromkeys(("im", "mm", "lt", "tt"), 0),
            "triggerEstimates": dict.fromkeys(("im", "mm", "lt", "tt"), 0),
        }
    return shown


def _unrealised(world: World, book: Book, margin_account: str, at: datetime) -> Decimal:
    """The profit of the open positions of one margin account, at the mark."""
    return sum(
        (
            holding.contract.profit(holding.size, holding.entry, world.mark(symbol, at))
            for symbol, holding in book.holdings.items()
            if holding.contract.wallet.margin_account == margin_account
        ),
        Decimal(0),
    )


def _flex(world: World, book: Book, cash: Decimal, at: datetime) -> Json:
    profit = _unrealised(world, book, FLEX.margin_account, at)
    margin = sum(
        (
            holding.contract.notional(holding.size, world.mark(symbol, at)) / 50
            for symbol, holding in book.holdings.items()
            if holding.contract.wallet == FLEX
        ),
        Decimal(0),
    )
    equity = cash + profit
    return {
        "type": "multiCollateralMarginAccount",
        "currencies": {
            "USD": {"quantity": cash, "value": cash, "collateralValue": cash, "available": cash}
        },
        "balanceValue": cash,
        "portfolioValue": equity,
        "collateralValue": cash,
        "initialMargin": margin,
        "initialMarginWithOrders": margin,
        "maintenanceMargin": margin / 2,
        "pnl": profit,
        "unrealizedFunding": 0,
        "totalUnrealized": profit,
        "totalUnrealizedAsMargin": profit,
        "marginEquity": equity,
        "availableMargin": equity - margin,
    }


def balances(world: World, book: Book, at: datetime, seq: int) -> Json:
    """A message of the `balances` feed, without its name."""
    flex = _flex(world, book, book.cash[FLEX], at)
    futures = {
        wallet.margin_account.upper().replace(":", "-"): {
            "name": wallet.margin_account.upper().replace(":", "-"),
            "pair": f"{wallet.asset.upper()}/USD",
            "unit": wallet.asset.upper(),
            "portfolio_value": cash + _unrealised(world, book, wallet.margin_account, at),
            "balance": cash,
            "maintenance_margin": 0,
            "initial_margin": 0,
            "available": cash,
            "unrealized_funding": 0,
            "pnl": _unrealised(world, book, wallet.margin_account, at),
        }
        for wallet, cash in book.cash.items()
        if wallet != FLEX
    }
    return {
        "account": book.uid,
        "holding": {},
        "futures": futures,
        "flex_futures": {
            "currencies": {
                "USD": {
                    "quantity": book.cash[FLEX],
                    "value": book.cash[FLEX],
                    "collateral_value": book.cash[FLEX],
                    "available": book.cash[FLEX],
                    "haircut": 0,
                    "conversion_spread": 0,
                }
            },
            "balance_value": flex["balanceValue"],
            "portfolio_value": flex["portfolioValue"],
            "collateral_value": flex["collateralValue"],
            "initial_margin": flex["initialMargin"],
            "initial_margin_without_orders": flex["initialMargin"],
            "maintenance_margin": flex["maintenanceMargin"],
            "pnl": flex["pnl"],
            "unrealized_funding": 0,
            "total_unrealized": flex["pnl"],
            "total_unrealized_as_margin": flex["pnl"],
            "margin_equity": flex["marginEquity"],
            "available_margin": flex["availableMargin"],
            "isolated": {},
            "cross": {},
        },
        "timestamp": milliseconds(at),
        "seq": seq,
    }
