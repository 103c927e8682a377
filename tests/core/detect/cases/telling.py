"""A tape told in a few words, and what it must come to.

An `Account` makes the lines of a tape, the way its broker would say them; `case` joins them with
the incidents that must stand at the end. Times are `HH:MM`, on a Wednesday in November 2026 unless
a day goes before (`20T21:05` is that month's Friday). Quantities and prices are written as people
write them and go onto the tape as strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

Line = dict[str, Any]
Figure = int | str
Row = Figure | tuple[Figure, Figure]
Rows = Mapping[str, Row] | Sequence[tuple[str, Row]]
Part = Mapping[str, Any] | Iterable["Part"]

NIGHT = ("07:00", "07:05", "07:10", "07:20", "07:30")
"""When an account is read: as it was, and then as it is, until nothing is waited for any more."""

EXPIRY = ("20T20:55", "20T21:05", "20T21:15", "20T21:30", "23T12:30")
"""The same over a Friday on which something expires, past the next session's opening."""

CONTRACT_FRIDAY = tuple(
    f"2026-12-{moment}" for moment in ("25T07:58", "25T08:02", "25T08:10", "25T08:20", "28T12:30")
)
"""The same over the moment at which dated contracts on coins end."""

CONFIRMED = frozenset({"confirmed"})
STRONG = frozenset({"strong"})
LIKELY = frozenset({"likely"})
DERIVED = STRONG | LIKELY
UNEXPLAINED = frozenset({"unexplained"})
PENDING = frozenset({"pending"})
HELD = frozenset({"pending", "conflict"})
UNSURE = HELD | UNEXPLAINED
GONE = frozenset({"explained", "retracted"})
ANY_KIND: frozenset[str] = frozenset()


def at(moment: str) -> str:
    """A time of the tape."""
    day, _, clock = moment.rpartition("T")
    if len(day) < 3:
        day = f"2026-11-{day or '18'}"
    return f"{day}T{clock}{'' if clock.count(':') == 2 else ':00'}Z"


def later(moment: str, **span: float) -> str:
    """A time some way after another one."""
    moved = datetime.fromisoformat(at(moment)) + timedelta(**span)
    return moved.strftime("%Y-%m-%dT%H:%M:%S")


def start(seen: str) -> Line:
    """The watcher (re)starts."""
    return {"type": "start", "seen": at(seen)}


def clock(moment: str) -> Line:
    """Time passes and nothing is said."""
    return {"type": "clock", "at": at(moment)}


@dataclass(frozen=True)
class Want:
    """An incident that must stand at the end; what is None is not looked at.

    `codes` and `names` are looked for in its evidence; `was` are grades of which an earlier
    version must have had one, `never` those that none may have had. `at_most`: no version
    that is sure may have told of more contracts. `steady`: no version that is sure may have told
    of other legs.
    """

    account: str
    kinds: frozenset[str]
    instrument: str | None
    contracts: Decimal | None
    grades: frozenset[str]
    legs: Mapping[str, tuple[Decimal, Decimal | None]] | None = None
    cash: Mapping[str, Decimal] | None = None
    late: bool | None = None
    severity: frozenset[str] | None = None
    codes: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    was: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    at_most: bool = False
    steady: bool = False


@dataclass(frozen=True)
class Case:
    """A tape and its verdict.

    `quiet`: nothing may be printed at all. `incidents`: how many may ever be printed. `open_ends`:
    more than `wants` may stand at the end, as long as nobody is sure of it. `withdraws`: something
    is called an assignment on the way and taken back. `doubted`: contracts that nobody may ever be
    sure were called.
    """

    id: str
    says: str
    tape: tuple[Line, ...]
    wants: tuple[Want, ...] = ()
    quiet: bool = False
    incidents: int | None = None
    open_ends: bool = False
    withdraws: bool = False
    doubted: frozenset[str] = frozenset()


def case(name: str, says: str, *parts: Part, wants: Iterable[Want] = (), **keys: Any) -> Case:
    """A case; the parts of its tape may be nested."""
    return Case(name, says, tuple(_flat(parts)), tuple(wants), **keys)


