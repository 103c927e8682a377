"""Whether a stream tells what readings show: the one proof that an open line is not deaf.

`session.py` notes here what it hears and what it reads. A position that a reading shows otherwise
than the stream left it was not told; unless it is told within moments, nobody is talking.
"""

from collections.abc import Iterable
from decimal import Decimal

from assignwatch.core.model import PositionKey, PositionRow, Scope
from assignwatch.core.observations import BrokerObservation, PositionReport, Snapshot


class News:
    """What is known to be held, by family, since its stream came up."""

    def __init__(self) -> None:
        self._known: dict[Scope, dict[PositionKey, Decimal]] = {}

    def began(self, scopes: Iterable[Scope]) -> None:
        """A stream came up; what changed before it did is told by nobody."""
        for scope in scopes:
            self._known.pop(scope, None)

    def heard(self, observations: Iterable[BrokerObservation]) -> None:
        """The stream told these."""
        for told in observations:
            if isinstance(told, PositionReport) and told.scope in self._known:
                _note(self._known[told.scope], told.row)

    def shows_untold(self, snapshot: Snapshot) -> bool:
        """Whether a reading shows a change that the stream did not tell; takes it as known."""
        held: dict[PositionKey, Decimal] = {}
        for row in snapshot.positions:
            _note(held, row)
        before, self._known[snapshot.scope] = self._known.get(snapshot.scope), held
        return before is not None and before != held


def _note(held: dict[PositionKey, Decimal], row: PositionRow) -> None:
    if row.quantity:
        held[row.key] = row.quantity
    else:
        held.pop(row.key, None)
