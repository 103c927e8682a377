"""What a list of Saxo's records comes to: the facts in it, and what could not be read.

`positions.py`, `activities.py` and `reports.py` fill one in row by row, so that one odd row hides
no other; the reader and the listener pass both on, so that none is lost in silence.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from assignwatch.brokers.saxo.errors import unreadable
from assignwatch.core.model import InstrumentId, Problem
from assignwatch.core.observations import Booking, Fill
from assignwatch.net.redaction import MASK

IDENTITY_FIELDS = frozenset(
    {
        "AccountId",
        "AccountKey",
        "ClientId",
        "ClientKey",
        "ClientName",
        "ClientNote",
        "DecisionMakerId",
        "DecisionMakerUserId",
        "ExternalReference",
        "HandledBy",
        "Name",
        "OriginalAccountId",
        "UserId",
        "UserKey",
    }
)
"""Fields that say who somebody is, or what they call their orders; masked in all evidence."""

_WRITER = msgspec.json.Encoder(decimal_format="number")


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


def evidence(row: object) -> str:
    """A decoded row as JSON again, without what tells who the account belongs to."""
    return _WRITER.encode(_masked(row)).decode()


def _masked(value: object) -> object:
    if isinstance(value, Mapping):
        return {
            name: MASK if name in IDENTITY_FIELDS and told not in (None, "") else _masked(told)
            for name, told in value.items()
        }
    return [_masked(item) for item in value] if isinstance(value, list) else value
