"""What Saxo says about instruments, prices and its messages to the trader; see `wire.py`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from assignwatch.brokers.saxo.wire import Exchange


class Details(Struct, rename="pascal"):
    """The reply of ref/v1/instruments/details/{Uic}/{AssetType}."""

    asset_type: str
    uic: int
    contract_size: Decimal | None = None
    currency_code: str | None = None
    description: str = ""
    exchange: Exchange | None = None
    exercise_style: str | None = None
    expiry_date: str | None = None
    lot_size: Decimal | None = None
    notice_date: str | None = None
    option_root_id: int | None = None
    put_call: str | None = None
    related_option_roots_enhanced: list["OptionRoot"] | None = None
    settlement_style: str | None = None
    strike_price: Decimal | None = None
    symbol: str = ""
    underlying_asset_type: str | None = None
    underlying_uic: int | None = None


class OptionRoot(Struct, rename="pascal"):
    """An option root of an instrument."""

    option_root_id: int
    asset_type: str | None = None


class RelatedInstrument(Struct, rename="pascal"):
    """An instrument that an option root is about."""

    asset_type: str
    uic: int


class SpecificOption(Struct, rename="pascal"):
    """One option of a series."""

    uic: int
    put_call: str | None = None
    strike_price: Decimal | None = None
    underlying_uic: int | None = None


class Series(Struct, rename="pascal"):
    """The options of one expiry; without options where they were not asked for."""

    expiry: str
    specific_options: list[SpecificOption] | None = None


class OptionSpace(Struct, rename="pascal"):
    """The reply of ref/v1/instruments/contractoptionspaces/{OptionRootId}."""

    asset_type: str
    option_root_id: int
    contract_size: Decimal | None = None
    currency_code: str | None = None
    exchange: Exchange | None = None
    exercise_style: str | None = None
    option_space: list[Series] = field(default_factory=list)
    related_instruments: list[RelatedInstrument] | None = None
    settlement_style: str | None = None
    underlying_asset_type: str | None = None


class PriceQuote(Struct, rename="pascal"):
    """The quote of a price; 0 stands for none."""

    ask: Decimal | None = None
    bid: Decimal | None = None
    delayed_by_minutes: int = 0
    mid: Decimal | None = None


class PriceDetails(Struct, rename="pascal"):
    """What else a price says."""

    last_close: Decimal | None = None
    last_traded: Decimal | None = None


class InfoPrice(Struct, rename="pascal"):
    """A row of trade/v1/infoprices."""

    asset_type: str
    last_updated: datetime
    uic: int
    quote: PriceQuote | None = None
    price_info_details: PriceDetails | None = None


class TradeMessage(Struct, rename="pascal"):
    """A row of trade/v1/messages; the texts are in the trader's language."""

    message_id: str
    date_time: datetime | None = None
    message_body: Any = None
    message_header: Any = None
    message_type: str = ""
    order_id: str | None = None
    position_id: str | None = None
