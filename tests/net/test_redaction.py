"""No secret in any text."""

from __future__ import annotations

import json
import logging
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.net.redaction import MASK, Redaction, keep_secret, mask, mask_fields

SECRETS = st.text("ABCDEFabcdef0123456789+/=", min_size=20, max_size=60)


@given(SECRETS, st.text(), st.text())
def test_registered_secret_never_appears(secret: str, before: str, after: str) -> None:
    keep_secret(secret)
    shown = mask(f"{before}{secret} {quote_plus(secret)}{after}")
    assert secret not in shown
    assert quote_plus(secret) not in shown


@pytest.mark.parametrize(
    "text",
    [
        '{"event":"challenge","api_key":"S3CR3T/+="}',
        '{"original_challenge": "S3CR3T/+=", "signed_challenge": "S3CR3T/+="}',
        "APIKey: S3CR3T/+=\r\nAuthent: S3CR3T/+=\r\n",
        "headers={'APIKey': 'S3CR3T/+=', 'Authent': 'S3CR3T/+='}",
        "[(b'Authent', b'S3CR3T/+='), (b'APIKey', b'S3CR3T/+=')]",
        "Authorization: Bearer S3CR3T/+=",
        "https://b.example/x?signature=S3CR3T/+=&api_key=S3CR3T/+=",
        "X-MBX-APIKEY: S3CR3T/+=",
        '{"access_token":"S3CR3T/+=","refresh_token" : "S3CR3T/+="}',
        '{"event":"challenge","api_key":"S3CR3T/+=...cut off',
    ],
)
def test_value_of_a_field_that_holds_secrets_is_masked(text: str) -> None:
    assert "S3CR3T" not in mask(text)
    assert MASK in mask(text)


@pytest.mark.parametrize(
    "text", ["", "GET /api/v3/fills?since=1 200", "kraken/main: the key was refused", "a: b, c: d"]
)
def test_ordinary_text_stays(text: str) -> None:
    assert mask(text) == text


WORDS = st.text(max_size=12)


@given(st.dictionaries(WORDS, WORDS | st.integers() | st.lists(WORDS)), WORDS)
def test_identity_fields_are_masked_and_everything_else_stays(
    fields: dict[str, object], name: str
) -> None:
    fields.pop("account", None)
    text = json.dumps({**fields, "account": name, "inner": {"account": name}})
    shown = json.loads(mask_fields(text, {"account"}))
    assert shown == {**fields, "account": MASK, "inner": {"account": MASK}}


def test_numbers_stay_digit_by_digit() -> None:
    text = '{"accountUid": "a-b", "fee": 7.59e-07, "size": 71042.0}'
    assert mask_fields(text, {"accountUid"}) == text.replace("a-b", MASK)


def test_filter_masks_message_arguments_and_traceback() -> None:
    keep_secret("topsecretvalue")
    try:
        raise ValueError("topsecretvalue")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
        record = logging.LogRecord("n", logging.INFO, "p", 1, "key %s", ("topsecretvalue",), info)
    assert Redaction().filter(record)
    assert "topsecretvalue" not in logging.Formatter().format(record)
    assert record.getMessage() == f"key {MASK}"
