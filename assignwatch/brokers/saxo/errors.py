"""What Saxo answers when it does not answer: each shape as one of `base.py`'s errors.

Calls pass every reply through `checked`, token calls through `checked_token`; what the network
itself says comes through `from_network`. The codes are listed here once, with the values that they
carry. Sources: Saxo OpenAPI learn, "Error handling", "HTTP status codes", "Rate limiting", "OAuth
authorization code grant (PKCE)".
"""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from assignwatch.brokers.base import (
    BrokerError,
    Fatal,
    RateLimited,
    Refused,
    SignInEnded,
    Transient,
)
from assignwatch.core.model import Problem
from assignwatch.net.problems import HANDSHAKE_REFUSED, INSECURE_URL, host_of
from assignwatch.net.redaction import mask
from assignwatch.net.transport import Reply, Unreachable

TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, no secret
"""Saxo does not take the access token for this, or not for what was asked. Values: where."""
SIGN_IN_ENDED = "sign_in_ended"
"""Saxo grants no further token: the sign-in has to be made again. Values: word."""
MISSING_PERMISSION = "missing_permission"
"""The application or the user may not read this. Values: word."""
NOT_FOUND = "not_found"
"""Saxo knows no such thing, or no longer. Values: where."""
RATE_LIMITED = "rate_limited"
"""Saxo asks us to wait. Values: seconds."""
UNAVAILABLE = "unavailable"
"""Saxo says that it is out of order, as on weekends. Values: word."""
SERVER_ERROR = "server_error"
"""An HTTP status of 500 and above. Values: status, host."""
HTML_REPLY = "html_reply"
"""A page for people came instead of an answer. Values: status, host."""
UNKNOWN_ERROR = "unknown_error"
"""An error word that is in no list. Values: word, where."""
REQUEST_REFUSED = "request_refused"
"""Saxo does not understand a question that it used to understand. Values: word, where."""
API_GONE = "api_gone"
"""This interface is switched off or has moved. Values: status, host."""
STREAM_REFUSED = "stream_refused"
"""A subscription was refused, or the stream is in use already. Values: word."""

_DEFAULT_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(minutes=15)

_MOVED = (301, 302, 303, 307, 308, 410)
_LIMIT_WORDS = frozenset({"RateLimitExceeded", "TooManyRequests"})
_OUTAGE_WORDS = frozenset({"ServiceUnavailable", "MaintenanceMode"})
_STREAM_WORDS = frozenset(
    {"SubscriptionLimitExceeded", "SubscriptionExceedesPositionsLimit", "SubscriptionKeyInUse"}
)
_SEQUENCE_GONE = "SequenceIdUnavailable"


class _Said(msgspec.Struct, rename="pascal"):
    """The parts of a body that speak of an error; all optional, for they vary with the service."""

    error_code: str | None = None
    message: str | None = None
    model_state: dict[str, list[str]] | None = None
    error_info: "_Said | None" = None
    oauth_error: str | None = msgspec.field(name="error", default=None)


def checked(reply: Reply, url: str, where: str) -> bytes:
    """The body of a reply that is an answer; raises a `BrokerError` for one that is not.

    A 401 is `Refused` with `TOKEN_REFUSED`: it may mean an expired token or data that this user
    may not see, so whoever asks renews the token once and then believes it.
    """
    if reply.status == 503:
        raise Transient(_problem(UNAVAILABLE, word=_word(_said(reply), 503)))
    if reply.status >= 500:
        raise Transient(_problem(SERVER_ERROR, status=reply.status, host=host_of(url)))
    if reply.status == 429:
        raise rate_limited(_wait_of(reply.headers))
    if reply.status in _MOVED:
        raise Fatal(_problem(API_GONE, status=reply.status, host=host_of(url)))
    if reply.content.lstrip().startswith(b"<"):
        raise Transient(_problem(HTML_REPLY, status=reply.status, host=host_of(url)))
    if reply.status < 400:
        return reply.content
    raise _refusal(reply, where)


def checked_token(reply: Reply, url: str) -> bytes:
    """The body of a token call that granted one; any other 4xx ends the sign-in."""
    if 400 <= reply.status < 500 and reply.status != 429:
        if reply.content.lstrip().startswith(b"<"):
            raise Transient(_problem(HTML_REPLY, status=reply.status, host=host_of(url)))
        said = _said(reply)
        word = said.oauth_error or _word(said, reply.status)
        raise SignInEnded(_problem(SIGN_IN_ENDED, word=word))
    return checked(reply, url, "token")


