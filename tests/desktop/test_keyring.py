"""The real Secret Service in the three states in which a trader may find it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from datetime import timedelta

import pytest

from assignwatch.core.model import AccountKey
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.store.secrets import LONGEST, KeyringSecrets, StoreState, StoreStatus
from tests.desktop.bench import PASSWORD, Desktop, Keyring, Parts
from tests.desktop.processes import eventually

MakeSecrets = Callable[[Keyring], tuple[Desktop, KeyringSecrets]]

MAIN = AccountKey("kraken/main")
VALUE = "s3cr3t – ü"


@pytest.fixture
def said() -> list[StoreStatus]:
    return []


@pytest.fixture
def make(
    make_desktop: Callable[[Parts], Desktop],
    monkeypatch: pytest.MonkeyPatch,
    said: list[StoreStatus],
) -> MakeSecrets:
    def make(keyring: Keyring) -> tuple[Desktop, KeyringSecrets]:
        bench = make_desktop(Parts(tray=False, notifications=False, keyring=keyring))
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bench.env["DBUS_SESSION_BUS_ADDRESS"])
        patience, limit = timedelta(seconds=1.5), timedelta(seconds=4)
        return bench, KeyringSecrets(on_status=said.append, patience=patience, limit=limit)

    return make


def states(said: list[StoreStatus]) -> list[StoreState]:
    return [status.state for status in said]


@pytest.mark.asyncio
async def test_an_open_store_keeps_replaces_and_forgets(
    make: MakeSecrets, said: list[StoreStatus]
) -> None:
    bench, secrets = make(Keyring.UNLOCKED)
    assert await secrets.get(MAIN, "api_key") is None
    await secrets.set(MAIN, "api_key", "first")
    await secrets.set(MAIN, "api_key", VALUE)
    await secrets.set(MAIN, "private_key", "x" * LONGEST)
    assert await secrets.get(MAIN, "api_key") == VALUE
    assert await secrets.get(MAIN, "private_key") == "x" * LONGEST
    lookup = ("secret-tool", "lookup", "service", "AssignWatch/kraken/main", "username", "api_key")
    assert bench.run(*lookup).stdout == VALUE
    await secrets.delete(MAIN, "api_key")
    await secrets.delete(MAIN, "api_key")
    assert await secrets.get(MAIN, "api_key") is None
    assert bench.run(*lookup).stdout == ""
    assert said == [StoreStatus(StoreState.OK, "Secret Service")]


@pytest.mark.asyncio
async def test_a_locked_store_is_waited_for_while_its_window_is_open(
    make: MakeSecrets, said: list[StoreStatus]
) -> None:
    bench, secrets = make(Keyring.LOCKED)
    storing = asyncio.create_task(secrets.set(MAIN, "api_key", VALUE))
    await asyncio.to_thread(bench.window, "Unlock")
    await asyncio.to_thread(
        eventually, lambda: StoreState.WAITING in states(said), "the store is waited for"
    )
    assert not storing.done()
    bench.type(PASSWORD)
    bench.key("Return")
    await storing
    assert await secrets.get(MAIN, "api_key") == VALUE
    assert states(said) == [StoreState.WAITING, StoreState.OK]


# When a prompt is dismissed keyring leaves its connection to the garbage collector, which must come
# while these warnings are let through.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.asyncio
async def test_a_dismissed_window_means_locked(make: MakeSecrets, said: list[StoreStatus]) -> None:
    bench, secrets = make(Keyring.LOCKED)
    getting = asyncio.create_task(secrets.get(MAIN, "api_key"))
    await asyncio.to_thread(bench.window, "Unlock")
    bench.key("Escape")
    with pytest.raises(SecretsUnavailable) as locked:
        await getting
    assert locked.value.problem.code == "keyring_locked"
    assert said[-1] == StoreStatus(StoreState.LOCKED, "Secret Service")
    gc.collect()


@pytest.mark.asyncio
async def test_a_window_that_nobody_answers_times_out_and_a_second_try_works(
    make: MakeSecrets, said: list[StoreStatus]
) -> None:
    bench, secrets = make(Keyring.LOCKED)
    with pytest.raises(SecretsUnavailable) as silent:
        await secrets.set(MAIN, "api_key", "given up")
    assert silent.value.problem.code == "keyring_timeout"
    assert states(said) == [StoreState.WAITING, StoreState.LOCKED]
    window = await asyncio.to_thread(bench.window, "Unlock")
    assert window.title.startswith("Unlock")
    bench.type(PASSWORD)
    bench.key("Return")
    await secrets.set(MAIN, "api_key", VALUE)
    assert await secrets.get(MAIN, "api_key") == VALUE
    assert said[-1] == StoreStatus(StoreState.OK, "Secret Service")


@pytest.mark.asyncio
async def test_without_a_store_it_is_said_at_once(
    make: MakeSecrets, said: list[StoreStatus]
) -> None:
    _, secrets = make(Keyring.ABSENT)
    async with asyncio.timeout(3):
        with pytest.raises(SecretsUnavailable) as missing:
            await secrets.set(MAIN, "api_key", VALUE)
    assert missing.value.problem.code == "keyring_missing"
    assert said == [StoreStatus(StoreState.NONE)]
