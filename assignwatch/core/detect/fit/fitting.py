"""Everything that moved, made to fit: corporate actions, contracts with their legs, returns.

`weigh.py` hands in the residuals of a group with its adjustments and records, and judges what comes
back. What is plain is taken off first; where that leaves something open, the other ways in which
the same may have come about are tried, and the one that leaves the least is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.changes.shown_later import shown_later
from assignwatch.core.detect.finding import Finding
from assignwatch.core.detect.fit.adjust import Adjusting, adjust, effective
from assignwatch.core.detect.fit.entangled import entangled, nearly
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.lane1.accounted import of_match, of_records
from assignwatch.core.detect.lane1.described import otherwise
from assignwatch.core.detect.lane1.ended import has_ended
from assignwatch.core.detect.lane1.lane import Lane
from assignwatch.core.detect.matching.at_strike import at_strike, parts_at_strike
from assignwatch.core.detect.matching.flicker import flickers
from assignwatch.core.detect.matching.legs import Matcher
from assignwatch.core.detect.matching.parts import without
from assignwatch.core.detect.matching.spent import Spending
from assignwatch.core.detect.matching.support import Accounted, Fit, ended_without_worth
from assignwatch.core.detect.matching.undone import is_certain, standing
from assignwatch.core.detect.matching.ways import Match
from assignwatch.core.detect.records.corrected import without_returned
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Scope
from assignwatch.core.observations import Adjustment
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Feed


@dataclass(slots=True)
class Matched:
    """What of the residuals fits together, after corporate actions were taken off."""

    findings: list[Finding]
    matches: list[Match]
    left: list[Residual]
    gave_up: bool
    group: Sequence[Residual]
    lane: Lane
    worthless: int = 0
    """Of what is left so many ended, in the money by no close: nobody expects anything of these."""

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to judge: all that moved was traded."""
        return self.lane.is_empty and not (self.findings or self.matches or self.left)

    @property
    def open(self) -> tuple[int, int, int]:
        """How much of it is not explained, or not well; less is better."""
        off = sum(match.price is Fit.OFF for match in self.matches)
        backed = sum(Fit.FITS in {match.price, match.cash} for match in self.matches)
        return len(self.left), off, -backed


def fit(
    state: State,
    account: Account,
    residuals: Sequence[Residual],
    adjustments: Sequence[Adjustment],
    lane: Lane,
    now: datetime,
    policy: Policy,
    elsewhere: Sequence[Accounted] = (),
) -> Matched:
    """What fits together, under the descriptions that explain most.

    `elsewhere` is the share of the money that what happened on other underlyings has.
    """
    if lane.is_empty and not residuals:  # as nearly always
        return Matched([], [], [], gave_up=False, group=residuals, lane=lane)
    fitting = _Fitting(state, account, now, policy, elsewhere)
    found = fitting.best(residuals, adjustments, lane)
    for others, records in otherwise(state, residuals, lane, policy):
        found = min(found, fitting.best(others, adjustments, records), key=lambda m: m.open)
    for others in shown_later(residuals, policy):
        found = min(found, fitting.best(others, adjustments, lane), key=lambda m: m.open)
    found.left = without_returned(found.left, lane.corrections, policy)
    found.worthless = sum(ended_without_worth(state, one, policy) for one in found.left)
    return found


