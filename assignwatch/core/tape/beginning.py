"""What a tape needs to begin with when the watch starts over a journal: what was known already.

`watch.recorder` writes this before the `start` line: what the instruments are, what was held at
the last believed reading, and the records that this reading cannot contain. Earlier records are in
it; of those only bookings of the last days are told, because their incident may still grow.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Context, Decimal

from assignwatch.core.model import Instrument, PositionRow
from assignwatch.core.observations import Coverage, Description, Snapshot
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.tape.writing import Taped

Dated = tuple[datetime, Taped]

_STILL_GROWING = timedelta(days=5)
"""An expiry's bookings may come over a long weekend."""

_SMALLEST = Decimal("1e-18")
_WIDE = Context(prec=60)


def beginning(
    state: State, now: datetime, policy: Policy, recorded: datetime | None = None
) -> list[Dated]:
    """Each observation with the time by which it was learned, in the order in which it happened.

    One time for all, that of the last: they are one transaction, and nothing falls due in between.
    Only that an instrument was described anew is told in its own time.
    Empty where the tape is `recorded` up to that time already.
    """
    dated = [told for account in state.accounts.values() for told in _account(account, policy)]
    dated.sort(key=lambda told: told[0])
    seen = min(now, dated[-1][0]) if dated else now
    if recorded is not None and (not dated or seen <= recorded):
        return []
    told = (Description(instrument) for instrument in _described(state, seen))
    together = [(seen, one) for one in (*told, *(one for _, one in dated))]
    anew = sorted(_anew(state), key=lambda one: one[0])
    earlier = [one for one in anew if one[0] <= seen]
    return [*earlier, *together, *anew[len(earlier) :]]


def _described(state: State, at: datetime) -> Iterator[Instrument]:
    """All instruments, as they were described then."""
    for what in state.instruments:
        if (instrument := state.described(what, at)) is not None:
            yield instrument


def _anew(state: State) -> Iterator[Dated]:
    """Descriptions that replaced others, each behind the one before it."""
    for what, former in state.formerly.items():
        after = [*(before for _, before in former[1:]), state.instruments[what]]
        for (until, before), then in zip(former, after, strict=True):
            yield until, Description(before)
            yield until, Description(then)


def _account(account: Account, policy: Policy) -> Iterator[Dated]:
    """With the time at which it happened."""
    for scope, baseline in account.baselines.items():
        at = account.accepted.get(scope, baseline)
        rows = account.held.get(scope, {}).values()
        money = account.balances.get(scope, {})
        held = tuple(map(_fitting, rows))
        yield at, Snapshot(at, account.key, held, scope=scope, balances=money)
    seen = account.accepted_at()
    for booking in account.bookings.values():
        if seen is None or booking.at >= seen - _STILL_GROWING:
            yield booking.at, booking
    for fill in account.fills.values():
        if seen is None or fill.at >= seen - policy.baseline_slack:
            yield fill.at, fill
    for adjustment in account.adjustments.values():
        at = adjustment.effective.at if adjustment.effective is not None else adjustment.at
        if seen is None or at >= seen - policy.baseline_slack:
            yield adjustment.at, adjustment
    for (feed, scope), through in account.coverage.items():
        yield through, Coverage(account.key, feed, through, scope)


def _fitting(row: PositionRow) -> PositionRow:
    """The average price of rows that were added up may have more digits than a tape takes."""
    if row.price is None:
        return row
    price = row.price.quantize(_SMALLEST, context=_WIDE).normalize(_WIDE)
    return PositionRow(row.instrument, row.quantity, row.side, price)
