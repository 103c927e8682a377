"""Nights of one contract whose records share no id, and may not even say where they were read.

Of two days they are two happenings (design, section 6: the larger total counts of one business
date), each an incident of its own from the moment in which it is told; they are one only where the
readings show one net change, once the other's time is over (design, section 5). What was taken for
one and is not goes apart again, each under its own day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.core.detect.cases.telling import CONFIRMED, Account, Case, Line, Part, Row, case, later
from tests.core.detect.cases.telling import start as starts

S = Account()
XYZ, PUT = S.stock("XYZ"), S.put("P95", 95)
HOURLY = tuple(f"{hour:02}:00" for hour in range(24))
FORMS = ("its shares named", "the put alone", "shares by themselves", "shares of its event")


@dataclass
class Nights:
    """So many called in each night; how they are booked, and when all that is read.

    The rows move at `moves` of each day, which is read `reads` and for two days after the last;
    the record of each is `learned` then, names its day alone or one of the `moments`, and says in
    which of the `records` it was read.
    """

    called: Sequence[int] = (1, 1)
    days: Sequence[int] = (17, 18)
    form: str = FORMS[0]
    records: Sequence[str | None] = (None,)
    moments: Sequence[str] = ("00:00",)
    moves: str = "05:08"
    learned: str = "05:06:20"
    reads: Sequence[str] = (*HOURLY, "05:12")
    again: str | None = None
    put_later: int = 0
    kept: int = 3
    over: int = 2
    more: Sequence[tuple[str, Part]] = field(default_factory=tuple)

    def tape(self) -> list[Part]:
        """All in the order of its time."""
        told: list[tuple[str, int, Part]] = [
            (line["seen"][:-1], 1, line)
            for i, day in enumerate(self.days)
            for line in self.booked(i, day)
        ]
        first = self.days[0] - 1
        for day in range(first, self.days[-1] + self.over + 1):
            for moment in self.reads if day > first else ("20:00", "23:00"):
                at = later(f"{day}T{moment}", hours=0)
                told.append((at, 2, S.reads(at, self.rows(at))))
        if self.again is not None:
            told.append((later(self.again, hours=0), 0, starts(self.again)))
        told += [(later(at, hours=0), 1, part) for at, part in self.more]
        return [part for *_, part in sorted(told, key=lambda one: one[:2])]

    def rows(self, at: str) -> dict[str, Row]:
        """What is held at a time."""
        moved = [(later(f"{day}T{self.moves}", hours=0), n)
                 for day, n in zip(self.days, self.called, strict=True)]  # fmt: skip
        gone = sum(n for when, n in moved if when <= at)
        left = sum(self.called) + self.kept - gone
        rows: dict[str, Row] = {"P95": -left} if left else {}
        return {**rows, "Z": 10} | ({"XYZ": (100 * gone, 95)} if gone else {})

    def booked(self, i: int, day: int) -> list[Line]:
        """The records of a night."""
        n, at = self.called[i], f"{day}T{self.moments[i % len(self.moments)]}"
        keys: dict[str, Any] = {"record": self.records[i % len(self.records)], "id": f"b{day}",
                                "seen": f"{later(f'{day}T{self.learned}', hours=0)}Z"}  # fmt: skip
        if self.form == FORMS[3]:
            keys["event"] = f"E{day}"
        counter: dict[str, Row] = {"XYZ": (100 * n, 95)} if self.form == FORMS[0] else {}
        late = {"seen": f"{later(f'{day}T{self.learned}', hours=self.put_later)}Z"}
        told = [S.booking(at, "P95", n, "assignment", 0, counter=counter, **keys)]
        told[0] |= late if i else {}
        if self.form in FORMS[2:]:
            keys["id"] = f"s{day}"
            told.append(S.booking(at, "XYZ", 100 * n, "assignment", 95, **keys))
        return told


DATES: dict[str, list[tuple[int, int]]] = {}
"""Of which day each incident of a case is, and of how many: from its first version to its last."""


def _each(name: str, says: str, nights: Nights, **keys: Any) -> Case:
    """Each night is an incident of its own, confirmed, and never said to be more."""
    full = f"each its night/{name}"
    seen_first = nights.learned > "05:12" and "05:00" not in nights.reads
    before = 1 if seen_first else 0  # by positions it is dated to the reading before
    DATES[full] = [(day - before, n) for day, n in zip(nights.days, nights.called, strict=True)]
    wants = [S.want("assigned", "P95", n, CONFIRMED, {"P95": (n, 0), "XYZ": (100 * n, 95)})
             for n in nights.called]  # fmt: skip
    return case(full, says, XYZ, PUT, nights.tape(), wants=wants, incidents=len(wants), **keys)


def _once(name: str, says: str, nights: Nights, *more: tuple[str, Part], **keys: Any) -> Case:
    """One night, told twice."""
    nights.more = more
    n = nights.called[0]
    want = S.want("assigned", "P95", n, CONFIRMED, {"P95": (n, 0), "XYZ": (100 * n, 95)})
    return case(f"each its night/{name}", says, XYZ, PUT, nights.tape(), wants=[want], **keys)


BEFORE: dict[str, Any] = {}
AFTER: dict[str, Any] = {"learned": "05:40"}
LATER_THAT_DAY: dict[str, Any] = {"learned": "13:30"}
AT_ITS_TIME: dict[str, Any] = {"moments": ("05:06",)}
RARELY: dict[str, Any] = {"reads": ("05:12", "21:00")}
NAMED: dict[str, Any] = {"records": ("trades",)}
WHEN = {"told before its reading": BEFORE, "told after it": AFTER,
        "told in the afternoon": LATER_THAT_DAY}  # fmt: skip
HOW: dict[str, dict[str, Any]] = {
    "": {},
    ", at its time": AT_ITS_TIME,
    ", of a list": NAMED,
    ", read twice a day": RARELY,
}

TWO: list[Case] = [
    *(_each(f"{when}{how}, {form}", "two nights running, of one size",
            Nights(form=form, **{**said, **told}))
      for when, said in WHEN.items() for how, told in HOW.items() for form in FORMS),
    *(_each(f"{when}, nights apart", "a night in which nothing happens lies between them",
            Nights(days=(17, 20), **said)) for when, said in WHEN.items()),
    *(_each(f"{when}, over a weekend", "Friday's and Monday's",
            Nights(days=(20, 23), **said)) for when, said in WHEN.items()),
    *(_each(f"{when}, three of them", "the third is no word for the first either",
            Nights(called=(1, 1, 1), days=(17, 18, 19), **said)) for when, said in WHEN.items()),
    *(_each(f"{when}, of two sizes", "the second is larger",
            Nights(called=(1, 2), **said)) for when, said in WHEN.items()),
    *(_each(f"{when}, two and two", "more than one each", Nights(called=(2, 2), kept=0, **said))
      for when, said in WHEN.items()),
    *(_each(f"{when}, nothing is kept", "the second is the last", Nights(kept=0, **said))
      for when, said in WHEN.items()),
    *(_each(f"started again at {moment}", "between the nights, or between record and reading",
            Nights(again=moment))
      for moment in ("17T05:30", "18T03:10", "18T05:06:30", "18T09:10")),
    *(_each(f"quiet readings first{how}, {form}", "the rows follow by more than a reading",
            Nights(form=form, moves="05:40", reads=(*HOURLY, "05:08", "05:12", "05:30", "05:45"),
                   **told))
      for how, told in HOW.items() if told is not RARELY for form in FORMS),
    _each("read days later", "the first reading after the second record comes late",
          Nights(reads=("05:00",), over=6)),
]  # fmt: skip


def _dated(day: str, learned: str, name: str = "other", **keys: Any) -> tuple[str, Line]:
    told = S.booking(day, "P95", 1, "assignment", 0, counter={"XYZ": (100, 95)}, id=name,
                     **{"record": None, **keys})  # fmt: skip
    return learned, told | {"seen": f"{later(learned, hours=0)}Z"}


def _both(name: str, says: str, nights: Nights, *more: tuple[str, Part]) -> Case:
    """Two nights, of which each may be told twice."""
    nights.more = more
    want = S.want("assigned", "P95", 1, CONFIRMED, {"P95": (1, 0), "XYZ": (100, 95)})
    return case(f"each its night/{name}", says, XYZ, PUT, nights.tape(), wants=[want] * 2,
                withdraws=True)  # fmt: skip


ONE: list[Case] = [
    _once("told twice of a day", "the larger total, never the sum",
          Nights(called=(1,), days=(17,)), _dated("17T00:00", "17T09:10")),
    _once("told twice of a day, before the reading", "nor at once",
          Nights(called=(1,), days=(17,)), _dated("17T00:00", "17T05:07")),
    _once("told with a time, and for the next day", "two lists that date it in two ways",
          Nights(called=(1,), days=(17,), moments=("05:06",)), _dated("18T00:00", "18T05:06:20")),
    _once("told for the next day too", "two records until the other's night is over",
          Nights(called=(1,), days=(17,), over=4), _dated("18T00:00", "18T05:06:20"),
          withdraws=True),
    _once("told for the next day by a list", "two lists of which one has a name",
          Nights(called=(1,), days=(17,)), _dated("18T00:00", "18T05:06:20", record="report")),
    _once("told for the next day, nothing left", "nothing is held that it can happen to",
          Nights(called=(1,), days=(17,), kept=0), _dated("18T00:00", "18T05:06:20"),
          incidents=1),
]  # fmt: skip

# ------------------------------------------------ taken for one until a reading tells them apart

LISTS: dict[str, dict[str, Any]] = {
    "two lists": {"records": ("activities", "transactions")},
    "a list and none": {"records": ("activities", None)},
    "dated in two ways": {"moments": ("05:06", "00:00")},
}
TAKEN: list[Case] = [
    _each(f"of {how}, {form}", "each list tells of one night, and the second is read after quiet"
          " readings of its day", Nights(form=form, **told))
    for how, told in LISTS.items() for form in FORMS
] + [
    _each(f"of {how}, {form}, told {hours} hours later",
          "the second's shares are booked hours before its put",
          Nights(form=form, put_later=hours, **told))
    for how, told in LISTS.items() for form in FORMS[2:] for hours in (1, 9)
]  # fmt: skip

# ------------------------------------------------- each night told twice, for this day and the next

TWICE: list[Case] = [
    _both(f"twice told, {name}", says, Nights(days=days, over=4, **keys), *told)
    for name, says, days, keys, told in [
        ("the first of them", "its second word may not take the place of the next record",
         (17, 19), {}, [_dated("18T00:00", "18T05:06:20")]),
        ("each in two ways", "with a time, and as of the next day", (17, 19), AT_ITS_TIME,
         [_dated("18T00:00", "18T05:06:10"), _dated("20T00:00", "20T05:06:10", "o2")]),
        ("each, running", "the word for the first is of the day of the second", (17, 18),
         AT_ITS_TIME,
         [_dated("18T00:00", "18T05:06:10"), _dated("19T00:00", "19T05:06:10", "o2")]),
        ("each in two lists, running", "lists of which each has a name", (17, 18), NAMED,
         [_dated("18T00:00", "18T05:06:10", record="B"),
          _dated("19T00:00", "19T05:06:10", "o2", record="B")]),
    ]
]  # fmt: skip

CASES: list[Case] = [*TWO, *ONE, *TAKEN, *TWICE]
