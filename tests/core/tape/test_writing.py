"""One observation as a line: what is written is what is read, or it is not written."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core import observations as o
from assignwatch.core.model import (
    WHOLE,
    AccountKey,
    Deliverable,
    Instrument,
    InstrumentId,
    Leg,
    Moment,
    PositionRow,
    Problem,
    Scope,
)
from assignwatch.core.tape.fields import Malformed
from assignwatch.core.tape.reading import Line, read
from assignwatch.core.tape.writing import Taped, write
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
from tests.core.builders import MODERATE, booking, fill, row
from tests.core.tape.lines import AT, LATER, LINES, MAIN, OPTION

# ------------------------------------------------------------------------------------- everything

FIGURES = st.decimals(-(10**18) + 1, 10**18 - 1, places=18) | st.integers(-999, 999).map(Decimal)
ABOVE_ZERO = FIGURES.map(abs).filter(bool)
TIMES = st.datetimes(timezones=st.just(UTC))
DAYS = st.dates().map(Moment.on)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = st.tuples(st.sampled_from(("saxo", "b-2")), st.text("azAZ09:_- ", min_size=1)).map(
    lambda parts: f"{parts[0]}/x{parts[1]}"
)
ACCOUNTS = NAMES.map(AccountKey)
INSTRUMENTS = NAMES.map(InstrumentId)
SCOPES = st.just(WHOLE) | TEXTS.map(Scope)
MONEY = st.dictionaries(TEXTS, FIGURES, max_size=2)
REASONS = TEXTS.map(Problem)
REFS = st.lists(TEXTS, max_size=2).map(tuple)
JSON = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner | st.none()),
    max_leaves=4,
).map(lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False))


@st.composite
def _sided(draw: st.DrawFn) -> tuple[Decimal, Side]:
    quantity, side = draw(FIGURES), draw(st.sampled_from(Side))
    match side:
        case Side.LONG:
            return abs(quantity), side
        case Side.SHORT:
            return -abs(quantity), side
        case _:
            return quantity, side


ROWS = st.builds(
    lambda instrument, held, price: PositionRow(instrument, held[0], held[1], price),
    INSTRUMENTS,
    _sided(),
    st.none() | FIGURES,
)
DELIVERABLES = st.builds(Deliverable, ABOVE_ZERO, instrument=INSTRUMENTS) | st.builds(
    Deliverable, FIGURES, currency=TEXTS
)


def _any(cls: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Every field drawn; one with a default is left out now and then, as a broker would."""
    for field in dataclasses.fields(cls):
        if field.default is not dataclasses.MISSING:
            fields[field.name] = st.just(field.default) | fields[field.name]
    return st.builds(cls, **fields)


def _is_of_another(told: Instrument) -> bool:
    """Whether it is not on itself, and does not deliver itself: no line can say that."""
    return told.id not in {told.underlying, *(part.instrument for part in told.deliverables)}


_AT = {"at": TIMES, "account": ACCOUNTS}
_RECORD = {**_AT, "id": TEXTS, "instrument": INSTRUMENTS, "quantity": FIGURES}
_FEED = {"account": ACCOUNTS, "feed": st.sampled_from(Feed), "scope": SCOPES}

ANY: dict[type, st.SearchStrategy[Any]] = {
    o.Start: st.just(o.Start()),
    o.Clock: st.builds(o.Clock, TIMES),
    o.Description: st.builds(
        o.Description,
        _any(
            Instrument,
            id=INSTRUMENTS,
            kind=st.sampled_from(InstrumentKind),
            symbol=TEXTS,
            underlying=INSTRUMENTS,
            right=st.sampled_from(Right),
            strike=FIGURES,
            expiry=DAYS | TIMES.map(Moment),
            multiplier=ABOVE_ZERO,
            style=st.sampled_from(Style),
            settlement=st.sampled_from(Settlement),
            currency=TEXTS,
            deliverables=st.lists(DELIVERABLES, max_size=2).map(tuple),
            first_notice=DAYS | TIMES.map(Moment),
            exchange=TEXTS,
            scope=SCOPES,
        ).filter(_is_of_another),
    ),
    o.Snapshot: _any(
        o.Snapshot,
        **_AT,
        positions=st.lists(ROWS, max_size=3).map(tuple),
        complete=st.booleans(),
        scope=SCOPES,
        balances=MONEY,
    ),
    o.PositionReport: _any(o.PositionReport, **_AT, row=ROWS, scope=SCOPES),
    o.Fill: _any(
        o.Fill,
        **_RECORD,
        price=FIGURES,
        side=st.sampled_from(Side),
        order=TEXTS,
        event=TEXTS,
        refs=REFS,
        scope=SCOPES,
    ),
    o.Booking: _any(
        o.Booking,
        **_RECORD,
        cause=st.sampled_from(Cause),
        price=FIGURES,
        side=st.sampled_from(Side),
        cash=MONEY,
        counter=st.lists(_any(Leg, instrument=INSTRUMENTS, quantity=FIGURES, price=FIGURES)).map(
            tuple
        ),
        event=TEXTS,
        refs=REFS,
        record=TEXTS,
        scope=SCOPES,
        raw=JSON,
        also=st.just(()),  # a line is of one list; the program itself notes the others
    ),
    o.Adjustment: _any(
        o.Adjustment,
        **_AT,
        id=TEXTS,
        cause=st.sampled_from(AdjustmentCause),
        old=INSTRUMENTS,
        new=INSTRUMENTS,
        ratio=st.tuples(ABOVE_ZERO, ABOVE_ZERO),
        cash=MONEY,
        effective=DAYS | TIMES.map(Moment),
    ),
    o.Order: _any(o.Order, **_RECORD, working=st.booleans(), price=FIGURES),
    o.Quote: _any(
        o.Quote,
        at=TIMES,
        instrument=INSTRUMENTS,
        bid=FIGURES,
        ask=FIGURES,
        last=FIGURES,
        settlement=FIGURES,
        source=TEXTS,
    ),
    o.Coverage: _any(o.Coverage, **_FEED, through=TIMES).filter(
        lambda coverage: coverage.feed is not Feed.STREAM
    ),
    o.Unreadable: _any(o.Unreadable, **_FEED, at=TIMES, problem=REASONS),
    o.FeedReport: _any(
        o.FeedReport, **_FEED, at=TIMES, up=st.booleans(), problem=REASONS, over=st.just(False)
    ).filter(lambda report: report.up or report.problem is not None),
    o.Command: _any(
        o.Command,
        at=TIMES,
        alert=TEXTS,
        do=st.sampled_from(Do),
        version=st.integers(1, 10**6),
        until=TIMES,
        note=TEXTS,
        response=st.sampled_from(Response),
    ),
}


