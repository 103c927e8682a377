"""What a broker is to the rest of the program; the whole contract is on this page.

`watch.account` drives a `Session`, the window and the command line draw their forms from a
`Profile`, and `brokers/__init__.py` lists the specs. A session reads and listens, nothing else:
there is no way to write through it. Errors say by their class what may help.

    BrokerError             problem: a code and values for the sentence
    ├── Transient           trying again may help (network, 5xx, maintenance)
    ├── RateLimited         trying again after `retry_after` may help
    ├── Refused             the credentials are wrong, revoked or not enough: ask the trader
    │   └── SignInEnded     the trader must sign in on the broker's page again
    ├── BadPayload          the broker said something that cannot be read
    └── Fatal               nothing will help but a new version or another setting
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from assignwatch.core.model import WHOLE, AccountKey, PositionKey, Problem, Scope
from assignwatch.core.observations import BrokerObservation
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.transport import Transport


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One credential. `secret` ones are covered while they are typed; all go to the keyring.

    One that is not `required` may be left empty; one that is not `typed` comes from signing in.
    """

    name: str
    title: str
    secret: bool
    hint: str = ""
    required: bool = True
    typed: bool = True


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
    trades_within: timedelta = timedelta(seconds=60)
    """So soon it has told of a trade that a reading of the positions shows."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What people call the scopes, where the broker's own word for one says nothing to them."""

    @property
    def signs_in(self) -> bool:
        """Whether the trader signs in on a page of the broker's."""
        return any(not field.typed for field in self.credentials)


@dataclass(frozen=True, slots=True)
class AccountConfig:
    """One account as the trader set it up, without its secrets."""

    key: AccountKey
    environment: str
    urls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Since:
    """From where to read on, by feed and scope; absent means that it was never read.

    `held` is what was held when that was read last, and until lately: signed, by position.
    """

    through: Mapping[tuple[Feed, Scope], datetime] = field(default_factory=dict)
    held: Mapping[PositionKey, Decimal] = field(default_factory=dict)
    bookmarks: Mapping[tuple[Feed, Scope], str] = field(default_factory=dict)
    scopes: Collection[Scope] = ()
    """Parts of the account that were read before, as far as anything depends on them."""

    def of(self, feed: Feed, scope: Scope = WHOLE) -> datetime | None:
        """Up to when this feed of this scope, or of the whole account, was read without a hole."""
        return self.through.get((feed, scope), self.through.get((feed, WHOLE)))

    def bookmark(self, feed: Feed, scope: Scope = WHOLE) -> str | None:
        """The broker's own word for where to go on, as its session told it last (`Bookmark`)."""
        return self.bookmarks.get((feed, scope))


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

    def stream(self, since: Since) -> AsyncIterator[Sequence[BrokerObservation]]:
        """Observations as they come, a batch for each frame. May lose things.

        A broker that can tell again what was missed begins at its bookmark in `since`. Ends by
        raising `BrokerError` when the connection is lost, silent or refused.
        """
        ...

    async def aclose(self) -> None:
        """Let go of everything."""
        ...


class Vault:
    """An account's credentials in memory, and the way back to the store for those that change."""

    def __init__(
        self,
        values: Mapping[str, str],
        store: Callable[[str, str], Awaitable[Problem | None]] | None = None,
    ) -> None:
        self._values = dict(values)
        self._store = store

    @property
    def values(self) -> Mapping[str, str]:
        """By the names of the credential fields; absent ones are not there."""
        return dict(self._values)

    def get(self, name: str) -> str:
        """The value, or nothing."""
        return self._values.get(name, "")

    async def keep(self, name: str, value: str) -> Problem | None:
        """From now on the value is this; what kept the store from taking it, if it did not."""
        self._values[name] = value
        return await self._store(name, value) if self._store is not None else None


class Browser(Protocol):
    """The trader's own browser, as far as a sign-in needs it."""

    async def visit(self, path: str, page: Callable[[str], str]) -> Mapping[str, str]:
        """Show a page and wait for it to send the trader back.

        `page` makes its address from that of the way back, `http://localhost:<port><path>`; what
        comes back is the query. Raises `Unreachable` when nobody came back.
        """
        ...


@dataclass(frozen=True, slots=True)
class BrokerSpec:
    """A broker: its profile, how to open a session, and how to sign in where a page is needed.

    `open(config, vault, clock, transport)` raises `Refused` when a credential cannot even be used
    (not base64, …). `sign_in(config, entered, browser, clock, transport)` gives all credentials of
    the account, those that were entered and those that the broker granted; raises `BrokerError`.
    """

    profile: Profile
    open: Callable[[AccountConfig, Vault, Clock, Transport], Session]
    sign_in: (
        Callable[
            [AccountConfig, Mapping[str, str], Browser, Clock, Transport],
            Awaitable[Mapping[str, str]],
        ]
        | None
    ) = None

    def needs_sign_in(self, credentials: Mapping[str, str]) -> bool:
        """Whether they are only what opens the broker's page, and no credential to sign with."""
        if self.sign_in is None:
            return False
        optional = (field.name for field in self.profile.credentials if not field.required)
        return not any(credentials.get(name) for name in optional)


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


class SignInEnded(Refused):
    """The broker wants the trader on its page again; until then nothing can be read."""


class BadPayload(BrokerError):
    """The broker said something that cannot be read; nothing is concluded from it."""


class Fatal(BrokerError):
    """Nothing that the program can do by itself will help."""
