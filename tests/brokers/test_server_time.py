"""Whose clock is off, and by how much at least."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assignwatch.brokers.server_time import ServerTime
from assignwatch.core.model import Problem

SENT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def learnt(ahead: float, took: float = 0.2) -> ServerTime:
    """After a reply that Kraken stamped halfway, its clock being `ahead` of ours."""
    time = ServerTime()
    time.learn(SENT + seconds(ahead + took / 2), SENT, SENT + seconds(took))
    return time


@pytest.mark.parametrize(
    ("ahead", "problem"),
    [
        (0, None),
        (9.8, None),
        (-9.8, None),
        (61, Problem("clock_skew", {"seconds": "61", "direction": "behind"})),
        (-61, Problem("clock_skew", {"seconds": "61", "direction": "ahead"})),
    ],
)
def test_clock_that_is_certainly_off_is_named(ahead: float, problem: Problem | None) -> None:
    assert learnt(ahead).skew() == problem


def test_slow_reply_proves_nothing() -> None:
    assert learnt(11, took=8).skew() is None


def test_kraken_s_time_is_never_put_too_late() -> None:
    for took in (0.0, 0.2, 9.0):
        assert learnt(30, took).at(SENT) <= SENT + seconds(30)
    assert learnt(30, 0).at(SENT) == SENT + seconds(30)


def test_http_date_serves_until_a_better_time_is_known() -> None:
    time = ServerTime()
    time.learn_roughly("Thu, 01 Jan 2026 12:01:00 GMT", SENT, SENT)
    assert time.skew() == Problem("clock_skew", {"seconds": "60", "direction": "behind"})
    time.learn(SENT, SENT, SENT)
    time.learn_roughly("Thu, 01 Jan 2026 12:01:00 GMT", SENT, SENT)
    assert time.skew() is None


def test_http_date_that_is_none_is_ignored() -> None:
    time = ServerTime()
    time.learn_roughly("tomorrow", SENT, SENT)
    assert (time.skew(), time.at(SENT)) == (None, SENT)
