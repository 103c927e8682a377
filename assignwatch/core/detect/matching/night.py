"""What went in one night whole, though the readings of that night show it piece by piece.

`legs.py` asks where some of it fits by itself. Contracts that move a thing both ways cancel in part
when they are called together, so what one reading shows may be just what one of them delivers, with
others of that night still to be read. Which of them that is, the order of the readings does not
say. Where all that went that night comes to all that moved, nothing of it is left that would need
another reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.contracts.law import Effect
from assignwatch.core.detect.matching.support import Fit
from assignwatch.core.detect.matching.ways import Claim, Match, Way
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId, Scope
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
    seen = [*gone, *_legs(claims, arrived)]
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


def _is_read_past(account: Account, residual: Residual) -> bool:
    read = through(account, Feed.FILLS, Scope(residual.scope))
    return read is not None and read >= residual.at


def _legs(
    claims: Sequence[Claim], arrived: Mapping[InstrumentId, Sequence[Residual]]
) -> list[Residual]:
    reached = {what for claim in claims for what in claim.effect}
    return [leg for what in sorted(reached) for leg in arrived.get(what, ())]
