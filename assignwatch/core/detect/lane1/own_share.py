"""How much of a leg is a contract's, where records of several were taken for one.

`lane.py` asks for each leg that shares an id with a contract. Of records that name no list the
smaller ones may be told again of a larger one, and count as that until it is known whose the larger
is (`witnesses.py`). So much may count of the thing, but never is more said of the contract than it
delivers, where the record that shares its id says just that.
"""

from dataclasses import replace

from assignwatch.core.detect.contracts.delivery import effect
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.state import State


def own_share(state: State, owner: Record, leg: Record) -> Record:
    """The leg as far as it is of this contract."""
    call, told = owner.happening, leg.happening
    ids = {token for witness in call.witnesses for token in witness.shared}
    own = tuple(w for w in told.witnesses if not ids.isdisjoint(w.shared))
    if owner.contract is None or not own or len(own) == len(told.witnesses):
        return leg
    moved = effect(state, owner.contract, call.quantity, call.at) or {}
    just, share = moved.get(leg.key.instrument), replace(told, witnesses=own)
    if just is None or abs(told.quantity) <= abs(just) or share.quantity != just:
        return leg
    return replace(leg, happening=share)
