"""Records that something stands on already, though what is known now would leave them out.

`placing.py` asks at the end. A record that is dated before the first reading is of a change since
only where that is just what it says. Trades of that time may be told later, one by one: with a half
of a round trip the change is another for a while, and that unsettles nothing that was confirmed.
Once they are read past the change and explain all that moved, they do.
Nor does it part a contract from the record of what it delivered: shares are never assigned. Of
several records of one day this is not said: which of them moved what, nobody knows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.records.first_day import was_held
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.history import is_read
from assignwatch.core.detect.records.told import Told
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.model import PositionKey, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count, State
from assignwatch.core.words import Grade


def stood_on(
    state: State,
    account: Account,
    known: Sequence[Told],
    moved: Sequence[Residual],
    policy: Policy,
) -> Iterator[tuple[PositionKey, list[Fact]]]:
    """Of each position these records, each put to the reading that showed its change.

    `moved`: what no trade explains without them.
    """
    for told in known:
        book = account.books.get(told.key)
        if book is None:
            continue
        facts = [
            replace(fact, at=_within(shown), dated=fact.at)
            for happening, fact in told.left_out()
            if not was_held(account, told, happening, policy)
            if _is_alone(told, happening)
            if _stands(state, account, happening) or _has_its_leg(told.key, happening, known)
            if (shown := _shown_by(book.counts, fact, policy)) is not None
            if any(r.key == told.key for r in moved) or not _is_read(account, shown)
        ]
        if facts:
            yield told.key, facts


def _is_alone(told: Told, happening: Happening) -> bool:
    """Whether it is the only one of its day that moves this way."""
    day, change = happening.at.date(), happening.quantity
    alike = (h for h in told.history if h.at.date() == day and h.quantity * change > 0)
    return all(other is happening for other in alike)


def _stands(state: State, account: Account, happening: Happening) -> bool:
    """Whether an incident counts it that was confirmed by it."""
    for witness in happening.witnesses:
        name = account.consumed.get((witness.id, witness.instrument))
        known = state.incidents.get(name) if name is not None else None
        if known is not None and known.latest.grade is Grade.CONFIRMED:
            return True
    return False


def _has_its_leg(key: PositionKey, told: Happening, known: Sequence[Told]) -> bool:
    """Whether the record of what it delivered was put to a change since, as of its own event."""
    return any(
        key in leg.of
        and leg.cause is told.cause
        and (leg.at == told.at or not leg.tokens.isdisjoint(told.tokens))
        for other in known
        if other.key != key
        for leg in other.history
        if any(leg is one for one in other.counted)
    )


def _is_read(account: Account, shown: Count) -> bool:
    """Whether the trades are read past it; where nobody says how far, a night later they are."""
    seen = account.accepted_at()
    return is_read(account, shown, unsaid=seen is not None and seen >= later(shown.at, NIGHT))


def _within(shown: Count) -> datetime:
    """A time between the two readings: within moments of one it might be of another step."""
    return shown.since + (shown.at - shown.since) / 2


def _shown_by(counts: Sequence[Count], fact: Fact, policy: Policy) -> Count | None:
    """The first reading that showed just this change, or else more than this, or a part of it."""
    near = sorted(
        (c for c in counts if fact.at <= c.at and c.at - fact.at <= policy.pair_within),
        key=lambda count: count.at,
    )
    alike = [(c, (c.after - c.before) * fact.quantity) for c in near]
    whole = (c for c, moved in alike if moved == fact.quantity**2)
    more = (c for c, moved in alike if moved > fact.quantity**2)
    part = (c for c, moved in alike if moved > 0)
    return next(whole, next(more, next(part, None)))
