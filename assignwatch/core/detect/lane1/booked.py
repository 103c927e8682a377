"""A record of the broker's that is an incident of its own, with all that belongs to it.

`lane.py` makes one of each happening that names a contract and puts legs and money to it;
`official.py` makes findings of them. What was found among the positions is noted on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.finding import Cash, added, together
from assignwatch.core.detect.kinds import names_call
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Consumption, Evidence
from assignwatch.core.model import Instrument, Leg, PositionKey
from assignwatch.core.words import Feed, Grade, Kind

_ZERO = Decimal()

TURNED = frozenset({Kind.ASSIGNED, Kind.EXERCISED, Kind.DELIVERED})
"""What turns a contract into something else."""


@dataclass(slots=True)
class Record:
    """A happening that is an incident of its own, with the legs and money that are known of it.

    `counts`: its quantity is not another list's word for the same. `leg_money`: the records of its
    legs, which may tell the money, or the rest of it. `settled`: an earlier balance of the ledger
    holds it, with all that it moved. `answer`: the change that it is about, where that is not just
    what it says; `in_time`: whether the reading after it shows it; `moved`: of how many contracts
    the legs were found. `grade` and `why` are set where the positions had to be asked what it was,
    `paid` where the balance had; `until` and `feeds` say what that waits for.
    """

    key: PositionKey
    contract: Instrument | None
    happening: Happening
    kind: Kind
    counts: bool
    legs: list[Leg] = field(default_factory=list)
    leg_facts: list[Consumption] = field(default_factory=list)
    money: list[Happening] = field(default_factory=list)
    leg_money: list[Happening] = field(default_factory=list)
    settled: bool = False
    answer: Answer | None = None
    in_time: bool = False
    moved: Decimal | None = None
    grade: Grade | None = None
    why: tuple[Evidence, ...] = ()
    paid: Cash | None = None
    until: datetime | None = None
    feeds: tuple[Feed, ...] = ()

    @property
    def change(self) -> Decimal:
        """The signed change that it made, after corrections."""
        return self.happening.net

    @property
    def shown(self) -> Decimal:
        """So much of the change as the positions do not speak against."""
        short = self.answer.short if self.answer is not None else _ZERO
        return self.change - short if self.change > 0 else self.change + short

    @property
    def turned(self) -> Decimal:
        """So much of the change as its legs are told of: all, where they may follow one by one."""
        follows = self.answer is not None and self.answer.follows
        return self.change if self.moved is None or follows or self.counters else self.moved

    @property
    def cash(self) -> Cash:
        """What was received and paid, as far as the records say."""
        return added(self.happening.cash, *(line.cash for line in self.money)) or {}

    @property
    def paid_at(self) -> tuple[datetime, ...]:
        """When its records date the money that they tell."""
        told = (self.happening, *self.money)
        return tuple(w.at for h in told for w in h.witnesses if any(w.cash.values()))

    @property
    def counters(self) -> tuple[Leg, ...]:
        """The other legs that it names itself."""
        return together(self.happening.counters)

    @property
    def other_legs(self) -> tuple[Leg, ...]:
        """What else moved, by records of its own or as this one says."""
        return together(self.legs) if self.legs else self.counters

    @property
    def consumption(self) -> Consumption:
        """The facts that it is made of, and what they explain."""
        witnesses = [w for h in (self.happening, *self.money) for w in h.witnesses]
        facts = tuple(sorted({w.id for w in witnesses}))
        return Consumption(self.key, self.change if self.counts else _ZERO, facts)

    @property
    def denied(self) -> Residual | None:
        """What a reading does not show of it, if that is certain."""
        answer = self.answer
        looked_for = self.kind in TURNED and not self.legs
        moved = _ZERO if self.moved is None and looked_for else self.moved
        if answer is None or (answer.own and moved != self.shown):
            return None
        return answer.denied

    def pays(self, line: "Record") -> None:
        """A line of its money, or of a leg's; what another list tells as well counts once."""
        if line.key != self.key or not line.counts:
            self.leg_facts.append(line.consumption)
        if line.counts:
            (self.money if line.key == self.key else self.leg_money).append(line.happening)

    def found(self, legs: Sequence[Leg], kind: Kind) -> None:
        """Its other leg was seen among the positions; what the record says of it wins."""
        self.kind = kind
        if not self.counters:
            self.legs += legs


def names_cause(leg: Record) -> bool:
    """Whether a leg's own record says that an option was called."""
    return names_call(leg.happening.cause)
