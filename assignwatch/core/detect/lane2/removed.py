"""Records that only say that a contract settled in cash is gone, at a value at which it paid.

A broker may call the removal of an option its expiry, and tell the money elsewhere or days later.
Where the value is known the money decides (`lapse.removed`), as legs do where it delivers; where it
is not, the word stands. `gather.py` counts such an end among those that may have been paid, so that
no money is spent twice, and has it judged when it knows what others account for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.ended import End, has_ended, pays_cash, worth_at_end
from assignwatch.core.detect.lane1.shown import shown_by
from assignwatch.core.detect.lane2.lapse import removed
from assignwatch.core.detect.lane2.weigh import Scales
from assignwatch.core.detect.residual import Residual
from assignwatch.core.model import Instrument
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, Cause, InstrumentKind, Kind

_SAID = frozenset({Kind.EXPIRED, Kind.EXPIRED_UNASSIGNED})


@dataclass(frozen=True, slots=True)
class Removal:
    """Such a record, and the change as the readings show it."""

    record: Record
    change: Residual


def removals(
    state: State, account: Account, records: Sequence[Record], policy: Policy
) -> Iterator[Removal]:
    """Those whose contract is known to have paid something at its end."""
    for record in records:
        contract = record.contract
        if contract is None or contract.kind is not InstrumentKind.OPTION or record.settled:
            continue
        if not _says_no_more(record) or not record.counts:
            continue
        change = _change(account, record)
        in_cash = pays_cash(state, contract, change.judged_at) and has_ended(change, contract)
        if in_cash and worth_at_end(state, contract, change, policy.calendar):
            yield Removal(record, change)


def as_told(state: State, account: Account, records: Sequence[Record]) -> None:
    """Those that are settled stay what they were told as: their readings may be forgotten."""
    for record in records:
        if not record.settled or not _says_no_more(record):
            continue
        for witness in record.happening.witnesses:
            name = account.consumed.get((witness.id, witness.instrument))
            known = state.incidents.get(name) if name is not None else None
            if known is not None and known.latest.grade not in OVER:
                record.kind, record.grade = known.latest.kind, known.latest.grade
                record.paid = known.latest.cash


def judge(scales: Scales, found: Sequence[Removal], records: Sequence[Record]) -> None:
    """What became of them; other lists' words for the same go with them."""
    scales.group = [*scales.group, *(one.change for one in found)]
    for record, change in ((one.record, one.change) for one in found):
        told = None if record.contract is None else removed(_end(scales, change, record.contract))
        if told is None:
            continue
        for same in records:
            if same is record or (_is_of(same, record) and not same.counts):
                same.kind, same.grade = told.kind, told.grade
        record.why, record.paid = told.reasons, told.cash
        record.until, record.feeds = told.until, told.feeds


def _end(scales: Scales, change: Residual, contract: Instrument) -> End:
    return End(
        scales.state,
        scales.account,
        change,
        contract,
        scales.group,
        scales.now,
        scales.policy,
        accounted=scales.accounted,
        rivals=scales.rivals,
    )


def _is_of(other: Record, record: Record) -> bool:
    return (other.key, other.happening.cause) == (record.key, record.happening.cause)


def _says_no_more(record: Record) -> bool:
    told = record.happening
    if told.cause is not Cause.EXPIRY or told.wrong_way or record.kind not in _SAID:
        return False
    return bool(record.change) and not record.cash and not record.other_legs


def _change(account: Account, record: Record) -> Residual:
    """The step that shows it; until one does, its own time."""
    told, book = record.happening, account.books.get(record.key)
    shown = shown_by(book, record) if book is not None else None
    change = Residual(
        key=record.key,
        quantity=record.change,
        since=told.at,
        at=told.at,
        seen=told.at,
        before=-record.change,
        after=record.change * 0,
        late=False,
        closing=told.price or None,
        under=told.at,
    )
    return change if shown is None else replace(change, since=shown.since, at=shown.at)
