"""Contracts that went in several nights and were matched as one, told night by night.

`called.py` asks. What readings of several days show of a contract is one claim, for its legs may
come to all of it. But each night is an incident of its own, and each took what its steps show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.matching.parts import as_one
from assignwatch.core.detect.matching.ways import Claim, Use
from assignwatch.core.detect.residual import Residual


def by_night(claim: Claim, units: Decimal) -> Iterator[Use]:
    """What of so many contracts went in each night; the earliest steps are used first."""
    steps = claim.residual.steps if claim.residual is not None else ()
    nights = _nights(steps)
    if len(nights) < 2:
        yield claim, units
        return
    left = units
    for night in nights:
        gone = as_one(night)
        part = min(abs(gone.quantity), left)
        left -= part
        if part:
            moves = claim.moves(abs(gone.quantity))
            yield (
                replace(claim, change=gone.quantity, effect=moves, at=gone.at, residual=gone),
                part,
            )


def _nights(steps: Sequence[Residual]) -> list[list[Residual]]:
    nights: list[list[Residual]] = []
    for step in steps:
        if nights and step.at - nights[-1][0].at <= NIGHT:
            nights[-1].append(step)
        else:
            nights.append([step])
    return nights
