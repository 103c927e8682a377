"""Which readings are looked at together for what fits, and in which order.

`legs.py` asks. A window of readings holds changes, and the records that may be about them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.matching.ways import Claim
from assignwatch.core.detect.residual import Residual
from assignwatch.core.policy import Policy

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_WINDOWS = 12
"""So many changes back a second leg may lie."""


@dataclass(frozen=True, slots=True)
class Window:
    """The readings from `first` to `last`, and the records of `since` then."""

    first: datetime
    last: datetime
    since: datetime

    def holds(self, claim: Claim, inside: Iterable[Residual]) -> bool:
        """Whether its record may be about these readings, or is told with the record of a leg.

        The dates of two records go together whichever reading shows the contract gone. The rest of
        what was shown in part may follow, or be of the same night, but came on no day before.
        """
        booked = any(r.record is not None and r.instrument in claim.effect for r in inside)
        first = min(claim.at, claim.seen_at) if booked else claim.seen_at
        if claim.is_rest and self.first < max(claim.seen_at, _BEGINNING + NIGHT) - NIGHT:
            return False
        return first <= self.last and max(claim.at, claim.seen_at) >= self.since


def windows(seen: Sequence[Residual], booked: Sequence[Claim], policy: Policy) -> Iterator[Window]:
    """Where to look for what fits, by the last reading, the shortest first.

    Before all others what was seen at one look with the reading whose interval holds a record: it
    answers that one first, and only what is left of both then may belong elsewhere.
    """
    times = sorted({r.at for r in seen} | {at for c in booked for at in (c.at, c.seen_at)})
    for leg in _own(seen, booked):
        near = [at for at in times if abs(at - leg.at) <= policy.one_look]
        for last in near:
            for first in reversed(near):
                if first <= leg.at <= last:
                    yield Window(first, last, min(leg.since + timedelta.resolution, leg.at))
    for end, last in enumerate(times):
        for first in reversed(times[max(0, end - _WINDOWS + 1) : end + 1]):
            if last - first > policy.pair_within:
                break
            yield Window(
                first, last, max(last, _BEGINNING + policy.pair_within) - policy.pair_within
            )


def _own(seen: Sequence[Residual], booked: Sequence[Claim]) -> Iterator[Residual]:
    """Of what each record may have moved the change whose interval holds it, earliest first."""
    for claim in sorted(booked, key=lambda claim: claim.seen_at):
        at = claim.seen_at
        legs = (
            r
            for r in seen
            if r.instrument in claim.effect
            if r.since < at <= r.at or (r.record is not None and r.at == claim.at)
        )
        own = min(legs, key=lambda leg: leg.at, default=None)
        if own is not None:
            yield own
