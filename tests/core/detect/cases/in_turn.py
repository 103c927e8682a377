"""Contracts whose legs come one after the other, each by a reading of its own.

Shares may come long before their contract is gone, or after it, and those of another one in
between: then no readings hold a contract and its shares without the others. All of it is told
apart all the same when the last leg is there, and nothing is left over (domain notes 4.2, step 8).
"""

from __future__ import annotations

from tests.core.detect.cases.telling import (
    CONFIRMED,
    DERIVED,
    Account,
    Case,
    Line,
    Part,
    Row,
    at,
    case,
    clock,
)

S = Account()
XYZ = S.stock("XYZ")
TODAY = {"expiry": "2026-11-17"}
CLOSE = S.quote("17T21:00", "XYZ", settlement=57)

Contracts = dict[str, tuple[str, int, int]]
"""What each is: right, strike, and how many are held short."""

ONE_EACH: Contracts = {"C56": ("call", 56, 1), "P55": ("put", 55, 1)}
MANY_PUTS: Contracts = {"C56": ("call", 56, 1), "P55": ("put", 55, 7)}
THREE: Contracts = {"C56": ("call", 56, 2), "P54": ("put", 54, 1), "P55": ("put", 55, 5)}
TWO_CALLS: Contracts = {"C56": ("call", 56, 1), "C57": ("call", 57, 2), "P55": ("put", 55, 4)}


def _in_turn(
    name: str, says: str, contracts: Contracts, order: str, held: int = 0, *, ended: bool = False
) -> Case:
    """Readings, each of which shows what `order` names: a contract gone, or `+` and its shares.

    The price of shares is told while it is that of one strike.
    """
    rows: dict[str, Row] = {what: -n for what, (_, _, n) in contracts.items()}
    shares = held
    price: int | None = None

    def read(minute: int) -> list[Part]:
        row: Row = shares if price is None else (shares, price)
        listed = rows | ({"XYZ": row} if shares else {}) | {"Z": 5}
        return S.reads(f"07:{minute:02}", listed)

    told = [read(0)]
    for turn, step in enumerate(order.split(), start=1):
        for what in step.split("&"):
            right, strike, n = contracts[what.lstrip("+")]
            if not what.startswith("+"):
                del rows[what]
                continue
            moved = 100 * n if right == "put" else -100 * n
            if shares * (shares + moved) <= 0:
                price = strike
            elif shares * moved > 0:
                price = None
            shares += moved
        told.append(read(3 * turn))
    told += [read(40), read(50)]
    keys = TODAY if ended else {}
    options = [
        (S.put if right == "put" else S.call)(what, strike, **keys)
        for what, (right, strike, _) in contracts.items()
    ]
    wants = [
        S.want("assigned", what, n, DERIVED, {what: n, "XYZ": 100 * n * (-1, 1)[right == "put"]})
        for what, (right, _, n) in contracts.items()
    ]
    return case(f"in turn/{name}", says, XYZ, options, CLOSE, told, wants=wants)


def _ended(name: str, says: str, contracts: Contracts, order: str, held: int = 0) -> list[Case]:
    """The same where the contracts have run out and where they have not."""
    return [
        _in_turn(name, says, contracts, order, held),
        _in_turn(f"{name}, ended", says, contracts, order, held, ended=True),
    ]


CASES: list[Case] = [
    *_ended("one after the other", "each contract's shares come just before it is gone", MANY_PUTS,
            "+C56 C56 +P55 P55"),
    *_ended("between", "the put's shares come between the call's two legs", ONE_EACH,
            "+C56 C56&+P55 P55"),
    *_ended("between, one by one", "the same with a reading for each", MANY_PUTS,
            "+C56 +P55 C56 P55"),
    *_ended("between, held", "the same where shares are held", MANY_PUTS,
            "+C56 C56&+P55 P55", 1_000),
    *_ended("contracts first", "both contracts are gone before any shares", ONE_EACH,
            "P55 C56 +P55 +C56"),
    *_ended("the put first", "the shares of both are there before a contract is gone", MANY_PUTS,
            "+P55 +C56 P55 C56", 1_000),
    *_ended("crossed", "each contract goes with the shares of the other", MANY_PUTS,
            "C56&+P55 P55&+C56"),
    *_ended("crossed, the put first", "the same the other way round", ONE_EACH,
            "P55&+C56 C56&+P55"),
    *_ended("crossed, in three", "the shares go back before the put is gone", ONE_EACH,
            "C56&+P55 +C56 P55"),
    *_ended("of three", "what is short of two contracts is not a part of one", THREE,
            "+C56 +P54 C56 P54 +P55&P55", 1_000),
    *_ended("of three, mixed", "what fits in between is told by what comes at last", THREE,
            "+P55 +P54 C56 P55 P54 +C56", 1_000),
    *_ended("two calls", "one call's shares would do for a part of the other", TWO_CALLS,
            "+C57 C56&+P55 C57 +C56 P55", 1_000),
]  # fmt: skip

# ------------------------------------------- the shares first, and a record of the contract at last

PUT = (XYZ, S.put("P55", 55))
HELD: dict[str, Row] = {"P55": -3, "Z": 5}
CAME: dict[str, Row] = HELD | {"XYZ": (300, 55)}
GONE: dict[str, Row] = {"XYZ": (300, 55), "Z": 5}
LEG: dict[str, Row] = {"XYZ": (300, 55)}
CALLED = S.want("assigned", "P55", 3, CONFIRMED, {"P55": 3, "XYZ": (300, 55)})


def _shares_first(told: Line, when: str) -> list[Part]:
    """Read every five minutes; the record is told `when`."""
    return [
        S.reads("17T20:00", HELD), S.reads("07:10", HELD),
        told if when == "first" else (), S.reads("07:15", CAME), S.reads("07:20", CAME),
        told if when == "between" else (), S.reads("07:30", GONE), S.reads("07:35", GONE),
        [told | {"seen": at("19T07:00")}, S.coverage("19T08:00")] if when == "next day" else (),
        clock("20T08:00"),
    ]  # fmt: skip


CASES += [
    case(f"in turn/the shares first, on record/{when}, {dated}, {how}", "its record is dated before"
         " the reading that shows the contract gone, and its shares came in between", PUT,
         _shares_first(S.booking(moment, "P55", 3, "assignment", 0, counter=legs), when),
         wants=[CALLED])
    for when in ("first", "between", "next day")
    for dated, moment in (("by the day", "18T00:00"), ("by the minute", "07:12"))
    for how, legs in (("its leg named", LEG), ("alone", {}))
]  # fmt: skip
