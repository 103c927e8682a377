"""What a broker is to the rest of the program; the whole contract is on this page.

`watch.account` drives a `Session`, the window and the command line draw their forms from a
`Profile`, and `brokers/__init__.py` lists the specs. A session reads and listens, nothing else:
there is no way to write through it. Errors say by their class what may help.

    BrokerError             problem: a code and values for the sentence
    ├── Transient           trying again may help (network, 5xx, maintenance)
    ├── RateLimited         trying again after `retry_after` may help
    ├── Refused             the credentials are wrong, revoked or not enough: ask the trader
    ├── BadPayload          the broker said something that cannot be read
    └── Fatal               nothing will help but a new version or another setting
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from assignwatch.core.model import WHOLE, AccountKey, Problem, Scope
from assignwatch.core.observations import BrokerObservation
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Transport


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing the trader must enter. `secret` ones go to the keyring and are never shown."""

    name: str
    title: str
    secret: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """One place the broker can be reached at. `urls` are the defaults by name."""

    name: str
    title: str
    urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that the window and the command line ever see of a broker."""

    key: str
    title: str
    credentials: tuple[CredentialField, ...]
    environments: tuple[Environment, ...]
    feeds: tuple[Feed, ...]
    identity_fields: frozenset[str]
    how_to: str
    poll_every: timedelta


@dataclass(frozen=True, slots=True)
class AccountConfig:
    """One account as the trader set it up, without its secrets."""

    key: AccountKey
    environment: str
    urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Since:
    """From where to read on, by feed; absent means that the feed was never read."""

    through: Mapping[Feed, datetime] = field(default_factory=dict)


class Session(Protocol):
    """A signed-in conversation with one account at one broker."""

    async def read(
        self, feeds: Sequence[Feed], since: Since, scope: Scope = WHOLE
    ) -> list[BrokerObservation]:
        """Read these feeds completely, positions first; repeatable, overlap is harmless.

        Ends with a `Coverage` for each feed of records that was read without a hole. A feed that
        fails on its own comes back as `Unreadable`; raises `BrokerError` when nothing was read.
        """
        ...

    def stream(self) -> AsyncIterator[Sequence[BrokerObservation]]:
        """Observations as they come, a batch for each frame. May lose things.

        Ends by raising `BrokerError` when the connection is lost, silent or refused.
        """
        ...

    async def aclose(self) -> None:
        """Let go of everything."""
        ...


@dataclass(frozen=True, slots=True)
class BrokerSpec:
    """A broker: its profile, and how to open a session.

    `open(config, secrets, clock, transport)`: `secrets` maps credential names to values and is
    kept in memory only. Raises `Refused` when a credential cannot even be used (not base64, …).
    """

    profile: Profile
    open: Callable[[AccountConfig, Mapping[str, str], Clock, Transport], Session]


class BrokerError(Exception):
    """Something went wrong with a broker; `problem` says what, in a form that `texts` can say."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Transient(BrokerError):
    """Trying again may help."""


class RateLimited(BrokerError):
    """The broker asked us to wait; `retry_after` says how long."""

    def __init__(self, problem: Problem, retry_after: timedelta) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class Refused(BrokerError):
    """The credentials do not do: wrong, revoked, expired, or lacking a permission."""


class BadPayload(BrokerError):
    """The broker said something that cannot be read; nothing is concluded from it."""


class Fatal(BrokerError):
    """Nothing that the program can do by itself will help."""
