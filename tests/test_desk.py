"""What a broker renews is not lost with the session, even where the password store refuses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assignwatch.brokers.saxo import SPEC
from assignwatch.core.model import AccountKey, Problem
from assignwatch.desk import Desk
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.store.secrets import SessionSecrets
from tests.fakes.clock import FakeClock

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
