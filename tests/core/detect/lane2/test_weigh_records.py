"""What becomes of records that no contract of their own was found for: money, and loose legs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.weigh import Scales, Weighed
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import InstrumentId, Leg, Moment, PositionKey, PositionRow
from assignwatch.core.state import Account, Incident, State
from assignwatch.core.words import (
    Cause,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Settlement,
    Severity,
    Side,
)
from tests.core.builders import ACCOUNT, POLICY, T0, after, booking, fill
from tests.core.detect.parts import (
    STOCK,
    XYZ,
    account,
    amounts,
    fact,
    known,
    named,
    option,
    residual,
    thing,
)

PUT, OTHER = option("P100"), option("P95")
ENDED = thing(
    named("INDEX-DEC"),
    InstrumentKind.FUTURE,
    currency="USD",
    settlement=Settlement.CASH,
    expiry=Moment(after(30)),
)
DAY = 86_400.0


def _weighed(
    *residuals: Residual,
    lane: Lane,
    of: Account | None = None,
    state: State | None = None,
    old: Any = (),
) -> Weighed:
    scales = Scales(
        state or known(STOCK, PUT, OTHER, ENDED),
        of or account(fills=60, bookings=60),
        after(100),
        POLICY,
        old,
    )
    return scales.weigh(scales.match(residuals, [], lane), lane)


# ---------------------------------------------------------------------------------------- money

PAID = booking(
    "0", Cause.SETTLEMENT, id="income-1", instrument=ENDED.id, cash={"USD": "250"}, at=after(40)
)
LINE = Record(PositionKey(ENDED.id), ENDED, Happening((PAID,)), Kind.SETTLED, counts=True)


def test_a_contract_that_is_gone_takes_the_money_that_it_was_settled_for() -> None:
    change = residual(ENDED, "-3", since=-DAY)
    found = _weighed(change, lane=Lane([], [], [LINE]))
    (finding,) = found.findings
    assert (finding.kind, finding.grade) == (Kind.SETTLED, Grade.CONFIRMED)
    assert finding.cash == amounts(USD="250")
    assert finding.day == after(30).date(), "the day on which it ended, not that of a reading"
    assert finding.evidence == tuple(evidence.official([LINE.happening]))
    assert finding.consumes == (
        Consumption(PositionKey(ENDED.id), Decimal(-3), ()),
        Consumption(PositionKey(ENDED.id), Decimal(), ("income-1",)),
    )
    assert found.records == []


def test_a_right_of_ones_own_that_is_gone_for_money_was_exercised() -> None:
    """The word for it comes from the change, and money of zero means that it was worth nothing."""
    contract = option("P90", settlement=Settlement.CASH)
    for amount, kind in (("70", Kind.EXERCISED), ("0", Kind.EXPIRED)):
        paid = booking(
            "0", Cause.SETTLEMENT, instrument=contract.id, cash={"USD": amount}, at=after(40)
        )
        line = Record(
            PositionKey(contract.id), contract, Happening((paid,)), Kind.SETTLED, counts=True
        )
        found = _weighed(residual(contract, "-1"), lane=Lane([], [], [line]))
        assert [(one.kind, one.grade) for one in found.findings] == [(kind, Grade.CONFIRMED)]


@pytest.mark.parametrize(
    "change",
    [residual(ENDED, "1", after_="4"), residual(XYZ, "-3")],
    ids=["that grew", "of another instrument"],
)
@pytest.mark.parametrize("held", [True, False], ids=["held", "not held"])
def test_money_is_not_put_to_a_position(change: Residual, held: bool) -> None:
    """It speaks for itself then, if there is anything that it can be about."""
    of = account(fills=60, bookings=60)
    if held:
        of.rows[PositionKey(ENDED.id)] = PositionRow(ENDED.id, Decimal(3))
    found = _weighed(change, lane=Lane([], [], [LINE]), of=of)
    assert [one.kind for one in found.findings] == [Kind.UNEXPLAINED]
    assert found.records == [LINE] * held


@pytest.mark.parametrize(
    ("cause", "fills", "sure"),
    [
        (Cause.SETTLEMENT, None, True),
        (Cause.LIQUIDATION, None, False),
        (Cause.LIQUIDATION, 59, False),
        (Cause.LIQUIDATION, 60, True),
    ],
    ids=["settled, unread", "liquidated, unread", "not read to the end", "read to the end"],
)
def test_what_money_says_is_sure_where_it_ends_a_contract_or_no_trade_can_be_it(
    cause: Cause, fills: float | None, sure: bool
) -> None:
    row = booking("0", cause, instrument=ENDED.id, cash={"USD": "250"}, at=after(40))
    line = Record(PositionKey(ENDED.id), ENDED, Happening((row,)), Kind.SETTLED, counts=True)
    of = account(fills=fills)
    (found,) = _weighed(residual(ENDED, "-3"), lane=Lane([], [], [line]), of=of).findings
    assert found.grade is (Grade.CONFIRMED if sure else Grade.PENDING)
    waits = after(60) + POLICY.option_leg_wait
    assert (found.until, found.feeds) == ((None, ()) if sure else (waits, (Feed.FILLS,)))
    assert not found.quiet


# ----------------------------------------------------------------------------------- loose legs

SHARES = booking("100", Cause.ASSIGNMENT, id="b-shares", instrument=XYZ, price="100", at=after(30))
LEG = Record(PositionKey(XYZ), STOCK, Happening((SHARES,)), Kind.ASSIGNED, counts=True)


def _concluded(instrument: InstrumentId, grade: Grade) -> Incident:
    version = Concluded(
        incident="known",
        version=1,
        at=T0,
        account=ACCOUNT,
        kind=Kind.ASSIGNED,
        grade=grade,
        severity=Severity.HIGH,
        instrument=instrument,
        side=Side.NET,
        contracts=Decimal(1),
        legs=(Leg(instrument, Decimal(1)),),
    )
    return Incident([version])


@pytest.mark.parametrize(
    ("consumed", "instrument", "grade", "live", "told"),
    [
        (False, PUT.id, Grade.CONFIRMED, (), True),
        (True, PUT.id, Grade.CONFIRMED, (), False),
        (True, PUT.id, Grade.RETRACTED, (), True),
        (True, PUT.id, Grade.CONFIRMED, (PUT.id,), True),
        (True, PUT.id, Grade.CONFIRMED, (OTHER.id,), False),
        (True, XYZ, Grade.CONFIRMED, (), True),
        (True, None, Grade.CONFIRMED, (), True),
    ],
    ids=[
        "nothing is known of it",
        "its contract's incident has it already",
        "an incident that was taken back has nothing",
        "the contract is judged anew, and so is the leg",
        "another contract is judged",
        "it is its own incident",
        "an incident that nobody remembers",
    ],
)
def test_the_leg_of_a_contract_that_has_left_the_ledgers_is_not_told_again(
    consumed: bool,
    instrument: InstrumentId | None,
    grade: Grade,
    live: tuple[InstrumentId, ...],
    told: bool,
) -> None:
    state, of = known(STOCK, PUT, OTHER), account(fills=60)
    if instrument is not None:
        state.incidents["known"] = _concluded(instrument, grade)
    if consumed:
        of.consumed[SHARES.id, XYZ] = "known"
    for contract in live:
        of.live[PositionKey(contract)] = {"known": None}
    found = _weighed(lane=Lane([], [LEG], []), of=of, state=state)
    assert found.records == ([LEG] if told else [])


def test_one_witness_that_is_placed_is_enough() -> None:
    other = booking("100", Cause.ASSIGNMENT, id="b-other", instrument=XYZ, at=after(30))
    both = Record(PositionKey(XYZ), STOCK, Happening((other, SHARES)), Kind.ASSIGNED, counts=True)
    state, of = known(STOCK, PUT), account(fills=60)
    state.incidents["known"] = _concluded(PUT.id, Grade.CONFIRMED)
    of.consumed[SHARES.id, XYZ] = "known"
    assert _weighed(lane=Lane([], [both], []), of=of, state=state).records == []


def test_a_leg_whose_contract_is_held_is_told_as_that_and_not_by_itself() -> None:
    of = account(fills=60, bookings=60)
    of.rows[PositionKey(PUT.id)] = PositionRow(PUT.id, Decimal(-1))
    found = _weighed(lane=Lane([], [LEG], []), of=of)
    ((records, _, finding),) = found.told
    assert records == [LEG]
    assert (finding.kind, finding.key) == (Kind.ASSIGNED, PositionKey(PUT.id))
    assert found.records == []


# ------------------------------------------------------------------------- what speaks against it


def _lane_of_conflict() -> Lane:
    """Shares on record of the reading's moment, at no strike, in a word that names no call."""
    shares = booking("100", Cause.OTHER, id="b-shares", instrument=XYZ, price="97", at=after(60))
    leg = Record(PositionKey(XYZ), STOCK, Happening((shares,)), Kind.UNEXPLAINED, counts=True)
    return Lane([], [leg], [])


