"""Records of money alone: a witness of a cause, never of how many contracts.

`lane.py` has put those to a record that names the quantity where there is one, `bought.py` has
counted what their money is the price of. `weigh.py` hands in the rest. Such a line joins what the
readings show of its contract, and where it names that this was called the broker has confirmed it.
Until something moves only one speaks for itself that brings all of a contract to its end in money;
a fee says nothing of how many.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.finding import Cash, Finding, added
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.kinds import SPECIFIC, kind_told, names_call
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.official import held_of
from assignwatch.core.detect.lane2.unnamed import Told
from assignwatch.core.detect.records.bought import MONEY_WITHIN
from assignwatch.core.detect.records.happenings import ENDS
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Evidence
from assignwatch.core.model import Instrument, PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account
from assignwatch.core.words import FORCED, UNSETTLED, Cause, Grade, InstrumentKind, Kind

_ZERO = Decimal()
_CALLED = frozenset({Kind.ASSIGNED, Kind.EXERCISED, Kind.DELIVERED})
_ENDING = frozenset({InstrumentKind.OPTION, InstrumentKind.FUTURE})


@dataclass(slots=True)
class CashLines:
    """The lines of one pass that nothing has claimed yet."""

    account: Account
    policy: Policy
    left: list[Record]

    def of_called(self, found: Sequence[Finding]) -> list[Finding]:
        """The same findings of matches, each with the lines of its contract, or of its legs alone.

        A line about what was delivered is of the one that delivered it, if there is only one.
        """
        joined = list(found)
        for line in list(self.left):
            near = sorted(
                (_apart(line, f.occurred), i)
                for i, f in enumerate(joined)
                if f.kind in _CALLED and f.grade is not Grade.CONFLICT and _is_about(line, f)
            )
            near = [one for one in near if one[0] <= MONEY_WITHIN]
            if len(near) == 1 or any(joined[i].key == line.key for _, i in near):
                best = near[0][1]
                joined[best] = self._with(joined[best], line)
                self.left.remove(line)
        return joined

    def of_told(self, told: Sequence[Told]) -> list[Told]:
        """The same where records of legs told it."""
        joined = self.of_called([finding for *_, finding in told])
        return [(*one[:2], finding) for one, finding in zip(told, joined, strict=True)]

    def of_records(self, records: Iterable[Record]) -> None:
        """Put a line about what was delivered to the one record that has that for a leg."""
        turned = [r for r in records if r.counts and r.kind in _CALLED]
        for line in list(self.left):
            near = [
                record
                for record in turned
                if any(leg.instrument == line.key.instrument for leg in record.other_legs)
                and abs(record.happening.at - line.happening.at) <= MONEY_WITHIN
            ]
            if len(near) == 1:
                near[0].pays(line)
                self.left.remove(line)

    def of_change(self, residual: Residual) -> list[Record]:
        """The lines that name what a change was that no match has used."""
        span = (residual.since, residual.at)
        found = [
            line
            for line in self.left
            if line.key == residual.key
            and _apart(line, span) <= MONEY_WITHIN
            and self._may_be(line, residual)
        ]
        self.left = [line for line in self.left if not any(line is one for one in found)]
        return found

    def beside(self, finding: Finding) -> Finding:
        """What is judged by itself, with the lines that name no cause for it.

        Of what never ends only those of its time: it costs and pays something every day.
        """
        for line in list(self.left):
            ends = line.contract is not None and line.contract.kind in _ENDING
            near = MONEY_WITHIN if ends else timedelta()
            own = line.key == finding.key and _apart(line, finding.occurred) <= near
            if own and line.happening.cause in {Cause.OTHER, Cause.EXPIRY}:
                finding = self._with(finding, line)
                self.left.remove(line)
        return finding

    def alone(self) -> Iterator[Record]:
        """The lines that speak for themselves, each of the kind of the side that is held."""
        told: dict[PositionKey, Record] = {}
        for line in sorted(self.left, key=_first):
            held = held_of(self.account, line)
            if not held or line.contract is None:
                continue
            if line.key in told:
                told[line.key].pays(line)
                continue
            if line.counts and self._tells(line, line.contract, held):
                named = None if line.happening.wrong_way else kind_of_lines([line], -held)
                line.kind = named or Kind.UNEXPLAINED
                told[line.key] = line
        yield from told.values()

    def _tells(self, line: Record, contract: Instrument, held: Decimal) -> bool:
        """Whether it says by itself that all that is held has come to its end in money."""
        cause = line.happening.cause
        if contract.kind not in _ENDING:
            return False
        if cause is Cause.OTHER or line.happening.wrong_way:
            return True  # a word that nobody knows is loud, and a figure that cannot be
        if cause not in ENDS or (law.delivers(contract) and names_call(cause)):
            return False
        over = contract.expiry is None or contract.expiry.reached(line.happening.at)
        if contract.kind is InstrumentKind.FUTURE:
            return over
        paid = any(amount * held > 0 for amount in line.cash.values())
        return paid and (over or abs(held) == 1) and not self.is_cost(line, held)

    def is_cost(self, line: Record, contracts: Decimal) -> bool:
        """Whether it may be no more than what so many contracts cost beside their price."""
        most = self.policy.fee_per_contract * abs(contracts)
        return all(-most <= amount <= 0 for amount in line.cash.values())

    def _may_be(self, line: Record, residual: Residual) -> bool:
        cause = line.happening.cause
        if cause is Cause.EXPIRY and self.is_cost(line, residual.quantity):
            return False
        ends = cause in ENDS | FORCED
        return residual.closes if ends else cause in {Cause.TAKEN_OVER, Cause.TRANSFER}

    def _with(self, finding: Finding, line: Record) -> Finding:
        """A finding with the money of a line, which confirms it where it names its cause.

        Not while trades may still turn up that are all of it.
        """
        joined = replace(
            finding,
            cash=_together(finding.cash, cash_of([line])),
            evidence=(*said_by([line]), *finding.evidence),
            consumes=(*finding.consumes, line.consumption),
        )
        if not names_call(line.happening.cause) or finding.grade in UNSETTLED:
            return joined
        unread = evidence.unread(finding.occurred[1])  # the broker has said what it was
        reasons = tuple(why for why in joined.evidence if why != unread)
        return replace(joined, grade=Grade.CONFIRMED, evidence=reasons, until=None, feeds=())


def kind_of_lines(lines: Sequence[Record], change: Decimal) -> Kind | None:
    """What they call a change of their contract."""
    cause = min((line.happening.cause for line in lines), key=SPECIFIC.index)
    return kind_told(cause, change, cash_of(lines), lines[0].contract, None)


def cash_of(lines: Sequence[Record]) -> Cash:
    """All their money; what another list tells as well counts once."""
    return added(*(line.cash for line in lines if line.counts)) or {}


def said_by(lines: Sequence[Record]) -> tuple[Evidence, ...]:
    """Their words."""
    return tuple(evidence.official([line.happening for line in lines]))


def are_sure(lines: Sequence[Record]) -> bool:
    """Whether they prove what a change was, though trades of its time may be unread."""
    contract = lines[0].contract
    delivers = contract is not None and law.delivers(contract)
    causes = {line.happening.cause for line in lines}
    return bool(causes & ENDS) and not (delivers and any(map(names_call, causes)))


def _together(lawful: Cash | None, told: Cash) -> Cash | None:
    """The money of what was called and of a line of it, which may tell all of that or the rest."""
    if not lawful:
        return added(told)
    beside = sum((abs(amount) for amount in told.values()), _ZERO)
    known = {*lawful, *told}
    apart = sum((abs(told.get(c, _ZERO) - lawful.get(c, _ZERO)) for c in known), _ZERO)
    return told if apart <= beside else added(lawful, told)


def _is_about(line: Record, finding: Finding) -> bool:
    if line.key == finding.key:
        return True
    is_leg = line.contract is not None and line.contract.kind not in law.CONTRACTS
    of = {leg.instrument for leg in finding.legs[1:]}
    return is_leg and names_call(line.happening.cause) and line.key.instrument in of


def _first(line: Record) -> tuple[bool, int]:
    return not line.counts, SPECIFIC.index(line.happening.cause)


def _apart(line: Record, span: tuple[datetime, datetime]) -> timedelta:
    """How far a line is dated from what happened."""
    at = line.happening.at
    return max(span[0] - at, at - span[1], timedelta())
