"""Joining a broker's records into happenings: the same thing told twice counts once.

`conclude.py` hands in all records of one position and gets back what happened to it. Records are
witnesses of one happening when they share the broker's event id or any further id: evidence, never
quantity, whether of one list or of several (`lots.py` says what adds up in one list all the same,
`shown_lots.py` what the positions say to it). Records that share none, from lists that never share
any, may still tell the same story: of such lists the larger total is believed, never the sum
(`tallied`). The result does not depend on the order in which the records came.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal

from assignwatch.core.detect.kinds import SPECIFIC, is_leg, kind_of
from assignwatch.core.detect.records.lots import Lots, fullest, linked, lists_of, money, tokens
from assignwatch.core.model import Instrument, Leg, PositionKey
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import FactKey
from assignwatch.core.words import Cause

CENT = Decimal("0.01")
"""Prices that lie nearer than this are the same."""

_PRICE_STEP = Decimal("0.00000001")

ENDS = frozenset(
    {
        Cause.ASSIGNMENT,
        Cause.EXERCISE,
        Cause.DELIVERY,
        Cause.EXPIRY,
        Cause.CASH_SETTLEMENT,
        Cause.SETTLEMENT,
    }
)
"""Causes that end a contract."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to one position, with all its witnesses in a fixed order."""

    witnesses: tuple[Booking, ...]
    fills: tuple[Fill, ...] = ()
    corrections: tuple[Booking, ...] = ()
    of: frozenset[PositionKey] = frozenset()
    """The contracts of which one turned into it: its records share an id with them, or are just
    what one of them delivers (`leg_of.py`)."""
    lots: Lots = Lots.BY_ID
    """How the records of one list are counted, as far as the positions show it."""
    bought: Decimal = Decimal()
    """The change that its money pays for, where it is of money alone (`bought.py`)."""
    named: Decimal = Decimal()
    """So much of it as the record of its contract names, where that is more (`named_leg.py`)."""
    wrong_way: bool = False
    """Whether its quantity cannot be, by what was held, and is not believed (`wrong_way.py`)."""
    turned: bool = False
    """Whether it is of a future, and what an option turned into (`turned.py`)."""
    is_lot: bool = False
    """Whether a leg's record, or its contract's, says that it adds up with others (`leg_of.py`)."""
    is_each: bool = False
    """Whether it is what one of several calls of its contract turned into (`each_leg.py`)."""
    is_whole: bool = False
    """Whether it is all that the contract of its event turned into in this thing (`leg_of.py`)."""
    until: datetime | None = None
    """So long readings may still show it, or that it was only told twice (`entries.py`)."""
    account_of_most: tuple[Booking, ...] = field(init=False, repr=False, compare=False)
    """The witnesses of the list that accounts for the largest quantity; it is asked for often."""
    times: tuple[datetime, ...] = field(init=False, repr=False, compare=False)
    """Those that its witnesses give; beside one that tells the moment, a day alone is none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "account_of_most", fullest(self.witnesses, self.lots))
        told = tuple(w.at for w in self.witnesses)
        object.__setattr__(self, "times", tuple(at for at in told if at.time() != time()) or told)

    @property
    def cause(self) -> Cause:
        """The most telling of the causes that its witnesses name."""
        return min((w.cause for w in self.witnesses), key=SPECIFIC.index)

    @property
    def disputed(self) -> bool:
        """Whether its witnesses name different causes."""
        return len(self.causes) > 1

    @property
    def causes(self) -> frozenset[Cause]:
        """What its witnesses call it; a line of money alone that names nothing is no other word."""
        return frozenset(
            w.cause for w in self.witnesses if w.quantity or w.cause is not Cause.OTHER
        )

    @property
    def at(self) -> datetime:
        """The earliest of its times."""
        return min(self.times)

    @property
    def records(self) -> frozenset[str]:
        """The lists it was read from."""
        return frozenset(w.record for w in self.witnesses)

    @property
    def lists(self) -> frozenset[str]:
        """The same, with those that have told one of its records under the same id."""
        return self.records.union(*(w.also for w in self.witnesses))

    def counting(self, record: str) -> tuple[Booking, ...]:
        """What this list tells of it, without what it tells again."""
        lists = lists_of(self.witnesses, self.lots)
        return tuple(w for listed in lists for w in listed if w.record == record)

    @property
    def quantity(self) -> Decimal:
        """The signed change, counted once however many witnesses there are."""
        if self.wrong_way:
            return self.bought
        booked = sum((w.quantity for w in self.account_of_most), Decimal())
        traded = sum((f.quantity for f in self.fills), Decimal())
        return max(booked, traded, self.named, key=abs) or self.bought

    @property
    def is_traded(self) -> bool:
        """Whether its trades come to all of it."""
        return bool(self.fills) and sum(f.quantity for f in self.fills) == self.quantity

    def is_more_than(self, settled: Container[FactKey]) -> bool:
        """Whether its trades come to more than these of its records tell."""
        held = fullest(w for w in self.witnesses if (w.id, w.instrument) in settled)
        told = sum((w.quantity for w in held), Decimal())
        return self.is_traded and abs(told) < abs(self.quantity)

    def traded_since(self, base: datetime | None) -> list[Fill]:
        """Its trades that are later than this balance."""
        return [f for f in self.fills if base is None or f.at > base]

    @property
    def net(self) -> Decimal:
        """What is left of it after the broker's corrections."""
        return self.quantity + sum((c.quantity for c in self.taken_back), Decimal())

    @property
    def taken_back(self) -> tuple[Booking, ...]:
        """The corrections that count: those of the list that takes back the most."""
        return fullest(self.corrections)

    @property
    def moved(self) -> tuple[tuple[datetime, Leg], ...]:
        """When its other legs moved, where that needs no other record to be seen.

        There and back with a correction; or with a record that only explains.
        """
        named = tuple((self.at, leg) for w in self.account_of_most for leg in w.counter)
        if not self.corrections:
            return named if kind_of(self.cause) is None else ()
        at = min(c.at for c in self.corrections)
        back = [leg for c in self.taken_back for leg in c.counter]
        if not back:
            share = (self.net - self.quantity) / self.quantity
            back = [replace(leg, quantity=leg.quantity * share) for _, leg in named]
        return (*named, *((at, leg) for leg in back))

    @property
    def tokens(self) -> frozenset[str]:
        """Every id that a further record of it may share."""
        return frozenset(token for w in self.witnesses for token in tokens(w))

    @property
    def value(self) -> Decimal | None:
        """Quantity times price over its parts; None where a price is missing."""
        best = self.account_of_most
        priced = [w.quantity * w.price for w in best if w.price is not None]
        if len(priced) == len(best) and sum((w.quantity for w in best), Decimal()) == self.quantity:
            return sum(priced, Decimal())
        prices = sorted({w.price for w in self.witnesses if w.price is not None})
        if not prices:
            prices = sorted({fill.price for fill in self.fills})
        return self.quantity * prices[0] if prices else None

    @property
    def price(self) -> Decimal | None:
        """The price as it is told, else the average of its parts', to eight decimals.

        None where a part has none.
        """
        value, moved = self.value, self.quantity
        if value is None or not moved:
            return None
        told = (*(w.price for w in self.witnesses), *(fill.price for fill in self.fills))
        for price in told:
            if price is not None and price * moved == value:
                return price.normalize() + 0
        return (value / moved).quantize(_PRICE_STEP).normalize() + 0

    @property
    def cash(self) -> dict[str, Decimal]:
        """What was received (+) or paid (−) by currency, from the list that says most about it.

        Less what was paid back with a correction; where none says so, in proportion.
        """
        total = money(self.witnesses, self.lots)
        if not self.corrections:
            return total
        back = money(self.corrections)
        if back or not self.net:
            left = {c: total[c] + back.get(c, Decimal()) for c in total} if self.net else {}
        else:
            left = {c: amount * self.net / self.quantity for c, amount in total.items()}
        return {currency: amount for currency, amount in left.items() if amount}

    @property
    def counters(self) -> tuple[Leg, ...]:
        """The other legs that it names, less what a correction took back of them."""
        named = [leg for w in self.account_of_most for leg in w.counter]
        if not self.corrections or not self.net:
            return tuple(named) if self.net else ()
        back = [leg for c in self.taken_back for leg in c.counter]
        share = Decimal(1) if back else self.net / self.quantity
        return (*(replace(leg, quantity=leg.quantity * share) for leg in named), *back)

    def is_leg(self, of: Instrument) -> bool:
        """Whether it is about what a contract turned into, not about the contract itself."""
        return self.turned or is_leg(self.cause, of, names_legs=bool(self.counters))

    def is_apart_from(self, other: "Happening") -> bool:
        """Whether the two are what different contracts turned into.

        One that goes by an event of its own is of another contract than that whose leg is on record
        with it where it is not booked at that leg's price, or is more than that contract delivers.
        """
        if self.of and other.of:
            return not self.of & other.of
        own, stranger = (self, other) if self.of else (other, self)
        if not own.of or not any(w.shared for w in stranger.witnesses):
            return False
        more = own.is_whole and abs(stranger.quantity) > abs(own.quantity)
        return more or _are_of_two_prices(own, stranger)


