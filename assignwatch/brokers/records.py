"""What a list of a broker's records comes to: the facts in it, and what could not be read.

Each broker's parsers fill one in row by row, so that one odd row hides no other; its reader and its
listener pass both on, so that none is lost in silence.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from assignwatch.brokers.base import BadPayload
from assignwatch.core.model import InstrumentId, Problem
from assignwatch.core.observations import Booking, Fill

BAD_PAYLOAD = "bad_payload"
"""An answer that cannot be read. Values: where (the call or feed), what (what is wrong with it)."""


def unreadable(where: str, what: object) -> BadPayload:
    """An answer, or a part of one, that is not what it should be."""
    return BadPayload(Problem(BAD_PAYLOAD, {"where": where, "what": str(what)}))


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
        """The instruments that the facts are about."""
        return {fact.instrument for fact in self.facts}
