"""Proving to Binance who asks: the signature of a REST call, with whichever kind of key.

`rest.py` signs with a `Key`, which keeps both halves out of its repr. The kind is told from the
secret: a private key in PEM form is RSA or Ed25519, anything else the text of an HMAC secret.
Sources: Binance docs, Derivatives "General info", "Signed endpoint security"; Spot "Request
security". The only importer of cryptography in the program itself.
"""

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from assignwatch.brokers.base import Refused
from assignwatch.brokers.binance.errors import BAD_CREDENTIAL, PROTECTED_KEY
from assignwatch.core.model import Problem

PUBLIC_FIELD = "api_key"
PRIVATE_FIELD = "api_secret"

_PEM = re.compile(
    r"-----BEGIN (?P<label>[A-Z0-9 ]+)-----(?P<body>.+)-----END (?P=label)-----", re.DOTALL
)
_PRIVATE_LABELS = ("PRIVATE KEY", "RSA PRIVATE KEY")
_PROTECTED_LABEL = "ENCRYPTED PRIVATE KEY"
_PROTECTED_HEADER = "Proc-Type:"
_LINE = 64


class KeyKind(Enum):
    """How a key signs."""

    HMAC = "HMAC"
    RSA = "RSA"
    ED25519 = "Ed25519"


@dataclass(frozen=True, slots=True)
class Key:
    """An API key."""

    public: str = field(repr=False)
    kind: KeyKind
    _signed: Callable[[bytes], str] = field(repr=False, compare=False)

    @classmethod
    def of(cls, secrets: Mapping[str, str]) -> "Key":
        """The key that the trader entered. Raises `Refused` when it cannot be one."""
        public = secrets.get(PUBLIC_FIELD, "").strip()
        if not _is_word(public):
            raise _bad(PUBLIC_FIELD)
        secret = secrets.get(PRIVATE_FIELD, "").strip()
        if "-----" in secret:
            return cls(public, *_of_pem(secret))
        if not _is_word(secret):
            raise _bad(PRIVATE_FIELD)
        return cls(public, KeyKind.HMAC, _hmac(secret.encode()))

    def headers(self) -> dict[str, str]:
        """What names the key; all that a call needs which is not signed."""
        return {"X-MBX-APIKEY": self.public}

    def sign(self, payload: str) -> str:
        """The signature of these bytes: hex for HMAC, else base64, to be percent-encoded."""
        return self._signed(payload.encode())


def _hmac(secret: bytes) -> Callable[[bytes], str]:
    return lambda payload: hmac.digest(secret, payload, "sha256").hex()


def _of_pem(text: str) -> tuple[KeyKind, Callable[[bytes], str]]:
    try:
        private = load_pem_private_key(_mended(text).encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The cause is left out of the chain: it may quote what was entered.
        raise _bad(PRIVATE_FIELD) from None
    if isinstance(private, RSAPrivateKey):
        rsa = private
        return KeyKind.RSA, lambda payload: _text(rsa.sign(payload, PKCS1v15(), SHA256()))
    if isinstance(private, Ed25519PrivateKey):
        ed25519 = private
        return KeyKind.ED25519, lambda payload: _text(ed25519.sign(payload))
    raise _bad(PRIVATE_FIELD)


def _mended(text: str) -> str:
    """The PEM form as it was before a form of one line, or a shell, changed its line breaks."""
    found = _PEM.search(re.sub(r"\\[rn]", "\n", text))
    if found is None:
        raise _bad(PRIVATE_FIELD)
    label, body = found["label"], "".join(found["body"].split())
    if label == _PROTECTED_LABEL or _PROTECTED_HEADER in body:
        raise Refused(Problem(PROTECTED_KEY, {"field": PRIVATE_FIELD}))
    if label not in _PRIVATE_LABELS:
        raise _bad(PRIVATE_FIELD)
    lines = [body[at : at + _LINE] for at in range(0, len(body), _LINE)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def _text(signature: bytes) -> str:
    return base64.b64encode(signature).decode("ascii")


def _is_word(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def _bad(name: str) -> Refused:
    return Refused(Problem(BAD_CREDENTIAL, {"field": name}))
