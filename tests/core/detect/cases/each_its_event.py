"""Legs of several events in one thing: each is of the contract on record with it, nobody's else.

The broker names each happening by an event of its own, and tells its records one after the other.
Where the leg of an event is told and its contract is not, yet or at all, that leg is still not the
one of a contract that has its event's own. By what changed it may look like one told twice: legs of
other contracts went the other way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    NIGHT,
    Account,
    Case,
    Line,
    Part,
    Rows,
    Want,
    at,
    case,
    start,
)

SURE = CONFIRMED | DERIVED

S = Account()
XYZ, C50, W50 = S.stock("XYZ"), S.call("C50", 50), S.call("W50", 50, expiry="2026-11-27")
C55, P95, C120 = S.call("C55", 55), S.put("P95", 95), S.call("C120", 120)
THINGS = (XYZ, C50, W50, C55, P95, C120)

ORDERS = tuple(permutations(range(3)))
SEEN = {"before": "07:07", "after": "07:12", "late": "19T05:00"}
DATED = {"in time": "07:06", "by its day": "00:00", "by the evening": "17T22:00"}


@dataclass(frozen=True)
class _Night:
    """What was held and is held then; the contract whose leg is told with it, and the other's leg.

    `rest` are contracts of which nothing is told.
    """

    name: str
    before: Rows
    after: Rows
    own: tuple[str, int, int, int]
    other: tuple[str, int, int, int]
    rest: Sequence[tuple[str, int, int, int]] = ()

    def wants(self, *, told: bool = False) -> list[Want]:
        return [
            _want(self.own, CONFIRMED),
            _want(self.other, CONFIRMED if told else SURE),
            *(_want(one, SURE) for one in self.rest),
        ]


def _want(one: tuple[str, int, int, int], grades: frozenset[str]) -> Want:
    name, contracts, shares, _ = one
    kind = "assigned" if contracts > 0 else "exercised"
    return S.want(kind, name, abs(contracts), grades,
                  {name: contracts, "XYZ": shares}, steady=True)  # fmt: skip


_C50, _C55 = ("C50", 2, -200, 50), ("C55", 4, -400, 55)
_HELD = {"C50": -2, "C55": -4, "XYZ": 1000}
_CALLS, _PUTS = (("C50", 50), ("C55", 55)), (("P100", 100), ("P95", 95))
NIGHTS = (
    _Night("against a put", {**_HELD, "P95": -2}, {"XYZ": 600}, _C50, _C55, [("P95", 2, 200, 95)]),
    _Night("the larger first", {**_HELD, "P95": -2}, {"XYZ": 600}, _C55, _C50,
           [("P95", 2, 200, 95)]),
    _Night("two calls", _HELD, {"XYZ": 400}, _C50, _C55),
    _Night("of one strike", {"C50": -2, "W50": -4, "P95": -2, "XYZ": 1000}, {"XYZ": 600}, _C50,
           ("W50", 4, -400, 50), [("P95", 2, 200, 95)]),
)  # fmt: skip


def _record(
    name: str, quantity: int, price: int, when: str, event: str, cause: str = "assignment"
) -> Line:
    name_of = f"{event} {name}"
    return S.booking(when, name, quantity, cause, price, id=name_of, record=None, event=event)


def _records(night: _Night, when: str, cause: str = "assignment") -> list[Line]:
    """The contract and its leg, of one event; the leg of the other. `cause` is the legs' own."""
    (name, contracts, shares, strike), (_, _, more, another) = night.own, night.other
    return [
        _record(name, contracts, 0, when, "e1"),
        _record("XYZ", shares, strike, when, "e1", cause),
        _record("XYZ", more, another, when, "e2", cause),
    ]


def _told(lines: Iterable[Line], seen: str) -> list[Line]:
    """One after the other."""
    return [{**line, "seen": at(f"{seen}:{i:02d}")} for i, line in enumerate(lines)]


