"""The nouns: keys, moments, rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assignwatch.core.model import (
    AccountKey,
    InstrumentId,
    Moment,
    PositionKey,
    broker_of,
    name_of,
)
from assignwatch.core.words import Severity, Side
from tests.core.builders import XBT, row

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "broker", "name"),
    [
        (AccountKey("kraken/main"), "kraken", "main"),
        (InstrumentId("saxo/42:xcme/7"), "saxo", "42:xcme/7"),
    ],
)
def test_a_key_is_the_broker_and_its_own_name(key: AccountKey, broker: str, name: str) -> None:
    assert (broker_of(key), name_of(key)) == (broker, name)


@pytest.mark.parametrize(
    ("moment", "reached_from", "over_at"),
    [
        (Moment.on(date(2026, 11, 20)), MIDNIGHT, MIDNIGHT + timedelta(days=1)),
        (
            Moment(MIDNIGHT + timedelta(hours=8)),
            MIDNIGHT + timedelta(hours=8),
            MIDNIGHT + timedelta(hours=8),
        ),
    ],
    ids=["a date", "a time"],
)
def test_when_a_contract_ends(moment: Moment, reached_from: datetime, over_at: datetime) -> None:
    assert not moment.reached(reached_from - timedelta(microseconds=1))
    assert moment.reached(reached_from)
    assert moment.over_at == over_at


def test_a_row_belongs_to_its_instrument_and_side() -> None:
    assert row("-1", side=Side.SHORT).key == PositionKey(XBT, Side.SHORT)


def test_severities_stand_in_order() -> None:
    ranked = sorted(Severity, key=lambda severity: severity.rank)
    assert ranked == [Severity.INFO, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL]
