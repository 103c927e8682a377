"""What is told already: a leg, a fee, a netting or a night that nothing else may be made of.

Each comes beside something that would take it: an expiry for the leg of an exercise, a contract in
cash for the fee of another, an assignment for the rows of a netting, the end of a contract for a
night before it, an exercise that would have undone a leg that was shown long before.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    LIKELY,
    UNEXPLAINED,
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
FRIDAY = "2026-11-20"
XYZ = S.stock("XYZ")
C50, C60 = (S.call(f"C{k}", k, expiry=FRIDAY) for k in (50, 60))
P60 = S.put("P60", 60, expiry=FRIDAY)
TENS = [S.put(f"TEN{k}", k, expiry=FRIDAY, multiplier=10) for k in (60, 70, 80)]
P80 = S.put("P80", 80, expiry=FRIDAY)
TEN = S.call("TEN50", 50, expiry=FRIDAY, multiplier=10)
SOON, TEN_SOON = (S.call(n, 55, expiry="2026-11-13", multiplier=10) for n in ("SOON", "TENS"))
CL = S.instrument("CL", "future", multiplier=1000, expiry="2027-02-19")
ON_CL = {
    "on": "CL",
    "multiplier": 1000,
    "deliverables": [{"instrument": "saxo/CL", "quantity": "1"}],
}
LP67, LC68 = S.put("LP67", 67, **ON_CL), S.call("LC68", 68, **ON_CL)
LATER = S.put("LATER", 55, expiry="2026-12-18")
IDX = S.instrument("IDX", "index")
IN_CASH: Line = {"on": "IDX", "multiplier": 10, "style": "european", "settlement": "cash"}
IC, IP = (side(f"I{name}", 4800, expiry=FRIDAY, **IN_CASH)
          for side, name in ((S.call, "C"), (S.put, "P")))  # fmt: skip
DESCRIBED = (
    XYZ,
    C50,
    C60,
    P60,
    P80,
    TEN,
    *TENS,
    SOON,
    TEN_SOON,
    IDX,
    IC,
    IP,
    LATER,
    CL,
    LP67,
    LC68,
)
BESIDE: dict[str, Row] = {"ZZZ": 1}
NEXT = ("22T20:45", "23T15:00", "24T15:00", "25T15:00")


def _told(name: str, says: str, *parts: Part, wants: list[Want], **keys: Any) -> Case:
    return case(f"told already/{name}", says, DESCRIBED, *parts, wants=wants, **keys)


def _reads(moments: tuple[str, ...], rows: dict[str, Row], cash: int | None = None) -> list[Part]:
    return [S.reads(moment, {**rows, **BESIDE}, cash) for moment in moments]


def _called(kind: str, name: str, n: int, shares: int) -> Want:
    legs = {name: n if kind == "assigned" else -n, "XYZ": shares}
    return S.want(kind, name, n, DERIVED | CONFIRMED, legs)


def _lots(dated: str, seen: str, *lots: int) -> list[Line]:
    """Each with an event of its own, of a list that says no name."""
    return [
        S.booking(dated, "P60", n, "assignment", 0, counter={"XYZ": (100 * n, 60)})
        | {"id": f"{seen} {n}", "event": f"event {seen} {n}", "seen": at(seen), "record": ""}
        for n in lots
    ]


def _booked(seen: str, n: int, cause: str) -> Line:
    """A record of the twentieth, of the contract alone."""
    return S.booking("20T00:00", "C50", n, cause, 0) | {"id": cause, "seen": at(seen)}


HELD: dict[str, Row] = {"TEN50": 2, "TEN60": -1, "TEN70": -7, "TEN80": 2}
NONE: Line = {}
STREAM, REPORT = at("21T20:45"), at("22T20:45")

CASES: list[Case] = [
    _told("a leg beside an expiry", "the report's row of the shares is of the call it exercised",
          _reads(("20T14:20",), {"C50": 2, "XYZ": 100}), _reads(("21T05:40",), {"XYZ": 200}),
          [S.booking("21T03:11", name, n, cause, price, id=row, record=read, seen=seen) | keys
           for row, name, n, cause, price, read, seen, keys in (
               ("B1", "C50", -1, "exercise", 0, "stream", STREAM, NONE),
               ("B2", "XYZ", 100, "exercise", 50, "stream", STREAM, NONE),
               ("B3", "C50", -1, "expiry", 0, "", STREAM, NONE),
               ("W1", "C50", -1, "exercise", 0, "report", REPORT, {"refs": ["B1"]}),
               ("W2", "XYZ", 100, "exercise", 50, "report", REPORT, {"refs": ["B2"]}))],
          _reads(NEXT, {"XYZ": 200}),
          wants=[S.want("exercised", "C50", 1, CONFIRMED, {"C50": -1, "XYZ": (100, 50)}),
                 S.want("expired", "C50", 1, CONFIRMED)], incidents=2),
    _told("a fee beside a settlement", "what the calls cost was not paid for the puts",
          _reads(("20T20:45",), {"IC": -8, "IP": -2}, 100_000), _reads(("21T06:00",), {}, 90_476),
          S.booking("21T02:43", "IC", 8, "cash_settlement", 0, cash=-9_504, seen=at("23T06:00")),
          _reads(NEXT[1:], {}, 90_476),
          wants=[S.want("cash_settled", "IC", 8, CONFIRMED), S.want("expired", "IP", 2, LIKELY)],
          incidents=3),
    _told("two rows of a netting", "nothing of them was ever there to be seen",
          _reads(("16T20:45",), {"P60": -1, "C60": -1, "XYZ": -163}),
          _reads(("17T06:00", "19T20:45"), {"C60": -1, "XYZ": -63}),
          _reads(("21T06:00", "21T20:45"), {"XYZ": -163}),
          [S.booking("22T01:12", "XYZ", n, "netting", 0, id=f"N{n}", seen=at("22T06:00"))
           for n in (100, -100)],
          _reads(NEXT, {"XYZ": -163}),
          wants=[_called("assigned", "P60", 1, 100), _called("assigned", "C60", 1, -100)],
          incidents=2),
    _told("a price of the last day", "that the rest ended in the money joins no two nights",
          _reads(("18T20:45",), {"C50": -4, "XYZ": 1_000}),
          _reads(("19T20:45",), {"C50": -1, "XYZ": 700}), _reads(("20T06:00",), {"XYZ": 600}),
          S.quote("20T21:05", "XYZ", last=55), _reads(NEXT, {"XYZ": 600}),
          wants=[_called("assigned", "C50", 3, -300), _called("assigned", "C50", 1, -100)],
          incidents=2),
    _told("a leg that was shown before", "no other exercise undid it when the rows go",
          _reads(("20T20:45",), {**HELD, "XYZ": -330}),
          _reads(("21T06:00",), {**HELD, "XYZ": -310}),
          S.booking("21T02:06", "TEN50", -2, "exercise", 0, counter={"XYZ": (20, 50)},
                    seen=at("21T20:45")),
          _reads(("21T20:45", "22T06:00"),
                 {**HELD, "XYZ": -310}),
          _reads(NEXT, {"XYZ": -310}),
          wants=[S.want("exercised", "TEN50", 2, CONFIRMED, {"TEN50": -2, "XYZ": (20, 50)}),
                 *(S.want("expired", name, n, LIKELY)
                   for name, n in (("TEN60", 1), ("TEN70", 7), ("TEN80", 2)))], incidents=5),
    _told("two lots of the night before", "the record of the next night takes none of them away",
          _reads(("17T20:45", "18T06:00"), {"XYZ": -100}), S.fill("18T14:58", "P60", -5, "8.32"),
          _reads(("18T20:45",), {"P60": -5, "XYZ": -100}), _lots("18T00:00", "19T03:05", 1, 3),
          _reads(("19T06:00", "19T20:45"), {"P60": -1, "XYZ": 300}),
          _lots("19T00:00", "20T01:41", 1), _reads(("20T06:00", *NEXT), {"XYZ": 400}),
          wants=[S.want("assigned", "P60", 4, CONFIRMED, {"P60": 4, "XYZ": (400, 60)}),
                 S.want("assigned", "P60", 1, CONFIRMED, {"P60": 1, "XYZ": (100, 60)})],
          incidents=2),
    _told("bought back and exercised by the evening", "two, although both are of one day",
          _reads(("19T20:45",), {"C50": -1, "XYZ": 300}), _reads(("20T05:40",), {"XYZ": 200}),
          S.fill("20T14:41", "C50", 2, "4.34"), _reads(("20T15:45",), {"C50": 2, "XYZ": 200}),
          _reads(("20T22:40", *NEXT), {"XYZ": 400}),
          wants=[_called("assigned", "C50", 1, -100), _called("exercised", "C50", 2, 200)],
          incidents=2),
    _told("bought back what was assigned", "and exercised that night: two, and each of its kind",
          _reads(("19T20:45",), {"C50": -1, "XYZ": 300}), _reads(("20T05:40",), {"XYZ": 200}),
          S.fill("20T16:41", "C50", 2, "4.34"), _reads(("20T20:45",), {"C50": 2, "XYZ": 200}),
          S.quote("20T21:05", "XYZ", settlement=55), _reads(("21T05:40", *NEXT), {"XYZ": 400}),
          wants=[_called("assigned", "C50", 1, -100), _called("exercised", "C50", 2, 200)],
          incidents=2),
    _told("a leg of eleven days ago", "what a record told of a night is not moved to another",
          _reads(("09T20:45",), {"TEN50": 1, "TENS": 1, "SOON": -1, "XYZ": -20}),
          S.booking("10T00:00", "XYZ", -10, "assignment", 55, seen=at("10T03:53")),
          _reads(("10T06:00",), {"TEN50": 1, "TENS": 1, "XYZ": -30}),
          _reads(("13T20:45",), {"TEN50": 1, "TENS": 1, "XYZ": -30}),
          S.quote("13T21:05", "XYZ", settlement=58),
          _reads(("14T06:00", "16T20:45", "20T20:45"), {"TEN50": 1, "XYZ": -30}),
          _reads(("21T06:00", *NEXT), {"XYZ": -20}),
          wants=[S.want("assigned", "SOON", 1, CONFIRMED, {"SOON": 1, "XYZ": (-10, 55)}),
                 S.want("expired", "TENS", 1, LIKELY), _called("exercised", "TEN50", 1, 10)],
          incidents=3),
    _told("what cancelled, and a leg of one", "that came after all: the other one was not called",
          _reads(("20T20:45",), {"C50": -1, "P80": -1, "XYZ": 400}),
          S.quote("20T21:05", "XYZ", settlement=70),
          _reads(("21T06:00", "21T20:45"), {"XYZ": 400}), _reads(NEXT[1:], {"XYZ": 300}),
          wants=[_called("assigned", "C50", 1, -100),
                 S.want("expired_unassigned", "P80", 1, LIKELY)], incidents=3, withdraws=True),
    _told("a leg that no reading can show yet", "is no reason for what went before it",
          _reads(("17T15:30",), {"LP67": -2, "LC68": -3}),
          S.reads("18T20:50", {**BESIDE, "LP67": -2, "LC68": -1}),
          S.booking("18T22:30", "LP67", 2, "assignment", 0, seen=at("19T01:09")),
          S.fill("18T18:52", "LC68", 2, "0.35") | {"seen": at("19T15:30")},
          _reads(("19T15:30", *NEXT), {"CL": 2, "LC68": -1}),
          wants=[S.want("assigned", "LP67", 2, CONFIRMED, {"LP67": 2, "CL": 2})],
          incidents=2),
    *(_told(f"a trade at the moment of a reading, {name}", "which shows it or not, and shares too",
            _reads(("18T20:45",), {"P60": -1, "XYZ": 100}),
            S.snapshot("19T06:00", {**BESIDE, "XYZ": 200 + shown}),
            S.fill("19T06:00", "XYZ", 5, "61") | {"at": f"2026-11-19T{traded}Z"},
            S.coverage("19T06:01"), _reads(("19T06:05", "19T06:10", "19T06:15"), {"XYZ": 205}),
            wants=[_called("assigned", "P60", 1, 100)])
      for name, traded, shown in (("before it", "05:59:59", 0), ("after it", "06:00:01", 5))),
    *(_told(f"a trade at the moment of a reading, {name}", "is of the night that its time says",
            _reads(("17T20:45",), {"P60": -3, "XYZ": 100 - shown}),
            [S.fill("18T17:59", "XYZ", shown, "61") | {"at": "2026-11-18T17:59:59Z"}
             if shown else []],
            _reads(("18T18:00",), {"P60": -3 + first, "XYZ": 100 + 100 * first + more}),
            [] if shown else S.fill("18T18:00", "XYZ", -100, "61") | {"at": "2026-11-18T18:00:01Z"},
            _reads(("19T06:00", "19T06:10", "20T06:00"),
                   {"P60": -2 + first, "XYZ": 200 + 100 * first + more - (0 if shown else 100)}),
            wants=[_called("assigned", "P60", 1, 100), *wants])
      for name, first, more, shown, wants in (
          ("beside a night before", 2, 0, 0, [_called("assigned", "P60", 2, 200)]),
          ("beside what nothing explains", 0, 7, 0, [S.want("unexplained", "XYZ", 7, UNEXPLAINED)]),
          ("shown beside that", 0, 7, 100, [S.want("unexplained", "XYZ", 7, UNEXPLAINED)]))),
    *(_told(f"bought back and exercised, {how}", "both records of that day, before the readings",
            _reads(("20T00:30",), {"C50": -1, "XYZ": 100}, 0),
            _booked("20T05:00", 1, "assignment"), _reads(("20T06:00",), {}, 5000),
            S.fill("20T15:00", "C50", 1, "4"), _reads(("20T20:55",), {"C50": 1}, 4600),
            S.quote("20T21:00", "XYZ", settlement=55),
            *(part for first in (how == "read first",) for part in (
                _reads(("20T22:30",), {"XYZ": 100}, -400) if first else [],
                _booked("21T05:00", -1, "exercise"))),
            _reads(("21T06:00", *NEXT), {"XYZ": 100}, -400),
            wants=[_called("assigned", "C50", 1, -100), _called("exercised", "C50", 1, 100)],
            incidents=2) for how in ("read first", "booked first")),
    _told("another put is booked before it is read", "its shares are none that a reading showed",
          _reads(("19T20:45",), {"P60": -1, "LATER": -1}),
          _reads(("20T05:40", "22T20:45"), {"LATER": -1, "XYZ": 100}),
          *(S.booking("23T02:01", what, n, "assignment", price, event="E9")
            for what, n, price in (("LATER", 1, 0), ("XYZ", 100, 55))),
          _reads(("23T14:20", "24T15:00"), {"XYZ": 200}),
          wants=[_called("assigned", "P60", 1, 100),
                 S.want("assigned", "LATER", 1, CONFIRMED, {"LATER": 1, "XYZ": (100, 55)})],
          incidents=2),
    *(_told(f"an index put, {name}", "the balance moved by less than what it is worth",
            _reads(("20T20:45",), {"IP": -1}, 10_000),
            *([S.quote("20T21:05", "IDX", settlement=close)] if close else []),
            S.snapshot("21T06:00", BESIDE, paid), S.coverage("21T06:01"),
            *(part for moment in NEXT for part in (S.snapshot(moment, BESIDE, paid),
                                                   S.coverage(f"{moment[:-2]}50"))), wants=[want])
      for name, close, paid, want in (
          ("a fee, no close", None, "9998.75",
           S.want("expired", "IP", 1, LIKELY, names=("cash_moved",))),
          ("a fee, in the money", 4700, "9998.75", S.want("expired_unassigned", "IP", 1, LIKELY)),
          ("half of it", 4700, 9_500,
           S.want("cash_settled", "IP", 1, LIKELY, cash=-1_000, names=("cash_unseen",))))),
    _told("as many shares on another night", "they are none of the contracts of a record before",
          _reads(("05T14:00",), {"P60": -3, "P80": -1}),
          S.booking("06T04:00", "XYZ", 200, "assignment", 60),
          _reads(("06T06:05",), {"P60": -1, "P80": -1, "XYZ": 200}),
          _reads(("11T05:59",), {"P60": -1, "P80": -1, "XYZ": 400}),
          _reads(("17T20:00", "18T20:00", "19T20:00"), {"XYZ": 400}),
          wants=[S.want("assigned", "P60", 2, CONFIRMED, {"P60": 2, "XYZ": 200}),
                 *(S.want("unexplained", name, n, UNEXPLAINED)
                   for name, n in (("XYZ", 200), ("P60", 1), ("P80", 1)))], incidents=4),
]  # fmt: skip
