"""Who is calling: keys, signatures, nonces and challenges, checked as Kraken Futures does.

`rest`, `history` and `socket` ask here before they show anything of an account. Sources: Kraken
docs, guides "Futures REST" (Authent, Nonce) and "Futures WebSockets" (sign challenge). Written from
those rules alone; no client's code is used on this side.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime

from assignwatch.simulator.seeded import Seeded

KEY_BYTES = 42
SECRET_BYTES = 64
DERIVATIVES_PREFIX = "/derivatives"


class Refused(Exception):
    """A caller that is not let in; `code` is Kraken's own word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Key:
    """A read-only API key of one account."""

    account: str
    api_key: str
    secret: str = field(repr=False)
    created: datetime
    revoked: bool = False
    last_nonce: int = -1

    @classmethod
    def issue(cls, account: str, created: datetime, seeded: Seeded) -> "Key":
        """A new key pair in Kraken's format: two base64 texts."""
        return cls(
            account=account,
            api_key=seeded.token(f"key {account}", KEY_BYTES),
            secret=seeded.token(f"secret {account}", SECRET_BYTES),
            created=created,
        )

    def signature(self, message: bytes) -> str:
        """`base64(HMAC-SHA-512(secret, SHA-256(message)))`, for requests and challenges alike."""
        digest = hashlib.sha256(message).digest()
        signed = hmac.new(base64.b64decode(self.secret), digest, hashlib.sha512).digest()
        return base64.b64encode(signed).decode()

    def signed(self, message: bytes, claimed: str) -> bool:
        """Whether `claimed` is this key's signature of the message."""
        return hmac.compare_digest(self.signature(message).encode(), claimed.encode())


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about its sender. `path` and `data` are exactly as on the wire."""

    api_key: str | None
    authent: str | None
    nonce: str | None
    path: str
    data: bytes


class Keys:
    """The keys that Kraken knows."""

    def __init__(self, keys: list[Key]) -> None:
        self._keys = {key.api_key: key for key in keys}

    def of(self, account: str) -> Key:
        """The key of an account; raises LookupError if there is no such account."""
        for key in self._keys.values():
            if key.account == account:
                return key
        raise LookupError(f"No account is called {account}.")

    def caller(self, claim: Claim) -> Key:
        """The key that signed a request; raises Refused.

        Signed is SHA-256 of parameters + nonce + path, the parameters as URL-encoded on the wire
        and the path without `/derivatives`. A nonce is optional; one that is sent must grow.
        """
        key = self._valid(claim.api_key)
        path = claim.path.removeprefix(DERIVATIVES_PREFIX)
        message = claim.data + (claim.nonce or "").encode() + path.encode()
        if not key.signed(message, claim.authent or ""):
            raise Refused("authenticationError")
        if claim.nonce is not None:
            self._advance(key, claim.nonce)
        return key

    def challenged(self, api_key: object, challenge: str | None, signed: object) -> Key:
        """The key that signed the challenge of this very connection; raises Refused."""
        key = self._valid(api_key if isinstance(api_key, str) else None)
        if challenge is None or not isinstance(signed, str):
            raise Refused("authenticationError")
        if not key.signed(challenge.encode(), signed):
            raise Refused("authenticationError")
        return key

    def _valid(self, api_key: str | None) -> Key:
        key = self._keys.get(api_key or "")
        if key is None or key.revoked:
            raise Refused("authenticationError")
        return key

    def _advance(self, key: Key, nonce: str) -> None:
        if not (nonce.isascii() and nonce.isdigit()):
            raise Refused("invalidArgument: nonce")
        number = int(nonce)
        if number == key.last_nonce:
            raise Refused("nonceDuplicate")
        if number < key.last_nonce:
            raise Refused("nonceBelowThreshold")
        key.last_nonce = number
