"""What Kraken answers when it does not answer: each shape as one of `base.py`'s errors.

`rest.py` passes every reply through `checked`, `listener.py` every event frame through
`from_event`; what the network itself says comes through `from_network`. The codes are listed here
once, with the values that they carry. Sources: Kraken docs, Futures REST "Errors", Futures history
"Get account log" (429 with `rate-limit-reset`), Futures WebSocket "Introduction".
"""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import (
    BadPayload,
    BrokerError,
    Fatal,
    RateLimited,
    Refused,
    Transient,
)
from assignwatch.brokers.records import BAD_PAYLOAD, unreadable
from assignwatch.core.model import Problem
from assignwatch.net.problems import HANDSHAKE_REFUSED, INSECURE_URL, host_of
from assignwatch.net.transport import Reply, Unreachable

BAD_CREDENTIAL = "bad_credential"
"""What was entered cannot be a key of Kraken's: empty, or not base64. Values: field."""
KEY_REFUSED = "key_refused"
"""The key is unknown, revoked, or does not belong to the secret. Values: word."""
MISSING_PERMISSION = "missing_permission"
"""The key may not read this. Values: word."""
ACCOUNT_INACTIVE = "account_inactive"
"""Kraken has switched the account off. Values: word."""
RATE_LIMITED = "rate_limited"
"""Kraken, or our own budget for it, asks us to wait. Values: seconds."""
UNAVAILABLE = "unavailable"
"""Kraken says that it is out of order. Values: word."""
SERVER_ERROR = "server_error"
"""An HTTP status of 500 and above. Values: status, host."""
HTML_REPLY = "html_reply"
"""A page for people came instead of an answer (maintenance, a blocked address). Values: status,
host."""
UNKNOWN_ERROR = "unknown_error"
"""An error word that is in no list. Values: word, where."""
REQUEST_REFUSED = "request_refused"
"""Kraken does not understand a question that it used to understand. Values: word, where."""
API_GONE = "api_gone"
"""This interface is switched off or has moved. Values: status, host."""
STREAM_REFUSED = "stream_refused"
"""The stream opened, and a feed on it was refused. Values: word."""

_DEFAULT_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(minutes=15)

_GONE = (301, 302, 303, 307, 308, 404, 410)
_KEY_WORDS = ("authenticationError",)
_PERMISSION_WORDS = ("insufficientPrivileges", "permission denied")
_ACCOUNT_WORDS = ("accountInactive", "invalidAccount")
_LIMIT_WORDS = ("apiLimitExceeded",)
_OUTAGE_WORDS = ("Unavailable", "marketUnavailable", "Server Error", "unknownError")
_QUESTION_WORDS = (
    "invalidArgument",
    "invalidUnit",
    "invalidAmount",
    "requiredArgumentMissing",
    "notFound",
    "Json Parse Error",
)


class _Said(msgspec.Struct):
    """The parts of a reply that speak of an error; all optional, for they vary with the server."""

    result: str | None = None
    error: str | None = None
    errors: list["_Listed | str"] = []
    reason: str | None = None


class _Listed(msgspec.Struct):
    message: str = ""


def checked(reply: Reply, url: str, where: str) -> bytes:
    """The body of a reply that is an answer; raises a `BrokerError` for one that is not."""
    if reply.status >= 500:
        raise Transient(_problem(SERVER_ERROR, status=reply.status, host=host_of(url)))
    if reply.status == 429:
        raise rate_limited(_wait_of(reply.headers))
    if reply.status in _GONE:
        raise Fatal(_problem(API_GONE, status=reply.status, host=host_of(url)))
    if reply.content.lstrip().startswith(b"<"):
        raise Transient(_problem(HTML_REPLY, status=reply.status, host=host_of(url)))
    said = _said(reply, where)
    if reply.status == 401:
        raise Refused(_problem(KEY_REFUSED, word=said.reason or said.error or "unauthorized"))
    if said.result == "error" or said.error or reply.status >= 400:
        raise from_word(_word(said, reply.status), where)
    if said.result is not None and said.result != "success":
        raise BadPayload(_problem(BAD_PAYLOAD, where=where, what=f"result {said.result}"))
    return reply.content


def _said(reply: Reply, where: str) -> _Said:
    try:
        return msgspec.json.decode(reply.content, type=_Said)
    except msgspec.MsgspecError as error:
        if reply.status >= 400:
            return _Said()  # the status says enough
        raise unreadable(where, error) from error


def _word(said: _Said, status: int) -> str:
    words = [item if isinstance(item, str) else item.message for item in said.errors]
    return said.error or ", ".join(filter(None, words)) or said.reason or f"HTTP {status}"


def from_word(word: str, where: str) -> BrokerError:
    """The error behind Kraken's word for it."""
    if _starts(word, _KEY_WORDS):
        return Refused(_problem(KEY_REFUSED, word=word))
    if _starts(word, _PERMISSION_WORDS) or word == "HTTP 403":
        return Refused(_problem(MISSING_PERMISSION, word=word))
    if _starts(word, _ACCOUNT_WORDS):
        return Refused(_problem(ACCOUNT_INACTIVE, word=word))
    if _starts(word, _LIMIT_WORDS):
        return rate_limited(_DEFAULT_WAIT)
    if _starts(word, _OUTAGE_WORDS):
        return Transient(_problem(UNAVAILABLE, word=word))
    if _starts(word, _QUESTION_WORDS):
        return Fatal(_problem(REQUEST_REFUSED, word=word, where=where))
    return Transient(_problem(UNKNOWN_ERROR, word=word, where=where))


def from_event(event: str, message: str, feed: str) -> BrokerError:
    """The error behind an `error`, `alert` or failed-subscription frame.

    Whether a key is good is for REST to say; here only the alert that names authentication is.
    """
    word = ": ".join(filter(None, (event, feed, message)))
    if event == "alert" and "authenticat" in message.lower():
        return Refused(_problem(KEY_REFUSED, word=message))
    return Transient(_problem(STREAM_REFUSED, word=word))


def from_network(lost: Unreachable) -> BrokerError:
    """What the network says, by what may help; its own codes stay."""
    problem = lost.problem
    if problem.code == INSECURE_URL:
        return Fatal(problem)
    if problem.code == HANDSHAKE_REFUSED:
        return _from_handshake(int(problem.values["status"]), problem)
    return Transient(problem)


def _from_handshake(status: int, problem: Problem) -> BrokerError:
    host = problem.values["host"]
    if status == 429:
        return rate_limited(_DEFAULT_WAIT)
    if status in _GONE:
        return Fatal(_problem(API_GONE, status=status, host=host))
    if status >= 500:
        return Transient(_problem(SERVER_ERROR, status=status, host=host))
    return Transient(problem)


def rate_limited(wait: timedelta) -> RateLimited:
    """Kraken's budget is used up for `wait`."""
    seconds = f"{wait.total_seconds():.0f}"
    return RateLimited(_problem(RATE_LIMITED, seconds=seconds), wait)


def _wait_of(headers: Mapping[str, str]) -> timedelta:
    told = headers.get("rate-limit-reset") or headers.get("retry-after") or ""
    if not told.isascii() or not told.isdigit():
        return _DEFAULT_WAIT
    return min(max(timedelta(seconds=int(told[:9])), timedelta(seconds=1)), _LONGEST_WAIT)


def _starts(word: str, known: tuple[str, ...]) -> bool:
    return word.lower().startswith(tuple(k.lower() for k in known))


def _problem(code: str, **values: object) -> Problem:
    return Problem(code, {name: str(value) for name, value in values.items()})
