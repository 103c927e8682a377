"""Money that incidents account for though no record tells it: what the strikes are worth.

A balance is of the account and not of an underlying. `gather.py` asks which positions changed while
it moved and what their incidents paid by law; `ended.py` takes that off what moved before it lets
the rest speak for a settlement in cash, `spent.py` before it speaks for contracts whose legs
cancel: the same money is not there for a second incident. What a record or a trade tells is left
out already (`support.cash_moved`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.finding import added
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.ended import (
    OpenEnd,
    has_ended,
    leaves_money,
    may_pay,
    worth_at_end,
)
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane1.official import at_strike, by_value, settled_for
from assignwatch.core.detect.matching.support import Accounted, Fit, Span, balanced_over, money_of
from assignwatch.core.detect.matching.ways import Claim, Match, Use
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Grade, InstrumentKind, Kind

_ZERO = Decimal()


def accounted(
    state: State, account: Account, matches: Iterable[Match], lane: Lane, policy: Policy
) -> Iterator[Accounted]:
    """The money of what was called, by records that name none or by matches of legs."""
    for match in matches:
        ways = [_owed(way, lane) for way in (match.used, *match.others)]
        yield from _of_match(state, account, match, ways, lane)
    for record in lane.records:
        if record.counts and record.change and not _is_told(account, record):
            shown = () if record.answer is None else (record.answer.at,)
            times = tuple(sorted({record.happening.at, *shown}))
            cash = at_strike(state, record) or _settlement(state, record, policy)
            yield Accounted(times, cash, abs(record.change))


def of_match(state: State, account: Account, match: Match, lane: Lane) -> Iterator[Accounted]:
    """The money of what was called by a match, that of its records included."""
    ways = [[use for use in way if not use[0].paid_at] for way in (match.used, *match.others)]
    yield from _of_match(state, account, match, ways, lane)


def _of_match(
    state: State, account: Account, match: Match, ways: Sequence[Sequence[Use]], lane: Lane
) -> Iterator[Accounted]:
    legs = [lane.loose[int(leg.record)] for leg in match.legs if leg.record is not None]
    if match.price is Fit.OFF or any(_is_told(account, leg) for leg in legs):
        return  # that may as well have been traded, or is told
    if any(way[0][0].key < match.used[0][0].key for way in match.elsewhere):
        return  # it was paid once for all of them
    worth = [money_of(state, way) for way in ways]
    if worth[0] and all(one == worth[0] for one in worth):
        seen = {r.at for r in match.residuals} or {claim.at for claim, _ in ways[0]}
        contracts = sum((units for _, units in ways[0]), _ZERO)
        yield Accounted(tuple(sorted(seen)), worth[0], contracts)


def of_records(
    state: State, account: Account, lane: Lane, policy: Policy, moved: Sequence[Residual] = ()
) -> dict[int, Accounted]:
    """The money of each record of a contract that was called or settled, by its place.

    One that names its money may be dated days before the balance shows it. Of one that does not it
    may come with what `moved` just as the contract delivers.
    """
    claims = {claim.booked: claim for claim in lane.claims(state) if claim.certain}
    found: dict[int, Accounted] = {}
    for i, record in enumerate(lane.records):
        if not record.counts or not record.change:
            continue
        told = tuple(_told_at(account, record))
        cash = _named(record) or at_strike(state, record) or _settlement(state, record, policy)
        claim = claims.get(i)
        if not cash and claim is not None:
            cash = money_of(state, [(claim, abs(claim.change))])
        if any(cash.values()):
            shown = record.happening.at if record.answer is None else record.answer.at
            legs = {r.at for r in moved if claim is not None and _is_leg(r, claim)}
            times = (shown,) if told else tuple(sorted({record.happening.at, shown, *legs}))
            found[i] = Accounted(times, cash, abs(record.change), told)
    return found


def _is_leg(moved: Residual, claim: Claim) -> bool:
    """Whether it is just what a contract delivers."""
    return moved.record is None and claim.effect.get(moved.instrument) == moved.quantity


def of_ends(state: State, left: Iterable[Residual], policy: Policy) -> Iterator[Accounted]:
    """The money of contracts that ended in cash, where the official value says how much it is."""
    for residual in left:
        contract = state.described(residual.instrument, residual.judged_at)
        if contract is None or contract.currency is None or residual.record is not None:
            continue
        if not leaves_money(state, residual, contract) or not has_ended(residual, contract):
            continue
        amount = worth_at_end(state, contract, residual, policy.calendar, official=True)
        if amount:
            contracts = abs(residual.quantity)
            yield Accounted((residual.at,), {contract.currency: amount}, contracts)


def open_ends(
    state: State, account: Account, left: Iterable[Residual], policy: Policy
) -> Iterator[OpenEnd]:
    """Options that ended in cash, where nobody knows at which value."""
    for residual in left:
        contract = state.described(residual.instrument, residual.judged_at)
        if contract is None or contract.kind is not InstrumentKind.OPTION:
            continue
        if not leaves_money(state, residual, contract) or not has_ended(residual, contract):
            continue
        over = balanced_over(account, (residual.since, residual.at))
        known = worth_at_end(state, contract, residual, policy.calendar)
        if over is not None and known is None and residual.record is None:
            yield OpenEnd(contract, residual.quantity, over)


def _named(record: Record) -> dict[str, Decimal]:
    """The money that it and the records of its legs name."""
    told = (record.happening, *record.money, *record.leg_money)
    return added(*(happening.cash for happening in told)) or {}


def _told_at(account: Account, record: Record) -> Iterator[datetime]:
    """When records or trades say that its money moved."""
    for happening in (record.happening, *record.money, *record.leg_money):
        yield from (w.at for w in happening.witnesses if any(w.cash.values()))
    for part in record.leg_facts:
        for fact in part.facts:
            trade = account.fills.get((fact, part.key.instrument))
            if trade is not None:
                yield trade.at


def _settlement(state: State, record: Record, policy: Policy) -> dict[str, Decimal]:
    """What a record of a settlement in cash is worth by its price, or by the official value."""
    return settled_for(record) or by_value(state, record, policy) or {}


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


def leaning(state: State, account: Account, times: Sequence[datetime]) -> Iterator[PositionKey]:
    """Contracts that ended in money by the word of a balance that shows others' money as well.

    That of these `times`.
    """
    for key, names in account.live.items() if times else ():
        for name in names:
            known = state.incidents[name].latest if name in state.incidents else None
            if known is None or known.occurred is None or known.grade is Grade.CONFIRMED:
                continue
            contract = state.described(key.instrument, known.occurred[1])
            own = key.instrument == known.instrument or known.kind is Kind.AMBIGUOUS
            if contract is None or not own:
                continue
            over = balanced_over(account, known.occurred)
            shared = over is not None and any(over[0] < at <= over[1] for at in times)
            if shared and may_pay(state, contract, known.occurred[1]):
                yield key
