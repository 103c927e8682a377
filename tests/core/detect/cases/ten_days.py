"""Nights of one share over weeks, of which some contracts have a record and others have none.

What lies more than ten days back is carried no more. What it was made of leaves the ledgers then,
by day and position; the records of a night and the changes of another must not be put together for
it. Whatever asks again for these positions, all stays as it was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Part,
    Row,
    case,
    start,
)

S = Account()
STRIKES = {"C45": 45, "C50": 50, "C55": 55, "P45": 45, "P47": 47, "P52": 52}
ENDS = {"E48": 48}
"""A call that ends on the third."""
HELD = dict.fromkeys(STRIKES, -5)
OPTIONS = [(S.put if name[0] == "P" else S.call)(name, k) for name, k in STRIKES.items()]
DESCRIBED = [S.stock("XYZ"), S.call("C60", 60), *OPTIONS,
             *(S.call(name, k, expiry="2026-11-03") for name, k in ENDS.items())]  # fmt: skip


class Night(NamedTuple):
    """So many of each contract, called on the night to a day; those of `booked` on record."""

    day: int
    called: Mapping[str, int]
    booked: str = ""


STORIES = {
    "one of two, then its own": [
        Night(3, {"C45": 1, "P52": 4}, "P52"), Night(6, {"C45": 1}, "C45")],
    "a leg within another's": [
        Night(3, {"C50": 4, "P45": 2}, "C50 P45"), Night(4, {"P47": 2}),
        Night(6, {"P47": 1}, "P47")],
    "three nights, each in part": [
        Night(3, {"C55": 1, "P47": 1}, "C55 P47"), Night(5, {"P47": 3}),
        Night(7, {"C50": 1, "C55": 1}, "C50"), Night(10, {"C45": 1})],
    "two that cancel, then one alone": [
        Night(3, {"C55": 1, "P52": 1}, "C55 P52"), Night(4, {"C50": 1})],
    "two that cancel, then the rest of one at its end": [
        Night(3, {"E48": 1, "P52": 1}, "E48 P52"), Night(4, {"E48": 1})],
    "as many the other way": [
        Night(3, {"C45": 2, "P52": 3}, "C45"), Night(5, {"P45": 1}), Night(6, {"C50": 1}, "C50")],
    "none of them": [Night(3, {"C45": 1, "P52": 2}), Night(5, {"C45": 1, "P47": 1})],
}  # fmt: skip
ASKED: dict[str, dict[int, Part]] = {
    "nothing": {},
    "a trade": {d: S.fill(f"{d}T15:00", "C60", 1 - d % 2 * 2, 1) for d in range(12, 20)},
    "a restart": {d: start(f"{d}T10:00") for d in (13, 15, 16)},
    "a price": {d: S.quote(f"{d}T21:00", "XYZ", settlement=50) for d in range(12, 20)},
}


def _moves(name: str, units: int) -> tuple[int, int]:
    """The shares and the money of so many contracts."""
    shares = 100 * units if name[0] == "P" else -100 * units
    return shares, -shares * (STRIKES | ENDS)[name]


def _tape(nights: list[Night], asked: dict[int, Part]) -> list[Part]:
    held, shares, cash, extra = dict(HELD), 1_000, 0, 0
    for name in ENDS:
        held[name] = -sum(night.called.get(name, 0) for night in nights)
    told: list[Part] = [DESCRIBED]
    by_day = {night.day: night for night in nights}
    for day in range(2, 24):
        records: list[Part] = []
        if night := by_day.get(day):
            for name, units in night.called.items():
                moved, paid = _moves(name, units)
                held[name], shares, cash = held[name] + units, shares + moved, cash + paid
                if name in night.booked:
                    leg = {"XYZ": (moved, (STRIKES | ENDS)[name])}
                    records.append(S.booking(f"{day:02}T02:00", name, units, "assignment", 0,
                                             cash=paid, counter=leg,
                                             seen=f"2026-11-{day:02}T06:06:00Z"))  # fmt: skip
        rows: dict[str, Row] = {**held, "XYZ": shares, "C60": extra}
        told += [S.reads(f"{day:02}T06:00", rows, cash), records]
        told += [asked.get(day, [])]
        extra += (1 - day % 2 * 2) if "fill" in str(asked.get(day, "")) else 0
        told += [S.reads(f"{day:02}T20:35", {**rows, "C60": extra}, cash)]
    return told


CASES: list[Case] = [
    case(f"ten days/{story}, then {asks}", "what was told stays told", _tape(nights, asked),
         wants=[S.want("assigned", name, n, CONFIRMED if name in night.booked else DERIVED)
                for night in nights for name, n in night.called.items()])
    for (story, nights), (asks, asked) in product(STORIES.items(), ASKED.items())
]  # fmt: skip
