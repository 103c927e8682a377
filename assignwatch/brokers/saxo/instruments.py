"""What Saxo's instruments are: from their details and option space, or from a position alone.

Pure. The reader asks for details once, when an instrument is first seen, for Saxo may forget a
contract that has ended; until then, and where it has, `from_position` says what the position
itself knows. An asset type in no list is `other`, never refused. Sources: Saxo OpenAPI reference,
ref/v1/instruments/details and ref/v1/instruments/contractoptionspaces; Saxo help, "Futures expiry".
"""

import re

from assignwatch.brokers.saxo import figures
from assignwatch.brokers.saxo.wire import Exchange, OptionsData, Position, PositionActivity
from assignwatch.brokers.saxo.wire_reference import Details, OptionSpace, SpecificOption
from assignwatch.core.model import Instrument, InstrumentId, Moment
from assignwatch.core.words import InstrumentKind, Right, Settlement, Style

_KINDS = {
    "Stock": InstrumentKind.STOCK,
    "Etf": InstrumentKind.ETF,
    "Etc": InstrumentKind.ETF,
    "Etn": InstrumentKind.ETF,
    "Fund": InstrumentKind.ETF,
    "StockIndex": InstrumentKind.INDEX,
    "ContractFutures": InstrumentKind.FUTURE,
    "StockOption": InstrumentKind.OPTION,
    "StockIndexOption": InstrumentKind.OPTION,
    "FuturesOption": InstrumentKind.OPTION,
    "CfdIndexOption": InstrumentKind.OPTION,
    "CfdStockOption": InstrumentKind.OPTION,
    "CfdFutureOption": InstrumentKind.OPTION,
    "FxVanillaOption": InstrumentKind.OPTION,
    "FxKnockInOption": InstrumentKind.OPTION,
    "FxKnockOutOption": InstrumentKind.OPTION,
    "FxBinaryOption": InstrumentKind.OPTION,
    "FxOneTouchOption": InstrumentKind.OPTION,
    "FxNoTouchOption": InstrumentKind.OPTION,
    "FxSpot": InstrumentKind.FX,
    "FxForwards": InstrumentKind.FX,
    "FxSwap": InstrumentKind.FX,
}
_RIGHTS = {"Put": Right.PUT, "Call": Right.CALL}
_STYLES = {"American": Style.AMERICAN, "European": Style.EUROPEAN}
_SETTLEMENTS = {"CashDelivery": Settlement.CASH, "PhysicalDelivery": Settlement.PHYSICAL}
_IN_CASH = frozenset({"StockIndexOption", "CfdIndexOption"})
"""Options that Saxo settles in cash where it does not say otherwise: nobody delivers an index."""

_MIC = re.compile(r".+:(?P<mic>[A-Za-z0-9]{4})")
_MICS = {"NYSE": "XNYS", "NASDAQ": "XNAS", "EUREX": "XEUR", "PAR": "XPAR"}
"""Saxo's own ids of exchanges, as far as its published samples show what they stand for."""


def kind_of(asset_type: str) -> InstrumentKind:
    """The kind behind an asset type."""
    if asset_type.startswith("CfdOn"):
        return InstrumentKind.CFD
    return _KINDS.get(asset_type, InstrumentKind.OTHER)


def always_in_cash(asset_type: str) -> bool:
    """Whether nothing is ever delivered: all of such a contract that is held ends alike."""
    return asset_type in _IN_CASH or kind_of(asset_type) is InstrumentKind.FUTURE


def described(details: Details, space: OptionSpace | None = None) -> Instrument:
    """The instrument of these details. `space`: the options of its root, where it is one.

    The size of a contract is units of the underlying. Raises ValueError for figures out of range.
    """
    kind = kind_of(details.asset_type)
    known = figures.instrument_id(details.uic, details.asset_type)
    option, expiry = _listed(details.uic, space)
    size = details.contract_size or (space.contract_size if space else None)
    strike = details.strike_price or option.strike_price
    is_option = kind is InstrumentKind.OPTION
    return Instrument(
        known,
        kind,
        details.symbol or details.description or f"{details.asset_type} {details.uic}",
        underlying=_underlying(details, option, space),
        right=_RIGHTS.get(details.put_call or option.put_call or "") if is_option else None,
        strike=figures.price(strike) if is_option else None,
        expiry=figures.moment(details.expiry_date or expiry),
        multiplier=figures.exact(size) if size else None,
        style=_style(kind, details.exercise_style or (space.exercise_style if space else None)),
        settlement=_settlement(
            kind,
            details.asset_type,
            details.settlement_style or (space.settlement_style if space else None),
        ),
        currency=details.currency_code or (space.currency_code if space else None) or None,
        first_notice=_notice(kind, details.notice_date),
        exchange=_mic(details.symbol, details.exchange, space.exchange if space else None),
    )


