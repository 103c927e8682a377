"""Positions, net positions and closed pairs in the JSON of Saxo's portfolio service.

Field names follow Saxo's schemas and captures; `OptionsData` and `CorrelationTypes` are in the base
of a single position only, never in a net one. Prices are delayed, and so is every value made of
them.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.saxo.book import COMMISSION, Book
from assignwatch.simulator.saxo.instruments import Instrument, Option
from assignwatch.simulator.saxo.prices import DELAY_MINUTES, Prices, conversion, is_open
from assignwatch.simulator.saxo.records import Closed, Position
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Row
from assignwatch.simulator.saxo.wording import (
    Json,
    buy_sell,
    day,
    display,
    exchange,
    midnight,
    told,
    utc,
)

CENT = Decimal("0.01")


def position(book: Book, held: Position, prices: Prices, now: datetime, asked: Selection) -> Row:
    """One single position with the field groups that are asked for."""
    row: Json = {"NetPositionId": held.instrument.net_id(short=held.short), "PositionId": held.id}
    usual = ("PositionBase", "PositionView")
    if asked.wants("FieldGroups", "PositionBase", usual):
        row["PositionBase"] = _base(book, held, now)
    if asked.wants("FieldGroups", "PositionView", usual):
        row["PositionView"] = _view(book, held, prices, now)
    return row | _extras(held.instrument, now, asked)


def net_position(
    book: Book, group: Sequence[Position], prices: Prices, now: datetime, asked: Selection
) -> Row:
    """All single positions of one instrument and account as one."""
    first, instrument = group[0], group[0].instrument
    amount = sum((p.amount for p in group), Decimal(0))
    row: Json = {"NetPositionId": instrument.net_id(short=first.short)}
    usual = ("NetPositionBase", "NetPositionView")
    if asked.wants("FieldGroups", "NetPositionBase", usual):
        row["NetPositionBase"] = told(
            {
                "Amount": amount,
                "AssetType": instrument.asset_type,
                "CanBeClosed": bool(amount),
                "ClientId": book.client.id,
                "ExpiryDate": midnight(instrument.expiry) if instrument.expiry else None,
                "HasForceOpenPositions": False,
                "IsMarketOpen": is_open(now),
                "NumberOfRelatedOrders": 0,
                "OpeningDirection": "Sell" if first.short else "Buy",
                "OptionsData": _options_data(instrument),
                "PositionsAccount": book.account.id,
                "SinglePositionAccountId": book.account.id,
                "SinglePositionId": first.id if len(group) == 1 else None,
                "SinglePositionStatus": first.status,
                "Status": "Open" if amount else "Square",
                "Uic": instrument.uic,
                "ValueDate": midnight(first.at.date()),
            }
        )
    if asked.wants("FieldGroups", "NetPositionView", usual):
        view = _valued(book, instrument, amount, _average(group), prices, now)
        view |= {
            "AverageOpenPrice": _average(group),
            "PositionCount": len(group),
            "PositionsNotClosedCount": sum(p.status == "Open" for p in group),
            "Status": "Open" if amount else "Square",
        }
        row["NetPositionView"] = view
    return row | _extras(instrument, now, asked)


def closed(book: Book, pair: Closed, now: datetime, asked: Selection) -> Row:
    """A position and what closed it. How it came to that is never told here."""
    opening, closing, instrument = pair.opening, pair.closing, pair.opening.instrument
    usual = ("ClosedPosition",)
    row: Json = {
        "ClosedPositionUniqueId": pair.id,
        "NetPositionId": instrument.net_id(short=opening.short),
    }
    rate = conversion(instrument.currency, book.account.currency)
    if asked.wants("FieldGroups", "ClosedPosition", usual):
        row["ClosedPosition"] = told(
            {
                "AccountId": book.account.id,
                "AccountKey": book.account.key,
                "Amount": pair.amount,
                "AssetType": instrument.asset_type,
                "BuyOrSell": buy_sell(pair.amount),
                "ClientId": book.client.id,
                "ClosedProfitLoss": pair.profit,
                "ClosedProfitLossInBaseCurrency": (pair.profit * rate).quantize(CENT),
                "ClosingMarketValue": 0,
                "ClosingMarketValueInBaseCurrency": 0,
                "ClosingMethod": "Fifo",
                "ClosingPositionId": closing.id,
                "ClosingPrice": closing.price,
                "ConversionRateInstrumentToBaseSettledClosing": False,
                "ConversionRateInstrumentToBaseSettledOpening": True,
                "CostClosing": _cost(closing),
                "CostClosingInBaseCurrency": (_cost(closing) * rate).quantize(CENT),
                "CostOpening": _cost(opening),
                "CostOpeningInBaseCurrency": (_cost(opening) * rate).quantize(CENT),
                "ExecutionTimeClose": utc(closing.at),
                "ExecutionTimeOpen": utc(opening.at),
                "OpeningPositionId": opening.id,
                "OpenPrice": opening.price,
                "Uic": instrument.uic,
            }
        )
    return row | _extras(instrument, now, asked)


def _cost(leg: Position) -> Decimal:
    """What its order cost; the bank's own bookings are free."""
    return -COMMISSION if leg.order else Decimal(0)