def _tape(
    night: _Night,
    lines: Sequence[Line],
    seen: str,
    *,
    again: bool = False,
    read_before: bool = False,
) -> list[Part]:
    """`again`: over a restart. `read_before`: the account was read the day before as well."""
    told: list[Part] = [*_told(lines, SEEN[seen])]
    if again:
        told.insert(2, start(f"{SEEN[seen]}:01"))
    early, late = (told, []) if seen == "before" else ([], told)
    times = NIGHT if seen != "late" else (*NIGHT, "18T23:00")
    then, last = ([], late) if seen == "late" else (late, [])
    read = S.night(night.before, night.after, early, times=times, then=then)
    quiet = S.reads("17T06:00", night.before) if read_before else []
    return [*THINGS, quiet, read, last, S.reads("19T08:00", night.after)]


def _orders() -> Iterable[Case]:
    for night, seen, order in product(NIGHTS, ("before", "after"), ORDERS):
        lines = [_records(night, DATED["in time"])[i] for i in order]
        name = f"each its event/{night.name} {seen} {''.join(map(str, order))}"
        yield case(name, f"{seen} the reading", _tape(night, lines, seen), wants=night.wants())


def _dates() -> Iterable[Case]:
    for night, seen, dated, read in product(NIGHTS, SEEN, DATED, (False, True)):
        if night is NIGHTS[1] and dated != "in time" and not read:
            continue  # its leg is just what changed in all, and dated before the first reading
        lines = _records(night, DATED[dated])
        name = f"each its event/{night.name} dated {dated} {seen}{' read before' if read else ''}"
        tape = _tape(night, lines, seen, read_before=read)
        renamed = night is NIGHTS[1] and dated == "by the evening" and seen != "before"
        yield case(name, f"dated {dated}", tape, wants=night.wants(), withdraws=renamed)


@dataclass(frozen=True)
class _Way:
    """How the records are told: `all` of them where the other contract's is told as well."""

    name: str
    says: str
    lines: Sequence[Line]
    all: bool = False
    again: bool = False


def _ways() -> Iterable[Case]:
    """Other words for the legs, and more of the records."""
    for night, seen in product(NIGHTS, ("before", "after")):
        for way in _told_so(night, DATED["in time"]):
            tape = _tape(night, way.lines, seen, again=way.again)
            name = f"each its event/{night.name} {way.name} {seen}"
            yield case(name, way.says, tape, wants=night.wants(told=way.all))


def _told_so(night: _Night, when: str) -> Iterable[_Way]:
    plain = _records(night, when)
    contract, own, other = plain
    name, contracts, *_ = night.other
    last = _record(name, contracts, 0, when, "e2")
    fill = S.fill(when, "XYZ", night.own[2], night.own[3], event="e1")
    lists = [{**contract, "record": "A"}, {**own, "record": "A"}, {**other, "record": "B"}]
    yield _Way("again", "over a restart", plain, again=True)
    yield _Way("all", "the other contract's record last", [*plain, last], all=True)
    worded = [*_records(night, when, "other"), last]
    yield _Way("other all", "legs that name no cause", worded, all=True)
    yield _Way("refs", "joined by further ids", [_by_refs(line) for line in plain])
    yield _Way("fill", "its leg is a trade", [contract, fill, other])
    yield _Way("fill all", "its leg is a trade", [contract, fill, other, last], all=True)
    yield _Way("two lists", "the other is told by another list", lists)
    both = [*lists, {**last, "record": "B"}]
    yield _Way("two lists all", "the other is told by another list", both, all=True)
    unpriced = [_unpriced(line) for line in (*plain, last)]
    yield _Way("unpriced all", "legs without a price", unpriced, all=True)


def _by_refs(line: Line) -> Line:
    return {**{k: v for k, v in line.items() if k != "event"}, "refs": [f"r {line['event']}"]}


def _unpriced(line: Line) -> Line:
    return {key: value for key, value in line.items() if key != "price"}


