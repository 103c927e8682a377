"""Executions and money in the JSON of Saxo's reports and of its history.

The reports know a day only when it has been processed; `reports` cuts off what is younger. Field
names follow Saxo's schemas; that a trade's id is that of the position which it made is what its
sample of bookings shows.
"""

from decimal import Decimal

from assignwatch.simulator.saxo.book import Book
from assignwatch.simulator.saxo.instruments import Instrument, Option
from assignwatch.simulator.saxo.prices import conversion
from assignwatch.simulator.saxo.records import Booking, Closed, OrderNews, Position
from assignwatch.simulator.saxo.showing import Row
from assignwatch.simulator.saxo.wording import Json, buy_sell, day, display, told, utc

CENT = Decimal("0.01")
UNBOOKED = 999999999999999999
"""Instead of a record's id while the day goes on."""


def trade(book: Book, leg: Position) -> Row:
    """A row of the trades report. It knows trades, not positions."""
    instrument, cause = leg.instrument, leg.cause
    value = leg.traded * leg.price * instrument.contract_size
    rate = conversion(instrument.currency, book.account.currency)
    row: Json = {
        "AccountCurrency": book.account.currency,
        "AccountCurrencyDecimals": 2,
        "AccountId": book.account.id,
        "AdjustedTradeDate": day(leg.at),
        "Amount": leg.traded,
        "AssetType": instrument.asset_type,
        "BookedAmountAccountCurrency": (-value * rate).quantize(CENT),
        "BookedAmountClientCurrency": -value,
        "BookedAmountUSD": -value,
        "ClientCurrency": book.client.currency,
        "Direction": "None",
        "ExchangeDescription": instrument.exchange.name,
        "ExpiryDate": day(instrument.expiry) if instrument.expiry else None,
        "InstrumentCurrencyDecimal": 2,
        "InstrumentDescription": instrument.description,
        "InstrumentSymbol": instrument.symbol,
        "OrderId": leg.order.id if leg.order else "0",
        "Price": leg.price,
        "Strike": 0,
        "ToOpenOrClose": _to_open_or_close(leg),
        "ToolId": cause.booked_tool,
        "TradeBarrierEventStatus": False,
        "TradeDate": day(leg.at),
        "TradedValue": value,
        "TradeEventType": "Bought" if leg.traded > 0 else "Sold",
        "TradeExecutionTime": utc(leg.at),
        "TradeId": leg.id,
        "TradeType": _trade_type(leg),
        "Uic": instrument.uic,
        "UnderlyingInstrumentDescription": _underlying(instrument).description,
        "UnderlyingInstrumentSymbol": _underlying(instrument).symbol,
        "ValueDate": day(leg.at),
        "Venue": instrument.exchange.mic.upper() or "OTC",
    }
    if isinstance(instrument, Option):
        row |= {"Direction": instrument.put_call, "Strike": instrument.strike}
        row["OptionEventType"] = _right_used(leg)
    return told(row)


def closed(book: Book, pair: Closed) -> Row:
    """A row of the report on closed positions. It has no Uic."""
    opening, closing, instrument = pair.opening, pair.closing, pair.opening.instrument
    return {
        "AccountCurrency": book.account.currency,
        "AccountCurrencyDecimals": 2,
        "AccountId": book.account.id,
        "Amount": pair.amount,
        "AmountClose": closing.traded,
        "AmountOpen": opening.traded,
        "AssetType": instrument.asset_type,
        "ClosePositionId": closing.id,
        "ClosePrice": closing.price,
        "ExchangeDescription": instrument.exchange.name,
        "InstrumentDescription": instrument.description,
        "InstrumentSymbol": instrument.symbol,
        "OpenPositionId": opening.id,
        "OpenPrice": opening.price,
        "PnLAccountCurrency": _in_account(book, instrument, pair.profit),
        "TradeDate": day(closing.at),
        "TradeDateClose": day(closing.at),
        "TradeDateOpen": day(opening.at),
        "UnderlyingInstrumentDescription": _underlying(instrument).description,
        "UnderlyingInstrumentSymbol": _underlying(instrument).symbol,
    }


def past(book: Book, pair: Closed) -> Row:
    """A closed position of the history, with the reason of its end; the Uic is a text here."""
    opening, closing, instrument = pair.opening, pair.closing, pair.opening.instrument
    side = "Long" if pair.amount > 0 else "Short"
    row: Json = {
        "AccountId": book.account.id,
        "Amount": pair.amount,
        "ClosingAssetType": instrument.asset_type,
        "ClosingTradeDate": day(closing.at),
        "ClosingValueDate": day(closing.at),
        "CorrelationType": closing.cause.closing,
        "Decimals": instrument.decimals,
        "ExecutionTimeClose": utc(closing.at),
        "ExecutionTimeOpen": utc(opening.at),
        "ExpiryDate": day(instrument.expiry) if instrument.expiry else None,
        "FigureValue": instrument.contract_size,
        "InstrumentSymbol": instrument.symbol,
        "LongShort": {"PresentationValue": side, "Value": side},
        "OpeningAssetType": instrument.asset_type,
        "OpeningTradeDate": day(opening.at),
        "OpeningValueDate": day(opening.at),
        "PriceClose": closing.price,
        "PriceOpen": opening.price,
        "ProfitLoss": _in_account(book, instrument, pair.profit),
        "Uic": str(instrument.uic),
    }
    if isinstance(instrument, Option):
        row |= {"PutCall": instrument.put_call, "StrikePrice": instrument.strike}
    return told(row)


