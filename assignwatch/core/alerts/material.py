"""Whether a new version is worth telling again.

The obligation grew, the direction turned, it is of another kind or weighs more now, or it was taken
back and stands again. Everything else (one more witness, an amount of cash, a surer grade) updates
the card in silence.
"""

from assignwatch.core.events import Concluded
from assignwatch.core.words import OVER, Grade

_HELD_BACK = frozenset({Grade.PENDING, Grade.CONFLICT})


def is_taken_back(version: Concluded) -> bool:
    """Whether it says that nothing of the kind happened after all."""
    return version.grade in OVER


def is_claim(version: Concluded) -> bool:
    """Whether it says that something happened; what still waits is only shown, never told."""
    return version.grade not in OVER | _HELD_BACK


def is_material(before: Concluded | None, after: Concluded) -> bool:
    """Whether `after` must fire the alert, given the version that was known before."""
    if before is None:
        return True
    return (
        is_taken_back(before)
        or after.contracts > before.contracts
        or after.kind is not before.kind
        or after.severity.rank > before.severity.rank
        or _turned(before, after)
    )


def _turned(before: Concluded, after: Concluded) -> bool:
    """Whether the contract's own leg changed its sign."""
    old = next((leg.quantity for leg in before.legs if leg.instrument == before.instrument), None)
    new = next((leg.quantity for leg in after.legs if leg.instrument == after.instrument), None)
    return bool(old and new and (old > 0) is not (new > 0))
