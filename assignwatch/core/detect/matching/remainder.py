"""What a match leaves of its legs when records have taken theirs.

`called.py` and `weigh.py` ask. A record says that its contract was called and the law what that
moved, whatever else moved with it: it is no part of what the legs alone have to tell, and its
strike no part of the price at which the rest was booked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.matching.ways import Match, Use
from assignwatch.core.detect.residual import Residual, rounded

_ZERO = Decimal()


def apart(match: Match) -> tuple[Match, Match]:
    """The share of the contracts that a record names as called, and that of all others.

    Those of records alone that every way has in common; where nothing is left to tell but by
    records, the first is all of it.
    """
    ways = (match.used, *match.others)
    told = [use for use in match.used if _is_told(use) and all(_has(way, use) for way in ways)]
    rest = [tuple(use for use in way if not _has(told, use)) for way in ways]
    if not told or not all(rest):
        return replace(match, used=(), legs=(), others=()), match
    theirs: list[Residual] = []
    left = list(match.legs)
    for use in told:
        taken, left = _split(left, use)
        theirs += taken
    first, *others = rest
    return (
        replace(match, used=tuple(told), legs=tuple(theirs), others=()),
        replace(match, used=first, legs=tuple(left), others=tuple(others)),
    )


def _is_told(use: Use) -> bool:
    claim = use[0]
    return claim.booked is not None and claim.certain and not claim.unsure


def _has(way: Iterable[Use], use: Use) -> bool:
    """Whether a way holds the same record with as many contracts."""
    return any(
        use[0].booked is not None and (c.booked, n) == (use[0].booked, use[1]) for c, n in way
    )


def _split(legs: Sequence[Residual], use: Use) -> tuple[list[Residual], list[Residual]]:
    """What of the legs a contract moved, and the rest of them.

    A record of a leg is taken before what was read, and of that the step of the contract's time.
    """
    taken: list[Residual] = []
    left = list(legs)
    for what, moved in use[0].moves(use[1]).items():
        owed = moved
        own = [leg for leg in left if leg.instrument == what]
        own.sort(key=lambda leg: (leg.record is None, not leg.since < use[0].at <= leg.at))
        for leg in own:
            part = min(leg.quantity, owed, key=abs) if leg.quantity * owed > 0 else _ZERO
            if leg.record is not None and part != leg.quantity:
                part = _ZERO
            part = owed if leg is own[-1] else part
            owed -= part
            if part:
                taken.append(leg.share(part))
                left[left.index(leg)] = _rest(leg, part, law.price_of(use[0].contract, what))
    return taken, [leg for leg in left if leg.quantity]


def _rest(leg: Residual, part: Decimal, prices: Sequence[Decimal]) -> Residual:
    """The rest of a leg of which a part was booked at its strike, and the price of that rest."""
    quantity = leg.quantity - part
    rest = leg.share(quantity)
    if leg.price is None or not quantity:
        return rest
    if leg.crossed or len(prices) != 1 or part * quantity < 0:
        return replace(rest, price=None, slack=_ZERO)
    price = (leg.price * leg.quantity - prices[0] * part) / quantity
    slack = leg.slack * abs(leg.quantity) / abs(quantity)
    return replace(rest, price=rounded(price), slack=slack)
