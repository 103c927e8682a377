"""What is said of a contract at its end, and of one that is gone the evening before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.detect.contracts.market import session_after
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.fit.fitting import Matched
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.ended import End
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.lapse import Verdict, verdict
from assignwatch.core.detect.lane2.weigh import Scales
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Priced
from assignwatch.core.model import WHOLE, Instrument, InstrumentId, Moment, PositionKey
from assignwatch.core.state import Account, CashStep
from assignwatch.core.words import Feed, Grade, InstrumentKind, Kind, Settlement, Severity
from tests.core.builders import POLICY, after
from tests.core.detect.ends import CASH_PUT, DAY, OPENS, PUT, READ
from tests.core.detect.parts import (
    FUTURE,
    NEWCO,
    STOCK,
    TODAY,
    XYZ,
    account,
    amounts,
    close,
    fact,
    known,
    named,
    option,
    residual,
    shares,
    thing,
)

CALL = option("C100", expiry=TODAY)
LATER = OPENS + DAY


class _Owing(Lane):
    """Records of which no reading shows what they say was delivered."""

    def __init__(self, **owed: int) -> None:
        super().__init__([], [], [])
        self._owed = {named(what): Decimal(quantity) for what, quantity in owed.items()}

    def not_shown(self, _: Any) -> dict[InstrumentId, Decimal]:
        return self._owed


def _scales(
    contract: Instrument,
    of: Account,
    now: float,
    *,
    closes: Sequence[Priced] = (),
    also: tuple[Instrument, ...] = (),
) -> Scales:
    return Scales(known(STOCK, contract, *also, closes=closes), of, after(now), POLICY)


def _found(scales: Scales, *changes: Residual, lane: Lane | None = None) -> Finding:
    """The first finding, of changes that nothing fits."""
    scales.group = list(changes)
    lane = lane or _Owing()
    return scales.weigh(Matched([], [], list(changes), False, changes, lane), lane).findings[0]


def _verdict(scales: Scales, contract: Instrument, change: Residual) -> Verdict:
    of, now = scales.account, scales.now
    return verdict(End(scales.state, of, change, contract, [change], now, POLICY, [change]))


# ------------------------------------------------------ what may have undone what a record says

SEEN = account(fills=60, bookings=OPENS)
SEEN.accepted[WHOLE] = after(OPENS)
UNREAD = account(fills=60, bookings=OPENS - 1)
BASKET = option("C100", expiry=TODAY, deliverables=(shares("100"), shares("10", NEWCO)))
SIZELESS = option("C100", expiry=TODAY, multiplier=None)


@pytest.mark.parametrize(
    ("contract", "owed", "of", "closes", "waits"),
    [
        (CALL, {"XYZ": 100}, READ, [], True),
        (CALL, {"XYZ": -100}, READ, [], False),
        (CALL, {}, READ, [], False),
        (CALL, {"NEWCO": 100}, READ, [], False),
        (PUT, {"XYZ": 100}, READ, [], False),
        (PUT, {"XYZ": -100}, READ, [], True),
        (BASKET, {"XYZ": 100}, READ, [], True),
        (BASKET, {"NEWCO": 1}, READ, [], True),
        (SIZELESS, {"XYZ": 100}, READ, [], False),
        (CALL, {"XYZ": 100}, SEEN, [], False),
        (CALL, {"XYZ": 100}, READ, [close("97")], False),
        (PUT, {"XYZ": -100}, READ, [close("97")], False),
    ],
    ids=[
        "a call, where shares that came are missing",
        "where shares that went are",
        "where nothing is missing",
        "where something else is",
        "a put, where shares that came are missing",
        "where shares that went are",
        "one of several things that it delivers",
        "the other of them",
        "one whose size nobody knows",
        "all was read past the next session",
        "its close says that it lapsed",
        "its close says that it was worth calling",
    ],
)
def test_a_contract_that_may_have_undone_what_is_missing_is_waited_with(
    contract: Instrument,
    owed: dict[str, int],
    of: Account,
    closes: list[Priced],
    *,
    waits: bool,
) -> None:
    """Its end told as such would be wrong if nothing shows the next session either."""
    scales = _scales(contract, of, LATER, closes=closes)
    change = residual(contract, "1")
    told = _verdict(scales, contract, change)
    found = _found(scales, change, lane=_Owing(**owed))
    assert told.grade is not Grade.PENDING
    assert found.kind is told.kind
    assert found.grade is (Grade.PENDING if waits else told.grade)
    assert found.feeds == ((*told.feeds, Feed.POSITIONS) if waits else told.feeds)
    opens = session_after(scales.state, contract, change.judged_at, POLICY)
    why = (evidence.outcome_unknown(opens),) if waits else ()
    assert found.evidence == (*told.reasons, *why)


def test_what_waits_by_itself_only_asks_for_the_positions_as_well() -> None:
    scales = _scales(CALL, UNREAD, LATER)
    told = _verdict(scales, CALL, residual(CALL, "1"))
    found = _found(scales, residual(CALL, "1"), lane=_Owing(XYZ=100))
    assert told.grade is found.grade is Grade.PENDING
    assert found.evidence == told.reasons
    assert found.feeds == (*told.feeds, Feed.POSITIONS)


def test_what_was_paid_in_cash_has_undone_nothing() -> None:
    paid = replace(CALL, settlement=Settlement.CASH)
    scales = _scales(paid, READ, LATER)
    found = _found(scales, residual(paid, "1", closing="3"), lane=_Owing(XYZ=100))
    assert (found.kind, found.grade) == (Kind.CASH_SETTLED, Grade.STRONG)


# ----------------------------------------------------------------------------- how it is told


def test_one_of_several_that_may_have_been_paid_is_told_by_the_underlying() -> None:
    """Fourteen hundred went, for the puts or for the calls."""
    of = account(fills=60, bookings=OPENS, cash={"USD": "-1400"})
    other = option("C100", expiry=TODAY, settlement=Settlement.CASH)
    both = residual(CASH_PUT, "3"), residual(other, "2")
    found = _found(_scales(CASH_PUT, of, LATER, also=(other,)), *both)
    assert (found.kind, found.key) == (Kind.AMBIGUOUS, PositionKey(XYZ))
    assert found.contracts == 3
    assert [leg.instrument for leg in found.legs] == [CASH_PUT.id]


def test_without_an_underlying_it_is_told_by_its_own_name() -> None:
    bare = [
        option(name, expiry=TODAY, settlement=Settlement.CASH, underlying=None)
        for name in ("P100", "C100")
    ]
    of = account(fills=60, bookings=OPENS, cash={"USD": "-1400"})
    changes = residual(bare[0], "3"), residual(bare[1], "2")
    found = _found(_scales(bare[0], of, LATER, also=(bare[1],)), *changes)
    assert (found.kind, found.key) == (Kind.AMBIGUOUS, PositionKey(bare[0].id))
    assert found.contracts == 3


def test_what_ended_is_told_by_its_own_name_and_aloud() -> None:
    found = _found(_scales(PUT, READ, LATER), residual(PUT, "-2", after_="0"))
    assert (found.kind, found.key) == (Kind.EXPIRED, PositionKey(PUT.id))
    assert (found.contracts, found.legs[0].quantity) == (Decimal(2), Decimal(-2))
    assert found.severity is Severity.INFO
    assert not found.quiet


@pytest.mark.parametrize("kind", [InstrumentKind.OTHER, InstrumentKind.STOCK])
def test_only_a_contract_comes_to_an_end(kind: InstrumentKind) -> None:
    warrant = thing(named("W"), kind, currency="USD", expiry=TODAY)
    found = _found(_scales(warrant, READ, LATER), residual(warrant, "-1"))
    assert found.kind is Kind.UNEXPLAINED


def test_a_record_that_no_position_shows_is_no_contract_that_ended() -> None:
    """One was assigned on record before a reading that had none any more, and lacks none."""
    lacking = residual(
        PUT, "-1", after_="0", before=Decimal(0), facts=(fact(30, "1", booked=True),)
    )
    assert lacking.closes
    assert lacking.denied
    found = _found(_scales(PUT, READ, LATER), lacking)
    assert found.kind is Kind.UNEXPLAINED


def test_a_future_that_is_gone_on_its_last_day_has_ended() -> None:
    """It is within the time in which a broker closes one as well; that it has ended says more."""
    crude = thing(
        FUTURE,
        InstrumentKind.FUTURE,
        currency="USD",
        multiplier=Decimal(1000),
        settlement=Settlement.PHYSICAL,
        expiry=TODAY,
    )
    found = _found(_scales(crude, READ, LATER), residual(crude, "-1"))
    assert (found.kind, found.grade) == (Kind.CLOSED_BY_BROKER, Grade.LIKELY)
    assert evidence.ended(TODAY) in found.evidence
    assert evidence.notice_near(TODAY) not in found.evidence


# ---------------------------------------------------------------------- gone the evening before

EVENING = Moment(after(DAY / 2))


@pytest.mark.parametrize(
    ("paid", "kind", "grade"),
    [
        ("-300", Kind.CASH_SETTLED, Grade.STRONG),
        ("-301", Kind.UNEXPLAINED, Grade.UNEXPLAINED),
    ],
    ids=["just its value", "another amount"],
)
def test_one_that_was_paid_for_the_day_after_was_settled(
    paid: str, kind: Kind, grade: Grade
) -> None:
    """Options that are settled by opening prices leave the list the evening before."""
    contract = option("P100", expiry=EVENING, settlement=Settlement.CASH)
    of = account(fills=60)
    of.cash += [
        CashStep(after(0), after(60), WHOLE, amounts(USD="0")),
        CashStep(after(60), after(DAY), WHOLE, amounts(USD=paid)),
    ]
    scales = _scales(contract, of, 7 * DAY, closes=[close("97", at=DAY / 2)])
    found = _found(scales, residual(contract, "1"))
    assert (found.kind, found.grade) == (kind, grade)
    if kind is Kind.CASH_SETTLED:
        assert found.cash == amounts(USD="-300")
        assert found.day == EVENING.at.date()


@pytest.mark.parametrize(
    "fields",
    [
        {"settlement": Settlement.PHYSICAL},
        {"expiry": Moment(after(60 + DAY + 1))},
    ],
    ids=["it delivers", "days before"],
)
def test_no_other_option_is_asked_of_the_records_again(fields: dict[str, Any]) -> None:
    given = {"expiry": EVENING, "settlement": Settlement.CASH, **fields}
    contract = option("P100", **given)
    found = _found(_scales(contract, account(fills=60), DAY), residual(contract, "1"))
    assert (found.grade, found.feeds) == (Grade.UNEXPLAINED, ())


@pytest.mark.parametrize(
    ("days", "feeds"),
    [(0.5, (Feed.BOOKINGS,)), (7, ())],
    ids=["its settlement may still be booked", "no more"],
)
def test_the_records_are_read_for_what_was_gone_the_evening_before(
    days: float, feeds: tuple[Feed, ...]
) -> None:
    contract = option("P100", expiry=EVENING, settlement=Settlement.CASH)
    change = residual(contract, "1", closing="0")
    found = _found(_scales(contract, account(fills=60), days * DAY), change)
    assert found.feeds == feeds
