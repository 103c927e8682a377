"""What the brokers say of money and of request budgets, beside the state and never in it.

The engine feeds it and the window reads it. `decide` never does: funds and allowances are shown,
and nothing is concluded from them, so that losing them loses nothing. The newest of each place is
kept, so the work and the room do not grow with how often they are told.
"""

from collections.abc import Container
from typing import TypeVar

from assignwatch.core.model import AccountKey, Scope
from assignwatch.core.observations import Allowance, Funds

_Place = TypeVar("_Place", bound=str)
_Told = TypeVar("_Told", Funds, Allowance)


class Gauges:
    """The newest `Funds` of each scope and the newest `Allowance` of each name, by account."""

    def __init__(self) -> None:
        self._funds: dict[AccountKey, dict[Scope, Funds]] = {}
        self._allowances: dict[AccountKey, dict[str, Allowance]] = {}

    def note(self, told: Funds | Allowance) -> None:
        """Remember this unless something newer is known."""
        if isinstance(told, Funds):
            _newest(self._funds.setdefault(told.account, {}), told.scope, told)
        else:
            _newest(self._allowances.setdefault(told.account, {}), told.name, told)

    def keep(self, accounts: Container[AccountKey]) -> None:
        """Forget all other accounts: nobody tells of them any more."""
        for known in (self._funds, self._allowances):
            for account in [one for one in known if one not in accounts]:
                del known[account]

    def funds(self, account: AccountKey) -> tuple[Funds, ...]:
        """Of each scope, in the order in which they were first told."""
        return tuple(self._funds.get(account, {}).values())

    def allowances(self, account: AccountKey) -> tuple[Allowance, ...]:
        """Each of them, in the order in which they were first told."""
        return tuple(self._allowances.get(account, {}).values())


def _newest(known: dict[_Place, _Told], key: _Place, told: _Told) -> None:
    before = known.get(key)
    if before is None or before.at <= told.at:
        known[key] = told
