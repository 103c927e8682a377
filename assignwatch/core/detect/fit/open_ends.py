"""How much a way to put records to readings leaves open: `placing.py` chooses by that."""

from assignwatch.core.detect.fit.fitting import Matched, unresolved
from assignwatch.core.detect.matching.ways import Match


def open_ends(matched: Matched) -> tuple[int, ...]:
    """How much nobody can explain, or not in one way; then of how many contracts no leg is known.

    These may still come, but that of one may also be hidden by the records of others. What ended
    is gone by itself, unless it was worth something: no record is put elsewhere to fit it.
    """
    several = (match for match in matched.matches if match.others)
    found = {claim.booked for match in matched.matches for claim, _ in match.used}
    missing = sum(1 for i in matched.lane.looking() if i not in found)
    unknown = unresolved(matched) + sum(len(match.residuals) for match in several)
    return unknown - matched.worthless, missing


def strained(matched: Matched) -> tuple[int, ...]:
    """The same, and how much fits only with a record that its own reading does not show."""
    return *open_ends(matched), len(strains(matched))


def strains(matched: Matched) -> list[Match]:
    """The matches with a record that its own reading does not show."""
    return [match for match in matched.matches if any(r.denied for r in match.residuals)]
