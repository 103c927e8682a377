"""A credential longer than any password store takes, kept in pieces.

`desk.py` puts one of these before the store itself (`secrets.py`). An RSA key in PEM is such a
credential. The entry of the field itself names the pieces and is written last, so that a change
that breaks off half-way leaves the value of before, or none, and never a mixture.
"""

import re
from typing import Final

from assignwatch.core.model import AccountKey
from assignwatch.store.secrets import LONGEST, Secrets, StoreStatus

_HEAD: Final = re.compile(r"\[AssignWatch: in ([1-9]\d?) pieces ([ab])\]")
"""What the entry of the field says of its pieces: how many, and which of two sets of names."""

_LONGEST_PIECE: Final = LONGEST // 2
"""Characters; each may take two of those that a store counts."""


class InPieces:
    """Implements `Secrets` over another one."""

    def __init__(self, store: Secrets) -> None:
        self._store = store

    @property
    def status(self) -> StoreStatus:
        """The store's own."""
        return self._store.status

    async def get(self, account: AccountKey, field: str) -> str | None:
        """The whole value; None when there is none, or when a piece of it is gone."""
        head = await self._store.get(account, field)
        found = [await self._store.get(account, name) for name in _pieces(field, head)]
        if not found:
            return head
        return None if None in found else "".join(filter(None, found))

    async def set(self, account: AccountKey, field: str, value: str) -> None:
        """Store a value of any length, in place of one that was there."""
        before = _pieces(field, await self._store.get(account, field))
        if _fits(value):
            await self._store.set(account, field, value)
        else:
            cuts = range(0, len(value), _LONGEST_PIECE)
            which = "b" if before and before[0].endswith("a1") else "a"
            head = f"[AssignWatch: in {len(cuts)} pieces {which}]"
            for name, cut in zip(_pieces(field, head), cuts, strict=True):
                await self._store.set(account, name, value[cut : cut + _LONGEST_PIECE])
            await self._store.set(account, field, head)
        for name in before:
            await self._store.delete(account, name)

    async def delete(self, account: AccountKey, field: str) -> None:
        """Forget a value with all its pieces."""
        pieces = _pieces(field, await self._store.get(account, field))
        for name in (*pieces, field):
            await self._store.delete(account, name)


def _fits(value: str) -> bool:
    return len(value.encode("utf-16-le")) // 2 <= LONGEST and not _HEAD.fullmatch(value)


def _pieces(field: str, head: str | None) -> list[str]:
    """The names under which the pieces of a field are kept; none where it is whole."""
    told = _HEAD.fullmatch(head or "")
    if told is None:
        return []
    return [f"{field} {told[2]}{number}" for number in range(1, int(told[1]) + 1)]
