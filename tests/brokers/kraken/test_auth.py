"""Signatures that Kraken would accept, from keys that keep to themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from assignwatch.brokers.base import Refused
from assignwatch.brokers.kraken.auth import Key
from tests.brokers.kraken import published

SECRET = base64.b64encode(b"forty-two bytes of a secret that is not one").decode()
KEY = Key.of({"api_key": "public/key+", "api_secret": SECRET})


def authent(signed: str) -> str:
    """Kraken's recipe in its own words: SHA-256, then HMAC-SHA-512 under the decoded secret."""
    digest = hashlib.sha256(signed.encode()).digest()
    mac = hmac.new(base64.b64decode(SECRET), digest, hashlib.sha512)
    return base64.b64encode(mac.digest()).decode()


def test_challenge_is_signed_as_in_the_official_example() -> None:
    example = published.value("challenge")
    key = Key.of({"api_key": "k", "api_secret": example["api_secret"]})
    assert key.answer(example["challenge"]) == {
        "api_key": "k",
        "original_challenge": example["challenge"],
        "signed_challenge": example["signed_challenge"],
    }


@pytest.mark.parametrize(
    ("path", "query", "signed"),
    [
        ("/derivatives/api/v3/fills", "", "/api/v3/fills"),
        (
            "/derivatives/api/v3/fills",
            "lastFillTime=2020-07-22T13%3A37%3A27.077Z",
            "lastFillTime=2020-07-22T13%3A37%3A27.077Z/api/v3/fills",
        ),
        (
            "/api/history/v3/positions",
            "since=1&sort=asc",
            "since=1&sort=asc/api/history/v3/positions",
        ),
    ],
)
def test_query_comes_first_then_the_path_without_derivatives(
    path: str, query: str, signed: str
) -> None:
    assert KEY.headers(path, query) == {"APIKey": "public/key+", "Authent": authent(signed)}


def test_blanks_around_what_was_pasted_do_not_matter() -> None:
    assert Key.of({"api_key": " public/key+\n", "api_secret": f"\t{SECRET} "}) == KEY


@pytest.mark.parametrize(
    ("secrets", "field"),
    [
        ({"api_key": "k", "api_secret": "not base64!"}, "api_secret"),
        ({"api_key": "k", "api_secret": "abc"}, "api_secret"),
        ({"api_key": "k", "api_secret": "geh€im"}, "api_secret"),
        ({"api_key": "k", "api_secret": ""}, "api_secret"),
        ({"api_key": "k"}, "api_secret"),
        ({"api_key": "", "api_secret": SECRET}, "api_key"),
        ({"api_key": "line\nbreak", "api_secret": SECRET}, "api_key"),
        ({"api_key": "schlüssel", "api_secret": SECRET}, "api_key"),
        ({}, "api_key"),
    ],
)
def test_what_cannot_be_a_key_is_refused_and_not_quoted(
    secrets: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        Key.of(secrets)
    assert (caught.value.problem.code, caught.value.problem.values) == (
        "bad_credential",
        {"field": field},
    )
    error = caught.value
    beneath = None if error.__suppress_context__ else error.__context__
    assert beneath is None, "it may quote what was entered"


def test_repr_tells_nothing() -> None:
    assert repr(KEY) == "Key()"
