"""Matches that later readings take back: every leg returned, and no trade of the trader's did it.

`weigh.py` asks when legs are matched. A reading may have been wrong although it was whole, or the
broker took its booking back without a word. Either way nothing is left of what was called, so it
must not stand; but a single reading that differs proves no more than the one it differs from, so
the return is waited for like any change that nothing explains.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.legs import Match
from assignwatch.core.detect.market import market_of
from assignwatch.core.detect.patience import patience
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State

_ZERO = Decimal()


def standing(
    state: State,
    account: Account,
    matches: Sequence[Match],
    left: Sequence[Residual],
    now: datetime,
    policy: Policy,
) -> tuple[list[Match], list[Residual]]:
    """The matches that were not undone, and what is left without the returns of those that were."""
    kept: list[Match] = []
    rest = list(left)
    for match in matches:
        back = _returned(match, rest)
        if back and (
            _is_repeated(match, matches, back) or _is_certain(state, account, back, now, policy)
        ):
            rest = [residual for residual in rest if not any(residual is one for one in back)]
        else:
            kept.append(match)
    return kept, rest


def _returned(match: Match, left: Sequence[Residual]) -> list[Residual]:
    """Later changes that are each leg's opposite; none where a leg did not return, or is booked."""
    if any(r.record is not None for r in match.residuals):
        return []
    if any(claim.booked is not None for claim, _ in match.used):
        return []
    last = max(r.at for r in match.residuals)
    found: list[Residual] = []
    for key, moved in _moved(match).items():
        back = (r for r in left if r.key == key and r.at > last and r.quantity == -moved)
        one = next(back, None)
        if one is None:
            return []
        found.append(one)
    return found


def _moved(match: Match) -> dict[PositionKey, Decimal]:
    """What the match is made of, by position; of several ways all that any of them uses."""
    moved: dict[PositionKey, Decimal] = {}
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


def _is_certain(
    state: State, account: Account, back: Sequence[Residual], now: datetime, policy: Policy
) -> bool:
    """Whether the trades were read past the return and further readings still show it."""
    limit, wanted = policy.other_leg_wait, policy.readings_wanted
    market = market_of(state, back, policy)
    wait = patience(account, back, now, limit, policy, wanted, market)
    return wait.over and wait.covered
