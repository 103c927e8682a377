"""Ids are made of the broker's own fields."""

from __future__ import annotations

from datetime import date

import pytest

from assignwatch.core.detect.happenings import Happening
from assignwatch.core.detect.identity import incident_id, incident_of
from assignwatch.core.model import PositionKey
from assignwatch.core.state import FactKey
from assignwatch.core.words import Family, Side
from tests.core.builders import ACCOUNT, ETH, XBT, after, booking

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("key", "family", "day", "expected"),
    [
        (PositionKey(XBT), Family.TAKEOVER, DAY, "kraken/main:PF_XBTUSD:takeover:2026-11-20"),
        (
            PositionKey(XBT, Side.SHORT),
            Family.FORCED,
            DAY,
            "kraken/main:PF_XBTUSD:short:forced:2026-11-20",
        ),
        (
            PositionKey(ETH),
            Family.CALLED,
            date(2026, 11, 21),
            "kraken/main:PF_ETHUSD:called:2026-11-21",
        ),
    ],
)
def test_an_id_names_account_contract_side_family_and_day(
    key: PositionKey, family: Family, day: date, expected: str
) -> None:
    assert incident_id(ACCOUNT, key, family, day) == expected


def test_a_happening_is_of_the_day_of_its_first_witness() -> None:
    late = booking("1", id="b1", at=after(minutes=14 * 60 + 59))
    next_day = booking("1", id="b2", at=after(minutes=15 * 60 + 1))
    found = Happening((late, next_day))
    assert incident_of(found, ACCOUNT, Family.TAKEOVER, {}).endswith(":2026-11-20")


def test_it_stays_with_the_incident_that_counts_one_of_its_witnesses() -> None:
    found = Happening((booking("1", id="b1"), booking("1", id="b2")))
    known = incident_id(ACCOUNT, PositionKey(XBT), Family.TAKEOVER, date(2026, 11, 21))
    consumed = {("b2", XBT): known}
    assert incident_of(found, ACCOUNT, Family.TAKEOVER, consumed) == known


@pytest.mark.parametrize(
    "consumed",
    [
        {("b1", ETH): "kraken/main:PF_ETHUSD:takeover:2026-11-21"},
        {("b1", XBT): "kraken/main:PF_XBTUSD:other:2026-11-21"},
    ],
    ids=["the same id on another contract", "a witness counted by another family"],
)
def test_but_not_with_another_one(consumed: dict[FactKey, str]) -> None:
    found = Happening((booking("1", id="b1"),))
    expected = incident_id(ACCOUNT, PositionKey(XBT), Family.TAKEOVER, DAY)
    assert incident_of(found, ACCOUNT, Family.TAKEOVER, consumed) == expected
