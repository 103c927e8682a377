"""How sure a conclusion from positions is, by plain rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.weigh import Scales, Weighed
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import WHOLE, Leg, Moment, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account
from assignwatch.core.words import (
    Cause,
    Feed,
    Grade,
    InstrumentKind,
    Kind,
    Severity,
)
from tests.core.builders import POLICY, after, booking, row
from tests.core.detect.parts import (
    FUTURE,
    STOCK,
    XYZ,
    account,
    amounts,
    known,
    named,
    option,
    residual,
    shares,
    thing,
)

PUT, CALL, P95 = option("P100"), option("C100"), option("P95")
BLANK = option("P60", multiplier=None)
ON_FUTURE = option("P70", underlying=FUTURE, multiplier=Decimal(1))
BASKET = option("P80", deliverables=(shares("100"), shares("1", FUTURE)))
NEXT = replace(PUT, id=named("P100 of next month"))
CRUDE = thing(FUTURE, InstrumentKind.FUTURE, currency="USD", multiplier=Decimal(1000))
STATE = known(STOCK, PUT, CALL, P95, BLANK, BASKET, NEXT, ON_FUTURE, CRUDE)

MINUTE, DAY = 60.0, 86_400.0
SOON, LATER = 100.0, 60 + 60.0
"""Before and at the end of what two legs wait at most."""


def _lane(*records: Record, loose: tuple[Record, ...] = ()) -> Lane:
    return Lane(list(records), list(loose), [])


def _weighed(
    *residuals: Residual,
    of: Account | None = None,
    now: float = SOON,
    lane: Lane | None = None,
    policy: Policy = POLICY,
) -> Weighed:
    scales = Scales(STATE, of or account(fills=60), after(now), policy)
    lane = lane or _lane()
    return scales.weigh(scales.match(residuals, [], lane), lane)


def _only(*residuals: Residual, **fields: Any) -> Finding:
    (finding,) = _weighed(*residuals, **fields).findings
    return finding


def _pair(price: str | None = None, **fields: Any) -> tuple[Residual, Residual]:
    """A put gone and its hundred shares."""
    return residual(PUT, "1", **fields), residual(XYZ, "100", after_="100", price=price)


UNREAD = account(bookings=60)


@pytest.mark.parametrize(
    ("residuals", "of", "now", "grade"),
    [
        pytest.param(_pair("100"), account(fills=60), SOON, Grade.STRONG, id="at the strike"),
        pytest.param(_pair(closing="0"), account(fills=60), SOON, Grade.STRONG, id="at zero"),
        pytest.param(
            _pair(), account(fills=60, cash={"USD": "-10000"}), SOON, Grade.STRONG, id="by money"
        ),
        pytest.param(
            _pair(), account(fills=60, cash={"USD": "-10005"}), SOON, Grade.LIKELY, id="and a fee"
        ),
        pytest.param(
            _pair("100"),
            account(fills=60, cash={"USD": "-10005"}),
            SOON,
            Grade.LIKELY,
            id="at the strike, and a fee",
        ),
        pytest.param(
            _pair(), account(fills=60, cash={"USD": "-9000"}), SOON, Grade.LIKELY, id="other money"
        ),
        pytest.param(_pair(), account(fills=60), SOON, Grade.LIKELY, id="by quantity alone"),
        pytest.param(_pair("97"), account(fills=60), SOON, Grade.CONFLICT, id="at the market"),
        pytest.param(_pair("97"), UNREAD, SOON, Grade.CONFLICT, id="at the market, unread"),
        pytest.param(_pair("97"), UNREAD, LATER, Grade.CONFLICT, id="at the market, in vain"),
        pytest.param(_pair("100"), UNREAD, SOON, Grade.PENDING, id="trades not read yet"),
        pytest.param(_pair("100"), UNREAD, LATER - 1, Grade.PENDING, id="just not too long"),
        pytest.param(_pair("100"), UNREAD, LATER, Grade.LIKELY, id="trades not read in time"),
        pytest.param(
            (residual(ON_FUTURE, "1"), residual(FUTURE, "1")),
            account(fills=60),
            SOON,
            Grade.STRONG,
            id="what is margined moves no money",
        ),
        pytest.param(
            (residual(BASKET, "1"), residual(FUTURE, "1"), residual(XYZ, "100")),
            account(fills=60),
            SOON,
            Grade.LIKELY,
            id="unless it delivers something else as well",
        ),
        pytest.param(
            (residual(BLANK, "1"), residual(XYZ, "100", price="60")),
            account(fills=60),
            SOON,
            Grade.LIKELY,
            id="a deliverable that was only worked out",
        ),
        pytest.param(
            (
                *_pair("100"),
                residual(NEXT, "1", after_="-2"),
            ),
            account(fills=60),
            SOON,
            Grade.LIKELY,
            id="another series of that strike could be it as well",
        ),
    ],
)
def test_two_legs_are(
    residuals: tuple[Residual, ...], of: Account, now: float, grade: Grade
) -> None:
    finding = _weighed(*residuals, of=of, now=now).findings[0]
    assert (finding.kind, finding.grade) == (Kind.ASSIGNED, grade)


def test_a_search_that_gave_up_is_likely_at_most() -> None:
    hasty = replace(POLICY, search_looks=3)
    ended = Moment.on(date(2026, 11, 20))
    short = [option(f"P{n}", expiry=ended) for n in (100, 90)]
    state = known(STOCK, *short)
    changes = [residual(short[0], "3"), residual(short[1], "2"), residual(XYZ, "300")]
    paid = account(fills=60, cash={"USD": "-30000"})
    for policy, grade, why in ((POLICY, Grade.STRONG, False), (hasty, Grade.LIKELY, True)):
        scales = Scales(state, paid, after(SOON), policy)
        found = scales.weigh(scales.match(changes, [], _lane()), _lane()).findings[0]
        assert (found.kind, found.grade) == (Kind.ASSIGNED, grade)
        assert ("gave_up" in {reason.fact for reason in found.evidence}) is why


def test_shares_on_record_confirm_the_option_that_they_came_from() -> None:
    shares = booking("100", Cause.ASSIGNMENT, instrument=XYZ, price="100", at=after(60))
    told = Record(PositionKey(XYZ), STOCK, Happening((shares,)), Kind.ASSIGNED, counts=True)
    found = _weighed(residual(PUT, "1"), of=UNREAD, lane=_lane(loose=(told,)))
    (finding,) = found.findings
    assert (finding.kind, finding.grade) == (Kind.ASSIGNED, Grade.CONFIRMED)
    assert finding.until is None
    assert found.records == []


def test_an_option_on_record_takes_the_shares_that_it_moved() -> None:
    gone = booking("1", Cause.ASSIGNMENT, instrument=PUT.id, at=after(30))
    told = Record(PositionKey(PUT.id), PUT, Happening((gone,)), Kind.ASSIGNED, counts=True)
    found = _weighed(residual(XYZ, "100", price="97"), of=UNREAD, lane=_lane(told))
    assert found.findings == []
    assert told.legs == [Leg(XYZ, Decimal(100), Decimal(100))]


# --------------------------------------------------------------------------- what is said of it


@pytest.mark.parametrize(
    ("residuals", "held", "kind", "severity"),
    [
        (_pair(), "100", Kind.ASSIGNED, Severity.HIGH),
        ((residual(CALL, "1"), residual(XYZ, "-100")), "-100", Kind.ASSIGNED, Severity.CRITICAL),
        ((residual(CALL, "1"), residual(XYZ, "-100")), "50", Kind.ASSIGNED, Severity.HIGH),
        ((residual(PUT, "-1"), residual(XYZ, "-100")), "-100", Kind.EXERCISED, Severity.NORMAL),
    ],
    ids=["a put", "a call that left the trader short", "a covered call", "a put of one's own"],
)
def test_what_it_is_and_how_bad(
    residuals: tuple[Residual, ...], held: str, kind: Kind, severity: Severity
) -> None:
    of = account(fills=60)
    of.rows[PositionKey(XYZ)] = row(held, XYZ)
    finding = _only(*residuals, of=of)
    assert (finding.kind, finding.severity) == (kind, severity)


def test_a_match_says_what_moved_and_what_it_cost() -> None:
    finding = _only(*_pair("100", closing="0", since=-30))
    assert (finding.key, finding.contracts) == (PositionKey(PUT.id), Decimal(1))
    assert finding.legs == (
        Leg(PUT.id, Decimal(1), Decimal(0)),
        Leg(XYZ, Decimal(100), Decimal(100)),
    )
    assert finding.cash == amounts(USD="-10000")
    assert finding.occurred == (after(-30), after(60))
    assert [(c.key.instrument, c.quantity) for c in finding.consumes] == [
        (PUT.id, Decimal(1)),
        (XYZ, Decimal(100)),
    ]
    assert (finding.until, finding.feeds) == (None, ())


@pytest.mark.parametrize(
    ("change", "leg", "prices"),
    [
        ("-1", {"price": "100"}, ["100", None]),
        ("-1", {"price": "105"}, [None, None]),
        ("1", {"price": "97.5"}, ["100", "95"]),
        ("1", {"price": "95", "crossed": True}, [None, "95"]),
    ],
    ids=["what is left is at its strike", "at nobody's", "both one way", "and past zero"],
)
def test_what_moved_there_and_back_has_no_one_price(
    change: str, leg: dict[str, Any], prices: list[str | None]
) -> None:
    """Two puts assigned, and one exercised; or one of each assigned."""
    other = residual(P95, change)
    own = residual(PUT, "2" if change == "-1" else "1")
    moved = (own.quantity + other.quantity) * 100
    found = _weighed(own, other, residual(XYZ, str(moved), **leg)).findings
    told = {finding.key.instrument: finding.legs[-1].price for finding in found}
    assert [told[PUT.id], told[P95.id]] == [p and Decimal(p) for p in prices]


@pytest.mark.parametrize(
    ("price", "of", "now", "until", "feeds"),
    [
        ("100", UNREAD, SOON, LATER, (Feed.FILLS,)),
        ("100", UNREAD, LATER, None, (Feed.FILLS,)),
        ("97", account(fills=60), SOON, None, (Feed.FILLS,)),
    ],
    ids=["pending", "in vain", "a contradiction is read again, however often"],
)
def test_a_match_that_is_not_sure_waits_for_trades(
    price: str, of: Account, now: float, until: float | None, feeds: tuple[Feed, ...]
) -> None:
    finding = _weighed(*_pair(price), of=of, now=now).findings[0]
    assert finding.until == (None if until is None else after(until))
    assert finding.feeds == feeds


def test_a_contradiction_claims_no_money() -> None:
    assert [finding.cash for finding in _weighed(*_pair("97")).findings] == [None] * 3


@pytest.mark.parametrize(
    ("readings", "grade", "quiet"),
    [(0, Grade.PENDING, True), (1, Grade.PENDING, True), (2, Grade.UNEXPLAINED, False)],
)
def test_what_contradicts_itself_is_unexplained_once_two_readings_brought_no_trade(
    readings: int, grade: Grade, quiet: bool
) -> None:
    of = account(fills=60)
    of.readings[WHOLE] = tuple(after(61 + number) for number in range(readings))
    conflict, *legs = _weighed(*_pair("97"), of=of).findings
    assert (conflict.kind, conflict.grade) == (Kind.ASSIGNED, Grade.CONFLICT)
    assert [(leg.kind, leg.key.instrument, leg.grade, leg.quiet) for leg in legs] == [
        (Kind.UNEXPLAINED, what, grade, quiet) for what in (PUT.id, XYZ)
    ]
    assert not any(leg.consumes for leg in legs), "the conflict has them"


@pytest.mark.parametrize(
    ("of", "now", "grade"),
    [
        (account(fills=60), SOON, Grade.LIKELY),
        (UNREAD, SOON, Grade.PENDING),
        (account(fills=60, cash={"EUR": "1"}), SOON, Grade.LIKELY),
    ],
    ids=["read", "not read", "money that says nothing"],
)
def test_what_fits_twice_is_never_more_than_likely(of: Account, now: float, grade: Grade) -> None:
    changes = residual(PUT, "1", closing="0"), residual(P95, "1", closing="0")
    finding = _only(*changes, residual(XYZ, "100"), of=of, now=now)
    assert (finding.kind, finding.grade) == (Kind.AMBIGUOUS, grade)
    assert (finding.key, finding.contracts) == (PositionKey(XYZ), Decimal(1))
    (several, *_) = finding.evidence
    assert several.fact == "several_fit"
    assert all(contract.id in several.values["ways"] for contract in (PUT, P95))
