"""Which reasons a version gives: the five that weigh most, in the order in which they were found.

`conclude.py` hands in all that `evidence.py` wrote down. What several readings or several contracts
say in the same words comes first to go, then what only goes along with the others; never what
speaks against the version or leaves it open while there is anything else.
"""

from collections.abc import Sequence

from assignwatch.core.events import Evidence
from assignwatch.core.words import EvidenceCode

MOST = 5
"""So many sentences are read; more of them are a list."""

_OPEN = frozenset(
    {
        EvidenceCode.CONTRADICTION,
        EvidenceCode.HOLE,
        EvidenceCode.LATE,
        EvidenceCode.GAVE_UP,
        EvidenceCode.UNKNOWN_WORD,
    }
)
"""What a version must not be read without."""

_APART = frozenset({"booked", "legs_fit", "unknown_word"})
"""Each of these tells of another list, or of other contracts."""

_ALONG = (
    "ended",
    "delivered_by",
    "leg_booked",
    "cash_near",
    "cash_fits",
    "as_since",
    "as_before",
    "corrected",
)
"""What others say as well, or what follows from them; the lightest first."""

_HEAVY, _HEAVIEST = len(_ALONG) + 1, len(_ALONG) + 2


def weightiest(reasons: Sequence[Evidence], *, late: bool) -> tuple[Evidence, ...]:
    """At most five of them; fewer where it must still be said that the version is `late`.

    Of reasons that weigh the same the later ones go. That nothing is booked so far is no reason
    while the outcome is not known.
    """
    facts = {item.fact for item in reasons}
    told = [r for r in reasons if r.fact != "nothing_booked" or "outcome_unknown" not in facts]
    unsaid = late and not any(item.code is EvidenceCode.LATE for item in told)
    seen: set[str] = set()
    weights: list[int] = []
    for item in told:
        weights.append(0 if item.fact in seen else _weight(item))
        seen |= {item.fact} - _APART
    places = sorted(range(len(told)), key=lambda place: (-weights[place], place))
    room = MOST - 1 if unsaid else MOST
    return tuple(told[place] for place in sorted(places[:room]))


def _weight(item: Evidence) -> int:
    if item.code in _OPEN or item.fact == "outcome_unknown":
        return _HEAVIEST
    return _ALONG.index(item.fact) + 1 if item.fact in _ALONG else _HEAVY
