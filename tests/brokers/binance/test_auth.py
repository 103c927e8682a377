"""Signatures that Binance would accept, of all three kinds, from keys that keep to themselves."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from assignwatch.brokers.base import Refused
from assignwatch.brokers.binance.auth import Key, KeyKind

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED25519 = ed25519.Ed25519PrivateKey.generate()
PAYLOAD = "symbol=%E5%B8%81%E5%AE%89USDT&recvWindow=5000&timestamp=1591702613943"


def pem(
    private: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey,
    form: PrivateFormat = PrivateFormat.PKCS8,
    password: bytes = b"",
) -> str:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return private.private_bytes(Encoding.PEM, form, lock).decode()


def key(secret: str) -> Key:
    return Key.of({"api_key": "public", "api_secret": secret})


def one_line(text: str) -> str:
    return text.replace("\n", "")


def spaces(text: str) -> str:
    return text.strip().replace("\n", " ")


def backslashes(text: str) -> str:
    return text.replace("\n", "\\n")


def windows(text: str) -> str:
    return f"  {text}".replace("\n", "\r\n")


def as_it_is(text: str) -> str:
    return text


pasted = pytest.mark.parametrize("pasted", [as_it_is, one_line, spaces, backslashes, windows])


@pytest.mark.parametrize(
    ("secret", "payload", "signature"),
    [
        (
            "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9",
            "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943",
            "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9",
        ),
        (
            "YtP1BudNOWZE1ag5uzCkh4hIC7qSmQOu797r5EJBFGhxBYivjj8HIX0iiiPof5yG",
            "symbol=BTC-210129-40000-C&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=2000&recvWindow=5000&timestamp=1611825601400",
            "7c12045972f6140e765e0f2b67d28099718df805732676494238f50be830a7d7",
        ),
    ],
)
def test_hmac_is_that_of_the_official_examples(secret: str, payload: str, signature: str) -> None:
    assert key(secret).kind is KeyKind.HMAC
    assert key(f" {secret}\n").sign(payload) == signature


@pasted
@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_rsa_however_it_was_pasted_is_verified_by_the_public_half(
    pasted: Callable[[str], str], form: PrivateFormat
) -> None:
    signing = key(pasted(pem(RSA, form)))
    signature = base64.b64decode(signing.sign(PAYLOAD), validate=True)
    public = RSA.public_key()
    public.verify(signature, PAYLOAD.encode(), padding.PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"other", padding.PKCS1v15(), SHA256())
    assert signing.kind is KeyKind.RSA


@pasted
def test_ed25519_however_it_was_pasted_is_verified_by_the_public_half(
    pasted: Callable[[str], str],
) -> None:
    signing = key(pasted(pem(ED25519)))
    signature = base64.b64decode(signing.sign(PAYLOAD), validate=True)
    ED25519.public_key().verify(signature, PAYLOAD.encode())
    with pytest.raises(InvalidSignature):
        ED25519.public_key().verify(signature, b"other")
    assert signing.kind is KeyKind.ED25519


def refusal(secrets: dict[str, str]) -> Refused:
    with pytest.raises(Refused) as caught:
        Key.of(secrets)
    return caught.value


PUBLIC = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
CURVE = pem(ec.generate_private_key(ec.SECP256R1()))


@pytest.mark.parametrize(
    ("secrets", "field"),
    [
        ({"api_key": "k", "api_secret": ""}, "api_secret"),
        ({"api_key": "k"}, "api_secret"),
        ({"api_key": "k", "api_secret": "two words"}, "api_secret"),
        ({"api_key": "k", "api_secret": "geh€im"}, "api_secret"),
        ({"api_key": "k", "api_secret": PUBLIC}, "api_secret"),
        ({"api_key": "k", "api_secret": CURVE}, "api_secret"),
        ({"api_key": "k", "api_secret": pem(RSA)[:300]}, "api_secret"),
        ({"api_key": "k", "api_secret": pem(RSA).replace("A", "B")}, "api_secret"),
        (
            {
                "api_key": "k",
                "api_secret": "-----BEGIN PRIVATE KEY-----é-----END PRIVATE KEY-----",
            },
            "api_secret",
        ),
        ({"api_key": "", "api_secret": "s"}, "api_key"),
        ({"api_key": "line\nbreak", "api_secret": "s"}, "api_key"),
        ({"api_key": "schlüssel", "api_secret": "s"}, "api_key"),
        ({}, "api_key"),
    ],
)
def test_what_cannot_be_a_key_is_refused_and_not_quoted(
    secrets: dict[str, str], field: str
) -> None:
    error = refusal(secrets)
    assert (error.problem.code, error.problem.values) == ("bad_credential", {"field": field})
    beneath = None if error.__suppress_context__ else error.__context__
    assert beneath is None, "it may quote what was entered"


@pasted
def test_private_key_under_a_password_says_so(pasted: Callable[[str], str]) -> None:
    locked = pem(RSA, PrivateFormat.PKCS8, b"password")
    error = refusal({"api_key": "k", "api_secret": pasted(locked)})
    assert (error.problem.code, error.problem.values) == ("protected_key", {"field": "api_secret"})


def test_private_key_under_a_password_in_the_old_form_says_so() -> None:
    locked = pem(RSA, PrivateFormat.TraditionalOpenSSL, b"password")
    assert refusal({"api_key": "k", "api_secret": locked}).problem.code == "protected_key"


@pytest.mark.parametrize("secret", ["a-secret-that-is-text", pem(RSA), pem(ED25519)])
def test_repr_tells_no_more_than_the_kind(secret: str) -> None:
    shown = repr(key(secret))
    assert shown == f"Key(kind={key(secret).kind!r})"


def test_header_names_the_key() -> None:
    assert key("secret").headers() == {"X-MBX-APIKEY": "public"}
