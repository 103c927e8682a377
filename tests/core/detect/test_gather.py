"""What is gathered of the positions that an input touched, and what a fault among them costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

import pytest

from assignwatch.core.detect.gather import gather
from assignwatch.core.detect.matching.support import Fit, Span
from assignwatch.core.detect.plan import Group
from assignwatch.core.events import Concluded
from assignwatch.core.model import WHOLE, PositionKey
from assignwatch.core.state import Account, Book, CashStep, Incident, State
from assignwatch.core.words import Grade, InstrumentKind, Kind, Severity
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import STOCK, XYZ, amounts, count, known, named, option, thing

ABC = thing(named("ABC"), InstrumentKind.STOCK, currency="USD")
P100, C20 = option("P100"), option("C20", underlying=ABC.id)
PUT, CALL = PositionKey(P100.id), PositionKey(C20.id)
XYZS, ABCS = PositionKey(XYZ), PositionKey(ABC.id)
_BEGINNING = datetime.min.replace(tzinfo=UTC)


def _night(*, cash: str = "-8000") -> tuple[State, Account]:
    """A put and a call, each on shares of its own, were called between two readings."""
    state = known(STOCK, ABC, P100, C20)
    of = state.account(ACCOUNT)
    of.baselines[WHOLE] = T0
    of.cash.append(CashStep(T0, after(60), WHOLE, amounts(USD=cash)))
    for key, before, now in (
        (PUT, "-1", "0"), (XYZS, "0", "100"), (CALL, "-1", "0"), (ABCS, "0", "-100")
    ):  # fmt: skip
        of.books[key] = Book(counts=[count(60, before, now, key.instrument)])
        of.live[key] = {f"incident of {key.instrument}": None}
    return state, of


def _gathered(
    state: State, of: Account, *touched: PositionKey
) -> tuple[dict[str, Group], list[Exception]]:
    """The groups by the contract that is in them."""
    found, failures = gather(state, of, touched, after(70), POLICY)
    contracts = {PUT: "put", CALL: "call"}
    return {contracts[k]: group for group in found for k in group.keys if k in contracts}, failures


@pytest.mark.parametrize(
    "touched",
    [(PUT, XYZS, CALL, ABCS), (PUT, XYZS), (CALL,)],
    ids=["both at once", "one of them", "the other"],
)
def test_the_balance_is_held_against_all_of_a_night(touched: tuple[PositionKey, ...]) -> None:
    found, failures = _gathered(*_night(), *touched)
    assert [[m.cash for m in group.matched.matches] for group in found.values()] == [
        [Fit.FITS] for _ in found
    ]
    assert found.keys() == {name for name, key in (("put", PUT), ("call", CALL)) if key in touched}
    assert not failures


def test_and_speaks_against_them_where_it_does_not_explain_them() -> None:
    found, _ = _gathered(*_night(cash="-8500"), PUT, CALL)
    assert [m.cash for group in found.values() for m in group.matched.matches] == [Fit.OFF] * 2


def _unreadable(of: Account, key: PositionKey) -> None:
    """A figure with which nothing can be computed."""
    of.books[key] = Book(counts=[count(60, "0", "sNaN", key.instrument)])


def test_a_fault_in_one_group_does_not_silence_another() -> None:
    state, of = _night()
    _unreadable(of, ABCS)
    found, failures = _gathered(state, of, PUT, CALL)
    assert found.keys() == {"put"}
    assert {type(failure) for failure in failures} == {InvalidOperation}


def test_nor_does_one_beside_what_is_judged() -> None:
    state, of = _night()
    _unreadable(of, ABCS)
    found, failures = _gathered(state, of, PUT)
    assert [m.cash for m in found["put"].matched.matches] == [Fit.OFF]
    assert [type(failure) for failure in failures] == [InvalidOperation]


def test_where_what_is_beside_cannot_be_told_each_is_judged_by_itself() -> None:
    state, of = _night()
    of.booked[CALL] = {("a record that nobody knows", C20.id): None}
    found, failures = _gathered(state, of, PUT)
    assert [m.cash for m in found["put"].matched.matches] == [Fit.OFF]
    assert [type(failure) for failure in failures] == [KeyError]


# ------------------------------------------------------------------------- what is still carried


def _put_at(moment: datetime, *incidents: tuple[Span | None, Grade]) -> list[datetime]:
    """When what is still judged of the put at that moment was seen."""
    state, of = _night()
    of.live = {PUT: {}}
    for n, (occurred, grade) in enumerate(incidents):
        version = Concluded(
            incident=str(n),
            version=1,
            at=after(60),
            account=ACCOUNT,
            kind=Kind.ASSIGNED,
            grade=grade,
            severity=Severity.HIGH,
            instrument=P100.id,
            side=PUT.side,
            contracts=Decimal(1),
            legs=(),
            occurred=occurred,
        )
        state.incidents[str(n)] = Incident([version])
        of.live[PUT][str(n)] = None
    (group,), failures = gather(state, of, [PUT], moment, POLICY)
    assert not failures
    assert group.cut == moment - POLICY.carry
    return [r.at for r in group.recent if r.key == PUT]


SEEN, CARRIED = after(60), after(60) + POLICY.carry
OLD = CARRIED + timedelta(seconds=1)
NIGHT = (T0, SEEN)
"""The span between the two readings."""


def test_a_change_is_carried_for_some_days() -> None:
    assert _put_at(CARRIED) == [SEEN]
    assert _put_at(OLD) == []


@pytest.mark.parametrize(
    ("incidents", "carried"),
    [
        ([(NIGHT, Grade.PENDING)], True),
        ([(NIGHT, Grade.CONFLICT)], True),
        ([(NIGHT, Grade.STRONG)], False),
        ([((T0, after(120)), Grade.STRONG)], True),
        ([((T0, after(61)), Grade.STRONG)], True),
        ([((SEEN, after(120)), Grade.STRONG)], False),
        ([((T0, after(59)), Grade.PENDING)], False),
        ([((SEEN, after(61)), Grade.PENDING)], False),
        ([(None, Grade.PENDING)], False),
        ([(None, Grade.PENDING), (NIGHT, Grade.STRONG), (NIGHT, Grade.PENDING)], True),
    ],
    ids=[
        "one that still waits for it",
        "one that it contradicts",
        "one that is settled",
        "one that went on until it is carried itself",
        "until just then",
        "one that began with that reading",
        "one that was over before",
        "one that waits, and began with that reading",
        "one without a time",
        "one of several",
    ],
)
def test_and_longer_where_an_incident_leans_on_it(
    incidents: list[tuple[Span | None, Grade]], carried: bool
) -> None:
    assert _put_at(OLD, *incidents) == ([SEEN] if carried else [])


def test_nothing_is_too_old_where_the_calendar_begins() -> None:
    (group,), _ = gather(*_night(), [PUT], _BEGINNING, POLICY)
    assert group.cut == _BEGINNING
