"""What a contract turned into, told as a trade that shares an id with the contract's record.

The same event on another instrument is another leg, whichever list tells it: it is of the night
that shows its contract gone, however both are dated, and says of its contract what moved. What one
leg says is never said of another contract, and no night loses its own.
"""

from __future__ import annotations

from itertools import product

from tests.core.detect.cases.telling import Account, Case, Line, Part, Row, case, start

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
    keys: dict[str, str] = {"record": "", "seen": f"2026-11-{seen}:00Z"}
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

CASES = TWO_NIGHTS
