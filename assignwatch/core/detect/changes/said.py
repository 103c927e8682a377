"""What the step of a position says of its records: what is missing, what may be a part, and when.

`answers.py` asks, while it puts records to the steps that show them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from assignwatch.core.detect.residual import Fact, Residual

_ZERO = Decimal()
_LATE = timedelta(hours=1)
"""A record may give a time so long after the reading that shows the first of it."""
_EVENING = timedelta(hours=3)
"""A record may name the day that begins so long after it; what is called is so after the close."""
_WEEKEND = timedelta(days=3, hours=12)
"""No record that gives a time is booked later after its change than over a long one."""


def in_lots(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Those of one day and direction that follow one another."""
    for _, lots in groupby(facts, key=lambda fact: (fact.at.date(), fact.quantity > 0)):
        yield list(lots)


def of_denied(residual: Residual) -> list[Fact]:
    """The records of a step that shows nothing of them: one, or all of them together."""
    booked = [fact for fact in residual.facts if fact.booked]
    one = [fact for fact in booked if fact.quantity == -residual.quantity]
    return one[:1] or booked


def each_of(residual: Residual) -> list[Fact]:
    """Its records that other steps may show each: legs, or what does not cancel.

    Of what is netted there was never anything to be shown.
    """
    return [fact for fact in residual.facts if fact.booked and (fact.leg or residual.quantity)]


def of_short(residual: Residual) -> list[Fact]:
    """The records of a step that shows a part of them, and no more."""
    booked = [fact for fact in residual.facts if fact.booked]
    total = sum((fact.quantity for fact in booked), _ZERO)
    alike = all(fact.quantity * total > 0 for fact in booked)
    less = residual.unanswered and abs(residual.quantity) < abs(total)
    return booked if alike and less else []


def is_met(record: Residual, change: Residual) -> bool:
    """Whether it is just what a record says that is not shown, and no such record itself."""
    return change.quantity == -record.quantity and not change.denied


def less(facts: Sequence[Fact], told: Sequence[Fact], moved: Decimal) -> tuple[Fact, ...]:
    """The facts of a step without so much of these records, the first of them first."""
    left: list[Fact] = []
    for fact in facts:
        part = min(moved, fact.quantity, key=abs) if fact in told else _ZERO
        moved -= part
        if part != fact.quantity:
            left.append(replace(fact, quantity=fact.quantity - part))
    return tuple(left)


def closed(residual: Residual) -> bool:
    """Whether it brought a position nearer to zero; what opens one has no bounds to exceed."""
    return residual.before * residual.quantity < 0 and residual.closes


def room_for(held: Sequence[Decimal] | Iterator[Decimal], change: Decimal) -> Decimal:
    """How much of such a change the position could take before it would be flat, at best."""
    return max(-h if change > 0 else h for h in held)


def may_show(shown: datetime, fact: Fact) -> bool:
    """Whether this reading may be the first to show some of it: one before by the hour is not."""
    return fact.at - shown <= (_EVENING if fact.is_dated else _LATE)


def booked_within(facts: Sequence[Fact], most: timedelta) -> timedelta:
    """How long before it was booked the change of a record may lie: `most` if it names its day."""
    return most if any(fact.is_dated for fact in facts) else min(most, _WEEKEND)
