"""Which contract a leg's record is of that shares no id with any: the one that delivers just this.

Many brokers write an assignment as two lines and join them with nothing: the contract, and what it
delivers, at its strike and of the same day or night. That is as good as an id, however either is
dated against the readings, so it is settled from the records alone, before any reading is asked.
`placing.py` asks for the records of a group; `told.py` counts legs of different contracts apart, as
it does where ids say so, and `lane.py` puts each to its contract. What does not fit so, such as one
leg for several contracts, is left to `legs.py`.

A leg may be told as a trade. One of the very moment, quantity and strike is no trade of anybody's.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.kinds import is_leg
from assignwatch.core.detect.records.happenings import CENT, Happening, happenings
from assignwatch.core.detect.records.traded_leg import as_booked, tied
from assignwatch.core.model import Instrument, InstrumentId, PositionKey, days_about
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.state import Account, FactKey, State
from assignwatch.core.words import Cause, InstrumentKind

_CALLS = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE, Cause.DELIVERY})
_DATED = frozenset({InstrumentKind.OPTION, InstrumentKind.FUTURE})
_NIGHT = timedelta(hours=12)
_SIDE = 16
"""Of many alike on one day a leg is held against so many contracts before its place, and after."""

_Place = tuple[InstrumentId, Decimal, date]
"""What moved, by how much, and on which day."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A contract that a record says was called."""

    key: PositionKey
    contract: Instrument
    told: Happening


@dataclass(frozen=True, slots=True)
class Legs:
    """The contracts `of` legs, by each of their records, and trades that are such records.

    `traded`: a trade of the moment at which a contract was called is what its record would be, and
    so is one that shares an id with it (`traded_leg.py`).
    `lots`: records that add up, as their leg or their contract says; of no list's name, and alike,
    they could be one thing told twice. `each`: those whose contracts count apart (`each_leg.py`),
    of several nights as well. `named`: what a contract on record delivers of a thing, by each id
    that it may share with that leg's record.
    """

    of: Mapping[FactKey, PositionKey] = field(default_factory=dict)
    traded: Mapping[FactKey, Booking] = field(default_factory=dict)
    lots: frozenset[FactKey] = frozenset()
    named: Mapping[tuple[InstrumentId, str], Decimal] = field(default_factory=dict)
    each: frozenset[FactKey] = frozenset()

    def is_whole(self, what: InstrumentId, told: Happening) -> bool:
        """Whether it is all that the contract turned into whose event it shares."""
        just = any(self.named.get((what, token)) == told.quantity for token in told.tokens)
        return just or any((w.id, w.instrument) in self.of for w in told.witnesses)

    def whole_trades(self, trades: Iterable[Fill]) -> Iterator[str]:
        """Those of one event that come to all that the contract turned into whose event it is."""
        of: dict[tuple[InstrumentId, str], list[Fill]] = {}
        for fill in trades if self.named else ():
            if fill.event is not None and (fill.instrument, fill.event) in self.named:
                of.setdefault((fill.instrument, fill.event), []).append(fill)
        for name, some in of.items():
            if sum((fill.quantity for fill in some), Decimal()) == self.named[name]:
                yield from (fill.id for fill in some)