def _base(book: Book, held: Position, now: datetime) -> Json:
    instrument, correlation = held.instrument, held.cause.correlation
    is_option = isinstance(instrument, Option)
    return told(
        {
            "AccountId": book.account.id,
            "AccountKey": book.account.key,
            "Amount": held.amount,
            "AssetType": instrument.asset_type,
            "CanBeClosed": held.status == "Open",
            "ClientId": book.client.id,
            "CloseConversionRateSettled": False,
            "CorrelationKey": held.story,
            "CorrelationTypes": [correlation] if correlation else [],
            "ExecutionTimeClose": utc(held.closed_at) if held.closed_at else None,
            "ExecutionTimeOpen": utc(held.at),
            "ExpiryDate": midnight(instrument.expiry) if instrument.expiry else None,
            "IsForceOpen": False,
            "IsMarketOpen": is_open(now),
            "LockedByBackOffice": False,
            "NoticeDate": day(instrument.notice) if instrument.notice else None,
            "OpenPrice": held.price,
            "OpenPriceIncludingCosts": held.price,
            "OptionsData": _options_data(instrument),
            "RelatedOpenOrders": [],
            "RelatedPositionId": held.related,
            "SourceOrderId": held.order.id if held.order else None,
            "SpotDate": day(held.at),
            "Status": held.status,
            "ToOpenClose": ("ToOpen" if held.opens else "ToClose") if is_option else "Undefined",
            "Uic": instrument.uic,
            "ValueDate": midnight(held.at.date()),
        }
    )


def _options_data(instrument: Instrument) -> Json | None:
    if not isinstance(instrument, Option) or instrument.expiry is None:
        return None
    return {
        "CanBeExercised": instrument.family.style == "American",
        "ExerciseStyle": instrument.family.style,
        "ExpiryCut": "None",
        "ExpiryDate": midnight(instrument.expiry),
        "PutCall": instrument.put_call,
        "SettlementStyle": instrument.family.settlement,
        "Strike": instrument.strike,
    }


def _view(book: Book, held: Position, prices: Prices, now: datetime) -> Json:
    view = _valued(book, held.instrument, held.amount, held.price, prices, now)
    if held.status == "Closed" and held.close_price is not None:
        profit = (held.close_price - held.price) * held.amount * held.instrument.contract_size
        view |= {"MarketValue": 0, "Exposure": 0, "ProfitLossOnTrade": profit.quantize(CENT)}
    return view


def _valued(
    book: Book,
    instrument: Instrument,
    amount: Decimal,
    opened: Decimal,
    prices: Prices,
    now: datetime,
) -> Json:
    quote = prices.quote(instrument, now)
    current = quote.bid if amount > 0 else quote.ask
    rate = conversion(instrument.currency, book.account.currency)
    units = amount * instrument.contract_size
    profit = (units * (current - opened)).quantize(CENT)
    value = (units * current).quantize(CENT) if instrument.is_cash_market else profit
    before = prices.last_close(instrument, now)
    change = (quote.mid / before - 1) * 100 if before else Decimal(0)
    return {
        "Ask": quote.ask,
        "Bid": quote.bid,
        "CalculationReliability": "Ok",
        "ConversionRateCurrent": rate,
        "ConversionRateOpen": rate,
        "CurrentPrice": current,
        "CurrentPriceDelayMinutes": DELAY_MINUTES,
        "CurrentPriceLastTraded": utc(quote.at),
        "CurrentPriceType": "Bid" if amount > 0 else "Ask",
        "Exposure": amount,
        "ExposureCurrency": instrument.exposure_currency,
        "ExposureInBaseCurrency": (units * current * rate).quantize(CENT),
        "InstrumentPriceDayPercentChange": change.quantize(CENT),
        "MarketState": "Open" if is_open(now) else "Closed",
        "MarketValue": value,
        "MarketValueInBaseCurrency": (value * rate).quantize(CENT),
        "ProfitLossOnTrade": profit,
        "ProfitLossOnTradeInBaseCurrency": (profit * rate).quantize(CENT),
        "TradeCostsTotal": 0,
        "TradeCostsTotalInBaseCurrency": 0,
    }


def _average(group: Sequence[Position]) -> Decimal:
    size = sum((abs(p.amount) for p in group), Decimal(0))
    paid = sum((abs(p.amount) * p.price for p in group), Decimal(0))
    return (paid / size).quantize(Decimal("0.00001"))


def _extras(instrument: Instrument, now: datetime, asked: Selection) -> Json:
    extras: Json = {}
    groups = asked.words("FieldGroups")
    if "DisplayAndFormat" in groups:
        extras["DisplayAndFormat"] = display(instrument)
    if "ExchangeInfo" in groups:
        extras["Exchange"] = exchange(instrument, is_open=is_open(now))
    return extras
