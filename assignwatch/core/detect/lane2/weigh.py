"""Lane 2: what positions alone say, and how sure that is.

`conclude.py` hands in the residuals of a group with its records. Corporate actions are taken off
first, then legs are matched, then what is left is judged by itself: a contract at its end, one that
a broker closes before its notice day, or a change that nothing explains. How sure each is follows
from plain rules (the grades of the design), so that a person can check them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from assignwatch.core.alerts.severity import severity_of
from assignwatch.core.detect.changes.patience import Patience, patience
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.market import (
    UNKNOWN,
    market_before_open,
    market_of,
    session_after,
)
from assignwatch.core.detect.finding import Finding, added
from assignwatch.core.detect.fit.fitting import Matched, fit
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.identity import business_day
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.described import seen_under
from assignwatch.core.detect.lane1.ended import End, OpenEnd, has_ended, is_gone_early
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.lane2.called import Calling
from assignwatch.core.detect.lane2.cash_lines import (
    CashLines,
    are_sure,
    cash_of,
    kind_of_lines,
    said_by,
)
from assignwatch.core.detect.lane2.lapse import Verdict, settled_since, verdict
from assignwatch.core.detect.lane2.left import still_open, without_old_trades
from assignwatch.core.detect.lane2.paid_late import awaited
from assignwatch.core.detect.lane2.unnamed import Told, Unnamed
from assignwatch.core.detect.lane2.witnessed import witnessed
from assignwatch.core.detect.matching.cancel import is_read_past
from assignwatch.core.detect.matching.night import is_sure
from assignwatch.core.detect.matching.remainder import apart
from assignwatch.core.detect.matching.support import Accounted, in_the_money
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption, Evidence
from assignwatch.core.model import Instrument, InstrumentId, Leg, PositionKey
from assignwatch.core.observations import Adjustment, Fill
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, Feed, Grade, InstrumentKind, Kind, Settlement

_DAY = timedelta(days=1)
_NEVER = 1_000_000
"""Readings that no wait will see."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings from positions, and the records that stand for themselves."""

    findings: list[Finding]
    records: list[Record]
    told: list[Told]
    """What records of legs say of contracts that nobody names."""


