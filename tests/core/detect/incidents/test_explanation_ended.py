"""When an incident is taken back, why, and what of a later finding is news of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.incidents.explanation import ended, is_news
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Incident, State
from assignwatch.core.words import Grade, Kind, Severity, Side
from tests.core.builders import ACCOUNT, POLICY, T0, after
from tests.core.detect.parts import XYZ, fact, option, residual

PUT, OTHER = option("P100"), option("P95")
OWN, SHARES, ELSEWHERE = PositionKey(PUT.id), PositionKey(XYZ), PositionKey(OTHER.id)
MADE_OF = (Consumption(OWN, Decimal(1), ()), Consumption(SHARES, Decimal(100), ()))
OCCURRED = after(0), after(60)
NOW = after(900)


def _used(key: PositionKey, quantity: str, *facts: str) -> Consumption:
    return Consumption(key, Decimal(quantity), facts)


def _version(**fields: Any) -> Concluded:
    given: dict[str, Any] = {
        "incident": "known",
        "version": 2,
        "at": T0,
        "account": ACCOUNT,
        "kind": Kind.ASSIGNED,
        "grade": Grade.STRONG,
        "severity": Severity.HIGH,
        "instrument": PUT.id,
        "side": Side.NET,
        "contracts": Decimal(1),
        "legs": (),
        "occurred": OCCURRED,
        "consumes": MADE_OF,
        **fields,
    }
    return Concluded(**given)


def _found(*consumes: Consumption, **fields: Any) -> Finding:
    given: dict[str, Any] = {
        "kind": Kind.ASSIGNED,
        "grade": Grade.LIKELY,
        "severity": Severity.HIGH,
        "key": OWN,
        "contracts": Decimal(1),
        "legs": (),
        "day": T0.date(),
        "occurred": OCCURRED,
        "consumes": consumes,
        **fields,
    }
    return Finding(**given)


def _state(*versions: Concluded) -> State:
    return State(incidents={one.incident: Incident([one]) for one in versions})


def _ended(
    known: Concluded,
    drafts: dict[str, list[Finding]] | None = None,
    *,
    news: Sequence[str] | None = None,
    told: Sequence[Concluded] = (),
    facts: dict[PositionKey, list[Fact]] | None = None,
    open_: Sequence[Residual] = (),
) -> Concluded | None:
    found = drafts or {}
    fresh = list(found) if news is None else news
    state = _state(known, *told)
    return ended(state, known.incident, found, fresh, facts or {}, open_, NOW, POLICY)


def _why(version: Concluded | None) -> tuple[str, dict[str, Any]]:
    assert version is not None
    (reason,) = version.evidence
    return reason.fact, dict(reason.values)


# -------------------------------------------------------------------------------- what it became

EXACT, BESIDE = _used(OWN, "1"), _used(OWN, "2")
LATER = after(61), after(120)


@pytest.mark.parametrize(
    ("findings", "became"),
    [
        ([_found(EXACT)], True),
        ([_found(BESIDE)], True),
        ([_found(_used(SHARES, "30"))], True),
        ([_found(EXACT, occurred=LATER)], True),
        ([_found(BESIDE, occurred=LATER)], False),
        ([_found(BESIDE, occurred=(after(60), after(120)))], True),
        ([_found(BESIDE, occurred=(after(-60), after(0)))], True),
        ([_found(BESIDE, occurred=(after(-60), after(-1)))], False),
        ([_found(_used(ELSEWHERE, "1"))], False),
        ([_found(_used(ELSEWHERE, "1"), BESIDE, EXACT, occurred=LATER)], True),
        ([_found(BESIDE, occurred=LATER), _found(_used(ELSEWHERE, "1"))], True),
        ([_found(EXACT, quiet=True)], False),
        ([_found(EXACT, quiet=True), _found(BESIDE)], True),
    ],
    ids=[
        "just it, in its time",
        "more of it",
        "a part of its leg",
        "just it, at another time",
        "more of it, at another time",
        "more of it, from when it was seen on",
        "more of it, up to when it began",
        "more of it, before",
        "another contract",
        "just it among others",
        "it and another that is of its time",
        "what is not told",
        "what is told in part",
    ],
)
def test_it_became_what_says_now_what_was_not_said_before(
    findings: list[Finding], *, became: bool
) -> None:
    version = _ended(_version(), {"new": findings})
    assert version is not None
    if became:
        assert version.grade is Grade.RETRACTED
        assert _why(version) == ("became", {"incident": "new"})
    else:
        assert version.grade is Grade.EXPLAINED


def test_it_becomes_neither_itself_nor_what_is_no_news() -> None:
    for version in (
        _ended(_version(), {"known": [_found(EXACT)]}),
        _ended(_version(), {"new": [_found(EXACT)]}, news=()),
    ):
        assert _why(version)[0] == "by_return"


def test_what_is_told_already_may_wait_in_silence() -> None:
    other = _version(incident="new")
    version = _ended(_version(), {"new": [_found(EXACT, quiet=True)]}, told=[other])
    assert _why(version) == ("became", {"incident": "new"})


def test_where_nobody_knows_when_it_was_any_time_is_its_own() -> None:
    version = _ended(_version(occurred=None), {"new": [_found(BESIDE, occurred=LATER)]})
    assert _why(version)[0] == "became"


@pytest.mark.parametrize(
    ("drafts", "became"),
    [
        ({"b": [_found(EXACT, occurred=LATER)], "a": [_found(BESIDE)]}, "a"),
        ({"b": [_found(BESIDE)], "a": [_found(EXACT)]}, "a"),
        ({"b": [_found(EXACT)], "a": [_found(EXACT)]}, "b"),
    ],
    ids=["of its time before all", "then just it", "then the first"],
)
def test_of_several_it_became_the_likest(drafts: dict[str, list[Finding]], became: str) -> None:
    assert _why(_ended(_version(), drafts)) == ("became", {"incident": became})


def test_the_last_version_says_what_it_was_and_that_it_is_no_more() -> None:
    booked = _used(ELSEWHERE, "3", "b1")
    known = _version(consumes=(*MADE_OF, booked))
    version = _ended(known)
    assert version is not None
    assert version == replace(
        known, version=3, at=NOW, grade=Grade.EXPLAINED, evidence=version.evidence, consumes=MADE_OF
    )


@pytest.mark.parametrize("grade", [Grade.EXPLAINED, Grade.RETRACTED])
def test_what_is_over_is_not_taken_back_again(grade: Grade) -> None:
    assert _ended(_version(grade=grade), {"new": [_found(EXACT)]}) is None


# ------------------------------------------------------------------------------ what explains it

TRADE, RECORD = fact(30, "1"), fact(30, "1", booked=True)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({OWN: [TRADE]}, "by_trades"),
        ({SHARES: [TRADE]}, "by_trades"),
        ({ELSEWHERE: [TRADE]}, "by_return"),
        ({OWN: [RECORD]}, "by_records"),
        ({OWN: [RECORD, TRADE]}, "by_trades"),
        ({OWN: [fact(0, "1")]}, "by_return"),
        ({OWN: [fact(0.1, "1")]}, "by_trades"),
        ({OWN: [fact(62, "1")]}, "by_trades"),
        ({OWN: [fact(62.1, "1")]}, "by_return"),
        ({OWN: [fact(90, "-1", booked=True)]}, "by_records"),
        ({OWN: [fact(90, "1", booked=True)]}, "by_return"),
        ({OWN: [fact(90, "-1")]}, "by_return"),
        ({SHARES: [fact(90, "-1", booked=True)]}, "by_return"),
        ({SHARES: [fact(90, "-100", booked=True)]}, "by_records"),
        ({}, "by_return"),
    ],
    ids=[
        "a trade of it",
        "a trade of its leg",
        "a trade of something else",
        "a record",
        "a trade beside a record",
        "a trade of before it",
        "just after it was not yet",
        "a moment after it was seen",
        "longer after",
        "a record that took it back",
        "another one like it",
        "a trade that took it back",
        "a record of its leg, of another quantity",
        "a record that took the leg back",
        "nothing",
    ],
)
def test_it_is_explained_by_what_is_known_of_its_time(
    facts: dict[PositionKey, list[Fact]], why: str
) -> None:
    version = _ended(_version(), facts=facts)
    assert _why(version)[0] == why


def test_trades_are_named_those_of_its_own_contract_before_others() -> None:
    trades = [fact(40, "3"), fact(20, "-1"), fact(30, "2")]
    span = {"first": after(20).isoformat(), "last": after(40).isoformat()}
    own = _ended(_version(), facts={OWN: [*trades, fact(90, "7")], SHARES: [fact(50, "100")]})
    assert _why(own) == ("by_trades", {**span, "instrument": PUT.id, "quantity": "4"})
    leg = _ended(_version(), facts={OWN: [RECORD], SHARES: trades})
    assert _why(leg) == ("by_trades", span)


@pytest.mark.parametrize(
    ("consumes", "why"),
    [
        ((_used(OWN, "1", "b1"),), "by_correction"),
        ((_used(OWN, "0", "b1"),), "by_records"),
        ((_used(OWN, "0", "b1"), _used(SHARES, "100", "b2")), "by_correction"),
        ((_used(OWN, "0", "b1"), _used(SHARES, "100")), "by_records"),
    ],
    ids=["a record", "one not believed", "one of two", "one not believed, and a change"],
)
def test_what_the_broker_told_was_corrected(consumes: tuple[Consumption, ...], why: str) -> None:
    for occurred in (OCCURRED, None):
        assert _why(_ended(_version(consumes=consumes, occurred=occurred)))[0] == why


@pytest.mark.parametrize(
    ("open_", "undone"),
    [
        ([residual(PUT, "1"), residual(PUT, "-1", at=120, since=60)], True),
        ([residual(PUT, "1"), residual(PUT, "1", at=120, since=60)], False),
        ([residual(PUT, "1"), residual(PUT, "0", at=120, since=60)], False),
        ([residual(PUT, "1"), residual(XYZ, "-1", at=120, since=60)], False),
        ([residual(XYZ, "1"), residual(XYZ, "-1", at=120, since=60)], False),
        ([residual(PUT, "1"), residual(PUT, "-1")], False),
        ([residual(PUT, "-1", at=30), residual(PUT, "1", at=60, since=30)], True),
        ([residual(PUT, "1", at=61), residual(PUT, "-1", at=120, since=61)], False),
        ([residual(PUT, "1", since=-1), residual(PUT, "-1", at=120, since=60)], False),
        ([residual(PUT, "1")], False),
    ],
    ids=[
        "it went back later",
        "it went on",
        "nothing came of it later",
        "something else went the other way",
        "its leg did",
        "at the same time",
        "within its time",
        "seen after its time",
        "begun before its time",
        "it alone",
    ],
)
def test_what_went_and_came_back_has_returned_whatever_was_traded(
    open_: list[Residual], *, undone: bool
) -> None:
    version = _ended(_version(), facts={OWN: [TRADE]}, open_=open_)
    assert _why(version)[0] == ("by_return" if undone else "by_trades")
    timeless = _version(occurred=None)
    assert _why(_ended(timeless, facts={OWN: [fact(30, "-1", booked=True)]}, open_=open_)) == (
        "by_records",
        {},
    )


# ----------------------------------------------------------------------------------- what is news


@pytest.mark.parametrize(
    ("known", "findings", "news"),
    [
        (MADE_OF, [_found(*MADE_OF)], False),
        (MADE_OF, [_found(_used(OWN, "2"))], True),
        (MADE_OF, [_found(EXACT, _used(ELSEWHERE, "1"))], True),
        ((_used(OWN, "1", "b1"),), [_found(_used(OWN, "1", "b1"))], False),
        ((_used(OWN, "1", "b1"),), [_found(_used(OWN, "2", "b1"))], False),
        ((_used(OWN, "1", "b1"),), [_found(_used(OWN, "1", "b1", "b2"))], True),
        (
            (_used(OWN, "1", "b1"),),
            [_found(_used(OWN, "1", "b1"), _used(SHARES, "100", "b2"))],
            True,
        ),
        ((_used(OWN, "1", "b1"),), [_found(_used(SHARES, "1", "b1"))], True),
        ((_used(OWN, "2"),), [_found(EXACT, grade=Grade.PENDING)] * 2, False),
        ((_used(OWN, "2"),), [_found(EXACT)] * 2, False),
        (
            (_used(OWN, "1"),),
            [_found(EXACT), _found(EXACT, grade=Grade.PENDING)],
            False,
        ),
        (
            (_used(OWN, "1"),),
            [_found(EXACT), _found(_used(SHARES, "9"), grade=Grade.CONFLICT)],
            True,
        ),
        ((_used(OWN, "1"),), [_found(EXACT), _found(EXACT)], True),
    ],
    ids=[
        "the same",
        "another quantity",
        "something beside",
        "the same record",
        "the same record of more",
        "another record as well",
        "the record of a leg as well",
        "a record of another position",
        "two that wait, told together",
        "two that are sure, told together",
        "one that waits beside what is told",
        "a contradiction of something else",
        "one more",
    ],
)
def test_news_is_a_record_or_a_change_that_was_not_told(
    known: tuple[Consumption, ...], findings: list[Finding], *, news: bool
) -> None:
    state = _state(_version(consumes=known))
    assert is_news(state, "known", findings) is news


def test_of_what_is_not_told_or_over_all_is_news() -> None:
    assert is_news(State(), "known", [_found(EXACT)])
    assert is_news(_state(_version(grade=Grade.RETRACTED)), "known", [_found(*MADE_OF)])
