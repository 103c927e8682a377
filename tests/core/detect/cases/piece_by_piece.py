"""A night in which contracts move one thing both ways, and readings that show it piece by piece.

What one reading shows of that thing is the sum, which one of the contracts alone may come to as
well. All that went that night tells of all of them, in whichever order it was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from tests.core.detect.cases.telling import (
    LIKELY,
    STRONG,
    Account,
    Case,
    Line,
    Part,
    Want,
    at,
    case,
    start,
)

S = Account()
THINGS: tuple[Line, ...] = (S.stock("XYZ"), S.put("P70", 70), S.call("C65", 65))
Held = Mapping[str, int]
SIDES: dict[str, tuple[Held, Held]] = {
    "two calls": ({"P70": -4, "C65": -5, "XYZ": 500}, {"P70": 1, "C65": 2, "XYZ": -100}),
    "two puts": ({"P70": -4, "C65": -5, "XYZ": 500}, {"P70": 2, "C65": 1, "XYZ": 100}),
    "long": ({"P70": 4, "C65": 5, "XYZ": 500}, {"P70": -1, "C65": -2, "XYZ": 100}),
    "long put": ({"P70": 4, "C65": -5, "XYZ": 500}, {"P70": -2, "C65": 1, "XYZ": -300}),
}
"""What is held, and what goes in all."""


def _pieces(moved: Held) -> dict[str, list[Held]]:
    """The same night, read in several ways."""
    (one, n), (other, m) = ((name, q) for name, q in moved.items() if name != "XYZ")
    if abs(m) > abs(n):
        one, n, other, m = other, m, one, n
    part, rest = {one: n // 2}, {one: n - n // 2}
    leg = {"XYZ": moved["XYZ"]}
    return {
        "leg with the other": [{**leg, other: m}, part, rest],
        "leg first": [leg, part, {**rest, other: m}],
        "leg first, each": [leg, {other: m}, part, rest],
        "leg between": [part, {**leg, other: m}, rest],
        "leg last": [part, {other: m}, rest, leg],
        "at once": [moved],
    }


def _read(
    held: Held, pieces: Sequence[Held], *, cut: int = 0, told: Part = (), paid: int | None = None
) -> list[Part]:
    """Readings of a night every few minutes, and of the days around it.

    `told` comes before the first that shows anything, and so does what was `paid`.
    """
    has, parts = dict(held), list[Part]()
    had, left = (None, None) if paid is None else (50_000, 50_000 + paid)
    parts += [S.reads(moment, held, had) for moment in ("18T12:00", "18T20:00", "19T05:00")]
    for i, piece in enumerate(pieces):
        has |= {name: has[name] + moved for name, moved in piece.items()}
        parts += [start(f"19T05:0{5 + i}:30")] if cut == i + 1 else []
        parts += [told] if i == 0 else []
        parts += S.reads(f"19T05:{10 + 5 * i}", has, left)
    after = "19T05:45", "19T15:00", "20T15:00", "23T15:00"
    return [*parts, *(S.reads(moment, has, left) for moment in after)]


def _wants(held: Held, moved: Held, grades: frozenset[str] = LIKELY, **keys: Any) -> list[Want]:
    each = {"P70": 100, "C65": -100}
    return [
        S.want("assigned" if held[name] < 0 else "exercised", name, abs(n), grades,
               {name: n, "XYZ": n * each[name]}, **keys)
        for name, n in moved.items() if name != "XYZ"
    ]  # fmt: skip


NIGHTS = [
    case(f"piece by piece/{side}, {order}{', cut' if cut else ''}", "all that went comes to it",
         THINGS, _read(held, pieces, cut=cut), wants=_wants(held, moved))
    for side, (held, moved) in SIDES.items()
    for order, pieces in _pieces(moved).items()
    for cut in (0, 2)
]  # fmt: skip

HELD, MOVED = SIDES["two calls"]
ONE = S.want("assigned", "C65", 1, LIKELY | STRONG, {"C65": 1, "XYZ": -100})
TRADED = [S.fill("19T05:07", "P70", 1, 2), S.fill("19T05:12", "C65", 1, 3)]

MONEY = [
    one
    for order, pieces in _pieces(MOVED).items() if order not in {"at once", "leg last"}
    for one in (
        case(f"piece by piece/{order}, all paid for", "and the balance says so too", THINGS,
             _read(HELD, pieces, paid=6_000), wants=_wants(HELD, MOVED, STRONG)),
        case(f"piece by piece/{order}, one paid for", "the balance is that of one alone", THINGS,
             _read(HELD, pieces, paid=6_500), wants=[ONE], open_ends=True,
             doubted=frozenset({"P70"})),
        case(f"piece by piece/{order}, others traded", "trades tell of the others", THINGS,
             _read(HELD, pieces, told=TRADED), wants=[ONE], open_ends=True),
    )
]  # fmt: skip

DATES = {"timed": "18T05:06", "by the day": "18T00:00", "by the eve": "17T00:00"}


def _records(date: str, forms: tuple[str, str]) -> list[Line]:
    """Three puts and a call of the night before, and what they turned into."""
    told = list[Line]()
    for form, name, n, moved, strike in zip(
        forms, ("P70", "C65"), (3, 1), (300, -100), (70, 65), strict=True
    ):
        ids = {} if form == "plain" else {"event": f"e {name}"}
        told.append(S.booking(date, name, n, "assignment", 0, **ids))
        if form == "trade":
            told.append(S.fill(date, "XYZ", moved, strike, id=f"leg of {name}", **ids))
        else:
            leg = f"leg of {name}"
            told.append(S.booking(date, "XYZ", moved, "assignment", strike, id=leg, **ids))
    return told


def _after(
    forms: tuple[str, str],
    dates: str,
    seen: str,
    order: str,
    *,
    cut: bool = False,
    back: bool = False,
) -> Case:
    """A night that is on record, and one that is not."""
    told = _records(DATES[dates], forms)[:: -1 if back else 1]
    told = [line | {"seen": at(seen), "record": ""} for line in told]
    early = {"P70": -4, "C65": -3, "XYZ": 300}
    held = {"P70": -1, "C65": -2, "XYZ": 500}
    parts: list[Part] = [S.reads(moment, early) for moment in ("17T00:30", "17T20:00", "18T05:00")]
    parts += [told] if seen < "18T05:10" else []
    parts += [S.reads(moment, held) for moment in ("18T05:10", "18T05:40")]
    parts += [told] if seen > "18T05:10" else []
    moved = {"C65": 1, "XYZ": -100} if order == "one" else MOVED
    pieces = [moved] if order == "one" else _pieces(MOVED)[order]
    parts += _read(held, pieces, cut=2 if cut else 0)
    wants = [S.want("assigned", "P70", 3, legs={"P70": 3, "XYZ": 300}),
             S.want("assigned", "C65", 1, legs={"C65": 1, "XYZ": -100}),
             *_wants(held, moved, late=cut)]  # fmt: skip
    title = f"piece by piece/{' and '.join(forms)}, {dates}, {order}, told {seen}"
    title += f"{', back' if back else ''}{', cut' if cut else ''}"
    return case(title, "after a night that is on record", THINGS, parts, wants=wants)


TOLD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("one", {}),
    ("leg with the other", {}),
    ("leg with the other", {"back": True}),
    ("leg last", {"cut": True}),
)

AFTER = [
    _after(forms, dates, seen, order, **keys)
    for forms in product(("plain", "event", "trade"), repeat=2)
    for dates in DATES
    for seen in ("18T05:08", "18T06:00")
    for order, keys in TOLD
]

CASES = NIGHTS + MONEY + AFTER
