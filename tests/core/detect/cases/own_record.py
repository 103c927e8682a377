"""What an option turned into has a record of its own: whose leg it is, and whose money.

The shares may be booked before the option, with or without an id that both share; they are one
event, told as that of the option from the first of the two on (`leg_alone.py`). Their money may be
the whole, a part (A9c of the domain notes: less cash than shares' worth), or told twice.
"""

from __future__ import annotations

from typing import Any

from tests.core.detect.cases.telling import CONFIRMED, DERIVED, Account, Case, case

S = Account()
XYZ, P100, C50 = S.stock("XYZ"), S.put("P100", 100), S.call("C50", 50)
FUTURE = S.instrument("F", "future", underlying="saxo/XYZ", expiry="2026-11-18", multiplier=100,
                      settlement="physical")  # fmt: skip
HELD = {"P100": -2, "C50": 2, "F": -1}


def _first(leg: dict[str, Any], contract: dict[str, Any]) -> list[Any]:
    """The leg, some minutes later its contract, then a reading of both."""
    left = {name: n for name, n in HELD.items() if not contract["instrument"].endswith(name)}
    shares = leg["quantity"]
    return [
        *(XYZ, P100, C50, FUTURE), S.reads("07:00", HELD), leg, contract,
        [S.reads(moment, {**left, "XYZ": shares}) for moment in ("07:10", "07:20")],
    ]  # fmt: skip


def _assigned(cash: int = -20_000) -> list[Any]:
    return [S.want("assigned", "P100", 2, CONFIRMED, {"P100": 2, "XYZ": (200, 100)}, cash)]


SHARES = S.booking("07:03", "XYZ", 200, "assignment", 100)
PUTS = S.booking("07:05", "P100", 2, "assignment", 0)

FIRST: list[Case] = [
    case("own record/the shares first", "and no id in common", _first(SHARES, PUTS),
         wants=_assigned(), incidents=1),
    case("own record/in one event", "the same with an id in common",
         _first(SHARES | {"event": "E"}, PUTS | {"event": "E"}), wants=_assigned(), incidents=1),
    case("own record/not described", "by the id it is the leg, whatever it is",
         _first(SHARES | {"event": "E"}, PUTS | {"event": "E"})[1:], wants=_assigned(),
         withdraws=True, incidents=2),
    case("own record/two lists", "each in a list of its own",
         _first(SHARES, PUTS | {"record": "positions"}), wants=_assigned(), incidents=1),
    case("own record/exercised", "the trader's own call",
         _first(S.booking("07:03", "XYZ", 200, "exercise", 50),
                S.booking("07:05", "C50", -2, "exercise", 0)),
         wants=[S.want("exercised", "C50", 2, CONFIRMED, {"C50": -2, "XYZ": (200, 50)}, -10_000)],
         incidents=1),
    case("own record/delivered", "a future on shares",
         _first(S.booking("07:03", "XYZ", -100, "delivery", 64),
                S.booking("07:05", "F", 1, "delivery", 64)),
         wants=[S.want("delivered", "F", 1, CONFIRMED, {"F": 1, "XYZ": (-100, 64)})],
         incidents=1),
]  # fmt: skip

# ------------------------------------------------------------------------------------ its night

P95, P105 = (S.put(f"P{k}", k, expiry="2026-11-20") for k in (95, 105))
C100 = S.call("C100", 100, expiry="2026-11-20")
C110 = S.call("C110", 110, expiry="2026-11-18")
OPEN = {"P105": -3, "C100": 2}
FRIDAY = S.booking("20T03:28", "P95", 1, "assignment", 0, event="F")
MONDAY = [
    S.booking("20T00:00", "P105", 3, "assignment", 0, event="M"),
    S.booking("20T00:00", "XYZ", 300, "assignment", 105, event="M"),
]
NIGHT: list[Case] = [
    case("own night/of the contract", "its record names a day alone, as that of the contract does",
         XYZ, P95, P105, C100, C110, S.reads("18T20:00", {**OPEN, "P95": -1, "C110": -3}),
         S.reads("19T04:30", {**OPEN, "P95": -1}), S.reads("19T23:00", {**OPEN, "P95": -1}), FRIDAY,
         [S.reads(moment, {**OPEN, "XYZ": 100}) for moment in ("20T04:30", "20T23:00")],
         S.reads("23T05:30", {"XYZ": 600}), MONDAY, S.reads("23T05:40", {"XYZ": 600}),
         wants=[S.want("assigned", "P95", 1, CONFIRMED, {"P95": 1, "XYZ": (100, 95)}),
                S.want("assigned", "P105", 3, CONFIRMED, {"P105": 3, "XYZ": (300, 105)}),
                S.want("exercised", "C100", 2, DERIVED, {"C100": -2, "XYZ": 200}),
                S.want("expired", "C110", 3, DERIVED)]),
]  # fmt: skip