def test_of_a_contradiction_only_what_was_read_is_told_unexplained() -> None:
    """The record of the leg is named by the conflict, and by no finding of its own."""
    conflict, *rest = _weighed(residual(PUT, "1"), lane=_lane_of_conflict()).findings
    assert conflict.grade is Grade.CONFLICT
    assert [one.key for one in rest] == [PositionKey(PUT.id)]


def test_old_trades_excuse_a_contradiction_by_all_that_was_read_of_it() -> None:
    """The leg on record has no trade, and needs none; it is in no finding of theirs."""
    old = [fill("1", instrument=PUT.id, id="f1", at=after(-60))]
    lane = _lane_of_conflict()
    found = _weighed(residual(PUT, "1"), lane=lane, old=old)
    assert found.findings == []
    assert found.records == lane.loose  # and is told as what it is


# ------------------------------------------------------------------- what is told already, or none


def test_what_a_reading_lacks_of_a_record_is_told_with_the_record() -> None:
    lacking = residual(PUT, "-1", after_="-1")
    row = booking("1", Cause.ASSIGNMENT, instrument=PUT.id, at=after(30))
    answer = Answer(fact(30, "1", booked=True), after(60), Decimal(1), lacking)
    told = Record(
        PositionKey(PUT.id), PUT, Happening((row,)), Kind.ASSIGNED, counts=True, answer=answer
    )
    assert told.denied == lacking
    scales = Scales(known(STOCK, PUT), account(fills=60), after(100), POLICY)
    lane, changes = Lane([told], [], []), [lacking, residual(XYZ, "5")]
    weighed = scales.weigh(Matched([], [], changes, False, changes, lane), lane)
    assert [one.key for one in weighed.findings] == [PositionKey(XYZ)]


