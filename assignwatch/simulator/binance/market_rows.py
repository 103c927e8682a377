"""What anybody may know: contracts, statuses, prices, and at which price something ended.

Field names follow Binance docs, "Exchange Information", "Mark Price", "Delivery Price" of USDⓈ-M;
the same pages of COIN-M; European Options "Exchange Information", "Option Mark Price", "Historical
Exercise Records".
"""

from datetime import UTC, datetime
from decimal import Decimal

from assignwatch.simulator.binance.contracts import Family, Future, Option
from assignwatch.simulator.binance.digits import fixed, midnight
from assignwatch.simulator.binance.futures_rows import Json
from assignwatch.simulator.binance.limits import Budget, Limits
from assignwatch.simulator.binance.records import Ended
from assignwatch.simulator.binance.world import World
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.exact_json import number

NO_DELIVERY = 4_133_404_800_000
"""The delivery date of a perpetual that has none."""
EXERCISED, WORTHLESS = "REALISTIC_VALUE_STRICKEN", "EXTRINSIC_VALUE_EXPIRED"
OPTION_SCALES = {"priceScale": 1, "quantityScale": 2}

_FUNDING = "0.00010000"


def weight_limit(limits: Limits, budget: Budget) -> Json:
    """How much an address may ask, as exchangeInfo tells it."""
    return {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
        "limit": limits.sizes[budget],
    }


