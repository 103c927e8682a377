"""What is still open of the changes that nothing matched: less what comes to nothing after all.

`weigh.py` asks before it judges each of them by itself.
"""

from collections.abc import Iterator, Sequence

from assignwatch.core.detect.changes.patience import through
from assignwatch.core.detect.matching.netted import without_netting
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Scope
from assignwatch.core.observations import Fill
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import Feed


def still_open(
    state: State,
    account: Account,
    left: Sequence[Residual],
    old_trades: Sequence[Fill],
    policy: Policy,
) -> list[Residual]:
    """Less what the first reading may hold, what changed back, old trades, and netting."""
    left = [residual for residual in left if not residual.is_inside(policy.baseline_slack)]
    left = list(_without_reversals(left, account, policy))
    left = list(without_old_trades(left, old_trades, policy))
    return without_netting(state, left)


def without_old_trades(
    left: Sequence[Residual], trades: Sequence[Fill], policy: Policy
) -> Iterator[Residual]:
    """A trade dated before the first reading may be told late, and explains just its change."""
    unused = list(trades)
    for residual in left:
        old = next((t for t in unused if _is_of(t, residual, policy)), None)
        if old is None:
            yield residual
        else:
            unused.remove(old)


def _is_of(trade: Fill, residual: Residual, policy: Policy) -> bool:
    near = residual.at - trade.at <= policy.pair_within
    return near and trade.key == residual.key and trade.quantity == residual.quantity


def _without_reversals(
    left: Sequence[Residual], account: Account, policy: Policy
) -> Iterator[Residual]:
    """What changed and changed back has come to nothing.

    By another amount only when the trades are read: one of them may be all of the later change.
    """
    amounts = [r.quantity for r in left]
    for i, later in enumerate(left):
        for j in reversed(range(i)):
            earlier = left[j]
            same = earlier.key == later.key and earlier.record is later.record is None
            if not same or later.at - earlier.at > policy.carry or amounts[i] * amounts[j] >= 0:
                continue
            amount = min(abs(amounts[i]), abs(amounts[j]))
            read = through(account, Feed.FILLS, Scope(later.scope))
            if amounts[i] + amounts[j] and (read is None or read < later.at):
                continue
            amounts[i] += amount if amounts[i] < 0 else -amount
            amounts[j] += amount if amounts[j] < 0 else -amount
    for residual, amount in zip(left, amounts, strict=True):
        if amount:
            yield residual.share(amount)
