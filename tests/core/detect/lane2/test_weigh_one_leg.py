"""What is said of a change that no second leg was found for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.ended import End
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.lapse import verdict
from assignwatch.core.detect.lane2.weigh import Scales
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import WHOLE, Instrument, Moment, Problem
from assignwatch.core.state import Account, FeedHealth
from assignwatch.core.words import (
    EvidenceCode,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Settlement,
    Side,
)
from tests.core.builders import POLICY, after, fill
from tests.core.detect.parts import (
    STOCK,
    TODAY,
    XYZ,
    account,
    fact,
    known,
    named,
    option,
    residual,
    thing,
)

PUT = option("P100")
MINUTE, DAY = 60.0, 86_400.0
_NO_RECORDS = Lane([], [], [])


def _weighed(
    *changes: Residual, of: Account, now: float, also: tuple[Instrument, ...] = ()
) -> list[Finding]:
    scales = Scales(known(STOCK, PUT, *also), of, after(now), POLICY)
    lane = Lane([], [], [])
    return scales.weigh(scales.match(changes, [], lane), lane).findings


def _only(change: Residual, *, of: Account, now: float) -> Finding:
    (finding,) = _weighed(change, of=of, now=now)
    return finding


def _matched(change: Residual, *, gave_up: bool = False) -> Matched:
    return Matched([], [], [change], gave_up, [change], _NO_RECORDS)


def _watched(readings: int, *, fills: float | None = 60) -> Account:
    of = account(fills=fills)
    of.readings[WHOLE] = tuple(after(61 + number) for number in range(readings))
    return of


OWED = residual(XYZ, "5", facts=(fact(30, "-5", booked=True),))
DOWN = account()
DOWN.feeds[Feed.FILLS, WHOLE] = FeedHealth(up=False, since=after(0), problem=Problem("down"))


@pytest.mark.parametrize(
    ("change", "of", "minutes", "grade", "wanted"),
    [
        pytest.param(
            residual(PUT, "1"), _watched(1), 1, Grade.PENDING, (Feed.POSITIONS,), id="option"
        ),
        pytest.param(residual(PUT, "1"), _watched(2), 1, Grade.UNEXPLAINED, (), id="read twice"),
        pytest.param(
            residual(PUT, "1"),
            _watched(2, fills=None),
            1,
            Grade.PENDING,
            (Feed.FILLS,),
            id="read twice, but no trades",
        ),
        pytest.param(
            residual(PUT, "1"), _watched(0), 10, Grade.PENDING, (Feed.POSITIONS,), id="not 10 min."
        ),
        pytest.param(residual(PUT, "1"), _watched(0), 11, Grade.UNEXPLAINED, (), id="10 minutes"),
        pytest.param(
            residual(XYZ, "5"), _watched(0), 3, Grade.PENDING, (Feed.POSITIONS,), id="not 3 min."
        ),
        pytest.param(residual(XYZ, "5"), _watched(0), 4, Grade.UNEXPLAINED, (), id="3 minutes"),
        pytest.param(
            residual(PUT, "-1", after_="-1"),
            _watched(0),
            4,
            Grade.UNEXPLAINED,
            (),
            id="an option that was sold waits for no second leg",
        ),
        pytest.param(
            OWED, _watched(2), 7_200, Grade.PENDING, (Feed.POSITIONS,), id="a record, not 5 days"
        ),
        pytest.param(OWED, _watched(2), 7_201, Grade.UNEXPLAINED, (), id="a record, 5 days"),
        pytest.param(
            residual(XYZ, "5"), DOWN, 600, Grade.PENDING, (Feed.FILLS,), id="nobody could look"
        ),
    ],
)
def test_a_change_that_nothing_explains_waits(
    change: Residual, of: Account, minutes: float, grade: Grade, wanted: tuple[Feed, ...]
) -> None:
    finding = _only(change, of=of, now=minutes * MINUTE)
    assert (finding.kind, finding.grade) == (Kind.UNEXPLAINED, grade)
    assert finding.feeds == wanted


@pytest.mark.parametrize(
    ("facts", "quiet"),
    [((), False), ((fact(30, "-5"),), True)],
    ids=["a change", "a record that the position does not show yet"],
)
def test_only_what_the_position_does_not_show_waits_in_silence(facts: Any, quiet: bool) -> None:
    assert _only(residual(XYZ, "5", facts=facts), of=account(fills=60), now=100).quiet is quiet
    assert not _only(residual(XYZ, "5", facts=facts), of=account(), now=10 * MINUTE).quiet


@pytest.mark.parametrize(
    ("quantities", "left"),
    [
        (["5", "-5"], []),
        (["5", "-3"], [(1, "2")]),
        (["5", "-7"], [(2, "-2")]),
        (["5", "5"], [(1, "5"), (2, "5")]),
        (["5", "-2", "-2"], [(1, "1")]),
        (["0.5", "-0.5"], []),
        (["-0.5", "0.5"], []),
        (["0.5", "0.5"], [(1, "0.5"), (2, "0.5")]),
    ],
    ids=[
        "all of it",
        "a part",
        "more than it",
        "the same again",
        "in two steps",
        "half a coin",
        "half a coin the other way",
        "half a coin again",
    ],
)
def test_what_changed_and_changed_back_came_to_nothing(
    quantities: list[str], left: list[tuple[int, str]]
) -> None:
    steps = [
        residual(XYZ, quantity, at=60 * n, since=60 * (n - 1))
        for n, quantity in enumerate(quantities, 1)
    ]
    found = _weighed(*steps, of=account(fills=600), now=600)
    assert [(f.occurred, leg.quantity) for f in found for leg in f.legs] == [
        ((after(60 * (n - 1)), after(60 * n)), Decimal(quantity)) for n, quantity in left
    ]


@pytest.mark.parametrize(
    ("back", "read", "left"),
    [
        ("-5", 0, []),
        ("-3", 119, ["5", "-3"]),
        ("-7", 119, ["5", "-7"]),
        ("-3", None, ["5", "-3"]),
        ("-3", 120, ["2"]),
    ],
    ids=["just as much", "less, maybe a trade", "more, maybe one", "never read", "less, and read"],
)
def test_another_amount_takes_nothing_back_before_the_trades_are_read(
    back: str, read: int | None, left: list[str]
) -> None:
    steps = residual(XYZ, "5"), residual(XYZ, back, at=120, since=60)
    found = _weighed(*steps, of=account(fills=read), now=600)
    assert [leg.quantity for f in found for leg in f.legs] == [Decimal(each) for each in left]


def test_what_another_position_did_takes_nothing_back() -> None:
    steps = residual(XYZ, "5"), residual(PUT, "-5", at=120, since=60)
    found = _weighed(*steps, of=account(fills=600), now=6000)
    assert [(f.key, f.contracts) for f in found] == [(step.key, Decimal(5)) for step in steps]


def test_the_newest_change_is_the_one_that_was_undone() -> None:
    steps = [
        residual(XYZ, quantity, at=at) for at, quantity in ((60, "5"), (120, "5"), (180, "-5"))
    ]
    (found,) = _weighed(*steps, of=account(), now=600)
    assert found.occurred == (after(0), after(60))


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [(None, None, 0), (None, "0", 1), ("0", None, 1)],
    ids=["of two readings", "the later on record", "the earlier on record"],
)
def test_a_change_is_not_undone_by_what_a_record_moved(
    first: str | None, second: str | None, left: int
) -> None:
    changes = residual(XYZ, "5", record=first), residual(XYZ, "-5", at=120, record=second)
    scales = Scales(known(STOCK), account(), after(600), POLICY)
    matched = Matched([], [], list(changes), False, list(changes), _NO_RECORDS)
    assert len(scales.weigh(matched, _NO_RECORDS).findings) == left


def test_unless_it_was_too_long_ago() -> None:
    ago = POLICY.carry / timedelta(seconds=1) + 61
    steps = residual(XYZ, "5", at=60), residual(XYZ, "-5", at=ago, since=60)
    assert len(_weighed(*steps, of=account(), now=ago + 600)) == 2
    steps = residual(XYZ, "5", at=60), residual(XYZ, "-5", at=ago - 1, since=60)
    assert not _weighed(*steps, of=account(), now=ago + 600)


@pytest.mark.parametrize(
    ("trade", "explained"),
    [
        ({}, True),
        ({"at": after(60) - POLICY.pair_within}, True),
        ({"at": after(59) - POLICY.pair_within}, False),
        ({"quantity": "4"}, False),
        ({"instrument": PUT.id}, False),
        ({"side": Side.LONG}, False),
    ],
    ids=[
        "just it",
        "five days before",
        "longer before",
        "another number",
        "of another position",
        "of another side",
    ],
)
def test_a_trade_of_before_the_first_reading_explains_just_its_change(
    trade: dict[str, Any], explained: bool
) -> None:
    given = {"quantity": "5", "at": after(-60), "instrument": XYZ, **trade}
    scales = Scales(known(STOCK, PUT), account(fills=60), after(600), POLICY, [fill(**given)])
    changes, lane = [residual(XYZ, "5"), residual(XYZ, "5", at=120)], Lane([], [], [])
    found = scales.weigh(scales.match(changes, [], lane), lane).findings
    assert len(found) == (1 if explained else 2)


# ---------------------------------------------------------------------------------------- why


@pytest.mark.parametrize(
    ("of", "late", "gave_up", "codes"),
    [
        (_watched(2), False, False, [EvidenceCode.NO_FILL]),
        (account(), False, False, [EvidenceCode.HOLE]),
        (_watched(2), True, False, [EvidenceCode.NO_FILL, EvidenceCode.LATE]),
        (_watched(2), False, True, [EvidenceCode.NO_FILL, EvidenceCode.GAVE_UP]),
    ],
    ids=["the trades were read", "they could not be", "nobody looked", "too much to search"],
)
def test_it_says_why_nothing_explains_a_change(
    of: Account, late: bool, gave_up: bool, codes: list[EvidenceCode]
) -> None:
    scales = Scales(known(STOCK, PUT), of, after(11 * MINUTE), POLICY)
    change = residual(PUT, "1", late=late)
    weighed = scales.weigh(_matched(change, gave_up=gave_up), _NO_RECORDS)
    (found,) = weighed.findings
    assert found.grade is Grade.UNEXPLAINED
    assert [one.code for one in found.evidence] == [EvidenceCode.CONTRADICTION, *codes]
    dated = evidence.no_fill(change.since, change.at), evidence.late(change.since, change.at)
    assert [one in found.evidence for one in dated] == [one.code in codes for one in dated]


def test_as_long_as_it_waits_it_does_not_say_that_trades_could_not_be_read() -> None:
    found = _only(residual(PUT, "1"), of=account(), now=MINUTE)
    assert [one.code for one in found.evidence] == [EvidenceCode.CONTRADICTION]


# ------------------------------------------------------------------------- closed by the broker

NOTICE = Moment(after(4 * DAY))


def _ending(kind: InstrumentKind, **fields: Any) -> Instrument:
    given: dict[str, Any] = {"settlement": Settlement.PHYSICAL, "expiry": NOTICE, **fields}
    return thing(named("END"), kind, currency="USD", multiplier=Decimal(100), **given)


@pytest.mark.parametrize(
    ("contract", "fields", "at", "closed"),
    [
        (_ending(InstrumentKind.FUTURE), {}, 60.0, True),
        (_ending(InstrumentKind.FUTURE, expiry=Moment(after(5 * DAY + 60))), {}, 60.0, True),
        (_ending(InstrumentKind.FUTURE, expiry=Moment(after(5 * DAY + 61))), {}, 60.0, False),
        (_ending(InstrumentKind.FUTURE, settlement=Settlement.CASH), {}, 60.0, False),
        (_ending(InstrumentKind.FUTURE, settlement=None), {}, 60.0, False),
        (_ending(InstrumentKind.FUTURE, expiry=None), {}, 60.0, False),
        (
            _ending(InstrumentKind.FUTURE, first_notice=NOTICE, expiry=Moment(after(40 * DAY))),
            {},
            60.0,
            True,
        ),
        (_ending(InstrumentKind.FUTURE), {"after_": "-1"}, 60.0, False),
        (_ending(InstrumentKind.OPTION), {"closing": "3"}, 3 * DAY, True),
        (_ending(InstrumentKind.OPTION), {"closing": "3"}, 3 * DAY - 1, False),
        (_ending(InstrumentKind.OPTION), {"closing": "0"}, 3 * DAY, False),
        (_ending(InstrumentKind.OPTION), {}, 3 * DAY, False),
        (_ending(InstrumentKind.OPTION), {"closing": "3"}, 4 * DAY, True),
        (_ending(InstrumentKind.OTHER), {"closing": "3"}, 3 * DAY, False),
    ],
    ids=[
        "a future, days before it ends",
        "five days before",
        "more",
        "settled in cash",
        "nobody says how",
        "without an end",
        "its notice day counts",
        "a part is left",
        "an option, sold the day before it ends",
        "earlier",
        "booked out at zero",
        "at an unknown price",
        "traded at the very end",
        "something else, sold the day before",
    ],
)
def test_a_broker_closes_what_it_does_not_deliver_just_before(
    contract: Instrument, fields: dict[str, Any], at: float, closed: bool
) -> None:
    change = residual(contract, "1", at=at, **fields)
    (found,) = _weighed(change, of=account(), now=at + DAY / 2, also=(contract,))
    expected = (
        (Kind.CLOSED_BY_BROKER, Grade.LIKELY)
        if closed
        else (
            Kind.UNEXPLAINED,
            Grade.UNEXPLAINED,
        )
    )
    assert (found.kind, found.grade) == expected
    assert (evidence.notice_near(contract.first_notice or NOTICE) in found.evidence) == (
        closed and (contract.first_notice or contract.expiry) == NOTICE
    )


def test_a_row_that_closed_after_the_end_was_not_closed_by_the_broker_before_it() -> None:
    contract = _ending(InstrumentKind.OPTION)
    change = residual(contract, "1", at=4 * DAY + 1, closing="3")
    (found,) = _weighed(change, of=account(), now=5 * DAY, also=(contract,))
    assert found.kind is Kind.EXPIRED


@pytest.mark.parametrize("late", [True, False])
def test_what_ended_is_of_its_last_day_and_says_what_is_still_to_be_read(*, late: bool) -> None:
    contract = option("P100", expiry=TODAY)
    change = residual(contract, "1", since=-DAY, late=late)
    state, of = known(STOCK, contract), account(fills=60)
    scales = Scales(state, of, after(100), POLICY, group=[change])
    (found,) = scales.weigh(_matched(change), _NO_RECORDS).findings
    told = verdict(End(state, of, change, contract, [change], after(100), POLICY, [change]))
    assert found.day == TODAY.at.date()
    assert (found.kind, found.grade) == (told.kind, told.grade)
    assert (found.feeds, found.until) == (told.feeds, told.until)
    assert found.feeds
    dated = (evidence.late(change.since, change.at),) if late else ()
    assert found.evidence == (*told.reasons, *dated)


@pytest.mark.parametrize(
    ("undone", "until", "quiet"),
    [(None, 240, False), (30, 240, False), (200, 380, True)],
    ids=["never", "a record of before the change", "a record of after it"],
)
def test_it_waits_anew_when_a_record_was_taken_back(
    undone: float | None, until: float, *, quiet: bool
) -> None:
    """The positions may follow the correction of a record, and are waited for in silence."""
    when = {} if undone is None else {XYZ: after(undone)}
    change, lane = residual(XYZ, "5"), Lane([], [], [], when)
    scales = Scales(known(STOCK), account(fills=240), after(210), POLICY)
    (found,) = scales.weigh(scales.match([change], [], lane), lane).findings
    assert (found.grade, found.until, found.quiet) == (Grade.PENDING, after(until), quiet)
