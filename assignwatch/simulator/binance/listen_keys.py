"""Listen keys: one for each account and product, good for an hour, extended as often as wanted.

The endpoints make and extend them, `socket` asks whose stream a key opens, and `host` has the
expired ones told. All clients of an account share its key. Source: Binance docs, "User Data
Streams" of each family.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assignwatch.simulator.binance.refusals import refused
from assignwatch.simulator.seeded import Seeded

LIFE = timedelta(minutes=60)
_LENGTH = 64


class Product(StrEnum):
    """Whose stream a key opens, by the first part of the path that made it."""

    USD = "fapi"
    COIN = "dapi"
    OPTIONS = "eapi"
    PORTFOLIO = "papi"


@dataclass(slots=True)
class ListenKey:
    """A key and until when it is good."""

    text: str
    account: str
    product: Product
    until: datetime


class ListenKeys:
    """The keys that are good at present."""

    def __init__(self, seeded: Seeded) -> None:
        self._seeded = seeded
        self._keys: dict[tuple[str, Product], ListenKey] = {}

    def create(self, account: str, product: Product, now: datetime) -> ListenKey:
        """The account's key for a product: the one that is good already, or a new one."""
        key = self.of(account, product, now)
        if key is None:
            letters = self._seeded.next_uuid() + self._seeded.next_uuid() + self._seeded.next_uuid()
            text = letters.replace("-", "")[:_LENGTH]
            key = self._keys[account, product] = ListenKey(text, account, product, now)
        key.until = now + LIFE
        return key

    def extend(self, account: str, product: Product, named: str | None, now: datetime) -> ListenKey:
        """Make the account's key good for another hour; raises Refused (−1125) if there is none."""
        key = self.of(account, product, now)
        if key is None or named not in (None, key.text):
            raise refused(-1125)
        key.until = now + LIFE
        return key

    def of(self, account: str, product: Product, now: datetime) -> ListenKey | None:
        """The account's good key for a product, if it has one."""
        key = self._keys.get((account, product))
        return key if key is not None and key.until > now else None

    def opens(self, text: str) -> ListenKey | None:
        """The good key of this text."""
        return next((key for key in self._keys.values() if key.text == text), None)

    def take_expired(self, now: datetime) -> list[ListenKey]:
        """The keys that are no longer good; they are forgotten."""
        ended = [key for key in self._keys.values() if key.until <= now]
        for key in ended:
            del self._keys[key.account, key.product]
        return ended

    def drop(self, account: str) -> list[ListenKey]:
        """Forget every key of an account."""
        ended = [key for key in self._keys.values() if key.account == account]
        for key in ended:
            del self._keys[key.account, key.product]
        return ended
