"""A night that ended several contracts on one thing, shown over several readings.

What ended in the money was called and the rest has lapsed, so the close says what has to come. One
reading shows some of it: legs that cancel, a part that fits some other contract just as well, an
average price that is the strike of none.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    LIKELY,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    at,
    case,
)

S = Account()
ENDS = {"expiry": "2026-11-20"}
DESCRIBED = (
    S.stock("XYZ"),
    [S.put(f"P{k}", k, **ENDS) for k in (90, 95, 100, 105)],
    [S.call(f"C{k}", k, **ENDS) for k in (90, 95, 100, 105)],
    S.call("N110", 110),
    S.call("TEN100", 100, multiplier=10, **ENDS),
)
BESIDE: dict[str, Row] = {"ZZZ": 1}
LATER = ("23T12:30", "23T15:00", "24T08:00")

Rows = dict[str, Row]


def _case(
    name: str,
    says: str,
    close: str,
    *shown: tuple[str, Rows],
    wants: list[Want],
    alone: bool = False,
    records: Sequence[Line] = (),
    withdraws: bool = False,
) -> Case:
    """What is held at each time, the last of which lasts; `alone`: there is nothing else.

    The `records` are told after that.
    """
    beside = {} if alone else BESIDE
    (before, held), *after = shown
    told: list[Part] = [
        S.reads(before, {**held, **beside}),
        S.quote("20T21:01", "XYZ", settlement=close) if close else [],
        S.reads("20T21:10", {**held, **beside}),
    ]
    told += [S.reads(moment, {**rows, **beside}) for moment, rows in after]
    told += [line | {"seen": at("21T11:00")} for line in records]
    told += [S.reads(moment, {**after[-1][1], **beside}) for moment in LATER]
    name = f"night of an end/{name}"
    return case(name, says, DESCRIBED, told, wants=wants, withdraws=withdraws)


def _assigned(name: str, contracts: int, shares: int) -> Want:
    legs: Rows = {name: contracts, "XYZ": shares}
    return S.want("assigned", name, contracts, DERIVED, legs)


def _lapsed(name: str, contracts: int) -> Want:
    return S.want("expired", name, contracts, DERIVED)


EVENING, FIRST, SECOND, THIRD = "20T20:55", "21T08:00", "21T08:30", "21T09:00"
ALL: Rows = {"P100": (-3, 2), "P105": (-1, 2), "C95": (-1, 2)}
ALL_ASSIGNED = [_assigned("P100", 3, 300), _assigned("P105", 1, 100), _assigned("C95", 1, -100)]

CASES: list[Case] = [
    _case("crossing zero", "two of them cancel, the average price is the strike of none", "97.4",
          (EVENING, {**ALL, "XYZ": (-100, 70)}), (FIRST, {"XYZ": (-100, 70)}),
          (SECOND, {"XYZ": (200, "101.6666666667")}), wants=ALL_ASSIGNED),
    _case("the shares first", "the net of the shares is there before the contracts go", "97.4",
          (EVENING, {**ALL, "XYZ": (-100, 70)}), (FIRST, {**ALL, "XYZ": (200, "101.6666666667")}),
          (SECOND, {"XYZ": (200, "101.6666666667")}), wants=ALL_ASSIGNED),
    _case("one by one", "each reading lacks one more, and the shares come in between", "97.4",
          (EVENING, {"P100": -3, "P105": -1, "C95": -1}), (FIRST, {"P100": -3, "C95": -1}),
          (SECOND, {"C95": -1, "XYZ": 300}), (THIRD, {"XYZ": 300}), wants=ALL_ASSIGNED),
    _case("nothing to be seen", "what each moves cancels, and they go one after the other", "100.2",
          (EVENING, {"P105": -1, "C100": -1, "P100": -2}), (FIRST, {"C100": -1}),
          (SECOND, {"C100": -1}), (THIRD, {}),
          wants=[_assigned("P105", 1, 100), _assigned("C100", 1, -100), _lapsed("P100", 2)]),
    _case("there and back", "each leg is seen, and neither contract with its own", "97.4",
          (EVENING, {"P100": -1, "C95": -1}), (FIRST, {"C95": -1, "XYZ": -100}),
          (SECOND, {"C95": -1, "XYZ": -100}), (THIRD, {}),
          wants=[_assigned("P100", 1, 100), _assigned("C95", 1, -100)]),
    _case("one that lapsed fits as well", "and it went with the shares", "93.1",
          (EVENING, {"P95": 1, "C105": -1, "C100": -2}), (FIRST, {"C105": -1, "C100": -2}),
          (SECOND, {"XYZ": -100}),
          wants=[S.want("exercised", "P95", 1, DERIVED, {"P95": -1, "XYZ": -100}),
                 _lapsed("C105", 1), _lapsed("C100", 2)]),
    _case("over the weekend", "an empty list is only believed on Monday", "97.4",
          (EVENING, {"P95": -1, "P100": -1, "C95": -1, "C90": -1, "XYZ": 100}),
          (FIRST, {"XYZ": 100}), (SECOND, {}), alone=True,
          wants=[_lapsed("P95", 1), _assigned("P100", 1, 100), _assigned("C95", 1, -100),
                 _assigned("C90", 1, -100)]),
    _case("another assigned early", "one of next month went in the same night", "97.4",
          (EVENING, {**ALL, "N110": -2}), (FIRST, {"N110": -2}), (SECOND, {"N110": -1, "XYZ": 200}),
          wants=[*ALL_ASSIGNED, _assigned("N110", 1, -100)]),
    _case("some on record", "the record of one names no leg: it came with another", "93.1",
          (EVENING, {"P105": 4, "P100": -2, "C95": 3}), (FIRST, {"P105": 4, "C95": 3}),
          (SECOND, {"XYZ": -200}),
          records=[S.booking("20T21:45", "P105", -4, "exercise")],
          wants=[S.want("exercised", "P105", 4, CONFIRMED, {"P105": -4, "XYZ": (-400, 105)}),
                 _assigned("P100", 2, 200), _lapsed("C95", 3)]),
    _case("the others on record", "records say of those that lapsed that they did", "97.4",
          (EVENING, {**ALL, "P90": -2, "XYZ": (-100, 70)}), (FIRST, {"XYZ": (-100, 70)}),
          (SECOND, {"XYZ": (200, "101.6666666667")}),
          records=[S.booking("20T21:45", "P90", 2, "expiry")],
          wants=[*ALL_ASSIGNED, S.want("expired", "P90", 2, CONFIRMED)]),
    _case("all on record", "what lapsed went with the leg, and its own contract later", "97.4",
          (EVENING, {"C95": -2, "C105": -1, "P90": 1, "XYZ": 300}),
          (FIRST, {"C95": -2, "XYZ": 100}), (SECOND, {"XYZ": 100}),
          records=[S.booking("20T21:45", "C95", 2, "assignment")], withdraws=True,
          wants=[S.want("assigned", "C95", 2, CONFIRMED, {"C95": 2, "XYZ": (-200, 95)}),
                 _lapsed("C105", 1), _lapsed("P90", 1)]),
    _case("a price that denies it", "the shares were paid at the strike of the other", "97.4",
          (EVENING, {"P95": -1, "P100": -1}), (FIRST, {}), (SECOND, {"XYZ": (100, 95)}),
          wants=[_assigned("P95", 1, 100), S.want("expired_unassigned", "P100", 1, DERIVED)]),
    _case("booked beside what lapsed", "the net of records is the leg of no other", "103.05",
          (EVENING, {"C95": -3, "P105": -2, "C105": -1, "XYZ": 350}), (FIRST, {"XYZ": 250}),
          records=[S.booking("21T00:00", "C95", 3, "assignment", event="one"),
                   S.booking("21T00:00", "XYZ", -300, "assignment", 95, event="one"),
                   S.booking("21T00:00", "P105", 2, "assignment", event="two"),
                   S.booking("21T00:00", "XYZ", 200, "assignment", 105, event="two")],
          wants=[S.want("assigned", "C95", 3, CONFIRMED, {"C95": 3, "XYZ": (-300, 95)}),
                 S.want("assigned", "P105", 2, CONFIRMED, {"P105": 2, "XYZ": (200, 105)}),
                 _lapsed("C105", 1)]),
    case("night of an end/booked before it is shown", "what lapsed has no leg in that", DESCRIBED,
         S.reads("20T20:45", {"P105": -1, "P100": -1, "C105": -3, "P90": -1, "XYZ": 300}),
         [S.booking("21T04:05", name, n, "assignment", k, event=event, seen=at("21T04:10"))
          for event, name, k in (("one", "P105", 105), ("two", "P100", 100))
          for name, n, k in ((name, 1, 0), ("XYZ", 100, k))],
         S.reads("21T05:30", {"XYZ": 300}),
         [S.reads(moment, {"XYZ": 500}) for moment in ("21T06:10", *LATER)],
         wants=[S.want("assigned", "P105", 1, CONFIRMED, {"P105": 1, "XYZ": (100, 105)}),
                S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}),
                _lapsed("C105", 3), _lapsed("P90", 1)],
         withdraws=True),
    case("night of an end/and the night before", "both were read when its day had begun", DESCRIBED,
         S.reads("19T21:30", {"P100": -5}),
         [S.reads(moment, {"P100": -3, "XYZ": 200}) for moment in ("20T06:00", "20T20:45")],
         S.quote("20T21:05", "XYZ", settlement="96.5"),
         [S.reads(moment, {"XYZ": 500}) for moment in (FIRST, *LATER)],
         wants=[_assigned("P100", 2, 200), _assigned("P100", 3, 300)], incidents=2),
    _case("shares in two readings, then a record", "its shares came later, at its strike", "",
          (EVENING, {"P105": -4, "P100": 2, "C95": -4, "XYZ": (710, "143.3")}),
          (FIRST, {"XYZ": (510, "143.3")}), (SECOND, {"XYZ": (910, "126.464835")}),
          records=[S.booking("21T00:00", "P105", 4, "assignment", event="one"),
                   S.booking("21T00:00", "P100", -2, "exercise", event="two")],
          wants=[S.want("assigned", "P105", 4, CONFIRMED, {"P105": 4, "XYZ": (400, 105)}),
                 S.want("exercised", "P100", 2, CONFIRMED, {"P100": -2, "XYZ": (-200, 100)}),
                 _lapsed("C95", 4)]),
    case("night of an end/paid in three readings, then records",
         "the money of each comes with its shares, and one record after the other", DESCRIBED,
         S.reads("20T20:50", {"C100": -2, "TEN100": 2, "P90": -1, "P100": -2, "C105": -5,
                              "XYZ": 710}, 200_000),
         S.reads("21T04:30", {"C100": -2, "P100": -2, "XYZ": 710}, 200_000),
         S.reads("21T05:30", {"XYZ": 210}, 252_500), S.reads("21T06:10", {"XYZ": 230}, 250_500),
         S.reads("21T07:00", {"XYZ": 30}, 270_500),
         [S.booking(dated, name, n, cause, event=name, seen=at(seen))
          for dated, name, n, cause, seen in (
              ("21T04:05", "TEN100", -2, "exercise", "22T00:10"),
              ("21T00:00", "C100", 2, "assignment", "22T01:10"),
              ("21T04:05", "C105", 5, "assignment", "22T02:10"))],
         [S.reads(moment, {"XYZ": 30}, 270_500) for moment in ("22T07:00", "23T15:00", "24T07:00")],
         wants=[S.want("exercised", "TEN100", 2, CONFIRMED, {"TEN100": -2, "XYZ": (20, 100)}),
                S.want("assigned", "C100", 2, CONFIRMED, {"C100": 2, "XYZ": (-200, 100)}),
                S.want("assigned", "C105", 5, CONFIRMED, {"C105": 5, "XYZ": (-500, 105)}),
                _lapsed("P90", 1), _lapsed("P100", 2)]),
    case("night of an end/one leg on record", "what it was booked at is no price of the rest",
         DESCRIBED,
         [S.reads(moment, {"C90": 3, "C100": -5, "P105": -2, "C105": 3, "XYZ": (50, 100)}, 200_000)
          for moment in ("20T20:50", "21T04:30")],
         [S.reads(moment, {"XYZ": (550, "96.363636")}, 152_000)
          for moment in ("21T05:30", "21T07:00")],
         [S.booking(dated, name, n, cause, price, event=event, seen=at(seen))
          for dated, seen, event, cause, name, n, price in (
              ("21T00:00", "22T00:10", "one", "assignment", "P105", 2, 0),
              ("21T00:00", "22T00:10", "one", "assignment", "XYZ", 200, 105),
              ("21T04:05", "22T01:10", "two", "exercise", "C90", -3, 0),
              ("21T04:05", "22T01:10", "two", "exercise", "XYZ", 300, 90))],
         [S.reads(moment, {"XYZ": (550, "96.363636")}, 152_000)
          for moment in ("22T07:00", "23T15:00", "24T07:00")],
         wants=[S.want("assigned", "P105", 2, CONFIRMED, {"P105": 2, "XYZ": (200, 105)}),
                S.want("exercised", "C90", 3, CONFIRMED, {"C90": -3, "XYZ": (300, 90)}),
                _lapsed("C100", 5), _lapsed("C105", 3)], incidents=4),
    case("night of an end/against the close", "money alone does not outweigh the official value",
         DESCRIBED,
         S.reads(EVENING, {**BESIDE, "C105": -1, "XYZ": 100}, 10_000),
         S.quote("20T21:01", "XYZ", settlement="97.4"),
         [S.reads(moment, BESIDE, 20_500) for moment in (FIRST, SECOND, *LATER)],
         wants=[S.want("assigned", "C105", 1, LIKELY, {"C105": 1, "XYZ": -100})]),
    case("night of an end/crossing zero, all on record",
         "what lies beyond zero was sold at no strike above its price", DESCRIBED,
         S.reads("20T20:50", {"C100": -5, "TEN100": -3, "C95": 2, "C90": -3, "XYZ": 300}),
         [S.booking(dated, name, n, cause, 0, cash=-shares * k, counter={"XYZ": (shares, k)},
                    event=name, seen=at("21T04:10"))
          for dated, cause, name, n, shares, k in (
              ("21T00:00", "assignment", "C90", 3, -300, 90),
              ("21T04:05", "assignment", "C100", 5, -500, 100),
              ("21T04:05", "assignment", "TEN100", 3, -30, 100),
              ("21T00:00", "exercise", "C95", -2, 200, 95))],
         S.reads("21T04:30", {"C100": -5, "TEN100": -3, "XYZ": 300}),
         S.reads("21T05:30", {"XYZ": (-30, 90)}), S.reads("21T06:10", {"XYZ": (170, 95)}),
         [S.reads(moment, {"XYZ": (-330, 100)}) for moment in ("21T07:00", *LATER)],
         wants=[S.want("assigned", "C90", 3, CONFIRMED, {"C90": 3, "XYZ": (-300, 90)}),
                S.want("assigned", "C100", 5, CONFIRMED, {"C100": 5, "XYZ": (-500, 100)}),
                S.want("assigned", "TEN100", 3, CONFIRMED, {"TEN100": 3, "XYZ": (-30, 100)}),
                S.want("exercised", "C95", 2, CONFIRMED, {"C95": -2, "XYZ": (200, 95)})],
         incidents=4),
    case("night of an end/paid to one that went before", "a part of another was not paid for",
         DESCRIBED,
         S.reads("20T20:50", {"C95": -2, "P100": 3, "TEN100": -2, "XYZ": 50}, 200_000),
         S.reads("21T04:30", {"P100": 3, "TEN100": -2, "XYZ": 50}, 200_000),
         S.reads("21T05:30", {"XYZ": -150}, 219_000),
         [S.reads(moment, {"XYZ": -170}, 221_000) for moment in ("21T06:10", *LATER)],
         wants=[_assigned("C95", 2, -200), _assigned("TEN100", 2, -20), _lapsed("P100", 3)]),
    *(case(f"night of an end/a spread in the money, {name}", "the close says that both were called",
           DESCRIBED, S.reads(EVENING, {**BESIDE, "C95": -1, "C100": 1}, 10_000),
           S.quote("20T21:01", "XYZ", settlement=110), S.reads(FIRST, BESIDE, 10_000),
           [S.reads(moment, BESIDE, balance)
            for moment, balance in zip((*LATER, "25T08:00"), paid, strict=True)],
           wants=[_assigned("C95", 1, -100),
                  S.want("exercised", "C100", 1, DERIVED, {"C100": -1, "XYZ": 100})])
      for name, paid in (("paid on Monday", (9_500,) * 4),
                         ("paid on Tuesday", (10_000, 10_000, 9_500, 9_500)))),
    case("night of an end/a spread in the money, never paid", "so long as it may be paid late the"
         " balance stood still: neither was called", DESCRIBED,
         S.reads(EVENING, {**BESIDE, "C95": -1, "C100": 1}, 10_000),
         S.quote("20T21:01", "XYZ", settlement=110), S.reads(FIRST, BESIDE, 10_000),
         [S.reads(moment, BESIDE, 10_000) for moment in (*LATER, "25T08:00", "26T08:00")],
         wants=[S.want("expired_unassigned", "C95", 1, DERIVED),
                S.want("expired", "C100", 1, DERIVED)], withdraws=True),
]  # fmt: skip
