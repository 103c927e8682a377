"""One look at what the program knows, at one moment; every renderer of this room takes one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from assignwatch.brokers.base import Profile
from assignwatch.core.gauges import Gauges
from assignwatch.core.model import AccountKey, InstrumentId, Problem, Scope, broker_of, name_of
from assignwatch.core.policy import Policy
from assignwatch.core.prices import Prices
from assignwatch.core.state import State


@dataclass(frozen=True, slots=True)
class Look:
    """The state and the prices as they are at `now`; `zone` None means that of this computer.

    `profiles` are by broker key: they give accounts the names that people use.
    """

    state: State
    prices: Prices
    gauges: Gauges
    now: datetime
    zone: tzinfo | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    unsaved: Problem | None = None
    policy: Policy = field(default_factory=Policy)
    sessions: Problem | None = None
    """What is wrong with the table of exchange sessions."""

    def title(self, account: AccountKey) -> str:
        """What people call it: `<broker> <name>`."""
        return account_title(account, self.profiles)

    def signs_in(self, account: AccountKey) -> bool:
        """Whether its trader signs in on a page of the broker's."""
        profile = self.profiles.get(broker_of(account))
        return profile is not None and profile.signs_in

    def part(self, account: AccountKey, scope: Scope) -> Scope:
        """What people call a part of it."""
        profile = self.profiles.get(broker_of(account))
        return Scope(profile.parts.get(scope, scope)) if profile is not None else scope

    def symbol(self, instrument: InstrumentId) -> str:
        """The instrument's symbol, or its broker's id while nothing described it."""
        known = self.state.instruments.get(instrument)
        return known.symbol if known is not None else name_of(instrument)


def account_title(account: AccountKey, profiles: Mapping[str, Profile]) -> str:
    """The broker's title and the account's name."""
    profile = profiles.get(broker_of(account))
    broker = profile.title if profile is not None else broker_of(account)
    return f"{broker} {name_of(account)}"