@dataclass(slots=True)
class Scales:
    """One pass over a group."""

    state: State
    account: Account
    now: datetime
    policy: Policy
    old_trades: Sequence[Fill] = ()
    group: Sequence[Residual] = ()
    unmatched: Sequence[Residual] = ()
    accounted: Sequence[Accounted] = ()
    """Money that is accounted for by what was called, here or in other groups."""
    rivals: Sequence[OpenEnd] = ()
    """Contracts in other groups that ended at a value that nobody knows."""
    elsewhere: Sequence[Accounted] = ()
    """The same of other groups alone, for contracts whose legs cancel."""
    undone: Mapping[InstrumentId, datetime] = field(default_factory=dict)
    told: Sequence[Residual] = ()
    """Legs of which a record, a price or the money says whose they are."""
    owed: Mapping[InstrumentId, Decimal] = field(default_factory=dict)
    """What records say was delivered and no reading has shown."""

    def match(
        self, residuals: Sequence[Residual], adjustments: Sequence[Adjustment], lane: Lane
    ) -> Matched:
        """Find what fits together, and judge nothing yet."""
        found = fit(
            self.state,
            self.account,
            residuals,
            adjustments,
            lane,
            self.now,
            self.policy,
            self.elsewhere,
        )
        self.group, self.undone = found.group, lane.undone
        return found

    def weigh(self, matched: Matched, lane: Lane) -> Weighed:
        """Judge every residual. Legs that are found for records are put to them."""
        if matched.is_quiet:
            self.owed, self.unmatched = {}, ()
            return Weighed([], [], [])
        findings, placed = list(matched.findings), set[str | None]()
        calling = Calling(self.state, self.account, self.now, self.policy)
        for match in matched.matches:
            called = list(calling.findings(match, lane))
            contradicted = any(finding.grade is Grade.CONFLICT for finding in called)
            own = [r for r in match.residuals if r.record is None]
            if contradicted and not list(without_old_trades(own, self.old_trades, self.policy)):
                continue
            findings += called
            placed.update(leg.record for leg in match.legs)
            if contradicted:
                rest = apart(match)[1]
                findings += self._contradicted([r for r in rest.shares if r.record is None])
        self.owed = lane.not_shown(self.state)
        self.told = [leg for match in matched.matches if is_sure(match) for leg in match.legs]
        denied = [record.denied for record in lane.records]
        left = [r for r in matched.left if r not in denied]
        left = still_open(self.state, self.account, left, self.old_trades, self.policy)
        loose = [
            leg
            for i, leg in enumerate(lane.loose)
            if str(i) not in placed and not self._is_placed(leg)
        ]
        findings, loose = witnessed(self.state, self.account, findings, lane, loose)
        self.unmatched = seen = [r for r in left if r.record is None]
        money = CashLines(self.account, self.policy, list(lane.money))
        findings = money.of_called(findings)
        money.of_records(lane.records)
        for residual in seen:
            if lines := money.of_change(residual):
                findings.append(self._paid(residual, lines))
            else:
                findings.append(money.beside(self._left(residual, gave_up=matched.gave_up)))
        unnamed = Unnamed(self.state, self.account, lane, self.now, self.policy)
        told = money.of_told(list(unnamed.findings(loose)))
        known = [id(record) for records, *_ in told for record in records]
        loose = [leg for leg in loose if id(leg) not in known]
        return Weighed(findings, [*lane.records, *loose, *money.alone()], told)

    def _is_placed(self, leg: Record) -> bool:
        """Whether it is part of an incident already, whose contract has left the ledgers."""
        for witness in leg.happening.witnesses:
            name = self.account.consumed.get((witness.id, witness.instrument))
            known = self.state.incidents.get(name) if name is not None else None
            if known is None or known.latest.grade in OVER:
                continue
            contract = PositionKey(known.latest.instrument, known.latest.side)
            is_judged = name in self.account.live.get(contract, ())
            if contract.instrument != leg.key.instrument and not is_judged:
                return True
        return False

    def _paid(self, residual: Residual, lines: Sequence[Record]) -> Finding:
        """A change, and records of the money that was paid for it."""
        contract, day = lines[0].contract, residual.since.date()
        if contract is not None:
            day = business_day(residual, contract)
        limit = self.policy.option_leg_wait
        wait = patience(self.account, [residual], self.now, limit, self.policy)
        sure = wait.covered or are_sure(lines)
        found = self._single(
            residual,
            kind_of_lines(lines, residual.quantity) or Kind.UNEXPLAINED,
            Grade.CONFIRMED if sure else Grade.PENDING,
            said_by(lines),
            cash=cash_of(lines),
            day=day,
            until=None if sure else wait.until,
            feeds=() if sure else (Feed.FILLS,),
        )
        return replace(found, consumes=(*found.consumes, *(line.consumption for line in lines)))

    def _contradicted(self, own: Sequence[Residual]) -> Iterator[Finding]:
        """Legs that fit and prices that do not: when no trade turns up, both are told unexplained.

        It is not called an assignment, but nobody may be left to find out alone.
        """
        limit, wanted = self.policy.option_leg_wait, self.policy.readings_wanted
        market = market_of(self.state, own, self.policy)
        wait = patience(self.account, own, self.now, limit, self.policy, wanted, market)
        for residual in own:
            found = self._single(
                residual,
                Kind.UNEXPLAINED,
                Grade.UNEXPLAINED if wait.over else Grade.PENDING,
                (evidence.gone(residual), *self._read(residual, wait)),
                until=wait.until,
                feeds=_wanted(wait),
                quiet=not wait.over,
            )
            yield replace(found, consumes=())

    def _left(self, residual: Residual, *, gave_up: bool) -> Finding:
        """What no match has used."""
        contract = self.state.described(residual.instrument, residual.judged_at)
        closing = contract is not None and self._closed_by_broker(residual, contract)
        option = contract is not None and contract.kind is InstrumentKind.OPTION
        if (
            contract is not None
            and contract.kind in law.CONTRACTS
            and has_ended(residual, contract)
            and not residual.denied  # a record that no position shows is no contract that went
            and not (closing and option)  # one that was traded did not run to its end
        ):
            return self._ended(residual, contract)
        early = self._gone_early(residual, contract)
        if early is not None and (told := settled_since(early)) is not None:
            return self._told(early, told)
        limit, wanted = self.policy.other_leg_wait, self.policy.readings_wanted
        market = market_of(self.state, [residual], self.policy)
        if option and residual.closes:
            limit = self.policy.option_leg_wait
            market = market_before_open(self.state, residual, self.policy)
        if residual.denied:  # the record is told already; positions may follow it by days
            limit, wanted, market = self.policy.pair_within, _NEVER, UNKNOWN
        corrected = max(residual.at, self.undone.get(residual.instrument, residual.at))
        waiting = replace(residual, at=corrected, seen=max(residual.seen, corrected))
        wait = patience(self.account, [waiting], self.now, limit, self.policy, wanted, market)
        kind = Kind.CLOSED_BY_BROKER if closing else Kind.UNEXPLAINED
        grade = Grade.PENDING
        if wait.over:
            grade = Grade.LIKELY if closing else Grade.UNEXPLAINED
        reasons = [evidence.gone(residual)]
        if closing and contract is not None:
            end = contract.first_notice or contract.expiry
            reasons += [evidence.notice_near(end)] if end is not None else []
        return self._single(
            residual,
            kind,
            grade,
            (*reasons, *self._read(residual, wait), *((evidence.gave_up(),) if gave_up else ())),
            until=wait.until,
            feeds=(*_wanted(wait), *(awaited(early) if early is not None else ())),
            quiet=grade is Grade.PENDING and (residual.unanswered or corrected > residual.at),
        )

    def _gone_early(self, residual: Residual, contract: Instrument | None) -> End | None:
        """A contract on cash that is gone the evening before it has its value."""
        if contract is None or not is_gone_early(self.state, residual, contract):
            return None
        return self._end(residual, contract)

    def _end(self, residual: Residual, contract: Instrument) -> End:
        return End(
            self.state,
            self.account,
            residual,
            contract,
            self.group,
            self.now,
            self.policy,
            self.unmatched,
            self.accounted,
            self.rivals,
            self.told,
        )

    def _ended(self, residual: Residual, contract: Instrument) -> Finding:
        end = self._end(residual, contract)
        told = verdict(end)
        if told.kind is Kind.EXPIRED and self._may_have_undone(residual, contract):
            told = replace(told, feeds=(*told.feeds, Feed.POSITIONS))
            if told.grade is not Grade.PENDING:
                opens = session_after(self.state, contract, residual.judged_at, self.policy)
                reasons = (*told.reasons, evidence.outcome_unknown(opens))
                told = replace(told, grade=Grade.PENDING, reasons=reasons)
        return self._told(end, told)

    def _may_have_undone(self, residual: Residual, contract: Instrument) -> bool:
        """Whether it may be why nothing shows what a record says, if nothing does next session."""
        own = law.effect(contract, residual.quantity) or {}
        opposed = any(self.owed.get(what, 0) * moved < 0 for what, moved in own.items())
        known = in_the_money(self.state, contract, self.policy.calendar) is not None
        read = is_read_past(self.state, self.account, contract, residual, self.policy)
        return opposed and not known and not read

    def _told(self, end: End, told: Verdict) -> Finding:
        residual, expiry = end.residual, end.contract.expiry
        late = (evidence.late(residual.since, residual.at),) if residual.late else ()
        found = self._single(
            residual,
            told.kind,
            told.grade,
            (*told.reasons, *late),
            cash=told.cash,
            day=residual.since.date() if expiry is None else expiry.at.date(),
            until=told.until,
            feeds=told.feeds,
        )
        if told.contracts is None or end.contract.underlying is None:
            return found
        key = PositionKey(end.contract.underlying, residual.key.side)
        return replace(found, key=key, contracts=told.contracts)

    def _closed_by_broker(self, residual: Residual, contract: Instrument) -> bool:
        """A contract that its broker does not let come to a delivery, gone just before it."""
        if residual.after or contract.settlement is not Settlement.PHYSICAL:
            return False
        end = contract.first_notice or contract.expiry
        if end is None or residual.at > end.over_at:
            return False
        if contract.kind is InstrumentKind.FUTURE:
            return residual.at >= end.at - self.policy.notice_window
        traded = contract.kind is InstrumentKind.OPTION and bool(residual.closing)
        return traded and residual.at >= end.at - _DAY

    def _read(self, residual: Residual, wait: Patience) -> Iterator[Evidence]:
        if wait.covered:
            yield evidence.no_fill(residual.since, residual.at)
        elif wait.over:
            yield evidence.unread(residual.at)
        if residual.late:
            yield evidence.late(residual.since, residual.at)

    def _single(
        self,
        residual: Residual,
        kind: Kind,
        grade: Grade,
        reasons: tuple[Evidence, ...],
        *,
        cash: dict[str, Decimal] | None = None,
        day: date | None = None,
        until: datetime | None = None,
        feeds: tuple[Feed, ...] = (),
        quiet: bool = False,
    ) -> Finding:
        price = residual.paid
        return Finding(
            kind=kind,
            grade=grade,
            severity=severity_of(kind),
            key=residual.key,
            contracts=abs(residual.quantity),
            legs=(Leg(residual.instrument, residual.quantity, price),),
            day=day or residual.since.date(),
            occurred=(residual.since, residual.at),
            cash=added(cash),
            late=residual.late,
            evidence=(*reasons, *seen_under(self.state, residual)),
            consumes=(Consumption(residual.key, residual.quantity, ()),),
            keys=(residual.key,),
            until=until,
            feeds=feeds,
            quiet=quiet,
        )


def _wanted(wait: Patience) -> tuple[Feed, ...]:
    """What should be read again for a single leg."""
    if not wait.covered:
        return (Feed.FILLS,)
    return () if wait.over else (Feed.POSITIONS,)
