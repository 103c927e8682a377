"""Nights running in which up to three contracts on one thing are called, and how it is told.

`judge.py` holds what the detector made of the tape against what happened, night by night. Where the
worlds of `tests.core.worlds` are wide, this is deep: a contract that goes in each of two or three
nights, in all the forms in which brokers write it down, mixed: joined by an event or by nothing,
the leg named, on record, as a trade or not at all, dated by time, by the day or by the eve (domain
notes 1.5 and 4.3), told before the readings show it, after, or after the next night, leg first or
last, in lots, with a restart in between, and the account read all the time or in the evening alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from tests.core.detect.cases.telling import Account, Line, Part, Row

S: Final = Account()
FUTURE: Final = S.instrument(
    "CL", "future", multiplier=1000, expiry="2027-03-20", settlement="physical"
)
REST: Final[dict[str, Row]] = {"Z": 10, "Y": 5, "W": 7}
"""What is held besides, so that no reading looks as if half of the account were gone."""

EVENING: Final = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
MORNINGS: Final = tuple(datetime(2026, 11, day, 5, 0, tzinfo=UTC) for day in (19, 20, 21))
_DAY: Final = timedelta(days=1)
FORMS: Final = ("plain", "event", "refs", "named", "trade", "contract alone", "none")
DATES: Final = ("timed", "by the day", "by the eve")
READ: Final = {"often": (10, (40, 600, 1440)), "in the evening": (900, (960,))}
"""Minutes after five in the morning: from when on a night is shown, and the readings after."""
HOW: Final = ("often", "often", "in the evening")
TOLD: Final = {
    "often": (-5, 12, 25, 90, 840, 1530),
    "in the evening": (-5, 12, 25, 90, 840, 1530, 2370),
}
"""Minutes after five in the morning: before the readings show it, meanwhile, soon after, later that
morning, that evening, after the next night, and when an evening's reading has shown that one."""


@dataclass(frozen=True)
class Contract:
    """An option of the account; `moves` is what one of it adds to the thing when it goes."""

    name: str
    right: str
    strike: int
    held: int
    moves: int


@dataclass(frozen=True)
class Called:
    """So many of a contract went in a night; `gone` is signed as the change of its position."""

    contract: Contract
    night: int
    gone: int
    form: str
    dated: str
    told: int

    @property
    def leg(self) -> int:
        """What the thing changed by."""
        return abs(self.gone) * self.contract.moves

    @property
    def shown(self) -> datetime:
        """From when on it had happened: the first reading of the night may show it."""
        return MORNINGS[self.night] - timedelta(minutes=10)


@dataclass(frozen=True)
class Story:
    """What happened, `how` it is read, and the tape that tells it."""

    seed: int
    thing: str
    how: str
    called: tuple[Called, ...]
    tape: tuple[Line, ...]


def drawn(seed: int, drop: float = 0.15, *, wide: bool = True) -> Story:
    """The story of a seed; `drop` is how often something called is on no record at all.

    Where it is not `wide` it has two nights, and the account is read all the time.
    """
    random, width = Random(seed), Random(f"how wide {seed}")
    thing = random.choice(("XYZ", "XYZ", "CL"))
    nights, how = (width.choice((2, 2, 3)), width.choice(HOW)) if wide else (2, HOW[0])
    contracts = _contracts(random, thing, nights)
    dates = random.choice(DATES)
    called: list[Called] = []
    for night in range(nights):
        if night and dates == "by the eve" and random.random() < 0.3:
            dates = random.choice(DATES)  # never the other way: two nights would have one date
        called += _night(random, contracts, (night, nights), dates, drop, TOLD[how])
    if not called:
        return drawn(seed + 1_000_003, drop, wide=wide)
    parts = [_described(thing, contracts), *_told(random, thing, contracts, called, (how, nights))]
    return Story(seed, thing, how, tuple(called), tuple(_flat(parts)))


def _contracts(random: Random, thing: str, nights: int) -> list[Contract]:
    units = 1 if thing == "CL" else 100
    strikes = random.sample(range(30, 120, 5), 3)
    found = []
    for strike in strikes[: random.choice((1, 2, 2, 3, 3))]:
        right = random.choice(("put", "call"))
        held = random.choice((-1, 1, -1)) * random.randint(nights, 3 * nights)
        moves = units * (1 if (right == "put") == (held < 0) else -1)
        found.append(Contract(f"{right[0].upper()}{strike}", right, strike, held, moves))
    return found


def _night(
    random: Random,
    contracts: list[Contract],
    of: tuple[int, int],
    dated: str,
    drop: float,
    told: Sequence[int],
) -> Iterator[Called]:
    night, nights = of
    for contract in contracts:
        if random.random() < 0.35:
            continue
        most = abs(contract.held) // nights  # so that there is something for the others
        gone = random.randint(1, most) * (1 if contract.held < 0 else -1)
        form = "none" if random.random() < drop else random.choice(FORMS[:-1])
        yield Called(contract, night, gone, form, dated, random.choice(told))