def happenings(
    bookings: Iterable[Booking], fills: Iterable[Fill] = ()
) -> tuple[list[Happening], list[Fill]]:
    """The happenings behind these records of one position, earliest first; and other trades.

    A trade that shares an id with a record, or is of an order that is its event, is the same
    happening. A correction that turns its record back is no witness of it: it moves the position a
    second time, the other way.
    """
    told = list(bookings)
    if not told:
        return [], list(fills)
    groups = [Happening(tuple(sorted(g, key=_order))) for g in linked(told, tokens)]
    by_token = {token: i for i, h in enumerate(groups) for token in h.tokens}
    by_event = {w.event: i for i, h in enumerate(groups) for w in h.witnesses if w.event}
    traded: dict[int, list[Fill]] = {}
    plain: list[Fill] = []
    for fill in fills:
        ids = (by_token[token] for token in tokens(fill) if token in by_token)
        joined = next(ids, by_event.get(fill.order) if fill.order is not None else None)
        if joined is None:
            plain.append(fill)
        else:
            traded.setdefault(joined, []).append(fill)
    found = [
        part
        for i, group in enumerate(groups)
        for part in _apart(replace(group, fills=tuple(traded.get(i, ()))))
    ]
    return sorted(found, key=first_of), plain


def _apart(told: Happening) -> Iterator[Happening]:
    """Corrections that turn a happening back, told apart from its witnesses."""
    others = [w for w in told.witnesses if w.cause is not Cause.CORRECTION]
    first = sum((w.quantity for w in others), Decimal())
    back = [w for w in told.witnesses if w.cause is Cause.CORRECTION and w.quantity * first < 0]
    if not others or not back:
        yield told
        return
    kept = tuple(w for w in told.witnesses if w not in back)
    yield replace(told, witnesses=kept, corrections=tuple(back))
    yield Happening(tuple(replace(w, counter=()) for w in back))


