"""The next version of an incident, out of everything recorded about one position."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from assignwatch.core.events import Concluded, Consumption
from assignwatch.core.model import Leg, PositionKey, Problem
from assignwatch.core.observations import Booking, FeedReport, Observation, PositionReport, Start
from assignwatch.core.words import Cause, EvidenceCode, Feed, Grade, Kind, Severity, Side
from tests.core.builders import (
    ACCOUNT,
    ETH,
    POLICY,
    T0,
    XBT,
    Run,
    after,
    booking,
    row,
    snapshot,
)

LOST = Problem("connection_lost")


def _concluded(*records: Booking) -> Concluded:
    run = Run()
    run.take(*records)
    return run.only()


# ------------------------------------------------------------------------------------ what happened


def test_a_record_that_names_a_cause_is_believed_at_once() -> None:
    version = _concluded(
        booking("-0.4", Cause.LIQUIDATION, price="67000.5", cash={"USD": "-12.5"}, at=after(-1))
    )
    assert version == Concluded(
        incident="kraken/main:PF_XBTUSD:forced:2026-11-20",
        version=1,
        at=T0,
        account=ACCOUNT,
        kind=Kind.LIQUIDATED,
        grade=Grade.CONFIRMED,
        severity=Severity.CRITICAL,
        instrument=XBT,
        side=Side.NET,
        contracts=Decimal("0.4"),
        legs=(Leg(XBT, Decimal("-0.4"), Decimal("67000.5")),),
        occurred=(after(-1), after(-1)),
        cash={"USD": Decimal("-12.5")},
        late=False,
        evidence=version.evidence,
        consumes=(Consumption(PositionKey(XBT), Decimal("-0.4"), ("b1",)),),
    )


@pytest.mark.parametrize("cause", [Cause.CORRECTION, Cause.NETTING, Cause.DIVIDEND])
def test_what_only_explains_is_no_incident(cause: Cause) -> None:
    run = Run()
    run.take(booking("1", cause))
    assert run.state.incidents == {}
    assert run.state.alerts == {}


def test_a_record_that_moved_nothing_is_no_incident() -> None:
    run = Run()
    run.take(booking("0", Cause.TAKEN_OVER))
    assert not run.state.incidents


def test_an_unknown_word_is_loud() -> None:
    version = _concluded(booking("1", Cause.OTHER, raw='{"info":"brand new"}'))
    assert (version.kind, version.grade) == (Kind.UNEXPLAINED, Grade.UNEXPLAINED)
    assert version.severity is Severity.HIGH
    assert [item.code for item in version.evidence] == [EvidenceCode.UNKNOWN_WORD]


def test_contracts_and_families_are_incidents_of_their_own() -> None:
    run = Run()
    run.take(
        booking("1", id="a"),
        booking("1", id="b", instrument=ETH),
        booking("1", Cause.LIQUIDATION, id="c"),
        booking("1", id="d", side=Side.LONG),
        booking("1", id="e", at=after(minutes=24 * 60)),
    )
    assert len(run.state.incidents) == 5


@pytest.mark.parametrize(
    ("causes", "kind", "severity"),
    [
        ({Cause.LIQUIDATION: "-5", Cause.HANDED_OVER: "-1"}, Kind.HANDED_OVER, Severity.CRITICAL),
        ({Cause.UNWIND: "-5", Cause.DELEVERAGING: "-1"}, Kind.UNWOUND, Severity.HIGH),
        ({Cause.UNWIND: "-1", Cause.LIQUIDATION: "-5"}, Kind.LIQUIDATED, Severity.CRITICAL),
        ({Cause.UNWIND: "-5", Cause.LIQUIDATION: "-1"}, Kind.UNWOUND, Severity.CRITICAL),
    ],
    ids=["what was assigned", "the larger part", "the larger part again", "the worst consequence"],
)
def test_of_several_causes_the_name_and_the_severity_of(
    causes: dict[Cause, str], kind: Kind, severity: Severity
) -> None:
    parts = [booking(q, cause, id=cause, event=cause) for cause, q in causes.items()]
    version = _concluded(*parts)
    assert (version.kind, version.severity) == (kind, severity)
    assert version.contracts == 6


def test_the_price_is_the_average_of_the_parts() -> None:
    version = _concluded(
        booking("1", id="a", price="10", record="log"),
        booking("2", id="b", price="11", record="log"),
    )
    assert version.legs == (Leg(XBT, Decimal(3), Decimal("10.66666667")),)


@pytest.mark.parametrize(
    ("price", "written"),
    [("60", "60"), ("67000.50", "67000.5"), ("0", "0"), ("0.00000001", "1E-8")],
)
def test_a_price_is_written_without_needless_zeros(price: str, written: str) -> None:
    (leg,) = _concluded(booking("-2", price=price)).legs
    assert str(leg.price) == written


def test_no_price_where_a_part_has_none() -> None:
    priced = booking("1", id="a", price="10", record="log")
    version = _concluded(priced, booking("1", id="b", record="log"))
    assert version.contracts == 2
    assert version.legs[0].price is None


def test_where_nothing_moved_in_the_end_each_way_is_told() -> None:
    there, back = booking("1", id="a", price="10"), booking("-1", id="b", price="11")
    version = _concluded(there, back)
    assert version.contracts == 2
    assert version.legs == (Leg(XBT, Decimal(1), Decimal(10)), Leg(XBT, Decimal(-1), Decimal(11)))


def test_other_legs_are_named_once() -> None:
    shares = Leg(ETH, Decimal(100), Decimal(95))
    version = _concluded(
        booking("1", Cause.ASSIGNMENT, id="a", event="e", record="stream", counter=(shares,)),
        booking("1", Cause.ASSIGNMENT, id="b", event="e", record="report", counter=(shares,)),
    )
    assert version.legs == (Leg(XBT, Decimal(1)), shares)


def test_cash_of_the_parts_is_added_up_by_currency() -> None:
    version = _concluded(
        booking("1", id="a", cash={"USD": "-1", "EUR": "3"}, record="log"),
        booking("1", id="b", cash={"USD": "2"}, record="log"),
    )
    assert version.cash == {"EUR": Decimal(3), "USD": Decimal(1)}
    assert _concluded(booking("1")).cash is None


# ------------------------------------------------------------------------------------ why we say so


def test_each_list_speaks_once_in_evidence() -> None:
    version = _concluded(
        booking("0.1", id="a1", event="1", record="fills", at=T0),
        booking("0.3", id="a2", event="2", record="fills", at=after(2)),
        booking("0.1", id="b1", event="1", record="account log", at=after(1)),
    )
    assert [(item.code, item.fact, item.values) for item in version.evidence] == [
        (
            EvidenceCode.OFFICIAL,
            "booked",
            {
                "record": "account log",
                "instrument": XBT,
                "count": "1",
                "quantity": "0.1",
                "causes": "taken_over",
                "first": after(1).isoformat(),
                "last": after(1).isoformat(),
            },
        ),
        (
            EvidenceCode.OFFICIAL,
            "booked",
            {
                "record": "fills",
                "instrument": XBT,
                "count": "2",
                "quantity": "0.4",
                "causes": "taken_over",
                "first": T0.isoformat(),
                "last": after(2).isoformat(),
            },
        ),
    ]
    assert version.occurred == (T0, after(2))


def test_lists_that_name_different_causes_are_a_contradiction() -> None:
    version = _concluded(
        booking("-1", Cause.LIQUIDATION, id="a", event="e", record="fills"),
        booking("-1", Cause.UNWIND, id="b", event="e", record="log"),
    )
    contradiction = version.evidence[-1]
    assert contradiction.code is EvidenceCode.CONTRADICTION
    assert contradiction.values == {"causes": "liquidation,unwind", "count": "1"}


def test_one_more_witness_is_a_new_version_with_the_same_content() -> None:
    run = Run()
    run.take(booking("1", id="a", event="e", record="fills"))
    first = run.only()
    run.take(booking("1", id="b", event="e", record="log"), at=after(5))
    second = run.only()
    assert (first.version, second.version) == (1, 2)
    assert second.contracts == first.contracts
    assert len(second.evidence) == 2
    assert run.alert().raised.version == 1


# --------------------------------------------------------------------------------------------- late


def _down(at: datetime) -> FeedReport:
    return FeedReport(at, ACCOUNT, Feed.POSITIONS, up=False, problem=LOST)


SEEN = snapshot(T0)
NIGHT = after(minutes=8 * 60)


@pytest.mark.parametrize(
    ("before", "happened_at", "heard_at", "late"),
    [
        ([], T0, NIGHT, False),
        ([SEEN], after(5), after(9), False),
        ([SEEN], after(5), T0 + POLICY.late_after, False),
        ([SEEN], after(5), T0 + POLICY.late_after * 2, True),
        ([SEEN, Start()], after(60), after(70), True),
        ([SEEN, Start(), snapshot(after(65))], after(60), after(70), True),
        ([SEEN, Start(), snapshot(after(50))], after(60), after(70), False),
        ([SEEN, _down(after(20))], after(60), after(70), True),
        ([SEEN, _down(after(20)), snapshot(after(65))], after(10), after(70), True),
        ([SEEN, _down(after(20)), snapshot(after(65))], after(66), after(70), False),
        ([SEEN, snapshot(NIGHT)], after(60), NIGHT, True),
        ([SEEN, snapshot(after(minutes=10))], after(60), after(minutes=11), False),
        ([SEEN, PositionReport(NIGHT, ACCOUNT, row("1"))], after(60), NIGHT, True),
        ([SEEN, snapshot(NIGHT), snapshot(NIGHT)], after(60), NIGHT, True),
    ],
    ids=[
        "never looked before",
        "looked a moment ago",
        "looked just not too long ago",
        "looked too long ago",
        "restarted in between",
        "restarted in between, read since",
        "restarted and read before it happened",
        "positions were down",
        "positions were down after it, before the next reading",
        "after the first reading that followed",
        "readings too far apart, heard after the second",
        "readings close enough",
        "readings too far apart, the second of one row",
        "the second reading told twice",
    ],
)
def test_it_is_late_when_nobody_looked(
    before: list[Observation], happened_at: datetime, heard_at: datetime, late: bool
) -> None:
    run = Run()
    for observation in before:
        run.take(observation, at=max(run.now, getattr(observation, "at", run.now)))
    run.take(booking("1", at=happened_at), at=heard_at)
    assert run.only().late is late


def test_lateness_is_decided_once() -> None:
    run = Run()
    run.take(snapshot(T0))
    run.take(booking("1", id="a", at=after(5)), at=after(9))
    run.take(booking("1", id="b", at=after(5)), at=NIGHT)
    assert [v.late for v in next(iter(run.state.incidents.values())).versions] == [False, False]
