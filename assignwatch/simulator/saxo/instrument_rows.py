"""Instruments in the JSON of Saxo's reference data, and their delayed prices.

An option names its family and its underlying among the related ones; the chain of a family names
the underlying of each contract. Sources: Saxo's samples of instrument details, option chains and
info prices.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from assignwatch.simulator.saxo.instruments import Instrument, Option, OptionRoot
from assignwatch.simulator.saxo.prices import DELAY_MINUTES, Prices, is_open
from assignwatch.simulator.saxo.records import Account
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Row
from assignwatch.simulator.saxo.wording import Json, day, display, told, utc

CUT_OFF = "16:30:00"
"""Until when an option can be exercised, in the exchange's local time."""


def details(
    instrument: Instrument, roots: Iterable[OptionRoot], accounts: Iterable[Account]
) -> Row:
    """Everything about one instrument."""
    row: Json = {
        "AmountDecimals": 0,
        "AssetType": instrument.asset_type,
        "ContractSize": instrument.contract_size,
        "CurrencyCode": instrument.currency,
        "DefaultAmount": 1,
        "Description": instrument.description,
        "Exchange": _exchange(instrument),
        "Format": {"Decimals": instrument.decimals, "OrderDecimals": instrument.decimals},
        "GroupId": 0,
        "IncrementSize": 1,
        "IsTradable": instrument.asset_type != "StockIndex",
        "LotSize": 1,
        "LotSizeType": "OddLotsNotAllowed",
        "NonTradableReason": "None",
        "PriceToContractFactor": instrument.contract_size,
        "Symbol": instrument.symbol,
        "TickSize": Decimal(1).scaleb(-instrument.decimals),
        "TradableOn": [account.id for account in accounts],
        "TradingStatus": "Tradable",
        "Uic": instrument.uic,
    }
    if instrument.expiry is not None:
        row["ExpiryDate"] = day(instrument.expiry)
    if instrument.notice is not None:
        row["NoticeDate"] = day(instrument.notice)
    if isinstance(instrument, Option):
        row |= _terms(instrument)
        own = [instrument.family]
    else:
        own = [root for root in roots if root.underlying == instrument]
    related = [{"AssetType": root.asset_type, "OptionRootId": root.id} for root in own]
    return row | ({"RelatedOptionRootsEnhanced": related} if related else {})


def chain(root: OptionRoot, options: Iterable[Option], asked: Selection, now: datetime) -> Row:
    """A family of options by expiry. Contracts are named where `OptionSpaceSegment` asks."""
    segment = asked.text("OptionSpaceSegment") or "DefaultDates"
    dates = asked.words("ExpiryDates")
    mine = sorted(
        (o for o in options if o.family == root), key=lambda o: (o.expiry, o.strike, o.put_call)
    )
    space: list[Json] = []
    for number, (expiry, entries) in enumerate(groupby(mine, lambda option: option.expiry)):
        if expiry is None:
            continue
        left = (expiry - now.date()).days
        entry: Json = {
            "DisplayDaysToExpiry": left,
            "DisplayDaysToLastTradeDate": left,
            "DisplayExpiry": day(expiry.replace(day=1)),
            "Expiry": day(expiry),
            "LastTradeDate": f"{day(expiry)}T21:00:00.000000Z",
        }
        if _is_named(segment, number, day(expiry), dates):
            entry["SpecificOptions"] = [_specific(option) for option in entries]
        space.append(entry)
    return {
        "AmountDecimals": 0,
        "AssetType": root.asset_type,
        "CanParticipateInMultiLegOrder": True,
        "ContractSize": root.contract_size,
        "CurrencyCode": root.underlying.currency,
        "DefaultExpiry": space[0]["Expiry"] if space else None,
        "Description": root.underlying.description,
        "Exchange": {
            "CountryCode": root.exchange.country,
            "ExchangeId": root.exchange.id,
            "Name": root.exchange.name,
        },
        "ExerciseStyle": root.style,
        "Format": {"Decimals": 2, "OrderDecimals": 2, "StrikeDecimals": 2},
        "IsTradable": True,
        "LotSize": 1,
        "OptionRootId": root.id,
        "OptionSpace": space,
        "PriceToContractFactor": root.contract_size,
        "RelatedInstruments": [_related(root.underlying)],
        "SettlementStyle": root.settlement,
        "Symbol": root.symbol,
        "TickSize": Decimal("0.01"),
        "UnderlyingAssetType": root.underlying.asset_type,
    }


