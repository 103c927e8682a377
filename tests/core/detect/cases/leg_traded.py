"""What a contract turned into, told as a trade that shares an id with the contract's record.

The same event on another instrument is another leg, whichever list tells it: it is of the night
that shows its contract gone, however both are dated, and says of its contract what moved. What one
leg says is never said of another contract, and no night loses its own.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    Part,
    Row,
    Want,
    case,
    start,
)

S = Account()
ON_ONE = {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}]}
DESCRIBED: dict[str, list[Line]] = {
    "P95": [S.stock("XYZ"), S.put("P95", 95)],
    "C95": [S.stock("XYZ"), S.call("C95", 95)],
    "CP70": [S.instrument("CL", "future", multiplier=1000, expiry="2026-12-22"),
             S.put("CP70", 70, on="CL", **ON_ONE)],
}  # fmt: skip
LEG = {"P95": ("XYZ", 100, 95), "C95": ("XYZ", -100, 95), "CP70": ("CL", 1, 70)}
HELD = {"XYZ": 1000, "CL": 5}
DATES = {
    "timed": ("19T05:00", "20T05:00"),
    "by the day": ("19T00:00", "20T00:00"),
    "by the eve": ("18T00:00", "19T00:00"),
}
SEEN = {
    "before": ("19T05:01", "20T05:01"),
    "after": ("19T05:50", "20T05:50"),
    "next day": ("20T15:00", "21T06:00"),
}


def _records(name: str, form: str, date: str, n: int, seen: str) -> list[Line]:
    """A contract that went, and what it turned into, in one of the forms that brokers have."""
    what, each, strike = LEG[name]
    keys: dict[str, Any] = {"record": "", "seen": f"2026-11-{seen}:00Z"}
    if form == "plain":
        return [S.booking(date, name, n, "assignment", 0, **keys),
                S.booking(date, what, n * each, "assignment", strike, **keys)]  # fmt: skip
    if form == "counter":
        counter: dict[str, Row] = {what: (n * each, strike)}
        return [S.booking(date, name, n, "assignment", 0, counter=counter, **keys)]
    event = f"e{date}"
    told = S.booking(date, name, n, "assignment", 0, event=event, **keys)
    if form == "event":
        leg = S.booking(date, what, n * each, "assignment", strike, event=event, **keys)
        return [told, leg]
    lots = [1] * n if form == "in lots" else [n]
    return [told] + [
        S.fill(date, what, lot * each, strike, event=event, id=f"f{date}{i}", seen=keys["seen"])
        for i, lot in enumerate(lots)
    ]


def _nights(name: str, forms: tuple[str, str], dates: str, when: str, *, cut: bool = False) -> Case:
    """Two of five in one night, one in the next."""
    what, each, strike = LEG[name]
    told = [
        _records(name, form, date, n, seen)
        for form, date, n, seen in zip(forms, DATES[dates], (2, 1), SEEN[when], strict=True)
    ]

    def read(moment: str, gone: int) -> list[Part]:
        held = {name: gone - 5, what: HELD[what] + gone * each}
        return [S.snapshot(moment, held), S.coverage(moment)]

    moments = [("17T20:00", 0), ("18T20:00", 0), ("19T05:10", 2), ("19T05:40", 2), ("19T20:00", 2),
               ("20T05:10", 3), ("20T05:40", 3), ("21T20:00", 3), ("23T20:00", 3)]  # fmt: skip
    parts: list[Part] = []
    for moment, gone in moments:
        due = [lines for lines in told if lines[0]["seen"] < f"2026-11-{moment}:00Z"]
        told = [lines for lines in told if lines not in due]
        parts += [*due, [start(moment)] if cut and moment == "20T05:40" else [], read(moment, gone)]
    wants = [
        S.want("assigned", name, n, legs={name: (n, 0), what: (n * each, strike)}) for n in (2, 1)
    ]
    title = f"leg traded/{name} {' and '.join(forms)}, {dates}, {when}{', cut' if cut else ''}"
    return case(title, "two nights, a leg told as a trade", DESCRIBED[name], parts, wants=wants)


TWO_NIGHTS = [
    *(
        _nights(name, forms, dates, when)
        for name, forms, dates, when in product(
            LEG,
            [("plain", "trade"), ("event", "trade"), ("counter", "trade"), ("trade", "trade"),
             ("trade", "plain"), ("in lots", "trade")],
            DATES,
            SEEN,
        )
    ),
    *(
        _nights(name, ("plain", "trade"), dates, when, cut=True)
        for name, dates, when in product(LEG, DATES, SEEN)
    ),
]  # fmt: skip

PUT_AND_CALL: dict[str, list[Line]] = {
    "XYZ": [S.stock("XYZ"), S.put("P70", 70), S.call("C65", 65)],
    "CL": [S.instrument("CL", "future", multiplier=1000, expiry="2026-12-22"),
           S.put("P70", 70, on="CL", **ON_ONE), S.call("C65", 65, on="CL", **ON_ONE)],
}  # fmt: skip
EACH = {"XYZ": 100, "CL": 1}


def _by_day(
    name: str,
    what: str,
    *told: str,
    when: str = "before",
    put: str = "strong",
    cut: bool = False,
) -> Case:
    """A put and a call on one thing, gone in one night; the put's leg is a trade of that day."""
    each, date = EACH[what], "19T00:00"
    lines = {
        "trade": S.fill(date, what, 2 * each, 70, event="e0"),
        "leg": S.booking(date, what, -each, "assignment", 65, event="e1"),
        "call": S.booking(date, "C65", 1, "assignment", 0, event="e1"),
        "put": S.booking(date, "P70", 2, "assignment", 0, event="e0"),
    }
    at = {"before": "19T05:01", "after": "19T05:15", "next day": "20T06:00"}[when]
    records = [
        lines[one] | {"seen": f"2026-11-{at}:0{i}Z", "record": ""} for i, one in enumerate(told)
    ]
    held, has = {"P70": -2, "C65": -1}, {what: each}
    parts: list[Part] = [S.reads(m, held) for m in ("17T20:00", "18T20:00", "19T00:30")]
    parts += records if when == "before" else []
    parts += S.reads("19T05:10", has)
    parts += records if when == "after" else []
    parts += [start("19T05:30")] if cut else []
    parts += [S.reads(m, has) for m in ("19T05:40", "19T15:00")]
    parts += records if when == "next day" else []
    parts += [S.reads(m, has) for m in ("20T15:00", "23T15:00")]
    legs: dict[str, dict[str, Row]] = {
        "P70": {"P70": 2, what: 2 * each}, "C65": {"C65": 1, what: -each}
    }  # fmt: skip
    wants = [
        S.want("assigned", one, n, frozenset({grade}), legs[one], at_most=True)
        for one, n, grade in (("P70", 2, put), ("C65", 1, "confirmed"))
    ]
    title = f"leg traded/{what} by day, {name}, {when}{', cut' if cut else ''}"
    said = "a trade dated by its day that no reading of its time shows"
    return case(title, said, PUT_AND_CALL[what], parts, wants=wants)