@dataclass(frozen=True)
class Account:
    """One account, or a scope of it, as the teller of a tape."""

    key: str = "saxo/main"
    currency: str = "USD"
    scope: str = ""
    _broker: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_broker", self.key.partition("/")[0])

    # ------------------------------------------------------------------------- what things are

    def instrument(self, name: str, kind: str, **keys: Any) -> Line:
        """A description."""
        described = {"type": "instrument", "id": self.id(name), "kind": kind, "symbol": name}
        return {**described, "currency": self.currency, **self._scoped(), **_texts(keys)}

    def stock(self, name: str, **keys: Any) -> Line:
        """A share."""
        return self.instrument(name, "stock", **keys)

    def put(self, name: str, strike: Figure, **keys: Any) -> Line:
        """A put, on XYZ and over 100 shares unless the keys say otherwise."""
        return self._option(name, "put", strike, keys)

    def call(self, name: str, strike: Figure, **keys: Any) -> Line:
        """A call, on XYZ and over 100 shares unless the keys say otherwise."""
        return self._option(name, "call", strike, keys)

    def _option(self, name: str, right: str, strike: Figure, keys: dict[str, Any]) -> Line:
        usual = {
            "underlying": self.id(keys.pop("on", "XYZ")),
            "right": right,
            "strike": strike,
            "expiry": "2026-12-18",
            "multiplier": 100,
            "style": "american",
            "settlement": "physical",
        }
        return self.instrument(name, "option", **{**usual, **keys})

    # -------------------------------------------------------------------------------- readings

    def snapshot(self, moment: str, rows: Rows, cash: Figure | None = None, **keys: Any) -> Line:
        """A complete reading; a row is a quantity, or a quantity and its open price."""
        pairs = rows.items() if isinstance(rows, Mapping) else rows
        balances = {} if cash is None else {"balances": {self.currency: str(cash)}}
        listed = [self._row(name, row) for name, row in pairs]
        return self._said("snapshot", moment, positions=listed, **balances, **keys)

    def position(self, moment: str, name: str, row: Row, **keys: Any) -> Line:
        """The stream's new total of one position."""
        return self._said("position", moment, **self._row(name, row), **keys)

    def coverage(self, through: str, *feeds: str) -> list[Line]:
        """Fills and bookings (or the feeds named) have been read up to here, and that just now."""
        told = {"account": self.key, "through": at(through), "seen": at(through), **self._scoped()}
        return [{"type": "coverage", "feed": f, **told} for f in feeds or ("fills", "bookings")]

    def reads(self, moment: str, rows: Rows, cash: Figure | None = None) -> list[Part]:
        """One round: the positions, and a minute later the records up to then."""
        return [self.snapshot(moment, rows, cash), self.coverage(later(moment, minutes=1))]

    def night(
        self,
        before: Rows,
        after: Rows,
        *told: Part,
        cash: tuple[Figure, Figure] | None = None,
        times: Sequence[str] = NIGHT,
        then: Part = (),
    ) -> list[Part]:
        """Read as it was; then what is told; then read as it is, over and over.

        `then` is told after the first reading that shows the change.
        """
        had, has = cash or (None, None)
        first, shown, *again = times
        return [
            self.reads(first, before, had),
            told,
            self.reads(shown, after, has),
            then,
            [self.reads(moment, after, has) for moment in again],
        ]

    def unreadable(self, moment: str, feed: str = "positions") -> Line:
        """A reading that had to be refused."""
        return self._said("unreadable", moment, feed=feed, reason="bad_payload")

    def feed(self, moment: str, state: str, feed: str = "positions") -> Line:
        """A feed goes up or down."""
        return self._said("feed", moment, feed=feed, state=state)

    # --------------------------------------------------------------------------------- records

    def fill(self, moment: str, name: str, quantity: Figure, price: Figure, **keys: Any) -> Line:
        """An ordinary trade."""
        return self._record("fill", moment, name, quantity, price=price, **keys)

    def booking(
        self,
        moment: str,
        name: str,
        quantity: Figure,
        cause: str,
        price: Figure | None = None,
        *,
        cash: Figure | None = None,
        counter: Rows = (),
        **keys: Any,
    ) -> Line:
        """A record that names a cause; `counter` are its other legs."""
        pairs = counter.items() if isinstance(counter, Mapping) else counter
        legs = [self._row(leg, row) for leg, row in pairs]
        extra: dict[str, Any] = {
            "price": price,
            "cash": None if cash is None else {self.currency: str(cash)},
            "counter": legs or None,
            "record": "trades",
        }
        return self._record("booking", moment, name, quantity, cause=cause, **{**extra, **keys})

    def adjustment(self, moment: str, cause: str, old: str, new: str, ratio: str = "1") -> Line:
        """A corporate action; `ratio` is new per old."""
        ends = {"old": self.id(old), "new": self.id(new)}
        return (
            self._said("adjustment", moment, id=f"ca {old} {new}", cause=cause, ratio=ratio) | ends
        )

    def order(self, moment: str, name: str, quantity: Figure, status: str = "working") -> Line:
        """A resting order, or its end."""
        return self._record("order", moment, name, quantity, status=status, id=f"o {name}")

    def quote(self, moment: str, name: str, **prices: Figure) -> Line:
        """A price; `settlement` is the official one."""
        return {"type": "quote", "at": at(moment), "instrument": self.id(name), **_texts(prices)}

    # ---------------------------------------------------------------------------- what is wanted

    def want(
        self,
        kind: str | frozenset[str],
        name: str | None,
        contracts: Figure | None,
        grades: frozenset[str] = CONFIRMED,
        legs: Mapping[str, Row] | None = None,
        cash: Figure | None = None,
        **keys: Any,
    ) -> Want:
        """An incident of this account; `cash` of 0 is nothing paid."""
        return Want(
            account=self.key,
            kinds=frozenset({kind}) if isinstance(kind, str) else kind,
            instrument=None if name is None else self.id(name),
            contracts=None if contracts is None else Decimal(contracts),
            grades=grades,
            legs=None if legs is None else {self.id(leg): _leg(row) for leg, row in legs.items()},
            cash=None if cash is None else {self.currency: Decimal(cash)},
            **keys,
        )

    # --------------------------------------------------------------------------------- building

    def id(self, name: str) -> str:
        """An instrument's id."""
        return name if "/" in name else f"{self._broker}/{name}"

    def _record(self, kind: str, moment: str, name: str, quantity: Figure, **keys: Any) -> Line:
        name, _, side = name.partition(":")
        told = {"id": f"{kind} {name} {moment}", "instrument": self.id(name), "quantity": quantity}
        return self._said(kind, moment, **{**told, "side": side or None, **keys})

    def _said(self, kind: str, moment: str, **keys: Any) -> Line:
        told = {"type": kind, "at": at(moment), "account": self.key}
        return {**told, **self._scoped(), **_texts(keys)}

    def _row(self, name: str, row: Row) -> Line:
        name, _, side = name.partition(":")
        quantity, price = row if isinstance(row, tuple) else (row, None)
        told = {"instrument": self.id(name), "quantity": quantity, "price": price}
        return _texts({**told, "side": side or None})

    def _scoped(self) -> Line:
        return {"scope": self.scope} if self.scope else {}


