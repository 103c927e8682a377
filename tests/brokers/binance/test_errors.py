"""Every way in which Binance says no, by what may help, and nothing that was asked in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    Fatal,
    RateLimited,
    Refused,
    Transient,
)
from assignwatch.brokers.binance import errors
from assignwatch.brokers.binance.calls import (
    LISTEN_KEYS,
    OPTIONS_POSITIONS,
    STOCK_OPTION_POSITIONS,
    USD_M_POSITIONS,
    USD_M_TRADES,
    Call,
)
from assignwatch.brokers.binance.families import USD_M
from assignwatch.core.model import Problem
from assignwatch.net.problems import unreachable
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Reply, Unreachable
from assignwatch.texts.problems import sentence, sentences

HOST = "fapi.binance.com"
URL = f"https://{HOST}/fapi/v3/positionRisk"
WHERE = "fapi/v3/positionRisk"
PAGE = b"\n<!DOCTYPE html><html>Just a moment"
NOW = datetime(2026, 11, 20, 21, tzinfo=UTC)


def said(code: object, msg: str = "") -> bytes:
    return json.dumps({"code": code, "msg": msg}).encode()


def failure(
    status: int, body: bytes, call: Call = USD_M_POSITIONS, retry_after: str | None = None
) -> BrokerError:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    with pytest.raises(BrokerError) as caught:
        errors.checked(Reply(status, headers, body), URL, call, NOW)
    return caught.value


def _is_code(name: str, value: object) -> bool:
    return name.isupper() and not name.startswith("_") and isinstance(value, str)


OUTAGES = (-1000, -1001, -1007, -1016, -1109, 239999)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code", "values"),
    [
        (400, said(-2014, "API-key format invalid."), Refused, "key_refused", {"word": "-2014"}),
        (401, said(-2015, "Invalid API-key, IP, or permissions for action."), Refused,
         "key_not_from_here", {"word": "-2015"}),
        (400, said(-1022, "Signature for this request is not valid."), Refused,
         "signature_refused", {"word": "-1022"}),
        (400, said(-1021, "Timestamp for this request is outside of the recvWindow."), Transient,
         "time_refused", {"word": "-1021"}),
        (400, said(-4109, "inactive account"), Refused, "account_inactive", {"word": "-4109"}),
        (400, said(-1102, "Mandatory parameter 'symbol' was not sent."), Fatal, "request_refused",
         {"word": "-1102: Mandatory parameter 'symbol' was not sent.", "where": WHERE}),
        (400, said(-1130, "Data sent for parameter 'limit' is not valid."), Fatal,
         "request_refused",
         {"word": "-1130: Data sent for parameter 'limit' is not valid.", "where": WHERE}),
        (400, said(-1121, "Invalid symbol."), Fatal, "not_found", {"where": WHERE}),
        (400, said(-1125, "This listenKey does not exist."), Transient, "listen_key_gone",
         {"where": WHERE}),
        (503, said(-1008, "Server is currently overloaded with other requests."), Transient,
         "unavailable", {"word": "-1008"}),
        (400, said(-9999, "Something new"), Transient, "unknown_error",
         {"word": "-9999: Something new", "where": WHERE}),
        (400, said("-9999"), Transient, "unknown_error", {"word": "-9999", "where": WHERE}),
        (200, said(-2014), Refused, "key_refused", {"word": "-2014"}),
        *((status, said(code), Transient, "unavailable", {"word": str(code)})
          for code in OUTAGES for status in (200, 400, 500)),
        (503, b"Unknown error, please check your request or try again later.", Transient,
         "unavailable", {"word": "Unknown error"}),
        (503, b'{"msg":"Service Unavailable."}', Transient, "unavailable",
         {"word": "Service Unavailable"}),
        (503, b"Internal error; unable to process your request.", Transient, "unavailable",
         {"word": "Internal error"}),
        (503, PAGE, Transient, "unavailable", {"word": "HTTP 503"}),
        (502, PAGE, Transient, "server_error", {"status": "502", "host": HOST}),
        (500, b"", Transient, "server_error", {"status": "500", "host": HOST}),
        (408, said(0, "Timeout"), Transient, "timed_out", {"host": HOST}),
        (403, PAGE, RateLimited, "firewall", {"host": HOST, "seconds": "300"}),
        (403, b"", RateLimited, "firewall", {"host": HOST, "seconds": "300"}),
        (403, said(-2015), Refused, "key_not_from_here", {"word": "-2015"}),
        (451, said(0, "Service unavailable from a restricted location"), Fatal, "region_refused",
         {"host": HOST}),
        (404, PAGE, Fatal, "api_gone", {"status": "404", "host": HOST}),
        (404, said(-5000, "Path is invalid"), Fatal, "api_gone", {"status": "404", "host": HOST}),
        (410, b"Gone", Fatal, "api_gone", {"status": "410", "host": HOST}),
        (301, b"", Fatal, "api_gone", {"status": "301", "host": HOST}),
        (200, PAGE, Transient, "html_reply", {"status": "200", "host": HOST}),
        (400, b"no json", Transient, "unknown_error", {"word": "HTTP 400", "where": WHERE}),
    ],
)  # fmt: skip
def test_replies(
    status: int, body: bytes, kind: type[BrokerError], code: str, values: dict[str, str]
) -> None:
    error = failure(status, body)
    assert type(error) is kind
    assert error.problem == Problem(code, values)
    assert values.get("word", "") in sentence(error.problem)


@pytest.mark.parametrize("body", [b"", b"{", b'[{"symbol":', b"null", b'"text"', b"\xff\xfe", b"7"])
def test_success_that_is_cut_or_no_answer_at_all_is_bad_payload(body: bytes) -> None:
    error = failure(200, body)
    assert type(error) is BadPayload
    assert error.problem.values["where"] == WHERE


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'[{"code":-1}]',
        b'{"listenKey":"x"}',
        b'{"code":200,"msg":"success"}',
        b'{"code":"000000","data":[]}',
        b'{"code":"BTC","msg":null}',
    ],
)
def test_answer_passes_as_it_is(body: bytes) -> None:
    assert errors.checked(Reply(200, {}, body), URL, USD_M_POSITIONS, NOW) == body


def test_firewall_that_wants_to_see_a_browser_is_left_alone() -> None:
    reply = Reply(202, {"x-amzn-waf-action": "challenge"}, b"")
    with pytest.raises(RateLimited) as caught:
        errors.checked(reply, URL, USD_M_POSITIONS, NOW)
    assert caught.value.problem == Problem("firewall", {"host": HOST, "seconds": "300"})


# ------------------------------------------------------------------------------ too much asked

BANNED = "Way too many requests; IP(203.0.113.9) banned until {}."


def until(seconds: int) -> str:
    return BANNED.format(int((NOW + timedelta(seconds=seconds)).timestamp() * 1000))


@pytest.mark.parametrize(
    ("status", "body", "retry_after", "code", "seconds"),
    [
        (429, said(-1003, "Too many requests"), "42", "rate_limited", 42),
        (429, said(-1003, "Too many requests"), None, "rate_limited", 60),
        (429, b"", "soon", "rate_limited", 60),
        (429, PAGE, "7", "rate_limited", 7),
        (429, b"", "0", "rate_limited", 1),
        (429, b"", "٣", "rate_limited", 60),
        (400, said(-1003, "Too many requests"), None, "rate_limited", 60),
        (400, said(-1015, "Too many new orders"), None, "rate_limited", 60),
        (418, b"", "99", "address_banned", 99),
        (418, b"", None, "address_banned", 120),
        (418, said(-1003, until(500)), "99", "address_banned", 500),
        (429, said(-1003, until(500)), None, "address_banned", 500),
        (400, said(-1008, until(500)), None, "address_banned", 500),
        (200, said(-1003, until(500)), None, "address_banned", 500),
        (418, said(-1003, until(-500)), None, "address_banned", 1),
        (418, b"", "999999999999", "address_banned", 259_200),
    ],
)
def test_too_much_asked_says_how_long_to_wait(
    status: int, body: bytes, retry_after: str | None, code: str, seconds: int
) -> None:
    error = failure(status, body, retry_after=retry_after)
    assert isinstance(error, RateLimited)
    assert error.retry_after == timedelta(seconds=seconds)
    assert error.problem == Problem(code, {"seconds": str(seconds)})


@pytest.mark.parametrize(
    ("call", "msg", "kind"),
    [
        (OPTIONS_POSITIONS, "", RateLimited),
        (OPTIONS_POSITIONS, "Too many requests queued.", RateLimited),
        (USD_M_POSITIONS, "Too much request weight used", Transient),
        (USD_M_POSITIONS, "Too many requests; current limit is 2400", RateLimited),
        (USD_M_POSITIONS, "Request throttled by system-level protection.", Transient),
    ],
)
def test_one_number_means_two_things(call: Call, msg: str, kind: type[BrokerError]) -> None:
    assert type(failure(400, said(-1008, msg), call)) is kind


# ------------------------------------------------------------------------------ what is kept


@pytest.mark.parametrize(
    "msg",
    [
        "bad query symbol=BTC&timestamp=1&signature=0123456789abcdef",
        "key vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
        "the one registered: a/secret+key",
    ],
)
@pytest.mark.parametrize("code", [-9999, -1102])
def test_words_never_repeat_what_was_asked_or_with_which_key(code: int, msg: str) -> None:
    keep_secret("a/secret+key")
    told = sentence(failure(400, said(code, msg)).problem)
    assert str(code) in told
    for part in ("BTC", "0123456789abcdef", "vmPUZE6mv", "a/secret+key"):
        assert part not in told


def test_long_words_are_cut() -> None:
    assert len(sentence(failure(400, said(-9999, "word " * 400)).problem)) < 300


def test_symbol_that_is_listed_no_more_is_told_apart() -> None:
    assert failure(400, said(-1121), USD_M_TRADES).problem.code == errors.NOT_FOUND
    assert failure(400, said(-1102), USD_M_TRADES).problem.code != errors.NOT_FOUND


def test_listen_key_that_ended_is_told_apart() -> None:
    renew = LISTEN_KEYS[USD_M].renew
    assert errors.is_listen_key_gone(failure(400, said(-1125), renew))
    assert not errors.is_listen_key_gone(failure(400, said(-1102), renew))


def test_stock_options_that_were_never_opened_are_refused_in_words() -> None:
    error = failure(400, said(497203, "not enabled"), STOCK_OPTION_POSITIONS)
    assert (type(error), error.problem) == (
        Refused, Problem("account_inactive", {"word": "497203"})
    )  # fmt: skip


def test_sentence_of_the_threefold_refusal_says_all_three_and_what_to_do() -> None:
    told = sentence(failure(401, said(-2015)).problem)
    for part in ("mistyped", "internet address", "may not read", "allow"):
        assert part in told


@pytest.mark.parametrize(
    "code", [value for name, value in vars(errors).items() if _is_code(name, value)]
)
def test_every_code_has_a_sentence(code: str) -> None:
    assert code in sentences()


# ------------------------------------------------------------------------------ the network


@pytest.mark.parametrize(
    ("lost", "kind", "code"),
    [
        (unreachable("connection_lost", URL), Transient, "connection_lost"),
        (unreachable("silent", URL, seconds=20), Transient, "silent"),
        (unreachable("insecure_url", URL), Fatal, "insecure_url"),
        (unreachable("handshake_refused", URL, status=429), RateLimited, "rate_limited"),
        (unreachable("handshake_refused", URL, status=418), RateLimited, "address_banned"),
        (unreachable("handshake_refused", URL, status=404), Fatal, "api_gone"),
        (unreachable("handshake_refused", URL, status=451), Fatal, "region_refused"),
        (unreachable("handshake_refused", URL, status=502), Transient, "server_error"),
        (unreachable("handshake_refused", URL, status=403), Transient, "handshake_refused"),
    ],
)
def test_what_the_network_says(lost: Unreachable, kind: type[BrokerError], code: str) -> None:
    error = errors.from_network(lost)
    assert (type(error), error.problem.code) == (kind, code)