def _described(thing: str, contracts: list[Contract]) -> list[Line]:
    on: dict[str, Any] = {"on": thing}
    if thing == "CL":
        on |= {"deliverables": [{"instrument": "saxo/CL", "quantity": "1"}], "multiplier": 1000}
    told = [FUTURE if thing == "CL" else S.stock("XYZ")]
    for one in contracts:
        describe = S.put if one.right == "put" else S.call
        told.append(describe(one.name, one.strike, **on))
    return told


def _told(
    random: Random,
    thing: str,
    contracts: list[Contract],
    called: list[Called],
    read: tuple[str, int],
) -> Iterator[Part]:
    """Readings and records, in the order of their times."""
    has = {one.name: one.held for one in contracts}
    has[thing] = random.choice((0, 0, 1, -1)) * random.randint(1, 5) * abs(contracts[0].moves)
    how, nights = read
    first, then = READ[how]
    mornings = MORNINGS[:nights]
    timed: list[tuple[datetime, Part]] = []
    before = (EVENING - _DAY, EVENING, *(mornings[:1] if how == "often" else ()))
    timed += [(moment, _reads(moment, has)) for moment in before]
    for night, morning in enumerate(mornings):
        of_night = [one for one in called if one.night == night]
        for i, piece in enumerate(_pieces(random, thing, of_night)):
            for name, moved in piece.items():
                has[name] += moved
            moment = morning + timedelta(minutes=first + 5 * i)
            timed.append((moment, _reads(moment, has)))
        after = [morning + timedelta(minutes=minutes) for minutes in then]
        timed += [(moment, _reads(moment, has)) for moment in after]
    last = [mornings[-1] + days * _DAY for days in (3, 4)]
    timed += [(moment, _reads(moment, has)) for moment in last]
    for one in called:
        seen = MORNINGS[one.night] + timedelta(minutes=one.told, seconds=random.randint(1, 150))
        for line in _records(random, thing, one):
            timed.append((seen, line | {"seen": _stamp(seen)}))
            seen += timedelta(seconds=random.choice((0, 1, 1, 40)))
    if random.random() < 0.3:
        again = MORNINGS[0] + timedelta(minutes=random.randint(-30, 1600), seconds=31)
        timed.append((again, {"type": "start", "seen": _stamp(again)}))
    timed.sort(key=lambda one: one[0])
    return (part for _, part in timed)


def _pieces(random: Random, thing: str, called: list[Called]) -> list[dict[str, int]]:
    """What the readings of a night show one after the other."""
    moved = [(one.contract.name, one.gone) for one in called]
    legs = [(thing, one.leg) for one in called]
    how = random.choice(("at once", "at once", "legs last", "legs first", "mixed"))
    if how == "at once":
        pieces = [[*moved, *legs]]
    elif how == "legs last":
        pieces = [moved, legs]
    elif how == "legs first":
        pieces = [legs, moved]
    else:
        both = [*moved, *legs]
        random.shuffle(both)
        cut = random.randint(0, len(both))
        pieces = [both[:cut], both[cut:]]
    return [_added(piece) for piece in pieces]


def _added(piece: list[tuple[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for name, moved in piece:
        total[name] = total.get(name, 0) + moved
    return total


def _reads(moment: datetime, has: Mapping[str, int]) -> list[Part]:
    rows: dict[str, Row] = {name: quantity for name, quantity in has.items() if quantity}
    return S.reads(f"{moment:%dT%H:%M}", {**rows, **REST})


def _records(random: Random, thing: str, one: Called) -> list[Line]:
    """What the broker writes down of it, each line in its turn."""
    if one.form == "none":
        return []
    lots = [one.gone]
    if abs(one.gone) > 1 and random.random() < 0.2:
        sign = 1 if one.gone > 0 else -1
        lots = [sign, one.gone - sign]
    lines: list[Line] = []
    for i, gone in enumerate(lots):
        lines += _of_lot(thing, one, gone, f"{one.contract.name} {one.night} {i}")
    if random.random() < 0.4:
        lines.reverse()
    return lines


def _of_lot(thing: str, one: Called, gone: int, name: str) -> list[Line]:
    contract, at = one.contract, _date(one)
    cause = "assignment" if contract.held < 0 else "exercise"
    moved = abs(gone) * contract.moves
    ids: dict[str, Any] = {}
    if one.form in {"event", "trade"}:
        ids = {"event": f"e {name}"}
    elif one.form == "refs":
        ids = {"refs": [f"e {name}"]}
    elif one.form == "named":
        ids = {"counter": {thing: (moved, contract.strike)}}
    own = S.booking(at, contract.name, gone, cause, 0, id=f"r {name}", **ids)
    if one.form in {"named", "contract alone"}:
        return [own]
    if one.form == "trade":
        return [own, S.fill(at, thing, moved, contract.strike, id=f"f {name}", **ids)]
    return [own, S.booking(at, thing, moved, cause, contract.strike, id=f"l {name}", **ids)]


def _date(one: Called) -> str:
    morning = MORNINGS[one.night]
    if one.dated == "timed":
        return f"{morning:%d}T04:50"
    day = morning if one.dated == "by the day" else morning - _DAY
    return f"{day:%d}T00:00"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _flat(parts: Iterator[Part] | list[Part]) -> Iterator[Line]:
    for part in parts:
        if isinstance(part, Mapping):
            yield dict(part)
        else:
            yield from _flat(list(part))
