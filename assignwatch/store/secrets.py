"""Credentials in the system's password store, which may block for as long as the trader thinks.

`watch` and the forms await `get`, `set` and `delete`; each call runs in a daemon thread of its
own, one at a time, never in the loop's executor, so that a store whose prompt nobody answers
stops neither the loop nor the end of the program. Without a store, `SessionSecrets` remembers
until the program ends; there is no file to fall back to.

No secret is ever part of a text: not of a `repr`, an exception or the log.
"""

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar

import keyring.errors
from keyring.backend import KeyringBackend

from assignwatch.core.model import AccountKey, Problem
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.store.keyrings import trusted_keyring

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

_Then = Callable[[KeyringBackend, str | None], None]
"""What to do with the open store, given the value that is there."""

LONGEST: Final = 1280
"""Characters. Windows keeps 2,560 bytes of UTF-16 for a credential and fails obscurely above."""


_WORTH_ASKING: Final = 0.01
"""Seconds that must be left of the limit for a question to be asked at all."""


class StoreState(StrEnum):
    """What is known of the password store."""

    UNKNOWN = "unknown"
    OK = "ok"
    NONE = "none"
    LOCKED = "locked"
    WAITING = "waiting"


_STATES: Final = {"keyring_missing": StoreState.NONE, "keyring_locked": StoreState.LOCKED}


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """The store's state and its name, once one was found."""

    state: StoreState
    title: str = ""


class Secrets(Protocol):
    """Where the credentials of accounts are. Every call raises `SecretsUnavailable`."""

    @property
    def status(self) -> StoreStatus:
        """As of the last call."""
        ...

    async def get(self, account: AccountKey, field: str) -> str | None:
        """The stored value; None when there is none."""
        ...

    async def set(self, account: AccountKey, field: str, value: str) -> None:
        """Store a value of at most `LONGEST` characters, in place of one that was there."""
        ...

    async def delete(self, account: AccountKey, field: str) -> None:
        """Forget a value; one that is not there is forgotten already."""
        ...


class KeyringSecrets:
    """The system's password store: one entry each, `AssignWatch/<account>` and the field's name.

    `on_status` is called on the loop whenever the status changes: a call that has waited for
    `patience` says WAITING, one that has waited for `limit` raises `keyring_timeout` and is not
    carried out later, when the trader opens the store after all.
    """

    def __init__(
        self,
        *,
        on_status: Callable[[StoreStatus], None] = lambda _: None,
        patience: timedelta = timedelta(seconds=1.5),
        limit: timedelta = timedelta(seconds=60),
        find: Callable[[], tuple[KeyringBackend, str] | None] = trusted_keyring,
    ) -> None:
        self._on_status = on_status
        self._patience = patience
        self._limit = limit
        self._find = find
        self._status = StoreStatus(StoreState.UNKNOWN)
        self._one_at_a_time = asyncio.Lock()

    @property
    def status(self) -> StoreStatus:
        """As of the last call."""
        return self._status

    async def get(self, account: AccountKey, field: str) -> str | None:
        """The stored value; None when there is none. Raises `SecretsUnavailable`."""
        return await self._ask(account, field)

    async def set(self, account: AccountKey, field: str, value: str) -> None:
        """Store a value, in place of one that was there. Raises `SecretsUnavailable`."""
        _check_length(field, value)

        def store_it(store: KeyringBackend, before: str | None) -> None:
            if value != before:  # macOS asks the trader again after each rewrite
                store.set_password(_service(account), field, value)

        await self._ask(account, field, store_it)

    async def delete(self, account: AccountKey, field: str) -> None:
        """Forget a value, if it is there. Raises `SecretsUnavailable`."""

        def forget_it(store: KeyringBackend, before: str | None) -> None:
            if before is not None:  # to delete what is not there is an error like any other
                store.delete_password(_service(account), field)

        await self._ask(account, field, forget_it)

    async def _ask(self, account: AccountKey, field: str, then: _Then | None = None) -> str | None:
        """Read a value and `then` change it; what comes back is the value before."""
        limit = self._limit.total_seconds()
        try:
            async with asyncio.timeout(limit) as bound, self._one_at_a_time:
                if (bound.when() or 0) - asyncio.get_running_loop().time() < _WORTH_ASKING:
                    raise TimeoutError  # it waited behind one that timed out: no second prompt
                value, title = await self._patiently(
                    lambda given_up: self._use(_service(account), field, then, given_up)
                )
        except TimeoutError as error:
            self._say(StoreStatus(StoreState.LOCKED, self._status.title))
            problem = Problem("keyring_timeout", {"seconds": f"{limit:g}"})
            raise SecretsUnavailable(problem) from error
        except SecretsUnavailable as error:
            state = _STATES.get(error.problem.code, StoreState.UNKNOWN)
            self._say(StoreStatus(state, error.problem.values.get("store", "")))
            raise
        self._say(StoreStatus(StoreState.OK, title))
        return value

    async def _patiently(self, work: Callable[[threading.Event], _T]) -> _T:
        given_up = threading.Event()
        answer = _in_thread(lambda: work(given_up))
        try:
            done, _ = await asyncio.wait([answer], timeout=self._patience.total_seconds())
            if not done:
                self._say(StoreStatus(StoreState.WAITING, self._status.title))
            return await answer
        finally:
            given_up.set()
            answer.cancel()

    def _use(
        self, service: str, field: str, then: _Then | None, given_up: threading.Event
    ) -> tuple[str | None, str]:
        """Find the store and use it; runs in the thread.

        The prompt comes with the reading, so that a change which was given up meanwhile is not
        made behind the back of a later one.
        """
        found = self._find()
        if found is None:
            raise SecretsUnavailable(Problem("keyring_missing"))
        store, title = found
        try:
            value = store.get_password(service, field)
            if then is not None and not given_up.is_set():
                then(store, value)
        except keyring.errors.KeyringLocked:
            problem = Problem("keyring_locked", {"store": title})
        except Exception as error:  # noqa: BLE001  # each system's own; the text may quote the value
            problem = Problem("keyring_failed", {"store": title, "reason": type(error).__name__})
        else:
            return value, title
        # Outside, so that no secret travels along in the context of what is raised.
        raise SecretsUnavailable(problem)

    def _say(self, status: StoreStatus) -> None:
        if status != self._status:
            self._status = status
            self._on_status(status)


