"""Which version of an incident is written of what was found, and what it waits for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Awaited, Concluded
from assignwatch.core.state import Book
from assignwatch.core.words import Cause, EvidenceCode, Feed, Grade, Kind
from tests.core.builders import ACCOUNT, after, booking
from tests.core.detect.judging import (
    KEY,
    NAME,
    OTHER,
    PUT,
    Judge,
    finding,
    remembers,
    version,
)
from tests.core.detect.parts import count

LIKELY, PENDING, STRONG = Grade.LIKELY, Grade.PENDING, Grade.STRONG


def _written(found: list[Any]) -> list[Concluded]:
    return [one for one in found if isinstance(one, Concluded)]


def _awaited(found: list[Any]) -> list[Awaited]:
    return [one for one in found if isinstance(one, Awaited)]


# ----------------------------------------------------------------------------------------- numbers


def test_what_is_found_first_is_the_first_version(judge: Judge) -> None:
    assert judge(finding()) == [version()]


def test_the_same_again_is_no_version(judge: Judge) -> None:
    assert judge(finding(), knows=remembers(version()), now=after(200)) == []


def test_what_differs_is_the_next_version(judge: Judge) -> None:
    knows = remembers(version(), version(version=3))
    (told,) = judge(finding(contracts="2"), knows=knows)
    assert told == version(contracts="2", version=4)


def test_that_the_contract_itself_changed_at_another_time_is_no_version_by_itself(
    judge: Judge,
) -> None:
    told: dict[str, Any] = {"changed": (after(5), after(30))}
    assert judge(finding(**told)) == [version(**told)]
    assert judge(finding(**told), knows=remembers(version())) == []
    more = judge(finding(contracts="2", **told), knows=remembers(version()))
    assert more == [version(contracts="2", version=2, **told)]


def test_what_is_quiet_is_waited_for_and_is_no_version_unless_there_was_one(judge: Judge) -> None:
    quiet = finding(PENDING, contracts="2", quiet=True)
    waits = Awaited(ACCOUNT, NAME, (KEY,))
    assert judge(quiet) == [waits]
    assert judge(quiet, knows=remembers(version())) == [version(PENDING, "2", version=2), waits]


# ----------------------------------------------------------------------------------------- waiting


@pytest.mark.parametrize(
    ("of", "waits"),
    [
        (finding(PENDING), Awaited(ACCOUNT, NAME, (KEY,))),
        (
            finding(LIKELY, feeds=(Feed.FILLS,), keys=(KEY, OTHER)),
            Awaited(ACCOUNT, NAME, (KEY, OTHER), (Feed.FILLS,)),
        ),
        (finding(LIKELY, until=after(200)), Awaited(ACCOUNT, NAME, (KEY,), (), after(200))),
        (finding(LIKELY), None),
    ],
    ids=["pending", "for a feed", "for a time", "for nothing"],
)
def test_it_says_what_it_waits_for_once(judge: Judge, of: Finding, waits: Awaited | None) -> None:
    assert _awaited(judge(of)) == ([] if waits is None else [waits])
    before = Awaited(ACCOUNT, NAME, (KEY,), (Feed.BOOKINGS,))
    over = Awaited(ACCOUNT, NAME, (), over=True)
    state, account = remembers()
    account.waiting[NAME] = before
    assert _awaited(judge(of, knows=(state, account))) == [waits or over]
    if waits is not None:
        account.waiting[NAME] = waits
        assert _awaited(judge(of, knows=(state, account))) == []


def test_what_is_found_no_more_is_not_waited_for(judge: Judge) -> None:
    state, account = remembers()
    account.waiting_at[KEY] = {NAME: None, "other": None}
    account.waiting_at[OTHER] = {"other": None}
    found = judge(finding(PENDING), knows=(state, account), keys=(KEY, OTHER))
    assert _awaited(found) == [
        Awaited(ACCOUNT, NAME, (KEY,)),
        Awaited(ACCOUNT, "other", (), over=True),
    ]


@pytest.mark.parametrize(
    ("known", "of", "told"),
    [
        (LIKELY, finding(PENDING), LIKELY),
        (Grade.UNEXPLAINED, finding(PENDING), Grade.UNEXPLAINED),
        (STRONG, finding(PENDING), PENDING),
        (LIKELY, finding(Grade.CONFLICT), Grade.CONFLICT),
        (LIKELY, finding(STRONG), STRONG),
        (LIKELY, finding(PENDING, "2"), PENDING),
        (LIKELY, finding(PENDING, kind=Kind.CASH_SETTLED), PENDING),
    ],
    ids=[
        "likely, and nothing new",
        "unexplained, and nothing new",
        "which was stronger",
        "which was contradicted since",
        "which is stronger now",
        "more of them",
        "of another kind",
    ],
)
def test_what_was_told_stands_where_it_only_has_to_be_waited_for_again(
    judge: Judge, known: Grade, of: Finding, told: Grade
) -> None:
    state, account = remembers(version(known))
    for one in _written(judge(of, knows=(state, account))):
        state.incidents[NAME].versions.append(one)
    assert state.incidents[NAME].latest.grade is told


# --------------------------------------------------------------------------------- several findings


def test_what_still_waits_does_not_unsettle_what_is_known(judge: Judge) -> None:
    known = [finding(STRONG, feeds=(Feed.BOOKINGS,)), finding(STRONG, "2")]
    waiting = [finding(PENDING, "4", until=after(300), keys=(OTHER, KEY)),
               finding(Grade.CONFLICT, "5", feeds=(Feed.FILLS,))]  # fmt: skip
    told, waits = judge(*waiting, *known)
    assert told == version(STRONG, "3")
    feeds = (Feed.BOOKINGS, Feed.FILLS)
    assert waits == Awaited(ACCOUNT, NAME, (KEY, OTHER), feeds, after(300))


@pytest.mark.parametrize(
    ("grades", "grade"),
    [
        ((PENDING, PENDING), PENDING),
        ((PENDING, Grade.CONFLICT), Grade.CONFLICT),
        ((STRONG, LIKELY), LIKELY),
    ],
)
def test_what_is_all_alike_is_told_together(
    judge: Judge, grades: tuple[Grade, ...], grade: Grade
) -> None:
    (told,) = _written(judge(*(finding(one) for one in grades)))
    assert (told.grade, told.contracts) == (grade, Decimal(2))


# ------------------------------------------------------------------------------------------- late


@pytest.mark.parametrize(
    ("known", "found", "late"),
    [
        (None, [True], True),
        (None, [False], False),
        (version(), [True], True),
        (version(), [False], False),
        (version(), [True, False], True),
        (version(), [False, True], True),
        (version(late=True), [False], True),
        (version(Grade.RETRACTED), [True], True),
        (version(Grade.RETRACTED, late=True), [False], False),
    ],
)
def test_what_was_shown_late_stays_so_until_it_is_taken_back(
    judge: Judge, known: Concluded | None, found: list[bool], late: object
) -> None:
    of = [finding(contracts="2", late=one) for one in found]
    (told,) = judge(*of, knows=remembers(*([] if known is None else [known])))
    assert isinstance(told, Concluded)
    assert told.late is late


def _record(number: int = 0, *, at: float, counts: bool = True, record: str = "") -> Record:
    row = booking(
        "1", Cause.ASSIGNMENT, id=f"b{number}", instrument=PUT.id, at=after(at), record=record
    )
    return Record(KEY, PUT, Happening((row,)), Kind.ASSIGNED, counts=counts)


ON_TIME, TOO_LATE, NOT_SHOWN = _record(1, at=30), _record(2, at=90), _record(3, at=500)


@pytest.mark.parametrize(
    ("records", "late"),
    [
        ([ON_TIME], False),
        ([TOO_LATE], True),
        ([NOT_SHOWN], False),
        ([ON_TIME, TOO_LATE], True),
        ([replace(TOO_LATE, counts=False)], False),
    ],
    ids=["in time", "late", "not yet", "one of two", "as another list's word for the same"],
)
def test_a_record_is_late_where_the_reading_that_showed_it_was(
    judge: Judge, records: list[Record], late: object
) -> None:
    """That it was told while nobody looked says nothing of an incident that was known."""
    state, account = remembers(version())
    counts = [count(60, "-3", "-2", PUT.id), count(120, "-2", "-1", PUT.id, since=60, late=True)]
    account.books[KEY] = Book(counts=counts)
    found = finding(contracts="2", late=True)
    (told,) = judge(told=[(records, NAME, found)], knows=(state, account))
    assert isinstance(told, Concluded)
    assert told.late is late


# --------------------------------------------------------------------------------------- reasons


def _line(record: str, *causes: Cause) -> Happening:
    """Money for it, as a list tells it."""
    return Happening(
        tuple(
            booking("0", cause, id=cause, instrument=PUT.id, record=record, cash={"USD": "-1"})
            for cause in causes or (Cause.ASSIGNMENT,)
        )
    )


MONEY, DISPUTED = _line("money"), _line("money", Cause.ASSIGNMENT, Cause.EXERCISE)


@pytest.mark.parametrize(
    ("lists", "lines", "told"),
    [
        (["fills"], [MONEY], ["fills", "money"]),
        (["fills"], [_line("fills")], ["fills"]),
        (["fills"], [DISPUTED], ["fills"]),
        (["a", "b", "c"], [MONEY], ["a", "b", "c", "money"]),
        (["a", "b", "c", "d"], [MONEY], ["a", "b", "c", "d"]),
        (["fills"], [], ["fills"]),
    ],
    ids=[
        "a list of money",
        "the same list again",
        "one that is not sure what it was",
        "beside a few",
        "beside many",
        "none",
    ],
)
def test_each_list_that_tells_of_it_is_named(
    judge: Judge, lists: list[str], lines: list[Happening], told: list[str]
) -> None:
    records = [_record(i, at=30, record=name) for i, name in enumerate(lists)]
    records[0].money += lines
    (written,) = judge(told=[(records, NAME, finding())])
    assert isinstance(written, Concluded)
    assert [(one.values["record"], one.values["count"]) for one in written.evidence] == [
        (name, "1") for name in told
    ]
    assert {one.code for one in written.evidence} == {EvidenceCode.OFFICIAL}
