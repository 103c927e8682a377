"""One profile at work: what the window and the terminal share.

A `Desk` takes a profile's lock, reads its settings and opens its journal; `watch` brings back what
the journal knows, hangs the channels of one face on it and gives the `Watcher` to run. Accounts
are added and removed here: credentials to the password store, the rest to the settings, both
before the watch begins.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from assignwatch.brokers import TRADES_WITHIN, spec_of
from assignwatch.brokers.base import AccountConfig, BrokerError, BrokerSpec, Browser, Since, Vault
from assignwatch.channels.base import Channel
from assignwatch.core.model import AccountKey, Problem, broker_of
from assignwatch.core.observations import Unreadable
from assignwatch.core.policy import Policy
from assignwatch.core.ports import Clock
from assignwatch.core.words import Feed
from assignwatch.net.browser import SystemBrowser
from assignwatch.net.real import real_transport
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Unreachable
from assignwatch.store import sessions
from assignwatch.store.errors import SecretsUnavailable, SettingsRefused, StoreError
from assignwatch.store.journal import SqliteJournal
from assignwatch.store.paths import places
from assignwatch.store.pieces import InPieces
from assignwatch.store.secrets import (
    KeyringSecrets,
    Secrets,
    SessionSecrets,
    StoreStatus,
    exchange,
    put_back,
)
from assignwatch.store.settings import Account, Settings, SettingsFile
from assignwatch.texts.alerts import notice
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.clock import SystemClock
from assignwatch.watch.engine import Engine
from assignwatch.watch.watcher import Watcher

UNREACHED = frozenset(
    {
        "dns_failed",
        "connect_failed",
        "timed_out",
        "connection_lost",
        "server_error",
        "unavailable",
        "html_reply",
        "rate_limited",
    }
)
"""Problems that say nothing about the credentials: the broker may answer later."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying an account: what is wrong, and the credentials as they are now.

    Trying may renew them, so that those that were handed in work no more.
    """

    problem: Problem | None
    credentials: Mapping[str, str] = field(repr=False)
    worth_keeping: bool
    """Whether the account can be watched with them as soon as the broker answers."""


class Desk:
    """An opened profile. Close it, or the next start finds it in use."""

    def __init__(
        self,
        profile: Path | None,
        clock: Clock,
        on_store: Callable[[StoreStatus], None] = lambda _: None,
        browser: Browser | None = None,
    ) -> None:
        """Raises `StoreError` and `JournalUnwritable`, each with a sentence."""
        where = places(profile)
        where.prepare()
        self.places = where
        self.clock = clock
        self._file = SettingsFile(where.settings)
        self.settings = self._file.load()
        self._journal = SqliteJournal(where.journal, where.lock, SystemClock().monotonic)
        self.keyring: Secrets = InPieces(KeyringSecrets(on_status=on_store))
        self._session = InPieces(SessionSecrets())
        self._unstored: dict[tuple[AccountKey, str], str] = {}
        """Credentials that a broker renewed and the password store has not taken yet."""
        self._browser = browser or SystemBrowser()
        self.sessions = sessions.load()
        policy = Policy(calendar=self.sessions.calendar, two_legs_wait_at=TRADES_WITHIN)
        self.engine = Engine(self._journal, clock, policy)
        self.watcher: Watcher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def watch(self, channels: Sequence[Channel]) -> Watcher:
        """Bring back what the journal knows, and watch the accounts in the settings from now on.

        The watcher is given to be run; it tells through these channels.
        """
        self.engine.load()
        self.watcher = Watcher(self.engine, self.clock, channels, notice)
        for account in self.settings.accounts:
            self._begin(account)
        return self.watcher

    async def try_account(self, config: Account, credentials: Mapping[str, str]) -> Tried:
        """Whether these credentials open the account; reads its positions once, keeps nothing.

        Where the broker wants the trader to sign in on a page of its own, that comes first.
        """
        spec = _spec(config)
        keep_secret(*credentials.values())
        vault, transport = Vault(credentials), real_transport()
        try:
            if spec.sign_in is not None and spec.needs_sign_in(credentials):
                vault = Vault(
                    await spec.sign_in(
                        _config(config), credentials, self._browser, self.clock, transport
                    )
                )
            session = spec.open(_config(config), vault, self.clock, transport)
            try:
                told = await session.read([Feed.POSITIONS], Since())
            finally:
                await session.aclose()
            problem = next((o.problem for o in told if isinstance(o, Unreadable)), None)
        except (BrokerError, Unreachable) as failure:
            problem = failure.problem
        finally:
            await transport.aclose()
        granted = not spec.needs_sign_in(vault.values)
        worth_keeping = problem is None or (problem.code in UNREACHED and granted)
        return Tried(problem, vault.values, worth_keeping)

    async def sign_in_again(self, key: AccountKey) -> Problem | None:
        """Send the trader to the broker's page for an account whose sign-in has ended.

        The credentials that were granted take the place of the old ones, and the account is
        watched anew with them, also where the broker did not answer after that. Raises
        `StoreError`.
        """
        account = self._account(key)
        spec = _spec(account)
        known = (await self._vault_of(spec, key)()).values
        typed = {f.name: known[f.name] for f in spec.profile.credentials if f.typed and f.required}
        tried = await self.try_account(account, typed)
        if tried.worth_keeping:
            keep = await self._is_session_only(spec, key)
            await self.add_account(account, tried.credentials, keep=not keep)
        return tried.problem

    async def add_account(
        self, config: Account, credentials: Mapping[str, str], *, keep: bool = True
    ) -> None:
        """Keep an account and its credentials, and watch it from now on.

        With `keep` false both are for this run only. Raises `SettingsRefused` for an account that
        cannot be, `SecretsUnavailable` when the password store does not take the credentials, and
        `StoreError` when the settings cannot be written; everything is as before then.
        """
        spec = _spec(config)
        _check_credentials(spec, config, credentials)
        others = tuple(a for a in self.settings.accounts if a.key != config.key)
        settings = replace(self.settings, accounts=(*others, config))
        keep_secret(*credentials.values())
        store: Secrets = self.keyring if keep else self._session
        names = [wanted.name for wanted in spec.profile.credentials]
        before = await exchange(store, config.key, {name: credentials.get(name) for name in names})
        if keep:
            try:
                self._file.save(settings)
            except StoreError:
                await put_back(store, config.key, before)
                raise
            await self._forget(self._session, config.key, names)
        for name in names:
            self._unstored.pop((config.key, name), None)
        self.settings = settings
        self._begin(config)

    async def remove_account(self, key: AccountKey) -> None:
        """Stop watching an account and forget its credentials; its history stays.

        Raises `SecretsUnavailable` when the password store did not forget; the account is gone
        from the settings all the same.
        """
        self._account(key)
        others = tuple(a for a in self.settings.accounts if a.key != key)
        self.settings = replace(self.settings, accounts=others)
        self._file.save(self.settings)
        if self.watcher is not None:
            self.watcher.remove(key)
        spec = spec_of(broker_of(key))
        names = [wanted.name for wanted in spec.profile.credentials] if spec is not None else []
        await self._forget(self._session, key, names)
        await self._forget(self.keyring, key, names)

    def remember(self, settings: Settings) -> None:
        """Keep changed preferences. Raises `StoreError`."""
        self._file.save(settings)
        self.settings = settings

    def close(self) -> None:
        """Let go of the profile."""
        self._journal.close()

    def _account(self, key: AccountKey) -> Account:
        account = next((a for a in self.settings.accounts if a.key == key), None)
        if account is None:
            raise SettingsRefused(Problem("account_unknown", {"account": key}))
        return account

    def _begin(self, account: Account) -> None:
        if self.watcher is None:
            return
        spec = _spec(account)
        watch = AccountWatch(
            spec,
            _config(account),
            self._vault_of(spec, account.key),
            self.engine,
            self.clock,
            real_transport,
        )
        self.watcher.add(watch, spec.profile.feeds)

    def _vault_of(self, spec: BrokerSpec, key: AccountKey) -> Callable[[], Awaitable[Vault]]:
        async def fetch() -> Vault:
            session_only = await self._is_session_only(spec, key)
            store: Secrets = self._session if session_only else self.keyring
            found: dict[str, str] = {}
            for wanted in spec.profile.credentials:
                value = await store.get(key, wanted.name)
                value = self._unstored.get((key, wanted.name), value)
                if value is not None:
                    found[wanted.name] = value
                elif wanted.required:
                    raise SecretsUnavailable(Problem("credentials_missing", {"account": key}))
            keep_secret(*found.values())

            async def keep(name: str, value: str) -> Problem | None:
                keep_secret(value)
                self._unstored[key, name] = value
                try:
                    await store.set(key, name, value)
                except SecretsUnavailable as failure:
                    return failure.problem
                self._unstored.pop((key, name), None)
                return None

            return Vault(found, keep)

        return fetch

    async def _is_session_only(self, spec: BrokerSpec, key: AccountKey) -> bool:
        """Whether its credentials are known to this run alone."""
        for wanted in spec.profile.credentials:
            if await self._session.get(key, wanted.name) is not None:
                return True
        return False

    async def _forget(
        self, store: Secrets, key: AccountKey, names: Sequence[str] | Mapping[str, str]
    ) -> None:
        for name in names:
            self._unstored.pop((key, name), None)
            await store.delete(key, name)


def opens_page(config: Account, credentials: Mapping[str, str]) -> bool:
    """Whether trying them sends the trader to the broker's page first."""
    return _spec(config).needs_sign_in(credentials)


