"""What the price of a leg and the close of the underlying say of a contract that was called.

`called.py` puts it among its reasons: how the price goes with the strike, and where that does not
decide, on which side the contract ended.
"""

from collections.abc import Iterator
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.matching.support import close_of, in_the_money, worth_of
from assignwatch.core.detect.matching.ways import Claim, Match
from assignwatch.core.detect.residual import Residual, rounded
from assignwatch.core.events import Evidence
from assignwatch.core.policy import Policy
from assignwatch.core.state import State


def side_of(state: State, claim: Claim, policy: Policy) -> Iterator[Evidence]:
    """On which side it ended, which may have decided between it and others."""
    close = close_of(state, claim.contract, policy.calendar)
    if close is not None:
        inside = in_the_money(state, claim.contract, policy.calendar)
        yield evidence.moneyness(close, claim.contract.strike, inside=inside)


def is_average(match: Match, leg: Residual) -> bool:
    """Whether the price of a leg is the average of several strikes, and fits none of them."""
    return len({c.contract.strike for c, _ in match.used if leg.instrument in c.effect}) > 1


def booked_at(claim: Claim, leg: Residual) -> Evidence:
    """How the price of a leg goes with the strike, where it is not just that."""
    contract, worth = claim.contract, worth_of([leg])
    strike, premium = (
        contract.strike,
        claim.residual.held_at if claim.residual is not None else None,
    )
    if strike is None or worth is None:
        return evidence.price(leg, strike, fits=True)
    paid, blur = worth

    def fits(price: Decimal) -> bool:
        return abs(paid - price * leg.quantity) <= blur

    if not fits(strike):
        for price in law.price_of(contract, leg.instrument):
            if fits(price):
                return evidence.price(leg, strike, fits=True, spread=rounded(price))
        if premium is not None and fits(strike - law.sign(contract) * premium):
            return evidence.price(leg, strike, fits=True, premium=premium)
    return evidence.price(leg, strike, fits=True)
