"""What is held on to with others, when a corporate action is used up, and what is no return."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.fit.carried import carried, held_on, is_over, is_used_up
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.state import Account, Book, Incident, State
from assignwatch.core.words import AdjustmentCause, Cause, Family, Grade, Kind, Severity, Side
from tests.core.builders import ACCOUNT, POLICY, T0, after, booking
from tests.core.detect.parts import NEWCO, STOCK, XYZ, account, count, residual

DAY = 86_400.0
CUT = after(100)
"""What was seen before this is written off."""


def _version(name: str, *made_of: tuple[InstrumentId, str], **fields: Any) -> Concluded:
    given: dict[str, Any] = {
        "incident": name,
        "version": 1,
        "at": after(60),
        "account": ACCOUNT,
        "kind": Kind.ASSIGNED,
        "grade": Grade.STRONG,
        "severity": Severity.HIGH,
        "instrument": XYZ,
        "side": Side.NET,
        "contracts": Decimal(1),
        "legs": (),
        "occurred": (after(0), after(60)),
        "consumes": tuple(Consumption(PositionKey(w), Decimal(q), ()) for w, q in made_of),
        **fields,
    }
    return Concluded(**given)


def _state(*versions: Concluded) -> State:
    return State(incidents={one.incident: Incident([one]) for one in versions})


def _living(**names: tuple[str, ...]) -> Account:
    """An account on whose positions these incidents stand."""
    of = account()
    for what, incidents in names.items():
        of.live[PositionKey(InstrumentId(f"demo/{what}"))] = dict.fromkeys(incidents)
    return of


# ------------------------------------------------------------------------- what is held on to


@pytest.mark.parametrize(
    ("at", "grade", "until", "held"),
    [
        (100, Grade.STRONG, 60, True),
        (99, Grade.STRONG, 60, False),
        (60, Grade.STRONG, 99, False),
        (60, Grade.STRONG, 100, True),
        (60, Grade.PENDING, 60, True),
        (60, Grade.CONFLICT, 60, True),
        (61, Grade.PENDING, 60, False),
    ],
    ids=[
        "just carried",
        "too old",
        "what leans on it is",
        "what leans on it is just carried",
        "what leans on it waits",
        "what leans on it is in conflict",
        "what waits is of before",
    ],
)
def test_a_change_is_held_on_to_as_long_as_an_incident_leans_on_it(
    at: float, grade: Grade, until: float, *, held: bool
) -> None:
    change = residual(XYZ, "50", at=at)
    known = _version("one", (XYZ, "50"), grade=grade, occurred=(after(0), after(until)))
    found = held_on(_state(known), _living(XYZ=("one",)), [change], CUT, POLICY)
    assert found == ([change] if held else [])


def test_what_one_settled_incident_leans_on_is_held_on_to_with_what_another_waits_for() -> None:
    changes = [residual(XYZ, "50"), residual(NEWCO, "1"), residual(InstrumentId("demo/else"), "3")]
    state = _state(_version("old"), _version("waits", grade=Grade.PENDING))
    of = _living(XYZ=("old", "waits"), NEWCO=("old",))
    assert held_on(state, of, changes, CUT, POLICY) == changes[:2]


@pytest.mark.parametrize(
    ("moved", "held"),
    [([], True), ([("0", "50")], False), ([("50", "0")], True)],
    ids=["nothing", "as much", "the other way"],
)
def test_a_leg_on_record_is_not_sought_later_where_a_reading_of_its_time_shows_it(
    moved: list[tuple[str, str]], *, held: bool
) -> None:
    """The record is dated days before the change; what its own time shows decides."""
    change = residual(XYZ, "50", at=2 * DAY, since=DAY)
    on_record = Consumption(PositionKey(XYZ), Decimal(50), ("a",))
    known = _version(
        "one", grade=Grade.PENDING, occurred=(after(0), after(60)), consumes=(on_record,)
    )
    of = _living(XYZ=("one",))
    of.books[PositionKey(XYZ)] = Book(counts=[count(60, before, now) for before, now in moved])
    found = held_on(_state(known), of, [change], after(3 * DAY), POLICY)
    assert found == ([change] if held else [])


# --------------------------------------------------------------------------- what is no return


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (residual(XYZ, "50", at=-2 * DAY), []),
        (residual(NEWCO, "50", at=-2 * DAY), ["-50"]),
        (residual(XYZ, "-20", at=-2 * DAY), ["-50"]),
        (residual(XYZ, "0", at=-2 * DAY), ["-50"]),
        (residual(XYZ, "0.01", at=-2 * DAY), ["-50"]),
        (residual(XYZ, "50", at=-4 * DAY), ["-50"]),
    ],
    ids=[
        "one of its own time",
        "of another position",
        "the other way",
        "of nothing",
        "a little of its own time, where this is all of it",
        "of another time",
    ],
)
def test_an_incident_dated_days_before_is_made_of_this_change_unless_of_one_of_its_time(
    other: Residual, left: list[str]
) -> None:
    known = _version("one", (XYZ, "50"), occurred=(after(-3 * DAY), after(-2 * DAY)))
    gone, came = residual(XYZ, "50"), residual(XYZ, "-50", at=120, since=60)
    found = carried(_state(known), _living(XYZ=("one",)), [other, gone, came], [came], POLICY)
    assert [f"{r.quantity}" for r in found] == left


@pytest.mark.parametrize(("days", "left"), [(5, ["-50"]), (6, [])])
def test_an_incident_is_as_near_as_its_time_begins(days: int, left: list[str]) -> None:
    begun = 60 + days * DAY
    known = _version("one", (XYZ, "50"), occurred=(after(begun), after(begun + 3 * DAY)))
    gone, came = residual(XYZ, "50"), residual(XYZ, "-50", at=120, since=60)
    found = carried(_state(known), _living(XYZ=("one",)), [gone, came], [came], POLICY)
    assert [f"{r.quantity}" for r in found] == left


@pytest.mark.parametrize(
    ("made_of", "moved", "back", "left"),
    [
        ([(XYZ, "20"), (NEWCO, "30")], "50", "-50", ["-20"]),
        ([(XYZ, "50"), (XYZ, "-30")], "50", "-50", ["-50"]),
        ([(XYZ, "0.5")], "0.5", "-0.5", ["-0.5"]),
        ([], "0.5", "0.5", ["0.5"]),
        ([], "0.5", "-0.5", []),
    ],
    ids=[
        "only what it is made of there",
        "only what went that way",
        "a part of one",
        "a part of one, again",
        "a part of one, back",
    ],
)
def test_what_an_incident_is_made_of_was_not_undone_by_what_came_back(
    made_of: list[tuple[InstrumentId, str]], moved: str, back: str, left: list[str]
) -> None:
    state, of = _state(_version("one", *made_of)), _living(XYZ=("one",))
    gone, came = residual(XYZ, moved), residual(XYZ, back, at=120, since=60)
    found = carried(state, of, [gone, came], [came], POLICY)
    assert [f"{r.quantity}" for r in found] == left


# ---------------------------------------------------------------------- records and their legs


def _told(*ids: str) -> Record:
    rows = [booking("50", Cause.ASSIGNMENT, id=i, instrument=XYZ, at=after(60)) for i in ids]
    told = Happening(tuple(rows))
    return Record(PositionKey(XYZ), STOCK, told, Kind.ASSIGNED, counts=True)


@pytest.mark.parametrize(
    ("readings", "over"), [([70, 120], True), ([50, 120], False)], ids=["old", "not old"]
)
def test_it_is_the_first_reading_after_a_record_that_shows_it(
    readings: list[float], *, over: bool
) -> None:
    of = account()
    of.consumed["b1", XYZ] = "one"
    of.books[PositionKey(XYZ)] = Book(counts=[count(at, "0", "50") for at in readings])
    assert is_over(_state(_version("one")), of, _told("b1"), CUT, [], [], POLICY) is over


def test_a_record_that_two_incidents_have_is_over_with_both() -> None:
    of = account()
    of.consumed["b1", XYZ], of.consumed["b2", XYZ] = "one", "two"
    for grade, over in ((Grade.STRONG, True), (Grade.PENDING, False)):
        state = _state(_version("one"), _version("two", grade=grade))
        assert is_over(state, of, _told("b1", "b2"), CUT, [], [], POLICY) is over


@pytest.mark.parametrize(
    ("quantity", "at", "standing", "over"),
    [
        ("10", 80, ("one", "other"), False),
        ("10", 100, ("one", "other"), False),
        ("20", 80, ("one", "other"), False),
        ("20", 100, ("one", "other"), True),
        ("50", 100, ("one", "other"), True),
        ("20", 100, ("one",), False),
        ("20", 100, (), False),
    ],
    ids=[
        "all of its leg",
        "all of its leg, later",
        "more, of its own time",
        "more, of the other's",
        "as much as it moved of the contract, of the other's",
        "more, but nobody else's",
        "more, and nobody's",
    ],
)
def test_what_others_stand_on_is_its_leg_where_it_is_all_of_it_or_of_its_time(
    quantity: str, at: int, standing: tuple[str, ...], *, over: bool
) -> None:
    one = _version("one", (XYZ, "50"), (NEWCO, "10"), occurred=(after(60), after(90)))
    of = _living(NEWCO=standing)
    of.consumed["b1", XYZ] = "one"
    leg = residual(NEWCO, quantity, at=at)
    state = _state(one, _version("other", occurred=(after(60), after(110))))
    assert is_over(state, of, _told("b1"), CUT, [leg], [leg], POLICY) is over


def test_its_leg_is_the_change_nearest_to_it_before_or_after() -> None:
    of = account()
    of.consumed["b1", XYZ] = "one"
    state = _state(_version("one", (NEWCO, "10"), occurred=(after(60), after(60))))
    before, later = residual(NEWCO, "10", at=30), residual(NEWCO, "10", at=70)
    for held, over in (([later], False), ([before], True)):
        assert is_over(state, of, _told("b1"), CUT, [before, later], held, POLICY) is over


# ---------------------------------------------------------------------------- corporate actions

SPLIT = Adjustment(
    after(30), ACCOUNT, "ca", AdjustmentCause.SPLIT, XYZ, NEWCO, (Decimal(2), Decimal(1))
)


def _told_as_action(side: Side = Side.NET, **fields: Any) -> Concluded:
    name = incident_id(ACCOUNT, PositionKey(XYZ, side), Family.CORPORATE, T0.date())
    given = {"evidence": (evidence.adjusted(SPLIT),), **fields}
    return _version(name, (XYZ, "-50"), (NEWCO, "100"), **given)


@pytest.mark.parametrize(
    ("known", "used_up"),
    [
        (_told_as_action(), True),
        (_told_as_action(Side.SHORT), True),
        (_version("another", (XYZ, "-50"), evidence=(evidence.adjusted(SPLIT),)), False),
        (_told_as_action(grade=Grade.RETRACTED), False),
        (_told_as_action(grade=Grade.EXPLAINED), False),
        (_told_as_action(occurred=None), False),
        (_told_as_action(evidence=()), False),
        (_told_as_action(evidence=(evidence.adjusted(replace(SPLIT, id="other")),)), False),
        (_told_as_action(occurred=(after(0), after(99))), True),
        (_told_as_action(occurred=(after(0), CUT)), False),
    ],
    ids=[
        "told",
        "told of a short one",
        "told under another name",
        "taken back",
        "explained",
        "of no time",
        "without it",
        "another one told",
        "just too old",
        "just carried",
    ],
)
def test_a_corporate_action_is_used_up_when_what_tells_it_is_carried_no_more(
    known: Concluded, *, used_up: bool
) -> None:
    assert is_used_up(_state(known), account(), SPLIT, CUT, []) is used_up


@pytest.mark.parametrize(
    ("held", "used_up"),
    [
        (residual(XYZ, "-50"), False),
        (residual(NEWCO, "100"), False),
        (residual(InstrumentId("demo/else"), "100"), True),
        (residual(XYZ, "-50", since=-1), True),
        (residual(XYZ, "-50", at=61), True),
    ],
    ids=["the old", "the new", "something else", "begun before", "seen after"],
)
def test_nor_is_it_while_what_it_is_made_of_is_held_on_to(held: Residual, *, used_up: bool) -> None:
    assert is_used_up(_state(_told_as_action()), account(), SPLIT, CUT, [held]) is used_up
