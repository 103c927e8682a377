"""A record answers the reading after it first; only what is left of both may be of other days.

Some nights lie near each other, of one contract or of several on one underlying, and not all of
them are booked. What one record says, and what of it a reading does not show, must not be paid with
the shares of another night.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, LIKELY, STRONG, Account, Case, case

S = Account()
ENDED, ALIVE = "2026-11-13", "2026-12-18"
XYZ = S.stock("XYZ")
_Held = Mapping[str, int]
_Reading = tuple[str, _Held]


def _reads(*readings: _Reading) -> list[Any]:
    return [S.reads(moment, held) for moment, held in readings]


def _options(expiry: str, *names: str) -> list[Any]:
    made = {"P": S.put, "C": S.call}
    return [XYZ, *(made[name[0]](name, name[1:], expiry=expiry) for name in names)]


def _booked(
    moment: str, name: str, n: int, cause: str, leg: tuple[str, int, int], form: str
) -> list[Any]:
    """A record of a contract, and its leg: a record of its own, named in it, or not told at all."""
    what, quantity, price = leg
    counter = {what: (quantity, price)} if form == "named" else {}
    told = [S.booking(moment, name, n, cause, 0, event=f"E {moment}", counter=counter)]
    if form == "its own":
        told.append(S.booking(moment, what, quantity, cause, price, event=f"E {moment}"))
    return told


def _forms(name: str, says: str, forms: Sequence[str], *parts: Any, **keys: Any) -> list[Case]:
    """A case for each way in which a record tells its leg."""

    def told(form: str) -> list[Any]:
        return [part(form) if callable(part) else part for part in parts]

    return [case(f"{name}/{form}", says, *told(form), **keys) for form in forms]


ALL = ("its own", "named", "not told")

# ------------------------------------------------- the leg that its own reading nets to nothing

_UNMOVED = [("14T05:30", {"XYZ": 390}), ("14T13:10", {"XYZ": 390}), ("16T13:10", {"XYZ": 390})]

NETTED: list[Case] = [
    *_forms("own reading/more than is held", "shares may be sold short, so a record of more of them"
            " than are held is not one of the days before", ("its own",),
            _options(ENDED, "C95", "C100", "P105"),
            _reads(("10T21:30", {"XYZ": 490, "C100": -1, "C95": 4, "P105": 4}),
                   ("11T08:10", {"XYZ": 390, "C95": 4, "P105": 4}),
                   ("13T23:00", {"XYZ": 390, "C95": 4, "P105": 4})),
            lambda form: _booked("14T03:26", "P105", -4, "exercise", ("XYZ", -400, 105), form),
            _reads(*_UNMOVED),
            wants=[S.want("assigned", "C100", 1, DERIVED, {"C100": 1, "XYZ": -100}),
                   S.want("exercised", "P105", 4, CONFIRMED, {"P105": -4, "XYZ": (-400, 105)}),
                   S.want("exercised", "C95", 4, LIKELY, {"C95": -4, "XYZ": 400})], incidents=3),
    *_forms("own reading/and the rest days later", "two puts went with the booked ones, a call with"
            " just the rest five days on", ALL,
            _options("2026-11-06", "P105", "P100"), S.call("C95", 95, expiry="2026-11-20"),
            _reads(("06T23:00", {"XYZ": 550, "P105": 3, "P100": -2, "C95": -2})),
            lambda form: _booked("07T03:23", "P105", -3, "exercise", ("XYZ", -300, 105), form),
            _reads(("07T04:30", {"XYZ": 450, "C95": -2}), ("11T23:00", {"XYZ": 450, "C95": -2}),
                   ("12T04:30", {"XYZ": 250}), ("12T13:00", {"XYZ": 250})),
            wants=[S.want("exercised", "P105", 3, CONFIRMED, {"P105": -3, "XYZ": (-300, 105)}),
                   S.want("assigned", "P100", 2, LIKELY, {"P100": 2, "XYZ": 200}),
                   S.want("assigned", "C95", 2, LIKELY, {"C95": 2, "XYZ": -200})], incidents=3),
    *_forms("own reading/its like days later", "a call and a put cancel, and five days on the"
            " next call goes with its shares", ALL,
            _options(ALIVE, "C105", "P95"),
            _reads(("05T23:00", {"XYZ": 100, "C105": -2, "P95": -1})),
            lambda form: _booked("06T03:56", "C105", 1, "assignment", ("XYZ", -100, 105), form),
            _reads(("06T04:30", {"XYZ": 100, "C105": -1}), ("10T23:00", {"XYZ": 100, "C105": -1}),
                   ("11T04:30", {}), ("11T13:00", {})),
            wants=[S.want("assigned", "C105", 1, CONFIRMED, {"C105": 1, "XYZ": (-100, 105)}),
                   S.want("assigned", "P95", 1, LIKELY, {"P95": 1, "XYZ": 100}),
                   S.want("assigned", "C105", 1, LIKELY, {"C105": 1, "XYZ": -100})], incidents=3),
    *_forms("own reading/nothing to hold it against", "the shares of the record come a day late,"
            " and the put that went the same night was traded: that may be its leg", ALL,
            _options(ALIVE, "C105", "P95"),
            _reads(("05T23:00", {"XYZ": 100, "C105": -1, "P95": -1})),
            lambda form: _booked("06T03:56", "C105", 1, "assignment", ("XYZ", -100, 105), form),
            _reads(("06T04:30", {"XYZ": 100}), ("07T04:30", {})),
            S.fill("06T04:00", "P95", 1, 2) | {"seen": "2026-11-07T05:00:00Z"},
            _reads(("07T13:00", {})),
            wants=[S.want("assigned", "C105", 1, CONFIRMED, {"C105": 1, "XYZ": (-100, 105)})],
            withdraws=True),
]  # fmt: skip

CL = S.instrument("CL", "future", expiry="2026-12-20", multiplier=1000, settlement="cash")


def _on_future(name: str, strike: int) -> Any:
    made = S.put if name[0] == "P" else S.call
    return made(name, strike, on="CL", expiry="2026-11-20")


FUTURES: list[Case] = _forms(
    "own reading/told late", "a put and a call cancel in one night; the record of the put comes"
    " that afternoon, when another put has gone two nights before", ALL,
    CL, [_on_future("P70", 70), _on_future("P72", 72), _on_future("C70", 70)],
    _reads(("04T21:30", {"CL": -4, "P70": -1, "P72": -1, "C70": -1}),
           ("05T04:30", {"CL": -3, "P72": -1, "C70": -1}),
           ("06T23:00", {"CL": -3, "P72": -1, "C70": -1}),
           ("07T04:30", {"CL": -3}), ("07T05:00", {"CL": -3})),
    lambda form: [row | {"seen": "2026-11-07T16:00:00Z"} for row in
                  _booked("07T03:37", "P72", 1, "assignment", ("CL", 1, 72), form)],
    _reads(("07T16:00", {"CL": -3}), ("09T16:00", {"CL": -3})),
    wants=[S.want("assigned", "P70", 1, STRONG, {"P70": 1, "CL": 1}),
           S.want("assigned", "P72", 1, CONFIRMED, {"P72": 1, "CL": (1, 72)}),
           S.want("assigned", "C70", 1, STRONG, {"C70": 1, "CL": -1})],
)  # fmt: skip

# ------------------------------------------------------------- what is left of the days before

LEFT: list[Case] = _forms(
    "own reading/shares left over", "a hundred shares that nobody explains are not those of a"
    " record three days later, whose own reading shows its own", ("named", "not told"),
    _options(ENDED, "P100", "P105"),
    _reads(("11T04:45", {"XYZ": 500, "P100": -1, "P105": -4}),
           ("11T06:00", {"XYZ": 600, "P100": -1, "P105": -4}),
           ("13T20:00", {"XYZ": 600, "P100": -1, "P105": -4})),
    lambda form: _booked("14T03:07", "P100", 1, "assignment", ("XYZ", 100, 100), form),
    _reads(("14T04:30", {"XYZ": 1100}), ("14T13:10", {"XYZ": 1100}), ("16T13:10", {"XYZ": 1100})),
    wants=[S.want("unexplained", "XYZ", 100, frozenset({"unexplained"})),
           S.want("assigned", "P100", 1, CONFIRMED, {"P100": 1, "XYZ": (100, 100)}),
           S.want("assigned", "P105", 4, LIKELY, {"P105": 4, "XYZ": 400})], incidents=3,
)  # fmt: skip

# ------------------------------------------------------------------- two nights of one contract

_ONE = _reads(("05T23:00", {"P95": -2}), ("06T04:30", {"P95": -1, "XYZ": 100}),
              ("09T23:00", {"P95": -1, "XYZ": 100}))  # fmt: skip
_OTHER = _reads(("10T04:30", {"XYZ": 200}), ("10T13:00", {"XYZ": 200}))


def _second(form: str, seen: str) -> list[Any]:
    told = _booked("10T03:18", "P95", 1, "assignment", ("XYZ", 100, 95), form)
    return [row | {"seen": f"2026-11-{seen}:00Z"} for row in told]


TWICE: list[Case] = [
    *(one for name, says, seen, before in [
        ("with the reading", "the record of the second comes with the reading that shows it",
         "10T04:30", True),
        ("after it", "or a day after it", "11T05:00", False),
        ("before it", "or before it, when it may still be of the first", "10T04:00", True),
    ] for one in _forms(
        f"own reading/two nights, {name}", f"two of a contract, four nights apart: {says}", ALL,
        _options(ALIVE, "P95"), _ONE, *(() if before else (_OTHER,)),
        lambda form, seen=seen: _second(form, seen),
        *((_OTHER,) if before else (_reads(("11T05:00", {"XYZ": 200})),)),
        wants=[S.want("assigned", "P95", 1, LIKELY, {"P95": 1, "XYZ": 100}),
               S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)})])),
    *_forms("own reading/a day late", "a record dated a day after the reading that showed its"
            " change, while the position rests", ALL,
            _options(ALIVE, "P95"), _ONE[:2],
            lambda form: _booked("07T00:00", "P95", 1, "assignment", ("XYZ", 100, 95), form),
            _reads(("07T05:00", {"P95": -1, "XYZ": 100}), ("09T23:00", {"P95": -1, "XYZ": 100})),
            wants=[S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)})],
            incidents=1),
]  # fmt: skip

# --------------------------------------------------------------------- a day, and not a time

_THREE = ("03T00:00", "P105", 3, "assignment", ("XYZ", 300, 105))
_TWO = ("04T00:00", "P105", 2, "assignment", ("XYZ", 200, 105))
_NIGHTLY = [S.want("assigned", "P105", 3, CONFIRMED, {"P105": 3, "XYZ": (300, 105)}),
            S.want("assigned", "P105", 2, CONFIRMED, {"P105": 2, "XYZ": (200, 105)})]  # fmt: skip


def _seen(moment: str, told: list[Any]) -> list[Any]:
    return [row | {"seen": f"2026-11-{moment}:00Z"} for row in told]


def _nights(name: str, says: str, *first: Any) -> list[Case]:
    """Three of five in one night and two in the next, each booked for the day before it."""
    return _forms(
        f"own reading/{name}", says, ALL, _options(ALIVE, "P105"), *first,
        _reads(("03T23:00", {"P105": -5}), ("04T05:30", {"P105": -2, "XYZ": 300})),
        lambda form: _seen("04T05:40", _booked(*_THREE, form)),
        _reads(("04T21:30", {"P105": -2, "XYZ": 300})),
        lambda form: _seen("05T04:20", _booked(*_TWO, form)),
        _reads(("05T04:30", {"XYZ": 500}), ("05T13:00", {"XYZ": 500})),
        wants=_NIGHTLY, incidents=2,
    )  # fmt: skip


DATED: list[Case] = [
    *_nights("dated the day before", "two nights running, and the second day is that of the first"
             " morning", _reads(("02T23:00", {"P105": -5}))),
    *_nights("and first read that day", "the first reading is of the evening of the first day"),
    *_forms("own reading/dated with a price", "what is taken off what two contracts delivered"
            " leaves the other's, at its strike", ALL,
            _options("2026-11-06", "C47", "P52"),
            _reads(("05T23:00", {"C47": 4, "P52": -3}), ("06T23:00", {"C47": 4, "P52": -3})),
            [S.reads(moment, {"XYZ": (700, "49.14285714")}) for moment in ("07T04:30", "07T15:00")],
            lambda form: _seen("08T05:20",
                               _booked("06T00:00", "P52", 3, "assignment", ("XYZ", 300, 52), form)),
            S.reads("08T05:30", {"XYZ": (700, "49.14285714")}),
            wants=[S.want("assigned", "P52", 3, CONFIRMED, {"P52": 3, "XYZ": (300, 52)}),
                   S.want("exercised", "C47", 4, STRONG, {"C47": -4, "XYZ": (400, 47)})]),
    *_forms("own reading/dated that morning", "a broker that names the day of the morning after",
            ALL, _options(ALIVE, "P105"),
            _reads(("03T23:00", {"P105": -5}), ("04T05:30", {"P105": -2, "XYZ": 300})),
            lambda form: _seen("04T05:40", _booked("04T00:00", *_THREE[1:], form)),
            _reads(("04T21:30", {"P105": -2, "XYZ": 300})),
            lambda form: _seen("05T04:20", _booked("05T00:00", *_TWO[1:], form)),
            _reads(("05T04:30", {"XYZ": 500}), ("05T13:00", {"XYZ": 500})),
            wants=_NIGHTLY, incidents=2),
]  # fmt: skip

CASES: list[Case] = [*NETTED, *FUTURES, *LEFT, *TWICE, *DATED]
