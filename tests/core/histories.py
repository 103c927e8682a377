"""Hypothesis strategies of whole histories: happenings, their witnesses, and everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from assignwatch.core.alerts.freshness import blind_alert
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.kinds import family_of, kind_of
from assignwatch.core.model import Instrument, InstrumentId, PositionKey, PositionRow, Problem
from assignwatch.core.observations import (
    Booking,
    Clock,
    Command,
    Coverage,
    Delivery,
    Description,
    FeedReport,
    Fill,
    Observation,
    PositionReport,
    Pulse,
    Roster,
    Snapshot,
    Unreadable,
)
from assignwatch.core.words import Cause, Do, Feed, InstrumentKind, Outcome, Side
from tests.core.builders import ACCOUNT, ETH, T0, XBT

RECORDS = ("stream fills", "account log", "position history")
CAUSES = tuple(cause for cause in Cause if kind_of(cause) is not None)
FIGURES = st.sampled_from([Decimal(n) for n in ("-3", "-1", "-0.4", "0.4", "1", "2.5")])
INSTRUMENTS = st.sampled_from((XBT, ETH))
MOMENTS = st.integers(0, 3600).map(lambda seconds: T0 + timedelta(seconds=seconds))


@dataclass(frozen=True)
class Happened:
    """One thing that happened, and what each of the broker's lists says of it."""

    number: int
    instrument: InstrumentId
    cause: Cause
    quantity: Decimal
    second: int
    records: frozenset[str]
    shared: bool

    def witnesses(self) -> list[Booking]:
        """One row of each list; all but the first tell the time a little later."""
        return [
            Booking(
                at=T0 + timedelta(seconds=self.second + RECORDS.index(record)),
                account=ACCOUNT,
                id=f"{record}/{self.number}",
                instrument=self.instrument,
                quantity=self.quantity,
                cause=self.cause,
                price=Decimal(100 + self.number) if record != "position history" else None,
                cash={"USD": Decimal("-1.5")} if record == "account log" else {},
                event=f"e{self.number}" if self.shared else None,
                record=record,
            )
            for record in sorted(self.records)
        ]


_RECORDS = st.frozensets(st.sampled_from(RECORDS), min_size=1)


@st.composite
def happened(draw: st.DrawFn, *, shared: bool = False) -> list[Happened]:
    """Some happenings of one day. `shared`: all lists use one id, and one of them has them all."""
    return [
        Happened(
            number,
            draw(INSTRUMENTS),
            draw(st.sampled_from(CAUSES)),
            draw(FIGURES),
            draw(st.integers(0, 3600)),
            draw(_RECORDS) | ({"account log"} if shared else frozenset()),
            shared or draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@st.composite
def told(draw: st.DrawFn, facts: list[Happened]) -> list[Booking]:
    """All witnesses of the happenings, in any order, some of them several times."""
    once = [witness for fact in facts for witness in fact.witnesses()]
    again = draw(st.lists(st.sampled_from(once), max_size=5))
    return draw(st.permutations(once + again))


def _alert_names() -> list[str]:
    families = {family_of(kind) for cause in CAUSES if (kind := kind_of(cause)) is not None}
    return [
        blind_alert(ACCOUNT),
        *(
            incident_id(ACCOUNT, PositionKey(instrument), family, T0.date())
            for instrument in (XBT, ETH)
            for family in sorted(families)
        ),
    ]


ROWS = st.builds(
    PositionRow,
    INSTRUMENTS,
    FIGURES,
    st.just(Side.NET),
    st.sampled_from((None, Decimal(100), Decimal(101))),
)
FEEDS = st.sampled_from(Feed)
READ = FEEDS.filter(lambda feed: feed is not Feed.STREAM)
NAMES = st.sampled_from(_alert_names())
PROBLEM = Problem("connection_lost")

BOOKINGS = happened().flatmap(told)
FACTS: st.SearchStrategy[Observation] = st.one_of(
    BOOKINGS.flatmap(st.sampled_from),
    st.builds(
        Fill,
        MOMENTS,
        st.just(ACCOUNT),
        st.sampled_from(("f1", "f2")),
        INSTRUMENTS,
        FIGURES,
        st.just(Decimal(100)),
    ),
    st.builds(Snapshot, MOMENTS, st.just(ACCOUNT), st.lists(ROWS, max_size=3).map(tuple)),
    st.builds(PositionReport, MOMENTS, st.just(ACCOUNT), ROWS),
    st.builds(Coverage, st.just(ACCOUNT), READ, MOMENTS),
    st.builds(
        Description,
        st.builds(
            Instrument, INSTRUMENTS, st.just(InstrumentKind.PERPETUAL), st.sampled_from("AB")
        ),
    ),
)
SIGNS: st.SearchStrategy[Observation] = st.one_of(
    st.builds(Pulse, MOMENTS, st.just(ACCOUNT), FEEDS),
    st.builds(Unreadable, MOMENTS, st.just(ACCOUNT), FEEDS, st.just(PROBLEM)),
    st.builds(FeedReport, MOMENTS, st.just(ACCOUNT), FEEDS, st.booleans(), st.just(PROBLEM)),
    st.builds(Roster, st.sampled_from(({}, {ACCOUNT: tuple(Feed)}))),
    st.builds(Clock, MOMENTS),
)
COMMANDS: st.SearchStrategy[Observation] = st.builds(
    Command,
    MOMENTS,
    NAMES,
    st.sampled_from(Do),
    st.sampled_from((None, 1, 2)),
    st.none() | MOMENTS,
)
DELIVERIES: st.SearchStrategy[Observation] = st.builds(
    Delivery,
    MOMENTS,
    NAMES,
    st.integers(1, 3),
    st.sampled_from(("popup", "tray")),
    st.sampled_from(Outcome),
)
ANYTHING = st.one_of(FACTS, SIGNS, COMMANDS, DELIVERIES)
