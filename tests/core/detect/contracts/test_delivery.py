"""What a contract delivers once its underlying was renamed, or is itself a contract."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assignwatch.core.detect.contracts.delivery import effect, reaches, renamed
from assignwatch.core.events import Described
from assignwatch.core.evolve import evolve
from assignwatch.core.model import Instrument, InstrumentId, Leg
from assignwatch.core.observations import Adjustment
from assignwatch.core.state import Account
from assignwatch.core.words import AdjustmentCause, InstrumentKind
from tests.core.builders import ACCOUNT, T0
from tests.core.detect.parts import FUTURE, NEWCO, STOCK, XYZ, known, named, option, shares, thing
from tests.core.timeline.desk import MINUTE, Desk, day

PUT = option("P100")
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, currency="USD", multiplier=Decimal(1000))
ON_FUTURE = option("P70", underlying=FUTURE, multiplier=Decimal(1000))
NEWEST = named("NEWEST")
STATE = known(STOCK, PUT, CRUDE, ON_FUTURE)


def _change(
    old: InstrumentId,
    new: InstrumentId,
    ratio: str = "1",
    cause: AdjustmentCause = AdjustmentCause.SYMBOL_CHANGE,
) -> Adjustment:
    new_per_old, _, per = ratio.partition(":")
    both = Decimal(new_per_old), Decimal(per or "1")
    return Adjustment(day(0.5), ACCOUNT, f"{old} {new}", cause, old, new, both)


def _after(*changes: Adjustment) -> Account:
    made = Account(ACCOUNT)
    for change in changes:
        made.adjustments[change.id] = change
        for name in (change.old, change.new):
            made.adjusting.setdefault(name, {})[change.id] = None
    return made


RENAMED = _after(_change(XYZ, NEWCO))
TWICE = _after(_change(XYZ, NEWCO, "2"), _change(NEWCO, NEWEST, "3:2"))
AND_BACK = _after(_change(XYZ, NEWCO), _change(NEWCO, XYZ))
SPLIT = _after(_change(XYZ, NEWCO, cause=AdjustmentCause.SPLIT))


@pytest.mark.parametrize(
    ("of", "seen", "moved"),
    [
        (_after(), {NEWCO}, {XYZ: 100}),
        (RENAMED, {NEWCO}, {NEWCO: 100}),
        (RENAMED, {XYZ, NEWCO}, {XYZ: 100}),
        (RENAMED, set(), {XYZ: 100}),
        (TWICE, {NEWEST}, {NEWEST: 300}),
        (TWICE, {NEWCO}, {NEWCO: 200}),
        (AND_BACK, {NEWEST}, {XYZ: 100}),
        (SPLIT, {NEWCO}, {XYZ: 100}),
    ],
    ids=[
        "nothing was renamed",
        "the new name moved",
        "the old name moved still",
        "neither moved",
        "renamed twice, at ratios",
        "the name in between",
        "there and back again",
        "a split is no new name",
    ],
)
def test_a_delivery_is_looked_for_under_every_later_name(
    of: Account, seen: set[InstrumentId], moved: dict[InstrumentId, int]
) -> None:
    assert renamed(of, {XYZ: Decimal(100)}, seen) == moved


def test_a_contract_reaches_all_names_of_what_it_delivers() -> None:
    assert list(reaches(STATE, TWICE, PUT.id)) == [XYZ, NEWCO, NEWEST]
    assert list(reaches(STATE, TWICE, named("?"))) == []


def test_a_contract_reaches_all_that_it_was_ever_described_on() -> None:
    state = known(STOCK, PUT)
    evolve(state, Described(replace(PUT, underlying=NEWEST), since=T0))
    assert list(reaches(state, Account(ACCOUNT), PUT.id)) == [NEWEST, XYZ]


@pytest.mark.parametrize(
    ("contract", "moved"),
    [
        (PUT, {XYZ: 200}),
        (ON_FUTURE, {FUTURE: 2}),
        (option("C70", underlying=FUTURE, multiplier=Decimal(1000)), {FUTURE: -2}),
        (option("P70", underlying=FUTURE, multiplier=None), {FUTURE: 2}),
        (option("P70", underlying=FUTURE, deliverables=(shares("5", FUTURE),)), {FUTURE: 10}),
    ],
    ids=[
        "shares, by the multiplier",
        "one future each, whatever the multiplier",
        "a call, the other way",
        "with no multiplier known",
        "unless the contract says how many",
    ],
)
def test_what_two_contracts_move(contract: Instrument, moved: dict[InstrumentId, int]) -> None:
    assert effect(STATE, contract, Decimal(2), T0) == {d: Decimal(n) for d, n in moved.items()}


def test_an_option_described_on_the_old_symbol_delivers_the_new_one() -> None:
    newco = thing(NEWCO, InstrumentKind.STOCK, currency="USD")
    desk = Desk(PUT, newco, held={"P100": "-1", "XYZ": ("50", "80")})
    desk.says(0.5, _change(XYZ, NEWCO))
    desk.reads(0.6, {"P100": "-1", "NEWCO": ("50", "80")})
    for reading in range(2):
        desk.reads(1.6 + reading * MINUTE, {"NEWCO": ("150", "93.33333333")})
    assert ("assigned", "P100", "1", "strong") in desk.beliefs
    assert {kind for kind, *_ in desk.beliefs} == {"assigned", "corporate_action"}
    (assigned,) = (v for v in desk.run.standing() if v.kind == "assigned")
    assert assigned.legs[1:] == (Leg(NEWCO, Decimal(100), Decimal(100)),)


def test_an_option_on_a_future_turns_into_one_future_for_each_contract() -> None:
    desk = Desk(CRUDE, ON_FUTURE, held={"P70": "-3"})
    desk.reads(0.6, {"P70": "-1", "CLZ6": ("2", "70")})
    assert desk.beliefs == [("assigned", "P70", "2", "strong")]
    assert desk.run.only().legs[1:] == (Leg(FUTURE, Decimal(2), Decimal(70)),)
