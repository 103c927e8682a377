"""Every way in which Saxo says no, by what may help."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from assignwatch.brokers.base import BrokerError, Fatal, RateLimited, Refused, Transient
from assignwatch.brokers.saxo import errors
from assignwatch.net.problems import unreachable
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Reply, Unreachable
from assignwatch.texts.problems import sentence, sentences
from tests.brokers.saxo import published

URL = "https://gateway.saxobank.com/openapi/port/v1/positions?ClientKey=secret"
HOST = "gateway.saxobank.com"
INVALID = (
    "InvalidModelState: One or more properties of the request are invalid!: Orders Stop leg of OCO"
    " order must have OrderType of either: TrailingStopIfTraded, StopIfTraded, StopLimit"
)
PAGE = b"\n<!DOCTYPE html><html>Maintenance"


def said(code: str, message: str = "") -> bytes:
    return json.dumps({"ErrorCode": code, "Message": message}).encode()


def failure(status: int, body: bytes = b"", **headers: str) -> BrokerError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(BrokerError) as caught:
        errors.checked(Reply(status, named, body), URL, "positions")
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "values"),
    [
        (401, b"", Refused, "token_refused", {"where": "positions"}),
        (401, said("Unauthorized"), Refused, "token_refused", {"where": "positions"}),
        (403, b"", Refused, "missing_permission", {"word": "HTTP 403"}),
        (403, said("AccessDenied", "No\r\nright"), Refused, "missing_permission",
         {"word": "AccessDenied: No right"}),
        (404, b"", Fatal, "not_found", {"where": "positions"}),
        (409, said("SubscriptionLimitExceeded"), Transient, "stream_refused",
         {"word": "SubscriptionLimitExceeded"}),
        (400, said("SubscriptionExceedesPositionsLimit"), Transient, "stream_refused",
         {"word": "SubscriptionExceedesPositionsLimit"}),
        (400, said("InvalidInput", "Subscription Key (a, b) already in use"), Transient,
         "stream_refused", {"word": "InvalidInput: Subscription Key (a, b) already in use"}),
        (400, said("SequenceIdUnavailable"), Fatal, "request_refused",
         {"word": "SequenceIdUnavailable", "where": "positions"}),
        (400, b"no json", Fatal, "request_refused", {"word": "HTTP 400", "where": "positions"}),
        (400, said("RateLimitExceeded"), RateLimited, "rate_limited", {"seconds": "10"}),
        (503, said("ServiceUnavailable"), Transient, "unavailable",
         {"word": "ServiceUnavailable"}),
        (503, PAGE, Transient, "unavailable", {"word": "HTTP 503"}),
        (500, b"", Transient, "server_error", {"status": "500", "host": HOST}),
        (502, PAGE, Transient, "server_error", {"status": "502", "host": HOST}),
        (200, PAGE, Transient, "html_reply", {"status": "200", "host": HOST}),
        (403, PAGE, Transient, "html_reply", {"status": "403", "host": HOST}),
        (301, b"", Fatal, "api_gone", {"status": "301", "host": HOST}),
        (410, b"", Fatal, "api_gone", {"status": "410", "host": HOST}),
        (418, said("Teapot"), Transient, "unknown_error",
         {"word": "Teapot", "where": "positions"}),
        (429, b"", RateLimited, "rate_limited", {"seconds": "10"}),
    ],
)  # fmt: skip
def test_replies(
    status: int, body: bytes, kind: type[BrokerError], code: str, values: dict[str, str]
) -> None:
    error = failure(status, body)
    assert type(error) is kind
    assert (error.problem.code, error.problem.values) == (code, values)
    assert "secret" not in sentence(error.problem)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_an_answer_passes(status: int) -> None:
    assert errors.checked(Reply(status, {}, b'{"Data":[]}'), URL, "positions") == b'{"Data":[]}'


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("invalid_model_state", INVALID),
        ("precheck_error", "IllegalInstrumentId: Instrument ID is invalid"),
        ("related_orders_error", "HTTP 400"),
    ],
)
def test_published_bodies(name: str, word: str) -> None:
    body = json.dumps(published.value("error_bodies")[name], default=str).encode()
    assert failure(400, body).problem.values["word"] == word


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x_ratelimit_session_reset": "42"}, 42),
        ({"x_ratelimit_session_reset": "42", "x_ratelimit_session_remaining": "0"}, 42),
        (
            {
                "x_ratelimit_session_reset": "42",
                "x_ratelimit_session_remaining": "7",
                "x_ratelimit_portfoliominute_reset": "9",
                "x_ratelimit_portfoliominute_remaining": "0",
                "x_ratelimit_appday_reset": "70000",
                "x_ratelimit_appday_remaining": "9000000",
            },
            9,
        ),
        ({"x_ratelimit_appday_reset": "70000", "x_ratelimit_appday_remaining": "0"}, 900),
        ({"x_ratelimit_session_reset": "0"}, 1),
        ({"x_ratelimit_session_reset": "soon"}, 10),
        ({"retry_after": "5"}, 5),
        ({}, 10),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: int) -> None:
    error = failure(429, b"", **headers)
    assert isinstance(error, RateLimited)
    assert error.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, b'{"error":"invalid_grant"}', Refused, "sign_in_ended"),
        (401, b"", Refused, "sign_in_ended"),
        (429, b"", RateLimited, "rate_limited"),
        (403, PAGE, Transient, "html_reply"),
        (503, b"", Transient, "unavailable"),
    ],
)
def test_token_calls(status: int, body: bytes, kind: type[BrokerError], code: str) -> None:
    with pytest.raises(kind) as caught:
        errors.checked_token(Reply(status, {}, body), URL)
    assert caught.value.problem.code == code
    if code == "sign_in_ended" and body:
        assert caught.value.problem.values == {"word": "invalid_grant"}


def test_a_token_is_granted_with_any_good_status() -> None:
    assert errors.checked_token(Reply(201, {}, b"{}"), URL) == b"{}"


@pytest.mark.parametrize(
    ("lost", "kind", "code"),
    [
        (unreachable("handshake_refused", URL, status=401), Refused, "token_refused"),
        (unreachable("handshake_refused", URL, status=403), Refused, "missing_permission"),
        (unreachable("handshake_refused", URL, status=404), Fatal, "api_gone"),
        (unreachable("handshake_refused", URL, status=409), Transient, "stream_refused"),
        (unreachable("handshake_refused", URL, status=429), RateLimited, "rate_limited"),
        (unreachable("handshake_refused", URL, status=500), Transient, "handshake_refused"),
        (unreachable("insecure_url", URL), Fatal, "insecure_url"),
        (unreachable("timed_out", URL), Transient, "timed_out"),
    ],
)
def test_what_the_network_says(lost: Unreachable, kind: type[BrokerError], code: str) -> None:
    error = errors.from_network(lost)
    assert type(error) is kind
    assert error.problem.code == code


def test_what_the_session_asks_of_an_error() -> None:
    assert errors.is_sequence_gone(failure(400, said("SequenceIdUnavailable", "gone")))
    assert not errors.is_sequence_gone(failure(400, said("InvalidInput")))
    assert errors.is_token_refused(failure(401))
    assert not errors.is_token_refused(failure(403))


def test_every_code_has_a_sentence() -> None:
    codes = {value for name, value in vars(errors).items() if name.isupper() and name[0] != "_"}
    assert codes <= set(sentences())


def test_a_key_that_saxo_repeats_is_not_kept() -> None:
    keep_secret("Gf5UhRI5Q3XyBi|mWuWDzQ==")
    told = failure(403, said("UnauthorizedClientKey", "no right to Gf5UhRI5Q3XyBi|mWuWDzQ=="))
    assert told.problem.values["word"] == "UnauthorizedClientKey: no right to …"
