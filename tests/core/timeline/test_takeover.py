"""Somebody else's position is put on the trader, in many small pieces, told by three lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from assignwatch.core.observations import Observation
from assignwatch.core.words import AlertStatus, Cause, Do
from tests.core.builders import POLICY, Run, after, command, row, snapshot
from tests.core.timeline.telling import FILLS, HISTORY, LOG, Night, row_of

PIECES = ("0.05", "0.05", "0.1", "0.02", "0.03", "0.05", "0.06", "0.04")
INCIDENT = "kraken/main:PF_XBTUSD:takeover:2026-11-20"


def _piece(record: str, number: int) -> Observation:
    return row_of(
        record,
        after(60 + number * 0.2),
        PIECES[number],
        Cause.TAKEN_OVER,
        id=str(number),
        event=f"execution {number}",
        price="67000",
    )


def test_eight_tiny_fills_are_one_incident_and_one_notice() -> None:
    night = Night()
    for number in range(8):
        night.says(60 + number * 0.2, _piece(FILLS, number))
        assert night.run.told() == [], "it waits for the rest"
    assert night.summary == [("taken_over", 8, "0.4", "confirmed")]
    (call,) = night.run.told(after(61.4) + POLICY.gather)
    assert (call.alert, call.version) == (INCIDENT, 8)
    version = night.run.only()
    assert [(leg.quantity, leg.price) for leg in version.legs] == [(Decimal("0.4"), Decimal(67000))]
    assert version.occurred == (after(60), after(61.4))


def test_the_account_log_and_the_history_confirm_it_in_silence() -> None:
    night = Night()
    night.says(60, *(_piece(FILLS, number) for number in range(8)))
    night.run.told(after(63))
    night.says(75, *(_piece(LOG, number) for number in range(8)))
    night.says(76, *(_piece(HISTORY, number) for number in range(8)))
    assert night.summary == [("taken_over", 3, "0.4", "confirmed")]
    assert len(night.run.only().evidence) == 3
    assert night.run.told(after(80)) == []


def test_a_list_that_saw_more_than_the_stream_is_told_again() -> None:
    night = Night()
    night.says(60, *(_piece(FILLS, number) for number in range(6)))
    night.says(62, command(INCIDENT, Do.ACKNOWLEDGE))
    night.says(75, *(_piece(LOG, number) for number in range(8)))
    assert night.summary == [("taken_over", 2, "0.4", "confirmed")]
    assert night.run.alert().status is AlertStatus.FIRING


@pytest.mark.parametrize(
    ("corrected", "status"),
    [
        ("0.4", AlertStatus.ACKNOWLEDGED),
        ("0.3", AlertStatus.FIRING),
        ("0.5", AlertStatus.FIRING),
    ],
    ids=["the same", "less", "more"],
)
def test_another_quantity_than_the_trader_acted_on_is_told_again(
    corrected: str, status: AlertStatus
) -> None:
    night = Night()
    night.says(60, row_of(LOG, after(60), "0.4", Cause.TAKEN_OVER, id="1"))
    night.says(62, command(INCIDENT, Do.ACKNOWLEDGE))
    night.says(75, row_of(LOG, after(60), corrected, Cause.TAKEN_OVER, id="1", price="67000"))
    assert night.run.only().contracts == Decimal(corrected)
    assert night.run.alert().status is status


def test_less_than_was_told_is_shown_in_silence_where_nobody_has_acted_yet() -> None:
    night = Night()
    night.says(60, row_of(LOG, after(60), "0.4", Cause.TAKEN_OVER, id="1"))
    night.says(75, row_of(LOG, after(60), "0.3", Cause.TAKEN_OVER, id="1"))
    assert night.run.only().contracts == Decimal("0.3")
    assert night.run.alert().raised.version == 1


def test_the_reading_of_the_grown_position_adds_nothing() -> None:
    night = Night()
    night.says(60, *(_piece(FILLS, number) for number in range(8)))
    night.says(90, snapshot(after(90), row("0.4", price="67000")))
    assert night.summary == [("taken_over", 1, "0.4", "confirmed")]
    assert len(night.run.state.alerts) == 1


@pytest.mark.parametrize("died_at", [60.1, 60.9, 61.3, 63, 70])
def test_killed_in_the_middle_and_read_again_it_is_the_same_incident(died_at: float) -> None:
    night = Night()
    for number in range(8):
        if 60 + number * 0.2 < died_at:
            night.says(60 + number * 0.2, _piece(FILLS, number))
    told = night.run.told(after(died_at))
    night.restarts(100)
    night.says(101, snapshot(after(101), row("0.4")))
    night.says(102, *(_piece(LOG, number) for number in range(8)))
    ((kind, _, contracts, grade),) = night.summary
    assert (kind, contracts, grade) == ("taken_over", "0.4", "confirmed")
    assert len(night.run.told(after(102) + POLICY.gather_at_most)) == 1
    assert len(told) <= 1


def test_found_after_a_restart_it_is_marked_late_and_told_once() -> None:
    night = Night()
    night.restarts(8 * 3600)
    night.says(8 * 3600 + 2, snapshot(after(8 * 3600 + 2), row("0.4")))
    night.says(8 * 3600 + 3, *(_piece(LOG, number) for number in range(8)))
    version = night.run.only()
    assert version.late
    assert version.at - version.occurred[1] > timedelta(hours=7)  # type: ignore[index]  # it is known
    calls = night.run.told(after(8 * 3600 + 6))
    assert [call.alert for call in calls] == [INCIDENT]
    assert night.run.told(after(8 * 3600 + 60)) == []


def test_what_happens_after_the_restart_is_not_late() -> None:
    night = Night()
    night.restarts(30)
    night.says(40, snapshot(after(40)))
    night.says(60, _piece(FILLS, 0))
    assert not night.run.only().late


def test_it_is_repeated_until_it_is_acknowledged_and_never_after() -> None:
    night = Night()
    night.says(60, _piece(FILLS, 0))
    minutes = [m for m in range(1, 60) if _is_told(night.run, after(10, minutes=m))]
    assert minutes == [1, 11, 21, 31, 41, 51]
    night.says(3600, command(INCIDENT, Do.ACKNOWLEDGE))
    assert not any(_is_told(night.run, after(minutes=m)) for m in range(61, 600))


def _is_told(run: Run, at: datetime) -> bool:
    return INCIDENT in {call.alert for call in run.told(at)}


def test_a_list_that_dates_it_before_midnight_joins_the_one_that_dated_it_after() -> None:
    midnight = 15 * 3600
    same = {"id": "1", "event": "execution 1"}
    night = Night()
    row_after = row_of(LOG, after(midnight + 0.1), "0.4", Cause.TAKEN_OVER, **same)
    row_before = row_of(FILLS, after(midnight - 0.1), "0.4", Cause.TAKEN_OVER, **same)
    night.says(midnight + 1, row_after)
    night.restarts(midnight + 2)
    night.says(midnight + 3, row_before, row_after)
    assert night.summary == [("taken_over", 2, "0.4", "confirmed")]
    assert night.run.only().incident == "kraken/main:PF_XBTUSD:takeover:2026-11-21"
