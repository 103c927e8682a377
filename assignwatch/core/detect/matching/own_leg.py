"""What a record delivers, found among what moved: by itself, or with something else.

`legs.py` asks. Nobody can tell whose the first shares are that come where a record shares them with
others. When just what it delivers comes later, at its strike, that is its leg, if all others then
went whole for those that came first; or, of those that had ended, just some of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Use, Way
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId

_MOST_ENDED = 8
"""Of more nobody asks which came to nothing."""


def own_legs(
    used: Sequence[Use], legs: Sequence[Residual], left: Iterable[Residual], within: timedelta
) -> Iterator[tuple[Use, Residual, list[Use]]]:
    """Each record with what may be its own leg, and what all others turned into these legs then.

    Where nothing was seen at first, for they cancel, the others had come to their end.
    """
    last = max(leg.at for leg in legs) if legs else max(claim.seen_at for claim, _ in used)
    later = [r for r in left if _follows(r, last, within)]
    for told in used:
        claim = told[0]
        if claim.booked is None or not claim.certain or claim.unsure:
            continue
        leg = next((leg for leg in later if _moved([told]) == _came([leg])), None)
        others = [(other, abs(other.change)) for other, _ in used if other is not claim]
        if leg is None or not others:
            continue
        if _moved(others) == _came(legs):
            yield told, leg, others
        elif len(ways := list(_of_ended(others, legs))) == 1:
            yield told, leg, ways[0]


def each_its_own(
    booked: Iterable[Claim], left: Sequence[Residual]
) -> Iterator[list[tuple[list[Use], list[Residual]]]]:
    """Night by night, each of several records with just what it delivers, where no more moved.

    Or all of them with what came in several readings, where that is what they deliver together.
    None where two of them deliver the same, and each may be either's.
    """
    sure = [claim for claim in booked if claim.certain and not claim.unsure and claim.effect]
    nights: list[list[Claim]] = []
    for claim in sorted(sure, key=lambda claim: claim.seen_at):
        if nights and claim.seen_at - nights[-1][0].seen_at <= NIGHT:
            nights[-1].append(claim)
        else:
            nights.append([claim])
    for night in (claims for claims in nights if len(claims) > 1):
        yield _told_apart(night, [leg for leg in left if _is_of(leg, night)])


def _is_of(leg: Residual, night: Sequence[Claim]) -> bool:
    """Whether it may be the leg of any of them, and came that night."""
    moved = leg.record is None and any(leg.instrument in claim.effect for claim in night)
    return moved and all(abs(leg.at - claim.seen_at) <= NIGHT for claim in night)


def _told_apart(
    night: Sequence[Claim], legs: list[Residual]
) -> list[tuple[list[Use], list[Residual]]]:
    if len({leg.at for leg in legs}) < 2:
        return []
    uses = [(claim, abs(claim.change)) for claim in night]
    own = [[leg for leg in legs if _came([leg]) == claim.effect] for claim in night]
    each = {id(found[0]) for found in own if len(found) == 1}
    if len(each) == len(night) == len(legs):
        return [([use], found) for use, found in zip(uses, own, strict=True)]
    return [(uses, legs)] if _moved(uses) == _came(legs) else []


def _of_ended(others: Sequence[Use], legs: Sequence[Residual]) -> Iterator[list[Use]]:
    """Ways in which these are the legs of some, where the others came to their end without any."""
    lapsed = [use for use in others if use[0].booked is None and use[0].ended]
    kept = [use for use in others if use not in lapsed]
    for size in range(len(lapsed) if len(lapsed) <= _MOST_ENDED else 0):
        for some in combinations(lapsed, size):
            if _moved([*kept, *some]) == _came(legs):
                yield [*kept, *some]


def says_so(own: Way, rest: Way | None) -> bool:
    """Whether its price says that this is its leg, or just the money of either."""
    if rest is None:
        return own.price is Fit.FITS
    paid = own.cash is rest.cash is Fit.FITS and own.price is not Fit.OFF
    return own.price is Fit.FITS or paid


def larger(
    claim: Claim, what: InstrumentId, moved: Decimal, left: Iterable[Residual]
) -> Residual | None:
    """The change of its time, or of its own reading, if that may hold a leg and more."""
    seen = claim.shown_at or claim.at
    return next(
        (
            r
            for r in left
            if r.instrument == what and r.record is None
            if r.quantity * moved > 0 and abs(r.quantity) > abs(moved)
            if r.since < seen <= r.at
        ),
        None,
    )


def _follows(leg: Residual, last: datetime, within: timedelta) -> bool:
    return leg.record is None and timedelta() < leg.at - last <= within


def _moved(used: Iterable[Use]) -> law.Effect:
    """What these contracts move together."""
    total: law.Effect = {}
    for claim, units in used:
        for what, quantity in claim.moves(units).items():
            total[what] = total.get(what, Decimal()) + quantity
    return total


def _came(legs: Iterable[Residual]) -> law.Effect:
    total: law.Effect = {}
    for leg in legs:
        total[leg.instrument] = total.get(leg.instrument, Decimal()) + leg.quantity
    return total
