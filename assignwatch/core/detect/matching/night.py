"""What went in one night whole, though the readings of that night show it piece by piece.

`legs.py` asks where some of it fits by itself, or in several ways. Contracts that move a thing both
ways cancel in part when they are called together, so what one reading shows may be just what one of
them delivers, with others of that night still to be read. Which of them that is, the order of the
readings does not say. Where all that went that night comes to all that moved, nothing of it is left
that would need another reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.contracts.law import Effect
from assignwatch.core.detect.matching.parts import at_one_look
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match, Way
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId, Scope
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account
from assignwatch.core.words import Feed


def is_a_night(
    account: Account, claims: Sequence[Claim], arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> bool:
    """Whether all these contracts, of one night, move just what arrived.

    Not where one may have lapsed, where what it delivers was worked out from what moved, or where a
    trade may still turn up that tells of some of it.
    """
    if not claims or any(claim.may_lapse or claim.unsure for claim in claims):
        return False
    gone = [claim.residual for claim in claims if claim.residual is not None]
    seen = [*gone, *legs_of(claims, arrived)]
    times = [residual.at for residual in seen]
    if not times or max(times) - min(times) > NIGHT:
        return False
    if not all(_is_read_past(account, residual) for residual in seen):
        return False
    moved: Effect = {}
    for claim in claims:
        for what, quantity in claim.effect.items():
            moved[what] = moved.get(what, Decimal()) + quantity
    came = {w: sum((r.quantity for r in arrived.get(w, ())), Decimal()) for w in moved}
    return moved == came


def as_well_paid(ways: Iterable[Way], match: Match) -> Iterator[Way]:
    """Those that the balance does not deny, where it says that just the match was paid for."""
    paid = match.cash in {Fit.FITS, Fit.NEAR}
    return (way for way in ways if not (paid and way.cash is Fit.OFF))


def is_ambiguous(match: Match) -> bool:
    """Whether it fits in several ways, and no record names any of them."""
    ways = (match.used, *match.others)
    return len(ways) > 1 and all(claim.booked is None for way in ways for claim, _ in way)


def is_settled(match: Match, policy: Policy) -> bool:
    """Whether a record or one reading says so; or one look, whole, and nothing denies it.

    Nor does one reading of a part, of which the price is not known and that was not paid for.
    """
    if any(claim.booked is not None for claim, _ in match.used):
        return True
    if match.price is Fit.OFF:
        return False
    whole = all(n == abs(claim.change) for claim, n in match.used)
    denied = match.cash is Fit.OFF and match.price is not Fit.FITS
    if len({residual.at for residual in match.residuals}) == 1:
        return whole or not denied
    near = at_one_look(match.residuals, policy.one_look)
    return whole and near and match.cash is not Fit.OFF


def is_sure(match: Match) -> bool:
    """Whether records, the price or the money say whose its legs are."""
    told = all(claim.booked is not None for claim, _ in match.used)
    one = not (match.others or match.rivals)
    return one and (told or Fit.FITS in {match.price, match.cash})


def may_be_of(account: Account, other: Residual, legs: Sequence[Residual], policy: Policy) -> bool:
    """Whether it is near enough to all legs, and no trade may still explain it."""
    apart = [abs(other.at - leg.at) for leg in legs]
    alike = other.record is not None or any(leg.instrument == other.instrument for leg in legs)
    if alike or max(apart) > policy.pair_within:
        return False
    return min(apart) <= policy.one_look or _is_read_past(account, other)


def of_its_night(match: Match, left: Sequence[Residual]) -> Iterator[Residual]:
    """What else of these contracts and of what they move is left of the night of a match."""
    used = [claim for way in (match.used, *match.others) for claim, _ in way]
    things = {claim.key.instrument for claim in used} | _moved_by(used)
    times = [residual.at for residual in match.residuals]
    for residual in left:
        near = all(abs(residual.at - at) <= NIGHT for at in times)
        if near and residual.record is None and residual.instrument in things:
            yield residual


def goes_on(account: Account, match: Match, night: Iterable[Residual]) -> bool:
    """Whether more of what it moved went that way that night, and no trade may explain it."""
    further = [(r, leg) for r in night for leg in match.legs if r.instrument == leg.instrument]
    alike = all(r.quantity * leg.quantity > 0 for r, leg in further)
    return bool(further) and alike and all(_is_read_past(account, r) for r, _ in further)


def _moved_by(claims: Iterable[Claim]) -> set[InstrumentId]:
    return {what for claim in claims for what in claim.effect}


def _is_read_past(account: Account, residual: Residual) -> bool:
    read = through(account, Feed.FILLS, Scope(residual.scope))
    return read is not None and read >= residual.at


def legs_of(
    claims: Sequence[Claim], arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> list[Residual]:
    """All that moved of what these contracts deliver."""
    return [leg for what in sorted(_moved_by(claims)) for leg in arrived.get(what, ())]