def is_sequence_gone(error: BrokerError) -> bool:
    """Whether Saxo no longer keeps activities back to the asked one; ask by time instead."""
    return error.problem.values.get("word", "").startswith(_SEQUENCE_GONE)


def is_token_refused(error: BrokerError) -> bool:
    """Whether a new access token may help."""
    return error.problem.code == TOKEN_REFUSED


def _refusal(reply: Reply, where: str) -> BrokerError:
    said = _said(reply)
    word = _word(said, reply.status)
    code = word.partition(":")[0]
    match reply.status:
        case 401:
            return Refused(_problem(TOKEN_REFUSED, where=where))
        case 403:
            return Refused(_problem(MISSING_PERMISSION, word=word))
        case 404:
            return Fatal(_problem(NOT_FOUND, where=where))
        case 409:
            return Transient(_problem(STREAM_REFUSED, word=word))
    if code in _LIMIT_WORDS:
        return rate_limited(_wait_of(reply.headers))
    if code in _OUTAGE_WORDS:
        return Transient(_problem(UNAVAILABLE, word=word))
    if code in _STREAM_WORDS or "already in use" in word:
        return Transient(_problem(STREAM_REFUSED, word=word))
    if reply.status == 400:
        return Fatal(_problem(REQUEST_REFUSED, word=word, where=where))
    return Transient(_problem(UNKNOWN_ERROR, word=word, where=where))


def _said(reply: Reply) -> _Said:
    try:
        return msgspec.json.decode(reply.content, type=_Said)
    except msgspec.MsgspecError:
        return _Said()  # the status says enough; a 401 has no body at all


def _word(said: _Said, status: int) -> str:
    told = said.error_info or said
    parts = [told.error_code, told.message]
    parts += [f"{name} {'; '.join(why)}" for name, why in (told.model_state or {}).items()]
    return " ".join(": ".join(filter(None, parts)).split()) or f"HTTP {status}"


def from_network(lost: Unreachable) -> BrokerError:
    """What the network says, by what may help; its own codes stay.

    The stream is opened with 401 for a token that has ended, 409 for a context that is in use
    and 429 for too many connections (Saxo OpenAPI samples, "Streaming over WebSocket").
    """
    problem = lost.problem
    if problem.code == INSECURE_URL:
        return Fatal(problem)
    if problem.code != HANDSHAKE_REFUSED:
        return Transient(problem)
    status, host = int(problem.values["status"]), problem.values["host"]
    match status:
        case 401:
            return Refused(_problem(TOKEN_REFUSED, where="stream"))
        case 403:
            return Refused(_problem(MISSING_PERMISSION, word=f"HTTP {status}"))
        case 409:
            return Transient(_problem(STREAM_REFUSED, word=f"HTTP {status}"))
        case 429:
            return rate_limited(lost.retry_after or _DEFAULT_WAIT)
        case 404 | 410:
            return Fatal(_problem(API_GONE, status=status, host=host))
    return Transient(problem)


def rate_limited(wait: timedelta) -> RateLimited:
    """Saxo's budget is used up for `wait`."""
    return RateLimited(_problem(RATE_LIMITED, seconds=f"{wait.total_seconds():.0f}"), wait)


def _wait_of(headers: Mapping[str, str]) -> timedelta:
    """How long the budget that is used up stays so: `X-RateLimit-<what>-Reset`, in seconds.

    A reply carries several budgets; those with something remaining say nothing. The day's budget
    may ask for hours, and is asked after again before that.
    """
    prefix, end = "x-ratelimit-", "-reset"
    resets = {name[len(prefix) : -len(end)]: _seconds(told) for name, told in headers.items()
              if name.startswith(prefix) and name.endswith(end)}  # fmt: skip
    spent = [
        wait
        for what, wait in resets.items()
        if wait is not None and headers.get(f"{prefix}{what}-remaining", "0").strip() == "0"
    ]
    asked = _seconds(headers.get("retry-after", ""))
    told = max(spent) if spent else _DEFAULT_WAIT if asked is None else asked
    return min(max(told, timedelta(seconds=1)), _LONGEST_WAIT)


def _seconds(told: str) -> timedelta | None:
    return timedelta(seconds=int(told[:9])) if told.isascii() and told.isdigit() else None


def _problem(code: str, **values: object) -> Problem:
    """Saxo's own words may repeat a key that it was asked with; a problem is kept and shown."""
    return Problem(code, {name: mask(str(value)) for name, value in values.items()})
