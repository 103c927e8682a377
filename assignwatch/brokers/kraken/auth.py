"""Proving to Kraken who asks: the signature of a REST call and the answer to a challenge.

`rest.py` and `listener.py` sign with a `Key`, which keeps both halves out of its repr. Sources:
Kraken docs, Futures guide "REST", "Generate authentication strings"; Futures guide "WebSockets",
"Sign challenge". No `Nonce` header is sent: it is optional, and without one two programs cannot
disturb each other.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from assignwatch.brokers.base import Refused
from assignwatch.brokers.kraken.errors import BAD_CREDENTIAL
from assignwatch.core.model import Problem

PUBLIC_FIELD = "api_key"
PRIVATE_FIELD = "api_secret"

_UNSIGNED_PREFIX = "/derivatives"
"""Left out of what is signed; history paths are signed whole."""


@dataclass(frozen=True, slots=True)
class Key:
    """A Futures API key. `secret` is decoded already."""

    public: str = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secrets: Mapping[str, str]) -> "Key":
        """The key that the trader entered. Raises `Refused` when it cannot be one."""
        public = secrets.get(PUBLIC_FIELD, "").strip()
        if not public.isascii() or not public.isprintable() or not public:
            raise Refused(Problem(BAD_CREDENTIAL, {"field": PUBLIC_FIELD}))
        try:
            secret = base64.b64decode(secrets.get(PRIVATE_FIELD, "").strip(), validate=True)
        except (binascii.Error, ValueError):
            # The cause is left out of the chain: it may quote what was entered.
            raise Refused(Problem(BAD_CREDENTIAL, {"field": PRIVATE_FIELD})) from None
        if not secret:
            raise Refused(Problem(BAD_CREDENTIAL, {"field": PRIVATE_FIELD}))
        return cls(public, secret)

    def headers(self, path: str, query: str) -> dict[str, str]:
        """The headers of a GET. `query` is encoded exactly as it goes over the wire."""
        signed = query + path.removeprefix(_UNSIGNED_PREFIX)
        return {"APIKey": self.public, "Authent": self._sign(signed)}

    def question(self) -> dict[str, str]:
        """The fields that ask for a challenge."""
        return {PUBLIC_FIELD: self.public}

    def answer(self, challenge: str) -> dict[str, str]:
        """The fields of a private subscription on the connection that gave this challenge."""
        return {
            PUBLIC_FIELD: self.public,
            "original_challenge": challenge,
            "signed_challenge": self._sign(challenge),
        }

    def _sign(self, text: str) -> str:
        digest = hashlib.sha256(text.encode()).digest()
        return base64.b64encode(hmac.digest(self.secret, digest, "sha512")).decode("ascii")
