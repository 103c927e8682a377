"""Changes of one contract or of one instrument, put together before `legs.py` matches them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.matching.support import is_settled_by
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId, Moment, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import InstrumentKind

T = TypeVar("T")
_ZERO = Decimal()
_NEXT_READING = timedelta(days=1)
"""So long after a reading the very next one still says what that one lacked."""


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
        yield as_one(parts)


def as_one(steps: Sequence[Residual]) -> Residual:
    """The change that these steps of a contract come to."""
    first, last = steps[0], steps[-1]
    if first is last:
        return last
    return replace(
        last,
        quantity=sum((r.quantity for r in steps), _ZERO),
        since=first.since,
        seen=max(r.seen for r in steps),
        before=first.before,
        late=any(r.late for r in steps),
        facts=tuple(fact for r in steps for fact in r.facts),
        price=None,
        held_at=first.held_at,
        steps=tuple(steps),
    )


def still_gone(inside: Sequence[Residual], policy: Policy) -> list[Residual]:
    """These changes, earliest first, less what of a contract was back shortly after it was gone.

    What is there again cannot be what was delivered when it came back, or later: unless a record
    of what was delivered says that something was called.
    """
    if any(residual.record is not None for residual in inside):
        return list(inside)
    found: list[Residual] = []
    places: dict[PositionKey, list[int]] = {}
    for back in inside:
        left, own = back, places.setdefault(back.key, [])
        for i in reversed(own):
            gone = found[i]
            if not left.quantity or not came_back(gone, back, policy):
                continue
            part = min(gone.quantity, -left.quantity, key=abs)
            found[i] = replace(gone, quantity=gone.quantity - part, after=back.after)
            left = left.part(left.quantity + part)
        own.append(len(found))
        found.append(left)
    return [residual for residual in found if residual.quantity]


def came_back(gone: Residual, back: Residual, policy: Policy) -> bool:
    """Whether one change undid what another took away, and so soon that one reading lacked it.

    Not where it is only what a record says, and the positions do not show it.
    """
    if gone.key != back.key or gone.quantity * back.quantity >= 0 or back.at <= gone.at:
        return False
    if not gone.closes or back.closes or back.overclaimed:
        return False
    wait = _NEXT_READING if back.since <= gone.at else policy.option_leg_wait
    return back.at - gone.at <= wait


def in_order(residuals: Iterable[Residual]) -> list[Residual]:
    """As they were read."""
    return sorted(residuals, key=lambda residual: (residual.at, residual.key))


def by_instrument(inside: Iterable[Residual]) -> dict[InstrumentId, list[Residual]]:
    found: dict[InstrumentId, list[Residual]] = {}
    for residual in inside:
        found.setdefault(residual.instrument, []).append(residual)
    return found


def one_way(inside: Sequence[Residual], state: State, *, up: bool) -> list[Residual]:
    """The contracts, and of what they may have delivered all that went one way.

    Nothing where that is all there is, or none of it.
    """
    turned = [r for r in inside if not _delivers(r, state)]
    back = [r for r in turned if (r.quantity > 0) is not up]
    return list(without(inside, back)) if 0 < len(back) < len(turned) else []


def _delivers(residual: Residual, state: State) -> bool:
    contract = state.described(residual.instrument, residual.judged_at)
    return contract is not None and law.delivers(contract)


def without(these: Sequence[Residual], those: Sequence[Residual]) -> tuple[Residual, ...]:
    """These less those; a part of a change is not the change."""
    names = {id(residual) for residual in those}
    return tuple(residual for residual in these if id(residual) not in names)


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
            r.at == gone.at
            and r.quantity * gone.quantity < 0
            and r.quantity * r.after > 0  # not what was bought since, less what went of it
            and not r.before
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


def left_of(
    seen: Iterable[Residual],
    used_up: Collection[int],
    taken: Mapping[T, Decimal],
    inside: Collection[int],
    steps: Callable[[Residual], T],
) -> Iterator[Residual]:
    """What is left when so much is `taken` of each contract, by the `steps` that are one claim.

    Of one that went in several steps the earliest are used first.
    """
    left = dict(taken)
    for r in seen:
        if id(r) in used_up:
            continue
        if id(r) not in inside:
            yield r
            continue
        rest = left.get(steps(r), _ZERO)
        part = min(r.quantity, rest, key=abs)
        left[steps(r)] = rest - part
        if part != r.quantity:
            yield r.share(r.quantity - part)
