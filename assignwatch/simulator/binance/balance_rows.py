"""What a futures account is worth, in the JSON of balance and account of fapi, dapi and papi.

Field names follow Binance docs: "Account Information V3", "Futures Account Balance V3" of USDⓈ-M,
"Account Information" of COIN-M, "Account Balance" and "Account Information" of Portfolio Margin.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.binance.account import Account
from assignwatch.simulator.binance.contracts import Family
from assignwatch.simulator.binance.digits import fixed, like
from assignwatch.simulator.binance.futures_book import FuturesBook
from assignwatch.simulator.binance.futures_rows import MAINTENANCE, Json, Place, places
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

_NOTHING = Decimal(0)
_UNTOUCHED = "0.00000000"


def balance(book: FuturesBook, held: Sequence[Place], at: datetime) -> list[Json]:
    """The rows of fapi/v3/balance and dapi/v1/balance."""
    return [
        {
            "accountAlias": book.alias,
            "asset": asset,
            "balance": fixed(wallet),
            "crossWalletBalance": fixed(wallet),
            "crossUnPnl": fixed(_profit(held, asset)),
            "availableBalance": fixed(max(_free(held, asset, wallet), _NOTHING)),
            "updateTime": milliseconds(at),
        }
        | (
            {"withdrawAvailable": fixed(wallet)}
            if book.family is Family.CM
            else {"maxWithdrawAmount": fixed(wallet), "marginAvailable": True}
        )
        for asset, wallet in book.wallet.items()
    ]


def _assets(book: FuturesBook, held: Sequence[Place], at: datetime) -> list[Json]:
    return [
        {
            "asset": asset,
            "walletBalance": fixed(wallet),
            "unrealizedProfit": fixed(_profit(held, asset)),
            "marginBalance": fixed(wallet + _profit(held, asset)),
            "maintMargin": fixed(_margin(held, asset, maintenance=True)),
            "initialMargin": fixed(_margin(held, asset)),
            "positionInitialMargin": fixed(_margin(held, asset)),
            "openOrderInitialMargin": _UNTOUCHED,
            "crossWalletBalance": fixed(wallet),
            "crossUnPnl": fixed(_profit(held, asset)),
            "availableBalance": fixed(max(_free(held, asset, wallet), _NOTHING)),
            "maxWithdrawAmount": fixed(max(_free(held, asset, wallet), _NOTHING)),
            "updateTime": milliseconds(at),
        }
        for asset, wallet in book.wallet.items()
    ]


def account_v3(book: FuturesBook, held: Sequence[Place], at: datetime) -> Json:
    """fapi/v3/account: the totals are in dollars, the positions those that are held."""
    wallet = book.wallet["USDT"]
    profit, margin = _profit(held, "USDT"), _margin(held, "USDT")
    return {
        "totalInitialMargin": fixed(margin),
        "totalMaintMargin": fixed(_margin(held, "USDT", maintenance=True)),
        "totalWalletBalance": fixed(wallet),
        "totalUnrealizedProfit": fixed(profit),
        "totalMarginBalance": fixed(wallet + profit),
        "totalPositionInitialMargin": fixed(margin),
        "totalOpenOrderInitialMargin": _UNTOUCHED,
        "totalCrossWalletBalance": fixed(wallet),
        "totalCrossUnPnl": fixed(profit),
        "availableBalance": fixed(wallet + profit - margin),
        "maxWithdrawAmount": fixed(wallet + profit - margin),
        "assets": _assets(book, held, at),
        "positions": [_position(place) for place in held],
    }


def account_coin(book: FuturesBook, every: Sequence[Place], at: datetime) -> Json:
    """dapi/v1/account: every contract has a row."""
    return {
        "assets": _assets(book, every, at),
        "positions": [_position_coin(place) for place in every],
        "canDeposit": True,
        "canTrade": True,
        "canWithdraw": True,
        "feeTier": 0,
        "updateTime": 0,
    }


def portfolio_balance(world: World, account: Account, now: datetime, at: datetime) -> list[Json]:
    """papi/v1/balance: every asset with what it has in both families."""
    held = _held(world, account, now)
    assets = dict.fromkeys(asset for book in account.books for asset in book.wallet)
    rows: list[Json] = []
    for asset in assets:
        usd, coin = (account.futures[f].wallet.get(asset, _NOTHING) for f in Family)
        rows.append(
            {
                "asset": asset,
                "totalWalletBalance": fixed(usd + coin),
                "crossMarginAsset": _UNTOUCHED,
                "crossMarginBorrowed": _UNTOUCHED,
                "crossMarginFree": _UNTOUCHED,
                "crossMarginInterest": _UNTOUCHED,
                "crossMarginLocked": _UNTOUCHED,
                "umWalletBalance": fixed(usd),
                "umUnrealizedPNL": fixed(_profit(held[Family.UM], asset)),
                "cmWalletBalance": fixed(coin),
                "cmUnrealizedPNL": fixed(_profit(held[Family.CM], asset)),
                "updateTime": milliseconds(at),
                "negativeBalance": "0",
            }
        )
    return rows


def portfolio_account(world: World, account: Account, now: datetime, at: datetime) -> Json:
    """papi/v1/account: one margin for everything, in dollars."""
    held = _held(world, account, now)
    equity = margin = maintenance = _NOTHING
    for book in account.books:
        for asset, wallet in book.wallet.items():
            rate = Decimal(1) if asset == "USDT" else world.prices.index(asset, now)
            equity += (wallet + _profit(held[book.family], asset)) * rate
            margin += _margin(held[book.family], asset) * rate
            maintenance += _margin(held[book.family], asset, maintenance=True) * rate
    ratio = equity / maintenance if maintenance else Decimal(99_999)
    return {
        "uniMMR": fixed(ratio),
        "accountEquity": fixed(equity),
        "actualEquity": fixed(equity),
        "accountInitialMargin": fixed(margin),
        "accountMaintMargin": fixed(maintenance),
        "accountStatus": "NORMAL",
        "virtualMaxWithdrawAmount": fixed(equity - margin),
        "totalAvailableBalance": fixed(equity - margin),
        "totalMarginOpenLoss": _UNTOUCHED,
        "updateTime": milliseconds(at),
    }


def _held(world: World, account: Account, now: datetime) -> dict[Family, list[Place]]:
    return {
        book.family: list(places(world, book, now, hedged=account.hedged, every=False))
        for book in account.books
    }


def _position(place: Place) -> Json:
    return {
        "symbol": place.contract.symbol,
        "positionSide": place.side,
        "positionAmt": like(place.size, place.contract.step),
        "unrealizedProfit": fixed(place.profit),
        "isolatedMargin": _UNTOUCHED,
        "notional": number(place.notional),
        "isolatedWallet": "0",
        "initialMargin": fixed(place.margin),
        "maintMargin": fixed(abs(place.notional) * MAINTENANCE),
        "updateTime": place.updated_ms,
    }


def _position_coin(place: Place) -> Json:
    return {
        "symbol": place.contract.symbol,
        "positionAmt": number(place.size),
        "initialMargin": fixed(place.margin),
        "maintMargin": fixed(abs(place.notional) * MAINTENANCE),
        "unrealizedProfit": fixed(place.profit),
        "positionInitialMargin": fixed(place.margin),
        "openOrderInitialMargin": "0",
        "leverage": str(place.leverage),
        "isolated": False,
        "positionSide": place.side,
        "entryPrice": number(place.entry) if place.size else "0.0",
        "breakEvenPrice": number(place.entry) if place.size else "0.0",
        "maxQty": "500",
        "updateTime": place.updated_ms,
        "notionalValue": number(place.notional),
    }


def _profit(held: Sequence[Place], asset: str) -> Decimal:
    mine = (place.profit for place in held if place.contract.margin_asset == asset)
    return sum(mine, _NOTHING)


def _margin(held: Sequence[Place], asset: str, *, maintenance: bool = False) -> Decimal:
    mine = [place for place in held if place.contract.margin_asset == asset]
    if maintenance:
        return sum((abs(place.notional) for place in mine), _NOTHING) * MAINTENANCE
    return sum((place.margin for place in mine), _NOTHING)


def _free(held: Sequence[Place], asset: str, wallet: Decimal) -> Decimal:
    return wallet + _profit(held, asset) - _margin(held, asset)
