"""A long life of one account, told in observations: trades, takeovers, readings, answers.

`journal.py` has the core make events of it and `tape.py` writes it down as lines, so that both
hold what a real run would hold and not what somebody thought it would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.model import Instrument, InstrumentId, PositionRow
from assignwatch.core.observations import (
    Booking,
    Description,
    Fill,
    Observation,
    PositionReport,
    Start,
)
from assignwatch.core.words import Cause
from benchmarks.worlds import ACCOUNT, HUNDRED, T0, future, read_through, reading, row

_INSTRUMENTS = 300
_EVERY = timedelta(seconds=60)
_BOOKED_EACH = 2_000
"""Of so many changes one is not a trade of the trader's own."""

_STARTED_EACH = 10_000
_READ_EACH = 20


@dataclass
class Life:
    """The account as it goes on. `steps` never ends: whoever listens has enough at some time."""

    instruments: list[Instrument] = field(
        default_factory=lambda: [future(number) for number in range(_INSTRUMENTS)]
    )
    held: dict[InstrumentId, int] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[datetime, list[Observation]]]:
        """What is learned at each moment."""
        self.held = {one.id: 50 for one in self.instruments}
        rows = [row(one, 50) for one in self.instruments]
        described: list[Observation] = [Description(one) for one in self.instruments]
        yield T0, [Start()]
        yield T0, [*described, reading(T0, rows), *read_through(T0)]
        number, now = 0, T0
        while True:
            number, now = number + 1, now + _EVERY
            if number % _STARTED_EACH == 0:
                yield now, [Start()]
            told = self._change(number, now)
            if number % _READ_EACH == 0:
                told += read_through(now)
            yield now, told

    def _change(self, number: int, now: datetime) -> list[Observation]:
        moved = self.instruments[number % len(self.instruments)].id
        step = 1 if self.held[moved] <= 50 else -1  # up and down around where it began
        self.held[moved] += step
        total = PositionRow(moved, Decimal(self.held[moved]), price=Decimal("101.5"))
        told: Observation
        if number % _BOOKED_EACH:
            told = Fill(
                now,
                ACCOUNT,
                f"fill-{number}",
                moved,
                Decimal(step),
                HUNDRED,
                order=f"order-{number}",
                event=f"event-{number}",
            )
        else:
            told = Booking(
                now,
                ACCOUNT,
                f"booking-{number}",
                moved,
                Decimal(step),
                Cause.TAKEN_OVER,
                price=HUNDRED,
                record="list",
            )
        return [told, PositionReport(now, ACCOUNT, total)]
