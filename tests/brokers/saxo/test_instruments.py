"""What Saxo's instruments are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from assignwatch.brokers.saxo import instruments
from assignwatch.brokers.saxo.figures import instrument_id
from assignwatch.brokers.saxo.wire import Position
from assignwatch.brokers.saxo.wire_reference import Details, OptionSpace
from assignwatch.core.model import Instrument, Moment
from assignwatch.core.words import InstrumentKind, Right, Settlement, Style
from tests.brokers.saxo import published

D = Decimal

PUT = {
    "Uic": 25014944,
    "AssetType": "StockOption",
    "Symbol": "ABI/U22P60:xbru",
    "CurrencyCode": "EUR",
    "ContractSize": 100.0,
    "ExpiryDate": "2022-09-16",
    "ExerciseStyle": "American",
    "SettlementStyle": "PhysicalDelivery",
    "PutCall": "Put",
    "StrikePrice": 60,
    "UnderlyingAssetType": "Stock",
    "UnderlyingUic": 296119,
    "Exchange": {"ExchangeId": "BRU"},
}


def details(**fields: object) -> Details:
    return msgspec.convert(published.changed(PUT, **fields), Details)


@pytest.mark.parametrize(
    ("asset_type", "kind"),
    [
        ("StockOption", InstrumentKind.OPTION),
        ("StockIndexOption", InstrumentKind.OPTION),
        ("FuturesOption", InstrumentKind.OPTION),
        ("CfdIndexOption", InstrumentKind.OPTION),
        ("CfdStockOption", InstrumentKind.OPTION),
        ("CfdFutureOption", InstrumentKind.OPTION),
        ("FxVanillaOption", InstrumentKind.OPTION),
        ("ContractFutures", InstrumentKind.FUTURE),
        ("CfdOnFutures", InstrumentKind.CFD),
        ("CfdOnIndex", InstrumentKind.CFD),
        ("FxSpot", InstrumentKind.FX),
        ("Stock", InstrumentKind.STOCK),
        ("Etf", InstrumentKind.ETF),
        ("StockIndex", InstrumentKind.INDEX),
        ("FuturesStrategy", InstrumentKind.OTHER),
        ("SomethingNew", InstrumentKind.OTHER),
    ],
)
def test_kinds(asset_type: str, kind: InstrumentKind) -> None:
    assert instruments.kind_of(asset_type) is kind


def test_option_by_its_details() -> None:
    assert instruments.described(details()) == Instrument(
        instrument_id(25014944, "StockOption"),
        InstrumentKind.OPTION,
        "ABI/U22P60:xbru",
        underlying=instrument_id(296119, "Stock"),
        right=Right.PUT,
        strike=D(60),
        expiry=Moment.on(date(2022, 9, 16)),
        multiplier=D(100),
        style=Style.AMERICAN,
        settlement=Settlement.PHYSICAL,
        currency="EUR",
        exchange="XBRU",
    )


def test_published_details() -> None:
    pair = instruments.described(
        msgspec.convert(published.value("ref_instrument_details"), Details)
    )
    assert pair == Instrument(
        instrument_id(22, "FxSpot"), InstrumentKind.FX, "GBPAUD", currency="AUD"
    )


def test_published_space_says_what_its_options_lack() -> None:
    space = msgspec.convert(published.value("ref_contractoptionspaces"), OptionSpace)
    bare = msgspec.convert({"Uic": 6608101, "AssetType": "StockIndexOption"}, Details)
    found = instruments.described(bare, space)
    assert found == Instrument(
        instrument_id(6608101, "StockIndexOption"),
        InstrumentKind.OPTION,
        "StockIndexOption 6608101",
        underlying=instrument_id(1907570, "StockIndex"),
        right=Right.PUT,
        strike=D(13500),
        expiry=Moment.on(date(2017, 6, 16)),
        multiplier=D(5),
        style=Style.EUROPEAN,
        settlement=Settlement.CASH,
        currency="EUR",
        exchange="XEUR",
    )


@pytest.mark.parametrize(
    ("symbol", "listed_on", "mic"),
    [
        ("AAPL:xnas", "NYSE", "XNAS"),
        ("AAPL", "NASDAQ", "XNAS"),
        ("KO", "NYSE", "XNYS"),
        ("OR", "PAR", "XPAR"),
        ("AAPL", "SOMEWHERE", None),
        ("EURUSD", "SBFX", None),
        ("AAPL", None, None),
    ],
)
def test_an_exchange_is_known_by_the_symbol_or_by_an_id_of_saxos_that_is_known(
    symbol: str, listed_on: str | None, mic: str | None
) -> None:
    listed = {"ExchangeId": listed_on} if listed_on is not None else None
    assert instruments.described(details(Symbol=symbol, Exchange=listed)).exchange == mic


def test_what_is_not_said_is_unknown() -> None:
    names = ("ContractSize", "UnderlyingUic", "SettlementStyle", "ExerciseStyle", "ExpiryDate")
    found = instruments.described(details(**dict.fromkeys(names)))
    assert (found.multiplier, found.underlying, found.settlement) == (None, None, None)
    assert (found.style, found.expiry) == (None, None)
    assert instruments.described(details(ContractSize=0)).multiplier is None
    assert instruments.described(details(UnderlyingAssetType=None)).underlying is None


def test_nothing_is_on_itself() -> None:
    own = details()
    same = details(UnderlyingUic=own.uic, UnderlyingAssetType=own.asset_type)
    assert instruments.described(same).underlying is None


def test_saxo_never_delivers_a_future() -> None:
    found = instruments.described(
        details(
            AssetType="ContractFutures",
            Symbol="CLZ5",
            NoticeDate="2025-11-21T00:00:00Z",
            SettlementStyle="PhysicalDelivery",
        )
    )
    assert (found.kind, found.settlement) == (InstrumentKind.FUTURE, Settlement.CASH)
    assert found.first_notice == Moment.on(date(2025, 11, 21))
    assert (found.right, found.strike, found.style, found.exchange) == (None, None, None, None)


def position(asset_type: str, **base: object) -> Position:
    fields = {"AccountId": "A", "Amount": -2, "AssetType": asset_type, "Uic": 7, **base}
    shown = {"Symbol": "SPY/11N25C587:xcbf", "Currency": "USD"}
    whole = {"PositionId": "1", "PositionBase": fields, "DisplayAndFormat": shown}
    return msgspec.convert(published.row(whole), Position)


def test_position_alone_knows_its_option_but_not_what_it_delivers() -> None:
    option = {
        "ExerciseStyle": "American",
        "ExpiryDate": "2025-07-11T00:00:00Z",
        "PutCall": "Call",
        "SettlementStyle": "PhysicalDelivery",
        "Strike": 587.5,
    }
    assert instruments.from_position(position("StockOption", OptionsData=option)) == Instrument(
        instrument_id(7, "StockOption"),
        InstrumentKind.OPTION,
        "SPY/11N25C587:xcbf",
        right=Right.CALL,
        strike=D("587.5"),
        expiry=Moment.on(date(2025, 7, 11)),
        style=Style.AMERICAN,
        settlement=Settlement.PHYSICAL,
        currency="USD",
        exchange="XCBF",
    )


def test_position_in_a_future_knows_its_days() -> None:
    found = instruments.from_position(
        position("ContractFutures", ExpiryDate="2025-12-19", NoticeDate="2025-11-28")
    )
    assert found.expiry == Moment.on(date(2025, 12, 19))
    assert found.first_notice == Moment.on(date(2025, 11, 28))


def test_position_of_an_unknown_kind_is_described_all_the_same() -> None:
    found = instruments.from_position(position("SomethingNew"))
    assert (found.id, found.kind) == ("saxo/SomethingNew-7", InstrumentKind.OTHER)