def _read(line: str) -> Line:
    (told,) = read([line])
    return told


def test_whatever_a_tape_can_hold_is_tried() -> None:
    assert set(ANY) == set(get_args(Taped))
    quiet = {o.Pulse, o.Bookmark, o.SignIn, o.Message, o.Funds, o.Allowance}
    program = quiet | {o.Roster, o.Delivery}
    assert set(get_args(o.Observation)) == set(ANY) | program


@pytest.mark.parametrize("kind", ANY, ids=lambda kind: kind.__name__)
def test_what_is_written_is_read(kind: type) -> None:
    @MODERATE
    @given(ANY[kind], TIMES)
    def law(observation: Taped, seen: datetime) -> None:
        line = _read(write(observation, seen))
        assert line.observation == observation
        assert line.seen == seen

    law()


@pytest.mark.parametrize("name", LINES)
def test_a_line_has_the_keys_of_the_format_and_no_others(name: str) -> None:
    told = LINES[name]
    for observation, keys in ((told.short, {}), (told.full, told.optional)):
        assert isinstance(observation, get_args(Taped))
        written = set(json.loads(write(observation, AT)))
        wanted = {"type", "seen", *told.required, *(k for k, v in keys.items() if v != [])}
        assert written - {"reason"} == wanted - {"reason"}


def test_a_line_is_one_line_and_says_when_it_was_learned() -> None:
    told = o.Command(AT, "a", Do.ACKNOWLEDGE, note="first\nsecond\u2028third")
    line = write(told, LATER)
    assert "\n" not in line
    assert line.endswith('"seen":"2026-11-20T06:10:01.250000Z"}')


# ------------------------------------------------------------------------------- what has no place


def test_of_a_problem_only_its_code_is_kept() -> None:
    problem = Problem("connection_lost", {"host": "api.example"})
    down = o.FeedReport(AT, MAIN, Feed.FILLS, up=False, problem=problem)
    line = _read(write(down, AT))
    assert line.observation == dataclasses.replace(down, problem=Problem("connection_lost"))


@pytest.mark.parametrize(
    ("number", "text"),
    [("1E+2", "100"), ("1.50", "1.50"), ("0E-30", "0.0"), ("2.5" + "0" * 30, "2.5"), ("-0", "-0")],
)
def test_a_figure_is_written_out(number: str, text: str) -> None:
    line = json.loads(write(fill("1", price=number), AT))
    assert line["price"] == text


BAD_FIGURES = ["NaN", "sNaN", "Infinity", "-Infinity", "1E+18", "1E-19", "1." + "1" * 19]
SOON = AT.replace(tzinfo=None)
ELSEWHERE = AT.astimezone(timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("observation", "key"),
    [
        *((fill("1", price=bad), "price") for bad in BAD_FIGURES),
        *((booking(bad), "quantity") for bad in BAD_FIGURES),
        (booking("1", cash={"USD": "NaN"}), "cash"),
        (booking("1", counter=(Leg(OPTION, Decimal("1E-30")),)), "counter[0].quantity"),
        (booking("1", raw="{"), "raw"),
        (booking("1", raw="NaN"), "raw"),
        (booking("1", raw='{"n":1e400}'), "raw"),
        (booking("1", raw="[" * 100_000), "raw"),
        (booking("1", raw='"\\ud800"'), "raw"),
        (booking("1", record="\ud800"), "record"),
        (booking("1", account="nobody"), "account"),
        (booking("1", at=SOON), "at"),
        (booking("1", at=ELSEWHERE), "at"),
        (o.Snapshot(AT, MAIN, (row("1"), row("1", side=Side.SHORT))), "positions[1].quantity"),
        (
            o.Description(
                Instrument(OPTION, InstrumentKind.OPTION, "X", multiplier=Decimal(0)),
            ),
            "multiplier",
        ),
        (
            o.Description(
                Instrument(
                    OPTION, InstrumentKind.OPTION, "X", deliverables=(Deliverable(Decimal(1)),)
                ),
            ),
            "deliverables[0].currency",
        ),
        (o.Command(AT, "a", Do.SNOOZE, version=0), "version"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_not_be_read_again_is_not_written(observation: Taped, key: str) -> None:
    with pytest.raises(Malformed) as caught:
        write(observation, AT)
    assert caught.value.key == key
    assert str(caught.value).startswith(f"{key}: ")


@pytest.mark.parametrize("seen", [SOON, ELSEWHERE])
def test_nor_a_time_that_is_not_utc(seen: datetime) -> None:
    with pytest.raises(Malformed, match="seen: a time must look like"):
        write(o.Start(), seen)


def test_what_is_about_the_program_itself_is_no_line() -> None:
    with pytest.raises(TypeError, match="Roster"):
        write(o.Roster({}), AT)  # type: ignore[arg-type]  # the mistake itself
