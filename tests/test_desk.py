"""Credentials at the desk: renewed ones are not lost, and new ones are kept whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from keyring.errors import KeyringError

from assignwatch.brokers.saxo import SPEC
from assignwatch.core.model import AccountKey, Problem
from assignwatch.desk import Desk
from assignwatch.store.errors import ProfileUnwritable, SecretsUnavailable
from assignwatch.store.secrets import KeyringSecrets, SessionSecrets, exchange
from assignwatch.store.settings import Account, Settings
from tests.fakes.clock import FakeClock
from tests.fakes.password_store import PasswordStore

pytestmark = pytest.mark.asyncio

MAIN = AccountKey("saxo/main")


class Reluctant(SessionSecrets):
    """Gives what it has, and takes nothing while it is full."""

    full = False

    async def set(self, account: AccountKey, field: str, value: str) -> None:
        if self.full:
            raise SecretsUnavailable(Problem("keyring_locked"))
        await super().set(account, field, value)


async def test_a_renewed_sign_in_that_the_store_refused_is_the_next_sessions(
    tmp_path: Path,
) -> None:
    store = Reluctant()
    await store.set(MAIN, "app_key", "the-app-key")
    await store.set(MAIN, "refresh_token", "refresh-0")
    with Desk(tmp_path, FakeClock()) as desk:
        desk.keyring = store
        fetch = desk._vault_of(SPEC, MAIN)
        store.full = True
        refused = await (await fetch()).keep("refresh_token", "refresh-1")
        assert refused == Problem("keyring_locked")
        assert (await fetch()).get("refresh_token") == "refresh-1"
        store.full = False
        assert await (await fetch()).keep("refresh_token", "refresh-2") is None
        await store.set(MAIN, "refresh_token", "refresh-3")
        assert (await fetch()).get("refresh_token") == "refresh-3"


# ------------------------------------------------------------------------- an account that is added

FIRST = {"app_key": "first-app-key", "refresh_token": "first-refresh-token"}
SECOND = {"app_key": "second-app-key", "code_verifier": "second-verifier"}
ACCOUNT = Account(MAIN, "sim", {})


class Filling(PasswordStore):
    """Takes `room` more changes, then none."""

    room = 0

    def set_password(self, service: str, username: str, password: str) -> None:
        self._use()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._use()
        super().delete_password(service, username)

    def _use(self) -> None:
        if self.room == 0:
            self.room = 99  # for putting back what was there
            raise KeyringError("full")
        self.room -= 1


@pytest.mark.parametrize(
    ("known", "room"),
    [({}, 0), ({}, 1), (FIRST, 0), (FIRST, 1), (FIRST, 2)],
    ids=["new 0", "new 1", "known 0", "known 1", "known 2"],
)
async def test_credentials_that_the_store_takes_in_part_are_not_kept_at_all(
    tmp_path: Path, known: dict[str, str], room: int
) -> None:
    store = Filling()
    with Desk(tmp_path, FakeClock()) as desk:
        desk.keyring = KeyringSecrets(find=store.found)
        if known:
            store.room = 99
            await desk.add_account(ACCOUNT, known)
        before = desk.settings
        store.room = room
        with pytest.raises(SecretsUnavailable):
            await desk.add_account(replace(ACCOUNT, environment="live"), SECOND)
        assert store.of(MAIN) == known
        assert desk.settings == before


@pytest.mark.parametrize("known", [{}, FIRST], ids=["new", "known"])
async def test_settings_that_cannot_be_written_take_the_credentials_back(
    tmp_path: Path, known: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = PasswordStore()
    with Desk(tmp_path, FakeClock()) as desk:
        desk.keyring = KeyringSecrets(find=store.found)
        if known:
            await desk.add_account(ACCOUNT, known)

        def refuse(_: Settings) -> None:
            raise ProfileUnwritable(Problem("profile_unwritable"))

        monkeypatch.setattr(desk._file, "save", refuse)
        with pytest.raises(ProfileUnwritable):
            await desk.add_account(ACCOUNT, SECOND)
        assert store.of(MAIN) == known


@pytest.mark.expected_logs("verifier could not be put back as it was: keyring_failed")
async def test_what_cannot_be_put_back_is_said(tmp_path: Path) -> None:
    class Stubborn(Filling):
        def _use(self) -> None:
            if self.room == 0:
                raise KeyringError("full")
            self.room -= 1

    store = Stubborn()
    store.room = 1
    secrets = KeyringSecrets(find=store.found)
    with pytest.raises(SecretsUnavailable):
        await exchange(secrets, MAIN, {"verifier": "a", "app_key": "b"})
    assert store.of(MAIN) == {"verifier": "a"}