def from_position(row: Position) -> Instrument:
    """What a position says of its instrument: no underlying and no size, which are unknown."""
    base, shown = row.position_base, row.display_and_format
    kind = kind_of(base.asset_type)
    option = base.options_data or OptionsData()
    is_option = kind is InstrumentKind.OPTION
    symbol = (shown.symbol if shown else None) or ""
    return Instrument(
        figures.instrument_id(base.uic, base.asset_type),
        kind,
        symbol or (shown.description if shown else None) or f"{base.asset_type} {base.uic}",
        right=_RIGHTS.get(option.put_call or "") if is_option else None,
        strike=figures.price(option.strike) if is_option else None,
        expiry=figures.moment(option.expiry_date or base.expiry_date),
        style=_style(kind, option.exercise_style),
        settlement=_settlement(kind, base.asset_type, option.settlement_style),
        currency=(shown.currency if shown else None) or None,
        first_notice=_notice(kind, base.notice_date),
        exchange=_mic(symbol, row.exchange),
    )


def from_activity(row: PositionActivity) -> Instrument | None:
    """What an activity says of its instrument, for one that was gone before anybody could ask."""
    if row.uic is None or row.asset_type is None:
        return None
    kind = kind_of(row.asset_type)
    option = row.option_data or OptionsData()
    is_option = kind is InstrumentKind.OPTION
    shown = row.display_and_format
    return Instrument(
        figures.instrument_id(row.uic, row.asset_type),
        kind,
        row.symbol or (shown.symbol if shown else None) or f"{row.asset_type} {row.uic}",
        right=_RIGHTS.get(option.put_call or "") if is_option else None,
        strike=figures.price(option.strike) if is_option else None,
        expiry=figures.moment(option.expiry_date),
        settlement=_settlement(kind, row.asset_type, option.settlement_style),
        currency=(shown.currency if shown else None) or None,
        exchange=_mic(row.symbol or ""),
    )


def _listed(uic: int, space: OptionSpace | None) -> tuple[SpecificOption, str | None]:
    """The option's own line in its space and the expiry that it stands under."""
    for series in space.option_space if space else ():
        for option in series.specific_options or ():
            if option.uic == uic:
                return option, series.expiry
    return SpecificOption(uic), None


def _underlying(
    details: Details, option: SpecificOption, space: OptionSpace | None
) -> InstrumentId | None:
    uic = details.underlying_uic or option.underlying_uic
    if not uic:
        return None
    related = (space.related_instruments if space else None) or []
    asset_type = (
        details.underlying_asset_type
        or next((one.asset_type for one in related if one.uic == uic), None)
        or (space.underlying_asset_type if space else None)
    )
    found = figures.instrument_id(uic, asset_type) if asset_type else None
    own = figures.instrument_id(details.uic, details.asset_type)
    return found if found != own else None  # nothing is on itself: what it is on is unknown


def _style(kind: InstrumentKind, word: str | None) -> Style | None:
    return _STYLES.get(word or "") if kind is InstrumentKind.OPTION else None


def _settlement(kind: InstrumentKind, asset_type: str, word: str | None) -> Settlement | None:
    """How a contract ends. Whatever its exchange does, Saxo closes a future before it delivers."""
    if kind is InstrumentKind.FUTURE:
        return Settlement.CASH
    if kind is not InstrumentKind.OPTION:
        return None
    told = _SETTLEMENTS.get(word or "")
    return told or (Settlement.CASH if asset_type in _IN_CASH else None)


def _notice(kind: InstrumentKind, text: str | None) -> Moment | None:
    return figures.moment(text) if kind is InstrumentKind.FUTURE else None


def _mic(symbol: str, *listed: Exchange | None) -> str | None:
    """The exchange in `OR1/Q22C360:xpar`; where a symbol has none, the one it is listed on."""
    found = _MIC.fullmatch(symbol)
    if found is not None:
        return found["mic"].upper()
    own = next((one.exchange_id for one in listed if one is not None and one.exchange_id), "")
    return _MICS.get(own)
