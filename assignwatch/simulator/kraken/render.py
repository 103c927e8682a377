"""Records in the JSON of Kraken's REST and history interfaces.

Field names, letter case and time formats follow Kraken docs: Futures REST "Get open positions",
"Get fills", "Get instruments", "Get notifications", "Get tickers"; Futures history "Get account
log" and "Get position events". Derivatives and account log tell times in ISO, position events in
milliseconds; account-log rows write contracts in lower case, everything else in upper.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.simulator.clock import iso, milliseconds
from assignwatch.simulator.exact_json import number
from assignwatch.simulator.kraken.book import FUNDING_PER_HOUR
from assignwatch.simulator.kraken.contracts import Contract
from assignwatch.simulator.kraken.records import Fill, Holding, LogRow, Order, PositionEvent
from assignwatch.simulator.kraken.world import World

Json = Mapping[str, object]


def side(size: Decimal, positive: str, negative: str) -> str:
    """Kraken's word for a sign."""
    return positive if size > 0 else negative


def open_position(holding: Holding, funding: Decimal) -> Json:
    """A row of /openpositions; the size is unsigned, the price is the average entry."""
    contract = holding.contract
    row: dict[str, object] = {
        "side": side(holding.size, "long", "short"),
        "symbol": contract.symbol,
        "price": holding.entry,
        "fillTime": iso(holding.opened),
        "size": abs(holding.size),
    }
    if contract.maturity is None:
        row["unrealizedFunding"] = funding
    if not contract.inverse:
        row["pnlCurrency"] = "USD"
    return row


def fill(record: Fill) -> Json:
    """A row of /fills. There is no fee field."""
    return {
        "fill_id": record.id,
        "symbol": record.contract.symbol,
        "side": side(record.size, "buy", "sell"),
        "order_id": record.order_id,
        "size": abs(record.size),
        "price": record.price,
        "fillTime": iso(record.at),
        "fillType": record.cause.fill_type,
    }


def order(record: Order) -> Json:
    """A row of /openorders."""
    return {
        "order_id": record.id,
        "symbol": record.contract.symbol,
        "side": side(record.size, "buy", "sell"),
        "orderType": "lmt",
        "limitPrice": record.price,
        "unfilledSize": abs(record.left),
        "filledSize": abs(record.size - record.left),
        "receivedTime": iso(record.placed),
        "lastUpdateTime": iso(record.placed),
        "status": "untouched" if record.left == record.size else "partiallyFilled",
        "reduceOnly": False,
    }


def log_row(row: LogRow) -> Json:
    """A row of the account log; what does not apply is null."""
    return {
        "asset": row.asset,
        "contract": row.contract.symbol.lower() if row.contract else None,
        "booking_uid": row.booking_uid,
        "collateral": row.collateral,
        "date": iso(row.at),
        "execution": row.execution,
        "fee": row.fee,
        "funding_rate": row.funding_rate,
        "id": row.id,
        "info": row.info,
        "margin_account": row.margin_account,
        "mark_price": row.mark_price,
        "new_average_entry_price": row.new_entry,
        "new_balance": row.new_balance,
        "old_average_entry_price": row.old_entry,
        "old_balance": row.old_balance,
        "realized_funding": row.realized_funding,
        "realized_pnl": row.realized_pnl,
        "trade_price": row.trade_price,
        "conversion_spread_percentage": None,
        "liquidation_fee": row.liquidation_fee,
        "position_uid": None,
    }


def position_event(event: PositionEvent, account_uid: str) -> Json:
    """An element of the position history; numbers are texts here, `fillTime` is the opening."""
    update: dict[str, object] = {
        "accountUid": account_uid,
        "tradeable": event.contract.symbol,
        "oldPosition": number(event.old_size),
        "oldAverageEntryPrice": number(event.old_entry),
        "newPosition": number(event.new_size),
        "newAverageEntryPrice": number(event.new_entry),
        "fillTime": milliseconds(event.opened),
    }
    if event.fee is not None:
        update["fee"] = number(event.fee)
        update["feeCurrency"] = event.contract.wallet.asset.upper()
    if event.realized_pnl is not None:
        update["realizedPnL"] = number(event.realized_pnl)
    update["positionChange"] = event.change
    if event.fill is not None:
        update |= {
            "executionUid": event.fill.id,
            "executionPrice": number(event.fill.price),
            "executionSize": number(abs(event.fill.size)),
            "tradeType": event.fill.cause.trade_type,
        }
    if event.realized_funding is not None:
        update["fundingRealizationTime"] = milliseconds(event.at)
        update["realizedFunding"] = number(event.realized_funding)
    if event.settlement_price is not None:
        update["settlementPrice"] = number(event.settlement_price)
    update["timestamp"] = milliseconds(event.at)
    update["updateReason"] = event.reason
    return {
        "uid": event.uid,
        "timestamp": milliseconds(event.at),
        "event": {"PositionUpdate": update},
    }


def instrument(contract: Contract, tradeable: bool) -> Json:
    """An entry of /instruments; only a dated contract has a last trading time."""
    levels = [("0", "0.02", "0.01"), ("500000", "0.04", "0.02"), ("1000000", "0.06", "0.03")]
    size = "contracts" if contract.inverse else "numNonContractUnits"
    row: dict[str, object] = {
        "symbol": contract.symbol,
        "pair": f"{contract.base}:USD",
        "base": contract.base,
        "quote": "USD",
        "type": contract.kind,
        "underlying": f"rr_{contract.base.lower()}usd",
        "tickSize": contract.tick,
        "contractSize": 1,
        "tradeable": tradeable,
        "impactMidSize": 1,
        "maxPositionSize": 1_000_000,
        "openingDate": "2022-01-01T00:00:00.000Z",
        "marginLevels": [
            {size: Decimal(start), "initialMargin": Decimal(im), "maintenanceMargin": Decimal(mm)}
            for start, im, mm in levels
        ],
        "contractValueTradePrecision": contract.size_decimals,
        "postOnly": False,
        "category": "",
        "tags": [],
        "tradfi": False,
        "mtf": False,
    }
    if contract.maturity is not None:
        row["lastTradingTime"] = iso(contract.maturity)
    return row


def ticker(world: World, contract: Contract, at: datetime) -> Json:
    """An entry of /tickers."""
    mark = world.mark(contract.symbol, at)
    bid = contract.rounded(mark - contract.tick)
    return {
        "symbol": contract.symbol,
        "pair": f"{contract.base}:USD",
        "tag": "perpetual" if contract.maturity is None else "month",
        "last": contract.rounded(mark),
        "lastTime": iso(at),
        "markPrice": mark,
        "indexPrice": world.prices.index(contract, at),
        "bid": bid,
        "bidSize": 1,
        "ask": bid + 2 * contract.tick,
        "askSize": 1,
        "vol24h": 1000,
        "volumeQuote": 1000,
        "openInterest": 1000,
        "fundingRate": FUNDING_PER_HOUR if contract.maturity is None else Decimal(0),
        "suspended": False,
        "postOnly": False,
    }


def notifications(world: World, at: datetime) -> list[Json]:
    """Platform notes: what settles within a day."""
    endings = sorted({c.maturity for c in world.contracts.values() if c.maturity is not None})
    return [
        {
            "type": "settlement",
            "priority": "medium",
            "note": f"Contracts with maturity {end:%d/%b/%Y} expire and settle.",
            "effectiveTime": iso(end),
        }
        for end in endings
        if at <= end <= at + timedelta(days=1)
    ]
