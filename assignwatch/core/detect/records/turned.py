"""Which records of a future are about what an option turned into, not about the future's own end.

`told.py` asks before it counts what happened to a position. A share never ends, so most words said
of it are about a contract; a future is a contract itself and a leg as well, and the same word may
be about either. What else its record names or shares an id with tells: with an option that delivers
the future it is a leg of that, with what the future delivers it is the future's own end. So it is
where the option's record names this leg, to the price. A word that says nothing may be a leg
wherever such an option is judged with it, as it may for a share.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.state import Account
from assignwatch.core.words import Cause, InstrumentKind

_LEGS = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE, Cause.DELIVERY, Cause.EXPIRY, Cause.OTHER})
"""Causes that may be about what a contract turned into."""

_DAY = timedelta(days=1)


def with_turned(
    told: Iterable[Happening],
    account: Account,
    future: Instrument,
    instruments: Mapping[InstrumentId, Instrument],
    beside: Sequence[PositionKey],
) -> Iterator[Happening]:
    """The same happenings of a future; those that an option turned into are marked.

    `beside`: the positions that are judged with it.
    """
    own = law.reaches(future)

    def delivers(what: InstrumentId) -> bool:
        known = instruments.get(what)
        if known is None or known.kind is not InstrumentKind.OPTION or not law.delivers(known):
            return False
        return future.id in law.reaches(known)

    for happening in told:
        with_it = set(_with_it(account, happening))
        if happening.cause not in _LEGS or not with_it.isdisjoint(own):
            yield happening
            continue
        options = with_it.union(_named_by(account, future, happening))
        if _may_be_any(future, happening):
            options.update(key.instrument for key in beside)
        yield replace(happening, turned=True) if any(map(delivers, options)) else happening


def _with_it(account: Account, happening: Happening) -> Iterator[InstrumentId]:
    """What else moved by its records: what they name, and what records that share an id are of."""
    for witness in happening.witnesses:
        yield from (leg.instrument for leg in witness.counter)
        for token in witness.shared:
            yield from (key.instrument for key in account.events.get(token, ()))


def _named_by(account: Account, future: Instrument, happening: Happening) -> Iterator[InstrumentId]:
    """What a record of that time is of that names just this leg, at this price."""
    leg = Leg(future.id, happening.quantity, happening.price)
    for key in account.countered.get(future.id, ()) if leg.price is not None else ():
        records = (account.bookings[fact] for fact in account.booked.get(key, ()))
        if any(leg in r.counter and abs(r.at - happening.at) <= _DAY for r in records):
            yield key.instrument


def _may_be_any(future: Instrument, happening: Happening) -> bool:
    """Whether its record says nothing, and not at the future's own end: that would be told so."""
    if happening.cause is not Cause.OTHER or happening.counters:
        return False
    return future.expiry is None or not future.expiry.reached(happening.at)
