"""Records of an end whose sign cannot be: an end takes from what is held, and never adds to it.

Design section 4 (signs: quantity + long / − short) and the promise that nothing is invented: such a
quantity is told to nobody; what was called is told when money, a leg or a reading says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Row,
    Rows,
    case,
    clock,
    start,
)

S = Account()
PUT = (S.stock("XYZ"), S.stock("ABC"), S.put("P100", 100))
TWO: Rows = {"P100": -2, "ABC": 1}
GONE: Rows = {"XYZ": (200, 100), "ABC": 1}
LEGS: Mapping[str, Row] = {"P100": 2, "XYZ": (200, 100)}
CALLED = S.want("assigned", "P100", 2, CONFIRMED, LEGS, -20_000)
CANNOT_TELL = S.want("unexplained", "P100", None, UNEXPLAINED, codes=frozenset({"contradiction"}))


def _wrong(quantity: int = -2, cause: str = "assignment", **keys: Any) -> Line:
    return S.booking(keys.pop("moment", "07:03"), "P100", quantity, cause, **keys)


CASES: list[Case] = [
    case("wrong way/before a reading", "two assigned of two short, with the sign of a sale: the"
         " broker names a cause and a quantity that cannot be", PUT,
         S.reads("07:00", TWO), _wrong(), clock("07:04"), wants=[CANNOT_TELL], incidents=1),
    case("wrong way/a reading shows it", "what the positions show is told, and confirmed", PUT,
         S.night(TWO, GONE, _wrong()), wants=[CALLED]),
    case("wrong way/told after the reading", "the same, told last", PUT,
         S.night(TWO, GONE), _wrong(moment="07:40"), wants=[CALLED], incidents=1),
    case("wrong way/nothing moved", "no reading shows it: nobody can tell", PUT,
         S.night(TWO, TWO, _wrong()), S.reads("08:00", TWO), wants=[CANNOT_TELL], incidents=1),
    case("wrong way/its money is right", "strike times size tells how many, and which side", PUT,
         S.reads("07:00", TWO), _wrong(cash=-20_000), clock("07:04"),
         wants=[S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2}, -20_000)], incidents=1),
    case("wrong way/its leg is right", "the record of the shares tells it", PUT,
         S.reads("07:00", TWO), _wrong(), S.booking("07:03", "XYZ", 200, "assignment", price=100),
         clock("07:04"), S.coverage("07:30"), S.reads("07:20", GONE), wants=[CALLED]),
    case("wrong way/of the holder", "an exercise of two long, with the sign of a purchase", PUT,
         S.night({"P100": 2, "XYZ": 200, "ABC": 1}, {"ABC": 1}, _wrong(2, "exercise")),
         wants=[S.want("exercised", "P100", 2, CONFIRMED, {"P100": -2, "XYZ": -200}, 20_000)]),
    case("wrong way/an expiry", "a word for either side, and the trades are read past it", PUT,
         S.reads("07:00", TWO), S.coverage("07:10"), _wrong(cause="expiry"), clock("07:12"),
         wants=[CANNOT_TELL], incidents=1),
    case("wrong way/a trade that is not told yet", "it was sold and bought to be long: an expiry"
         " of two long is told while the trades are not read", PUT,
         S.reads("07:00", TWO), _wrong(cause="expiry"), clock("07:04"),
         wants=[S.want("expired", "P100", 2, CONFIRMED, {"P100": -2})], incidents=1),
    case("wrong way/turned between two readings", "three were held long when they ended, as the"
         " trades say", PUT, S.reads("07:00", TWO), S.fill("07:02", "P100", 5, 2),
         _wrong(-3, "expiry", moment="07:04"), S.reads("07:10", {"ABC": 1}),
         S.reads("07:20", {"ABC": 1}),
         wants=[S.want("expired", "P100", 3, CONFIRMED, {"P100": -3})], incidents=1),
    *(case(f"wrong way/a part is taken back, {name}", "five short, three assigned; two of these are"
           " taken back by a record of the same word: never more than three", PUT,
           S.reads("07:00", {"P100": -5, "ABC": 1}), _wrong(3, id="first"),
           S.reads("07:05", {"P100": -2, "XYZ": (300, 100), "ABC": 1}),
           S.reads("07:10", {"P100": -2, "XYZ": (300, 100), "ABC": 1}),
           _wrong(-2, moment=moment, id="back", counter={"XYZ": -200}),
           [S.reads(later, {"P100": -4, "XYZ": (100, 100), "ABC": 1}) for later in again],
           wants=[S.want("assigned", "P100", 3, CONFIRMED)], open_ends=True)
      for name, moment, again in (("that day", "07:32", ("07:35", "07:45", "07:55")),
                                  ("the next", "19T07:02", ("19T07:05", "19T07:15")))),
    case("wrong way/an end of before is taken back", "the position grew by it: a correction", PUT,
         S.night(TWO, {"P100": -4, "ABC": 1}, _wrong()), S.reads("08:00", {"P100": -4, "ABC": 1})),
    case("wrong way/one word for either side", "two long, exercised, called an assignment", PUT,
         S.night({"P100": 2, "XYZ": 200, "ABC": 1}, {"ABC": 1}, _wrong()),
         wants=[S.want("exercised", "P100", 2, CONFIRMED, {"P100": -2, "XYZ": (-200, 100)})]),
    case("wrong way/after a restart", "the reading comes after the program was closed", PUT,
         S.reads("07:00", TWO), _wrong(), clock("07:04"), start("07:05"), S.reads("07:20", GONE),
         S.coverage("07:30"), wants=[CALLED]),
]  # fmt: skip
