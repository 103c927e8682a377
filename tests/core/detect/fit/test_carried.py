"""What undid a change that is carried no more, and records of such: neither is told of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.fit.carried import carried, held_on, is_over
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, Book, Incident, State
from assignwatch.core.words import Cause, Grade, Kind, Severity, Side
from tests.core.builders import ACCOUNT, POLICY, T0, after, booking
from tests.core.detect.parts import NEWCO, STOCK, XYZ, account, count, fact, residual

DAY = 86_400.0
CUT = after(100)
"""What was seen before this is written off."""


def _gone(quantity: str, at: float = 60, what: str = XYZ) -> Residual:
    return residual(type(XYZ)(what), quantity, at=at, since=at - 60)


def _came(quantity: str, at: float = 120, what: str = XYZ) -> Residual:
    return _gone(quantity, at, what)


def _left(*residuals: Residual, of: Account | None = None, state: State | None = None) -> list[str]:
    known, holder = state or State(), of or account()
    held = held_on(known, holder, residuals, CUT, POLICY)
    found = carried(known, holder, residuals, held, POLICY)
    return [f"{r.quantity}" for r in found]


@pytest.mark.parametrize(
    ("residuals", "left"),
    [
        ([_gone("50")], []),
        ([_came("-50")], ["-50"]),
        ([_gone("50"), _came("-50", at=100)], []),
        ([_gone("50"), _came("-50")], []),
        ([_gone("50"), _came("-70")], ["-20"]),
        ([_gone("50"), _came("-30"), _came("-30")], ["-10"]),
        ([_gone("50"), _came("50")], ["50"]),
        ([_gone("50"), _came("-50", what=NEWCO)], ["-50"]),
        ([_gone("-50"), _came("50")], []),
        ([_gone("20"), _gone("30", 70), _came("-50")], []),
        ([_gone("50"), replace(_came("-50"), record="0")], ["-50"]),
    ],
    ids=[
        "too old",
        "not too old",
        "its return, just carried",
        "its return",
        "more than its return",
        "in two steps, and more",
        "the same again",
        "another instrument",
        "a short one",
        "of two changes",
        "a record of the broker's is told",
    ],
)
def test_a_return_goes_with_what_it_undid(residuals: list[Residual], left: list[str]) -> None:
    assert _left(*residuals) == left


def test_what_is_left_of_one_was_read_as_it_was() -> None:
    came = _came("-70")
    (rest,) = carried(State(), account(), [_gone("50"), came], [came], POLICY)
    assert (rest.quantity, rest.expected, rest.after) == (Decimal(-20), came.expected, came.after)


def test_what_comes_long_after_is_no_return() -> None:
    days = POLICY.carry / timedelta(seconds=1)
    assert _left(_gone("50"), _came("-50", at=60 + days)) == []
    assert _left(_gone("50"), _came("-50", at=61 + days)) == ["-50"]


@pytest.mark.parametrize(
    ("grade", "span", "left"),
    [
        (Grade.STRONG, (0, 60), ["-50"]),
        (Grade.UNEXPLAINED, (0, 60), ["-50"]),
        (Grade.EXPLAINED, (0, 60), []),
        (Grade.RETRACTED, (0, 60), []),
        (Grade.STRONG, (60, 60), ["-50"]),
        (Grade.CONFIRMED, (60 - 4 * DAY, 60 - 4 * DAY), ["-50"]),
        (Grade.CONFIRMED, (60 - 6 * DAY, 60 - 6 * DAY), []),
        (Grade.CONFIRMED, (4 * DAY, 4 * DAY), ["-50"]),
        (Grade.CONFIRMED, (6 * DAY, 6 * DAY), []),
        (Grade.STRONG, None, []),
    ],
    ids=[
        "an incident is made of it",
        "if only that nothing explains it",
        "an explained one is not",
        "nor one that was taken back",
        "a record of a moment",
        "dated days before",
        "too long before",
        "dated days after",
        "too long after",
        "it has no time",
    ],
)
def test_what_an_incident_is_made_of_was_not_undone(
    grade: Grade, span: tuple[float, float] | None, left: list[str]
) -> None:
    assert _left_of_an_incident(grade, span) == left


def test_an_incident_of_the_other_direction_is_not_made_of_it() -> None:
    assert _left_of_an_incident(Grade.STRONG, (0, 60), made_of="-50") == []


@pytest.mark.parametrize(("made_of", "left"), [("-50", ["-50"]), ("-20", ["-20"])])
def test_what_an_incident_of_its_time_tells_has_undone_nothing(
    made_of: str, left: list[str]
) -> None:
    assert _left_of_an_incident(Grade.STRONG, (60, 120), made_of=made_of) == left


def test_of_a_change_that_an_incident_is_a_part_of_the_rest_was_undone() -> None:
    assert _left_of_an_incident(Grade.STRONG, (0, 60), made_of="20") == ["-20"]
    assert _left_of_an_incident(Grade.STRONG, (0, 60), made_of="70") == ["-50"]


def _incident(grade: Grade, span: tuple[float, float] | None, made_of: str = "50") -> Incident:
    version = Concluded(
        incident="one",
        version=1,
        at=after(60),
        account=ACCOUNT,
        kind=Kind.ASSIGNED,
        grade=grade,
        severity=Severity.HIGH,
        instrument=XYZ,
        side=Side.NET,
        contracts=Decimal(50),
        legs=(),
        occurred=None if span is None else (after(span[0]), after(span[1])),
        consumes=(Consumption(PositionKey(XYZ), Decimal(made_of), ()),),
    )
    return Incident([version])


def _left_of_an_incident(
    grade: Grade, span: tuple[float, float] | None, made_of: str = "50"
) -> list[str]:
    state, of = State(incidents={"one": _incident(grade, span, made_of)}), account()
    of.live[PositionKey(XYZ)] = {"one": None}
    return _left(_gone("50"), _came("-50"), of=of, state=state)


def test_without_anything_too_old_all_is_as_it_is() -> None:
    changes = (_came("50"), _came("-50", 130))
    assert held_on(State(), account(), changes, T0, POLICY) == list(changes)
    assert carried(State(), account(), changes, changes, POLICY) == list(changes)


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ([(0, 60)], []),
        ([(0, 120)], ["1", "-50", "-40"]),
        ([(0, 60), (59, 120)], ["1", "-50", "-40"]),
        ([(0, 60), (60, 120)], ["-40"]),
        ([(0, 60), (0, 60), (59, 120)], ["1", "-50", "-40"]),
    ],
    ids=["all are old", "one incident", "a chain of them", "no chain", "two of one moment"],
)
def test_what_leans_on_one_change_together_is_held_on_to_together(
    spans: list[tuple[float, float]], left: list[str]
) -> None:
    """An option and its shares, and shares that came later, the only ones not too old."""
    changes = [_gone("1", what=NEWCO), _gone("-50"), *([_came("-40")] if len(left) else [])]
    state, of = State(), account()
    for i, span in enumerate(spans):
        version = replace(_incident(Grade.STRONG, span).latest, incident=f"{i}")
        state.incidents[f"{i}"] = Incident([version])
        for name in (XYZ, NEWCO):
            of.live.setdefault(PositionKey(name), {})[f"{i}"] = None
    assert [f"{r.quantity}" for r in held_on(state, of, changes, CUT, POLICY)] == left


# ------------------------------------------------------------------------- records that are over


@pytest.mark.parametrize(
    ("shown", "answered", "grade", "span", "over"),
    [
        (None, None, Grade.CONFIRMED, (60, 60), True),
        (90, None, Grade.CONFIRMED, (60, 60), True),
        (100, None, Grade.CONFIRMED, (60, 60), False),
        (50, None, Grade.CONFIRMED, (60, 60), True),
        (None, 90, Grade.CONFIRMED, (60, 60), True),
        (90, 100, Grade.CONFIRMED, (60, 60), False),
        (90, None, Grade.CONFIRMED, (60, 100), False),
        (90, None, Grade.CONFIRMED, None, True),
        (90, None, Grade.PENDING, (60, 60), False),
        (90, None, Grade.CONFLICT, (60, 60), False),
    ],
    ids=[
        "older than what is carried",
        "with the reading that shows it",
        "that reading is just carried",
        "a reading before it shows nothing",
        "it was about what an older reading showed",
        "it was about what a later one showed",
        "its incident is carried",
        "its incident has no time",
        "its incident waits",
        "its incident is in conflict",
    ],
)
def test_a_record_is_over_with_its_change(
    shown: float | None,
    answered: float | None,
    grade: Grade,
    span: tuple[float, float] | None,
    over: bool,
) -> None:
    told, of = _told(answered), account()
    of.consumed["b1", XYZ] = "one"
    if shown is not None:
        of.books[PositionKey(XYZ)] = Book(counts=[count(shown, "0", "50")])
    state = State(incidents={"one": _incident(grade, span)})
    assert is_over(state, of, told, CUT, [], [], POLICY) is over


TOGETHER = POLICY.pair_within.total_seconds()


@pytest.mark.parametrize(
    ("open_", "over"),
    [
        ([_came("10", what=NEWCO)], False),
        ([_came("-10", what=NEWCO)], True),
        ([_came("10", what="other")], True),
        ([_came("10", at=60 + TOGETHER, what=NEWCO)], False),
        ([_came("10", at=61 + TOGETHER, what=NEWCO)], True),
        ([_gone("10", at=90, what=NEWCO), _came("10", what=NEWCO)], True),
        ([_came("50")], True),
    ],
    ids=[
        "its leg",
        "the other way",
        "of another one",
        "as late as may be",
        "too late",
        "another's, its own went before",
        "more of the contract itself",
    ],
)
def test_nor_is_one_whose_leg_is_still_carried(open_: list[Residual], *, over: bool) -> None:
    state, of = _booked_with_a_leg()
    held = [leg for leg in open_ if leg.at >= CUT]
    assert is_over(state, of, _told(), CUT, open_, held, POLICY) is over


@pytest.mark.parametrize(("quantity", "over"), [("10", False), ("20", True)])
def test_what_another_incident_stands_on_is_its_leg_only_where_it_is_all_of_it(
    quantity: str, *, over: bool
) -> None:
    state, of = _booked_with_a_leg()
    other = _incident(Grade.LIKELY, (60, 120)).latest
    state.incidents["other"] = Incident([replace(other, incident="other")])
    of.live[PositionKey(NEWCO)] = {"one": None, "other": None}
    leg = _came(quantity, what=NEWCO)
    assert is_over(state, of, _told(), CUT, [leg], [leg], POLICY) is over


def _booked_with_a_leg() -> tuple[State, Account]:
    """A record of which the incident holds a leg."""
    of = account()
    of.consumed["b1", XYZ] = "one"
    incident = _incident(Grade.CONFIRMED, (60, 60))
    leg = Consumption(PositionKey(NEWCO), Decimal(10), ())
    incident.versions[0] = replace(incident.latest, consumes=(*incident.latest.consumes, leg))
    return State(incidents={"one": incident}), of


def test_a_record_of_no_incident_is_never_over() -> None:
    assert not is_over(State(), account(), _told(), CUT, [], [], POLICY)


def _told(answered: float | None = None) -> Record:
    happening = Happening((booking("50", Cause.ASSIGNMENT, instrument=XYZ, at=after(60)),))
    answer = Answer(fact(60, "50"), after(answered)) if answered is not None else None
    key = PositionKey(XYZ)
    return Record(key, STOCK, happening, Kind.ASSIGNED, counts=True, answer=answer)
