"""The yardstick: what a plain comparison of two snapshots would report.

It knows each thing by its symbol. A symbol that was not there before and is not zero is a new
position; a positive quantity larger than before is an increase. Everything else is nothing, and
everything it reports is taken for an assignment. It knows no trades, no records, and nothing that
disappears.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Alarm:
    """What it reports: this symbol grew by so much between these two readings."""

    account: str
    symbol: str
    change: Decimal
    what: str
    between: tuple[datetime, datetime]


def alarms(lines: Iterable[str]) -> Iterator[Alarm]:
    """Everything that it reports on a tape, in order."""
    symbols: dict[str, str] = {}
    before: dict[str, tuple[datetime, dict[str, Decimal]]] = {}
    for line in map(json.loads, lines):
        if line["type"] == "instrument":
            symbols[line["id"]] = line["symbol"]
        if line["type"] != "snapshot":
            continue
        at = datetime.fromisoformat(line["at"])
        account = line["account"]
        now = {
            symbols.get(row["instrument"], row["instrument"]): Decimal(row["quantity"])
            for row in line["positions"]
        }
        if account in before:
            since, old = before[account]
            for symbol, quantity in now.items():
                if symbol not in old:
                    if quantity:
                        yield Alarm(account, symbol, quantity, "new_position", (since, at))
                elif quantity > old[symbol] and quantity > 0:
                    grown = quantity - old[symbol]
                    yield Alarm(account, symbol, grown, "quantity_increase", (since, at))
        before[account] = (at, now)
