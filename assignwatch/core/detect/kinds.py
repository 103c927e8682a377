"""What a cause is called once it is an incident, and which kinds are one family.

A family is part of an incident's id: kinds of one family are the same happening seen with more or
less knowledge, so better knowledge is a new version, never a second incident.
"""

from collections.abc import Mapping
from decimal import Decimal

from assignwatch.core.detect.contracts.law import CONTRACTS
from assignwatch.core.model import Instrument
from assignwatch.core.words import (
    OVER,
    UNSETTLED,
    Cause,
    Family,
    Grade,
    InstrumentKind,
    Kind,
    Settlement,
)

_KINDS: dict[Cause, Kind] = {
    Cause.ASSIGNMENT: Kind.ASSIGNED,
    Cause.EXERCISE: Kind.EXERCISED,
    Cause.CASH_SETTLEMENT: Kind.CASH_SETTLED,
    Cause.DELIVERY: Kind.DELIVERED,
    Cause.SETTLEMENT: Kind.SETTLED,
    Cause.TAKEN_OVER: Kind.TAKEN_OVER,
    Cause.HANDED_OVER: Kind.HANDED_OVER,
    Cause.LIQUIDATION: Kind.LIQUIDATED,
    Cause.DELEVERAGING: Kind.DELEVERAGED,
    Cause.UNWIND: Kind.UNWOUND,
    Cause.BROKER_CLOSE: Kind.CLOSED_BY_BROKER,
    Cause.EXPIRY: Kind.EXPIRED,
    Cause.TRANSFER: Kind.TRANSFERRED,
    Cause.OTHER: Kind.UNEXPLAINED,
}

_FAMILIES: dict[Kind, Family] = {
    Kind.ASSIGNED: Family.CALLED,
    Kind.EXERCISED: Family.CALLED,
    Kind.CASH_SETTLED: Family.CALLED,
    Kind.DELIVERED: Family.CALLED,
    Kind.SETTLED: Family.CALLED,
    Kind.AMBIGUOUS: Family.CALLED,
    Kind.TAKEN_OVER: Family.TAKEOVER,
    Kind.EXPIRED: Family.LAPSED,
    Kind.EXPIRED_UNASSIGNED: Family.LAPSED,
    Kind.LIQUIDATED: Family.FORCED,
    Kind.DELEVERAGED: Family.FORCED,
    Kind.UNWOUND: Family.FORCED,
    Kind.HANDED_OVER: Family.FORCED,
    Kind.CLOSED_BY_BROKER: Family.FORCED,
    Kind.CORPORATE_ACTION: Family.CORPORATE,
    Kind.TRANSFERRED: Family.TRANSFER,
}

SPECIFIC: tuple[Cause, ...] = (*_KINDS, Cause.CORRECTION, Cause.NETTING, Cause.DIVIDEND)
"""Causes in the order in which one wins over another for the same happening; `OTHER` after all
that name something, the ones that only explain last."""


ASSIGNMENTS = frozenset(
    {
        Kind.ASSIGNED,
        Kind.CASH_SETTLED,
        Kind.DELIVERED,
        Kind.SETTLED,
        Kind.TAKEN_OVER,
        Kind.HANDED_OVER,
    }
)
"""The kinds that the trader calls an assignment: something was put on or taken off them."""


_CALLING = frozenset({Cause.ASSIGNMENT, Cause.EXERCISE})
"""Causes that only an option can have; said of anything else, it is what an option turned into."""

_DELIVERING = frozenset({Cause.DELIVERY, Cause.EXPIRY, Cause.OTHER})
"""Causes that, said of something that never ends, may be about what a contract turned into."""


_OPENING = frozenset(
    {
        Cause.TAKEN_OVER,
        Cause.TRANSFER,
        Cause.CORRECTION,
        Cause.NETTING,
        Cause.DIVIDEND,
        Cause.OTHER,
    }
)
"""Causes that add to a position as well as take from it."""


def names_call(cause: Cause) -> bool:
    """Whether it says, of a leg, that the contract was called."""
    return cause in _CALLING or cause is Cause.DELIVERY


def is_leg(cause: Cause, of: Instrument, *, names_legs: bool) -> bool:
    """Whether a record is about what a contract turned into, not about the contract."""
    if cause in _CALLING:
        delivers = of.kind is InstrumentKind.FUTURE and names_legs
        return of.kind is not InstrumentKind.OPTION and not delivers
    return cause in _DELIVERING and of.kind not in CONTRACTS


def may_open(cause: Cause) -> bool:
    """Whether it can bring a position through zero: it does not only end what is held."""
    return cause in _OPENING


def kind_of(cause: Cause) -> Kind | None:
    """The kind of incident a cause makes; None where it explains a change and is no incident."""
    return _KINDS.get(cause)


def kind_told(
    cause: Cause,
    change: Decimal,
    cash: Mapping[str, Decimal],
    contract: Instrument | None,
    inside: bool | None,
    price: Decimal | None = None,
) -> Kind | None:
    """The kind of a record, by its cause and by what the contract is (design section 7).

    `inside`: whether the contract ended in the money, as far as that is known. A broker may use
    one word for either side of a contract, or call the removal of a paid option its expiry.
    """
    kind = kind_of(cause)
    if contract is not None and contract.settlement is Settlement.CASH and price:
        cash = cash or {"": price}
    if contract is None or contract.kind is not InstrumentKind.OPTION:
        if contract is None or contract.kind is not InstrumentKind.FUTURE:
            return kind
        if kind is Kind.ASSIGNED:
            kind = Kind.DELIVERED  # in the word that options have for it
        paid = kind is Kind.DELIVERED and contract.settlement is Settlement.CASH
        return Kind.SETTLED if paid or kind in {Kind.CASH_SETTLED, Kind.EXPIRED} else kind
    if kind not in _ENDS:
        return kind
    if kind is Kind.EXPIRED and not any(cash.values()):
        missed = inside and change > 0 and contract.settlement is not Settlement.CASH
        return Kind.EXPIRED_UNASSIGNED if missed else Kind.EXPIRED
    settled = kind in {Kind.CASH_SETTLED, Kind.SETTLED, Kind.EXPIRED}
    in_cash = settled or contract.settlement is Settlement.CASH
    if in_cash and cash and not any(cash.values()):
        return Kind.EXPIRED
    if change < 0:
        return Kind.EXERCISED
    return Kind.CASH_SETTLED if in_cash else called(change)


def called(change: Decimal) -> Kind:
    """What it is called when an option turns into its underlying: by which side was held."""
    return Kind.ASSIGNED if change > 0 else Kind.EXERCISED


_ENDS = frozenset(
    {
        Kind.ASSIGNED,
        Kind.EXERCISED,
        Kind.CASH_SETTLED,
        Kind.SETTLED,
        Kind.DELIVERED,
        Kind.EXPIRED,
    }
)
"""Ways in which an option ends."""


def family_of(kind: Kind) -> Family:
    """The family that a kind belongs to."""
    return _FAMILIES.get(kind, Family.OTHER)


_OPTION_EVENTS = frozenset({Kind.ASSIGNED, Kind.CASH_SETTLED})
_UNSURE = OVER | UNSETTLED | {Grade.UNEXPLAINED}


def event_type(kind: Kind, grade: Grade) -> str | None:
    """What other programs know it as; None where it is no assignment, or not sure to be one."""
    if kind not in ASSIGNMENTS or grade in _UNSURE:
        return None
    return "OPTION_ASSIGNMENT" if kind in _OPTION_EVENTS else "FUTURES_ASSIGNMENT"
