"""Which contracts a window of readings may have called: those it lacks, and those on record.

`legs.py` asks, and looks for what they may have moved among what `arrived` in the same window.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.contracts.delivery import effect, guessed, reaches, renamed
from assignwatch.core.detect.matching.parts import joined, still_gone
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import InstrumentId
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State

_Arrived = Mapping[InstrumentId, Sequence[Residual]]


@dataclass(frozen=True, slots=True)
class Claims:
    """Finds the claims of one pass over a group."""

    state: State
    account: Account
    policy: Policy

    def among(self, inside: Sequence[Residual], arrived: _Arrived) -> list[Claim]:
        """The contracts among these residuals that may have turned into their underlying."""
        found: list[Claim] = []
        unsure: list[Claim] = []
        for r in joined(still_gone(inside, self.policy), self.state):
            contract = self.state.described(r.instrument, r.judged_at)
            if r.record is not None or contract is None or r.overclaimed or not r.closes:
                continue
            if not law.delivers(contract):
                continue
            moved = effect(self.state, contract, r.quantity, r.judged_at)
            if moved:
                moved = renamed(self.account, moved, arrived)
                found.append(Claim(r.key, contract, r.quantity, moved, r.at, r))
            elif guess := guessed(contract, r.quantity, arrived):
                unsure.append(Claim(r.key, contract, r.quantity, guess, r.at, r, unsure=True))
        return found + (unsure if len(unsure) == 1 and not found else [])

    def booked(self, known: Sequence[Claim], arrived: _Arrived) -> Iterator[Claim]:
        """The booked contracts, each on what was seen of its delivery."""
        for claim in known:
            if not claim.certain and self._came_before(claim, arrived):
                continue
            if claim.effect:
                yield replace(claim, effect=renamed(self.account, claim.effect, arrived))
            elif guess := guessed(claim.contract, claim.change, arrived):
                yield replace(claim, effect=guess, unsure=True)

    def _came_before(self, claim: Claim, arrived: _Arrived) -> bool:
        """Whether what it would have delivered was there long before it ended."""
        names = (*claim.effect, *reaches(self.state, self.account, claim.contract.id))
        return any(
            claim.at - leg.at > self.policy.late_after
            for what in names
            for leg in arrived.get(what, ())
        )
