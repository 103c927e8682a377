"""Legs with a record of their own that were shown later, when others came at the time of theirs.

`fitting.py` tries each of them. A record is taken off the change of its time; where that leaves
something open, and a later reading shows just what the record says, at its price, then that is what
the record is about, and what came first belongs to something else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.residual import Residual
from assignwatch.core.policy import Policy


def shown_later(residuals: Sequence[Residual], policy: Policy) -> Iterator[list[Residual]]:
    """The same changes with a record put to the later one, each where that may be."""
    for later in residuals:
        for first in residuals:
            apart = later.at - first.at
            if first.key != later.key or not first.at < later.at or apart > policy.pair_within:
                continue
            fact = next((fact for fact in first.facts if later.is_just(fact)), None)
            if fact is not None:
                rest = tuple(other for other in first.facts if other is not fact)
                quantity = first.quantity + fact.quantity
                whole = replace(first, quantity=quantity, facts=rest, price=None, slack=Decimal())
                yield [whole if r is first else r for r in residuals if r is not later]
