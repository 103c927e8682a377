"""Money that incidents account for though no record tells it: what the strikes are worth.

A balance is of the account and not of an underlying. `gather.py` asks which positions changed while
it moved and what their incidents paid by law; `ended.py` takes that off what moved before it lets
the rest speak for a settlement in cash: the same money is not there for a second incident. What a
record or a trade tells is left out already (`support.cash_moved`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.ended import leaves_money, may_pay
from assignwatch.core.detect.lane import Lane, Record
from assignwatch.core.detect.official import at_strike
from assignwatch.core.detect.residual import Residual
from assignwatch.core.detect.support import Accounted, Fit, Span, balanced_over, money_of
from assignwatch.core.detect.ways import Match, Use
from assignwatch.core.model import PositionKey
from assignwatch.core.state import Account, State
from assignwatch.core.words import Grade

_ZERO = Decimal()


def accounted(
    state: State, account: Account, matches: Iterable[Match], lane: Lane
) -> Iterator[Accounted]:
    """The money of what was called, by records that name none or by matches of legs."""
    for match in matches:
        legs = [lane.loose[int(leg.record)] for leg in match.legs if leg.record is not None]
        if match.price is Fit.OFF or any(_is_told(account, leg) for leg in legs):
            continue  # that may as well have been traded, or is told
        owed = [_owed(way, lane) for way in (match.used, *match.others)]
        worth = [money_of(state, way) for way in owed]
        if worth[0] and all(one == worth[0] for one in worth):
            seen = {r.at for r in match.residuals} or {claim.at for claim, _ in owed[0]}
            contracts = sum((units for _, units in owed[0]), _ZERO)
            yield Accounted(tuple(sorted(seen)), worth[0], contracts)
    for record in lane.records:
        if record.counts and record.change and not _is_told(account, record):
            shown = () if record.answer is None else (record.answer.at,)
            times = tuple(sorted({record.happening.at, *shown}))
            yield Accounted(times, at_strike(state, record) or {}, abs(record.change))


def _owed(way: Sequence[Use], lane: Lane) -> list[Use]:
    """What of a way has its money told by nobody; a record that names its legs is asked itself."""
    return [
        (claim, units)
        for claim, units in way
        if not claim.paid_at and (claim.booked is None or not lane.records[claim.booked].other_legs)
    ]


def _is_told(account: Account, record: Record) -> bool:
    """Whether a record names its money, or a trade is its leg."""
    told = (record.happening, *record.money, *record.leg_money)
    named = any(amount for happening in told for amount in happening.cash.values())
    facts = ((fact, part.key.instrument) for part in record.leg_facts for fact in part.facts)
    return named or any(fact in account.fills for fact in facts)


def spans_of_ends(
    state: State, account: Account, left: Iterable[Residual], now: datetime
) -> Iterator[Span]:
    """Between which readings of the balance the money of contracts lies that ended in money."""
    for residual in left:
        contract = state.described(residual.instrument, residual.judged_at)
        if contract is None or contract.expiry is None:
            continue
        if leaves_money(state, residual, contract):
            since = min(residual.since, contract.expiry.at)
            over = balanced_over(account, (since, now))
            if over is not None:
                yield over


def changed_in(account: Account, among: Sequence[Span]) -> Iterator[PositionKey]:
    """Positions with an incident that changed in one of these spans."""
    for key in account.live if among else ():
        book = account.books.get(key)
        counts = book.counts if book is not None else []
        if any(start < count.at <= end for count in counts for start, end in among):
            yield key


def leaning(state: State, account: Account, taken: Sequence[Accounted]) -> Iterator[PositionKey]:
    """Contracts that ended in money by the word of a balance that this money is taken off."""
    for key, names in account.live.items() if taken else ():
        for name in names:
            known = state.incidents[name].latest if name in state.incidents else None
            if known is None or known.occurred is None or known.grade is Grade.CONFIRMED:
                continue
            contract = state.described(known.instrument, known.occurred[1])
            if contract is None or key.instrument != known.instrument:
                continue
            over = balanced_over(account, known.occurred)
            shared = over is not None and any(one.is_within(over) for one in taken)
            if shared and may_pay(state, contract, known.occurred[1]):
                yield key
