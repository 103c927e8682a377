"""Which records say only that an option settled in cash is gone, and what is made of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.ended import End
from assignwatch.core.detect.lane2.lapse import removed
from assignwatch.core.detect.lane2.removed import Removal, as_told, judge, removals
from assignwatch.core.detect.lane2.weigh import Scales
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Concluded, Priced
from assignwatch.core.model import Instrument, Leg, Moment, PositionKey
from assignwatch.core.state import Account, Book, Incident, State
from assignwatch.core.words import (
    Cause,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Settlement,
    Severity,
    Side,
)
from tests.core.builders import ACCOUNT, POLICY, T0, after, booking
from tests.core.detect.ends import (
    CASH_PUT,
    DAY,
    IN,
    LATER,
    NOBODY_KNOWS,
    OPENS,
    OUT,
    PUT,
    paid,
)
from tests.core.detect.parts import STOCK, XYZ, account, amounts, count, known, thing

FUTURE = thing(
    CASH_PUT.id,
    InstrumentKind.FUTURE,
    expiry=CASH_PUT.expiry,
    currency="USD",
    multiplier=Decimal(1000),
    settlement=Settlement.CASH,
)
SHARES = Leg(XYZ, Decimal(100), None)


def _record(
    contract: Instrument | None = CASH_PUT,
    quantity: str = "1",
    cause: Cause = Cause.EXPIRY,
    **fields: Any,
) -> Record:
    told = {name: fields.pop(name) for name in ("cash", "price", "counter") if name in fields}
    row = booking(quantity, cause, instrument=CASH_PUT.id, at=after(30), **told)
    bought = Decimal(fields.pop("bought", "0"))
    happening = Happening((row,), wrong_way=fields.pop("wrong_way", False), bought=bought)
    given = {"kind": Kind.EXPIRED, "counts": True, **fields}
    return Record(PositionKey(CASH_PUT.id), contract, happening, **given)


def _removals(
    *records: Record,
    closes: list[Priced] = IN,
    of: Account | None = None,
    contract: Instrument = CASH_PUT,
) -> list[Removal]:
    state = known(STOCK, contract, closes=closes)
    return list(removals(state, of or account(), records, POLICY))


@pytest.mark.parametrize(
    ("record", "closes", "is_one"),
    [
        (_record(), IN, True),
        (_record(kind=Kind.EXPIRED_UNASSIGNED), IN, True),
        (_record(), OUT, False),
        (_record(), NOBODY_KNOWS, False),
        (_record(price="3"), NOBODY_KNOWS, True),
        (_record(price="0"), NOBODY_KNOWS, False),
        (_record(None), IN, False),
        (_record(FUTURE, price="3"), IN, False),
        (_record(PUT), IN, False),
        (_record(replace(CASH_PUT, expiry=Moment(after(DAY))), price="3"), IN, False),
        (_record(settled=True), IN, False),
        (_record(counts=False), IN, False),
        (_record(cause=Cause.SETTLEMENT), IN, False),
        (_record(wrong_way=True), IN, False),
        (_record(wrong_way=True, bought="1"), IN, False),
        (_record(kind=Kind.CASH_SETTLED), IN, False),
        (_record(quantity="0"), IN, False),
        (_record(cash={"USD": "-300"}), IN, False),
        (_record(legs=[SHARES]), IN, False),
        (_record(counter=(SHARES,)), IN, False),
    ],
    ids=[
        "gone, and it had a value",
        "gone unassigned",
        "without a value",
        "of a value that nobody knows",
        "its own price",
        "its price is nothing",
        "of what nobody has described",
        "no option",
        "one that delivers",
        "not at its end yet",
        "told before",
        "another list's word",
        "it says more",
        "it cannot be",
        "it cannot be, and its money says so",
        "it was told as something else",
        "of money alone",
        "with its money",
        "with what it delivered",
        "with what it names",
    ],
)
def test_a_record_that_says_no_more_of_a_value_is_looked_into(
    record: Record, closes: list[Priced], *, is_one: bool
) -> None:
    found = _removals(record, closes=closes)
    assert [one.record for one in found] == ([record] if is_one else [])


@pytest.mark.parametrize(
    ("counts", "span"),
    [
        (None, (30, 30)),
        ([count(60, "-1", "0", CASH_PUT.id)], (0, 60)),
        ([count(60, "-1", "-1", CASH_PUT.id)], (30, 30)),
    ],
    ids=["not read yet", "the reading that shows it", "a reading that does not"],
)
def test_its_change_is_of_the_reading_that_shows_it(counts: Any, span: tuple[float, float]) -> None:
    of = account()
    if counts is not None:
        of.books[PositionKey(CASH_PUT.id)] = Book(counts=counts)
    (found,) = _removals(_record(price="0"), of=of)
    change = found.change
    assert (change.since, change.at) == (after(span[0]), after(span[1]))
    figures = change.quantity, change.before, change.after
    assert figures == (Decimal(1), Decimal(-1), Decimal(0))
    assert (change.seen, change.judged_at, change.late) == (after(30), after(30), False)
    assert change.closing is None, "a price of nothing is none"
    (priced,) = _removals(_record(price="3"), of=of)
    assert priced.change.closing == 3


# --------------------------------------------------------------------------------- told before


def _told(grade: Grade) -> State:
    version = Concluded(
        incident="one",
        version=1,
        at=T0,
        account=ACCOUNT,
        kind=Kind.CASH_SETTLED,
        grade=grade,
        severity=Severity.HIGH,
        instrument=CASH_PUT.id,
        side=Side.NET,
        contracts=Decimal(1),
        legs=(),
        cash=amounts(USD="-300"),
    )
    return State(incidents={"one": Incident([version])})


@pytest.mark.parametrize(
    ("fields", "grade", "name", "stays"),
    [
        ({"settled": True}, Grade.STRONG, "one", True),
        ({"settled": False}, Grade.STRONG, "one", False),
        ({"settled": True, "kind": Kind.ASSIGNED}, Grade.STRONG, "one", False),
        ({"settled": True, "quantity": "0"}, Grade.STRONG, "one", False),
        ({"settled": True}, Grade.EXPLAINED, "one", False),
        ({"settled": True}, Grade.RETRACTED, "one", False),
        ({"settled": True}, Grade.STRONG, "forgotten", False),
        ({"settled": True}, Grade.STRONG, None, False),
    ],
    ids=[
        "settled",
        "open",
        "it says more",
        "of money alone",
        "explained",
        "taken back",
        "forgotten",
        "not told",
    ],
)
def test_what_is_settled_stays_what_it_was_told_as(
    fields: dict[str, Any], grade: Grade, name: str | None, *, stays: bool
) -> None:
    record, of = _record(**fields), account()
    before = record.kind
    if name is not None:
        of.consumed["b1", CASH_PUT.id] = name
    as_told(_told(grade), of, [record])
    told = (Kind.CASH_SETTLED, grade, amounts(USD="-300"))
    assert (record.kind, record.grade, record.paid) == (told if stays else (before, None, None))


# ----------------------------------------------------------------------------- what became of it


def _judged(of: Account, *others: Record, contract: Instrument | None = CASH_PUT) -> Record:
    record = _record()
    state = known(STOCK, CASH_PUT, closes=IN)
    (found,) = removals(state, of, [record], POLICY)
    record.contract = contract
    scales = Scales(state, of, after(LATER), POLICY)
    judge(scales, [found], [record, *others])
    if contract is not None:
        assert list(scales.group) == [found.change]
        change = found.change
        end = End(state, of, change, contract, [change], after(LATER), POLICY)
        told = removed(end)
        assert told is not None
        assert (record.kind, record.grade) == (told.kind, told.grade)
        assert (record.why, record.paid) == (told.reasons, told.cash)
        assert (record.until, record.feeds) == (told.until, told.feeds)
    return record


def test_the_money_says_what_a_record_that_says_no_more_was() -> None:
    assert _judged(paid("-300")).kind is Kind.CASH_SETTLED
    assert _judged(paid("0")).kind is Kind.EXPIRED_UNASSIGNED
    waiting = _judged(account(fills=60, bookings=OPENS - 1, cash={"USD": "0"}))
    assert (waiting.grade, waiting.feeds) == (Grade.PENDING, (Feed.BOOKINGS,))


def test_other_lists_words_for_it_go_with_it_and_nothing_else_does() -> None:
    same = _record(counts=False)
    counted, other = _record(), _record(cause=Cause.OTHER, counts=False)
    elsewhere = replace(_record(counts=False), key=PositionKey(XYZ))
    _judged(paid("-300"), same, counted, other, elsewhere)
    assert same.kind is Kind.CASH_SETTLED
    assert [one.kind for one in (counted, other, elsewhere)] == [Kind.EXPIRED] * 3


def test_what_nobody_has_described_stays_what_its_record_says() -> None:
    record = _judged(paid("-300"), contract=None)
    assert (record.kind, record.grade, record.why) == (Kind.EXPIRED, None, ())
