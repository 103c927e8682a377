"""How options ended, and what the core makes of the night."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec import Raw

from assignwatch.brokers.binance import exercise, figures, instruments, positions
from assignwatch.core.detect.kinds import event_type
from assignwatch.core.model import Instrument
from assignwatch.core.observations import Booking, Coverage, Description, Observation, Quote
from assignwatch.core.words import Cause, Feed, Side
from tests.brokers.binance.nights import AFTER, BEFORE, in_short, millis
from tests.brokers.binance.published import ACCOUNT, context, raw, rows
from tests.core.builders import Run

D = Decimal
END = datetime(2026, 12, 25, 8, tzinfo=UTC)
CALL, PUT = "BTC-261225-60000-C", "BTC-261225-60000-P"


def described(symbol: str) -> list[Instrument]:
    row = {
        "symbol": symbol,
        "expiryDate": millis(END),
        "side": "CALL" if symbol.endswith("C") else "PUT",
        "strikePrice": "60000",
        "underlying": "BTCUSDT",
        "unit": 1,
        "quoteAsset": "USDT",
    }
    return list(instruments.options(json.dumps({"optionSymbols": [row]}).encode()).values())


def record(symbol: str, side: str, quantity: str, amount: object, **fields: object) -> Raw:
    row = {
        "id": "1125899906842624101",
        "currency": "USDT",
        "symbol": symbol,
        "exercisePrice": "60000.00000000",
        "quantity": quantity,
        "amount": amount,
        "fee": "9.75000000",
        "createDate": millis(END),
        "priceScale": 2,
        "quantityScale": 2,
        "optionSide": "CALL" if symbol.endswith("C") else "PUT",
        "positionSide": side,
        "quoteAsset": "USDT",
    }
    return raw({**row, **fields})


def result(symbol: str, settled_at: str, word: str) -> Raw:
    fields = {"symbol": symbol, "strikePrice": "60000", "realStrikePrice": settled_at}
    return raw({**fields, "expiryDate": millis(END), "strikeResult": word})


INSIDE, OUTSIDE = "REALISTIC_VALUE_STRICKEN", "EXTRINSIC_VALUE_EXPIRED"


def booked(row: Raw, *history: Raw) -> Booking:
    found, odd = exercise.results(history)
    symbol = json.loads(bytes(row))["symbol"]
    records = exercise.parse([row], found, context(figures.EAPI, *described(symbol)))
    assert odd == records.odd == []
    (booking,) = records.facts
    assert isinstance(booking, Booking)
    return booking


@pytest.mark.parametrize(
    ("side", "quantity", "amount", "word", "cause", "change", "cash"),
    [
        ("LONG", "2", "10000", INSIDE, Cause.EXERCISE, "-2", "10000"),
        ("LONG", "2", "10000", None, Cause.EXERCISE, "-2", "10000"),
        ("SHORT", "2", "10000", INSIDE, Cause.CASH_SETTLEMENT, "2", "-10000"),
        ("SHORT", "-2", "-10000", INSIDE, Cause.CASH_SETTLEMENT, "2", "-10000"),
        ("SHORT", "-2", 10000, None, Cause.CASH_SETTLEMENT, "2", "-10000"),
        ("SHORT", "-2", "-10000", OUTSIDE, Cause.CASH_SETTLEMENT, "2", "-10000"),
        ("LONG", "2", "0.00000000", INSIDE, Cause.EXERCISE, "-2", None),
        ("SHORT", "-2", "0", INSIDE, Cause.CASH_SETTLEMENT, "2", None),
        ("LONG", "2", "0.00000000", OUTSIDE, Cause.EXPIRY, "-2", None),
        ("SHORT", "2", 0, OUTSIDE, Cause.EXPIRY, "2", None),
        ("SHORT", "2", "0", None, Cause.EXPIRY, "2", None),
        ("SHORT", "2", None, OUTSIDE, Cause.EXPIRY, "2", None),
        ("SHORT", "2", None, None, Cause.OTHER, "2", None),
        ("SHORT", "2", "0", "A_NEW_RESULT", Cause.OTHER, "2", None),
        ("LONG", "2", "5", "A_NEW_RESULT", Cause.EXERCISE, "-2", "5"),
    ],
)
def test_record_is_judged_by_money_and_result(
    side: str,
    quantity: str,
    amount: object,
    word: str | None,
    cause: Cause,
    change: str,
    cash: str | None,
) -> None:
    history = [] if word is None else [result(CALL, "65000", word)]
    booking = booked(record(CALL, side, quantity, amount), *history)
    assert (booking.cause, booking.quantity, booking.side) == (cause, D(change), Side.NET)
    assert booking.cash == ({} if cash is None else {"USDT": D(cash)})


@pytest.mark.parametrize("created", [END, datetime(2026, 12, 25, tzinfo=UTC)])
@pytest.mark.parametrize("history", [[], [result(CALL, "65000", INSIDE)]])
def test_record_is_dated_to_the_end_of_its_contract(created: datetime, history: list[Raw]) -> None:
    row = record(CALL, "LONG", "2", "10000", createDate=millis(created))
    assert booked(row, *history).at == END


def test_record_of_another_day_keeps_its_own_date() -> None:
    other = datetime(2026, 12, 26, 1, tzinfo=UTC)
    row = record(CALL, "LONG", "2", "10000", createDate=str(millis(other)))
    assert booked(row, result(CALL, "65000", INSIDE)).at == other


@pytest.mark.parametrize(
    ("symbol", "settled_at", "amount", "price"),
    [
        (CALL, "65000", "10000", "5000"),
        (CALL, "65000", "9980.5", "5000"),
        (PUT, "58000", "4000", "2000"),
        (CALL, "65000", "7000", None),
        (CALL, "59000", "7000", None),
    ],
)
def test_price_is_what_the_settlement_makes_it_where_the_money_agrees(
    symbol: str, settled_at: str, amount: str, price: str | None
) -> None:
    booking = booked(record(symbol, "SHORT", "2", amount), result(symbol, settled_at, INSIDE))
    assert booking.price == (None if price is None else D(price))
    assert booking.cash == {"USDT": -D(amount)}


def test_money_unlike_the_settlement_price_is_said_and_both_rows_are_kept() -> None:
    booking = booked(record(CALL, "SHORT", "2", "7000"), result(CALL, "65000", INSIDE))
    assert booking.record == "exercise records, amount unlike the settlement price"
    row, history = json.loads(booking.raw or "")
    assert (row["amount"], row["fee"], history["realStrikePrice"]) == (
        "7000",
        "9.75000000",
        "65000",
    )


def test_published_records_are_expiries_of_their_day() -> None:
    for name in ("eapi_rest_exerciseRecord", "eapi_rest_exerciseRecord_legacy_markPrice"):
        (fact,) = exercise.parse(rows(name), {}, context(figures.EAPI)).facts
        assert isinstance(fact, Booking)
        assert (fact.id, fact.cause, fact.quantity) == (
            "exercise/1125899906842624042",
            Cause.EXPIRY,
            D(-1),
        )
        assert fact.at.date() == datetime(2022, 7, 21, tzinfo=UTC).date()


def test_settlement_price_is_told_of_the_index_where_the_contract_is_described() -> None:
    found, _ = exercise.results([result(CALL, "65000", INSIDE), result(PUT, "65000", OUTSIDE)])
    known = context(figures.EAPI, *described(CALL))
    assert exercise.settlements(found.values(), known) == [
        Quote(END, figures.index_id("BTCUSDT"), settlement=D(65000), source=exercise.HISTORY)
    ]


@pytest.mark.parametrize(
    "odd",
    [{"id": None}, {"positionSide": "BOTH"}, {"quantity": "x"}, {"createDate": 0}, {"symbol": None},
     {"amount": "NaN"}, {"currency": None, "quoteAsset": None, "symbol": "BTC-261225-70000-C"}],
)  # fmt: skip
def test_odd_row_is_named_and_hides_no_other(odd: dict[str, object]) -> None:
    good = json.loads(bytes(record(CALL, "LONG", "2", "10000")))
    records = exercise.parse([raw({**good, **odd}), raw(good)], {}, context(figures.EAPI))
    assert (len(records.facts), [p.code for p in records.odd]) == (1, ["bad_payload"])


def reading(at: datetime, *held: tuple[str, str]) -> Observation:
    listed = [
        {"symbol": symbol, "side": "SHORT" if quantity[0] == "-" else "LONG", "quantity": quantity}
        for symbol, quantity in held
    ]
    return positions.of_options(json.dumps(listed).encode(), ACCOUNT, at)[0]


def covered(at: datetime) -> list[Observation]:
    return [Coverage(ACCOUNT, feed, at, figures.EAPI) for feed in (Feed.FILLS, Feed.BOOKINGS)]


def night(
    held: Sequence[tuple[str, str]],
    told: Sequence[Observation],
    *,
    read_first: bool,
    known: Sequence[Instrument],
) -> Run:
    run = Run()
    run.take(*map(Description, known), at=BEFORE)
    run.take(reading(BEFORE, *held), *covered(BEFORE), at=BEFORE)
    at = AFTER
    if read_first:
        run.take(reading(at), *covered(at), at=at)
    run.take(*told, at=at + timedelta(seconds=1))
    for minute in (1, 2):
        at = AFTER + timedelta(minutes=minute)
        run.take(reading(at), *covered(at), *told, at=at)
    return run


NIGHTS = {
    "short call inside": (CALL, "-2", "-10000", INSIDE, "65000", "cash_settled", "-10000"),
    "long call inside": (CALL, "2", "10000", INSIDE, "65000", "exercised", "10000"),
    "short put inside": (PUT, "-2", "4000", INSIDE, "58000", "cash_settled", "-4000"),
    "long put inside": (PUT, "2", "4000", INSIDE, "58000", "exercised", "4000"),
    "short call outside": (CALL, "-2", "0.00000000", OUTSIDE, "55000", "expired", None),
    "long call outside": (CALL, "2", "0.00000000", OUTSIDE, "55000", "expired", None),
    "short put outside": (PUT, "-2", "0", OUTSIDE, "60000", "expired", None),
}


@pytest.mark.parametrize("read_first", [False, True])
@pytest.mark.parametrize("with_history", [False, True])
@pytest.mark.parametrize("created", [END, datetime(2026, 12, 25, tzinfo=UTC)])
@pytest.mark.parametrize("case", NIGHTS)
def test_night_of_an_option(
    case: str, created: datetime, *, with_history: bool, read_first: bool
) -> None:
    symbol, held, amount, word, settled_at, kind, cash = NIGHTS[case]
    side = "SHORT" if held[0] == "-" else "LONG"
    known = described(symbol)
    scope = context(figures.EAPI, *known)
    found, _ = exercise.results([result(symbol, settled_at, word)] if with_history else [])
    row = record(symbol, side, held.lstrip("-"), amount, createDate=millis(created))
    told = [
        *exercise.settlements(found.values(), scope),
        *exercise.parse([row], found, scope).facts,
    ]
    run = night([(symbol, held)], told, read_first=read_first, known=known)
    assert in_short(run) == [(kind, f"binance/{symbol}", D(2), "confirmed")]
    assert run.only().cash == (None if cash is None else {"USDT": D(cash)})
    told_as = "OPTION_ASSIGNMENT" if kind == "cash_settled" else None
    assert event_type(run.only().kind, run.only().grade) == told_as


def test_record_before_its_history_is_corrected_by_it() -> None:
    """A record of no money may come before it is known whether the contract was in the money."""
    known = described(CALL)
    scope = context(figures.EAPI, *known)
    row = record(CALL, "SHORT", "2", "0")
    first = exercise.parse([row], {}, scope).facts
    run = night([(CALL, "-2")], first, read_first=True, known=known)
    assert in_short(run) == [("expired", f"binance/{CALL}", D(2), "confirmed")]
    found, _ = exercise.results([result(CALL, "65000", INSIDE)])
    run.take(*exercise.parse([row], found, scope).facts)
    assert in_short(run) == [("cash_settled", f"binance/{CALL}", D(2), "confirmed")]
    assert run.only().cash == {"USDT": D(-10000)}


@pytest.mark.parametrize("created", [END, datetime(2026, 12, 25, tzinfo=UTC)])
@pytest.mark.parametrize("days", [0, 3])
def test_contract_that_is_not_listed_any_more_is_told_by_its_symbol(
    created: datetime, days: int
) -> None:
    known = instruments.from_symbol(figures.instrument_id(CALL), figures.EAPI)
    row = record(CALL, "SHORT", "2", "-10000", createDate=millis(created))
    told = exercise.parse([row], {}, context(figures.EAPI)).facts
    run = Run()
    start = BEFORE - timedelta(days=days)
    run.take(Description(known), reading(start, (CALL, "-2")), *covered(start), at=start)
    for minutes in range(-30, 0, 5):
        at = AFTER + timedelta(minutes=minutes - 5)
        run.take(reading(at, (CALL, "-2")), *covered(at), at=at)
    for minutes in range(3):
        at = AFTER + timedelta(minutes=minutes)
        run.take(reading(at), *covered(at), *told, at=at)
    assert in_short(run) == [("cash_settled", f"binance/{CALL}", D(2), "confirmed")]
