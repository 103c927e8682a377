"""A future that an option turned into: its own record uses a word that may be about the future.

As of a share, such a record is a leg of the option's where it shares an id with that, names it, is
named by it, or says nothing and fits.
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    UNEXPLAINED,
    Account,
    Case,
    Line,
    Part,
    Row,
    case,
    start,
)

S = Account()
ONE: Line = {"deliverables": [{"instrument": "saxo/CLZ6", "quantity": "1"}], "multiplier": 1000}
CLZ6 = S.instrument("CLZ6", "future", multiplier=1000, expiry="2026-12-21", settlement="physical")
P70 = S.put("P70", 70, on="CLZ6", expiry="2026-12-16", **ONE)
C70 = S.call("C70", 70, on="CLZ6", expiry="2026-12-16", **ONE)
CL = (CLZ6, P70, C70)

BEFORE: dict[str, Row] = {"P70": -1}
AFTER: dict[str, Row] = {"CLZ6": (1, 70)}
LEGS: dict[str, Row] = {"P70": 1, "CLZ6": (1, 70)}
ASSIGNED = S.want("assigned", "P70", 1, CONFIRMED, LEGS, cash=0)
DERIVED_SO = S.want("assigned", "P70", 1, DERIVED, LEGS, cash=0)
UNTOLD = S.want("unexplained", "P70", 1, UNEXPLAINED, LEGS)

OPTION = S.booking("07:03", "P70", 1, "assignment", 0)
FUTURE = S.booking("07:03", "CLZ6", 1, "other", 70)
NAMES_FUTURE = {"counter": [{"instrument": "saxo/CLZ6", "quantity": "1", "price": "70"}]}
NAMES_OPTION = {"counter": [{"instrument": "saxo/P70", "quantity": "1", "price": "0"}]}
EVENT: Line = {"event": "e"}
REFS: Line = {"refs": ["e"]}
OVERNIGHT = ("17T21:30", "07:05", "07:10", "07:20", "07:30")
OF_DAY = {"at": "2026-11-18T00:00:00Z"}
SEEN_LATE = {"seen": "2026-11-18T07:08:00Z"}
RESTART = start("07:03:30")


def _told(*rows: Line) -> list[tuple[str, tuple[Line, ...]]]:
    """The same records in either order, with a restart after them, and dated by the day."""
    return [
        ("", rows),
        ("/leg first", (*reversed(rows),)),
        ("/restart", (*rows, RESTART)),
        ("/dated", tuple(row | OF_DAY for row in rows)),
    ]


SHARED: list[Case] = [
    *(case(f"leg of a future/{name}{how}", "one event: the future's record is the other leg",
           CL, S.night(BEFORE, AFTER, *rows, times=OVERNIGHT), wants=[want],
           withdraws=name == "delivery")
      for name, option, future, want in (
          ("other", OPTION | EVENT, FUTURE | EVENT, ASSIGNED),
          ("delivery", OPTION | EVENT, FUTURE | EVENT | {"cause": "delivery"}, ASSIGNED),
          ("expiry", OPTION | EVENT | {"cause": "expiry"}, FUTURE | EVENT, ASSIGNED),
          ("both other", OPTION | EVENT | {"cause": "other"}, FUTURE | EVENT, UNTOLD),
      )
      for how, rows in _told(option, future)),
    *(case(f"leg of a future/shared, told late{how}", "the records come after the readings", CL,
           S.night(BEFORE, AFTER, times=OVERNIGHT, then=[row | SEEN_LATE for row in rows]),
           wants=[ASSIGNED])
      for how, rows in _told(OPTION | EVENT, FUTURE | EVENT) if RESTART not in rows),
    case("leg of a future/refs", "the same where the id is among others", CL,
         S.night(BEFORE, AFTER, OPTION | REFS, FUTURE | REFS), wants=[ASSIGNED]),
    case("leg of a future/call", "a call takes the future that is held", CL,
         S.night({"C70": -1, "CLZ6": 1}, {}, S.booking("07:03", "C70", 1, "assignment", 0, **EVENT),
                 S.booking("07:03", "CLZ6", -1, "other", 70, **EVENT)),
         wants=[S.want("assigned", "C70", 1, CONFIRMED, {"C70": 1, "CLZ6": (-1, 70)}, cash=0)],
         incidents=1),
]  # fmt: skip

ALONE: list[Case] = [
    *(case(f"leg of a future/alone{how}", "only the future is recorded, and readings fit", CL,
           S.night(BEFORE, AFTER, *rows, times=OVERNIGHT), wants=[DERIVED_SO])
      for how, rows in _told(FUTURE)),
    case("leg of a future/alone, told late", "the record comes after the readings", CL,
         S.night(BEFORE, AFTER, then=[FUTURE | SEEN_LATE]),
         wants=[DERIVED_SO]),
    *(case(f"leg of a future/no shared id{how}", "both are recorded, and share no id", CL,
           S.night(BEFORE, AFTER, *rows, times=OVERNIGHT), wants=[ASSIGNED])
      for how, rows in _told(OPTION, FUTURE)),
    case("leg of a future/no fit", "the option went and two futures came, for other reasons", CL,
         S.night(BEFORE, {"CLZ6": (2, 70)}, FUTURE | {"quantity": "2"}),
         wants=[S.want("unexplained", "CLZ6", 2, UNEXPLAINED, {"CLZ6": (2, 70)}),
                S.want("unexplained", "P70", 1, UNEXPLAINED)]),
    case("leg of a future/price", "the future was booked far from the strike: no assignment", CL,
         S.night(BEFORE, {"CLZ6": (1, 64)}, FUTURE | {"price": "64"}),
         wants=[S.want("unexplained", "CLZ6", 1, UNEXPLAINED, {"CLZ6": (1, 64)})],
         open_ends=True),
]  # fmt: skip


def _one_of_two(kind: str, what: str, units: int, *described: Line) -> list[Case]:
    """Of two puts that deliver just this the record of its leg names one."""
    told = S.booking("07:03", what, units, "assignment", 70, counter={"A": (1, 0)})
    want = S.want("assigned", "A", 1, CONFIRMED, {"A": 1, what: (units, 70)})
    return [
        case(
            f"leg of a {kind}/names one of two{how}",
            "two puts deliver just this, and the record says which it was",
            described,
            S.night({"A": -1, "B": -1}, {"B": -1, what: (units, 70)}, *rows, times=OVERNIGHT),
            wants=[want],
            incidents=1,
        )
        for how, rows in _told(told)
    ]


NAMED: list[Case] = [
    *(case(f"leg of a future/each names the other{how}", "one assignment, told by either leg", CL,
           S.night(BEFORE, AFTER, *rows, times=OVERNIGHT), wants=[ASSIGNED], incidents=1)
      for how, rows in _told(OPTION | NAMES_FUTURE,
                             FUTURE | NAMES_OPTION | {"cause": "assignment"})),
    *(case(f"leg of a future/names the option, {cause}{how}", "only the future is recorded", CL,
           S.night(BEFORE, AFTER, *rows, times=OVERNIGHT), wants=[ASSIGNED], incidents=1)
      for cause in ("assignment", "delivery")
      for how, rows in _told(FUTURE | NAMES_OPTION | {"cause": cause})),
    *(case(f"leg of a future/named by the option, {cause}{how}", "one leg, told twice", CL,
           S.night(BEFORE, AFTER, *rows, times=OVERNIGHT), wants=[ASSIGNED],
           withdraws=how == "/leg first")
      for cause in ("delivery", "expiry", "other")
      for how, rows in _told(OPTION | NAMES_FUTURE, FUTURE | {"cause": cause})),
    *_one_of_two("future", "CLZ6", 1, CLZ6, *(S.put(p, 70, on="CLZ6", **ONE) for p in "AB")),
    *_one_of_two("share", "XYZ", 100, S.stock("XYZ"), *(S.put(p, 70) for p in "AB")),
    case("leg of a future/each of two is named", "two records, each of another put", CL,
         S.put("B", 70, on="CLZ6", **ONE), S.put("A", 70, on="CLZ6", **ONE),
         S.night({"A": -1, "B": -1, "P70": -1}, {"P70": -1, "CLZ6": (2, 70)},
                 S.booking("07:03", "CLZ6", 1, "assignment", 70, counter={"A": (1, 0)}, id="1"),
                 S.booking("07:03", "CLZ6", 1, "assignment", 70, counter={"B": (1, 0)}, id="2")),
         wants=[S.want("assigned", p, 1, CONFIRMED, {p: 1, "CLZ6": (1, 70)}) for p in "AB"],
         incidents=2),
    case("leg of a future/names what was never read", "a put that no reading has shown", CL,
         S.night({}, {"CLZ6": (1, 70)}, FUTURE | NAMES_OPTION | {"cause": "assignment"}),
         wants=[ASSIGNED], incidents=1),
    case("leg of a future/names too many", "more than is held of what it names: others fit", CL,
         S.put("A", 70, on="CLZ6", **ONE),
         S.night({"P70": -1, "A": -1}, {"CLZ6": (2, 70)},
                 S.booking("07:03", "CLZ6", 2, "assignment", 70, counter={"A": (2, 0)})),
         wants=[S.want("assigned", p, 1, CONFIRMED, {p: 1, "CLZ6": (1, 70)})
                for p in ("A", "P70")],
         incidents=2),
]  # fmt: skip

XYZ = S.stock("XYZ")
ON_SHARES = S.instrument("XYZX6", "future", underlying="saxo/XYZ", multiplier=100,
                         settlement="physical", expiry="2026-11-20")  # fmt: skip
P640 = S.put("P640", 640, on="XYZX6", expiry="2026-11-20",
             deliverables=[{"instrument": "saxo/XYZX6", "quantity": "1"}])  # fmt: skip
DELIVERED = S.want("delivered", "XYZX6", 1, CONFIRMED, {"XYZX6": -1, "XYZ": (100, 640)})
HELD: dict[str, Row] = {"XYZX6": 1, "P640": -1}
GOT: dict[str, Row] = {"XYZ": (100, 640), "P640": -1}

OWN_END: list[Case] = [
    *(case(f"end of a future/{name}", "a future is delivered while an option on it is held",
           XYZ, ON_SHARES, P640, S.night(HELD, GOT, *rows), wants=[DELIVERED], incidents=1)
      for name, rows in (
          ("names its shares",
           [S.booking("07:03", "XYZX6", -1, "delivery", 640, counter={"XYZ": (100, 640)})]),
          ("one event",
           [S.booking("07:03", "XYZX6", -1, "delivery", 640, **EVENT),
            S.booking("07:03", "XYZ", 100, "other", 640, **EVENT)]),
      )),
    case("end of a future/other", "what nobody names, with the shares that it delivers",
         XYZ, ON_SHARES, P640,
         S.night(HELD, GOT, S.booking("07:03", "XYZX6", -1, "other", 640, **EVENT),
                 S.booking("07:03", "XYZ", 100, "other", 640, **EVENT)),
         wants=[S.want("unexplained", "XYZX6", 1, UNEXPLAINED, {"XYZX6": -1, "XYZ": (100, 640)})],
         incidents=1),
]  # fmt: skip

CLX = S.instrument("CLX", "future", multiplier=1000, expiry="2026-12-21", settlement="physical")
ON_CLX: Line = {"on": "CLX", "multiplier": 1000, "expiry": "2026-11-20",
                "deliverables": [{"instrument": "saxo/CLX", "quantity": "1"}]}  # fmt: skip
SPREAD: dict[str, Row] = {"SP70": -3, "LP72": 3, "ABC": 1}
RECORD = S.booking("20T22:30", "SP70", 3, "assignment", 0) | {"seen": "2026-11-22T06:00:00Z"}


def _spread(price: int | None, *, booked: bool) -> list[Part]:
    """The futures of the short put are read in the morning, both puts are gone in the evening."""
    got: dict[str, Row] = {"CLX": 3 if price is None else (3, price), "ABC": 1}
    return [
        CLX, S.put("SP70", 70, **ON_CLX), S.put("LP72", 72, **ON_CLX),
        S.reads("20T20:45", SPREAD), S.quote("20T21:05", "CLX", settlement="67.55"),
        S.reads("21T06:00", SPREAD | got), S.reads("21T20:45", got),
        [RECORD] if booked else [], [S.reads(f"{m}T06:00", got) for m in (22, 23)],
        S.reads("23T20:45", got), S.reads("24T20:45", got),
    ]  # fmt: skip


BEFORE_BOTH: list[Case] = [
    case(f"leg of a future/read before both puts, {price or 'no price'}, {booked=}",
         "it is of the put that sold it; the other one moved nothing",
         _spread(price, booked=booked),
         wants=[S.want("assigned", "SP70", 3, CONFIRMED if booked else DERIVED,
                       {"SP70": 3, "CLX": 3 if price is None else (3, price)}),
                S.want("expired", "LP72", 3, DERIVED)], withdraws=True)
    for price in (70, None) for booked in (False, True)
]  # fmt: skip

BEFORE_BOTH += [
    case("leg of a future/read before both puts, ten days on", "what is carried has its leg",
         _spread(70, booked=True),
         [S.reads(f"{day}T06:00", {"CLX": (3, 70), "ABC": 1}) for day in range(25, 31)],
         S.fill("2026-12-01T19:52", "CLX", 1, 60),
         S.reads("2026-12-01T20:00", {"CLX": (4, "67.5"), "ABC": 1}),
         wants=[S.want("assigned", "SP70", 3, CONFIRMED, {"SP70": 3, "CLX": (3, 70)}),
                S.want("expired", "LP72", 3, DERIVED)], withdraws=True),
]  # fmt: skip

CASES = [*SHARED, *ALONE, *NAMED, *OWN_END, *BEFORE_BOTH]
