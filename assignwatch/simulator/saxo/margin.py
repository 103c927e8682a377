"""What the simulated bank asks as margin for a position: a plain rule of its own.

`portfolio_rows` adds it up for the balances. Saxo's real models are per instrument and client; what
matters here is that margin is used, grows with what is held, and moves when something is assigned.
Cover is not looked at. What is held and paid in full needs none.
"""

from decimal import Decimal

from assignwatch.simulator.saxo.instruments import Instrument, Option

SHORT_OPTION = Decimal("0.2")
"""Of the value of what the option is on."""
SHORT_SHARE = Decimal("0.5")
ON_PROFIT = {
    "ContractFutures": Decimal("0.1"),
    "CfdOnFutures": Decimal("0.1"),
    "FxSpot": Decimal("0.03"),
}
"""Of the whole value, by asset type: what is settled by its profit is bound either way."""


def behind(instrument: Instrument) -> Instrument:
    """By whose price the margin of a position goes."""
    return instrument.family.underlying if isinstance(instrument, Option) else instrument


def needed(instrument: Instrument, amount: Decimal, price: Decimal) -> Decimal:
    """For a signed amount, in the instrument's currency; `price` is that of `behind`."""
    value = abs(amount) * price * instrument.contract_size
    if isinstance(instrument, Option):
        return value * SHORT_OPTION if amount < 0 else Decimal(0)
    if instrument.is_cash_market:
        return value * SHORT_SHARE if amount < 0 else Decimal(0)
    return value * ON_PROFIT[instrument.asset_type]
