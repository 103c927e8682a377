"""Records under other days than their change, which is the same as that of an assignment.

A dividend in shares, a transfer or a correction is booked for a day on which no reading shows it:
before the first reading, between two that are alike, or after the last. What it leaves of a change
is just what a contract delivers, and without it the change fits nothing.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    STRONG,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Row,
    Want,
    case,
    start,
)

S = Account()
XYZ, P100, P95, C50 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95), S.call("C50", 50)
PUT = S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}, late=False)
AGAIN = ("10", "20", "30")
SEEN = "2026-11-18T07:06:30Z"
DAYS = {
    "two days before": "16T00:00",
    "two days before, by the hour": "16T15:00",
    "five days before": "13T12:00",
    "the evening before": "17T20:00",
    "the day after": "19T00:00",
    "the day after, by the hour": "19T13:00",
    "two days after": "20T00:00",
}


def _reads(moment: str, shares: Figure, **others: Row) -> list[Part]:
    return S.reads(moment, {"XYZ": shares, "Z": 1, **others})


def _read_again(shares: Figure, day: str = "18") -> list[Part]:
    return [_reads(f"{day}T07:{minute}", shares) for minute in AGAIN]


def _booked(quantity: Figure, cause: str, moment: str = "16T00:00", **keys: Any) -> Line:
    return S.booking(moment, "XYZ", quantity, cause, **{"id": cause, "seen": SEEN, **keys})


def _put(shares: Figure, *told: Part, puts: int = 1, held: int = 100) -> list[Part]:
    """So many puts went in a night, and there are so many shares; then a record is read."""
    return [
        XYZ, P100, _reads("18T07:00", held, P100=-puts), _reads("18T07:05", shares), told,
        _read_again(shares),
    ]  # fmt: skip


def _moved(shares: int) -> Want:
    return S.want("transferred", "XYZ", abs(shares), CONFIRMED, {"XYZ": shares})


def _open(shares: int, put: str = "P100") -> list[Want]:
    return [S.want("unexplained", name, abs(n), UNEXPLAINED) for name, n in
            (("XYZ", shares), (put, 1))]  # fmt: skip


DIVIDEND = _booked(7, "dividend")
TWICE = (DIVIDEND, _booked(7, "dividend", "16T15:00", id="reported", record="report"))
PARTS: list[Case] = [
    *(case(f"misdated/dividend, {says}", "reinvested into seven shares",
           _put(207, _booked(7, "dividend", moment)), wants=[PUT])
      for says, moment in DAYS.items()),
    *(case(f"misdated/transfer, {says}", "fifty shares from another broker",
           _put(250, _booked(50, "transfer", moment)), wants=[PUT, _moved(50)])
      for says, moment in DAYS.items()),
    *(case(f"misdated/correction, {says}", "seven shares were taken back",
           _put(193, _booked(-7, "correction", moment)), wants=[PUT])
      for says, moment in DAYS.items()),
    case("misdated/moved away", "more than the put brought",
         _put(0, _booked(-300, "transfer"), held=200), wants=[PUT, _moved(-300)]),
    case("misdated/moved away, and a dividend", "each the other way", _put(
         7, _booked(-300, "transfer"), DIVIDEND, held=200), wants=[PUT, _moved(-300)]),
    case("misdated/two puts", "both of them were assigned", _put(307, DIVIDEND, puts=2),
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": 200})]),
    case("misdated/one of two puts", "the other is still there", XYZ, P100,
         _reads("18T07:00", 100, P100=-2), _reads("18T07:05", 207, P100=-1), DIVIDEND,
         [_reads(f"18T07:{minute}", 207, P100=-1) for minute in AGAIN], wants=[PUT]),
    case("misdated/two kinds of puts", "each a share of what the dividend leaves", XYZ, P100, P95,
         _reads("18T07:00", 100, P100=-1, P95=-2), _reads("18T07:05", 407), DIVIDEND,
         _read_again(407),
         wants=[PUT, S.want("assigned", "P95", 2, DERIVED, {"P95": 2, "XYZ": 200})]),
    case("misdated/called away", "and a part of them replaced", XYZ, C50,
         _reads("18T07:00", 100, C50=-1), _reads("18T07:05", 7), DIVIDEND, _read_again(7),
         wants=[S.want("assigned", "C50", 1, DERIVED, {"C50": 1, "XYZ": -100})]),
    case("misdated/all together", "lots of a dividend and a transfer leave what the put brought",
         _put(257, _booked(3, "dividend"), _booked(4, "dividend", id="lot"),
              _booked(50, "transfer", "19T00:00")), wants=[PUT, _moved(50)]),
    case("misdated/as many lots as moved", "of two that say the same", _put(
         203, _booked(3, "transfer"), _booked(3, "transfer", id="lot")), wants=[PUT, _moved(3)]),
    case("misdated/told by two lists", "which share no id", _put(207, *TWICE), wants=[PUT]),
    case("misdated/at its price", "what it cost leaves the strike for the rest", XYZ, P100,
         S.reads("18T07:00", {"XYZ": (100, 90), "P100": -1, "Z": 1}),
         [S.reads(f"18T07:{minute}", {"XYZ": (210, "95.4285714"), "Z": 1}) for minute in
          ("05", *AGAIN)], _booked(10, "dividend", price=104),
         wants=[S.want("assigned", "P100", 1, STRONG, {"P100": 1, "XYZ": (100, 100)})]),
    case("misdated/a booked put", "nothing is left over beside it",
         _put(207, S.booking("18T07:03", "P100", 1, "assignment"), DIVIDEND),
         wants=[S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": 100})]),
    case("misdated/puts moved away", "a put was moved to another account", _put(
         300, S.booking("16T00:00", "P100", 1, "transfer", seen=SEEN), puts=3),
         wants=[S.want("assigned", "P100", 2, DERIVED, {"P100": 2, "XYZ": 200}),
                S.want("transferred", "P100", 1)]),
    case("misdated/renamed", "the shares have another name since", XYZ, S.stock("NEW"), P100,
         S.reads("17T07:00", {"XYZ": 100, "P100": -1, "Z": 1}),
         S.adjustment("17T20:00", "symbol_change", "XYZ", "NEW"),
         S.reads("18T07:00", {"NEW": 100, "P100": -1, "Z": 1}),
         [S.reads(f"18T07:{minute}", {"NEW": 207, "Z": 1}) for minute in ("05", *AGAIN)],
         S.booking("16T00:00", "NEW", 7, "dividend", seen="2026-11-18T07:31:30Z"),
         wants=[S.want("corporate_action", None, None),
                S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "NEW": 100})]),
    case("misdated/told before", "the record was read before the change", XYZ, P100,
         _reads("18T07:00", 100, P100=-1), DIVIDEND | {"seen": "2026-11-18T07:02:00Z"},
         _reads("18T07:05", 207), _read_again(207), wants=[PUT], incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------------ where readings were alike

LATE = S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}, late=True)
QUIET = [XYZ, P100, _reads("16T07:00", 100, P100=-1), _reads("17T07:00", 99, P100=-1),
         S.fill("16T20:00", "XYZ", -1, 90, seen="2026-11-17T07:00:30Z"),
         _reads("18T07:00", 99, P100=-1)]  # fmt: skip


def _on_the_way(moment: str) -> list[Part]:
    """Nothing moves for a day, the put goes in the night after, and nothing moves after that."""
    return [
        QUIET, _reads("19T07:00", 99, P100=-1), _reads("19T07:05", 206),
        _booked(7, "dividend", moment, seen="2026-11-19T07:06:30Z"), _read_again(206, "19"),
        _reads("20T07:00", 206), _reads("21T07:00", 206), _reads("25T07:00", 206),
    ]  # fmt: skip


READINGS: list[Case] = [
    *(case(f"misdated/between, {moment}", "no reading of that day shows it", _on_the_way(moment),
           wants=[PUT])
      for moment in ("17T12:00", "18T00:00", "18T12:00", "19T00:00", "19T12:00", "20T00:00")),
    case("misdated/started again", "nobody looked meanwhile", XYZ, P100,
         _reads("18T07:00", 100, P100=-1), start("19T06:00"), _reads("19T07:05", 207),
         _booked(7, "dividend", seen="2026-11-19T07:06:30Z"), _read_again(207, "19"), wants=[LATE]),
    case("misdated/started again after", "the record is read after that", XYZ, P100,
         _reads("18T07:00", 100, P100=-1), _reads("18T07:05", 207), start("18T09:00"),
         _reads("18T09:01", 207), _booked(7, "dividend", seen="2026-11-18T09:02:30Z"),
         _reads("18T09:10", 207), _reads("18T09:20", 207), wants=[PUT]),
    case("misdated/after many trades", "the ledger has started afresh since", XYZ, P100,
         _reads("18T04:50", 100, P100=-1),
         [S.fill(f"18T05:{i:02}", "XYZ", 1 if i % 2 else -1, 10) for i in range(40)],
         _reads("18T07:00", 100, P100=-1), _reads("18T07:05", 207), DIVIDEND, _read_again(207),
         wants=[PUT]),
    case("misdated/with the put, shown after", "the dividend's own reading shows the put alone",
         XYZ, P100, _reads("18T07:00", 100, P100=-1), _reads("18T07:05", 200),
         _booked(7, "dividend", "18T07:03"), _reads("18T07:10", 207), _reads("18T07:20", 207),
         _reads("18T07:30", 207), wants=[PUT]),
    case("misdated/weeks later", "what was told of it stays told, and nothing is beside it",
         _put(207, _booked(7, "dividend", "20T00:00")),
         [_reads(f"{day}T07:00", 207) for day in (19, 20, 21, 24, 26, 28)],
         S.fill("28T07:10", "XYZ", 1, 90), _reads("28T07:10:30", 208),
         _reads("2026-12-05T07:00", 208), wants=[PUT], incidents=3),
]  # fmt: skip

# ------------------------------------------------------------------------------- what it is not

SHOWN = [XYZ, P100, _reads("15T06:00", 100, P100=-1), _reads("15T08:00", 107, P100=-1)]
THEN = [_reads("18T07:00", 107, P100=-1), _reads("18T07:05", 214)]

NOT: list[Case] = [
    *(case(f"misdated/shown by its own, {moment}", "and it is moved once",
           SHOWN, _booked(7, "dividend", moment), THEN, _read_again(214), wants=_open(107))
      for moment in ("15T07:00", "15T00:00", "16T00:00", "14T12:00")),
    case("misdated/shown by its own, told last", "the record is read after both", SHOWN, THEN,
         _booked(7, "dividend", "15T07:00"), _read_again(214), wants=_open(107)),
    case("misdated/beside what is open", "its own reading shows it, and more", XYZ, P100,
         _reads("16T06:00", 100, P100=-1), _reads("16T08:00", 157, P100=-1),
         _reads("16T09:00", 157, P100=-1), _reads("18T07:00", 157, P100=-1),
         _reads("18T07:05", 264), _booked(7, "dividend", "16T07:00"), _read_again(264),
         wants=[*_open(107), S.want("unexplained", "XYZ", 50, UNEXPLAINED)]),
    case("misdated/once", "of two nights that are alike it explains one", XYZ, P100, P95,
         _reads("16T06:00", 100, P100=-1, P95=-1), _reads("16T06:05", 207, P95=-1),
         _booked(7, "dividend", "15T00:00", seen="2026-11-16T06:06:30Z"),
         _reads("18T07:00", 207, P95=-1), _reads("18T07:05", 314), _read_again(314),
         wants=[PUT, *_open(107, "P95")]),
    case("misdated/shown after all", "it comes a second time, when it is due", XYZ, P100,
         _reads("18T07:00", 100, P100=-1), _reads("18T07:05", 207),
         _booked(7, "dividend", "19T12:00"), _read_again(207), _reads("19T11:00", 207),
         _reads("19T13:00", 214), _read_again(214, "20"), wants=_open(107), withdraws=True),
    case("misdated/told by two lists, once", "so there are seven shares and not fourteen",
         _put(214, *TWICE), wants=_open(114)),
    case("misdated/told by two lists, two nights", "nor seven for another night", XYZ, P100, P95,
         _reads("18T07:00", 100, P100=-1, P95=-1), _reads("18T07:05", 207, P95=-1), TWICE,
         _reads("18T07:07", 207, P95=-1), _reads("18T07:08", 314), _read_again(314),
         wants=[PUT, *_open(107, "P95")]),
    case("misdated/long ago", "a week before is too long",
         _put(207, _booked(7, "dividend", "11T00:00")), wants=_open(107)),
    case("misdated/long after", "so is a week later",
         _put(207, _booked(7, "dividend", "25T00:00")), wants=_open(107)),
    case("misdated/too little", "it does not make the rest fit",
         _put(257, DIVIDEND), wants=_open(157)),
    case("misdated/too many", "what is left would be two puts, and one is gone",
         _put(307, DIVIDEND), wants=_open(207)),
    case("misdated/the other way", "a put brings no fewer shares",
         _put(7, DIVIDEND), wants=_open(-93)),
    case("misdated/fits without", "the first reading has held it already", _put(200, DIVIDEND),
         wants=[PUT], incidents=1),
    case("misdated/a transfer held already", "which is not told as new",
         _put(200, _booked(50, "transfer")), wants=[PUT], incidents=1),
    case("misdated/an assignment of before", "the first reading had lost those puts", _put(
         200, S.booking("16T00:00", "P100", 2, "assignment", seen=SEEN), puts=3),
         wants=[PUT, S.want("unexplained", "P100", 2, UNEXPLAINED)]),
    case("misdated/a trade after all", "the seven were bought, and the trade is told late",
         _put(207, _booked(50, "transfer"), S.fill("18T07:03", "XYZ", 7, 99, seen=SEEN)),
         wants=[PUT]),
]  # fmt: skip

# -------------------------------------------------------------------- what is booked after the put

UNTIL = ("18T13:00", "18T13:10", "18T13:20", "19T07:00")


def _after(cause: str, quantity: int, *shares: int) -> list[Part]:
    """Told and not shown for a while, which is no part of what the put brought before."""
    readings = [_reads(moment, held) for moment, held in zip(UNTIL, shares, strict=False)]
    told = _booked(quantity, cause, "18T12:00", seen="2026-11-18T12:10:00Z")
    return [_put(200), told, readings, _reads("19T07:20", shares[-1])]


AFTER: list[Case] = [
    case("misdated/after it, not shown", "the put's shares are all there",
         _after("dividend", 7, 200, 200, 200), wants=[PUT], incidents=1),
    case("misdated/after it, a transfer not shown", "it is told by itself",
         _after("transfer", 50, 200, 200, 200), wants=[PUT, _moved(50)], incidents=2),
    case("misdated/after it, shown at last", "the next day's change is just it",
         _after("dividend", 7, 200, 200, 200, 207), wants=[PUT]),
    case("misdated/after it, a transfer shown at last", "and so is this",
         _after("transfer", 50, 200, 200, 200, 250), wants=[PUT, _moved(50)]),
]  # fmt: skip

CASES: list[Case] = [*PARTS, *READINGS, *NOT, *AFTER]