def tallied(found: Sequence[Happening]) -> list[Happening]:
    """Of happenings that may be the same told by lists without shared ids, those to count.

    Lists that share at least one happening are linked and count together; among groups of lists
    that are not, the one with the larger total is taken, for each cause and direction on its own:
    that two lists share the id of an expiry says nothing of how they name an assignment. Money that
    moved nothing is of no direction: it is not told twice by a list that tells the quantity.
    So it is for what each contract turned into, and for what goes by an event of none of these;
    what different ones turned into always adds up.
    """
    if len({name for h in found for name in h.lists}) == 1:
        return list(found)
    named = linked([h for h in found if h.of], lambda h: sorted(h.of))
    others = _of_others(found)
    apart = [*named, others] if others else named
    own = set[int]()
    if len(apart) > 1:
        kept = [h for legs in apart for h in tallied(legs)]
        own = {id(h) for h in kept}
        dropped = {id(h) for legs in apart for h in legs} - own
        found = [h for h in found if id(h) not in dropped]
    counted: list[Happening] = []
    for cause, way in sorted({(h.cause, _way(h)) for h in found}):
        told = [h for h in found if h.cause is cause and _way(h) == way]
        groups = linked(told, lambda h: [*sorted(h.lists), *((None,) if id(h) in own else ())])
        counted += max(map(_each, groups), key=_size)
    return sorted(counted, key=first_of)