class SessionSecrets:
    """Credentials that the program forgets when it ends."""

    def __init__(self) -> None:
        self._values: dict[tuple[AccountKey, str], str] = {}

    @property
    def status(self) -> StoreStatus:
        """Always ready."""
        return StoreStatus(StoreState.OK)

    async def get(self, account: AccountKey, field: str) -> str | None:
        """The value; None when there is none."""
        return self._values.get((account, field))

    async def set(self, account: AccountKey, field: str, value: str) -> None:
        """Remember a value. Raises `SecretsUnavailable` for one that no store would take."""
        _check_length(field, value)
        self._values[account, field] = value

    async def delete(self, account: AccountKey, field: str) -> None:
        """Forget a value, if it is there."""
        self._values.pop((account, field), None)


async def exchange(
    secrets: Secrets, account: AccountKey, values: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Store these values and forget those that are None: all of it, or nothing.

    Gives what was there before. Raises `SecretsUnavailable` after putting that back.
    """
    before: dict[str, str | None] = {}
    try:
        for field, value in values.items():
            before[field] = await secrets.get(account, field)
            await _put(secrets, account, field, value)
    except (SecretsUnavailable, asyncio.CancelledError):
        await put_back(secrets, account, before)
        raise
    return before


async def put_back(secrets: Secrets, account: AccountKey, before: Mapping[str, str | None]) -> None:
    """Undo an exchange as far as the store lets us; what it does not is said in the log."""
    for field, value in before.items():
        try:
            await _put(secrets, account, field, value)
        except SecretsUnavailable as failure:
            code = failure.problem.code
            _log.warning("%s: %s could not be put back as it was: %s", account, field, code)


async def _put(secrets: Secrets, account: AccountKey, field: str, value: str | None) -> None:
    if value is None:
        await secrets.delete(account, field)
    else:
        await secrets.set(account, field, value)


def _service(account: AccountKey) -> str:
    return f"AssignWatch/{account}"


def _check_length(field: str, value: str) -> None:
    length = len(value.encode("utf-16-le")) // 2
    if length > LONGEST:
        values = {"field": field, "length": str(length), "longest": str(LONGEST)}
        raise SecretsUnavailable(Problem("secret_too_long", values))


def _in_thread(work: Callable[[], _T]) -> asyncio.Future[_T]:
    """Run `work` in a daemon thread. Cancelling the future abandons the thread to its fate."""
    answer: concurrent.futures.Future[_T] = concurrent.futures.Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except BaseException as error:  # noqa: BLE001  # it belongs to the one who waits
            answer.set_exception(error)

    answer.set_running_or_notify_cancel()
    threading.Thread(target=run, name="password store", daemon=True).start()
    return asyncio.wrap_future(answer)
