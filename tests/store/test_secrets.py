"""A password store may answer, refuse or be silent; the program stays usable and discreet."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.compat import properties

from assignwatch.core.model import AccountKey
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.store.secrets import (
    LONGEST,
    KeyringSecrets,
    Secrets,
    SessionSecrets,
    StoreState,
    StoreStatus,
)

MAIN = AccountKey("kraken/main")
VALUE = "s3cr3t-value"
OK = StoreStatus(StoreState.OK, "Test Store")


class Store(KeyringBackend):
    """A password store whose prompt may be open, and whose user may refuse."""

    priority = properties.classproperty(lambda cls: -1)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it without types
        self.entries: dict[tuple[str, str], str] = {}
        self.answered = threading.Event()
        self.unanswered: list[threading.Event] = []
        self.answered.set()
        self.error: Exception | None = None
        self.threads: list[threading.Thread] = []

    def restart(self) -> None:
        """Answer from now on, but never those who have asked before."""
        self.unanswered.append(self.answered)
        self.answered = threading.Event()
        self.answered.set()

    def _prompt(self) -> None:
        self.threads.append(threading.current_thread())
        assert self.answered.wait(timeout=30)
        if self.error:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._prompt()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._prompt()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._prompt()
        try:
            del self.entries[service, username]
        except KeyError:
            raise keyring.errors.PasswordDeleteError("not there") from None


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    for prompt in (store.answered, *store.unanswered):
        prompt.set()
    for thread in store.threads:
        thread.join(timeout=10)


@pytest.fixture
def said() -> list[StoreStatus]:
    return []


@pytest.fixture
def secrets(store: Store, said: list[StoreStatus]) -> KeyringSecrets:
    return KeyringSecrets(
        on_status=said.append,
        patience=timedelta(milliseconds=30),
        limit=timedelta(milliseconds=200),
        find=lambda: (store, "Test Store"),
    )


@pytest.fixture(params=["keyring", "session"])
def either(request: pytest.FixtureRequest, store: Store) -> Secrets:
    if request.param == "keyring":
        return KeyringSecrets(find=lambda: (store, "Test Store"))
    return SessionSecrets()


@pytest.mark.asyncio
async def test_a_stored_value_is_found_replaced_and_forgotten(either: Secrets) -> None:
    assert await either.get(MAIN, "api_key") is None
    await either.set(MAIN, "api_key", "first")
    await either.set(MAIN, "api_key", VALUE)
    await either.set(MAIN, "private_key", "other")
    assert await either.get(MAIN, "api_key") == VALUE
    assert await either.get(AccountKey("kraken/second"), "api_key") is None
    await either.delete(MAIN, "api_key")
    await either.delete(MAIN, "api_key")
    assert await either.get(MAIN, "api_key") is None
    assert await either.get(MAIN, "private_key") == "other"
    assert either.status.state is StoreState.OK


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["x" * LONGEST, "\U0001f511" * (LONGEST // 2)])
async def test_the_longest_value_fits(either: Secrets, value: str) -> None:
    await either.set(MAIN, "key", value)
    assert await either.get(MAIN, "key") == value


@pytest.mark.asyncio
@pytest.mark.parametrize("value", ["x" * (LONGEST + 1), "\U0001f511" * (LONGEST // 2 + 1)])
async def test_a_longer_value_is_refused_before_it_is_tried(either: Secrets, value: str) -> None:
    with pytest.raises(SecretsUnavailable) as refused:
        await either.set(MAIN, "key", value)
    assert refused.value.problem.code == "secret_too_long"
    assert await either.get(MAIN, "key") is None


@pytest.mark.asyncio
async def test_each_secret_is_an_entry_of_its_own(
    secrets: KeyringSecrets, store: Store, said: list[StoreStatus]
) -> None:
    await secrets.set(MAIN, "api_key", "a")
    await secrets.set(MAIN, "private_key", "b")
    assert store.entries == {
        ("AssignWatch/kraken/main", "api_key"): "a",
        ("AssignWatch/kraken/main", "private_key"): "b",
    }
    assert said == [OK]  # the same news once


@pytest.mark.asyncio
async def test_no_store_at_all(said: list[StoreStatus]) -> None:
    secrets = KeyringSecrets(on_status=said.append, find=lambda: None)
    with pytest.raises(SecretsUnavailable) as missing:
        await secrets.get(MAIN, "api_key")
    assert missing.value.problem.code == "keyring_missing"
    assert said == [StoreStatus(StoreState.NONE)]


@pytest.mark.asyncio
async def test_a_dismissed_prompt_is_locked_and_a_later_answer_is_ok(
    secrets: KeyringSecrets, store: Store, said: list[StoreStatus]
) -> None:
    store.error = keyring.errors.KeyringLocked("dismissed")
    with pytest.raises(SecretsUnavailable) as locked:
        await secrets.get(MAIN, "api_key")
    assert locked.value.problem.code == "keyring_locked"
    store.error = None
    assert await secrets.get(MAIN, "api_key") is None
    assert [status.state for status in said] == [StoreState.LOCKED, StoreState.OK]


@pytest.mark.asyncio
async def test_an_open_prompt_is_said_while_the_loop_goes_on_and_ends_with_the_answer(
    secrets: KeyringSecrets, store: Store, said: list[StoreStatus]
) -> None:
    store.answered.clear()
    call = asyncio.create_task(secrets.set(MAIN, "api_key", VALUE))
    await until(lambda: secrets.status.state is StoreState.WAITING)
    store.answered.set()
    await call
    assert [status.state for status in said] == [StoreState.WAITING, StoreState.OK]
    assert secrets.status == OK


@pytest.mark.asyncio
async def test_a_prompt_that_nobody_answers_times_out_and_the_next_call_starts_afresh(
    secrets: KeyringSecrets, store: Store, said: list[StoreStatus]
) -> None:
    await secrets.set(MAIN, "api_key", VALUE)
    store.answered.clear()
    with pytest.raises(SecretsUnavailable) as silent:
        await secrets.get(MAIN, "api_key")
    assert silent.value.problem.code == "keyring_timeout"
    assert silent.value.problem.values == {"seconds": "0.2"}
    assert secrets.status.state is StoreState.LOCKED
    stuck = store.threads[-1]
    assert stuck.is_alive()
    store.restart()
    assert await secrets.get(MAIN, "api_key") == VALUE
    assert stuck.is_alive()
    states = [status.state for status in said]
    assert states == [StoreState.OK, StoreState.WAITING, StoreState.LOCKED, StoreState.OK]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "change",
    [
        lambda secrets: secrets.set(MAIN, "api_key", "too late"),
        lambda secrets: secrets.delete(MAIN, "api_key"),
    ],
    ids=["set", "delete"],
)
async def test_what_timed_out_is_not_done_behind_the_back_of_a_later_change(
    secrets: KeyringSecrets, store: Store, change: Callable[[Secrets], Awaitable[None]]
) -> None:
    await secrets.set(MAIN, "api_key", VALUE)
    store.answered.clear()
    with pytest.raises(SecretsUnavailable):
        await change(secrets)
    store.answered.set()
    store.threads[-1].join(timeout=10)
    assert list(store.entries.values()) == [VALUE]


@pytest.mark.asyncio
async def test_what_is_there_already_is_not_written_again(
    secrets: KeyringSecrets, store: Store
) -> None:
    await secrets.set(MAIN, "api_key", VALUE)
    asked = len(store.threads)
    await secrets.set(MAIN, "api_key", VALUE)
    assert len(store.threads) == asked + 1  # read, and left


@pytest.mark.asyncio
async def test_calls_behind_an_open_prompt_wait_no_longer_than_the_limit(
    secrets: KeyringSecrets, store: Store
) -> None:
    store.answered.clear()
    begun = asyncio.get_running_loop().time()
    calls = [secrets.get(MAIN, f"field-{n}") for n in range(5)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(answer, SecretsUnavailable) for answer in answers)
    assert asyncio.get_running_loop().time() - begun < 2
    assert len(store.threads) == 1  # one prompt at a time


@pytest.mark.asyncio
async def test_a_cancelled_call_lets_the_next_one_through(
    secrets: KeyringSecrets, store: Store
) -> None:
    store.answered.clear()
    call = asyncio.create_task(secrets.get(MAIN, "api_key"))
    await until(lambda: bool(store.threads))
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    store.restart()
    assert await secrets.get(MAIN, "api_key") is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "error",
    [RuntimeError(f"stub received bad data: {VALUE}"), keyring.errors.PasswordSetError(VALUE)],
)
async def test_no_text_ever_carries_the_value(
    secrets: KeyringSecrets, store: Store, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store.error = error
    with pytest.raises(SecretsUnavailable) as failed:
        await secrets.set(MAIN, "api_key", VALUE)
    assert failed.value.problem.code == "keyring_failed"
    assert VALUE not in f"{failed.value.problem} {failed.value!r} {caplog.text}"
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None
    session = SessionSecrets()
    await session.set(MAIN, "api_key", VALUE)
    assert VALUE not in f"{session!r} {session} {secrets!r}"


QUITTER = """
import asyncio, sys, threading
from datetime import timedelta
from assignwatch.store.secrets import KeyringSecrets

asked = threading.Event()

def never():
    asked.set()
    threading.Event().wait()

async def main():
    call = asyncio.create_task(KeyringSecrets(find=never).get("kraken/main", "api_key"))
    while not asked.is_set():
        await asyncio.sleep(0.01)

asyncio.run(main())
print("goodbye")
"""


def test_the_program_can_end_while_the_store_is_silent() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUITTER],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "goodbye\n", "")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  # a thread's doing: there is no event to await
            await asyncio.sleep(0.005)
