"""Which incident it is that something was found of, and which of those that are known stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assignwatch.core.detect.finding import Finding
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.state import Account, State
from assignwatch.core.words import Grade, Kind
from tests.core.builders import T0, after
from tests.core.detect.judging import (
    DAY,
    KEY,
    LONG_AGO,
    NAME,
    OTHER,
    Judge,
    finding,
    remembers,
    version,
)

PENDING = Grade.PENDING


def _written(found: list[Any]) -> list[Concluded]:
    return [one for one in found if isinstance(one, Concluded)]


# ------------------------------------------------------------------------------------------ names


def _names(found: list[Any]) -> list[tuple[str, int]]:
    return [(one.incident, one.version) for one in _written(found)]


NEXT_DAY = NAME.replace("20", "21").replace("2126", "2026")
LATER = finding(contracts="2", span=(60, DAY), day=T0.date())


@pytest.mark.parametrize(
    ("known", "live", "cut", "of", "named"),
    [
        (version(), True, LONG_AGO, LATER, (NAME, 2)),
        (version(), False, LONG_AGO, LATER, (NEXT_DAY, 1)),
        (version(), True, after(61), LATER, (NEXT_DAY, 1)),
        (version(), True, after(60), LATER, (NAME, 2)),
        (version(Grade.EXPLAINED), False, LONG_AGO, LATER, (NAME, 2)),
        (version(occurred=None), False, LONG_AGO, LATER, (NAME, 2)),
        (version(occurred=(T0, after(61))), False, LONG_AGO, LATER, (NAME, 2)),
        (version(incident="other"), False, LONG_AGO, LATER, (NAME, 1)),
        (version(), False, LONG_AGO, replace(LATER, incident=NAME), (NAME, 2)),
    ],
    ids=[
        "one that is open",
        "after one that is closed",
        "after one that lies far back",
        "just not so far",
        "one that was taken back",
        "one of no time",
        "one that had not ended",
        "none of that day",
        "as it is named already",
    ],
)
def test_what_happened_after_an_incident_that_was_closed_is_another(
    judge: Judge, known: Concluded, *, live: bool, cut: Any, of: Finding, named: tuple[str, int]
) -> None:
    found = judge(of, knows=remembers(known, live=live), cut=cut)
    assert _names(found) == [named]


def test_an_incident_goes_by_its_contract_family_and_day(judge: Judge) -> None:
    of = finding(kind=Kind.EXPIRED, day=date(2026, 11, 19))
    assert _names(judge(of)) == [("kraken/main:P100:lapsed:2026-11-19", 1)]


# ----------------------------------------------------------------------------------- what is closed


OTHER_NAME = "kraken/main:P100:lapsed:2026-11-20"
CONSUMED = {"a": NAME, "b": NAME, "c": "other"}


@pytest.mark.parametrize(
    ("known", "live", "cut", "facts", "written"),
    [
        (version(), True, LONG_AGO, ("a",), True),
        (version(), False, LONG_AGO, ("a",), False),
        (version(), False, LONG_AGO, ("a", "b"), False),
        (version(), True, after(61), ("a",), False),
        (version(), False, LONG_AGO, ("a", "new"), True),
        (version(), False, LONG_AGO, ("c",), True),
        (version(), False, LONG_AGO, (), True),
        (version(Grade.RETRACTED), False, LONG_AGO, ("a",), True),
        (None, False, LONG_AGO, ("a",), True),
    ],
    ids=[
        "while it is open",
        "by a record that it has",
        "by two",
        "by one, far back",
        "by one of two that is new",
        "by one of another incident",
        "by none",
        "after it was taken back",
        "before it is known",
    ],
)
def test_an_incident_that_is_settled_for_good_is_told_anew_only_by_what_it_lacks(
    judge: Judge,
    known: Concluded | None,
    *,
    live: bool,
    cut: Any,
    facts: tuple[str, ...],
    written: bool,
) -> None:
    state, account = remembers(*([] if known is None else [known]), live=live)
    account.consumed = {(fact, KEY.instrument): name for fact, name in CONSUMED.items()}
    of = finding(contracts="2", facts=facts, incident=NAME)
    assert bool(_written(judge(of, knows=(state, account), cut=cut))) is written


def test_a_leg_alone_tells_nothing_of_an_incident_whose_contract_is_carried_no_more(
    judge: Judge,
) -> None:
    state, account = remembers(version(), live=False)
    of = finding(contracts="100", key=OTHER, facts=("new",), incident=NAME)
    assert _written(judge(of, knows=(state, account), cut=LONG_AGO)) == []


@pytest.mark.parametrize(
    ("settled", "written"), [({"a", "b"}, False), ({"a"}, True), (set[str](), True)]
)
def test_records_of_the_balance_from_which_a_ledger_started_make_no_incident(
    judge: Judge, settled: set[str], *, written: bool
) -> None:
    state, account = remembers(live=False)
    account.book(KEY).settled = {(fact, KEY.instrument) for fact in settled}
    of = finding(contracts="2", facts=("a", "b"), incident=NAME)
    assert bool(_written(judge(of, knows=(state, account), cut=LONG_AGO))) is written


@pytest.mark.parametrize(
    ("stands", "cut", "written"),
    [("one", after(61), False), ("one", after(60), True), ("over", after(61), True)],
    ids=["carried no more", "carried still", "taken back itself"],
)
def test_what_another_incident_stands_on_is_not_told_again_when_it_is_carried_no_more(
    judge: Judge, stands: str, cut: Any, *, written: bool
) -> None:
    grade = Grade.RETRACTED if stands == "over" else Grade.CONFIRMED
    state, account = remembers(version(grade, incident=OTHER_NAME), live=False)
    account.consumed = {("a", KEY.instrument): OTHER_NAME}
    of = finding(contracts="2", facts=("a", "new"), incident=NAME)
    assert bool(_written(judge(of, knows=(state, account), cut=cut))) is written


# ---------------------------------------------------------------------------- what stands no more


def _reopened(*known: Concluded) -> tuple[State, Account]:
    state, account = remembers(*known)
    account.reopened[NAME] = None
    return state, account


BOOKED = Consumption(KEY, Decimal(1), ("a",))
SEEN = Consumption(KEY, Decimal(1), ())
OF_LEG = Consumption(OTHER, Decimal(100), ("a",))


@pytest.mark.parametrize(
    ("knows", "cut", "taken_back"),
    [
        (remembers(version()), LONG_AGO, True),
        (remembers(version()), after(60), True),
        (remembers(version()), after(61), False),
        (remembers(version(occurred=None)), after(61), True),
        (remembers(version(Grade.RETRACTED)), LONG_AGO, False),
        (_reopened(version(consumes=(BOOKED,))), after(61), True),
        (_reopened(version(consumes=(SEEN,))), after(61), False),
        (_reopened(version(consumes=(SEEN, OF_LEG))), after(61), False),
        (_reopened(version(consumes=(SEEN,))), after(60), True),
        (_reopened(version(consumes=(SEEN,), occurred=None)), after(61), True),
        (_reopened(version(PENDING, consumes=(SEEN,))), after(61), True),
    ],
    ids=[
        "which is open",
        "just not so far back",
        "too far back",
        "of no time",
        "which is over already",
        "far back, and corrected since",
        "whose positions are carried no more",
        "or some of them",
        "whose positions are just carried still",
        "corrected, of no time",
        "which nobody was told of yet",
    ],
)
def test_an_incident_that_nothing_speaks_for_is_taken_back(
    judge: Judge, knows: tuple[State, Account], cut: Any, *, taken_back: bool
) -> None:
    found = _written(judge(knows=knows, cut=cut))
    assert [one.grade for one in found] == [Grade.EXPLAINED] * taken_back


def test_an_incident_that_is_found_is_not_taken_back(judge: Judge) -> None:
    assert judge(finding(), knows=remembers(version())) == []


@pytest.mark.parametrize(
    ("contracts", "grade"), [("1", Grade.EXPLAINED), ("2", Grade.RETRACTED)], ids=["before", "now"]
)
def test_it_became_another_only_if_that_says_something_new(
    judge: Judge, contracts: str, grade: Grade
) -> None:
    """What the other one said before has used up its own."""
    other = version(incident=OTHER_NAME, kind=Kind.EXPIRED)
    found = judge(
        finding(kind=Kind.EXPIRED, contracts=contracts), knows=remembers(version(), other)
    )
    assert [one.grade for one in _written(found) if one.incident == NAME] == [grade]


# ----------------------------------------------------------------------------------------- faults


def test_a_fault_in_one_group_does_not_silence_another_and_is_told_at_the_end(
    judge: Judge,
) -> None:
    fault, before = ValueError("one"), ValueError("two")

    def fails(*_: object) -> None:
        raise fault

    group = SimpleNamespace(
        keys=[OTHER], cut=LONG_AGO, scales=SimpleNamespace(weigh=fails), matched=None, records=None
    )
    judge.groups.append(cast(Any, group))
    judge.failures.append(before)
    state, account = remembers()
    with pytest.raises(ExceptionGroup) as raised:
        judge(finding(), knows=(state, account))
    assert raised.value.exceptions == (before, fault)
