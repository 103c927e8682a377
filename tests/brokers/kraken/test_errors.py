"""Every way in which Kraken says no, by what may help."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    Fatal,
    RateLimited,
    Refused,
    Transient,
)
from assignwatch.brokers.kraken import errors
from assignwatch.core.model import Problem
from assignwatch.net.problems import unreachable
from assignwatch.net.transport import Reply, Unreachable
from tests.brokers.kraken import published

URL = "https://futures.kraken.com/derivatives/api/v3/fills?x=1"
HOST = "futures.kraken.com"
PAGE = b"\n<!DOCTYPE html><html>Just a moment"


def said(word: str) -> bytes:
    return f'{{"result":"error","error":"{word}","serverTime":"2026-01-01T00:00:00Z"}}'.encode()


def failure(status: int, body: bytes, **headers: str) -> BrokerError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with pytest.raises(BrokerError) as caught:
        errors.checked(Reply(status, named, body), URL, "fills")
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "values"),
    [
        (200, published.text("error_authentication"), Refused, "key_refused",
         {"word": "authenticationError"}),
        (200, published.text("error_api_limit"), RateLimited, "rate_limited", {"seconds": "10"}),
        (400, published.text("error_list"), Transient, "unknown_error",
         {"word": "400 BAD_REQUEST", "where": "fills"}),
        (200, said("insufficientPrivileges"), Refused, "missing_permission",
         {"word": "insufficientPrivileges"}),
        (200, said("accountInactive"), Refused, "account_inactive", {"word": "accountInactive"}),
        (200, said("Unavailable"), Transient, "unavailable", {"word": "Unavailable"}),
        (200, said("Server Error"), Transient, "unavailable", {"word": "Server Error"}),
        (200, said("invalidArgument: lastFillTime"), Fatal, "request_refused",
         {"word": "invalidArgument: lastFillTime", "where": "fills"}),
        (200, said("Json Parse Error"), Fatal, "request_refused",
         {"word": "Json Parse Error", "where": "fills"}),
        (200, said("nonceDuplicate"), Transient, "unknown_error",
         {"word": "nonceDuplicate", "where": "fills"}),
        (200, said("somethingNew"), Transient, "unknown_error",
         {"word": "somethingNew", "where": "fills"}),
        (200, b'{"result":"error","errors":["one","two"]}', Transient, "unknown_error",
         {"word": "one, two", "where": "fills"}),
        (200, b'{"result":"error"}', Transient, "unknown_error",
         {"word": "HTTP 200", "where": "fills"}),
        (200, b'{"result":"perhaps"}', BadPayload, "bad_payload",
         {"what": "result perhaps", "where": "fills"}),
        (401, b'{"status":"unauthorized","reason":"no such key"}', Refused, "key_refused",
         {"word": "no such key"}),
        (401, b"", Refused, "key_refused", {"word": "unauthorized"}),
        (403, b'{"status":"forbidden"}', Refused, "missing_permission", {"word": "HTTP 403"}),
        (403, PAGE, Transient, "html_reply", {"status": "403", "host": HOST}),
        (200, PAGE, Transient, "html_reply", {"status": "200", "host": HOST}),
        (503, PAGE, Transient, "server_error", {"status": "503", "host": HOST}),
        (500, b"", Transient, "server_error", {"status": "500", "host": HOST}),
        (410, b"Gone", Fatal, "api_gone", {"status": "410", "host": HOST}),
        (301, b"", Fatal, "api_gone", {"status": "301", "host": HOST}),
        (400, b"no json", Transient, "unknown_error", {"word": "HTTP 400", "where": "fills"}),
    ],
)  # fmt: skip
def test_replies(
    status: int, body: bytes, kind: type[BrokerError], code: str, values: dict[str, str]
) -> None:
    error = failure(status, body)
    assert type(error) is kind
    assert error.problem == Problem(code, values)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe"])
def test_success_that_is_no_json_object_is_bad_payload(body: bytes) -> None:
    error = failure(200, body)
    assert type(error) is BadPayload
    assert error.problem.values["where"] == "fills"


@pytest.mark.parametrize("body", [b'{"result":"success"}', b'{"accountUid":"u","logs":[]}'])
def test_answer_passes_as_it_is(body: bytes) -> None:
    assert errors.checked(Reply(200, {}, body), URL, "fills") == body


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"rate_limit_reset": "42"}, 42),
        ({"retry_after": "7"}, 7),
        ({"rate_limit_reset": "0"}, 1),
        ({"rate_limit_reset": "999999999999"}, 900),
        ({"rate_limit_reset": "soon"}, 10),
        ({"rate_limit_reset": "٣"}, 10),
        ({}, 10),
    ],
)
def test_how_long_to_wait_is_told_and_bounded(headers: dict[str, str], seconds: int) -> None:
    error = failure(429, b"slow down", **headers)
    assert isinstance(error, RateLimited)
    assert error.retry_after == timedelta(seconds=seconds)
    assert error.problem.values == {"seconds": str(seconds)}


@pytest.mark.parametrize(
    ("event", "message", "kind", "code"),
    [
        ("alert", "Failed to subscribe to authenticated feed", Refused, "key_refused"),
        ("alert", "Maintenance in five minutes", Transient, "stream_refused"),
        ("error", "Invalid feed", Transient, "stream_refused"),
        ("error", "Json Error", Transient, "stream_refused"),
        ("subscribed_failed", "", Transient, "stream_refused"),
    ],
)
def test_events(event: str, message: str, kind: type[BrokerError], code: str) -> None:
    error = errors.from_event(event, message, "fills")
    assert type(error) is kind
    assert error.problem.code == code


@pytest.mark.parametrize(
    ("lost", "kind", "code"),
    [
        (unreachable("timed_out", URL), Transient, "timed_out"),
        (unreachable("insecure_url", URL), Fatal, "insecure_url"),
        (unreachable("handshake_refused", URL, status=410), Fatal, "api_gone"),
        (unreachable("handshake_refused", URL, status=503), Transient, "server_error"),
        (unreachable("handshake_refused", URL, status=429), RateLimited, "rate_limited"),
        (unreachable("handshake_refused", URL, status=400), Transient, "handshake_refused"),
    ],
)
def test_network(lost: Unreachable, kind: type[BrokerError], code: str) -> None:
    error = errors.from_network(lost)
    assert type(error) is kind
    assert error.problem.code == code
    assert HOST in error.problem.values.values() or kind is RateLimited
