"""The record of one leg, where the legs of all contracts together move nothing.

A strangle or a vertical goes whole and the shares are as they were. Of all records only that of
one leg is there, and it names a day that began before the reading before. It is the leg of the
contract whose strike and quantity it says, whichever of the record and the reading is first: that
contract is told once, under one id, and the other one beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    STRONG,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Row,
    Rows,
    case,
    clock,
    start,
)

S = Account()
XYZ, P100, P95 = S.stock("XYZ"), S.put("P100", 100), S.put("P95", 95)
C120, C55, C50 = S.call("C120", 120), S.call("C55", 55), S.call("C50", 50)
CL = S.instrument("CL", "future", multiplier=1000, settlement="physical", expiry="2026-12-22")
_OF_CL = {"on": "CL", "deliverables": [{"instrument": "saxo/CL", "quantity": "1"}]}
CP70, CP68 = S.put("CP70", 70, **_OF_CL), S.put("CP68", 68, **_OF_CL)
CC80 = S.call("CC80", 80, **_OF_CL)


@dataclass(frozen=True)
class _Night:
    """What goes over a night: `gone` contracts with what they moved of a thing, at a strike."""

    name: str
    described: Sequence[Line]
    before: Mapping[str, Row]
    after: Mapping[str, Row]
    paid: int
    gone: Sequence[tuple[str, int, int, int]]
    of: str = "XYZ"


NIGHTS = (
    _Night("strangle", (XYZ, P100, C120), {"P100": -2, "C120": -2, "Z": 1}, {"Z": 1}, 4_000,
           (("C120", 2, -200, 120), ("P100", 2, 200, 100))),
    _Night("partly", (XYZ, P95, C55), {"P95": -2, "C55": -2, "XYZ": -300},
           {"P95": -1, "C55": -1, "XYZ": -300}, -4_000,
           (("P95", 1, 100, 95), ("C55", 1, -100, 55))),
    _Night("calls", (XYZ, C50, C55), {"C50": -2, "C55": 2, "Z": 1}, {"Z": 1}, -1_000,
           (("C50", 2, -200, 50), ("C55", -2, 200, 55))),
    _Night("three", (XYZ, P100, C50, P95), {"P100": -3, "C50": -2, "P95": 1, "Z": 1}, {"Z": 1},
           -10_500, (("C50", 2, -200, 50), ("P100", 3, 300, 100), ("P95", -1, -100, 95))),
    _Night("futures", (CL, CP70, CP68), {"CP70": -2, "CP68": 2, "CL": 1}, {"CL": 1}, 0,
           (("CP70", 2, 2, 70), ("CP68", -2, -2, 68)), of="CL"),
    _Night("two futures", (CL, CP70, CC80), {"CP70": -2, "CC80": -2, "Z": 1}, {"Z": 1}, 0,
           (("CP70", 2, 2, 70), ("CC80", 2, -2, 80)), of="CL"),
)  # fmt: skip


def _leg(night: _Night, which: int, dated: str, seen: str, price: Figure | None = None) -> Line:
    _, n, moved, _ = night.gone[which]
    cause, id_ = "assignment" if n > 0 else "exercise", f"leg {which}"
    told = f"2026-11-{seen[:-1]}{which}Z"
    return S.booking(dated, night.of, moved, cause, price, id=id_, record=None, seen=told)


def _tape(night: _Night, last: str, told: Sequence[tuple[str, Part]], *, money: bool) -> list[Part]:
    """Read as it was, up to the `last` reading before the night, and what is told at its time."""
    was, now = (20_000, 20_000 + night.paid) if money else (None, None)
    moments: list[tuple[str, Rows, int | None]] = [
        (moment, night.before, was) for moment in dict.fromkeys(("17T20:00", "18T20:00", last))
    ]
    days = ("19T05:10", "19T05:20", "19T05:40", "19T15:00", "20T15:00", "23T15:00")
    moments += [(moment, night.after, now) for moment in days]
    said = [(moment, S.reads(moment, rows, cash)) for moment, rows, cash in moments]
    return [part for _, part in sorted([*said, *told], key=lambda one: one[0])]


def _cases() -> Iterator[Case]:
    days = [("18T20:00", dated) for dated in ("18T00:00", "19T00:00", "19T04:00")]
    seen = ("19T05:01:00", "19T05:15:00")
    for night in NIGHTS:
        for last, dated in (*days, ("19T00:30", "18T00:00")):
            for told, money in product(seen, (True, False)):
                yield _case(night, last, dated, told, money=money)
        for told in seen:
            again = (told[:-2] + "30", start(told[:-2] + "30"))
            yield _case(night, "18T20:00", "18T00:00", told, again, money=True)
            for dated in ("18T00:00", "19T04:00"):
                yield _case(night, "18T20:00", dated, told, money=False, legs=len(night.gone))
                yield _case(night, "18T20:00", dated, told, money=True, priced=False)
                if night.name != "two futures":  # where that is a record and its opposite
                    all_ = len(night.gone)
                    yield _case(
                        night, "18T20:00", dated, told, money=False, legs=all_, priced=False
                    )


def _case(
    night: _Night,
    last: str,
    dated: str,
    seen: str,
    *told: tuple[str, Part],
    money: bool,
    legs: int = 1,
    priced: bool = True,
) -> Case:
    """The first of the `legs` are on record, with their prices or without."""
    says = f"the legs of the first {legs} are on record, dated {dated} and told at {seen}"
    name = f"{night.name} {last} {dated} {seen} {'with' if money else 'without'} balances"
    name += f", {legs} legs" + ("" if priced else " without prices")
    name += ", restarted" if told else ""
    prices = [strike if priced else None for *_, strike in night.gone]
    records = [_leg(night, i, dated, seen, prices[i]) for i in range(legs)]
    others = STRONG if money and priced else DERIVED
    return case(
        f"sum zero/{name}",
        says,
        night.described,
        _tape(night, last, [(seen, records), *told], money=money),
        clock("24T15:00"),
        wants=[
            S.want(
                "assigned" if n > 0 else "exercised",
                contract,
                abs(n),
                CONFIRMED if i < legs else others,
                {contract: n, night.of: moved},
                at_most=True,
            )
            for i, (contract, n, moved, _) in enumerate(night.gone)
        ],
    )


C120L = S.call("C120L", 120, expiry="2027-01-15")
TWINS = _Night("twins", (XYZ, P100, C120, C120L), {"P100": -4, "C120": -2, "C120L": -2, "Z": 1},
               {"Z": 1}, 8_000, (("C120", 2, -200, 120), ("C120L", 2, -200, 120),
                                 ("P100", 4, 400, 100)))  # fmt: skip


def _parts(night: _Night, name: str, says: str, moved: int) -> Iterator[Case]:
    """A record that is a part of what the balance has told, or one contract's or another's."""
    for dated in ("18T00:00", "19T00:00"):
        record = {**_leg(night, 0, dated, "19T05:15:00", 120), "quantity": str(moved)}
        yield case(
            f"sum zero/{name} {dated}",
            says,
            night.described,
            _tape(night, "18T20:00", [("19T05:15:00", record)], money=True),
            clock("24T15:00"),
            wants=[
                S.want("assigned", contract, n, CONFIRMED | DERIVED, {contract: n, "XYZ": units})
                for contract, n, units, _ in night.gone
            ],
            incidents=len(night.gone),
        )


CASES: list[Case] = [
    *_cases(),
    *_parts(NIGHTS[0], "one lot", "the record tells of one lot of what is told already", -100),
    *_parts(TWINS, "twins", "and one of a leg that two of a strike moved adds nothing", -200),
]
