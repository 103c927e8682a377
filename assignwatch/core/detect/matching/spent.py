"""Money is spent once: what of a movement of the balance is left for contracts whose legs cancel.

`legs.py` keeps a `Spending` for one pass over a group, `ranking.py` asks it. That legs cancel shows
nothing but money, so all others take their share of it first: records that name none, by what they
are worth by law (`accounted.py`), the matches of the same pass, and what is known of other
underlyings. What records and trades tell themselves is left out already (`support.cash_moved`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from assignwatch.core.detect.matching.support import Accounted, Fit, Span
from assignwatch.core.detect.matching.ways import Match, Use
from assignwatch.core.state import CashStep

_ZERO = Decimal()
_TOGETHER = 8
"""Of more shares than this not every choice is looked at, only all and none."""

Worth = Callable[[Match], Iterable[Accounted]]
"""What a match is worth by law, where no record tells it."""


def _nothing(_: Match) -> Iterable[Accounted]:
    return ()


@dataclass(slots=True)
class Spending:
    """Who else has a share of the money: `elsewhere` on other underlyings, `records` of this one.

    A record that is put to a match and names no money is worth what the match is.
    """

    elsewhere: Sequence[Accounted] = ()
    records: Mapping[int, Accounted] = field(default_factory=dict)
    worth: Worth = _nothing
    matches: list[Match] = field(default_factory=list)

    def beside(self, used: Sequence[Use], over: Span) -> list[Accounted]:
        """The shares of all others in what moved between these readings of the balance."""
        own = {claim.booked for claim, _ in used}.union(*(put_to(m) for m in self.matches))
        taken = [*self.elsewhere, *(one for match in self.matches for one in self.worth(match))]
        taken += [one for record, one in self.records.items() if record not in own]
        return [one for one in taken if one.is_within(over)]

    def is_owed(
        self,
        used: Sequence[Use],
        moved: Mapping[str, Decimal],
        fee: Decimal,
        before: Iterable[CashStep] = (),
    ) -> bool:
        """Whether just this is what somebody else has still to get: brokers book it days late.

        `before`: how the balances moved until then. What paid a record there pays it once.
        """
        own = {claim.booked for claim, _ in used} | self._paid(before, fee)
        unpaid = (m for m in self.matches if m.cash not in {Fit.FITS, Fit.NEAR})
        owed = [*self.elsewhere, *(one for match in unpaid for one in self.worth(match))]
        owed += [one for record, one in self.records.items() if record not in own]
        return any(
            any(one.cash.values())
            and all(abs(moved.get(c, _ZERO) - amount) <= fee for c, amount in one.cash.items())
            for one in owed
        )

    def _paid(self, steps: Iterable[CashStep], fee: Decimal) -> set[int | None]:
        """The records of a time when the balance moved by just what they are worth together."""
        paid: set[int | None] = set()
        for step in steps:
            over = step.since, step.at
            there = {i: one for i, one in self.records.items() if one.is_within(over)}
            fees = fee * sum((one.contracts for one in there.values()), _ZERO)
            if there and is_fee(_without(step.amounts, there.values()), fees):
                paid |= set(there)
        return paid


def put_to(match: Match) -> set[int | None]:
    """The records whose money is that of a match."""
    ways = (match.used, *match.others)
    return {claim.booked for way in ways for claim, _ in way if not claim.paid_at}


def left_over(
    moved: Mapping[str, Decimal], over: Span, taken: Sequence[Accounted], fee: Decimal
) -> Iterator[Mapping[str, Decimal]]:
    """What may be left when others, all of whose money `over` may hold, have taken theirs.

    A broker may book money days after its legs. Nothing is taken only where no choice of the shares
    is all that moved, less a `fee` for each contract at most. That nothing moved does not hide what
    another time may hold as well.
    """
    sure = [one for one in taken if one.is_within(over, surely=True)]
    still = not any(moved.values()) and len(sure) < len(taken)
    yield moved if still else _without(moved, taken)
    if is_all_of(moved, taken, fee):
        return
    if len(sure) < len(taken):
        yield _without(moved, sure)
    if sure:
        yield moved


def _without(moved: Mapping[str, Decimal], taken: Iterable[Accounted]) -> dict[str, Decimal]:
    left = dict(moved)
    for one in taken:
        for currency, amount in one.cash.items():
            left[currency] = left.get(currency, _ZERO) - amount
    return left


def is_all_of(moved: Mapping[str, Decimal], taken: Sequence[Accounted], fee: Decimal) -> bool:
    """Whether some of them together explain the movement."""
    sizes = range(1, len(taken) + 1) if len(taken) <= _TOGETHER else (len(taken),)
    return any(
        is_fee(_without(moved, some), fee * sum((one.contracts for one in some), _ZERO))
        for size in sizes
        for some in combinations(taken, size)
    )


def is_fee(moved: Mapping[str, Decimal], most: Decimal) -> bool:
    """Whether nothing moved but a fee."""
    return all(-most <= amount <= 0 for amount in moved.values())
