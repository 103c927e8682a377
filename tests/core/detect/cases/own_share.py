"""A leg that shares an id with its contract, told beside one that shares none and is larger.

As long as nobody knows whose the larger one is, both may be one thing told twice, by lists that
name none. Even so a contract turned into what it delivers, and no version of it says anything else.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

from tests.core.detect.cases.telling import Account, Case, Line, Part, case, start

S = Account()
THINGS: tuple[Line, ...] = (S.stock("XYZ"), S.put("P70", 70), S.put("P80", 80),
                            S.call("C65", 65), S.call("C60", 60))  # fmt: skip
PAIRS = {"puts": ("P70", 70, "P80", 80, 100), "calls": ("C65", 65, "C60", 60, -100),
         "long puts": ("P70", 70, "P80", 80, -100)}  # fmt: skip
IDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "event": ({"event": "e"}, {"event": "e"}),
    "refs": ({"refs": ["r"]}, {"refs": ["r"]}),
    "event and ref": ({"event": "e"}, {"refs": ["e"]}),
}
DATES = {"timed": "19T05:00", "by the day": "19T00:00", "by the eve": "18T00:00"}


def _told(pair: str, ids: str, dates: str, order: tuple[int, ...], when: str, *, cut: bool) -> Case:
    """One contract and its leg by an id, three of another and their leg by none."""
    one, strike, other, other_strike, each = PAIRS[pair]
    way, cause = (-1, "exercise") if pair == "long puts" else (1, "assignment")
    own, leg = IDS[ids]
    date = DATES[dates]
    lines = (
        S.booking(date, one, way, cause, 0, **own),
        S.booking(date, "XYZ", each, cause, strike, id="its leg", **leg),
        S.booking(date, other, 3 * way, cause, 0),
        S.booking(date, "XYZ", 3 * each, cause, other_strike, id="the other leg"),
    )
    minute = {"before": "05:07", "after": "05:20"}[when]
    records: list[Part] = [
        lines[i] | {"record": "", "seen": f"2026-11-19T{minute}:0{n}Z"} for n, i in enumerate(order)
    ]
    if cut:
        records.insert(3, start(f"19T{minute}:02"))
    held = {one: -5 * way, other: -5 * way, "XYZ": 1000}
    has = {one: -4 * way, other: -2 * way, "XYZ": 1000 + 4 * each}
    parts: list[Part] = [S.reads(m, held) for m in ("17T20:00", "18T20:00", "19T05:05")]
    parts += records if when == "before" else []
    parts += [S.reads(m, has) for m in ("19T05:10", "19T05:15")]
    parts += records if when == "after" else []
    parts += [S.reads(m, has) for m in ("19T05:40", "20T15:00", "23T15:00")]
    kind = "exercised" if way < 0 else "assigned"
    wants = [
        S.want(kind, one, 1, legs={one: way, "XYZ": (each, strike)}, at_most=True, steady=True),
        S.want(kind, other, 3, legs={other: 3 * way, "XYZ": (3 * each, other_strike)},
               at_most=True),
    ]  # fmt: skip
    place = "".join(map(str, order))
    title = f"own share/{pair}, {ids}, {dates}, {place} {when}{', cut' if cut else ''}"
    return case(title, "no more than it delivers", THINGS, parts, wants=wants)


ALL = range(4)
CASES = [
    *(
        _told("puts", "event", dates, order, when, cut=False)
        for dates, order, when in product(DATES, permutations(ALL), ("before", "after"))
    ),
    *(
        _told(pair, ids, dates, order, when, cut=cut)
        for pair, ids, dates, order, when, cut in product(
            PAIRS, IDS, DATES, ((1, 0, 3, 2), (3, 1, 0, 2)), ("before", "after"), (False, True)
        )
        if cut or (pair, ids) != ("puts", "event")
    ),
]
