"""From when until when records are asked for, and what that leaves out.

Each reading goes back a little behind the last one. After a long absence it reads a week: all of it
at once would cost more than the budget has, and would never come to an end. Binance forgets after
three months; what was not read by then is said to be missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assignwatch.brokers.base import Since
from assignwatch.brokers.binance.pages import A_WEEK
from assignwatch.brokers.binance.questions import KEPT
from assignwatch.brokers.reading import coverage_hole
from assignwatch.core.model import AccountKey, Scope
from assignwatch.core.observations import FeedReport
from assignwatch.core.words import Feed

OVERLAP = timedelta(seconds=60)
"""How far each reading goes back behind the last one."""

LAG = timedelta(seconds=2)
"""What happened so recently may not be in the lists yet."""


@dataclass(frozen=True, slots=True)
class Span:
    """`wanted` is from where nobody has read, `floor` from where Binance still knows, and `covered`
    up to when all feeds were read before."""

    wanted: datetime
    floor: datetime
    until: datetime
    covered: datetime

    @classmethod
    def of(cls, feeds: Sequence[Feed], scope: Scope, since: Since, now: datetime) -> "Span":
        """What these feeds of a family have to be read for; from now on if they never were."""
        reached = [at for feed in feeds if (at := since.of(feed, scope)) is not None]
        covered = min(reached, default=now)
        wanted = covered - (OVERLAP if reached else timedelta())
        floor = max(wanted, now - KEPT)
        return cls(wanted, floor, min(now, floor + A_WEEK), covered)

    @property
    def through(self) -> datetime:
        """Up to when the lists are whole."""
        return self.until - LAG

    def hole(self, account: AccountKey, scope: Scope, now: datetime) -> list[FeedReport]:
        """Says that what happened before Binance's memory was not seen."""
        if self.wanted >= self.floor:
            return []
        problem = coverage_hole(self.wanted, self.floor)
        return [FeedReport(now, account, Feed.FILLS, up=True, problem=problem, scope=scope)]