def summary(instrument: Instrument) -> Row:
    """A hit of the search."""
    return {
        "AssetType": instrument.asset_type,
        "CurrencyCode": instrument.currency,
        "Description": instrument.description,
        "ExchangeId": instrument.exchange.id,
        "GroupId": 0,
        "Identifier": instrument.uic,
        "SummaryType": "Instrument",
        "Symbol": instrument.symbol,
        "TradableAs": [instrument.asset_type],
    }


def root_summary(root: OptionRoot) -> Row:
    """A family of options as a hit of the search; its identifier is no Uic."""
    return {
        "AssetType": root.asset_type,
        "CurrencyCode": root.underlying.currency,
        "Description": root.underlying.description,
        "ExchangeId": root.exchange.id,
        "GroupId": 0,
        "Identifier": root.id,
        "SummaryType": "ContractOptionRoot",
        "Symbol": root.symbol,
        "TradableAs": [root.asset_type],
    }


def info_price(instrument: Instrument, prices: Prices, now: datetime, asked: Selection) -> Row:
    """The delayed quote, and the official close of the last session among its details."""
    quote = prices.quote(instrument, now)
    close = prices.last_close(instrument, now)
    groups = asked.words("FieldGroups")
    row: Json = {
        "AssetType": instrument.asset_type,
        "LastUpdated": utc(now),  # when the delayed price came
        "PriceSource": instrument.exchange.id,
        "Quote": {
            "Amount": 1,
            "Ask": quote.ask,
            "Bid": quote.bid,
            "DelayedByMinutes": DELAY_MINUTES,
            "ErrorCode": "None",
            "MarketState": "Open" if is_open(now) else "Closed",
            "Mid": quote.mid,
            "PriceSource": instrument.exchange.id,
            "PriceSourceType": "Firm",
            "PriceTypeAsk": "Tradable",
            "PriceTypeBid": "Tradable",
        },
        "Uic": instrument.uic,
    }
    blocks: dict[str, Json] = {
        "DisplayAndFormat": display(instrument),
        "InstrumentPriceDetails": told(
            {
                "IsMarketOpen": is_open(now),
                "ExpiryDate": day(instrument.expiry) if instrument.expiry else None,
                "NoticeDate": day(instrument.notice) if instrument.notice else None,
            }
        ),
        "PriceInfo": {
            "High": quote.ask,
            "Low": quote.bid,
            "NetChange": quote.mid - close,
        },
        "PriceInfoDetails": {
            "LastClose": close,
            "LastTraded": quote.mid,
            "LastTradedSize": 1,
            "Open": close,
        },
    }
    return row | {name: block for name, block in blocks.items() if name in groups}


def _terms(option: Option) -> Json:
    family = option.family
    return {
        "ExerciseCutOffTime": CUT_OFF,
        "ExerciseStyle": family.style,
        "OptionRootId": family.id,
        "PutCall": option.put_call,
        "RelatedInstruments": [_related(family.underlying)],
        "SettlementStyle": family.settlement,
        "StrikePrice": option.strike,
        "UnderlyingAssetType": family.underlying.asset_type,
    }


def _related(instrument: Instrument) -> Json:
    return {"AssetType": instrument.asset_type, "Uic": instrument.uic}


def _exchange(instrument: Instrument) -> Json:
    market = instrument.exchange
    return {"CountryCode": market.country, "ExchangeId": market.id, "Name": market.name}


def _specific(option: Option) -> Json:
    return {
        "PutCall": option.put_call,
        "StrikePrice": option.strike,
        "TradingStatus": "Tradable",
        "Uic": option.uic,
        "UnderlyingUic": option.family.underlying.uic,
    }


def _is_named(segment: str, number: int, expiry: str, dates: frozenset[str]) -> bool:
    """Whether the contracts of an expiry are listed: the nearest ones unless asked otherwise."""
    if segment == "SpecificDates":
        return expiry in dates
    return segment in ("AllDates", "UnderlyingUic") or (segment == "DefaultDates" and number == 0)
