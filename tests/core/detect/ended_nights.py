"""Nights that end several contracts on one thing, drawn at random, each with what it must come to.

One to four series ended that Friday, of which the official close calls those in the money, all of
each. Their rows are gone with one of three readings, or each with one of its own; what they moved
comes as a net before that, with it or after it, or piece by piece. The shares may have the average
open price that a broker works out, and some of what happened may be on record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    at,
    case,
)

S = Account()
ENDS = "2026-11-20"
TIMES = ("21T08:00", "21T08:30", "21T09:00")
LATER = ("23T12:30", "23T15:00", "24T08:00")
SERIES = [(right, strike) for right in "PC" for strike in (90, 95, 100, 105, 110)]


@dataclass(frozen=True)
class Series:
    """What was held of an option, with which reading it is gone, and which shows what it moved."""

    name: str
    held: int
    gone: int
    shown: int
    inside: bool
    on_record: bool

    @property
    def strike(self) -> int:
        """What is paid for a share."""
        return int(self.name[1:])

    @property
    def moved(self) -> int:
        """How many shares came by it."""
        if not self.inside:
            return 0
        return -100 * self.held if self.name[0] == "P" else 100 * self.held

    @property
    def record(self) -> Line:
        """What the broker writes down: no leg, and no money."""
        cause = "expiry" if not self.inside else "assignment" if self.held < 0 else "exercise"
        return S.booking("20T21:45", self.name, -self.held, cause)

    @property
    def want(self) -> Want:
        """What is to be told of it."""
        grades, contracts = CONFIRMED if self.on_record else DERIVED, abs(self.held)
        if not self.inside:
            return S.want("expired", self.name, contracts, grades)
        legs: dict[str, Row] = {self.name: -self.held, "XYZ": self.moved}
        kind = "assigned" if self.held < 0 else "exercised"
        return S.want(kind, self.name, contracts, grades, None if self.on_record else legs)


def drawn(seed: int) -> Case:
    """The night of this seed."""
    draw = Random(seed)
    close = Decimal(draw.choice(["93.1", "97.4", "100.2", "101.15", "106.3"]))
    together, as_net = draw.random() < 0.6, draw.random() < 0.7
    gone, shown, recorded = draw.randrange(3), draw.randrange(3), draw.random() < 0.3
    held = [
        Series(
            name=f"{right}{strike}",
            held=draw.choice([-4, -3, -2, -1, -1, 1, 2]),
            gone=gone if together else draw.randrange(3),
            shown=shown if as_net else draw.randrange(3),
            inside=close < strike if right == "P" else close > strike,
            on_record=recorded and draw.random() < 0.4,
        )
        for right, strike in draw.sample(SERIES, draw.randint(1, 4))
    ]
    before = draw.choice([0, 0, 100, -100, 200, -300, 500])
    price = Decimal(draw.choice([70, 100, 130])) if draw.random() < 0.6 else None
    described = [
        (S.put if one.name[0] == "P" else S.call)(one.name, one.strike, expiry=ENDS) for one in held
    ]
    tape = _tape(held, _shares(held, before, price), close, draw.randrange(len(TIMES) + 1))
    wants = [one.want for one in held]
    says = f"{', '.join(f'{one.held} {one.name}' for one in held)}, closed at {close}"
    return case(f"ended night {seed}", says, S.stock("XYZ"), described, tape, wants=wants)


def _shares(held: Iterable[Series], before: int, price: Decimal | None) -> list[Row]:
    """The row of the shares: before, and with each of the readings."""
    rows: list[Row] = [_row(before, price)]
    quantity, average = before, price
    for reading in range(len(TIMES)):
        for one in held:
            if one.shown == reading and one.moved:
                average = _average(quantity, average, one)
                quantity += one.moved
        rows.append(_row(quantity, average))
    return rows


def _average(held: int, price: Decimal | None, one: Series) -> Decimal | None:
    """The open price when this has come: what comes nearer to zero leaves it as it was."""
    if price is None:
        return None
    if held * one.moved >= 0:
        return (held * price + one.moved * one.strike) / (held + one.moved)
    return price if abs(one.moved) <= abs(held) else Decimal(one.strike)


def _row(quantity: int, price: Decimal | None) -> Row:
    return (quantity, f"{price:.10f}") if quantity and price is not None else quantity


def _tape(held: Iterable[Series], shares: list[Row], close: Decimal, told: int) -> list[Part]:
    """The readings; the records are `told` before that one, or after all of them."""
    options = {one.name: one.held for one in held}
    first, *later = shares
    evening: dict[str, Row] = {**options, "XYZ": first, "ZZZ": 1}
    tape: list[Part] = [S.reads("20T20:55", evening)]
    tape += [S.quote("20T21:01", "XYZ", settlement=str(close)), S.reads("20T21:10", evening)]
    records = [one.record for one in held if one.on_record]
    seen = ("21T07:50", "21T08:20", "21T08:50", "21T11:00")[told]
    for reading, moment in enumerate((*TIMES, *LATER)):
        if reading == told:
            tape += [record | {"seen": at(seen)} for record in records]
        left = {one.name: one.held for one in held if one.gone > reading}
        shown = later[min(reading, len(TIMES) - 1)]
        tape.append(S.reads(moment, {**left, "XYZ": shown, "ZZZ": 1}))
    return tape
