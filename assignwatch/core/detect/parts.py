"""Changes of one contract or of one instrument, put together before `legs.py` matches them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.ledger import Residual
from assignwatch.core.model import InstrumentId, PositionKey

_ZERO = Decimal()


def joined(inside: Iterable[Residual]) -> Iterator[Residual]:
    """A contract that went in several steps the same way is one claim."""
    steps: dict[PositionKey, list[Residual]] = {}
    for residual in inside:
        steps.setdefault(residual.key, []).append(residual)
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
