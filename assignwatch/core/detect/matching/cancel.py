"""Legs that cancel each other: contracts that were called although nothing of it is to be seen.

`legs.py` asks of every solution that moves nothing in the end. That legs cancel proves nothing by
itself: most contracts that vanish without a leg have lapsed, or their legs are still to come. The
money must say so, or the broker's records, or the closes of contracts that had ended.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.market import session_after
from assignwatch.core.detect.matching.support import Fit, close_of, in_the_money, money_of
from assignwatch.core.detect.matching.ways import Claim, Use, went_together
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument, InstrumentId, Scope, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Feed, Right

_A_NIGHT = timedelta(hours=36)
"""So far apart two records of one night may be dated, of which one names its first day alone."""


def are_called(
    state: State,
    account: Account,
    used: Sequence[Use],
    cash: Fit,
    *,
    came: bool,
    before: bool,
    policy: Policy,
) -> bool:
    """Whether all these contracts were called.

    What a record says was delivered and is not there has been undone by another contract, unless it
    `came` since. What one of them delivers was not undone where it came `before`.
    """
    claims = [claim for claim, _ in used]
    told = all(
        c.booked is not None or (c.has_run_out and in_the_money(state, c.contract, policy.calendar))
        for c in claims
    )
    together = went_together(claims, told=told) or _are_dated_alike(claims)
    if not all(claim.certain for claim in claims) or not together:
        return False
    named = [claim for claim, _ in used if claim.booked is not None]
    against = [claim for claim in claims if lapsed(state, claim, policy)]
    if against and cash is not Fit.FITS:
        return False
    if not named and any(claim.change < 0 for claim in against):
        return False  # what the trader holds is not exercised by anybody else
    if len(named) == len(used) or cash in {Fit.FITS, Fit.NEAR}:
        return True
    if before or (came and not named):
        return False
    undone = [] if came else [claim for claim in named if _is_read(account, claim)]
    return all(
        claim.booked is not None or _undid(state, account, claim, n, undone, cash, policy)
        for claim, n in used
    )


def lapsed(state: State, claim: Claim, policy: Policy) -> bool:
    """Whether the official close says that it ended without worth; never of one on record.

    Nor of one that was gone before that: what is called before its last session need not end so.
    """
    close = close_of(state, claim.contract, policy.calendar) if claim.ended else None
    gone = claim.residual.at if claim.residual is not None else None
    if close is None or not close.official or (gone is not None and gone < close.at):
        return False
    return in_the_money(state, claim.contract, policy.calendar) is False


def paid_by(claims: Sequence[Claim], policy: Policy) -> datetime | None:
    """Until when contracts that ended, and that no record names, may still be paid."""
    ends = [claim.contract.expiry for claim in claims if claim.ended and claim.booked is None]
    if len(ends) < len(claims):
        return None
    return later(max(end.over_at for end in ends if end is not None), policy.pair_within)


def money(state: State, owed: Sequence[Use], cash: Fit, policy: Policy) -> Fit:
    """What the balance says of contracts whose legs cancel, `owed` where no record tells of theirs.

    Money that cancels too is that of contracts that lapsed as well; it says nothing where some had
    ended, unless the official close excludes that.
    """
    free = not any(money_of(state, owed).values())
    if not free or not any(claim.ended for claim, _ in owed):
        return cash
    ended = [claim.contract for claim, _ in owed if claim.ended]
    closes = [close_of(state, contract, policy.calendar) for contract in ended]
    official = all(close is not None and close.official for close in closes)
    inside = all(in_the_money(state, contract, policy.calendar) for contract in ended)
    return cash if official and inside else Fit.UNKNOWN


def in_balance(
    account: Account, booked: Iterable[Claim], seen: Sequence[Residual]
) -> Iterator[list[Claim]]:
    """Contracts that records of one day, or one night, say were called, and that moved nothing.

    The positions were read since, and nothing that these deliver was `seen` to move in their time:
    a leg that is only to come would not be missed before.
    """
    days: dict[date, list[Claim]] = {}
    for claim in booked:
        if claim.certain:
            days.setdefault(claim.at.date(), []).append(claim)
    night = [claim for claims in days.values() for claim in claims]
    several = [night] if len(days) > 1 and _are_dated_alike(night) else []
    for claims in (*several, *days.values()):
        moved: dict[InstrumentId, Decimal] = {}
        for what, quantity in (one for claim in claims for one in claim.effect.items()):
            moved[what] = moved.get(what, Decimal()) + quantity
        whole = all(c.effect and not c.partly and _is_read(account, c) for c in claims)
        open_ = any(_may_be_of(leg, claim) for leg in seen for claim in claims)
        if whole and not open_ and len(claims) > 1 and not any(moved.values()):
            yield claims


def _are_dated_alike(claims: Sequence[Claim]) -> bool:
    """Whether records tell of all of them, as of one night."""
    times = [claim.at for claim in claims if claim.booked is not None]
    return len(times) == len(claims) and max(times) - min(times) <= _A_NIGHT


def _may_be_of(leg: Residual, claim: Claim) -> bool:
    start, end = claim.span
    return leg.instrument in claim.effect and leg.since < end and start < leg.at


def _is_read(account: Account, claim: Claim) -> bool:
    scope = account.scope_of(claim.key, claim.contract.scope, claim.contract.scope)
    read = account.accepted.get(scope) if scope is not None else None
    return read is not None and read > claim.at


def came_since(legs: Iterable[Residual], used: Sequence[Use], last: datetime) -> bool:
    """Whether anything of what these contracts deliver moved later.

    Or at any time just what one of them delivers of which a record tells.
    """
    reached = {what for claim, _ in used for what in claim.effect}
    own = {(w, n) for claim, _ in used if claim.booked is not None for w, n in claim.effect.items()}
    return any(
        (leg.instrument in reached and leg.at > last) or (leg.instrument, leg.quantity) in own
        for leg in legs
    )


def came_before(legs: Iterable[Residual], used: Sequence[Use], last: datetime) -> bool:
    """Whether all that moved by the reading before is what one of these contracts delivers.

    At its strike, if at a price.
    """
    since = [claim.residual.since for claim, _ in used if claim.residual is not None]
    moved: dict[InstrumentId, Decimal] = {}
    prices: dict[InstrumentId, set[Decimal | None]] = {}
    for leg in (leg for leg in legs if since and min(since) <= leg.at <= last):
        moved[leg.instrument] = moved.get(leg.instrument, Decimal()) + leg.quantity
        prices.setdefault(leg.instrument, {None}).add(leg.price)
    return any(
        quantity == moved.get(what) and prices[what] <= {None, *law.price_of(claim.contract, what)}
        for claim, _ in used
        for what, quantity in claim.effect.items()
    )


def _undid(
    state: State,
    account: Account,
    claim: Claim,
    units: Decimal,
    named: Sequence[Claim],
    cash: Fit,
    policy: Policy,
) -> bool:
    """Whether a contract was called, which undid what records say of others.

    One that had ended may have lapsed instead: then the close must say so, and of all of it; or
    else, if the money does not deny it, it must be one that was worth calling along with them, and
    all be read past the session that would have shown the legs.
    """
    if not claim.ended:
        return bool(named)
    inside = in_the_money(state, claim.contract, policy.calendar)
    if inside is not None:
        return inside and (bool(named) or units == abs(claim.change))
    beside = any(are_worth_calling(claim.contract, other.contract) for other in named)
    read = claim.residual is not None and is_read_past(
        state, account, claim.contract, claim.residual, policy
    )
    return beside and cash is Fit.UNKNOWN and read


def are_worth_calling(one: Instrument, other: Instrument) -> bool:
    """Whether one close may lie on the holders' side of both strikes, the other's being called."""
    if one.right is other.right:
        return True
    call, put = (one, other) if one.right is Right.CALL else (other, one)
    return call.strike is not None and put.strike is not None and call.strike < put.strike


def is_read_past(
    state: State, account: Account, contract: Instrument, gone: Residual, policy: Policy
) -> bool:
    """Whether records and positions were read past the next session after its end."""
    opens, scope = session_after(state, contract, gone.judged_at, policy), Scope(gone.scope)
    booked = through(account, Feed.BOOKINGS, scope)
    seen = [through(account, Feed.POSITIONS, scope), account.accepted.get(scope)]
    return booked is not None and booked >= opens and any(at and at >= opens for at in seen)
