"""Which records of an end cannot be by their sign, and what becomes of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.wrong_way import with_wrong_ways
from assignwatch.core.model import Instrument
from assignwatch.core.state import Book
from assignwatch.core.words import Cause, InstrumentKind
from tests.core.builders import POLICY, after, booking, fill
from tests.core.detect.parts import FUTURE, count, option, thing

OPTION, CRUDE = option("P100"), thing(FUTURE, InstrumentKind.FUTURE)
SHORT, LONG, FLAT = -2, 2, 0
UNREAD, READ = None, after(60)


def _told(
    quantity: str,
    cause: Cause,
    held: int | None,
    read: datetime | None = READ,
    contract: Instrument = OPTION,
    book: Book | None = None,
) -> Happening:
    row = booking(quantity, cause, instrument=contract.id, at=after(60))
    last = (after(0), Decimal(held)) if held is not None else None
    (found,) = with_wrong_ways([Happening((row,))], contract, book or Book(), last, read, POLICY)
    return found


@pytest.mark.parametrize(
    ("quantity", "cause", "held", "read", "wrong"),
    [
        pytest.param("-2", Cause.ASSIGNMENT, SHORT, UNREAD, True, id="assigned, as a sale"),
        pytest.param("2", Cause.ASSIGNMENT, SHORT, UNREAD, False, id="assigned"),
        pytest.param("2", Cause.EXERCISE, LONG, UNREAD, True, id="exercised, as a purchase"),
        pytest.param("1", Cause.EXERCISE, LONG, UNREAD, True, id="one of two, as a purchase"),
        pytest.param("-2", Cause.EXERCISE, LONG, UNREAD, False, id="exercised"),
        pytest.param("-2", Cause.ASSIGNMENT, LONG, READ, False, id="one word for either side"),
        pytest.param("-2", Cause.ASSIGNMENT, FLAT, READ, False, id="none was held"),
        pytest.param("-2", Cause.ASSIGNMENT, None, READ, False, id="nobody has read it"),
        pytest.param("-2", Cause.EXPIRY, SHORT, READ, True, id="an expiry, the trades are read"),
        pytest.param("-2", Cause.EXPIRY, SHORT, after(59), False, id="they are not read up to it"),
        pytest.param("-2", Cause.EXPIRY, SHORT, UNREAD, False, id="they were never read"),
        pytest.param("2", Cause.EXERCISE, SHORT, UNREAD, False, id="the other word, not the sign"),
        pytest.param("-2", Cause.TRANSFER, SHORT, READ, False, id="no end"),
        pytest.param("0", Cause.ASSIGNMENT, SHORT, READ, False, id="money alone"),
    ],
)  # fmt: skip
def test_an_end_only_takes_from_what_is_held(
    quantity: str, cause: Cause, held: int | None, read: datetime | None, wrong: bool
) -> None:
    found = _told(quantity, cause, held, read)
    assert found.wrong_way is wrong
    assert found.quantity == (0 if wrong else Decimal(quantity))


def test_a_future_may_be_what_an_option_turned_into() -> None:
    assert not _told("-2", Cause.ASSIGNMENT, SHORT, contract=CRUDE).wrong_way
    assert _told("-2", Cause.DELIVERY, SHORT, contract=CRUDE).wrong_way


def test_what_was_held_before_a_ledger_starts_is_not_known() -> None:
    for base, wrong in ((after(60), True), (after(61), False)):
        assert _told("-2", Cause.ASSIGNMENT, SHORT, book=Book(base=base)).wrong_way is wrong


@pytest.mark.parametrize(
    ("traded", "wrong"), [(["3"], False), (["2"], True), (["-3"], True), (["-1", "3"], False)]
)
def test_between_readings_as_many_more_were_held_as_were_traded(
    traded: list[str], wrong: bool
) -> None:
    fills = [fill(q, instrument=OPTION.id, id=f"f{i}") for i, q in enumerate(traded)]
    book = Book(fills={(one.id, one.instrument): one for one in fills})
    assert _told("-2", Cause.ASSIGNMENT, SHORT, book=book).wrong_way is wrong


@pytest.mark.parametrize(
    ("at", "wrong"), [(-1, True), (0, False), (-9 * 3600, False), (-33 * 3600, True)]
)
def test_what_was_bought_before_a_reading_is_in_it(at: float, wrong: bool) -> None:
    """A record of the day of the reading may be of any time of it."""
    first = booking("3", Cause.TRANSFER, id="t", instrument=OPTION.id, at=after(at))
    row = booking("-2", Cause.ASSIGNMENT, instrument=OPTION.id, at=after(60))
    both = [Happening((first,)), Happening((row,))]
    held = after(0), Decimal(-2)
    found = list(with_wrong_ways(both, OPTION, Book(), held, READ, POLICY))
    assert [one.wrong_way for one in found] == [False, wrong]


def test_of_several_readings_each_tells_what_may_have_been_held() -> None:
    book = Book(counts=[count(30, "1", "-2", OPTION.id, since=0)])
    assert not _told("-2", Cause.ASSIGNMENT, SHORT, book=book).wrong_way


def test_what_was_corrected_is_counted_as_it_is() -> None:
    row = booking("-2", Cause.ASSIGNMENT, instrument=OPTION.id)
    back = booking("2", Cause.CORRECTION, instrument=OPTION.id)
    told = Happening((row,), corrections=(back,))
    held = after(0), Decimal(-2)
    assert list(with_wrong_ways([told], OPTION, Book(), held, READ, POLICY)) == [told]


def _grown(by: str, at: float = 90, traded: str = "0", traded_at: float = 30) -> Book:
    """A reading after which two short are more, and a trade, before it unless told otherwise."""
    read = count(at, "-2", str(-2 + int(by)), OPTION.id, since=0)
    trades = [fill(traded, instrument=OPTION.id, at=after(traded_at))]
    return Book(counts=[read], fills={(one.id, one.instrument): one for one in trades})


FIVE_DAYS = POLICY.pair_within.total_seconds()


@pytest.mark.parametrize(
    ("book", "back"),
    [
        pytest.param(_grown("-2"), True, id="a reading shows it"),
        pytest.param(_grown("2"), False, id="a reading shows the opposite"),
        pytest.param(_grown("-3"), False, id="a reading shows more"),
        pytest.param(_grown("-3", traded="-1"), True, id="and the rest was sold"),
        pytest.param(_grown("-2", traded="-2"), False, id="all of it was sold"),
        pytest.param(_grown("-2", traded="-2", traded_at=0), True, id="sold by the reading before"),
        pytest.param(_grown("-2", traded="-2", traded_at=90), False, id="sold by this reading"),
        pytest.param(_grown("-2", traded="-2", traded_at=91), True, id="sold after it"),
        pytest.param(_grown("-2", at=60 + FIVE_DAYS), True, id="days later"),
        pytest.param(_grown("-2", at=61 + FIVE_DAYS), False, id="too late"),
    ],
)
def test_what_the_position_grew_by_takes_back_an_end_of_before(book: Book, back: bool) -> None:
    found = _told("-2", Cause.ASSIGNMENT, SHORT, book=book)
    assert found.wrong_way is not back
    assert found.cause is (Cause.CORRECTION if back else Cause.ASSIGNMENT)
    assert found.quantity == (-2 if back else 0)