def told_since(history: Sequence[Happening], found: Sequence[Happening]) -> list[Happening]:
    """Of records from before the first reading those of a day of which others tell as much since.

    A list that names days alone tells on the same date what another one times: the larger total
    counts, and no later change is theirs.
    """
    days: dict[tuple[date, Cause, int], list[Happening]] = {}
    for one in history:
        days.setdefault((one.at.date(), one.cause, _way(one)), []).append(one)
    again: list[Happening] = []
    for day, lots in days.items():
        others = [h for h in found if (h.at.date(), h.cause, _way(h)) == day]
        named = [frozenset[str]().union(*(h.lists for h in of)) for of in (lots, others)]
        if named[0].isdisjoint(named[1]) and _total(lots) <= _total(others):
            again += lots
    return again


def _total(found: Sequence[Happening]) -> Decimal:
    return abs(sum((h.quantity for h in tallied(found)), Decimal()))


def _of_others(found: Sequence[Happening]) -> list[Happening]:
    """Those that are of another contract than all that are known to have moved their way."""
    legs: dict[tuple[Cause, int], list[Happening]] = {}
    for happening in (h for h in found if h.of):
        legs.setdefault((happening.cause, _way(happening)), []).append(happening)
    near = [(h, legs.get((h.cause, _way(h)), ())) for h in found if not h.of] if legs else []
    return [h for h, some in near if some and all(h.is_apart_from(leg) for leg in some)]


def _are_of_two_prices(one: Happening, other: Happening) -> bool:
    """Whether both name a price, and not the same to the cent."""
    price, another = one.price, other.price
    if not price or not another:
        return False
    return abs(price - another) >= CENT


def _way(happening: Happening) -> int:
    return (happening.quantity > 0) - (happening.quantity < 0)


def _each(group: Sequence[Happening]) -> Sequence[Happening]:
    """Of linked lists, what is told once.

    Entries that name an id of the broker's are told apart by it. One that names none may be any of
    those that another list has by itself: of these, too, the larger total counts.
    """
    shared = [h for h in group if len(h.lists) > 1]
    own = [h for h in group if len(h.lists) == 1]
    alone: dict[frozenset[str], list[Happening]] = {}
    for happening in own:
        alone.setdefault(happening.lists, []).append(happening)
    named = [h for h in own if h.of or any(w.event or w.refs for w in h.witnesses)]
    if len(alone) < 2 or len(named) == len(own):
        return group
    return [*shared, *max((named, *alone.values()), key=_size)]


def _size(group: Iterable[Happening]) -> tuple[Decimal, bool, Decimal, int]:
    found = list(group)
    total = abs(sum((h.quantity for h in found), Decimal()))
    money = Decimal() if total else sum((abs(a) for h in found for a in h.cash.values()), Decimal())
    return total, any(h.corrections for h in found), money, len(found)


def first_of(happening: Happening) -> tuple[datetime, str]:
    """The order in which happenings are told."""
    return happening.at, happening.witnesses[0].id


def _order(booking: Booking) -> tuple[datetime, str, str]:
    return booking.at, booking.record, booking.id
