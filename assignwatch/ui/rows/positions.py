"""The live positions as rows of a table, each with its age; unreadable is never shown as empty.

A row is made anew only when something of it changed: with two thousand positions and one price
moving, the rest is handed back as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.core.model import AccountKey, Instrument, Moment, PositionKey, PositionRow
from assignwatch.core.words import Side
from assignwatch.texts import labels, window
from assignwatch.texts.format import clock, price, quantity
from assignwatch.texts.labels import Label, label
from assignwatch.ui.rows.accounts import checked_at, gone, is_readable
from assignwatch.ui.rows.look import Look
from assignwatch.ui.rows.table import Row

COLUMNS = (
    Label.COLUMN_ACCOUNT,
    Label.COLUMN_INSTRUMENT,
    Label.COLUMN_KIND,
    Label.COLUMN_SIDE,
    Label.COLUMN_QUANTITY,
    Label.COLUMN_AVERAGE,
    Label.COLUMN_MARK,
    Label.COLUMN_MARK_AGE,
    Label.COLUMN_EXPIRY,
    Label.COLUMN_CHECKED,
)
"""In the order in which they stand at first. A change needs a new `SCHEMA`."""

SCHEMA = 1
"""The version under which the widths and the order of the columns are remembered."""

NUMBERS = frozenset(
    COLUMNS.index(column)
    for column in (
        Label.COLUMN_QUANTITY,
        Label.COLUMN_AVERAGE,
        Label.COLUMN_MARK,
        Label.COLUMN_MARK_AGE,
    )
)
"""Columns whose figures stand right-aligned."""

_LAST = float("inf")
"""Where a row without a value goes when a column of numbers is sorted."""


@dataclass(frozen=True, slots=True)
class _Ingredients:
    """All that a row is made of; equal ingredients make an equal row."""

    row: PositionRow
    instrument: Instrument | None
    mark: Decimal | None
    mark_age: str
    mark_at: datetime | None
    account: str
    checked: str
    faded: bool


class Positions:
    """Renders the rows, and remembers them for the next time."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[_Ingredients, Row]] = {}

    def rows(self, look: Look) -> tuple[Row, ...]:
        """A row for each position of each account that is watched."""
        made: dict[str, tuple[_Ingredients, Row]] = {}
        for account in look.state.enrolled:
            for position, ingredients in _of_account(look, account):
                key = f"{account}|{position.instrument}|{position.side}"
                known = self._made.get(key)
                if known is not None and known[0] == ingredients:
                    made[key] = known
                else:
                    made[key] = (ingredients, _row(key, ingredients, look))
        self._made = made
        return tuple(row for _, row in made.values())


def trouble(look: Look) -> tuple[str, ...]:
    """A sentence for each account whose rows are not from now."""
    return tuple(
        window.unreadable(look.title(account), checked_at(look, account), look.zone)
        for account in look.state.enrolled
        if not is_readable(look, account) and checked_at(look, account) is not None
    )


def empty(look: Look) -> str:
    """What an empty table means."""
    if not look.state.enrolled:
        return window.no_accounts()
    checked = [checked_at(look, account) for account in look.state.enrolled]
    known = [at for at in checked if at is not None]
    return window.no_positions(min(known) if len(known) == len(checked) else None, look.zone)


def _of_account(look: Look, account: AccountKey) -> Iterator[tuple[PositionKey, _Ingredients]]:
    known = look.state.accounts.get(account)
    if known is None:
        return
    title, readable, over = look.title(account), is_readable(look, account), gone(look, account)
    for position, row in known.rows.items():
        faded = not readable or known.scopes.get(position) in over
        at = known.accepted.get(known.scopes[position]) if position in known.scopes else None
        mark = look.prices.last(position.instrument)
        yield (
            position,
            _Ingredients(
                row=row,
                instrument=look.state.instruments.get(position.instrument),
                mark=mark[0] if mark is not None else None,
                mark_age=window.age(look.now - mark[1]) if mark is not None else "–",
                mark_at=mark[1] if mark is not None else None,
                account=title,
                checked=_checked(at, faded, look),
                faded=faded,
            ),
        )


def _checked(at: datetime | None, faded: bool, look: Look) -> str:
    if not faded and at is not None:
        return clock(at, look.zone)
    from_then = window.from_then(at, look.zone)
    return f"{from_then} · {window.age(look.now - at)}" if at is not None else from_then


def _row(key: str, made_of: _Ingredients, look: Look) -> Row:
    position, instrument = made_of.row, made_of.instrument
    symbol = look.symbol(position.instrument)
    kind = labels.kind(instrument.kind) if instrument else label(Label.UNKNOWN_INSTRUMENT)
    side = labels.side(_side(position))
    amount = quantity(position.quantity)
    average = price(position.price) if position.price is not None else "–"
    mark = price(made_of.mark) if made_of.mark is not None else "–"
    expiry = instrument.expiry if instrument else None
    cells = (
        made_of.account,
        symbol,
        kind,
        side,
        amount,
        average,
        mark,
        made_of.mark_age,
        _expiry(expiry),
        made_of.checked,
    )
    order = (
        made_of.account.casefold(),
        symbol.casefold(),
        kind,
        side,
        float(position.quantity),
        _number(position.price),
        _number(made_of.mark),
        -made_of.mark_at.timestamp() if made_of.mark_at is not None else _LAST,
        expiry.at.timestamp() if expiry is not None else _LAST,
        made_of.checked,
    )
    names = [label(column) for column in COLUMNS]
    spoken = f"{made_of.account}, {symbol}: " + ", ".join(
        f"{name} {cell}" for name, cell in zip(names[2:], cells[2:], strict=True)
    )
    return Row(key, cells, order, spoken, made_of.faded)


def _side(position: PositionRow) -> Side:
    if position.side is not Side.NET:
        return position.side
    return Side.LONG if position.quantity > 0 else Side.SHORT


def _number(amount: Decimal | None) -> float:
    return float(amount) if amount is not None else _LAST


def _expiry(moment: Moment | None) -> str:
    """The day, or day and time in UTC as contracts are written; a dash for what never ends."""
    if moment is None:
        return "–"
    day = f"{moment.at.day} {moment.at:%b %Y}"
    return day if moment.whole_day else f"{day} {moment.at:%H:%M} UTC"
