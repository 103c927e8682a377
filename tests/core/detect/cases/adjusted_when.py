"""Corporate actions beside something else, dated in all the ways in which brokers date them.

The time of an adjustment may be that at which it was read, and a day lasts until its end. So its
moment need not lie between the two readings of which it is a part.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    NIGHT,
    UNEXPLAINED,
    Account,
    Case,
    Figure,
    Line,
    Part,
    Rows,
    Want,
    case,
    later,
)

S = Account()
XYZ, NEW = S.stock("XYZ"), S.stock("NEW")
P100, P50, NP100 = S.put("P100", 100), S.put("P50", 50), S.put("NP100", 100, on="NEW")
ODD = S.put("ODD", 100, multiplier=150)
ALL: list[Part] = [XYZ, NEW, P100, P50, NP100, ODD]

EVENING = ("17T23:00", "17T23:05", "17T23:10", "17T23:20", "18T07:30")
OVERNIGHT = ("17T20:05", "18T07:05", "18T07:10", "18T07:20", "18T07:30")


class _When(NamedTuple):
    """How it is dated, and when it is told: once the changes were read, or before that."""

    at: str
    effective: str | None = None
    afterwards: bool = True
    times: tuple[str, ...] = NIGHT


DATED = {
    "before both readings": _When("06:58", afterwards=False),
    "when it was read": _When("07:07"),
    "by its day": _When("07:03", "2026-11-18", afterwards=False),
    "by its day, read later": _When("07:07", "2026-11-18"),
    "by the day before": _When("07:07", "2026-11-17"),
    "by the day after": _When("17T23:07", "2026-11-18", times=EVENING),
    "read after a night": _When("07:07", times=OVERNIGHT),
}


def _dated(cause: str, old: str, new: str, ratio: str, when: _When) -> Line:
    told = S.adjustment(when.at, cause, old, new, ratio) | {"id": f"{cause} {old}"}
    return told if when.effective is None else told | {"effective": when.effective}


def _moved(what: str, legs: dict[str, Figure]) -> Want:
    return S.want("corporate_action", what, None, CONFIRMED, legs)


SPLIT = ("split", "XYZ", "XYZ", "2/1")


class _Night(NamedTuple):
    says: str
    before: Rows
    after: Rows
    actions: tuple[tuple[str, str, str, str], ...]
    wants: tuple[Want, ...]
    trade: tuple[str, Figure] | None = None
    renames: bool = False


NIGHTS = {
    "adjusted, one called": _Night(
        "one of two puts that deliver 150 now",
        {"P100": -2}, {"ODD": -1, "XYZ": (150, 100)}, (("adjusted_option", "P100", "ODD", "1"),),
        (_moved("P100", {"P100": 2, "ODD": -2}),
         S.want("assigned", "ODD", 1, DERIVED, {"ODD": 1, "XYZ": (150, 100)}))),
    "split, one called": _Night(
        "neither the ratio nor what a put brings shows alone",
        {"P100": -2, "XYZ": 100}, {"P100": -1, "XYZ": 300}, (SPLIT,),
        (_moved("XYZ", {"XYZ": 100}),
         S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100}))),
    "both split, one called": _Night(
        "shares and puts twice as many, and one of four called",
        {"P100": -2, "XYZ": 100}, {"P50": -3, "XYZ": 300},
        (SPLIT, ("adjusted_option", "P100", "P50", "2/1")),
        (_moved("XYZ", {"XYZ": 100}), _moved("P100", {"P100": 2, "P50": -4}),
         S.want("assigned", "P50", 1, DERIVED, {"P50": 1, "XYZ": 100}))),
    "renamed, one called": _Night(
        "shares and puts get new names",
        {"P100": -2, "XYZ": 10}, {"NP100": -1, "NEW": 110},
        (("symbol_change", "XYZ", "NEW", "1"), ("symbol_change", "P100", "NP100", "1")),
        (_moved("XYZ", {"XYZ": -10, "NEW": 10}), _moved("P100", {"P100": 2, "NP100": -2}),
         S.want("assigned", "NP100", 1, DERIVED, {"NP100": 1, "NEW": 100})),
        renames=True),
    "renamed and split": _Night(
        "two that came one after the other",
        {"XYZ": 10}, {"NEW": 30},
        (("symbol_change", "XYZ", "NEW", "1"), ("split", "NEW", "NEW", "3/1")),
        (_moved("XYZ", {"XYZ": -10, "NEW": 10}), _moved("NEW", {"NEW": 20}))),
    "split, then bought": _Night(
        "what was bought had not been there to be split",
        {"XYZ": 100}, {"XYZ": 250}, (SPLIT,), (_moved("XYZ", {"XYZ": 100}),), ("XYZ", 50)),
    "bought, then split": _Night(
        "what was bought was split with the others",
        {"XYZ": 100}, {"XYZ": 300}, (SPLIT,), (_moved("XYZ", {"XYZ": 150}),), ("XYZ", 50)),
    "sold, then renamed": _Night(
        "what was sold had its old name",
        {"XYZ": 100}, {"NEW": 60}, (("symbol_change", "XYZ", "NEW", "1"),),
        (_moved("XYZ", {"XYZ": -60, "NEW": 60}),), ("XYZ", -40)),
}  # fmt: skip


def _told(name: str, night: _Night, dated: str, when: _When) -> Case:
    actions = [_dated(*action, when) for action in night.actions]
    bought = later(when.times[1], minutes=-2)
    trades = [] if night.trade is None else [S.fill(bought, *night.trade, 10)]
    told, then = (trades, actions) if when.afterwards else ([*actions, *trades], [])
    tape = S.night(night.before, night.after, told, times=when.times, then=then)
    says = f"{night.says}, dated {dated}"
    old_name_first = night.renames and when.afterwards  # until the other record is told, too
    return case(f"adjusted/{name}, {dated}", says, ALL, tape, wants=night.wants,
                withdraws=old_name_first)  # fmt: skip


WHENEVER = [
    _told(name, night, dated, when)
    for name, night in NIGHTS.items()
    for dated, when in DATED.items()
]

# ------------------------------------------------------------------------------------- only once


def _once(name: str, says: str, when: _When) -> Case:
    """A split that one reading shows, and later a change that another one like it would explain."""
    return case(f"adjusted/once, {name}", says, ALL, S.reads("07:00", {"P100": -2, "XYZ": 100}),
                _dated(*SPLIT, when), S.reads("07:05", {"P100": -2, "XYZ": 200}),
                [S.reads(moment, {"P100": -1, "XYZ": 500})
                 for moment in ("07:15", "07:20", "07:30", "07:40")],
                wants=[_moved("XYZ", {"XYZ": 100}),
                       S.want("unexplained", "XYZ", 300, UNEXPLAINED),
                       S.want("unexplained", "P100", 1, UNEXPLAINED)])  # fmt: skip


ONCE = [
    _once("at its time", "the first reading shows it", _When("07:03")),
    _once("by its day", "both readings are of that day", _When("07:03", "2026-11-18")),
    _once("when it was read", "the reading before shows it", _When("07:04:59")),
    case("adjusted/the nearer change", "of two that it may be a part of", ALL,
         S.reads("07:00", {"P100": -2, "XYZ": 100}), S.reads("07:05", {"P100": -1, "XYZ": 300}),
         _dated(*SPLIT, _When("07:07")),
         [S.reads(moment, {"P100": -1, "XYZ": 300}) for moment in ("07:10", "07:20")],
         S.fill("07:25", "XYZ", -100, 10),
         [S.reads(moment, {"P100": -1, "XYZ": 200}) for moment in ("07:30", "07:40")],
         wants=[_moved("XYZ", {"XYZ": 100}),
                S.want("assigned", "P100", 1, DERIVED, {"P100": 1, "XYZ": 100})]),
]  # fmt: skip

CASES: list[Case] = [*WHENEVER, *ONCE]