def read_account(document: Mapping[str, object]) -> tuple[Account, dict[str, str]]:
    """An account and its credentials from JSON as `simulate` prints it. Raises `SettingsRefused`.

    Keys: `account`, `credentials`, and optionally `environment` and `urls`.
    """
    key = _text(document, "account")
    spec = spec_of(broker_of(AccountKey(key)))
    if spec is None:
        raise SettingsRefused(Problem("broker_unknown", {"broker": broker_of(AccountKey(key))}))
    environment = _text(document, "environment", spec.profile.environments[0].name)
    config = Account(AccountKey(key), environment, _texts(document, "urls"))
    credentials = _texts(document, "credentials")
    _check_credentials(spec, config, credentials)
    return config, credentials


def _spec(account: Account) -> BrokerSpec:
    broker = broker_of(account.key)
    spec = spec_of(broker)
    if spec is None:
        raise SettingsRefused(Problem("broker_unknown", {"broker": broker}))
    return spec


def _config(account: Account) -> AccountConfig:
    """The account with the addresses of its environment, where it names none of its own."""
    environments = {e.name: e for e in _spec(account).profile.environments}
    environment = environments.get(account.environment)
    if environment is None:
        values = {"account": account.key, "environment": account.environment}
        raise SettingsRefused(Problem("environment_unknown", values))
    urls = {**environment.urls, **account.urls}
    return AccountConfig(account.key, account.environment, urls)


def _check_credentials(spec: BrokerSpec, config: Account, credentials: Mapping[str, str]) -> None:
    _config(config)
    for wanted in spec.profile.credentials:
        if wanted.required and not credentials.get(wanted.name):
            values = {"account": config.key, "field": wanted.title}
            raise SettingsRefused(Problem("credential_absent", values))
    known = {wanted.name for wanted in spec.profile.credentials}
    for name in credentials:
        if name not in known:
            values = {"account": config.key, "field": name}
            raise SettingsRefused(Problem("credential_unknown", values))


def _text(document: Mapping[str, object], key: str, default: str | None = None) -> str:
    value = document.get(key, default)
    if not isinstance(value, str):
        raise SettingsRefused(Problem("account_malformed", {"what": key}))
    return value


def _texts(document: Mapping[str, object], key: str) -> dict[str, str]:
    value = document.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise SettingsRefused(Problem("account_malformed", {"what": key}))
    return dict(value)
