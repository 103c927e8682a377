"""The income of a futures account: what a delivery paid, and which contracts were traded.

Pure. A delivery's row tells money and no quantity. Of a dated future that is enough, for it ends
whole: the row is a record of the money that the end paid, and how much was held the positions and
the settlement order tell. Where both sides of a contract were held, no row says which side it paid,
and a perpetual that is taken off the market may be told by its row alone; of these what was held
last is booked. Sources: Binance docs, USDⓈ-M Futures and COIN-M Futures, "Get Income History";
Portfolio Margin, "Get UM/CM Income History".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import msgspec
from msgspec import Raw

from assignwatch.brokers.binance import causes, figures
from assignwatch.brokers.binance.evidence import evidence
from assignwatch.brokers.binance.orders import Context
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_futures import IncomeRow
from assignwatch.brokers.records import Records, unreadable
from assignwatch.core.model import Instrument, PositionKey, Problem
from assignwatch.core.observations import Booking
from assignwatch.core.words import Cause, InstrumentKind, Side

RECORD = "income"

_OF_POSITIONS = frozenset({"COMMISSION", "FUNDING_FEE", "INSURANCE_CLEAR", "REALIZED_PNL"})
"""Rows that only somebody has who trades or holds the contract that they name."""

_OF_MONEY = frozenset(
    {
        "API_REBATE",
        "AUTO_EXCHANGE",
        "BFUSD_REWARD",
        "COIN_SWAP_DEPOSIT",
        "COIN_SWAP_WITHDRAW",
        "COMMISSION_REBATE",
        "CONTEST_REWARD",
        "CROSS_COLLATERAL_TRANSFER",
        "FEE_RETURN",
        "INTERNAL_TRANSFER",
        "OPTIONS_PREMIUM_FEE",
        "OPTIONS_SETTLE_PROFIT",
        "POSITION_LIMIT_INCREASE_FEE",
        "REFERRAL_KICKBACK",
        "SPECIAL_FUNDING_FEE",
        "STRATEGY_UMFUTURES_TRANSFER",
        "TRANSFER",
        "WELCOME_BONUS",
    }
)
"""Rows that say nothing about a position."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one row says that the end of a contract paid (+) or took (−), in `asset`."""

    symbol: str
    at: datetime
    amount: Decimal
    asset: str
    id: str
    raw: Raw


@dataclass(slots=True)
class Income:
    """What a list of income comes to.

    `traded`: symbols whose trades are worth asking for; `strange`: types that nobody knows.
    """

    delivered: list[Delivered] = field(default_factory=list)
    traded: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    odd: list[Problem] = field(default_factory=list)


def parse(raws: Iterable[Raw]) -> Income:
    """The rows of a page, or of several; a row that is told twice is one."""
    found = Income()
    told: dict[str, Delivered] = {}
    for raw in raws:
        try:
            income = row(raw, IncomeRow)
            kind, symbol = income.income_type.upper(), income.symbol or ""
            if kind in causes.DELIVERED:
                one = _delivered(income, raw)
                told[f"{one.id}/{one.symbol}"] = one
            elif kind in _OF_POSITIONS:
                found.traded |= {symbol} - {""}
            elif kind not in _OF_MONEY:
                found.strange.add(kind)
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            found.odd.append(unreadable(RECORD, error).problem)
    found.delivered = list(told.values())
    return found


def _delivered(told: IncomeRow, raw: Raw) -> Delivered:
    return Delivered(
        figures.named(told.symbol),
        figures.time(told.time),
        figures.number(told.income),
        figures.named(told.asset),
        figures.named(told.tran_id),
        msgspec.Raw(bytes(raw)),
    )


def booked(
    delivered: Iterable[Delivered],
    held: Mapping[PositionKey, Decimal],
    context: Context,
    *,
    one_way: bool,
) -> tuple[Records, list[Delivered]]:
    """The bookings of these rows, given what was held last before them, and rows that are of none.

    Of those only the settlement orders can tell which position it was, or how much of it; there are
    such rows in hedge mode (not `one_way`) and of perpetuals, where nobody knows what was held.
    """
    records, unplaced = Records(RECORD), list[Delivered]()
    ends: dict[tuple[str, date], list[Delivered]] = {}
    for one in delivered:
        ends.setdefault((one.symbol, one.at.date()), []).append(one)
    for (symbol, _), rows in ends.items():
        with records.tolerating():
            contract = context.contract(symbol)
            known = {key: q for key, q in held.items() if key.instrument == contract.id and q}
            if not known and not (one_way and contract.kind is InstrumentKind.FUTURE):
                unplaced += rows
            else:
                records.facts += _of_end(rows, contract, known, context)
    return records, unplaced


def _of_end(
    rows: list[Delivered],
    contract: Instrument,
    held: Mapping[PositionKey, Decimal],
    context: Context,
) -> list[Booking]:
    cause = causes.of_end(contract, rows[0].at)
    if len(held) > 1:
        return [_gone(rows, contract, key, held[key], cause, context) for key in sorted(held)]
    side = next((key.side for key in held), Side.NET)
    change = Decimal()
    if cause is not Cause.SETTLEMENT:
        change = -figures.total(held.values())
    return [
        _paid(one, contract, side, Decimal() if i else change, cause, context)
        for i, one in enumerate(rows)
    ]


def _paid(
    one: Delivered,
    contract: Instrument,
    side: Side,
    change: Decimal,
    cause: Cause,
    context: Context,
) -> Booking:
    return Booking(
        one.at,
        context.account,
        f"income/{one.id}",
        contract.id,
        change,
        cause,
        side=side,
        cash={one.asset: one.amount},
        record=_record(cause, contract),
        scope=context.scope,
        raw=evidence(one.raw),
    )


def _gone(
    rows: list[Delivered],
    contract: Instrument,
    key: PositionKey,
    quantity: Decimal,
    cause: Cause,
    context: Context,
) -> Booking:
    return Booking(
        rows[0].at,
        context.account,
        f"income/{rows[0].id}/{key.side.value}",
        contract.id,
        figures.exact(-quantity),
        cause,
        side=key.side,
        record=_record(cause, contract),
        scope=context.scope,
        raw=evidence(*(one.raw for one in rows)),
    )


def _record(cause: Cause, contract: Instrument) -> str:
    delisted = cause is Cause.BROKER_CLOSE and contract.kind is InstrumentKind.PERPETUAL
    return f"{RECORD}, delisting" if delisted else RECORD
