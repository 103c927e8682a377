"""What the stream needs of the world: rows by topic, and a word when some have changed.

`world` implements `Shown`; `subscriptions` takes a snapshot from it and, at each change, sends what
differs from the one before. The rows are the very objects that the REST lists show.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Protocol

Row = Mapping[str, object]
"""One JSON object as Saxo writes it; numbers are `Decimal`."""

Arguments = Mapping[str, object]
"""The `Arguments` of a subscription, or the query of a list, by Saxo's names."""


class Topic(Enum):
    """What can be subscribed to: the path of its service, and the field that names a row.

    Balances are one object and have no such field; activities are events and are never merged.
    """

    POSITIONS = ("/port/v1/positions", "PositionId")
    NET_POSITIONS = ("/port/v1/netpositions", "NetPositionId")
    ORDERS = ("/port/v1/orders", "OrderId")
    BALANCES = ("/port/v1/balances", "")
    CLOSED_POSITIONS = ("/port/v1/closedpositions", "ClosedPositionUniqueId")
    ACTIVITIES = ("/ens/v1/activities", "SequenceId")
    MESSAGES = ("/trade/v1/messages", "MessageId")

    @property
    def path(self) -> str:
        """Where it is read and subscribed to, below the root."""
        return self.value[0]

    @property
    def key(self) -> str:
        """The field by which rows are told apart."""
        return self.value[1]


class BadArguments(ValueError):
    """An argument is missing or wrong: `code` is Saxo's `ErrorCode`, the text its `Message`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Shown(Protocol):
    """The world as its clients may see it."""

    listeners: list[Callable[[Topic], None]]
    """Told of each topic of which something changed, at the moment it does."""

    def rows(self, topic: Topic, arguments: Arguments) -> Sequence[Row]:
        """The present rows that these arguments ask for, with the field groups that they name.

        For balances one row. Raises `BadArguments`.
        """

    def activities(self, arguments: Arguments, after: int | None) -> Sequence[Row]:
        """Activities behind a sequence id, in order; without one those that the times ask for.

        Raises `BadArguments("SequenceIdUnavailable", …)` for one that is no longer kept.
        """

    def newest_sequence(self) -> int:
        """The id of the last activity."""