def legs_of(state: State, account: Account, keys: Sequence[PositionKey]) -> Legs:
    """Which legs are of which contracts.

    Each contract takes one leg of a list. It takes none where it names it, or shares an id with it.
    """
    calls: dict[_Place, list[_Call]] = {}
    booked = {(one.id, one.instrument): one for one in tied(state, account, keys)}
    ended = [one for key in keys for one in _ended(state, account, key)]
    if not ended:
        return Legs(traded=booked)
    traded = set(_traded(account, keys))
    named = {
        (what, token): quantity
        for call, moved in ended
        for what, quantity in moved.items()
        for token in _shared(call.told)
    }
    for place, call in _calls(account, ended, traded):
        calls.setdefault(place, []).append(call)
    if not calls:
        return Legs(traded=booked, named=named)
    for some in calls.values():
        some.sort(key=lambda call: (call.told.at, call.key))
    legs = [leg for key in keys for leg in _loose(state, account, key)]
    trades = [leg for key in keys for leg in _at_once(account, key, calls)]
    near = [
        (_order(leg, call), i, j, leg, call)
        for i, (what, leg, place) in enumerate((*_placed(legs), *_placed(trades)))
        for j, call in enumerate(_near(calls, what, leg, place))
        if is_at_its_price(leg.price, call.contract, what)
        if i < len(legs) or any(leg.at == w.at for w in call.told.witnesses)
    ]
    near.sort(key=lambda one: one[:3])
    found: dict[FactKey, PositionKey] = {}
    given: set[int] = set()
    taken: set[tuple[int, str]] = set()
    for _, i, _, leg, call in near:
        lists = {(id(call), name) for name in leg.records}
        if i in given or not taken.isdisjoint(lists):
            continue
        given.add(i)
        taken |= lists
        found.update(((w.id, w.instrument), call.key) for w in leg.witnesses)
        if i >= len(legs):
            one = leg.witnesses[0]
            booked[one.id, one.instrument] = replace(one, cause=call.told.cause)
    closed = {name for name, _ in taken}
    rest = [one for i, one in enumerate(legs) if i not in given]
    open_ = [(p, call) for p, some in calls.items() for call in some if id(call) not in closed]
    lots = set[FactKey]()
    for some_legs, some_calls in _in_lots(rest, open_):
        found.update((fact, some_calls[0].key) for leg in some_legs for fact in _facts(leg))
        for told in (some_legs, [call.told for call in some_calls]):
            lots.update(fact for lot in told for fact in _facts(lot) if len(told) > 1)
    return Legs(found, booked, frozenset(lots), named)


def _in_lots(
    legs: Iterable[tuple[InstrumentId, Happening]], calls: Iterable[tuple[_Place, _Call]]
) -> Iterator[tuple[list[Happening], list[_Call]]]:
    """Legs of one contract where either is told in lots: those of one day, list and word.

    Whose they are is known then; which lot each belongs to, nobody needs to know.
    """
    lots: dict[Hashable, list[tuple[_Place, _Call]]] = {}
    for (what, quantity, day), call in calls:
        name = what, day, call.key, call.told.cause, call.told.records
        lots.setdefault(name, []).append(((what, quantity, day), call))
    sums: dict[_Place, list[list[_Call]]] = {}
    for some in lots.values():
        what, _, day = some[0][0]
        total = sum((quantity for (_, quantity, _), _ in some), Decimal())
        sums.setdefault((what, total, day), []).append([call for _, call in some])
    parts: dict[Hashable, list[tuple[InstrumentId, Happening]]] = {}
    for what, leg in legs:
        parts.setdefault((what, leg.price, leg.cause, leg.records, leg.at.date()), []).append(
            (what, leg)
        )
    for together in parts.values():
        what, one = together[0]
        total = sum((leg.quantity for _, leg in together), Decimal())
        for same in sums.get((what, total, one.at.date()), ()):
            if is_at_its_price(one.price, same[0].contract, what):
                yield [leg for _, leg in together], same
                break


def _facts(told: Happening) -> Iterator[FactKey]:
    return ((w.id, w.instrument) for w in told.witnesses)


def delivers_just(
    state: State, contract: Instrument, told: Happening, what: InstrumentId, leg: Happening
) -> bool:
    """Whether the record of a contract and that of a leg fit in all that they say."""
    moved = effect(state, contract, told.quantity, told.at)
    alike = moved == {what: leg.quantity} and are_of_one_time(leg, told)
    return alike and is_at_its_price(leg.price, contract, what)


def are_of_one_time(leg: Happening, told: Happening) -> bool:
    """Whether both are of one day, or of one night, which may be dated by either of two days."""
    return leg.at.date() == told.at.date() or abs(leg.at - told.at) <= _NIGHT


def _placed(
    legs: Iterable[tuple[InstrumentId, Happening]],
) -> Iterator[tuple[InstrumentId, Happening, int]]:
    """The legs, each with how many alike came before it on its day."""
    before: dict[_Place, int] = {}
    for what, leg in legs:
        place = what, leg.quantity, leg.at.date()
        yield what, leg, before.get(place, 0)
        before[place] = before.get(place, 0) + 1


