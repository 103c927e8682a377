"""Everything that looks random here, drawn from a seed: the same seed gives the same world.

Keys, identifiers and price noise all come from one hash, so that a scenario can be replayed
exactly and a failure reported by its seed.
"""

import base64
import hashlib
import uuid
from decimal import Decimal
from itertools import count

_RESOLUTION = 10**6


class Seeded:
    """A source of identifiers and noise named by a seed and a purpose."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._numbers = count(1)

    def _bytes(self, purpose: str, length: int) -> bytes:
        return hashlib.shake_256(f"{self._seed}/{purpose}".encode()).digest(length)

    def token(self, purpose: str, length: int) -> str:
        """Base64 text of `length` bytes, always the same for one purpose."""
        return base64.b64encode(self._bytes(purpose, length)).decode()

    def named_uuid(self, purpose: str) -> str:
        """A version 4 UUID, always the same for one purpose."""
        return str(uuid.UUID(bytes=self._bytes(purpose, 16), version=4))

    def next_uuid(self) -> str:
        """The next version 4 UUID of this source."""
        return self.named_uuid(f"uuid {next(self._numbers)}")

    def noise(self, purpose: str, index: int) -> Decimal:
        """A number between −1 and 1, always the same for one purpose and index."""
        drawn = int.from_bytes(self._bytes(f"{purpose} {index}", 8), "big")
        return Decimal(drawn % (2 * _RESOLUTION + 1) - _RESOLUTION) / _RESOLUTION
