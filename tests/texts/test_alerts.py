"""Alerts as notices: a headline, a body, and the short form that a popup has room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.alerts.freshness import blind_alert
from assignwatch.core.model import AccountKey, Instrument, InstrumentId, Problem
from assignwatch.core.observations import Booking, Coverage, Description, FeedReport, Roster
from assignwatch.core.words import Cause, Do, Feed, Grade, InstrumentKind, Kind, Right, Settlement
from assignwatch.texts import alerts
from assignwatch.texts.format import clock
from assignwatch.texts.problems import sentences
from tests.core.builders import (
    ACCOUNT,
    MODERATE,
    POLICY,
    T0,
    XBT,
    Run,
    after,
    booking,
    command,
    fill,
    row,
    snapshot,
)
from tests.core.histories import CAUSES, happened, told

KNOWN = Description(Instrument(XBT, InstrumentKind.PERPETUAL, "XBT perpetual"))
BLIND = blind_alert(ACCOUNT)


def _fired(cause: Cause = Cause.TAKEN_OVER, **fields: object) -> tuple[Run, str]:
    run = Run()
    run.take(KNOWN, snapshot(T0), booking("0.4", cause, price="67000.5", **fields))
    return run, run.only().incident


def _blind(problem: Problem | None = None) -> Run:
    run = Run()
    run.take(Roster({ACCOUNT: (Feed.POSITIONS, Feed.BOOKINGS)}))
    if problem is not None:
        run.take(FeedReport(T0, ACCOUNT, Feed.POSITIONS, up=False, problem=problem))
    run.take(at=T0 + POLICY.blind_after)
    return run


def test_a_headline_is_the_incident_s_title() -> None:
    run, name = _fired()
    assert alerts.headline(run.state, name) == "Taken over: +0.4 XBT perpetual"


@pytest.mark.parametrize(
    ("later", "holding"),
    [
        (None, "Position not read again yet."),
        ([], "Now: none held."),
        (["0.4"], "Now: +0.4 XBT perpetual."),
        (["-1.25"], "Now: −1.25 XBT perpetual."),
    ],
    ids=["not read since", "flat", "long", "short"],
)
def test_it_says_what_is_held_now_as_last_read(later: list[str] | None, holding: str) -> None:
    run, name = _fired(at=after(1))
    if later is not None:
        run.take(snapshot(after(2), *(row(quantity) for quantity in later)))
    assert alerts.holding(run.state, name) == holding
    assert alerts.body(run.state, name).endswith(holding)


PUT, SHARES = InstrumentId("kraken/P100"), InstrumentId("kraken/XYZ")
NIGHT = (
    Description(
        Instrument(
            PUT,
            InstrumentKind.OPTION,
            "XYZ P100",
            underlying=SHARES,
            right=Right.PUT,
            strike=Decimal(100),
            multiplier=Decimal(100),
            settlement=Settlement.PHYSICAL,
            currency="USD",
        )
    ),
    Description(Instrument(SHARES, InstrumentKind.STOCK, "XYZ", currency="USD")),
)


def _assigned() -> tuple[Run, str]:
    """Two puts are gone and their shares are there; the trades were read."""
    run = Run()
    run.take(*NIGHT, snapshot(T0, row("-2", PUT)))
    run.take(snapshot(after(60), row("200", SHARES, price="100")), at=after(60))
    run.take(Coverage(ACCOUNT, Feed.FILLS, after(60)), at=after(61))
    return run, run.only().incident


def test_what_was_exercised_says_what_was_bought_and_what_is_held_of_it() -> None:
    run, name = _assigned()
    assert alerts.headline(run.state, name) == "Assigned: +2 XYZ P100"
    assert alerts.body(run.state, name) == (
        "2 XYZ P100 were exercised against you: you bought 200 XYZ at 100. Now: +200 XYZ."
    )


def test_what_is_told_again_because_it_was_taken_back_claims_nothing() -> None:
    run, name = _assigned()
    run.take(command(name, Do.ACKNOWLEDGE), at=after(62))
    trades = (
        fill("2", "0.4", id="a", instrument=PUT, at=after(30)),
        fill("200", "100", id="b", instrument=SHARES, at=after(31)),
    )
    run.take(*trades, at=after(63))
    assert run.alert(name).raised.version == run.state.incidents[name].latest.version
    title, body = alerts.notice(run.state, name)
    assert title == "Taken back: assigned, +2 XYZ P100"
    assert body.startswith("Taken back. Your own trading explains it")
    assert "exercised" not in body
    _is_fit(title, body, ACCOUNT)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("grade", Grade)
def test_a_notice_fits_whatever_became_of_it(kind: Kind, grade: Grade) -> None:
    run, name = _assigned()
    versions = run.state.incidents[name].versions
    versions.append(replace(versions[-1], version=9, kind=kind, grade=grade))
    _is_fit(*alerts.notice(run.state, name), ACCOUNT)


def test_an_account_that_was_never_read_holds_nothing_known() -> None:
    run = Run()
    run.take(booking("1"))
    assert alerts.holding(run.state, run.only().incident) == "Position not read again yet."


def test_what_cannot_be_seen_is_said_with_since_when_and_why() -> None:
    run = _blind(Problem("rate_limited", {"seconds": "42"}))
    assert alerts.headline(run.state, BLIND) == f"Cannot see {ACCOUNT} since {clock(T0)}"
    body = alerts.body(run.state, BLIND)
    assert "42 s" in body
    assert body.endswith("silence means nothing.")


@pytest.mark.parametrize("cause", CAUSES)
def test_a_notice_fits_a_popup_and_names_the_account(cause: Cause) -> None:
    run, name = _fired(cause)
    title, body = alerts.notice(run.state, name)
    assert "0.4" in title
    assert "0.4" in body
    _is_fit(title, body, ACCOUNT)


@pytest.mark.parametrize("code", sorted(sentences()))
def test_so_does_one_about_what_cannot_be_seen(code: str) -> None:
    values = dict.fromkeys(("host", "word", "what", "where", "path", "reason"), "x" * 60)
    title, body = alerts.notice(_blind(Problem(code, values)).state, BLIND)
    _is_fit(title, body, ACCOUNT)


@MODERATE
@given(st.text(min_size=1, max_size=200), happened().flatmap(told))
def test_so_does_one_about_a_contract_with_any_name(symbol: str, records: list[Booking]) -> None:
    run = Run()
    instruments: set[InstrumentId] = {record.instrument for record in records}
    run.take(*(Description(Instrument(i, InstrumentKind.OTHER, symbol)) for i in instruments))
    run.take(*records)
    for name in run.state.alerts:
        title, body = alerts.notice(run.state, name)
        assert len(title) <= 60
        assert len(body) <= 120
        assert body.endswith(ACCOUNT)


def _is_fit(title: str, body: str, account: AccountKey) -> None:
    assert 0 < len(title) <= 60
    assert 0 < len(body) <= 120
    assert body.endswith(account)
    assert "!" not in title + body


def test_the_times_of_a_notice_carry_a_zone() -> None:
    at: datetime = T0 + timedelta(0)
    assert alerts.headline(_blind().state, BLIND).endswith(at.astimezone().strftime("%H:%M:%S %Z"))
