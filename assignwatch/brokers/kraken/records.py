"""What a list of Kraken's records comes to: the facts in it, and what could not be read.

`fills.py`, `account_log.py` and `position_history.py` fill one in row by row, so that one odd row
hides no other; `reader.py` and `listener.py` pass both on, so that none is lost in silence.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from assignwatch.brokers.kraken.errors import unreadable
from assignwatch.core.model import InstrumentId, Problem
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from assignwatch.net.redaction import mask_fields

IDENTITY_FIELDS = frozenset(
    {"account", "accountUid", "api_key", "cliOrdId", "cli_ord_id", "username"}
)
"""Fields that say who somebody is, or what they call their orders; masked in all evidence."""


@dataclass(slots=True)
class Records:
    """Facts in the order of the list, and one problem for each row that is none."""

    where: str
    facts: list[Fill | Booking] = field(default_factory=list)
    odd: list[Problem] = field(default_factory=list)

    @contextmanager
    def tolerating(self) -> Iterator[None]:
        """Note a row that cannot be read, and go on."""
        try:
            yield
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            self.odd.append(unreadable(self.where, error).problem)

    def add(self, other: "Records") -> None:
        """Take over what another list came to."""
        self.facts += other.facts
        self.odd += other.odd

    def mentioned(self) -> set[InstrumentId]:
        """The contracts that the facts are about."""
        return {fact.instrument for fact in self.facts}


def causes_of(facts: Iterable[Fill | Booking]) -> dict[str, Cause]:
    """What the bookings among them say of each execution."""
    return {
        fact.event: fact.cause
        for fact in facts
        if isinstance(fact, Booking) and fact.event is not None
    }


def evidence(raw: msgspec.Raw) -> str:
    """A row as Kraken wrote it, without what tells who the account belongs to."""
    return mask_fields(bytes(raw).decode(), IDENTITY_FIELDS)
