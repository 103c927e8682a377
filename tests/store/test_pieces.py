"""A credential of any length comes back whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.core.model import AccountKey, Problem
from assignwatch.store.errors import SecretsUnavailable
from assignwatch.store.pieces import InPieces
from assignwatch.store.secrets import LONGEST, KeyringSecrets, SessionSecrets, StoreStatus
from tests.core.builders import MODERATE
from tests.fakes.password_store import PasswordStore

pytestmark = pytest.mark.asyncio

MAIN = AccountKey("binance/main")
FIELD = "api_secret"
LONG = "".join(chr(ord("a") + n % 26) for n in range(3 * LONGEST))
LONGER = LONG[::-1] + "z"


def _kept() -> tuple[PasswordStore, InPieces]:
    store = PasswordStore()
    return store, InPieces(KeyringSecrets(find=store.found))


class Failing:
    """A store that takes so many entries and no more."""

    def __init__(self, store: SessionSecrets, takes: int) -> None:
        self._store = store
        self._takes = takes

    @property
    def status(self) -> StoreStatus:
        return self._store.status

    async def get(self, account: AccountKey, field: str) -> str | None:
        return await self._store.get(account, field)

    async def set(self, account: AccountKey, field: str, value: str) -> None:
        if not self._takes:
            raise SecretsUnavailable(Problem("keyring_locked", {"store": "Test Store"}))
        self._takes -= 1
        await self._store.set(account, field, value)

    async def delete(self, account: AccountKey, field: str) -> None:
        await self._store.delete(account, field)


@pytest.mark.parametrize(
    ("first", "then"),
    [("short", LONG), (LONG, "short"), (LONG, LONGER), (LONGER, LONG), (LONG, LONG)],
    ids=["to long", "to short", "to longer", "to less long", "to the same"],
)
async def test_a_value_in_place_of_another_leaves_nothing_of_it(first: str, then: str) -> None:
    store, secrets = _kept()
    await secrets.set(MAIN, FIELD, first)
    await secrets.set(MAIN, FIELD, then)
    assert await secrets.get(MAIN, FIELD) == then
    assert sum(len(value) for value in store.of(MAIN).values()) < len(then) + 50


async def test_no_entry_is_longer_than_a_store_takes_and_a_short_one_stays_as_it_is() -> None:
    store, secrets = _kept()
    await secrets.set(MAIN, FIELD, LONG)
    await secrets.set(MAIN, "api_key", "short")
    kept = store.of(MAIN)
    assert kept["api_key"] == "short"
    assert max(map(len, kept.values())) <= LONGEST
    assert len(kept) > 3


async def test_forgetting_a_value_forgets_its_pieces() -> None:
    store, secrets = _kept()
    await secrets.set(MAIN, FIELD, LONG)
    await secrets.delete(MAIN, FIELD)
    assert store.of(MAIN) == {}
    assert await secrets.get(MAIN, FIELD) is None


async def test_a_value_that_has_lost_a_piece_is_no_value() -> None:
    store, secrets = _kept()
    await secrets.set(MAIN, FIELD, LONG)
    store.entries.pop(next(key for key in store.entries if key[1] != FIELD))
    assert await secrets.get(MAIN, FIELD) is None


@pytest.mark.parametrize("takes", range(8))
async def test_a_change_that_breaks_off_leaves_the_value_of_before(takes: int) -> None:
    session = SessionSecrets()
    await InPieces(session).set(MAIN, FIELD, LONG)
    broken = InPieces(Failing(session, takes))
    try:
        await broken.set(MAIN, FIELD, LONGER)
        expected = LONGER
    except SecretsUnavailable:
        expected = LONG
    assert await broken.get(MAIN, FIELD) == expected


@MODERATE
@given(st.lists(st.text(max_size=2 * LONGEST), min_size=1, max_size=3))
async def test_whatever_was_stored_last_comes_back(values: list[str]) -> None:
    secrets = InPieces(SessionSecrets())
    for value in values:
        await secrets.set(MAIN, FIELD, value)
    assert await secrets.get(MAIN, FIELD) == values[-1]


async def test_a_value_that_looks_like_a_note_about_pieces_is_kept_as_a_value() -> None:
    secrets = InPieces(SessionSecrets())
    await secrets.set(MAIN, FIELD, "[AssignWatch: in 3 pieces a]")
    assert await secrets.get(MAIN, FIELD) == "[AssignWatch: in 3 pieces a]"
