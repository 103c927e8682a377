"""How much an incident asks, as a table."""

from __future__ import annotations

import pytest

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.words import Kind, Severity

TABLE = {
    Severity.CRITICAL: {Kind.LIQUIDATED, Kind.HANDED_OVER},
    Severity.HIGH: {
        Kind.TAKEN_OVER,
        Kind.DELEVERAGED,
        Kind.UNWOUND,
        Kind.CLOSED_BY_BROKER,
        Kind.ASSIGNED,
        Kind.EXPIRED_UNASSIGNED,
        Kind.UNEXPLAINED,
        Kind.AMBIGUOUS,
    },
    Severity.NORMAL: {Kind.EXERCISED, Kind.CASH_SETTLED, Kind.DELIVERED, Kind.SETTLED},
    Severity.INFO: {Kind.EXPIRED, Kind.CORPORATE_ACTION, Kind.TRANSFERRED},
}


@pytest.mark.parametrize("kind", Kind)
def test_severity_by_consequence(kind: Kind) -> None:
    assert [severity for severity, kinds in TABLE.items() if kind in kinds] == [severity_of(kind)]
