"""The types of tape line, and what each becomes.

`player.py` iterates `read`, `writing.py` is its inverse. A line that cannot be read stops it with a
`TapeError` that names the line and the key. Unknown keys are ignored, an unknown `type` is not.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from assignwatch.core.detect.contracts.law import CONTRACTS
from assignwatch.core.model import (
    Deliverable,
    Instrument,
    Leg,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.observations import (
    Adjustment,
    Booking,
    Clock,
    Command,
    Coverage,
    Description,
    FeedReport,
    Fill,
    Observation,
    Order,
    PositionReport,
    Quote,
    Snapshot,
    Start,
    Unreadable,
)
from assignwatch.core.tape import fields as f
from assignwatch.core.tape.fields import Fields, Malformed
from assignwatch.core.words import (
    AdjustmentCause,
    Cause,
    Do,
    Feed,
    InstrumentKind,
    Response,
    Right,
    Settlement,
    Side,
    Style,
)


class TapeError(ValueError):
    """A line that is not a line of a tape."""

    def __init__(self, line: int, key: str, what: str) -> None:
        super().__init__(f"line {line}: {key}: {what}")
        self.line = line
        self.key = key
        self.what = what


@dataclass(frozen=True, slots=True)
class Line:
    """One observation, when it happened, and when the program learned it if the tape says so."""

    number: int
    observation: Observation
    seen: datetime | None
    at: datetime | None


def read(lines: Iterable[str | bytes]) -> Iterator[Line]:
    """The observations of a tape in order; empty lines are passed over. Raises `TapeError`.

    Lines may come as a file holds them: UTF-8, whatever ends them, with an editor's mark of order
    before the first.
    """
    for number, line in enumerate(lines, start=1):
        text = line if isinstance(line, str) else _decoded(number, line)
        if number == 1:
            text = text.removeprefix(_ORDER_MARK)
        if text and not text.isspace():
            yield _line(number, text)


def _decoded(number: int, line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8 ({error.reason})"
        raise TapeError(number, "line", what) from error


def _line(number: int, text: str) -> Line:
    try:
        values = _JSON.decode(text)
    except Malformed as error:
        raise TapeError(number, error.key, error.what) from error
    except (ValueError, RecursionError) as error:
        raise TapeError(number, "line", f"not one whole JSON object ({error})") from error
    if not isinstance(values, dict):
        raise TapeError(number, "line", "not a JSON object")
    given = Fields(values)
    try:
        kind = given.must("type", f.text)
        if kind not in _READERS:
            raise given.malformed("type", f"unknown type {kind[:60]!r}")
        observation = _READERS[kind](given)
        happened: datetime | None = getattr(observation, "at", None)
        return Line(number, observation, given.maybe("seen", f.time), happened)
    except Malformed as error:
        raise TapeError(number, error.key, error.what) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _whole_number(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        often = Counter(name for name, _ in pairs)
        raise Malformed(often.most_common(1)[0][0], "stands twice")
    return values


_DIGITS = 4_000
"""Python reads no longer ones, and nobody means them."""
_JSON = json.JSONDecoder(parse_constant=_refuse, parse_int=_whole_number, object_pairs_hook=_object)
_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def _scope(given: Fields) -> Scope:
    return Scope(given.may("scope", f.text, ""))


def _side(given: Fields) -> Side:
    return given.may("side", f.word(Side), Side.NET)


def _start(given: Fields) -> Start:
    given.must("seen", f.time)
    return Start()


def _instrument(given: Fields) -> Description:
    deliverables = tuple(_deliverable(row) for row in given.rows("deliverables"))
    multiplier = given.maybe("multiplier", f.figure)
    if multiplier is not None and multiplier <= 0:
        raise given.malformed("multiplier", "must be above zero")
    told, kind = given.must("id", f.instrument), given.must("kind", f.word(InstrumentKind))
    underlying = given.maybe("underlying", f.instrument)
    if kind in CONTRACTS and underlying == told:
        raise given.malformed("underlying", "must be another instrument")
    for i, part in enumerate(deliverables):
        if part.instrument == told:
            raise given.malformed(f"deliverables[{i}].instrument", "must be another instrument")
    return Description(
        Instrument(
            id=told,
            kind=kind,
            symbol=given.must("symbol", f.text),
            underlying=underlying,
            right=given.maybe("right", f.word(Right)),
            strike=given.maybe("strike", f.figure),
            expiry=given.maybe("expiry", f.moment),
            multiplier=multiplier,
            style=given.maybe("style", f.word(Style)),
            settlement=given.maybe("settlement", f.word(Settlement)),
            currency=given.maybe("currency", f.text),
            deliverables=deliverables,
            first_notice=given.maybe("first_notice", f.moment),
            exchange=given.maybe("exchange", f.text),
            scope=_scope(given),
        )
    )


def _deliverable(row: Fields) -> Deliverable:
    instrument = row.maybe("instrument", f.instrument)
    if instrument is not None:
        quantity = row.must("quantity", f.figure)
        if quantity <= 0:
            raise row.malformed("quantity", "must be above zero")
        return Deliverable(quantity, instrument=instrument)
    return Deliverable(row.must("cash", f.figure), currency=row.must("currency", f.text))


def _row(given: Fields) -> PositionRow:
    side = _side(given)
    quantity = given.must("quantity", f.figure)
    if (side is Side.SHORT and quantity > 0) or (side is Side.LONG and quantity < 0):
        raise given.malformed("quantity", f"has the wrong sign for side {side}")
    return PositionRow(
        given.must("instrument", f.instrument), quantity, side, given.maybe("price", f.figure)
    )


def _snapshot(given: Fields) -> Snapshot:
    return Snapshot(
        at=given.must("at", f.time),
        account=given.must("account", f.account),
        positions=tuple(_row(row) for row in given.rows("positions", required=True)),
        complete=given.may("complete", f.flag, default=True),
        scope=_scope(given),
        balances=given.may("balances", f.amounts, {}),
    )


def _position(given: Fields) -> PositionReport:
    return PositionReport(
        given.must("at", f.time), given.must("account", f.account), _row(given), _scope(given)
    )


def _fill(given: Fields) -> Fill:
    return Fill(
        at=given.must("at", f.time),
        account=given.must("account", f.account),
        id=given.must("id", f.text),
        instrument=given.must("instrument", f.instrument),
        quantity=given.must("quantity", f.figure),
        price=given.must("price", f.figure),
        side=_side(given),
        order=given.maybe("order", f.text),
        event=given.maybe("event", f.text),
        refs=given.may("refs", f.texts, ()),
        scope=_scope(given),
    )


def _booking(given: Fields) -> Booking:
    return Booking(
        at=given.must("at", f.time),
        account=given.must("account", f.account),
        id=given.must("id", f.text),
        instrument=given.must("instrument", f.instrument),
        quantity=given.must("quantity", f.figure),
        cause=given.must("cause", f.word(Cause)),
        price=given.maybe("price", f.figure),
        side=_side(given),
        cash=given.may("cash", f.amounts, {}),
        counter=tuple(_leg(row) for row in given.rows("counter")),
        event=given.maybe("event", f.text),
        refs=given.may("refs", f.texts, ()),
        record=given.may("record", f.text, ""),
        scope=_scope(given),
        raw=given.maybe("raw", f.raw),
    )


def _leg(row: Fields) -> Leg:
    return Leg(
        row.must("instrument", f.instrument),
        row.must("quantity", f.figure),
        row.maybe("price", f.figure),
    )


def _adjustment(given: Fields) -> Adjustment:
    told = Adjustment(
        at=given.must("at", f.time),
        account=given.must("account", f.account),
        id=given.must("id", f.text),
        cause=given.must("cause", f.word(AdjustmentCause)),
        old=given.must("old", f.instrument),
        new=given.must("new", f.instrument),
        ratio=given.must("ratio", f.ratio),
        cash=given.may("cash", f.amounts, {}),
        effective=given.maybe("effective", f.moment),
    )
    if not told.ratio[0] and (not told.cash or told.old == told.new):
        raise given.malformed("ratio", "must be above zero, unless the old is paid out in cash")
    return told


def _order(given: Fields) -> Order:
    status = given.must("status", f.text)
    if status not in {"working", "done"}:
        raise given.malformed("status", "must be working or done")
    return Order(
        at=given.must("at", f.time),
        account=given.must("account", f.account),
        id=given.must("id", f.text),
        instrument=given.must("instrument", f.instrument),
        quantity=given.must("quantity", f.figure),
        working=status == "working",
        price=given.maybe("price", f.figure),
    )


def _quote(given: Fields) -> Quote:
    prices: dict[str, Decimal | None] = {
        name: given.maybe(name, f.figure) for name in ("bid", "ask", "last", "settlement")
    }
    at, instrument = given.must("at", f.time), given.must("instrument", f.instrument)
    return Quote(at, instrument, **prices, source=given.maybe("source", f.text))


def _coverage(given: Fields) -> Coverage:
    feed = given.must("feed", f.word(Feed))
    if feed is Feed.STREAM:  # it tells what happens and cannot say that it told everything
        raise given.malformed("feed", "must be positions, fills or bookings")
    return Coverage(
        given.must("account", f.account),
        feed,
        given.must("through", f.time),
        _scope(given),
    )


def _unreadable(given: Fields) -> Unreadable:
    return Unreadable(
        given.must("at", f.time),
        given.must("account", f.account),
        given.must("feed", f.word(Feed)),
        Problem(given.must("reason", f.text)),
        _scope(given),
    )


def _feed(given: Fields) -> FeedReport:
    state = given.must("state", f.text)
    if state not in {"up", "down"}:
        raise given.malformed("state", "must be up or down")
    reason = given.maybe("reason", f.text)
    if reason is None and state == "down":
        reason = "no_reason_given"
    return FeedReport(
        given.must("at", f.time),
        given.must("account", f.account),
        given.must("feed", f.word(Feed)),
        up=state == "up",
        problem=None if reason is None else Problem(reason),
        scope=_scope(given),
    )


def _command(given: Fields) -> Command:
    """A response in words of somebody's own is kept in the note."""
    version = given.maybe("version", _whole)
    note, said = given.may("note", f.text, ""), given.maybe("response", f.text)
    response = next((one for one in Response if one == said), Response.OTHER)
    if said is not None and response != said:
        note = f"{note}; {said}" if note else said
    return Command(
        at=given.must("at", f.time),
        alert=given.must("incident", f.text),
        do=given.must("do", f.word(Do)),
        version=version,
        until=given.maybe("until", f.time),
        note=note,
        response=None if said is None else response,
    )


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise f.Unfit("must be a whole number from 1")
    return value


def _clock(given: Fields) -> Clock:
    return Clock(given.must("at", f.time))


_READERS: dict[str, Callable[[Fields], Observation]] = {
    "start": _start,
    "instrument": _instrument,
    "snapshot": _snapshot,
    "position": _position,
    "fill": _fill,
    "booking": _booking,
    "adjustment": _adjustment,
    "order": _order,
    "quote": _quote,
    "coverage": _coverage,
    "unreadable": _unreadable,
    "feed": _feed,
    "command": _command,
    "clock": _clock,
}
