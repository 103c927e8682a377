"""An account that is read in parts, of which one may have no name (design, section 6: `scope`).

What is told without a scope is not therefore of the part without one: where a position is held, and
where its instrument is said to be, counts before that. A reading of one part says nothing of what a
record moved in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Rows,
    Want,
    case,
)

S = Account()
PARTS = {"unnamed": "", "named": "main"}
TOLD = {"said": "sub", "not said": None}
MORNING = ("04:00", "05:00", "05:10", "05:20", "06:00", "12:00", "19T05:00", "19T12:00")


def _at(moment: str) -> str:
    return moment if "T" in moment else f"18T{moment}"


class Parts:
    """Z, and so many shares, in the part that is named so or not; all else in `sub`.

    That is read right after the other part, or before it.
    """

    def __init__(
        self, name: str, *, sub_first: bool = False, described: bool = True, shares: int = 0
    ) -> None:
        self.beside: dict[str, Row] = {"Z": 10, **({"XYZ": shares} if shares else {})}
        self.rest, self.sub = Account(scope=PARTS[name]), Account(scope="sub")
        self.sub_first = sub_first
        place = self.sub if described else S
        self.described = [place.stock("XYZ"), place.put("P95", 95), place.stock("ABC")]

    def read(self, moment: str, rows: Rows) -> list[Part]:
        """Both parts, and the records of both."""
        both: list[Part] = [
            self.rest.reads(moment, self.beside),
            self.sub.reads(moment, rows),
        ]
        return both[::-1] if self.sub_first else both

    def over(self, rows: Sequence[tuple[str, Rows]], *told: tuple[str, Line]) -> list[Part]:
        """Read at each moment of a morning: the rows are those of the last time given."""
        parts: list[tuple[str, int, Part]] = [(_at(moment), 0, line) for moment, line in told]
        for moment in MORNING:
            held = [held for since, held in rows if _at(since) <= _at(moment)][-1]
            parts.append((_at(moment), 1, self.read(moment, held)))
        return [self.described, [part for *_, part in sorted(parts, key=lambda one: one[:2])]]


def _seen(line: Line, moment: str) -> tuple[str, Line]:
    return moment, line | {"seen": f"2026-11-{_at(moment)}:00Z"}


FULL: Mapping[str, Row] = {"XYZ": 100, "ABC": 7}
MORE: Mapping[str, Row] = {"XYZ": 140, "ABC": 7}
PUT: Mapping[str, Row] = {"XYZ": 100, "ABC": 7, "P95": -2}
CALLED: Mapping[str, Row] = {"XYZ": 200, "ABC": 7, "P95": -1}
ASSIGNED = S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)})


def _moved(what: str, quantity: int) -> Want:
    return S.want("transferred", what, abs(quantity), CONFIRMED, {what: quantity})


_Story = tuple[str, str, list[tuple[str, Rows]], list[tuple[str, Line]], list[Want]]
"""Its name, what it says, the rows from a time on, the records in their order, what it comes to."""


def _stories(said: str | None) -> list[_Story]:
    keys: dict[str, Any] = {"scope": said}
    bought = _seen(S.fill("05:08", "XYZ", 40, 80, **keys), "05:08")
    back = _seen(S.booking("19T04:58", "XYZ", -40, "correction", **keys), "19T04:59")
    called = _seen(S.booking("05:08", "P95", 1, "assignment", 0, counter={"XYZ": (100, 95)},
                             **keys), "05:08")  # fmt: skip
    into = _seen(S.booking("05:08", "N", 30, "transfer", **keys), "05:08")
    ahead = _seen(S.booking("19T00:00", "XYZ", 40, "transfer", **keys), "05:08")
    return [
        ("bought and corrected", "a trade, and half a day on the broker takes it back",
         [("04:00", FULL), ("05:10", MORE), ("19T05:00", FULL)], [bought, back], []),
        ("corrected before its reading", "the correction is there first",
         [("04:00", FULL), ("05:10", MORE), ("19T12:00", FULL)], [bought, back], []),
        ("transferred in", "of what nothing was held",
         [("04:00", FULL), ("05:10", {**FULL, "N": 30})], [into], [_moved("N", 30)]),
        ("transferred, dated ahead", "the record names the next day",
         [("04:00", FULL), ("05:10", MORE)], [ahead], [_moved("XYZ", 40)]),
        ("transferred ahead, and called", "the same beside a put",
         [("04:00", PUT), ("05:10", {**PUT, "XYZ": 140}), ("19T05:00", {**CALLED, "XYZ": 240})],
         [ahead, _seen(S.booking("19T04:49", "P95", 1, "assignment", 0,
                                 counter={"XYZ": (100, 95)}, **keys), "19T04:50")],
         [_moved("XYZ", 40), ASSIGNED]),
        ("called", "the record comes before the reading", [("04:00", PUT), ("05:10", CALLED)],
         [called], [ASSIGNED]),
        ("called, shown late", "and two readings before it", [("04:00", PUT), ("06:00", CALLED)],
         [called], [ASSIGNED]),
        ("called of all", "of what is then held no more",
         [("04:00", {**PUT, "P95": -1}), ("05:10", {"XYZ": 200, "ABC": 7})], [called], [ASSIGNED]),
        ("seen alone", "no record tells of it", [("04:00", PUT), ("05:10", CALLED)], [],
         [S.want("assigned", "P95", 1, DERIVED, {"P95": 1, "XYZ": 100})]),
    ]  # fmt: skip


CASES: list[Case] = [
    case(f"parts/{name}, the other {part}, scope {told}{how}", says,
         Parts(part, **keys).over(rows, *records), wants=wants, incidents=len(wants))
    for part in PARTS
    for how, keys in (("", {}), (", read first", {"sub_first": True}),
                      (", not described", {"described": False}),
                      (", shares there too", {"shares": 50}))
    for told, said in TOLD.items()
    if said or not {"described", "shares"} & {*keys}
    for name, says, rows, records, wants in _stories(said)
]  # fmt: skip
