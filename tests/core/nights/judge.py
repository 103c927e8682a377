"""Holding what stands in the end, and what stood at any moment, against what happened.

Night by night: an incident is of the night whose evening or morning its business date is, and of
one contract there are as many incidents as nights in which it went, each of just as many. Sums over
both nights would not tell two nights that were taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, permutations, product

from assignwatch.core.events import Concluded
from tests.core.detect.cases.telling import CONFIRMED, GONE, STRONG
from tests.core.nights.story import HOW, MORNINGS, Called, S, Story

_SURE = CONFIRMED | STRONG
_CALLED = frozenset({"assigned", "exercised"})


def faults(story: Story, versions: Sequence[Concluded]) -> list[str]:
    """What is wrong, a line each: at the end first, then for a moment."""
    last = {version.incident: version for version in versions}
    standing = [version for version in last.values() if version.grade not in GONE]
    return [*_at_the_end(story, standing), *_for_a_moment(story, versions)]


def _at_the_end(story: Story, standing: Sequence[Concluded]) -> Iterable[str]:
    for name in dict.fromkeys(one.contract.name for one in story.called):
        of_name = [one for one in story.called if one.contract.name == name]
        told = [v for v in standing if v.instrument == S.id(name)]
        if wrong := _unlike(story, of_name, told):
            yield f"end: {name}: {wrong}"
    happened = {S.id(one.contract.name) for one in story.called}
    for version in standing:
        if version.instrument not in happened:
            yield f"end: {_shown(version)} of what did not happen"


def _unlike(story: Story, called: Sequence[Called], told: Sequence[Concluded]) -> str:
    shown = ", ".join(map(_shown, told)) or "nothing"
    truth = ", ".join(f"{abs(one.gone)} on the {MORNINGS[one.night]:%dth}" for one in called)
    ways = permutations(told) if len(told) == len(called) else ()
    right = any(_are_right(story, way, called) for way in ways)
    return "" if right else f"{shown}; there were {truth}"


def _are_right(story: Story, told: Sequence[Concluded], called: Sequence[Called]) -> bool:
    """Whether these are the nights of a contract, in their order.

    Where no record tells of one of two nights of one size, nothing says which the other is of.
    """
    alike = len({one.gone for one in called}) < len(called)
    unsaid = alike and any(one.form == "none" for one in called)
    dates = {date for one in called for date in _dates(one)} if unsaid else set()
    pairs = zip(told, called, strict=True)
    return all(
        _is_right(story, version, one) and _date(version) in (dates or _dates(one))
        for version, one in pairs
    )


def _is_right(story: Story, version: Concluded, one: Called) -> bool:
    """Whether it is told as it was, or as far as that can be known.

    What no record tells of, and no leg where those of several cancel, is said to be unexplained;
    then what others delivered is not seen either.
    """
    if version.contracts != abs(one.gone):
        return False
    if one.form == "none" and version.grade not in _SURE:
        return version.kind not in _CALLED or _legs(version) == _true_legs(story, one)
    if version.kind not in _CALLED:
        return False
    legs = _legs(version)
    untold = any(c.form == "none" for c in story.called)
    unseen = untold and one.form == "contract alone" and len(legs) == 1
    return legs == _true_legs(story, one) or unseen


def _for_a_moment(story: Story, versions: Sequence[Concluded]) -> Iterable[str]:
    """Who is sure of more than happened by then: of a contract in all, and of each night.

    Where the account is read in the evening alone, the next night is booked before a reading parts
    it from the one before, and of which of both a record is cannot be told until then.
    """
    stand: dict[str, Concluded] = {}
    said: set[str] = set()
    for at, told in groupby(versions, key=lambda version: version.at):
        stand |= {version.incident: version for version in told}
        sure = [v for v in stand.values() if v.grade in _SURE and v.kind in _CALLED]
        for name in dict.fromkeys(v.instrument for v in sure):
            of_name = [v for v in sure if v.instrument == name]
            there = [c for c in story.called if S.id(c.contract.name) == name and c.shown <= at]
            may_stand = _may_stand(of_name, there) or (
                story.how != HOW[0] and _total(of_name) <= sum(abs(c.gone) for c in there)
            )
            if not may_stand and name not in said:
                said.add(name)
                shown = ", ".join(map(_shown, of_name))
                yield f"moment: {at:%dT%H:%M:%S}: {shown}"


def _may_stand(sure: Sequence[Concluded], there: Sequence[Called]) -> bool:
    """Whether each is of a night of its own that had at least as many."""
    if len(sure) > len(there):
        return False
    for nights in product(there, repeat=len(sure)):
        apart = len({one.night for one in nights}) == len(nights)
        if apart and all(
            v.contracts <= abs(c.gone) and _date(v) in _dates(c)
            for v, c in zip(sure, nights, strict=True)
        ):
            return True
    return False


def _total(told: Sequence[Concluded]) -> Decimal:
    return sum((version.contracts for version in told), Decimal())


def _dates(one: Called) -> set[date]:
    morning = MORNINGS[one.night].date()
    return {morning, morning.fromordinal(morning.toordinal() - 1)}


def _date(version: Concluded) -> date:
    return date.fromisoformat(version.incident.rpartition(":")[2])


def _legs(version: Concluded) -> dict[str, Decimal]:
    return {str(leg.instrument): leg.quantity for leg in version.legs}


def _true_legs(story: Story, one: Called) -> dict[str, Decimal]:
    return {S.id(one.contract.name): Decimal(one.gone), S.id(story.thing): Decimal(one.leg)}


def _shown(version: Concluded) -> str:
    name = version.incident.split(":", 1)[1]
    legs = ", ".join(f"{leg.quantity} {leg.instrument}" for leg in version.legs)
    return f"{name} {version.kind} {version.contracts} {version.grade} ({legs})"
