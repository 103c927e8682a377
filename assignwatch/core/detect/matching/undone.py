"""Matches that later readings take back: every leg returned, and no trade of the trader's did it.

`weigh.py` asks when legs are matched. A reading may have been wrong although it was whole, or the
broker took its booking back without a word. Either way nothing is left of what was called, so it
must not stand; but a single reading that differs proves no more than the one it differs from, so
the return is waited for like any change that nothing explains.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import combinations

from assignwatch.core.detect.changes.patience import patience
from assignwatch.core.detect.contracts.market import market_of
from assignwatch.core.detect.matching.flicker import turned_back
from assignwatch.core.detect.matching.parts import came_back, without
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State

_ZERO = Decimal()

Moves = dict[PositionKey, Decimal]


def standing(
    state: State,
    account: Account,
    matches: Sequence[Match],
    left: Sequence[Residual],
    now: datetime,
    policy: Policy,
) -> tuple[list[Match], list[Residual]]:
    """The matches that were not undone, and what is left without the returns of those that were.

    Two of them, of which one took what the other gave are undone by what both of them lack.
    """
    kept, rest = list(matches), list(left)
    if not rest:
        return kept, rest
    for together in (*((match,) for match in matches), *_crossed(matches)):
        if not all(_is_in(match, kept) for match in together):
            continue
        back, legs = _returned(together, _by_themselves(rest)), list[Residual]()
        again = bool(back) and len(together) == 1 and _is_repeated(together[0], matches, back)
        if not back and len(together) == 1:
            back, legs = _only_missed(together[0], rest, policy), list(together[0].legs)
        if back and (again or is_certain(state, account, back, now, policy)):
            kept = [match for match in kept if not _is_in(match, together)]
            rest = [residual for residual in rest if not _is_in(residual, back)]
            rest = sorted((*rest, *legs), key=lambda r: (r.at, r.key)) if legs else rest
    for place, match in enumerate(kept):
        booked = _on_record(match)
        if booked is None:
            continue
        back = _returned_of(_less(_moved(match), _moved(booked)), match, _by_themselves(rest))
        if back and is_certain(state, account, back, now, policy):
            kept[place] = booked
            rest = [residual for residual in rest if not _is_in(residual, back)]
    return kept, rest


def _by_themselves(left: Sequence[Residual]) -> tuple[Residual, ...]:
    """Those that the next reading did not turn back: such a pair is about nothing but itself."""
    return without(left, [half for pair in turned_back(left) for half in pair])


def _crossed(matches: Sequence[Match]) -> Iterator[tuple[Match, Match]]:
    """Two matches of which one took just what the other gave."""
    for (one, lost), (other, won) in combinations([(m, _moved(m)) for m in matches], 2):
        if any(lost.get(key) == -quantity for key, quantity in won.items()):
            yield one, other


def _is_in(one: object, among: Sequence[object]) -> bool:
    """Whether it is just this one, and not merely one that is equal."""
    return any(one is other for other in among)


def _returned(matches: Sequence[Match], left: Sequence[Residual]) -> list[Residual]:
    """Later changes that are each leg's opposite; none where a leg did not return, or is booked.

    What went with a leg and is of no match may have returned with it; then it comes to nothing too.
    """
    if not left or any(_is_on_record(match) for match in matches):
        return []
    last = max(r.at for match in matches for r in match.residuals)
    total: Moves = {}
    for match in matches:
        for key, moved in _moved(match).items():
            total[key] = total.get(key, _ZERO) + moved
    found: list[Residual] = []
    for key, moved in total.items():
        times = {r.at for match in matches for r in match.residuals if r.key == key}
        beside = [r for r in left if r.key == key and r.at in times]
        later = [r for r in left if r.key == key and r.at > last] if moved else []
        one = next((r for r in later if r.quantity == -moved), None)
        if one is None and beside:
            whole = moved + sum((r.quantity for r in beside), _ZERO)
            one = next((r for r in later if r.quantity == -whole), None)
            found += beside if one is not None else []
        if moved and one is None:
            return []
        found += [one] if one is not None else []
    return found


def _on_record(match: Match) -> Match | None:
    """So much of it as a record tells, where only some of its contracts have one.

    The record told of more once, or tells of more than was meant to be moved.
    """
    told = tuple((claim, units) for claim, units in match.used if claim.booked is not None)
    if not 0 < len(told) < len(match.used) or len({claim.key for claim, _ in match.used}) > 1:
        return None
    if match.others or match.elsewhere or not match.legs:
        return None
    part = sum((n for _, n in told), _ZERO) / sum((n for _, n in match.used), _ZERO)
    legs = tuple(leg.share(leg.quantity * part) for leg in match.legs)
    return replace(match, used=told, legs=legs)


def _less(moved: Mapping[PositionKey, Decimal], by: Mapping[PositionKey, Decimal]) -> Moves:
    return {key: quantity - by.get(key, _ZERO) for key, quantity in moved.items()}


def _returned_of(moved: Moves, match: Match, left: Sequence[Residual]) -> list[Residual]:
    """Later changes that are the opposite of just these; none where one of them stayed."""
    last = max(r.at for r in match.residuals)
    found: list[Residual] = []
    for key, quantity in moved.items():
        later = (r for r in left if r.key == key and r.at > last)
        one = next((r for r in later if r.quantity == -quantity), None)
        if one is None:
            return []
        found.append(one)
    return found


def _is_on_record(match: Match) -> bool:
    if any(r.record is not None for r in match.residuals):
        return True
    return any(claim.booked is not None for claim, _ in match.used)


def _only_missed(match: Match, left: Sequence[Residual], policy: Policy) -> list[Residual]:
    """The returns of contracts that a reading lacked when the legs had been there before.

    None where one of them stayed away, or went again.
    """
    gone = [claim.residual for claim, _ in match.used if claim.residual is not None]
    first = min((r.at for r in gone), default=None)
    if _is_on_record(match) or match.others or first is None or not match.legs:
        return []
    if first - max(leg.at for leg in match.legs) <= policy.one_look:
        return []
    found: list[Residual] = []
    for claim, units in match.used:
        own, signed = claim.residual, units if claim.change > 0 else -units
        since = [r for r in left if r.key == claim.key and own is not None and r.at > own.at]
        if own is None or len(since) != 1 or since[0].quantity != -signed:
            return []
        if not came_back(own, since[0], policy):
            return []
        found += since
    return found


def _moved(match: Match) -> Moves:
    """What the match is made of, by position; of several ways all that any of them uses."""
    moved: Moves = {}
    if match.others:
        for residual in match.residuals:
            moved[residual.key] = moved.get(residual.key, _ZERO) + residual.quantity
        return moved
    for claim, units in match.used:
        signed = units if claim.change > 0 else -units
        moved[claim.key] = moved.get(claim.key, _ZERO) + signed
    for leg in match.legs:
        moved[leg.key] = moved.get(leg.key, _ZERO) + leg.quantity
    return moved


def _is_repeated(match: Match, matches: Sequence[Match], back: Sequence[Residual]) -> bool:
    """Whether the same happened again after the return: then it did not happen before."""
    end = max(r.at for r in back)
    return any(
        min(r.at for r in other.residuals) > end and _moved(other) == _moved(match)
        for other in matches
        if other.residuals
    )


def is_certain(
    state: State, account: Account, back: Sequence[Residual], now: datetime, policy: Policy
) -> bool:
    """Whether the trades were read past the return and further readings still show it."""
    limit, wanted = policy.other_leg_wait, policy.readings_wanted
    market = market_of(state, back, policy)
    wait = patience(account, back, now, limit, policy, wanted, market)
    return wait.over and wait.covered
