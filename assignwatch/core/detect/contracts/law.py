"""What a contract turns into: the law of delivery, and what it pays.

Pure arithmetic on an `Instrument`; `legs.py` and `lapse.py` hold it against what was seen. With r
the signed change of the contract (a short one covered: r > 0, a long one removed: r < 0) and M what
one contract delivers:

    option: underlying u = φ·r·M (φ = +1 put, −1 call), booked at the strike
    future: underlying u = −r·M
    cash:   c = −r·max(0, φ·(K − S))·M

An absent deliverable is unknown, never assumed to be a hundred.
"""

from decimal import Decimal

from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.words import InstrumentKind, Right, Settlement

Effect = dict[InstrumentId, Decimal]
"""Signed quantities by what is delivered."""

_ONE = Decimal(1)

CONTRACTS = frozenset({InstrumentKind.OPTION, InstrumentKind.FUTURE, InstrumentKind.PERPETUAL})
"""Kinds that end or turn into something else; an incident is about one of these."""


def delivered(contract: Instrument) -> Effect | None:
    """What one contract delivers, without its cash part; None where that is unknown."""
    if contract.deliverables:
        found: Effect = {}
        for part in contract.deliverables:
            if part.instrument is not None:
                found[part.instrument] = found.get(part.instrument, Decimal()) + part.quantity
        return found
    if contract.multiplier is None or contract.underlying is None:
        return None
    return {contract.underlying: contract.multiplier}


def reaches(contract: Instrument) -> tuple[InstrumentId, ...]:
    """What a delivery of this contract would move, even where nobody knows by how much."""
    if contract.kind not in CONTRACTS:
        return ()
    parts = tuple(p.instrument for p in contract.deliverables if p.instrument is not None)
    return parts or ((contract.underlying,) if contract.underlying is not None else ())


def delivers(contract: Instrument) -> bool:
    """Whether it may end in a delivery."""
    dated = contract.kind in {InstrumentKind.OPTION, InstrumentKind.FUTURE}
    return dated and contract.settlement is not Settlement.CASH


def sign(contract: Instrument) -> int:
    """The sign with which a removal of the contract moves what it delivers; 0 for unknown."""
    if contract.kind is InstrumentKind.FUTURE:
        return -1
    if contract.right is None:
        return 0
    return 1 if contract.right is Right.PUT else -1


def effect(contract: Instrument, change: Decimal) -> Effect | None:
    """What moves when the contract changes by `change` through delivery."""
    per_contract = delivered(contract)
    if per_contract is None or not sign(contract):
        return None
    return {d: sign(contract) * change * quantity for d, quantity in per_contract.items()}


def is_basket(contract: Instrument) -> bool:
    """Whether it delivers more than one thing, cash aside."""
    return len(delivered(contract) or ()) > 1


def worth(contract: Instrument, change: Decimal) -> tuple[Decimal, ...]:
    """What all that it delivers costs together: the strike's money, or that without a cash part."""
    size = _strike_size(contract)
    if contract.strike is None or size is None:
        return ()
    cash = sum((p.quantity for p in contract.deliverables if p.instrument is None), Decimal())
    money = contract.strike * size
    moved = sign(contract) * change
    return tuple(dict.fromkeys((moved * money, moved * (money - cash))))


def price_of(contract: Instrument, what: InstrumentId) -> tuple[Decimal, ...]:
    """The prices at which a leg may be booked: the strike, or its money spread over the leg.

    None where several things are delivered: the strike is what all of them cost together.
    """
    parts = delivered(contract) or {}
    if contract.strike is None or len(parts) > 1:
        return ()
    per_contract = parts.get(what)
    if not per_contract or contract.multiplier in {None, per_contract}:
        return (contract.strike,)
    money = contract.strike * (contract.multiplier or per_contract)
    cash = sum((p.quantity for p in contract.deliverables if p.instrument is None), Decimal())
    return tuple(
        dict.fromkeys((contract.strike, money / per_contract, (money - cash) / per_contract))
    )


def paid(
    contract: Instrument, change: Decimal, underlying: Instrument | None
) -> dict[str, Decimal] | None:
    """The money that a delivery moves: strike and cash parts. None where it cannot be known.

    An option on a future moves no money, only margin; so may one whose underlying nobody has
    described, where it delivers a single unit for a strike that counts for many.
    """
    currency = contract.currency or (underlying.currency if underlying is not None else None)
    size = _strike_size(contract)
    if contract.strike is None or currency is None or size is None or not sign(contract):
        return None
    if underlying is not None and underlying.kind is InstrumentKind.FUTURE:
        return None
    if underlying is None and size > 1 and list((delivered(contract) or {}).values()) == [_ONE]:
        return None
    total = {currency: -sign(contract) * change * contract.strike * size}
    for part in contract.deliverables:
        if part.instrument is None and part.currency is not None:
            moved = sign(contract) * change * part.quantity
            total[part.currency] = total.get(part.currency, Decimal()) + moved
    return total


def _strike_size(contract: Instrument) -> Decimal | None:
    """By how much the strike is multiplied to give the money of one contract.

    What it delivers, unless a part of that was turned into cash or less of it: then the strike
    still counts for the contract's own size (A9b and A9c of the domain notes).
    """
    parts, size = delivered(contract), contract.multiplier
    if parts is None or len(parts) != 1 or any(p.instrument is None for p in contract.deliverables):
        return size
    (quantity,) = parts.values()
    return quantity if size is None else max(quantity, size)


def intrinsic(option: Instrument, price: Decimal) -> Decimal | None:
    """How far in the money at this price of the underlying, per unit of the strike.

    Zero or below is out. Where part of the delivery is cash, all parts count together; of one of
    several things alone the price says nothing.
    """
    if option.strike is None or not sign(option) or is_basket(option):
        return None
    parts, size = delivered(option), option.multiplier
    cash = sum((p.quantity for p in option.deliverables if p.instrument is None), Decimal())
    if not cash:
        return sign(option) * (option.strike - price)
    if size is None or parts is None or set(parts) != {option.underlying}:
        return None
    worth = sum(parts.values(), Decimal()) * price + cash
    return sign(option) * (option.strike * size - worth) / size


def payoff(option: Instrument, change: Decimal, price: Decimal) -> Decimal | None:
    """The cash that a settlement at this price moves; None where it cannot be known."""
    inside = intrinsic(option, price)
    if inside is None or option.multiplier is None:
        return None
    return -change * max(Decimal(), inside) * option.multiplier
