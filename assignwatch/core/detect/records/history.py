"""Records of before the first reading that are about a change since, though it ought to hold them.

`placing.py` asks, with the changes that the ledger leaves open. A broker books a night under the
day before it, or under a day alone; and a reading may be older than it says. So a record that is
just what changed since is taken from history, once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from assignwatch.core.detect.changes.answers import Answer
from assignwatch.core.detect.changes.nights import NIGHT
from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.records.happenings import ENDS, Happening, tallied
from assignwatch.core.detect.records.told import TURNING, Told, fact_of, lots
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Moment, Scope, later
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, Count
from assignwatch.core.words import Feed

_ZERO = Decimal()


def with_history(
    account: Account, told: Told, open_: list[Residual], policy: Policy
) -> tuple[Told, list[Residual]]:
    """Take from history the records that are just what changed since, each for one change.

    Not before the trades are read past that: what a trader has done may be just as much.

    So may several of one day and cause, where a report lists a happening in lots, before one of
    these alone; and those of several causes where a part of a contract was called and the rest of
    it lapsed. What no reading shows whole of a contract, several of one night may. A share's
    records say no more of it so: the first reading may hold all of them, and their contracts
    explain what came since.
    """
    if not told.history:
        return told, open_
    left, answers = [r for r in open_ if is_read(account, r)], list(told.answers)
    unread = [r for r in open_ if r not in left]
    taken = told.answered(told.history)
    ways = list(lots(told.history)), [[h] for h in told.history], list(_ends(told))
    is_turning = told.contract is not None and told.contract.kind in TURNING
    for alike in (_whole, _in_one_night) if is_turning else (_whole,):
        for together in (some for way in ways for some in way):
            if any(h in taken for h in together):
                continue
            change = sum((h.net for h in together), _ZERO)
            match = alike([r for r in left if _near(r, together, policy)], change)
            if match:
                left = [r for r in left if r not in match]
                taken += together
                answers += [Answer(fact_of(h), match[0].at) for h in together]
    found, counted = (*told.found, *taken), (*told.counted, *taken)
    still = sorted((*left, *unread), key=lambda r: (r.at, r.key))
    return replace(told, found=found, counted=counted, answers=tuple(answers)), still


def is_read(account: Account, change: Residual | Count, *, unsaid: bool = True) -> bool:
    """Whether the trades are read past a change; `unsaid`: where nobody says how far they are."""
    read = through(account, Feed.FILLS, Scope(change.scope))
    return unsaid if read is None else read >= change.at


def _ends(told: Told) -> Iterator[list[Happening]]:
    """What one day's records say together of how a contract ended, whatever they call it."""
    if told.contract is None or told.contract.kind not in TURNING:
        return
    days: dict[tuple[date, bool], list[Happening]] = {}
    for happening in told.history:
        if happening.cause in ENDS and not happening.is_leg(told.contract):
            days.setdefault((happening.at.date(), happening.quantity > 0), []).append(happening)
    for day in days.values():
        if len({happening.cause for happening in day}) > 1:
            yield tallied(day)


def _whole(open_: Sequence[Residual], change: Decimal) -> list[Residual]:
    """The first of them that is just this."""
    return next(([r] for r in open_ if r.quantity == change), [])


def _in_one_night(open_: Sequence[Residual], change: Decimal) -> list[Residual]:
    """The first that follow one another within a night and come to just this, all one way."""
    order = sorted(open_, key=lambda residual: residual.at)
    for first, residual in enumerate(order):
        run, total = list[Residual](), _ZERO
        for one in order[first:]:
            far = one.at - residual.at > NIGHT or one.quantity * change <= 0
            if far or abs(total) >= abs(change):
                break
            run.append(one)
            total += one.quantity
        if total == change and len(run) > 1:
            return run
    return []


def _near(residual: Residual, told: Sequence[Happening], policy: Policy) -> bool:
    """Whether records that lie before the first reading may be about a change after it.

    Of the night that they name: what a later reading still showed held went on another one.
    """
    return all(
        residual.at - happening.at <= policy.pair_within
        and residual.since <= _night_of(happening, policy)
        for happening in told
    )


def _night_of(told: Happening, policy: Policy) -> datetime:
    """Until when it may be shown: what names a Friday alone may be of the night to Monday."""
    fact = fact_of(told)
    night = later(fact.at_its_end.at, NIGHT)
    if not fact.is_dated:
        return night
    return max(night, policy.calendar.next_open(Moment.on(told.at.date()), None))
