"""What Kraken's contracts are, from /instruments and from their symbols.

Pure. The prefix names the kind: `PI_` and `PF_` perpetuals, `FI_` and `FF_` dated futures, `OF_`
options (`OF_XBTUSD_241227_20000_C`); a date is written YYMMDD. Anything else is `other`, never
refused. Sources: Kraken docs, Futures REST "Get instruments"; Kraken support, contract
specifications of the inverse and the multi-collateral futures and of the options.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from assignwatch.brokers.kraken import figures
from assignwatch.brokers.kraken.wire import Contract, Contracts
from assignwatch.core.model import Instrument, InstrumentId, Moment, name_of
from assignwatch.core.words import InstrumentKind, Right, Settlement, Style

_PERPETUAL = re.compile(r"(?:PI|PF)_\w+")
_FUTURE = re.compile(r"(?:FI|FF)_[A-Z0-9]+_(?P<date>\d{6})")
_OPTION = re.compile(
    r"OF_[A-Z0-9]+_(?P<date>\d{6})_(?P<strike>\d{1,17}(?:\.\d{1,17})?)_(?P<right>[CP])"
)


def listed(body: bytes) -> dict[InstrumentId, Instrument]:
    """The contracts in a reply of /instruments; a row that cannot be read is left to its symbol."""
    found: dict[InstrumentId, Instrument] = {}
    for raw in msgspec.json.decode(body, type=Contracts).instruments:
        try:
            instrument = _described(msgspec.json.decode(raw, type=Contract))
        except (msgspec.MsgspecError, ValueError, ArithmeticError):
            continue
        found[instrument.id] = instrument
    return found


def _described(row: Contract) -> Instrument:
    known = from_symbol(figures.instrument_id(row.symbol))
    last = row.last_trading_time
    return replace(
        known,
        expiry=known.expiry if last is None else Moment(figures.utc(last)),
        multiplier=figures.price(row.contract_size),
        currency=row.quote.upper() if row.quote else None,
    )


def from_symbol(contract: InstrumentId) -> Instrument:
    """What a symbol alone says: its kind, its day, and of an option strike and right."""
    symbol = name_of(contract)
    if _PERPETUAL.fullmatch(symbol):
        return Instrument(contract, InstrumentKind.PERPETUAL, symbol, settlement=Settlement.CASH)
    if future := _FUTURE.fullmatch(symbol):
        return Instrument(
            contract,
            InstrumentKind.FUTURE,
            symbol,
            expiry=_day(future["date"]),
            settlement=Settlement.CASH,
        )
    if option := _OPTION.fullmatch(symbol):
        return Instrument(
            contract,
            InstrumentKind.OPTION,
            symbol,
            right=Right.CALL if option["right"] == "C" else Right.PUT,
            strike=Decimal(option["strike"]),
            expiry=_day(option["date"]),
            style=Style.EUROPEAN,
            settlement=Settlement.CASH,
        )
    return Instrument(contract, InstrumentKind.OTHER, symbol)


def _day(yymmdd: str) -> Moment | None:
    try:
        return Moment.on(datetime.strptime(yymmdd, "%y%m%d").replace(tzinfo=UTC).date())
    except ValueError:
        return None