def both(
    name: str,
    says: str,
    account: Account,
    described: Part,
    before: Rows,
    after: Rows,
    records: Sequence[Line],
    *wants: Want,
    cash: tuple[Figure, Figure] | None = None,
    times: Sequence[str] = NIGHT,
    prices: Sequence[Line] = (),
    grades: frozenset[str] = STRONG,
    legs_priced: bool = True,
) -> list[Case]:
    """The same night told two ways: by the broker's records, and by readings and fills alone.

    `grades` are what derivation may come to. A leg whose price no reading gives away
    (`legs_priced` is false) is wanted without one.
    """

    def night(*told: Part) -> list[Part]:
        return account.night(before, after, prices, *told, cash=cash, times=times)

    derived = [_as_derived(want, grades, legs_priced, balances=cash is not None) for want in wants]
    silent = f"{says}, and no record says so"
    return [
        case(f"{name}/booked", says, described, night(records), wants=wants, incidents=len(wants)),
        case(f"{name}/derived", silent, described, night(), wants=derived),
    ]


def _as_derived(want: Want, grades: frozenset[str], legs_priced: bool, *, balances: bool) -> Want:
    """What is wanted of an incident when only readings tell of it."""
    legs, cash = want.legs, want.cash
    if legs is not None and not legs_priced:
        legs = {name: (quantity, None) for name, (quantity, _) in legs.items()}
    if cash is not None and any(cash.values()) and not balances:
        cash = None
    return replace(want, grades=grades, legs=legs, cash=cash)


def _leg(row: Row) -> tuple[Decimal, Decimal | None]:
    quantity, price = row if isinstance(row, tuple) else (row, None)
    return Decimal(quantity), None if price is None else Decimal(price)


def _texts(keys: Mapping[str, Any]) -> Line:
    """Figures as the tape wants them; what is None is left out."""
    return {
        key: str(value) if type(value) is int else value
        for key, value in keys.items()
        if value is not None
    }


def _flat(parts: Iterable[Part]) -> Iterable[Line]:
    for part in parts:
        if isinstance(part, Mapping):
            yield dict(part)
        else:
            yield from _flat(part)