def test_the_money_of_shares_is_told_with_the_record_that_they_came_from() -> None:
    row = booking("1", Cause.ASSIGNMENT, instrument=PUT.id, at=after(30))
    told = Record(PositionKey(PUT.id), PUT, Happening((row,)), Kind.ASSIGNED, counts=True)
    paid = booking(
        "0", Cause.ASSIGNMENT, id="paid", instrument=XYZ, cash={"USD": "-10000"}, at=after(60)
    )
    line = Record(PositionKey(XYZ), STOCK, Happening((paid,)), Kind.UNEXPLAINED, counts=True)
    weighed = _weighed(residual(XYZ, "100"), lane=Lane([told], [], [line]))
    assert (weighed.records, told.leg_money) == ([told], [line.happening])


def test_a_trade_of_the_moment_of_the_reading_before_is_no_change() -> None:
    """A match has used the rest of its step; the trade was in that reading already."""
    traded = (fact(1, "2"),)
    changes = [
        residual(XYZ, "-2", whole=Decimal(98), facts=traded),
        residual(XYZ, "-3", whole=Decimal(97), facts=traded),
    ]
    scales = Scales(known(STOCK, PUT), account(fills=60), after(100), POLICY)
    lane = Lane([], [], [])
    weighed = scales.weigh(Matched([], [], changes, False, changes, lane), lane)
    assert [one.contracts for one in weighed.findings] == [Decimal(3)]


def _pair(price: str) -> tuple[Residual, Residual]:
    return residual(PUT, "1"), residual(XYZ, "100", after_="100", price=price)


def test_legs_whose_price_speaks_against_them_are_told_with_what_was_looked_for() -> None:
    changes = _pair("97")
    conflict, *legs = _weighed(*changes, lane=Lane([], [], [])).findings
    assert conflict.grade is Grade.CONFLICT
    assert [leg.evidence for leg in legs] == [
        (evidence.gone(change), evidence.no_fill(change.since, change.at)) for change in changes
    ]
    assert {leg.feeds for leg in legs} == {(Feed.POSITIONS,)}


def test_a_contradiction_that_old_trades_explain_is_none() -> None:
    """Told late and dated before the first reading: just these two changes."""
    old = [
        fill("1", instrument=PUT.id, id="f1", at=after(-60)),
        fill("100", "97", instrument=XYZ, id="f2", at=after(-60)),
    ]
    assert _weighed(*_pair("97"), lane=Lane([], [], []), old=old).findings == []
    half = _weighed(*_pair("97"), lane=Lane([], [], []), old=old[:1]).findings
    assert half[0].grade is Grade.CONFLICT
    agreed = _weighed(*_pair("100"), lane=Lane([], [], []), old=old).findings
    assert [one.grade for one in agreed] == [Grade.STRONG], "what fits needs no such excuse"


def test_a_change_is_of_the_day_of_the_reading_before_and_explains_itself() -> None:
    found = _weighed(residual(XYZ, "5", since=-DAY), lane=Lane([], [], []))
    (finding,) = found.findings
    assert finding.day == date(2026, 11, 19)
    assert finding.consumes == (Consumption(PositionKey(XYZ), Decimal(5), ()),)
