"""What a session with the simulated Kraken says, sorted by the list that said it."""

from __future__ import annotations

from collections.abc import Sequence

from assignwatch.core.observations import Booking, Fill


def by_list(told: Sequence[object]) -> dict[str, list[Fill | Booking]]:
    """Fills and bookings by the list they were read from: fills, log or pos."""
    found: dict[str, list[Fill | Booking]] = {"fills": [], "log": [], "pos": []}
    for fact in told:
        if isinstance(fact, Fill | Booking):
            found[fact.id.partition("/")[0] if "/" in fact.id else "fills"].append(fact)
    return found