def booking(book: Book, money: Booking) -> Row:
    """A row of the report on bookings."""
    instrument = money.instrument
    own = _in_account(book, instrument, money.amount)
    return {
        "AccountCurrency": book.account.currency,
        "AccountId": book.account.id,
        "Amount": money.amount,
        "AmountAccountCurrency": own,
        "AmountClass": "NotAssigned",
        "AmountClientCurrency": money.amount,
        "AmountSubClass": "NotAssigned",
        "AmountUSD": money.amount,
        "AssetType": instrument.asset_type,
        "BkAmountId": money.id,
        "BkAmountType": money.kind,
        "BkAmountTypeId": money.kind_id,
        "CaMasterRecordId": "0",
        "ClientCurrency": book.client.currency,
        "ConversionRate": conversion(instrument.currency, book.account.currency),
        "Currency": instrument.currency,
        "Date": day(money.at),
        "InstrumentDescription": instrument.description,
        "InstrumentSymbol": instrument.symbol,
        "RelatedPositionId": money.trade,
        "RelatedTradeId": money.trade,
        "Uic": instrument.uic,
        "UnderlyingInstrumentSymbol": _underlying(instrument).symbol,
        "UnderlyingInstrumentUic": _underlying(instrument).uic,
        "ValueDate": day(money.at),
    }


def transaction(book: Book, leg: Position, *, booked: bool) -> Row:
    """A trade as a transaction. It is known at once, but has no ids until it is booked."""
    instrument = leg.instrument
    value = -leg.traded * leg.price * instrument.contract_size
    own = _in_account(book, instrument, value)
    side = "Buy" if leg.traded > 0 else "Sell"
    about: Json = {
        "AssetType": instrument.asset_type,
        "Currency": instrument.currency,
        "Description": instrument.description,
        "ExpiryDate": day(instrument.expiry) if instrument.expiry else None,
        "Strike": instrument.strike if isinstance(instrument, Option) else None,
        "Symbol": instrument.symbol,
        "Uic": instrument.uic,
    }
    return told(
        {
            "AccountId": book.account.id,
            "BkRecordId": int(leg.id) if booked else UNBOOKED,
            "BookedAmount": own if booked else 0,
            "Bookings": [_paid(book, b) for b in book.bookings if booked and b.trade == leg.id],
            "Currency": book.account.currency,
            "CurrencyDecimals": 2,
            "Date": day(leg.at),
            "Event": side,
            "EventDisplay": side,
            "Instrument": told(about),
            "IntradayAmount": 0 if booked else own,
            "IsIntradayData": not booked,
            "IsReversal": False,
            "PositionId": leg.id,
            "TradeId": leg.id if booked else "",
            "Trades": [_executed(leg, value, booked=booked)],
            "TransactionType": "Trade",
            "TransactionTypeDisplay": "Trade",
            "ValueDate": day(leg.at),
        }
    )


def order_activity(book: Book, news: OrderNews, number: int) -> Row:
    """A row of the audit of orders; orders of the bank are handled by the system."""
    order, instrument = news.order, news.order.instrument
    return told(
        {
            "AccountId": book.account.id,
            "ActivityTime": utc(news.at),
            "Amount": abs(order.amount),
            "AssetType": instrument.asset_type,
            "AveragePrice": news.price,
            "BuySell": buy_sell(order.amount),
            "ClientId": book.client.id,
            "CorrelationKey": order.story,
            "DisplayAndFormat": display(instrument),
            "Duration": {"DurationType": "DayOrder"},
            "ExecutionPrice": news.price,
            "FillAmount": news.fill,
            "FilledAmount": news.filled,
            "HandledBy": "System" if order.by_bank else book.client.user_id,
            "LogId": str(number),
            "OrderId": order.id,
            "OrderRelation": "StandAlone",
            "OrderType": order.type,
            "PositionId": news.position,
            "Price": order.price,
            "Status": news.status,
            "SubStatus": "Confirmed",
            "Uic": instrument.uic,
        }
    )


def _executed(leg: Position, value: Decimal, *, booked: bool) -> Json:
    """The trade of a transaction. Until it is booked, nothing says why there was one."""
    cause = leg.cause
    return told(
        {
            "OptionEventType": _right_used(leg) if booked else None,
            "OrderId": leg.order.id if leg.order else "0",
            "PositionId": leg.id,
            "Price": leg.price,
            "ToOpenOrClose": _to_open_or_close(leg),
            "ToolId": cause.booked_tool if booked else cause.tool,
            "TradeEventType": "Bought" if leg.traded > 0 else "Sold",
            "TradeExecutionTime": utc(leg.at),
            "TradeId": leg.id if booked else "",
            "TradeType": _trade_type(leg) if booked else "NotAvailable",
            "TradedQuantity": leg.traded,
            "TradedValue": value,
        }
    )


def _paid(book: Book, money: Booking) -> Json:
    """A booking inside a transaction, in the currency of the account."""
    return {
        "AmountType": money.kind,
        "AmountTypeId": money.kind_id,
        "BookedAmount": _in_account(book, money.instrument, money.amount),
        "BookingId": money.id,
        "Date": day(money.at),
        "ValueDate": day(money.at),
    }


def _trade_type(leg: Position) -> str:
    if leg.order is not None and not leg.order.by_bank:
        return leg.order.type
    return leg.cause.trade_type


def _right_used(leg: Position) -> str | None:
    """Which kind of option was used, if one was."""
    if isinstance(leg.instrument, Option) and leg.cause.uses_right:
        return leg.instrument.put_call
    return None


def _to_open_or_close(leg: Position) -> str:
    return "ToOpen" if leg.opens else "ToClose"


def _underlying(instrument: Instrument) -> Instrument:
    return instrument.family.underlying if isinstance(instrument, Option) else instrument


def _in_account(book: Book, instrument: Instrument, amount: Decimal) -> Decimal:
    return (amount * conversion(instrument.currency, book.account.currency)).quantize(CENT)