def _near(
    calls: Mapping[_Place, Sequence[_Call]], what: InstrumentId, leg: Happening, place: int
) -> Iterator[_Call]:
    """What delivers just this, of that time; earliest first. Of many alike those at its `place`."""
    for day in days_about(leg.at.date()):
        alike = calls.get((what, leg.quantity, day), ())
        for call in alike[max(place - _SIDE, 0) : place + _SIDE]:
            if are_of_one_time(leg, call.told):
                yield call


def is_at_its_price(price: Decimal | None, contract: Instrument, what: InstrumentId) -> bool:
    """Whether a leg was booked at the strike, to the cent, if it says; a future has none."""
    if price is None or contract.kind is InstrumentKind.FUTURE:
        return True
    return any(abs(price - one) < CENT for one in law.price_of(contract, what))


def _loose(
    state: State, account: Account, key: PositionKey
) -> Iterator[tuple[InstrumentId, Happening]]:
    """Records of legs that name no contract, and share no id with anything else."""
    known = state.instruments.get(key.instrument)
    if known is None or known.kind is InstrumentKind.OPTION:
        return
    for told in _happenings(account, key):
        of = state.described(key.instrument, told.at)
        named = bool(told.counters) or bool(told.corrections) or not told.quantity
        if of is None or named or not is_leg(told.cause, of, names_legs=False):
            continue
        if not any(other != key for other in _beside(account, told)):
            yield key.instrument, told


def _ended(state: State, account: Account, key: PositionKey) -> Iterator[tuple[_Call, law.Effect]]:
    """Contracts that records say have ended, and what each delivers if it was called."""
    known = state.instruments.get(key.instrument)
    if known is None or known.kind not in _DATED:
        return
    for told in _happenings(account, key):
        contract = state.described(key.instrument, told.at)
        if contract is not None and law.delivers(contract) and not told.corrections:
            moved = effect(state, contract, told.quantity, told.at)
            yield _Call(key, contract, told), moved or {}


def _calls(
    account: Account,
    ended: Iterable[tuple[_Call, law.Effect]],
    traded: Collection[tuple[InstrumentId, str]],
) -> Iterator[tuple[_Place, _Call]]:
    """Those that were called, but for those whose leg is known; `traded`: ids of trades."""
    for call, moved in ended:
        told = call.told
        if told.cause not in _CALLS or len(moved) != 1 or told.counters:
            continue
        (what, quantity), *_ = moved.items()
        beside = any(other.instrument == what for other in _beside(account, told))
        if not beside and not any((what, token) in traded for token in told.tokens):
            yield (what, quantity, told.at.date()), call


def _at_once(
    account: Account, key: PositionKey, calls: Collection[_Place]
) -> Iterator[tuple[InstrumentId, Happening]]:
    """Trades of just what a contract delivers that day, and that share no id with a record."""
    book = account.books.get(key)
    for fill in book.fills.values() if book is not None else ():
        ids = (*filter(None, (fill.id, fill.order)), *fill.shared)
        place = fill.instrument, fill.quantity, fill.at.date()
        if place in calls and not any(one in account.events for one in ids):
            yield key.instrument, Happening((as_booked(fill, Cause.ASSIGNMENT),))


def _traded(account: Account, keys: Iterable[PositionKey]) -> Iterator[tuple[InstrumentId, str]]:
    for key in keys:
        book = account.books.get(key)
        for fill in book.fills.values() if book is not None else ():
            if fill.event is not None:
                yield fill.instrument, fill.event


def _happenings(account: Account, key: PositionKey) -> Sequence[Happening]:
    booked = account.booked.get(key)
    return happenings(account.bookings[fact] for fact in booked)[0] if booked else ()


def _beside(account: Account, told: Happening) -> Iterator[PositionKey]:
    """Positions with a record that shares an id with this one."""
    for token in _shared(told):
        yield from account.events.get(token, ())


def _shared(told: Happening) -> Iterator[str]:
    return (token for witness in told.witnesses for token in witness.shared)


_Order = tuple[bool, bool, bool, bool, datetime, datetime, PositionKey]


def _order(leg: Happening, call: _Call) -> _Order:
    """Those with a price first, of one moment, word and list; then as they follow one another."""
    told = call.told
    apart, of_other_lists = leg.at != told.at, leg.records.isdisjoint(told.records)
    other = leg.cause is not told.cause
    return leg.price is None, apart, other, of_other_lists, leg.at, told.at, call.key
