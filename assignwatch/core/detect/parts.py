"""Changes of one contract or of one instrument, put together before `legs.py` matches them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.residual import Residual
from assignwatch.core.detect.support import is_settled_by
from assignwatch.core.model import InstrumentId, Moment, PositionKey
from assignwatch.core.state import State
from assignwatch.core.words import InstrumentKind

_ZERO = Decimal()


def joined(inside: Iterable[Residual], state: State) -> Iterator[Residual]:
    """A contract that went in several steps the same way, under one description, is one claim."""
    steps: dict[tuple[PositionKey, datetime | None], list[Residual]] = {}
    for residual in inside:
        since = state.described_since(residual.instrument, residual.judged_at)
        steps.setdefault((residual.key, since), []).append(residual)
    for parts in steps.values():
        if len({r.quantity > 0 for r in parts}) > 1 or any(r.record is not None for r in parts):
            yield from parts
            continue
        first, last = parts[0], parts[-1]
        if first is last:
            yield last
            continue
        yield replace(
            last,
            quantity=sum((r.quantity for r in parts), _ZERO),
            since=first.since,
            seen=max(r.seen for r in parts),
            before=first.before,
            late=any(r.late for r in parts),
            facts=tuple(fact for r in parts for fact in r.facts),
            price=None,
            held_at=first.held_at,
        )


def by_instrument(inside: Iterable[Residual]) -> dict[InstrumentId, list[Residual]]:
    found: dict[InstrumentId, list[Residual]] = {}
    for residual in inside:
        found.setdefault(residual.instrument, []).append(residual)
    return found


def at_one_look(seen: Sequence[Residual], within: timedelta) -> bool:
    """Whether these were seen together: a stream tells the positions of one look one by one."""
    times = [residual.at for residual in seen]
    return max(times) - min(times) <= within


def is_replaced(
    gone: Residual,
    arrived: Mapping[InstrumentId, Sequence[Residual]],
    state: State,
) -> bool:
    """Whether a sibling came with the same reading: an option that was adjusted."""
    own = state.described(gone.instrument, gone.judged_at)
    if own is None or own.kind is not InstrumentKind.OPTION or gone.after:
        return False
    return any(
        (other := state.described(name, gone.judged_at)) is not None
        and other.kind is InstrumentKind.OPTION
        and (other.underlying, other.right, other.expiry) == (own.underlying, own.right, own.expiry)
        and any(
            r.at == gone.at and r.quantity * gone.quantity < 0 and r.after and not r.before
            for r in came
        )
        for name, came in arrived.items()
        if name != gone.instrument
    )


def has_run_out(gone: Residual, state: State) -> bool:
    """Whether it is a future that is gone because it was settled in cash at its end."""
    own = state.described(gone.instrument, gone.judged_at)
    if own is None or gone.after or not gone.closes or gone.record is not None:
        return False
    return is_settled_by(Moment(gone.at), own)
