"""Calls and puts of one event, for which the broker books what they came to as one line.

The line is the leg of none of them: each has moved what the law says of it (domain notes 1.2), and
a contract is never told with a leg that it cannot deliver.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import CONFIRMED, Account, Case, Line, Part, Row, at, case

S = Account()
REST: dict[str, Row] = {"Z": 10, "Y": 5}
ONE: Line = {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}], "multiplier": 1000}
FUTURE = S.instrument("CL", "future", multiplier=1000, expiry="2027-03-20", settlement="physical")
CALLED: dict[str, dict[str, int]] = {
    "more puts": {"P100": 3, "C120": 1},
    "more calls": {"P100": 1, "C120": 3},
    "exercised": {"P100": -1, "C120": -2},
    "a short put, a long one": {"P100": 3, "P110": -1},
}
MOMENTS = {"timed": "02:00", "by the day": "00:00"}


def _moves(name: str, gone: int, units: int) -> int:
    return gone * units * (1 if name[0] == "P" else -1)


def _tape(what: str, called: dict[str, int], moment: str, seen: str, *, first: bool) -> list[Part]:
    """The contracts and the one line, which is told `first` or last."""
    units = 1 if what == "CL" else 100
    held: dict[str, Row] = {name: -gone - (1 if gone > 0 else -1) for name, gone in called.items()}
    left: dict[str, Row] = {name: -1 if gone > 0 else 1 for name, gone in called.items()}
    net = sum(_moves(name, gone, units) for name, gone in called.items())
    told = [
        S.booking(moment, name, gone, "assignment" if gone > 0 else "exercise", 0, event="N")
        for name, gone in called.items()
    ]
    line = S.booking(moment, what, net, "assignment", event="N", id="one line")
    lines = [line, *told] if first else [*told, line]
    parts: list[Part] = [one | {"seen": at(seen)} for one in lines]
    before = [S.reads(m, {**held, **REST}) for m in ("17T20:00", "04:50")]
    shown = [S.reads("05:30", {**left, what: net, **REST})]
    after = [S.reads(m, {**left, what: net, **REST}) for m in ("05:40", "08:00", "19T08:00")]
    return [before, parts, shown, after] if seen < "05:30" else [before, shown, parts, after]


def _case(what: str, name: str, dated: str, seen: str, *, first: bool) -> Case:
    units, called = (1 if what == "CL" else 100), CALLED[name]
    on: Line = {"on": what, **(ONE if what == "CL" else {})}
    return case(
        f"net line/{name}, {what}, {dated}, told at {seen}{', first' if first else ''}",
        "one line of what is left is the leg of none",
        FUTURE if what == "CL" else S.stock("XYZ"),
        [(S.put if n[0] == "P" else S.call)(n, int(n[1:]), **on) for n in called],
        _tape(what, called, MOMENTS[dated], seen, first=first),
        wants=[
            S.want("assigned" if gone > 0 else "exercised", n, abs(gone), CONFIRMED,
                   {n: gone, what: (_moves(n, gone, units), int(n[1:]))}, at_most=True)
            for n, gone in called.items()
        ],
        withdraws=True,
    )  # fmt: skip


CASES = [
    _case(what, name, dated, seen, first=first)
    for what in ("XYZ", "CL")
    for name in CALLED
    for dated in MOMENTS
    for seen in ("05:20", "05:35")
    for first in (False, True)
]