# ------------------------------------------------------------------------------------ its money

NEWCO = S.stock("NEWCO")
MIXED = S.call("N1", 40, on="NEWCO", deliverables=[
    {"instrument": "saxo/NEWCO", "quantity": "50"}, {"cash": "350", "currency": "USD"},
])  # fmt: skip


def _paid(option: int | None, shares: int | None) -> list[Any]:
    """Two puts, assigned, with what the record of each leg says of the money."""
    return [
        *(XYZ, P100), S.reads("07:00", {"P100": -2, "C50": 1}),
        S.booking("07:03", "P100", 2, "assignment", 0, cash=option, event="E"),
        S.booking("07:03", "XYZ", 200, "assignment", 100, cash=shares, event="E"),
        S.reads("07:10", {"XYZ": 200, "C50": 1}),
    ]  # fmt: skip


MONEY: list[Case] = [
    case("own money/in parts", "the option pays the cash part, the shares bring the strike",
         NEWCO, MIXED, S.reads("07:00", {"N1": -1, "C50": 1}),
         S.booking("07:03", "N1", 1, "assignment", 0, cash=-350, event="E"),
         S.booking("07:03", "NEWCO", -50, "assignment", cash=4_000, event="E"),
         S.reads("07:10", {"NEWCO": -50, "C50": 1}),
         wants=[S.want("assigned", "N1", 1, CONFIRMED, {"N1": 1, "NEWCO": -50}, 3_650)]),
    case("own money/of the shares", "the option's record says that nothing was paid for it",
         _paid(0, -20_000), wants=_assigned()),
    case("own money/told twice", "both records say all of it", _paid(-20_000, -20_000),
         wants=_assigned()),
    case("own money/a fee", "the option's record tells its fee", _paid(-5, -20_000),
         wants=_assigned()),
    case("own money/less a fee", "the shares are paid with the fee", _paid(None, -20_005),
         wants=_assigned(-20_005)),
    case("own money/only a fee", "the record of the shares tells nothing else", _paid(None, -5),
         wants=_assigned()),
    case("own money/nothing", "no record pays: the strike says it", _paid(0, None),
         wants=_assigned()),
]  # fmt: skip

# ---------------------------------------------- how bad it is, before a reading shows the shares

_CALLED = S.booking("07:03", "C50", 1, "assignment", 0, counter={"XYZ": (-100, 50)})


def _sold(name: str, says: str, shares: int, *between: Any, severity: str) -> Case:
    held = {"C50": -1, "XYZ": shares} if shares else {"C50": -1}
    want = S.want("assigned", "C50", 1, severity=frozenset({severity}))
    told = S.reads("07:00", held), between, _CALLED
    return case(f"own severity/{name}", says, XYZ, C50, told, wants=[want])


SEVERITY: list[Case] = [
    _sold("naked", "a call on shares that nobody holds", 0, severity="critical"),
    _sold("covered", "on shares that are held", 100, severity="high"),
    _sold("half covered", "on more shares than are held", 50, severity="critical"),
    _sold("just bought", "the shares were bought since the reading", 0,
          S.fill("07:02", "XYZ", 100, 49), severity="high"),
]  # fmt: skip

CASES: list[Case] = [*FIRST, *NIGHT, *MONEY, *SEVERITY]
