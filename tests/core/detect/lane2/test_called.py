"""What a match of two legs is called, how sure it is, and how bad."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.lane2.called import kind_of_call
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption
from assignwatch.core.model import Instrument, Leg, PositionKey
from assignwatch.core.state import Account
from assignwatch.core.words import Cause, Feed, Grade, InstrumentKind, Kind, Severity, Side
from tests.core.builders import after, row
from tests.core.detect.callings import (
    BASKET,
    C100,
    CRUDE,
    LATER,
    ON_FUTURE,
    P95,
    P100,
    READ,
    SOON,
    STATE,
    UNREAD,
    gone,
    leg,
    loose,
    match,
    only,
    part,
    said,
)
from tests.core.detect.parts import (
    FUTURE,
    NEWCO,
    TODAY,
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

PERPETUAL = option("P30", underlying=named("PERP"), multiplier=Decimal(1))
UNDESCRIBED = option("P20", underlying=named("WHO"), multiplier=Decimal(1))
ON_BOTH = option("P80", deliverables=(shares("100"), shares("1", FUTURE)))


def _put(price: Fit = Fit.UNKNOWN, cash: Fit = Fit.UNKNOWN, **more: Any) -> Match:
    """A put gone and its hundred shares."""
    return match(gone(P100), legs=[leg()], price=price, cash=cash, **more)


# --------------------------------------------------------------------------------- how sure it is


@pytest.mark.parametrize(
    ("price", "cash", "grade"),
    [
        (Fit.FITS, Fit.UNKNOWN, Grade.STRONG),
        (Fit.FITS, Fit.OFF, Grade.STRONG),
        (Fit.FITS, Fit.FITS, Grade.STRONG),
        (Fit.UNKNOWN, Fit.FITS, Grade.STRONG),
        (Fit.UNKNOWN, Fit.UNKNOWN, Grade.LIKELY),
        (Fit.UNKNOWN, Fit.OFF, Grade.LIKELY),
        (Fit.UNKNOWN, Fit.NEAR, Grade.LIKELY),
        (Fit.FITS, Fit.NEAR, Grade.LIKELY),
        (Fit.OFF, Fit.UNKNOWN, Grade.CONFLICT),
        (Fit.OFF, Fit.FITS, Grade.CONFLICT),
    ],
)
def test_price_and_money_say_how_sure_it_is(price: Fit, cash: Fit, grade: Grade) -> None:
    assert only(_put(price, cash)).grade is grade


@pytest.mark.parametrize(
    ("of", "by", "now", "grade", "until", "feeds"),
    [
        (_put(Fit.FITS), READ, SOON, Grade.STRONG, None, ()),
        (_put(Fit.FITS), UNREAD, SOON, Grade.PENDING, LATER, (Feed.FILLS,)),
        (_put(Fit.FITS), UNREAD, LATER - 1, Grade.PENDING, LATER, (Feed.FILLS,)),
        (_put(Fit.FITS), UNREAD, LATER, Grade.LIKELY, None, (Feed.FILLS,)),
        (_put(Fit.OFF), READ, SOON, Grade.CONFLICT, None, (Feed.FILLS,)),
        (_put(Fit.OFF), UNREAD, SOON, Grade.CONFLICT, LATER, (Feed.FILLS,)),
        (_put(Fit.OFF), UNREAD, LATER, Grade.CONFLICT, None, (Feed.FILLS,)),
        (
            match(gone(P100), legs=[leg(at=90)], price=Fit.FITS),
            account(fills=89),
            SOON,
            Grade.PENDING,
            90 + 60.0,
            (Feed.FILLS,),
        ),
    ],
    ids=[
        "the trades were read",
        "not read yet",
        "not read, and still time",
        "not read in time",
        "a contradiction is read again, however often it was",
        "a contradiction, not read yet",
        "a contradiction, not read in time",
        "read past one of its legs alone",
    ],
)
def test_a_match_waits_for_the_trades(
    of: Match, by: Account, now: float, grade: Grade, until: float | None, feeds: tuple[Feed, ...]
) -> None:
    found = only(of, by=by, now=now)
    assert (found.grade, found.feeds) == (grade, feeds)
    assert found.until == (None if until is None else after(until))


GUESSED = gone(P95, unsure=True)
THREE = [leg("200")]


@pytest.mark.parametrize(
    ("of", "grade"),
    [
        (_put(Fit.FITS, gave_up=True), Grade.LIKELY),
        (_put(Fit.FITS, rivals=True), Grade.LIKELY),
        (match(gone(P100), GUESSED, legs=THREE, price=Fit.FITS), Grade.LIKELY),
        (match(GUESSED, gone(P100), legs=THREE, price=Fit.FITS), Grade.LIKELY),
        (match(gone(P100), gone(P95), legs=THREE, price=Fit.FITS), Grade.STRONG),
        (_put(Fit.OFF, gave_up=True), Grade.CONFLICT),
    ],
    ids=[
        "the search gave up",
        "another series could be it as well",
        "how much one delivers was only guessed",
        "whichever of them it is",
        "nothing else",
        "and a contradiction stays one",
    ],
)
def test_what_is_not_sure_to_be_all_is_likely_at_most(of: Match, grade: Grade) -> None:
    assert {finding.grade for finding in said(of)} == {grade}


@pytest.mark.parametrize(
    ("claims", "grade"),
    [
        ([gone(ON_FUTURE)], Grade.STRONG),
        ([gone(PERPETUAL)], Grade.STRONG),
        ([gone(ON_BOTH)], Grade.LIKELY),
        ([gone(ON_FUTURE), gone(P100)], Grade.LIKELY),
        ([gone(UNDESCRIBED)], Grade.LIKELY),
    ],
    ids=["a future", "a perpetual", "shares as well", "so does another", "nobody knows what"],
)
def test_what_is_margined_moves_no_money_that_could_be_looked_for(
    claims: list[Claim], grade: Grade
) -> None:
    perpetual = thing(named("PERP"), InstrumentKind.PERPETUAL)
    state = known(*STATE.instruments.values(), perpetual)
    read = account(fills=120, bookings=120)
    assert {finding.grade for finding in said(match(*claims), by=read, state=state)} == {grade}


def test_of_another_night_than_its_contract_only_price_or_money_makes_it_strong() -> None:
    for at, grade in ((43_260, Grade.STRONG), (43_261, Grade.LIKELY)):
        of = match(gone(ON_FUTURE), legs=[leg("1", what=CRUDE.id, at=at)])
        assert only(of, by=account(fills=at), now=at + 60).grade is grade


@pytest.mark.parametrize(
    ("bookings", "legs", "grade", "feeds"),
    [
        (None, [], Grade.LIKELY, (Feed.BOOKINGS,)),
        (59, [], Grade.LIKELY, (Feed.BOOKINGS,)),
        (60, [], Grade.LIKELY, ()),
        (None, [leg()], Grade.STRONG, ()),
    ],
    ids=["never read", "read before it", "read up to it", "a leg is to be seen"],
)
def test_what_left_no_trace_is_likely_and_waits_for_the_records(
    bookings: float | None, legs: list[Residual], grade: Grade, feeds: tuple[Feed, ...]
) -> None:
    called = match(gone(P100), gone(C100), legs=legs, cash=Fit.FITS)
    found = said(called, by=account(fills=120, bookings=bookings))
    assert {(finding.grade, finding.feeds) for finding in found} == {(grade, feeds)}
    facts = [{reason.fact for reason in finding.evidence} for finding in found]
    assert ["records_unread" in told for told in facts] == [bool(feeds)] * 2
    assert ["cash_cancels" in told for told in facts] == [not legs] * 2


@pytest.mark.parametrize(("bookings", "feeds"), [(60, (Feed.BOOKINGS,)), (90, ())])
def test_the_records_must_be_read_past_all_of_it(bookings: float, feeds: tuple[Feed]) -> None:
    called = match(gone(P100), gone(C100, at=90), cash=Fit.FITS)
    found = said(called, by=account(fills=120, bookings=bookings))
    assert {finding.feeds for finding in found} == {feeds}


def test_money_is_a_trace() -> None:
    of = match(gone(P95), gone(C100), cash=Fit.FITS)
    assert {finding.grade for finding in said(of)} == {Grade.STRONG}


@pytest.mark.parametrize(
    ("causes", "grade", "feeds"),
    [
        ((Cause.ASSIGNMENT,), Grade.CONFIRMED, ()),
        ((Cause.OTHER, Cause.ASSIGNMENT), Grade.CONFIRMED, ()),
        ((Cause.OTHER,), Grade.PENDING, (Feed.FILLS,)),
    ],
    ids=["as called", "one of them as called", "as something"],
)
def test_a_leg_that_the_broker_booked_as_called_confirms_its_contract_at_once(
    causes: tuple[Cause, ...], grade: Grade, feeds: tuple[Feed, ...]
) -> None:
    records = [loose(i, cause) for i, cause in enumerate(causes)]
    legs = [leg(record=str(i)) for i in range(len(causes))]
    found = only(match(gone(P100), legs=legs), by=UNREAD, legs=records)
    assert (found.grade, found.feeds) == (grade, feeds)


def test_a_price_cannot_speak_against_a_leg_that_the_broker_booked_as_called() -> None:
    of = match(gone(P100), legs=[leg(price="97", record="0")], price=Fit.OFF)
    found = only(of, legs=[loose()])
    assert (found.grade, found.until, found.feeds) == (Grade.CONFIRMED, None, ())
    assert found.cash == amounts(USD="-10000")


def test_only_what_was_seen_waits_for_the_trades() -> None:
    """A leg that is on record needs none."""
    of = match(gone(P100), legs=[leg(record="0", at=90)], price=Fit.FITS)
    assert only(of, by=account(fills=60), legs=[loose(cause=Cause.OTHER)]).grade is Grade.STRONG


# --------------------------------------------------------------------------------- what it is


@pytest.mark.parametrize(
    ("contract", "change", "kind"),
    [
        (P100, "1", Kind.ASSIGNED),
        (P100, "-1", Kind.EXERCISED),
        (C100, "1", Kind.ASSIGNED),
        (CRUDE, "1", Kind.DELIVERED),
        (CRUDE, "-1", Kind.DELIVERED),
    ],
)
def test_the_contract_and_its_side_say_what_it_is(
    contract: Instrument, change: str, kind: Kind
) -> None:
    assert kind_of_call(contract, Decimal(change)) is kind
    claim = gone(contract, change)
    legs = [residual(what, str(moved)) for what, moved in claim.effect.items()]
    assert only(match(claim, legs=legs)).kind is kind


SMALL = option("P10", multiplier=Decimal("0.5"))
NOTHING = option("C90", deliverables=(shares("100"), shares("0", NEWCO)))


@pytest.mark.parametrize(
    ("claim", "held", "severity"),
    [
        (gone(P100), {}, Severity.HIGH),
        (gone(C100), {}, Severity.HIGH),
        (gone(C100), {XYZ: "-100"}, Severity.CRITICAL),
        (gone(C100), {XYZ: "-0.5"}, Severity.CRITICAL),
        (gone(C100), {XYZ: "0"}, Severity.HIGH),
        (gone(C100), {NEWCO: "-100"}, Severity.HIGH),
        (gone(SMALL), {XYZ: "-3"}, Severity.HIGH),
        (gone(BASKET), {XYZ: "50", NEWCO: "-20"}, Severity.CRITICAL),
        (gone(NOTHING), {XYZ: "50", NEWCO: "-20"}, Severity.HIGH),
        (gone(P100, "-1"), {XYZ: "-100"}, Severity.NORMAL),
        (gone(CRUDE), {XYZ: "-10"}, Severity.NORMAL),
    ],
    ids=[
        "a put",
        "a call that took all the shares, and the row with them",
        "a call that left the trader short",
        "by however little",
        "a call that took just what was held",
        "short of something else before",
        "a put that covered a part",
        "short of one of two things",
        "short before of what it did not move",
        "of one's own will",
        "a future",
    ],
)
def test_what_leaves_the_trader_short_is_worst(
    claim: Claim, held: dict[Any, str], severity: Severity
) -> None:
    by = account(fills=120)
    by.rows = {PositionKey(what): row(quantity, what) for what, quantity in held.items()}
    legs = [residual(what, str(moved)) for what, moved in claim.effect.items()]
    assert only(match(claim, legs=legs), by=by).severity is severity


# --------------------------------------------------------------------------------- what it says


def test_a_match_says_what_moved_when_and_uses_it_up() -> None:
    gone_key, leg_key = PositionKey(P100.id, Side.SHORT), PositionKey(XYZ)
    claim = gone(P100, "3", since=-30, closing="0", side=Side.SHORT, after_="-1")
    found = only(match(part(claim, "2"), legs=[leg("200", "100", at=90)], price=Fit.FITS))
    assert (found.key, found.contracts, found.late) == (gone_key, Decimal(2), False)
    assert found.legs == (
        Leg(P100.id, Decimal(2), Decimal(0)),
        Leg(XYZ, Decimal(200), Decimal(100)),
    )
    assert found.occurred == (after(-30), after(90))
    assert found.day == date(2026, 11, 20)
    assert found.cash == amounts(USD="-20000")
    assert found.incident is None
    assert found.consumes == (
        Consumption(gone_key, Decimal(2), ()),
        Consumption(leg_key, Decimal(200), ()),
    )
    assert found.keys == (gone_key, leg_key)


def test_what_was_held_is_taken_off() -> None:
    """A long contract goes the other way, and so does its share of the legs."""
    found = only(match(part(gone(P100, "-3"), "2"), legs=[leg("-200")]))
    assert (found.contracts, found.cash) == (Decimal(2), amounts(USD="20000"))
    assert [leg.quantity for leg in found.legs] == [Decimal(-2), Decimal(-200)]
    assert [one.quantity for one in found.consumes] == [Decimal(-2), Decimal(-200)]


@pytest.mark.parametrize("order", [1, -1])
def test_it_happened_between_the_readings_around_all_its_legs(order: int) -> None:
    changes: list[Residual] = [leg("100", since=-50, at=60), leg("100", since=0, at=90)]
    found = only(match(gone(P100, "2", since=-10, at=70), legs=changes[::order]))
    assert found.occurred == (after(-50), after(90))


@pytest.mark.parametrize(("gone_late", "leg_late"), [(True, False), (False, True)])
def test_one_leg_that_was_seen_late_makes_it_late(*, gone_late: bool, leg_late: bool) -> None:
    of = match(gone(P100, late=gone_late), legs=[leg(late=leg_late)])
    assert only(of).late


def test_its_day_is_that_of_its_end_or_of_the_reading_before() -> None:
    ended = option("P100", expiry=TODAY)
    for contract, day in ((ended, 20), (P100, 19)):
        found = only(match(gone(contract, since=-86_400), legs=[leg()]))
        assert found.day == date(2026, 11, day)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ([(Cause.ASSIGNMENT, -1)], "2026-11-19"),
        ([(Cause.OTHER, -2), (Cause.ASSIGNMENT, -1), (Cause.ASSIGNMENT, 0)], "2026-11-19"),
        ([(Cause.OTHER, -1)], None),
    ],
    ids=["by its day", "by that of the first that names a cause", "which none does"],
)
def test_it_goes_by_the_incident_of_the_record_of_its_leg(
    told: list[tuple[Cause, int]], day: str | None
) -> None:
    records = [loose(i, cause, at=86_400 * at) for i, (cause, at) in enumerate(told)]
    legs = [leg(record=str(i)) for i in range(len(told))]
    found = only(match(gone(P100), legs=legs), legs=records)
    assert found.incident == (None if day is None else f"kraken/main:P100:called:{day}")


def test_a_leg_on_record_is_used_up_with_its_record_and_not_as_a_change() -> None:
    legs = [leg("100", record="1"), leg("100"), residual(NEWCO, "5")]
    found = only(match(gone(P100, "2"), legs=legs), legs=[loose(0), loose(1, quantity="100")])
    assert found.consumes == (
        Consumption(PositionKey(P100.id), Decimal(2), ()),
        Consumption(PositionKey(XYZ), Decimal(200), ()),
        Consumption(PositionKey(XYZ), Decimal(100), ("leg-1",)),
    )
    alone = only(match(gone(P100), legs=legs[:1]), legs=[loose(0), loose(1)])
    assert [(one.quantity, one.facts) for one in alone.consumes] == [
        (Decimal(1), ()),
        (Decimal(100), ("leg-1",)),
    ]


def test_a_contradiction_claims_no_money() -> None:
    assert only(_put(Fit.OFF)).cash is None
    assert only(_put(Fit.FITS)).cash == amounts(USD="-10000")


def test_each_contract_of_a_match_is_told_with_its_own_share() -> None:
    found = said(match(gone(P100), gone(P95, "-2"), legs=[leg("-100")]))
    assert [(one.key.instrument, one.contracts, one.legs[-1].quantity) for one in found] == [
        (P100.id, Decimal(1), Decimal(100)),
        (P95.id, Decimal(2), Decimal(-200)),
    ]
