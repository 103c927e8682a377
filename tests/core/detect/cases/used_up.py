"""Corporate actions whose change is carried no more: none accounts for another change later.

An adjustment is one incident. When that lies so far back that what it was made of is written off,
the adjustment is over with it, though its ratio would fit what moved in the days after.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Part,
    Rows,
    Want,
    at,
    case,
    start,
)

S = Account()
XYZ, NEW, P40 = S.stock("XYZ"), S.stock("NEW"), S.put("P40", 40)
DESCRIBED = (XYZ, NEW, P40)
SPLIT = S.adjustment("03T07:03", "split", "XYZ", "XYZ", "3/2")
SPLIT_ONCE = S.want("corporate_action", "XYZ", 100, CONFIRMED, {"XYZ": 100})
SPUN = S.adjustment("03T07:03", "spin_off", "XYZ", "NEW", "1/4")
SPUN_ONCE = S.want("corporate_action", "XYZ", 25, CONFIRMED, {"NEW": 25})


def _rows(xyz: Figure, **others: Figure) -> Rows:
    return {"XYZ": xyz, "Y": 1, **others}


def _read(rows: Rows, *moments: str) -> list[Part]:
    return [S.reads(moment, rows) for moment in moments]


def _two_days(
    before: Rows, adjusted: Rows, grown: Rows, action: Part, then: Part = ()
) -> list[Part]:
    """Adjusted on one day, and grown by as much two days later."""
    return [_read(before, "03T07:00"), action, _read(adjusted, "03T07:05", "03T07:15"), then,
            _read(adjusted, "05T07:00"),
            _read(grown, "05T07:05", "05T07:15", "07T07:00", "13T08:00")]  # fmt: skip


def _traded(name: str, rows: Rows) -> list[Part]:
    """Something else asks for the same positions, past the tenth day after it."""
    return [S.fill("14T06:55", name, 10, 20), _read(rows, "14T07:00", "14T07:10", "16T07:00")]


def _other(name: str, moved: Figure) -> Want:
    return S.want("unexplained", name, moved, UNEXPLAINED, {name: moved})


SPLITS = _rows(200), _rows(300), _rows(450)
ONCE_AND_OTHER = [SPLIT_ONCE, _other("XYZ", 150)]
AGAIN: list[Case] = [
    case("used up/the same ratio again", "the shares grow by as much again", DESCRIBED,
         _two_days(*SPLITS, SPLIT), _traded("XYZ", _rows(460)), wants=ONCE_AND_OTHER),
    case("used up/told when it was read", "the adjustment comes after its change", DESCRIBED,
         _two_days(*SPLITS, (), SPLIT | {"seen": at("03T07:20")}), _traded("XYZ", _rows(460)),
         wants=ONCE_AND_OTHER),
    case("used up/by its day", "it names a day alone", DESCRIBED,
         _two_days(*SPLITS, S.adjustment("03T00:00", "split", "XYZ", "XYZ", "3/2")),
         _traded("XYZ", _rows(460)), wants=ONCE_AND_OTHER),
    case("used up/told again", "the same adjustment is told again when it is over", DESCRIBED,
         _two_days(*SPLITS, SPLIT), SPLIT | {"seen": at("14T06:50")},
         _traded("XYZ", _rows(460)), wants=ONCE_AND_OTHER),
    case("used up/restarted", "the program starts anew", DESCRIBED,
         _two_days(*SPLITS, SPLIT), start("13T09:00"), _read(_rows(450), "14T07:00", "16T07:00"),
         wants=ONCE_AND_OTHER),
    case("used up/spun off again", "as many of the new shares come two days later", DESCRIBED,
         _two_days(_rows(100), _rows(100, NEW=25), _rows(100, NEW=50), SPUN),
         _traded("NEW", _rows(100, NEW=60)), wants=[SPUN_ONCE, _other("NEW", 25)]),
]  # fmt: skip

LOST: list[Case] = [
    case("used up/lost and found", "all shares go and come again, a put beside them does not",
         DESCRIBED,
         _read(_rows(200), "03T07:00"), SPLIT, _read(_rows(300), "03T07:05", "03T07:15"),
         S.fill("05T14:00", "P40", -2, "1.3"),
         _read({"Y": 1, "P40": -2}, "05T15:00", "05T15:10"),
         _read(_rows(300), "07T07:00", "07T07:10", "13T08:00"), _traded("XYZ", _rows(310)),
         wants=[SPLIT_ONCE, S.want("unexplained", "P40", 2, UNEXPLAINED)]),
    case("used up/lost and found, all told late", "the trades are read ten days later", DESCRIBED,
         S.snapshot("03T07:00", _rows(200)), S.snapshot("03T07:05", _rows(300)), SPLIT,
         S.snapshot("05T15:00", {"Y": 1}), S.fill("07T06:30", "P40", -2, "1.3"),
         S.snapshot("07T07:00", _rows(300)), S.coverage("14T08:20"),
         [S.coverage(moment, "positions") + S.coverage(moment)
          for moment in ("14T13:20", "15T08:00")],
         wants=[SPLIT_ONCE, S.want("unexplained", "P40", 2, UNEXPLAINED)]),
]  # fmt: skip

CASES = [*AGAIN, *LOST]
