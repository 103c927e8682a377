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


FORMS = ("by its time", "legs by their day", "legs by the day before")


def _booked(form: str, day: int, name: str, units: int) -> list[Part]:
    """One record that names its leg; or two that name a day, and share no id."""
    moved, paid = _moves(name, units)
    strike, seen = (STRIKES | ENDS)[name], f"2026-11-{day:02}T06:06:00Z"
    if form == "by its time":
        leg = {"XYZ": (moved, strike)}
        return [S.booking(f"{day:02}T02:00", name, units, "assignment", 0, cash=paid, counter=leg,
                          seen=seen)]  # fmt: skip
    dated = f"{day if form == 'legs by their day' else day - 1:02}T00:00"
    return [
        S.booking(dated, name, units, "assignment", cash=paid, seen=seen),
        S.booking(dated, "XYZ", moved, "assignment", strike, seen=seen, id=f"leg {name} {day}"),
    ]


def _tape(nights: list[Night], asked: dict[int, Part], form: str) -> list[Part]:
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
                    records += _booked(form, day, name, units)
        rows: dict[str, Row] = {**held, "XYZ": shares, "C60": extra}
        told += [S.reads(f"{day:02}T06:00", rows, cash), records]
        told += [asked.get(day, [])]
        extra += (1 - day % 2 * 2) if "fill" in str(asked.get(day, "")) else 0
        told += [S.reads(f"{day:02}T20:35", {**rows, "C60": extra}, cash)]
    return told


ALIKE = [S.stock("XYZ"), S.put("P47", 47), S.put("P52", 52), S.call("C60", 60),
         S.call("L50", 50, expiry="2026-11-03")]  # fmt: skip


def _of_c60(day: int, asked: dict[int, Part]) -> int:
    """How many the trades leave by the morning of a day: one is bought and the next day sold."""
    return day % 2 if "fill" in str(asked.get(day - 1, "")) else 0


def _as_much_again(asks: str, asked: dict[int, Part]) -> Case:
    """As much on the night after, on record by the day before; and a long call has run out."""
    rows: dict[str, Row] = {"P47": -2, "P52": -1, "L50": 1, "XYZ": 100}
    after: dict[str, Row] = {"P47": -1, "XYZ": 300}
    return case(
        f"ten days/as much again, then {asks}", "what was told stays told", ALIKE,
        S.reads("02T20:40", rows, 0), S.reads("03T06:00", {**rows, "P47": -1, "XYZ": 200}, -4_700),
        S.reads("03T20:40", {**rows, "P47": -1, "XYZ": 200}, -4_700),
        S.booking("04T00:00", "L50", -1, "expiry", seen="2026-11-04T00:00:10Z"),
        S.reads("04T06:00", after, -9_900), _booked("legs by the day before", 4, "P52", 1),
        [[S.reads(f"{day:02}T06:00", {**after, "C60": _of_c60(day, asked)}, -9_900),
          asked.get(day, [])] for day in range(5, 20)],
        wants=[S.want("assigned", "P47", 1, DERIVED), S.want("assigned", "P52", 1),
               S.want("expired", "L50", 1)])  # fmt: skip


_STAYS: list[Case] = [
    case(f"ten days/{story}, {form}, then {asks}", "what was told stays told",
         _tape(nights, asked, form),
         wants=[S.want("assigned", name, n, CONFIRMED if name in night.booked else DERIVED)
                for night in nights for name, n in night.called.items()])
    for (story, nights), (asks, asked), form in product(STORIES.items(), ASKED.items(), FORMS)
]  # fmt: skip

CASES: list[Case] = [
    *(_as_much_again(asks, asked) for asks, asked in ASKED.items()),
    *_STAYS,
]
