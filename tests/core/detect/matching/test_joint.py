"""One balance for all that was called with the same readings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.matching.joint import beside, spans, supported
from assignwatch.core.detect.matching.support import Fit, Span
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.state import Account, Book
from assignwatch.core.words import InstrumentKind
from tests.core.builders import POLICY, after
from tests.core.detect.matched_legs import booked
from tests.core.detect.parts import (
    STOCK,
    XYZ,
    account,
    count,
    known,
    named,
    option,
    residual,
    thing,
)

ABC = thing(named("ABC"), InstrumentKind.STOCK, currency="USD")
P100, P95, C20 = option("P100"), option("P95"), option("C20", underlying=ABC.id)
STATE = known(STOCK, ABC, P100, P95, C20)
NIGHT = (after(0), after(60))


def _match(contract: Instrument, *, since: float = 0, at: float = 60, **fields: Any) -> Match:
    """One contract that was called, with the shares that moved for it."""
    claim = booked(contract, "1")
    gone = residual(contract, "1", since=since, at=at)
    claim = replace(claim, booked=None, residual=gone)
    legs = tuple(residual(d, str(n), since=since, at=at) for d, n in claim.effect.items())
    given: dict[str, Any] = {"price": Fit.UNKNOWN, "cash": Fit.OFF, **fields}
    return Match(((claim, Decimal(1)),), legs, **given)


PUT, CALL = _match(P100), _match(C20)
ON_RECORD = replace(_match(P100), used=((booked(P100, "1"), Decimal(1)),), legs=())
TWO_WAYS: dict[str, Any] = {"others": (_match(P95).used,)}


@pytest.mark.parametrize(
    ("match", "among"),
    [
        (PUT, {NIGHT}),
        (_match(P100, since=-300, at=3), {(after(-300), after(3))}),
        (replace(PUT, legs=_match(P100, since=-5, at=65).legs), {(after(-5), after(65))}),
        (_match(P100, cash=Fit.FITS), set()),
        (_match(P100, cash=Fit.NEAR), set()),
        (_match(P100, cash=Fit.UNKNOWN), set()),
        (_match(P100, price=Fit.FITS), {NIGHT}),
        (_match(P100, price=Fit.OFF), set()),
        (_match(P100, **TWO_WAYS), set()),
        (ON_RECORD, set()),
    ],
    ids=[
        "the balance speaks against it",
        "whenever that was",
        "from the first reading of all its parts to the last",
        "the balance supports it",
        "to within a fee",
        "no balance",
        "though the price was right",
        "the price speaks against it too",
        "nobody can tell what was called",
        "no reading shows it",
    ],
)
def test_it_asks_for_the_readings_of_what_the_balance_contradicts(
    match: Match, among: set[Span]
) -> None:
    assert spans([match]) == among


@pytest.mark.parametrize(
    ("read", "found"),
    [
        ({P100.id: [60]}, [P100.id]),
        ({P100.id: [30, 60, 90]}, [P100.id]),
        ({P100.id: [60], C20.id: [60]}, [P100.id, C20.id]),
        ({P100.id: [30, 90]}, []),
        ({P100.id: []}, []),
        ({}, []),
    ],
    ids=[
        "it changed with that reading",
        "as well",
        "several did",
        "it changed before and after",
        "it did not change",
        "its ledger is not known",
    ],
)
def test_positions_with_an_incident_that_changed_with_the_same_reading(
    read: dict[Any, list[float]], found: list[Any]
) -> None:
    of = _with_incidents(P100, C20)
    for what, times in read.items():
        of.books[PositionKey(what)] = Book(counts=[count(at, "-1", "0", what) for at in times])
    assert [key.instrument for key in beside(of, {NIGHT})] == found


def test_a_position_without_an_incident_is_not_asked() -> None:
    of = _with_incidents(P100)
    of.books[PositionKey(XYZ)] = Book(counts=[count(60, "0", "100")])
    assert list(beside(of, {NIGHT})) == []


def test_nor_is_any_where_nothing_is_contradicted() -> None:
    of = _with_incidents(P100)
    of.books[PositionKey(P100.id)] = Book(counts=[count(60, "-1", "0", P100.id)])
    assert list(beside(of, set())) == []


def _with_incidents(*contracts: Instrument) -> Account:
    of = account()
    for one in contracts:
        of.live[PositionKey(one.id)] = {one.symbol: None}
    return of


@pytest.mark.parametrize(
    ("others", "balance", "fits"),
    [
        ([CALL], "-8000", True),
        ([CALL], "-8500", False),
        ([], "-8000", False),
        ([_match(C20, at=120)], "-8000", False),
        ([_match(C20, price=Fit.OFF)], "-8000", False),
        ([_match(C20, **TWO_WAYS)], "-8000", False),
        ([CALL, _match(P95, at=120)], "-8000", True),
        ([CALL, _match(P95, price=Fit.OFF)], "-8000", True),
        ([_match(C20, cash=Fit.NEAR)], "-8000", True),
    ],
    ids=[
        "together they are what was paid",
        "together they are not",
        "alone it is not",
        "the other was called with another reading",
        "the other was not called at that price",
        "the other may be either of two",
        "what came with another reading is not part of it",
        "nor is what was not called",
        "the other is supported by itself, to within a fee",
    ],
)
def test_the_balance_of_a_night_supports_a_match(
    others: list[Match], balance: str, fits: bool
) -> None:
    of = account(cash={"USD": balance})
    (told,) = supported(STATE, of, [PUT], [PUT, *others], POLICY)
    assert told == replace(PUT, cash=Fit.FITS if fits else Fit.OFF)


@pytest.mark.parametrize(
    "match",
    [
        _match(P95, cash=Fit.UNKNOWN),
        _match(P95, cash=Fit.NEAR),
        _match(P95, **TWO_WAYS),
        _match(P95, price=Fit.OFF),
        ON_RECORD,
    ],
    ids=["no balance", "to within a fee", "one of two", "against the price", "no reading shows it"],
)
def test_its_word_is_for_those_alone_that_it_contradicted(match: Match) -> None:
    of = account(cash={"USD": "-8000"})
    told = supported(STATE, of, [PUT, match, CALL], [PUT, CALL], POLICY)
    assert told == [replace(PUT, cash=Fit.FITS), match, replace(CALL, cash=Fit.FITS)]
