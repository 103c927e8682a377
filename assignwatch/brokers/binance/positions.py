"""Open positions: readings from positionRisk and position, new totals from the streams.

Pure. Half a reading is none: one row that cannot be read refuses the whole, and so does an answer
that is no list, for a missing row would look like a position that is gone. In hedge mode a
contract has a row for each side, and short ones count below zero; options have one row, signed.
Sources: Binance docs, USDⓈ-M Futures "Position Information V3" and V2, COIN-M Futures "Position
Information", Portfolio Margin "Query UM/CM Position Information", Options Trading "Option Position
Information"; "Event: Balance and Position Update" of each.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec import Raw

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.payloads import decoded, row, rows
from assignwatch.brokers.binance.wire_futures import Account, PositionRisk
from assignwatch.brokers.binance.wire_options import Greeks, OptionPosition
from assignwatch.brokers.binance.wire_stream import FuturesPosition, OptionPositionUpdate
from assignwatch.brokers.records import unreadable
from assignwatch.core.model import AccountKey, PositionKey, PositionRow, Problem, Scope
from assignwatch.core.observations import PositionReport, Quote, Snapshot
from assignwatch.core.words import Side

_Held = tuple[PositionRow, Decimal | None]
"""A row and its mark price."""

_UNREADABLE = (msgspec.MsgspecError, ValueError, ArithmeticError)


def of_futures(
    bodies: Iterable[bytes], account: AccountKey, scope: Scope, at: datetime
) -> tuple[Snapshot, list[Quote]]:
    """The reading in one answer of positionRisk, or in several that cover the scope together.

    COIN-M answers for one pair at a time; what several tell alike is held once. Also gives the mark
    of each position. Raises `BadPayload`.
    """
    return _reading(bodies, "positionRisk", _futures_row, account, scope, at)


def of_options(body: bytes, account: AccountKey, at: datetime) -> tuple[Snapshot, list[Quote]]:
    """The reading in an answer of position, and the mark of each. Raises `BadPayload`."""
    return _reading([body], "position", _options_row, account, figures.EAPI, at)


def must_be_flat(account: bytes, where: str) -> None:
    """Whether the account, asked in another way, holds nothing either.

    Raises `BadPayload` where it says otherwise, or nothing that can be understood: an empty list
    alone may be any sort of failure.
    """
    told = decoded(account, Account, where)
    if told.assets is None and told.asset is None and told.uni_mmr is None:
        raise unreadable(where, "no account")
    try:
        amounts = [
            figures.number(row(raw, PositionRisk).position_amt) for raw in told.positions or ()
        ]
        greeks = [row(raw, Greeks) for raw in told.greek or ()]
        amounts += [figures.number(g) for each in greeks for g in msgspec.structs.astuple(each)]
    except _UNREADABLE as error:
        raise unreadable(where, error) from error
    if any(amounts):
        raise unreadable(where, "a position that the list of positions does not show")


def _reading(
    bodies: Iterable[bytes],
    where: str,
    read: Callable[[Raw], _Held],
    account: AccountKey,
    scope: Scope,
    at: datetime,
) -> tuple[Snapshot, list[Quote]]:
    held: dict[PositionKey, PositionRow] = {}
    quotes: dict[PositionKey, Quote] = {}
    for body in bodies:
        for raw in rows(body, where):
            try:
                found, mark = read(raw)
            except _UNREADABLE as error:
                raise unreadable(where, error) from error
            known = held.setdefault(found.key, found)
            if known.quantity != found.quantity:
                raise unreadable(where, f"{found.instrument} twice, and not alike")
            if mark is not None:
                quotes[found.key] = Quote(at, found.instrument, last=mark, source="mark")
    open_ = {key: found for key, found in held.items() if found.quantity}
    marks = {quotes[key].instrument: quotes[key] for key in open_ if key in quotes}
    return Snapshot(at, account, tuple(open_.values()), scope=scope), list(marks.values())


def _futures_row(raw: Raw) -> _Held:
    told = row(raw, PositionRisk)
    found = _row(told.symbol, told.position_amt, told.position_side, told.entry_price)
    return found, figures.price(told.mark_price)


def _options_row(raw: Raw) -> _Held:
    told = row(raw, OptionPosition)
    held = figures.number(told.quantity)
    match (told.side or "").upper():
        case "SHORT":
            held = figures.exact(-abs(held))
        case "LONG" if held < 0:
            raise ValueError(f"a long position of {held}")
        case "LONG" | "":
            pass
        case _:
            raise ValueError(f"side {told.side!r}")
    price = figures.price(told.entry_price)
    found = PositionRow(figures.instrument_id(told.symbol), held, price=price)
    return found, figures.price(told.mark_price)


def _row(symbol: str, amount: object, side_word: str | None, entry_price: object) -> PositionRow:
    side, quantity = figures.side(side_word), figures.number(amount)
    if (side is Side.LONG and quantity < 0) or (side is Side.SHORT and quantity > 0):
        raise ValueError(f"a {side.value} position of {quantity}")
    price = figures.price(entry_price) if quantity else None
    return PositionRow(figures.instrument_id(symbol), quantity, side, price)


def from_account_update(
    raws: Iterable[Raw], account: AccountKey, scope: Scope, at: datetime
) -> tuple[list[PositionReport], list[Problem]]:
    """The new totals in the rows of ACCOUNT_UPDATE of futures, and a problem for each odd row.

    Beside the two sides of a hedged contract a row of both with nothing may come; it speaks only of
    a position that is held in one-way mode.
    """

    def read(raw: Raw) -> PositionRow:
        told = row(raw, FuturesPosition)
        return _row(told.symbol, told.amount, told.position_side, told.entry_price)

    return _reports(raws, "ACCOUNT_UPDATE", read, account, scope, at)


def from_option_update(
    raws: Iterable[Raw], account: AccountKey, at: datetime
) -> tuple[list[PositionReport], list[Problem]]:
    """The new totals in the rows of BALANCE_POSITION_UPDATE of options."""

    def read(raw: Raw) -> PositionRow:
        told = row(raw, OptionPositionUpdate)
        return _row(told.symbol, told.quantity, "BOTH", told.entry_price)

    return _reports(raws, "BALANCE_POSITION_UPDATE", read, account, figures.EAPI, at)


def _reports(
    raws: Iterable[Raw],
    where: str,
    read: Callable[[Raw], PositionRow],
    account: AccountKey,
    scope: Scope,
    at: datetime,
) -> tuple[list[PositionReport], list[Problem]]:
    found: list[PositionReport] = []
    odd: list[Problem] = []
    for raw in raws:
        try:
            found.append(PositionReport(at, account, read(raw), scope))
        except _UNREADABLE as error:
            odd.append(unreadable(where, error).problem)
    return found, odd
