"""Two records of one contract and one day: what each of them turned into.

Where they are two happenings, as the readings of the contract say, both legs count, though another
contract took as much of the same thing away and the readings of that show less. Where they are two
words for one, the larger counts of the legs as well, be it named by the contract's record or not.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.core.detect.cases.telling import Account, Case, Line, Part, Rows, case, start

S = Account()
ON_ONE = {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}]}
DESCRIBED: dict[str, list[Line]] = {
    "XYZ": [S.stock("XYZ"), S.put("P", 100), S.call("C", 55)],
    "CL": [S.instrument("CL", "future", multiplier=1000, expiry="2026-12-22"),
           S.put("P", 100, on="CL", **ON_ONE), S.call("C", 55, on="CL", **ON_ONE)],
}  # fmt: skip
EACH = {"XYZ": 100, "CL": 1}


def _pair(what: str, name: str, date: str, n: int, event: str, **keys: Any) -> list[Line]:
    leg, strike = (n * EACH[what], 100) if name == "P" else (-n * EACH[what], 55)
    told = {"event": event, "record": "", **keys}
    return [
        S.booking(date, name, n, "assignment", 0, **{**told, "id": f"b{event}"}),
        S.booking(date, what, leg, "assignment", strike, **{**told, "id": f"l{event}"}),
    ]


def _counted_apart(what: str, second: str, *, cut: bool, swap: bool) -> Case:
    """Six and one of a put in two nights; the leg of a call was not told."""
    each = EACH[what]
    one = _pair(what, "P", "19T05:00", 6, "e1", seen="2026-11-19T05:01:00Z")
    two = _pair(what, "P", "19T00:00", 1, "e2", seen=f"2026-11-{second}:00Z")
    if swap:
        one, two = one[::-1], two[::-1]
    alone = S.booking("19T05:00", "C", 5, "assignment", 0, record="", seen="2026-11-19T05:01:00Z")

    def reads(*moments: str, held: Rows) -> list[Part]:
        return [S.reads(moment, held) for moment in moments]

    parts: list[Part] = [
        reads("18T20:00", held={"C": -5, "P": -7}), one, alone,
        reads("19T05:10", held={"P": -7, what: -5 * each}),
        reads("20T05:10", held={what: 2 * each}),
    ]  # fmt: skip
    rest: list[Part] = reads("20T05:20", held={what: 2 * each})
    later = reads("21T15:00", "23T16:00", held={what: 2 * each})
    parts += [two, rest, later] if second < "20T05:20" else [rest, two, later]
    if cut:
        parts.insert(-1, start("21T07:00"))
    wants = [
        S.want("assigned", "P", 7, legs={"P": (7, 0), what: (7 * each, 100)}),
        S.want("assigned", "C", 5, legs={"C": (5, 0), what: (-5 * each, 55)}),
    ]
    title = f"leg of each/{what} apart, {second}"
    title += f"{', cut' if cut else ''}{', legs first' if swap else ''}"
    return case(title, "two events of one contract, both shown", DESCRIBED[what], parts,
                wants=wants)  # fmt: skip


def _told_twice(what: str, second: str, *, lots: int, cut: bool) -> Case:
    """Four of a call, with the leg as the record names it; of three, again, it is a record."""
    each, seen = EACH[what], f"2026-11-{second}:00Z"
    counter = {what: (-4 * each, 55)}
    one = S.booking("19T05:00", "C", 4, "assignment", 0, counter=counter, record="",
                    seen="2026-11-19T05:01:00Z")  # fmt: skip
    again = [
        _pair(what, "C", "19T00:00", 3 // lots, f"e{i}", seen=seen, refs=["r"]) for i in range(lots)
    ]
    before, after = {"C": -7, what: 10 * each}, {"C": -3, what: 6 * each}
    parts: list[Part] = [
        S.reads("18T20:00", before), one, S.reads("19T05:10", after), again,
        [start("20T05:30")] if cut else [],
        [S.reads(moment, after) for moment in ("20T15:00", "21T15:00", "23T16:00")],
    ]  # fmt: skip
    wants = [S.want("assigned", "C", 4, legs={"C": (4, 0), what: (-4 * each, 55)}, at_most=True)]
    title = f"leg of each/{what} twice in {lots}, {second}{', cut' if cut else ''}"
    return case(title, "two words for one, of which one is less", DESCRIBED[what], parts,
                wants=wants, incidents=1)  # fmt: skip


CASES = [
    *(
        _counted_apart(what, second, cut=cut, swap=swap)
        for what, second, cut, swap in product(
            EACH, ("20T05:12", "21T06:00"), (False, True), (False, True)
        )
    ),
    *(
        _told_twice(what, second, lots=lots, cut=cut)
        for what, second, lots, cut in product(
            EACH, ("19T05:12", "20T05:01"), (1, 3), (False, True)
        )
    ),
]