def _nights_apart() -> Iterable[Case]:
    """One contract in two nights: the leg of the second is told before its contract."""
    held, then = {"C120": -7, "P95": -2, "XYZ": -300}, {"C120": -5, "XYZ": -300}
    end, wants = {"C120": -2, "XYZ": -600}, [
        _want(("C120", 2, -200, 120), CONFIRMED),
        _want(("C120", 3, -300, 120), CONFIRMED),
        _want(("P95", 2, 200, 95), SURE),
    ]  # fmt: skip
    fill = S.fill("07:06", "XYZ", -200, 120, event="e1")
    legs = {"a trade": fill, "a record": _record("XYZ", -200, 120, "07:06", "e1")}
    again = [_record("XYZ", -300, 120, "19T07:06", "e2"), _record("C120", 3, 0, "19T07:06", "e2")]
    nights = {"of an event": again, "by itself": [_by_itself(line) for line in again]}
    for (leg, first), (event, lines) in product(legs.items(), nights.items()):
        told = _told([_record("C120", 2, 0, "07:06", "e1"), first], "07:12")
        for seen in ("19T07:07", "19T07:12"):
            more = _told(lines, seen)
            early, late = (more, []) if seen < "19T07:10" else ([], more)
            yield case(
                f"each its event/two nights {leg} {event} {seen[3:]}",
                f"the first leg is {leg}, the second {event}",
                *THINGS, S.night(held, then, then=told), S.reads("19T07:00", then), early,
                S.reads("19T07:10", end), late,
                [S.reads(moment, end) for moment in ("19T07:20", "19T07:40")],
                wants=wants,
            )  # fmt: skip


def _by_itself(line: Line) -> Line:
    return {key: value for key, value in line.items() if key != "event"}


def _told_again() -> Iterable[Case]:
    """A day's two records of one contract that the readings show to be one, each with its leg."""
    lines = [
        S.fill("00:00", "XYZ", -100, 120, event="e1"),
        _record("C120", 1, 0, "00:00", "e1"),
        _record("XYZ", -100, 120, "00:00", "e2"),
        {**_record("C120", 1, 0, "00:00", "e2"), "refs": ["r"]},
    ]
    held, left = {"C120": -3, "XYZ": -300}, {"C120": -2, "XYZ": -400}
    then = [_told(lines[:2], "07:12"), _told(lines[2:], "19T05:01")]
    want = _want(("C120", 1, -100, 120), CONFIRMED)
    yield case(
        "each its event/told again by another event", "one contract, told by two events",
        *THINGS, S.reads("17T06:00", held), S.night(held, left, then=then[0]), then[1],
        S.reads("19T08:00", left), S.reads("20T08:00", left), wants=[want],
    )  # fmt: skip


