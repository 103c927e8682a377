"""Whether a new version is worth telling again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assignwatch.core.alerts.material import is_material
from assignwatch.core.events import Evidence
from assignwatch.core.model import Leg
from assignwatch.core.words import EvidenceCode, Grade, Kind, Severity
from tests.core.builders import ETH, XBT, Run, after, booking


def _legs(quantity: str) -> tuple[Leg, ...]:
    return (Leg(XBT, Decimal(quantity)), Leg(ETH, Decimal(-9)))


def _change(before: dict[str, Any], now: dict[str, Any]) -> bool:
    run = Run()
    run.take(booking("2"))
    version = replace(run.only(), legs=_legs("2"), **before)
    return is_material(version, replace(version, version=2, **now))


def test_the_first_version_is() -> None:
    run = Run()
    run.take(booking("2"))
    assert is_material(None, run.only())


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({}, {"contracts": Decimal("2.1")}),
        ({}, {"kind": Kind.LIQUIDATED}),
        ({"kind": Kind.UNEXPLAINED}, {"kind": Kind.ASSIGNED}),
        ({}, {"severity": Severity.CRITICAL}),
        ({}, {"legs": _legs("-2")}),
    ],
    ids=["more contracts", "another kind", "a name for it", "severer", "the other way round"],
)
def test_what_asks_for_more_is_told_again(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert _change(before, now)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({}, {}),
        ({}, {"contracts": Decimal("1.9")}),
        ({}, {"cash": {"USD": Decimal(-10)}}),
        ({"grade": Grade.LIKELY}, {"grade": Grade.CONFIRMED}),
        ({}, {"severity": Severity.INFO}),
        ({}, {"legs": _legs("3")}),
        ({}, {"legs": _legs("0")}),
        ({}, {"legs": (Leg(ETH, Decimal(9)),)}),
        ({}, {"occurred": (after(), after(9))}),
        ({}, {"evidence": (Evidence(EvidenceCode.CASH, "cash"),)}),
    ],
    ids=[
        "the same",
        "fewer contracts",
        "cash",
        "surer",
        "less severe",
        "a longer leg",
        "a leg that is gone",
        "another instrument's leg",
        "a time",
        "one more witness",
    ],
)
def test_everything_else_updates_in_silence(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert not _change(before, now)
