"""Which positions are judged together, and that strangers are left alone."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from assignwatch.core.detect.groups import groups
from assignwatch.core.events import Adjusted, Booked, Described, Event
from assignwatch.core.evolve import evolve
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Adjustment
from assignwatch.core.state import Account, Book, State
from assignwatch.core.words import AdjustmentCause, Cause, InstrumentKind, Side
from tests.core.builders import ACCOUNT, T0, booking
from tests.core.detect.parts import NEWCO, STOCK, XYZ, known, money, named, option, shares, thing

PUT, CALL = option("P100"), option("C110")
PERPETUAL = thing(named("BTC"), InstrumentKind.PERPETUAL)
MERGED = option("C40", deliverables=(shares("50", NEWCO), money("350")))
STRANGER = named("stranger")


def _state(*events: Event, books: Iterable[PositionKey] = ()) -> State:
    state = known(STOCK, PUT, CALL, MERGED, PERPETUAL)
    state.account(ACCOUNT).books = {key: Book() for key in books}
    for event in events:
        evolve(state, event)
    return state


def _key(what: InstrumentId | Instrument, side: Side = Side.NET) -> PositionKey:
    return PositionKey(what.id if isinstance(what, Instrument) else what, side)


def _groups(
    state: State, *touched: InstrumentId | Instrument | PositionKey
) -> list[list[PositionKey]]:
    keys = [t if isinstance(t, PositionKey) else _key(t) for t in touched]
    return sorted(groups(state, state.account(ACCOUNT), keys))


def _account(state: State) -> Account:
    return state.account(ACCOUNT)


def _open(state: State, contract: Instrument, *reached: InstrumentId) -> State:
    """The contract has an incident that is not settled."""
    for what in reached:
        _account(state).delivering.setdefault(what, {})[_key(contract)] = None
    return state


@pytest.mark.parametrize(
    ("touched", "together"),
    [
        ([PUT], [["P100"]]),
        ([PUT, STOCK], [["P100", "XYZ"]]),
        ([PUT, CALL], [["C110", "P100"]]),
        ([PUT, CALL, STOCK], [["C110", "P100", "XYZ"]]),
        ([PUT, MERGED], [["C40"], ["P100"]]),
        ([MERGED, NEWCO], [["C40", "NEWCO"]]),
        ([MERGED, STOCK], [["C40"], ["XYZ"]]),
        ([STRANGER, PUT], [["P100"], ["stranger"]]),
        ([], []),
    ],
    ids=[
        "one alone",
        "a contract and what it delivers",
        "two that deliver the same, even before that has moved",
        "all of them",
        "two that deliver different things",
        "what it delivers, not only what it is on",
        "not what it does not deliver",
        "strangers",
        "nothing touched",
    ],
)
def test_touched_positions_that_belong_together(
    touched: list[Instrument | InstrumentId], together: list[list[str]]
) -> None:
    expected = [[_key(named(name)) for name in group] for group in together]
    assert _groups(_state(), *touched) == expected
    assert _groups(_state(), *touched[::-1]) == expected


def test_what_a_contract_delivers_comes_along_if_it_has_a_ledger() -> None:
    assert _groups(_state(books=[_key(XYZ)]), PUT) == [[_key(PUT), _key(XYZ)]]


def test_contracts_that_are_not_settled_come_along_with_what_they_would_deliver() -> None:
    state = _open(_state(), CALL, XYZ)
    assert _groups(state, STOCK) == [[_key(CALL), _key(XYZ)]]
    assert _groups(state, PUT) == [[_key(CALL), _key(PUT)]]


def test_contracts_that_nothing_is_open_of_are_left_alone() -> None:
    state = _state(books=[_key(CALL), _key(STRANGER)])
    assert _groups(state, STOCK) == [[_key(XYZ)]]


def test_it_goes_on_from_one_to_the_next() -> None:
    """A basket on both shares ties the contracts of the one to those of the other."""
    basket = option("C70", deliverables=(shares("10"), shares("10", NEWCO)))
    state = _open(_state(Described(basket)), basket, XYZ, NEWCO)
    assert _groups(state, PUT, MERGED) == [sorted([_key(MERGED), _key(PUT), _key(basket)])]


@pytest.mark.parametrize("ids", [{"event": "e"}, {"refs": ("e",)}], ids=["event", "ref"])
def test_records_that_share_an_id_are_judged_together(ids: dict[str, str]) -> None:
    state = _state(
        Booked(booking("1", Cause.ASSIGNMENT, id="1", instrument=PUT.id, event="e")),
        Booked(booking("100", Cause.ASSIGNMENT, id="2", instrument=STRANGER, **ids)),
        Booked(booking("5", id="3", instrument=NEWCO, event="f")),
    )
    assert _groups(state, PUT) == [[_key(PUT), _key(STRANGER)]]
    assert _groups(state, STRANGER) == [[_key(PUT), _key(STRANGER)]]


def test_a_record_comes_along_with_the_legs_that_it_names() -> None:
    leg = Leg(STRANGER, Decimal(100))
    record = booking("1", Cause.ASSIGNMENT, instrument=PUT.id, counter=(leg,))
    state = _state(Booked(record), books=[_key(STRANGER)])
    assert _groups(state, PUT) == [[_key(PUT), _key(STRANGER)]]
    assert _groups(state, STRANGER) == [[_key(PUT), _key(STRANGER)]]


def test_both_ends_of_a_corporate_action_are_judged_together() -> None:
    one = (Decimal(1), Decimal(1))
    renamed = Adjustment(T0, ACCOUNT, "ca", AdjustmentCause.SYMBOL_CHANGE, XYZ, NEWCO, one)
    state = _state(Adjusted(renamed), books=[_key(XYZ), _key(NEWCO)])
    assert _groups(state, STOCK) == [[_key(NEWCO), _key(XYZ)]]
    assert _groups(state, NEWCO) == [[_key(NEWCO), _key(XYZ)]]


def test_every_side_of_what_is_delivered_comes_along() -> None:
    sides = [_key(XYZ, Side.LONG), _key(XYZ, Side.SHORT)]
    assert _groups(_state(books=sides), PUT) == [sorted([_key(PUT), *sides])]


def test_the_sides_of_a_share_are_judged_together() -> None:
    for what, together in ((XYZ, True), (PERPETUAL.id, False), (STRANGER, False)):
        sides = [_key(what, Side.LONG), _key(what, Side.SHORT)]
        found = _groups(_state(books=sides), *sides)
        assert found == ([sides] if together else [[side] for side in sides])
    assert _groups(_state(books=[_key(XYZ, Side.SHORT)]), _key(XYZ, Side.LONG)) == [
        [_key(XYZ, Side.LONG), _key(XYZ, Side.SHORT)]
    ]


def test_the_work_does_not_grow_with_positions_that_nothing_is_open_of() -> None:
    others = [_key(named(str(number))) for number in range(500)]
    state = _state(books=[*others, _key(XYZ)])
    assert _groups(state, PUT) == [[_key(PUT), _key(XYZ)]]
