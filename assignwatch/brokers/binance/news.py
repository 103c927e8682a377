"""Whether a stream tells what readings show: the one proof that an open line is not deaf.

`session.py` notes here what it hears and what it reads. A position that a reading shows otherwise
than the stream left it was not told; unless it is told within moments, nobody is talking.
"""

from collections.abc import Iterable
from decimal import Decimal

from assignwatch.core.model import PositionKey, Scope
from assignwatch.core.observations import BrokerObservation, PositionReport, Snapshot


class News:
    """What is known to be held, by family, since its stream came up."""

    def __init__(self) -> None:
        self._known: dict[Scope, dict[PositionKey, Decimal]] = {}
        self._heard: dict[Scope, dict[PositionKey, PositionReport]] = {}

    def began(self, scopes: Iterable[Scope]) -> None:
        """A stream came up; what changed before it did is told by nobody."""
        for scope in scopes:
            self._known.pop(scope, None)

    def heard(self, observations: Iterable[BrokerObservation]) -> None:
        """The stream told these."""
        for told in observations:
            if isinstance(told, PositionReport):
                self._heard.setdefault(told.scope, {})[told.row.key] = told

    def shows_untold(self, snapshot: Snapshot) -> bool:
        """Whether a reading shows a change that the stream did not tell; takes it as known.

        What the stream told after the reading was taken is newer than the reading.
        """
        before = self._known.get(snapshot.scope)
        read = {row.key: row.quantity for row in snapshot.positions if row.quantity}
        heard = self._heard.pop(snapshot.scope, {})
        later = {key: told for key, told in heard.items() if told.at > snapshot.at}
        self._heard[snapshot.scope] = later
        self._known[snapshot.scope] = _with(read, later)
        return before is not None and _with(before, heard) != _with(read, later)


def _with(
    held: dict[PositionKey, Decimal], told: dict[PositionKey, PositionReport]
) -> dict[PositionKey, Decimal]:
    """What is held after these were told."""
    found = held | {key: one.row.quantity for key, one in told.items()}
    return {key: quantity for key, quantity in found.items() if quantity}
