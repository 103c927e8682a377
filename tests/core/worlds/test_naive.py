"""The yardstick does what a plain comparison of snapshots does, and no better."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.core.worlds.naive import alarms

Rows = dict[str, str]


def _tape(*readings: Rows) -> list[str]:
    """Snapshots of one account, an hour apart."""
    lines = [
        {"type": "instrument", "id": f"saxo/{name}", "kind": "stock", "symbol": name}
        for name in ("XYZ", "P100")
    ]
    told = [
        {
            "type": "snapshot",
            "at": f"2026-11-20T{hour:02}:00:00Z",
            "account": "saxo/main",
            "positions": [{"instrument": f"saxo/{n}", "quantity": q} for n, q in rows.items()],
        }
        for hour, rows in enumerate(readings)
    ]
    return [json.dumps(line) for line in (*lines, *told)]


@pytest.mark.parametrize(
    ("before", "after", "reported"),
    [
        ({"P100": "-2"}, {"XYZ": "200"}, [("XYZ", "new_position", 200)]),
        ({"XYZ": "100"}, {"XYZ": "150"}, [("XYZ", "quantity_increase", 50)]),
        ({}, {"P100": "-1"}, [("P100", "new_position", -1)]),
        ({"XYZ": "-100"}, {"XYZ": "100"}, [("XYZ", "quantity_increase", 200)]),
        ({"XYZ": "100"}, {"XYZ": "40"}, []),
        ({"XYZ": "100", "P100": "-1"}, {}, []),
        ({"XYZ": "-300"}, {"XYZ": "-200"}, []),
    ],
)
def test_it_reports_what_appeared_or_grew(
    before: Rows, after: Rows, reported: list[tuple[str, str, int]]
) -> None:
    found = [(a.symbol, a.what, a.change) for a in alarms(_tape(before, after))]
    assert found == [(symbol, what, Decimal(change)) for symbol, what, change in reported]


def test_it_believes_an_empty_reply() -> None:
    held = {"XYZ": "100"}
    assert len(list(alarms(_tape(held, {}, held)))) == 1