def futures(world: World, family: Family, limits: Limits) -> Json:
    """exchangeInfo of fapi and dapi: every contract in every status."""
    orders = {"rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1200}
    listed = [c for c in world.futures.values() if c.family is family]
    body: dict[str, object] = {
        "timezone": "UTC",
        "serverTime": milliseconds(world.clock.shown),
        "rateLimits": [weight_limit(limits, Budget.FUTURES), orders],
        "exchangeFilters": [],
        "symbols": [_future(contract) for contract in listed],
    }
    if family is Family.UM:
        margin = {"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}
        body["assets"] = [margin]
    return body


def _future(contract: Future) -> Json:
    delivery = milliseconds(contract.delivery) if contract.delivery else NO_DELIVERY
    status = "contractStatus" if contract.inverse else "status"
    row: dict[str, object] = {
        "symbol": contract.symbol,
        "pair": contract.pair,
        "contractType": contract.kind,
        "deliveryDate": delivery,
        "onboardDate": milliseconds(contract.onboard),
        status: contract.status,
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": contract.base,
        "quoteAsset": "USD" if contract.inverse else "USDT",
        "marginAsset": contract.margin_asset,
        "pricePrecision": _places(contract.tick),
        "quantityPrecision": _places(contract.step),
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": [],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "filters": _filters(contract),
        "orderTypes": ["LIMIT", "MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    }
    if contract.inverse:
        return {**row, "contractSize": contract.contract_size, "equalQtyPrecision": 4}
    return {**row, "settlePlan": 0}


def _filters(contract: Future) -> list[Json]:
    step = number(contract.step)
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": number(contract.tick),
            "maxPrice": "4529764",
            "tickSize": number(contract.tick),
        },
        {"filterType": "LOT_SIZE", "minQty": step, "maxQty": "10000", "stepSize": step},
        {"filterType": "MARKET_LOT_SIZE", "minQty": step, "maxQty": "1200", "stepSize": step},
    ]


def premium(world: World, contract: Future, now: datetime) -> Json:
    """A row of premiumIndex; nothing is funded on what has a date."""
    estimate = world.prices.estimate(contract.base, contract.delivery, now)
    shown = world.clock.shown
    hour = shown.replace(minute=0, second=0, microsecond=0)
    following = milliseconds(hour) + (8 - hour.hour % 8) * 3_600_000
    row: dict[str, object] = {
        "symbol": contract.symbol,
        "markPrice": fixed(world.prices.mark(contract, now)),
        "indexPrice": fixed(world.prices.index(contract.base, now)),
        "estimatedSettlePrice": fixed(estimate),
        "lastFundingRate": _FUNDING if contract.perpetual else "",
        "interestRate": _FUNDING if contract.perpetual else "",
        "nextFundingTime": following if contract.perpetual else 0,
        "time": milliseconds(shown),
    }
    return {**row, "pair": contract.pair} if contract.inverse else row


def delivery_prices(world: World, pair: str, now: datetime) -> list[Json]:
    """Rows of delivery-price, newest first; the time is the beginning of the day."""
    return [
        {"deliveryTime": midnight(ended.at), "deliveryPrice": ended.price}
        for ended in reversed(world.ended)
        if isinstance(ended.contract, Future) and ended.contract.family is Family.UM
        if ended.contract.pair == pair and ended.known <= now
    ]


def options(world: World, limits: Limits) -> Json:
    """exchangeInfo of eapi; what has expired is missing."""
    bases = dict.fromkeys(option.base for option in world.options.values())
    return {
        "timezone": "UTC",
        "serverTime": milliseconds(world.clock.shown),
        "optionContracts": [
            {
                "baseAsset": base,
                "quoteAsset": "USDT",
                "underlying": f"{base}USDT",
                "settleAsset": "USDT",
            }
            for base in bases
        ],
        "optionAssets": [{"name": "USDT"}],
        "optionSymbols": [_option(option) for option in world.options.values()],
        "rateLimits": [weight_limit(limits, Budget.OPTIONS)],
    }


def _option(option: Option) -> Json:
    size = {"minQty": "0.01", "maxQty": "500", "stepSize": "0.01"}
    return {
        "expiryDate": milliseconds(option.expiry),
        "filters": [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": number(option.tick),
                "maxPrice": "80000.01",
                "tickSize": number(option.tick),
            },
            {"filterType": "LOT_SIZE", **size},
        ],
        "symbol": option.symbol,
        "side": option.side,
        "strikePrice": fixed(option.strike),
        "underlying": option.underlying,
        "unit": option.unit,
        "liquidationFeeRate": "0.0019000",
        "minQty": "0.01",
        "maxQty": "500",
        "initialMargin": "0.15",
        "maintenanceMargin": "0.075",
        "minInitialMargin": "0.1",
        "minMaintenanceMargin": "0.05",
        **OPTION_SCALES,
        "quoteAsset": "USDT",
        "contractType": "CRYPTO_OPTIONS",
        "underlyingType": "CRYPTO",
        "nakedSell": True,
        "status": "TRADING",
    }


def option_mark(world: World, option: Option, now: datetime) -> Json:
    """A row of eapi/v1/mark."""
    price = world.prices.mark(option, now)
    delta = Decimal("0.5") if option.call else Decimal("-0.5")
    return {
        "symbol": option.symbol,
        "markPrice": fixed(price, 3),
        "bidIV": "0.59000000",
        "askIV": "0.61000000",
        "markIV": "0.60000000",
        "delta": fixed(delta),
        "theta": "-12.50000000",
        "gamma": "0.00002000",
        "vega": "80.00000000",
        "highPriceLimit": fixed(price * 2, 3),
        "lowPriceLimit": fixed(price / 2, 3),
        "riskFreeInterest": "0.1",
    }


def exercised(ended: Ended) -> Json:
    """A row of exerciseHistory: the price at which the underlying settled, and what that meant."""
    option = ended.contract
    if not isinstance(option, Option):
        raise TypeError(f"{option.symbol} is no option.")
    return {
        "symbol": option.symbol,
        "strikePrice": number(option.strike),
        "realStrikePrice": fixed(ended.price),
        "expiryDate": milliseconds(option.expiry.astimezone(UTC)),
        "strikeResult": EXERCISED if option.payoff(ended.price) else WORTHLESS,
    }


def _places(step: Decimal) -> int:
    exponent = step.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