BY_DAY = [
    one
    for what, when in product(EACH, SEEN)
    for one in (
        _by_day("with the other leg", what, "trade", "leg", when=when),
        _by_day("with the other leg", what, "trade", "leg", when=when, cut=True),
        _by_day("after the other leg", what, "leg", "trade", when=when),
        _by_day("all, legs first", what, "trade", "leg", "call", "put", when=when,
                put="confirmed"),
        _by_day("all, contracts first", what, "put", "call", "leg", "trade", when=when,
                put="confirmed"),
    )
]  # fmt: skip

FRIDAY = "2026-11-20"
BOOKED = S.booking("21T04:00", "P95", 1, "assignment", 0)
READ = ("21T06:00", "23T15:00", "24T15:00")


def _ended(
    name: str, says: str, *parts: Part, wants: list[Want], exchange: str | None = "XNYS"
) -> Case:
    """A short put is assigned on the night of its end; a long call beside it ends as well."""
    things = [S.stock("XYZ", exchange=exchange), S.put("P95", 95, expiry=FRIDAY),
              S.call("LC95", 95, expiry=FRIDAY)]  # fmt: skip
    return case(f"leg traded/{name}", says, things, *parts, wants=wants)


EXPIRED = S.want("expired", "LC95", 1, DERIVED)
AT_STRIKE: list[Case] = [
    _ended("the trader's own, at the strike", "the record names its own leg, and that came too",
           S.reads("20T19:00", {"P95": -1, "LC95": 1}), S.fill("20T19:30", "XYZ", 100, 95),
           S.quote("20T21:05", "XYZ", settlement=92), BOOKED | {"counter": [
               {"instrument": "saxo/XYZ", "quantity": "100", "price": "95"}]},
           [S.reads(moment, {"XYZ": 200}) for moment in READ],
           wants=[S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)}), EXPIRED]),
    _ended("in the night, with no id", "nobody traded then: it is the leg of what is on record",
           S.reads("20T19:00", {"P95": -1, "LC95": 1}),
           S.quote("20T21:05", "XYZ", settlement=92), BOOKED, S.fill("21T04:10", "XYZ", 100, 95),
           [S.reads(moment, {"XYZ": 100}) for moment in READ],
           wants=[S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)}), EXPIRED]),
    *(_ended(f"in its last session{name}", "it is the trader's own: contracts turn into shares at"
             " their end", S.reads("20T19:00", {"P95": -2, "LC95": 1}),
             S.fill("20T19:30", "XYZ", 100, 95), S.quote("20T21:05", "XYZ", settlement="94.9"),
             BOOKED, [S.reads(moment, {"XYZ": 200}) for moment in READ],
             wants=[S.want("assigned", "P95", 1, CONFIRMED), EXPIRED,
                    S.want("expired_unassigned", "P95", 1, DERIVED)], exchange=exchange)
      for name, exchange in (("", "XNYS"), (", on an exchange that nobody names", None))),
]  # fmt: skip

CASES = TWO_NIGHTS + BY_DAY + AT_STRIKE