@dataclass(frozen=True, slots=True)
class _Fitting:
    """One pass over a group."""

    state: State
    account: Account
    now: datetime
    policy: Policy
    elsewhere: Sequence[Accounted]

    def best(
        self, residuals: Sequence[Residual], adjustments: Sequence[Adjustment], lane: Lane
    ) -> Matched:
        """The way that leaves the least open.

        Of two that leave as much the one that tells what an adjustment turned a position into: what
        came to its end, or was called, after that was the new contract.
        """
        adjusting = adjust(self.account, adjustments, residuals, self.policy)
        best = self._way(residuals, adjusting, lane)
        turned = [a for a in adjustments if any(_has_turned(a, r) for r in residuals)]

        def open_in(way: Matched) -> tuple[int, int]:
            return unresolved(way), sum(not self._tells(way, a) for a in turned)

        if adjustments and residuals and any(open_in(best)):
            for way in self._other_ways(residuals, adjusting, adjustments, lane):
                best = min(best, way, key=open_in)
        best.matches, best.left = standing(
            self.state, self.account, best.matches, best.left, self.now, self.policy
        )
        return self._with_a_rest(best, adjustments)

    def _with_a_rest(self, way: Matched, adjustments: Sequence[Adjustment]) -> Matched:
        """The same, where an adjustment explains most of what is left and no trade can any more."""
        if not adjustments or not way.left:
            return way
        read = [residual for residual in way.left if self._is_read_past(residual)]
        near = nearly(self.account, _not_told(adjustments, way.findings), read)
        unread = without(way.left, read)
        return replace(
            way,
            findings=[*way.findings, *near.findings],
            left=sorted((*near.left, *unread), key=lambda r: (r.at, r.key)),
        )

    def _tells(self, way: Matched, adjustment: Adjustment) -> bool:
        """Whether a way tells it, and what became of the new contract."""
        told = (evidence.adjusted(adjustment),) in [finding.evidence for finding in way.findings]
        left = [r for r in way.left if r.instrument == adjustment.new]
        return told and all(self._has_run_out(r) for r in left)

    def _has_run_out(self, residual: Residual) -> bool:
        """Whether it reached its end, and no trade can still turn up that closed it before."""
        contract = self.state.described(residual.instrument, residual.judged_at)
        ended = contract is not None and has_ended(residual, contract)
        return ended and self._is_read_past(residual)

    def _is_certain(self, back: Sequence[Residual]) -> bool:
        return is_certain(self.state, self.account, back, self.now, self.policy)

    def _is_read_past(self, residual: Residual) -> bool:
        read = through(self.account, Feed.FILLS, Scope(residual.scope))
        return read is not None and read >= residual.at

    def _other_ways(
        self,
        residuals: Sequence[Residual],
        plain: Adjusting,
        adjustments: Sequence[Adjustment],
        lane: Lane,
    ) -> Iterator[Matched]:
        """What else the same changes may have been than first adjusted, then called.

        Called, and not adjusted yet: where that is not due, or a price or the money says so. Or
        both at once, in some order.
        """
        called = self._way(residuals, Adjusting((), tuple(residuals)), lane)
        due = any(effective(a) <= max(r.at for r in residuals) for a in adjustments)
        if not due or all(Fit.FITS in {match.price, match.cash} for match in called.matches):
            adjusting = adjust(self.account, adjustments, called.left, self.policy)
            yield replace(called, findings=list(adjusting.findings), left=list(adjusting.left))
        unused = _not_told(adjustments, plain.findings)
        for way in entangled(self.account, unused, plain.left, self.policy):
            findings = (*plain.findings, *way.findings)
            yield self._way(residuals, Adjusting(findings, way.left), lane)

    def _way(self, residuals: Sequence[Residual], adjusting: Adjusting, lane: Lane) -> Matched:
        """What fits of what adjustments leave.

        Where that is not all, or not one way alone, the record of a leg may be of one lot of the
        contract whose strike it names.
        """
        way = self._fitted(residuals, adjusting, lane)
        if not _open_in(way) or not any(leg.price is not None for leg in lane.loose_legs()):
            return way
        return min(way, self._fitted(residuals, adjusting, lane, in_lots=True), key=_open_in)

    def _fitted(
        self,
        residuals: Sequence[Residual],
        adjusting: Adjusting,
        lane: Lane,
        *,
        in_lots: bool = False,
    ) -> Matched:
        """The same; `in_lots`: with legs of a part of their contracts put to these first."""
        claims = list(lane.claims(self.state))
        loose = list(lane.loose_legs())
        moved = [*adjusting.left, *loose]
        back = flickers(moved, claims, self._is_certain)
        rest = list(without(moved, back))
        if not (rest or back) and not claims:
            return Matched(list(adjusting.findings), [], [], False, residuals, lane)
        ways: list[Matched] = []
        worth = partial(of_match, self.state, self.account, lane=lane)
        records = of_records(self.state, self.account, lane, self.policy, rest)
        told = [leg for leg in loose if leg.price is not None or lane.names_call(leg)]
        told = [leg for leg in told if not lane.loose[int(leg.record or 0)].happening.of]
        pairs = list(at_strike(self.state, rest, told))
        for came in (True, False):
            spending = Spending(self.elsewhere, records, worth)
            matches = [match for pair in pairs for match in self._pair(pair, spending)]
            rest = list(without(rest, [r for match in matches for r in match.residuals]))
            if in_lots:
                lots, rest = self._lots(rest, told, spending)
                matches += lots
            matcher = Matcher(
                self.state,
                self.account,
                rest,
                claims,
                self.policy,
                came=came,
                spending=spending,
            )
            matches += matcher.run()
            found = list(adjusting.findings)
            left = sorted((*matcher.left, *back), key=lambda r: (r.at, r.key))
            ways.append(Matched(found, matches, left, matcher.gave_up, residuals, lane))
            if not (matcher.in_doubt and matcher.left):
                break
        return min(ways, key=self._expected)

    def _expected(self, way: Matched) -> int:
        """How much a way leaves open of which something is expected."""
        worthless = (ended_without_worth(self.state, one, self.policy) for one in way.left)
        return unresolved(way) - sum(worthless)

    def _lots(
        self, rest: list[Residual], told: Sequence[Residual], spending: Spending
    ) -> tuple[list[Match], list[Residual]]:
        """Matches of legs with lots of their contracts, and what they leave."""
        matches: list[Match] = []
        legs = [leg for leg in told if any(leg is one for one in rest)]
        shares: dict[int, Residual] = {id(r): r for r in rest}
        for leg, gone, lots in list(parts_at_strike(self.state, rest, legs)):
            if found := self._pair((leg, gone.share(lots)), spending):
                matches += found
                left = shares[id(gone)]
                shares[id(gone)] = left.share(left.quantity - lots)
                del shares[id(leg)]
        return matches, [r for r in shares.values() if r.quantity]

    def _pair(self, pair: Sequence[Residual], spending: Spending) -> list[Match]:
        """The match of a leg with its contract, if nothing speaks against it."""
        matcher = Matcher(self.state, self.account, pair, (), self.policy, spending=spending)
        matches = list(matcher.run())
        fits = {Fit.FITS} if pair[0].price is not None else {Fit.FITS, Fit.UNKNOWN}
        return matches if not matcher.left and all(m.price in fits for m in matches) else []


def _has_turned(adjustment: Adjustment, residual: Residual) -> bool:
    """Whether it had made another of what changed by then, as far as is known."""
    said = adjustment.effective
    due = said is None or said.at <= residual.at
    return due and adjustment.old == residual.instrument != adjustment.new


def _not_told(adjustments: Sequence[Adjustment], by: Sequence[Finding]) -> list[Adjustment]:
    told = [finding.evidence for finding in by]
    return [a for a in adjustments if (evidence.adjusted(a),) not in told]


def _open_in(way: Matched) -> int:
    """How much a way leaves open, or for several contracts to explain."""
    return unresolved(way) + sum(len(match.residuals) for match in way.matches if match.others)


def unresolved(way: Matched) -> int:
    """How much a way leaves open; what a price contradicts is not resolved."""
    off = (match for match in way.matches if match.price is Fit.OFF)
    return len(way.left) + sum(len(match.residuals) for match in off)
