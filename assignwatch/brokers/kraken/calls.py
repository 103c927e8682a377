"""Everything that this program may ever ask of Kraken: a short list, and reading only.

`rest.py` refuses to send what is not in `ALLOWED`. Costs are in units of Kraken's two budgets
(Kraken docs, Futures guide "Rate limits"): 500 in 10 s for `/derivatives`, 100 in 10 min for the
history.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum


class Pool(Enum):
    """A budget of Kraken's: so many units, refilled within this time."""

    DERIVATIVES = (500, timedelta(seconds=10))
    HISTORY = (100, timedelta(minutes=10))

    @property
    def title(self) -> str:
        """What Kraken calls it."""
        return f"/{self.name.lower()}"


@dataclass(frozen=True, slots=True)
class Call:
    """One question. `cost` is what it costs without parameters that make it dearer."""

    path: str
    pool: Pool
    cost: int
    private: bool = True

    @property
    def name(self) -> str:
        """What Kraken calls it."""
        return self.path.rpartition("/")[2]


INSTRUMENTS = Call("/derivatives/api/v3/instruments", Pool.DERIVATIVES, 0, private=False)
OPEN_POSITIONS = Call("/derivatives/api/v3/openpositions", Pool.DERIVATIVES, 2)
FILLS = Call("/derivatives/api/v3/fills", Pool.DERIVATIVES, 2)
ACCOUNT_LOG = Call("/api/history/v3/account-log", Pool.HISTORY, 1)
POSITION_HISTORY = Call("/api/history/v3/positions", Pool.HISTORY, 1)

ALLOWED = frozenset(
    ("GET", call.path)
    for call in (INSTRUMENTS, OPEN_POSITIONS, FILLS, ACCOUNT_LOG, POSITION_HISTORY)
)
