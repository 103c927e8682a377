"""When a ledger starts afresh, and what of it is still needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assignwatch.core.events import Balanced, Concluded, Consumption
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.state import Account, State
from assignwatch.core.words import Settlement
from tests.core.builders import ACCOUNT, T0, after, fill
from tests.core.detect import ledgers
from tests.core.detect.judging import (
    DAY,
    KEY,
    LONG_AGO,
    NAME,
    OTHER,
    PUT,
    Judge,
    finding,
    remembers,
    version,
)
from tests.core.detect.parts import XYZ, residual

END = 25 * 60.0
"""The last of so many readings, a minute apart."""


def _balanced(found: list[Any]) -> dict[PositionKey, float]:
    return {
        one.key: (one.through - T0).total_seconds() for one in found if isinstance(one, Balanced)
    }


def _read(
    *keys: PositionKey, counts: int = 25, fills: int = 0, known: Sequence[Concluded] = ()
) -> tuple[State, Account]:
    """Positions that were read so often, and did not move."""
    state, account = remembers(*known)
    readings = [(60.0 * i, "5") for i in range(counts + 1)]
    account.baselines = ledgers.read(*readings).baselines
    for key in keys:
        book = account.books[key] = ledgers.read(*readings).books[OTHER]
        for i in range(fills):
            book.fills[f"f{i}", key.instrument] = fill("1", id=f"f{i}", instrument=key.instrument)
    return state, account


@pytest.mark.parametrize(
    ("counts", "fills", "balanced"),
    [(25, 0, True), (24, 0, False), (20, 5, True), (20, 4, False), (3, 22, True), (0, 25, False)],
)
def test_a_ledger_with_many_entries_starts_afresh(
    judge: Judge, counts: int, fills: int, *, balanced: bool
) -> None:
    knows = _read(KEY, counts=counts, fills=fills)
    assert _balanced(judge(knows=knows)) == ({KEY: counts * 60.0} if balanced else {})


def test_what_it_says_is_of_its_account(judge: Judge) -> None:
    assert judge(knows=_read(KEY)) == [Balanced(ACCOUNT, KEY, after(END))]


def test_a_position_without_a_ledger_has_none_to_start(judge: Judge) -> None:
    assert _balanced(judge(knows=_read(KEY), keys=(OTHER, KEY))) == {KEY: END}


def test_a_ledger_that_something_waits_for_is_kept(judge: Judge) -> None:
    state, account = _read(KEY, OTHER)
    account.waiting_at[KEY] = {NAME: None}
    assert _balanced(judge(knows=(state, account), keys=(KEY, OTHER))) == {OTHER: END}


def test_a_ledger_is_kept_whose_first_change_is_open(judge: Judge) -> None:
    recent = [residual(KEY.instrument, "1", since=-60, at=0)]
    assert _balanced(judge(knows=_read(KEY), recent=recent)) == {}


@pytest.mark.parametrize(
    ("cut", "live", "balanced"),
    [(60, True, False), (61, True, True), (61, False, False)],
    ids=["not yet", "then", "which nothing leans on"],
)
def test_a_short_ledger_starts_afresh_when_it_is_old(
    judge: Judge, cut: float, *, live: bool, balanced: bool
) -> None:
    """Its readings may stand in any order."""
    state, account = _read(KEY, counts=2)
    account.books[KEY].counts.reverse()
    if live:
        account.live[KEY] = {}
    found = judge(knows=(state, account), cut=after(cut))
    assert _balanced(found) == ({KEY: 120.0} if balanced else {})


# ------------------------------------------------------------------------------- what is needed


@pytest.mark.parametrize(
    ("spans", "through"),
    [
        ([], END),
        ([(600, 660)], 600),
        ([(600, 660), (300, 360)], 300),
        ([(300, 360), (600, 660)], 300),
        ([(600, 600)], 540),
    ],
    ids=["nothing", "one", "the first of two", "in any order", "two readings of one moment"],
)
def test_a_change_that_is_open_is_kept(
    judge: Judge, spans: list[tuple[float, float]], through: float
) -> None:
    recent = [residual(KEY.instrument, "1", since=since, at=at) for since, at in spans]
    recent.append(residual(XYZ, "1", since=60, at=120))
    assert _balanced(judge(knows=_read(KEY), recent=recent)) == {KEY: through}


SPAN = (after(600), after(660))
SEEN, BOOKED = (
    Consumption(KEY, version().contracts, ()),
    Consumption(KEY, version().contracts, ("a",)),
)
ON_LEG = Consumption(OTHER, version().contracts, ())
OF_SHARES: Any = {"instrument": XYZ, "consumes": (ON_LEG,)}
UNDESCRIBED: Any = {"instrument": InstrumentId("demo/WHO"), "consumes": (ON_LEG,)}


@pytest.mark.parametrize(
    ("known", "through"),
    [
        (version(occurred=SPAN), {KEY: 600, OTHER: END}),
        (version(occurred=SPAN, consumes=(SEEN, ON_LEG)), {KEY: 600, OTHER: 600}),
        (version(occurred=SPAN, consumes=(BOOKED,)), {KEY: 540, OTHER: END}),
        (version(occurred=SPAN, consumes=(BOOKED, ON_LEG)), {KEY: 540, OTHER: 540}),
        (version(occurred=SPAN, **OF_SHARES), {KEY: END, OTHER: END}),
        (version(occurred=SPAN, **UNDESCRIBED), {KEY: END, OTHER: END}),
        (
            version(occurred=SPAN, instrument=XYZ, consumes=(SEEN, ON_LEG)),
            {KEY: 600, OTHER: 600},
        ),
        (version(occurred=None), {KEY: END, OTHER: END}),
    ],
    ids=[
        "its own, whose leg may still come",
        "both that it was made of",
        "of the time that its record names",
        "and of its leg",
        "shares alone lean on nothing",
        "nor does what nobody has described",
        "but what was made of several does",
        "nor what is of no time",
    ],
)
def test_what_an_incident_was_made_of_is_kept(
    judge: Judge, known: Concluded, through: dict[PositionKey, float]
) -> None:
    found = judge(knows=_read(KEY, OTHER, known=[known]), keys=(KEY, OTHER))
    assert _balanced(found) == through


def test_whether_a_leg_may_come_is_asked_of_its_contract_as_it_was(judge: Judge) -> None:
    state, account = _read(KEY, known=[version(occurred=SPAN)])
    in_cash = replace(PUT, settlement=Settlement.CASH)
    for was, became, through in ((PUT, in_cash, 600), (in_cash, PUT, END)):
        state.formerly[PUT.id] = [(after(630), was)]
        state.instruments[PUT.id] = became
        assert _balanced(judge(knows=(state, account))) == {KEY: through}


def test_an_incident_that_nobody_remembers_keeps_nothing(judge: Judge) -> None:
    state, account = _read(KEY)
    account.live[KEY] = {NAME: None}
    found = judge(finding(), knows=(state, account))
    assert found[0] == version()
    assert _balanced(found) == {KEY: END}


@pytest.mark.parametrize(
    ("cut", "through"), [(660 + 5 * DAY, 600), (661 + 5 * DAY, END)], ids=["just", "no more"]
)
def test_what_an_incident_was_made_of_is_kept_while_a_record_of_it_may_come(
    judge: Judge, cut: float, through: float
) -> None:
    knows = _read(KEY, known=[version(occurred=SPAN)])
    assert _balanced(judge(knows=knows, cut=after(cut))) == {KEY: through}


def test_the_earliest_of_all_that_lean_on_a_ledger_counts(judge: Judge) -> None:
    knows = _read(KEY, known=[version(occurred=SPAN)])
    for since, through in ((300, 300), (900, 600)):
        recent = [residual(KEY.instrument, "1", since=since, at=since + 60)]
        assert _balanced(judge(knows=knows, recent=recent, cut=LONG_AGO)) == {KEY: through}
