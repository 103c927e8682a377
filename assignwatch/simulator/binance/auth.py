"""Who is calling: keys of three kinds, signatures, windows and permissions, as Binance checks them.

`endpoints` asks here before anything of an account is shown. Signed is exactly what was received:
query and body, one after the other, without the signature, which comes last. Sources: Binance docs,
"General Info" (endpoint security, timing); Binance docs, wallet, "Get API Key Permission". Written
from those rules alone; no client's code is used on this side.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from assignwatch.simulator.binance.query import Query
from assignwatch.simulator.binance.refusals import Refused, missing, refused
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.seeded import Seeded

KEY_LENGTH = 64
WINDOW, LONGEST_WINDOW = 5_000, 60_000
AHEAD = 1_000
"""Milliseconds that a request may be ahead of the server."""

_SIGNATURE = "signature="


class Kind(StrEnum):
    """How a key signs."""

    HMAC = "HMAC"
    RSA = "RSA"
    ED25519 = "ED25519"


READ_ONLY = {
    "ipRestrict": True,
    "enableReading": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "enableMargin": False,
    "enableFutures": False,
    "permitsUniversalTransfer": False,
    "enableVanillaOptions": False,
    "enableFixApiTrade": False,
    "enableFixReadOnly": False,
    "enableSpotAndMarginTrading": False,
    "enablePortfolioMarginTrading": False,
}
"""What a key that a watcher should have may do."""


@dataclass(slots=True)
class Key:
    """An API key. `secret` is what its owner keeps: the HMAC secret, or a private key as PEM.

    `welcome` is false while the key may not be used from where the caller is.
    """

    account: str
    kind: Kind
    api_key: str
    secret: str = field(repr=False)
    created: datetime
    permissions: dict[str, bool] = field(default_factory=lambda: dict(READ_ONLY))
    revoked: bool = False
    welcome: bool = True

    @classmethod
    def issue(cls, account: str, kind: Kind, created: datetime, seeded: Seeded) -> "Key":
        """A new key. RSA alone cannot be drawn from a seed: each is another."""
        return cls(
            account,
            kind,
            _letters(seeded.token(f"key {account} {kind}", 2 * KEY_LENGTH)),
            _secret(kind, seeded.token(f"secret {account} {kind}", 2 * KEY_LENGTH)),
            created,
        )

    def signed(self, payload: bytes, claimed: str) -> bool:
        """Whether `claimed` is this key's signature of a payload."""
        if self.kind is Kind.HMAC:
            made = hmac.new(self.secret.encode(), payload, hashlib.sha256).hexdigest()
            return hmac.compare_digest(made.encode(), claimed.lower().encode())
        private = serialization.load_pem_private_key(self.secret.encode(), None)
        try:
            signature = base64.b64decode(claimed, validate=True)
            if isinstance(private, rsa.RSAPrivateKey):
                public = private.public_key()
                public.verify(signature, payload, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(private, ed25519.Ed25519PrivateKey):
                private.public_key().verify(signature, payload)
        except (ValueError, InvalidSignature):
            return False
        return True


class Keys:
    """The keys that Binance knows."""

    def __init__(self, keys: list[Key]) -> None:
        self._keys = {key.api_key: key for key in keys}

    def add(self, key: Key) -> Key:
        """One more key of an account."""
        self._keys[key.api_key] = key
        return key

    def of(self, account: str) -> list[Key]:
        """The keys of an account; raises LookupError if there is no such account."""
        found = [key for key in self._keys.values() if key.account == account]
        if not found:
            raise LookupError(f"No account is called {account}.")
        return found

    def named(self, api_key: str | None) -> Key:
        """The key of a header, of which nothing more is asked; raises Refused."""
        if api_key is None or not (len(api_key) == KEY_LENGTH and api_key.isalnum()):
            raise refused(-2014)
        key = self._keys.get(api_key)
        if key is None or key.revoked or not key.welcome:
            raise refused(-2015)
        return key

    def signer(self, api_key: str | None, query: str, body: str, now: datetime) -> Key:
        """The key that signed a request just now; raises Refused."""
        key = self.named(api_key)
        asked = Query(query, body)
        sent = asked.number("timestamp")
        if sent is None:
            raise missing("timestamp")
        asked.needed("signature")
        _within(sent, asked.whole("recvWindow", WINDOW), milliseconds(now))
        payload, claimed = _parts(query, body)
        if claimed is None or not key.signed(payload.encode(), claimed):
            raise refused(-1022)
        if not key.permissions["enableReading"]:
            raise refused(-2015)
        return key


def _within(sent: int, window: int, now: int) -> None:
    if window > LONGEST_WINDOW:
        raise Refused(-1131, "Recv window must be less than 60000.")
    if sent >= now + AHEAD:
        text = "Timestamp for this request was 1000ms ahead of the server's time."
        raise Refused(-1021, text)
    if now - sent > window:
        raise refused(-1021)


def _parts(query: str, body: str) -> tuple[str, str | None]:
    """What was signed, and the signature; that is None unless it is the last of its part."""
    signed, claimed = _split(body)
    if claimed is not None:
        return query + signed, claimed
    signed, claimed = _split(query)
    return signed + body, claimed


def _split(part: str) -> tuple[str, str | None]:
    before, found, claimed = part.rpartition(_SIGNATURE)
    if not found or "&" in claimed or (before and not before.endswith("&")):
        return part, None
    return before.removesuffix("&"), unquote(claimed)


def _letters(token: str) -> str:
    return "".join(letter for letter in token if letter.isalnum())[:KEY_LENGTH]


def _secret(kind: Kind, token: str) -> str:
    if kind is Kind.HMAC:
        return _letters(token)
    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    if kind is Kind.RSA:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    else:
        seed = hashlib.sha256(token.encode()).digest()
        private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
