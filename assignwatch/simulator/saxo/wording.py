"""Small parts that many rows share: times, days, the block on display, the block on an option."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from assignwatch.simulator.saxo.instruments import Instrument, Option

Json = dict[str, object]


def utc(at: datetime) -> str:
    """A time with six decimals and `Z`, as in Saxo's captures."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(on: date) -> str:
    """A date alone."""
    return on.strftime("%Y-%m-%d")


def midnight(on: date) -> str:
    """A date written as the time at which it begins."""
    return f"{on:%Y-%m-%d}T00:00:00.000000Z"


def buy_sell(amount: Decimal) -> str:
    """Saxo's word for a sign."""
    return "Buy" if amount > 0 else "Sell"


def told(fields: Mapping[str, object]) -> Json:
    """The fields without those that are None or an empty text."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def display(instrument: Instrument) -> Json:
    """`DisplayAndFormat`."""
    block: Json = {
        "Currency": instrument.currency,
        "Decimals": instrument.decimals,
        "Description": instrument.description,
        "Format": "AllowDecimalPips" if instrument.asset_type == "FxSpot" else "Normal",
        "OrderDecimals": instrument.decimals,
        "Symbol": instrument.symbol,
    }
    if isinstance(instrument, Option):
        block["StrikeDecimals"] = 2
        block["StrikeFormat"] = "Normal"
        block["UnderlyingInstrumentDescription"] = instrument.family.underlying.description
    return block


def exchange(instrument: Instrument, *, is_open: bool) -> Json:
    """`Exchange` of a position."""
    market = instrument.exchange
    return {"Description": market.name, "ExchangeId": market.id, "IsOpen": is_open}


def option_data(instrument: Instrument) -> Json:
    """`OptionData` of events: for a future only its end, for anything else nothing."""
    block: Json = {}
    if instrument.expiry is not None:
        block["ExpiryDate"] = day(instrument.expiry)
    if isinstance(instrument, Option):
        block |= {"PutCall": instrument.put_call, "Strike": instrument.strike}
    return block