def _told_under_it() -> Iterable[Case]:
    """Legs told before their contracts, under these: what these turned into is told once."""
    c50, c55 = (S.call(name, strike, expiry="2026-11-18") for name, strike in _CALLS)
    p100, p95 = (S.put(name, strike, expiry="2026-11-18") for name, strike in _PUTS)
    plain = _by_itself(_record("XYZ", 100, 55, "00:00", "e2", "exercise"))
    legs = [plain, _record("XYZ", -100, 50, "00:00", "e1")]
    long = _by_itself(_record("C55", -1, 0, "00:00", "e2", "exercise"))
    ends = [_record("C50", 1, 0, "00:00", "e1"), long]
    held = {"C50": -1, "C55": 1}
    yield case(
        "each its event/legs told under their contracts", "legs that cancel, told first",
        *(XYZ, c50, c55), S.reads("17T20:00", held, 2_000), S.reads("20:30", held, 2_000),
        _told(legs, "19T05:11"), S.reads("19T05:12", {}, 1_500), _told(ends, "19T05:14"),
        [S.reads(moment, {}, 1_500) for moment in ("19T05:20", "19T05:40", "20T16:00")],
        wants=[
            S.want("assigned", "C50", 1, CONFIRMED, {"C50": 1, "XYZ": -100},
                   at_most=True, steady=True),
            S.want("exercised", "C55", 1, CONFIRMED, {"C55": -1, "XYZ": 100},
                   at_most=True, steady=True),
        ],
    )  # fmt: skip
    condor = {"P100": -2, "P95": 2, "C50": -2, "C55": 2}
    last = [
        _record("P100", 2, 0, "00:00", "e0"),
        S.fill("00:00", "XYZ", -200, 50, event="e2"),
        {**_record("P95", -2, 0, "00:00", "e1", "exercise"), "refs": ["r1"]},
    ]
    yield case(
        "each its event/a leg told under another's contract", "four contracts, told in pieces",
        *(XYZ, c50, c55, p100, p95), S.reads("17T20:00", condor, 2_000),
        S.reads("19T00:30", condor, 2_000), S.reads("19T05:12", {}, 0),
        _told([_record("C50", 2, 0, "00:00", "e2"),
               _record("XYZ", 200, 55, "00:00", "e3", "exercise")], "19T05:13"),
        S.reads("19T05:20", {}, 0),
        _told([S.fill("00:00", "XYZ", 200, 100, event="e0")], "19T05:25"),
        S.reads("19T05:40", {}, 0), [_told([line], "19T09:00") for line in last],
        [S.reads(moment, {}, 0) for moment in ("19T15:00", "20T06:30", "20T16:00")],
        wants=[_want(("C50", 2, -200, 50), CONFIRMED), _want(("P100", 2, 200, 100), CONFIRMED),
               _want(("P95", -2, -200, 95), CONFIRMED), _want(("C55", -2, 200, 55), SURE)],
        withdraws=True,
    )  # fmt: skip


def _more_of_it() -> Iterable[Case]:
    """A leg told under its contract; the next night more of that by itself, with its own leg."""
    held = {"C55": -3, "P95": -7, "C120": -2, "XYZ": -300}
    first, then = {**held, "C55": -1, "XYZ": -500}, {"C55": -1, "P95": -7, "XYZ": -700}
    legs = [
        S.fill("00:00", "XYZ", -200, 120, event="e2"),
        _record("XYZ", -200, 55, "00:00", "e1"),
    ]
    more = [
        _by_itself(_record("C55", 1, 0, "19T00:00", "e3")),
        _by_itself(_record("P95", 2, 0, "19T00:00", "e4")),
    ]
    yield case(
        "each its event/more of a contract", "the leg of one event, the contract of another",
        *THINGS, S.reads("17T20:00", held), S.reads("20:00", held), S.reads("19T05:10", first),
        _told(legs, "19T05:15"), [S.reads(f"19T{time}", then) for time in ("05:20", "06:30")],
        _told(more, "20T05:01"),
        [S.reads(moment, {"P95": -5, "XYZ": -600}) for moment in ("20T05:10", "20T05:40")],
        wants=[_want(("C55", 2, -200, 55), CONFIRMED), _want(("C55", 1, -100, 55), CONFIRMED),
               _want(("P95", 2, 200, 95), CONFIRMED), _want(("C120", 2, -200, 120), SURE)],
        open_ends=True, withdraws=True,
    )  # fmt: skip


def _once() -> Iterable[Case]:
    """Two lists that each go by events of their own tell one leg: it moved once."""
    lines = [
        {**_record("C50", 2, 0, "07:06", "e1"), "record": "A"},
        {**_record("XYZ", -200, 50, "07:06", "e1"), "record": "A"},
        {**_record("XYZ", -200, 50, "07:06", "x1"), "record": "B"},
    ]
    for seen in ("before", "after"):
        told = _told(lines, SEEN[seen])
        early, late = (told, []) if seen == "before" else ([], told)
        read = S.night({"C50": -2, "XYZ": 1000}, {"XYZ": 800}, early, then=late)
        yield case(f"each its event/told twice {seen}", "one leg told by two lists",
                   *THINGS, read, wants=[_want(_C50, CONFIRMED)])  # fmt: skip


_MANY = (_orders, _dates, _ways, _nights_apart, _told_again, _told_under_it, _more_of_it, _once)
CASES = [one for many in _MANY for one in many()]
