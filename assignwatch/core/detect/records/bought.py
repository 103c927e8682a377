"""Of how many contracts a record of money alone speaks, where it is what they cost by the law.

`told.py` asks of each happening whose records name a call and no quantity: a broker may book one as
a row for the contract and one for its money, and only the second may be there yet. Strike times
size tells how many that pays for and for which side; a fee tells nothing. Where another record
names the quantity, the money is that one's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.kinds import names_call
from assignwatch.core.detect.records.happenings import ENDS, Happening
from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.state import FactKey

_ZERO = Decimal()
_ONE = Decimal(1)

MONEY_WITHIN = timedelta(days=5)
"""A line of money may be dated this far from the record, or the change, that it is for."""


def with_bought(
    told: Sequence[Happening],
    contract: Instrument | None,
    instruments: Mapping[InstrumentId, Instrument],
    held: tuple[Decimal, Decimal],
    settled: Collection[FactKey],
    fee: Decimal,
) -> Iterator[Happening]:
    """The same happenings, each of money alone with the change that it pays for.

    `held`: how many contracts were held at most, short and long: no list can tell of more. Of
    those that are `settled` the ledger knows that no more. `fee`: what a contract may have cost
    beside its strike.
    """
    lists: dict[frozenset[str], list[Decimal]] = {}
    for happening in told:
        left = lists.setdefault(happening.records, list(held))
        change = _bought(happening, contract, instruments, fee)
        if change and any(_is_of(happening, other) for other in told):
            change = _ZERO
        elif not any((w.id, w.instrument) in settled for w in happening.witnesses):
            side = change < 0
            change = change if abs(change) <= left[side] else _ZERO
            left[side] -= abs(change)
        yield replace(happening, bought=change) if change else happening


def _is_of(line: Happening, record: Happening) -> bool:
    """Whether it is the money of a record that names a quantity."""
    named = bool(record.quantity) and record.cause in ENDS
    return named and abs(record.at - line.at) <= MONEY_WITHIN


def _bought(
    line: Happening,
    contract: Instrument | None,
    instruments: Mapping[InstrumentId, Instrument],
    fee: Decimal,
) -> Decimal:
    """The signed change whose money by the law this is, but for a fee; 0 where it is of none."""
    if line.quantity or not names_call(line.cause) or contract is None:
        return _ZERO
    if not law.delivers(contract):
        return _ZERO
    reached = law.reaches(contract)
    one = law.paid(contract, _ONE, instruments.get(reached[0]) if len(reached) == 1 else None)
    cash = {currency: amount for currency, amount in line.cash.items() if amount}
    if one is None or len(one) != 1 or one.keys() != cash.keys():
        return _ZERO
    (price,), (amount,) = one.values(), cash.values()
    if not price:
        return _ZERO
    whole, rest = divmod(abs(amount), abs(price))
    cost = rest
    if rest and amount > 0:  # what was received is less by the fee
        whole, cost = whole + 1, abs(price) - rest
    if cost > min(fee * whole, abs(price) / 2):
        return _ZERO
    return whole if amount * price > 0 else -whole
