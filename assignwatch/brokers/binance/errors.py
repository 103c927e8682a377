"""What Binance answers when it does not answer: each shape as one of `base.py`'s errors.

`rest.py` passes every reply through `checked`; what the network itself says comes through
`from_network`. The codes are listed here once, with the values that they carry. A problem carries
Binance's number, and its own words only where the number is in no list: they may repeat what was
asked. Sources: Binance docs, Derivatives "Error code" of each product and "General info" (HTTP
statuses, the three texts of a 503), change log 2026-06-10 (codes of maintenance).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from assignwatch.brokers.base import BrokerError, Fatal, RateLimited, Refused, Transient
from assignwatch.brokers.binance.calls import Call
from assignwatch.brokers.binance.families import Group
from assignwatch.brokers.records import unreadable
from assignwatch.core.model import Problem
from assignwatch.net.problems import HANDSHAKE_REFUSED, INSECURE_URL, TIMED_OUT, host_of
from assignwatch.net.redaction import mask
from assignwatch.net.transport import Reply, Unreachable

BAD_CREDENTIAL = "bad_credential"
"""What was entered cannot be a key of Binance's. Values: field."""
PROTECTED_KEY = "protected_key"
"""What was entered is a private key under a password. Values: field."""
KEY_REFUSED = "key_refused"
"""The key cannot be one of Binance's, or is none any more. Values: word."""
SIGNATURE_REFUSED = "signature_refused"
"""The secret does not belong to the key. Values: word."""
KEY_NOT_FROM_HERE = "key_not_from_here"
"""One word for three faults: the key, the address that it is used from, or its rights. Values:
word."""
ACCOUNT_INACTIVE = "account_inactive"
"""Binance has switched this part of the account off, or it was never opened. Values: word."""
REGION_REFUSED = "region_refused"
"""Binance does not serve the country that this address belongs to. Values: host."""
RATE_LIMITED = "rate_limited"
"""Binance, or our own budget for it, asks us to wait. Values: seconds."""
ADDRESS_BANNED = "address_banned"
"""Binance has shut out this computer's address for a while. Values: seconds."""
FIREWALL = "firewall"
"""Binance's firewall answered instead of Binance. Values: host, seconds."""
UNAVAILABLE = "unavailable"
"""Binance says that it is out of order. Values: word."""
SERVER_ERROR = "server_error"
"""An HTTP status of 500 and above. Values: status, host."""
HTML_REPLY = "html_reply"
"""A page for people came instead of an answer. Values: status, host."""
TIME_REFUSED = "time_refused"
"""Binance finds a question too old or too new though the clocks were compared. Values: word."""
LISTEN_KEY_GONE = "listen_key_gone"
"""The key of the user stream has ended. Values: where."""
NOT_FOUND = "not_found"
"""Binance knows no such contract, or no longer. Values: where."""
REQUEST_REFUSED = "request_refused"
"""Binance does not understand a question that it used to understand. Values: word, where."""
API_GONE = "api_gone"
"""This interface is switched off or has moved. Values: status, host."""
UNKNOWN_ERROR = "unknown_error"
"""A number that is in no list. Values: word, where."""
STREAM_REFUSED = "stream_refused"
"""The stream opened, and the subscription on it was refused or has gone. Values: word."""
NO_URL = "no_url"
"""An address is missing in the settings. Values: name."""

_MINUTE = timedelta(minutes=1)
_BAN = timedelta(minutes=2)
"""The shortest ban; it grows up to three days with each further offence."""
_LONGEST_BAN = timedelta(days=3)
_FIREWALL_WAIT = timedelta(minutes=5)
_CHALLENGE = "x-amzn-waf-action"
"""A firewall that wants to see a browser says so with status 202 and no body (AWS WAF Developer
Guide, "CAPTCHA and Challenge in AWS WAF")."""

_MOVED = (301, 302, 303, 307, 308, 404, 410)
_RESTRICTED = 451

_TOO_MANY = frozenset({-1003, -1015})
_THROTTLED = -1008
_OUTAGES = frozenset({-1000, -1001, -1006, -1007, -1016, -1109, -4531, 239999})
_TIMESTAMP = -1021
_SIGNATURE = -1022
_NO_LISTEN_KEY = -1125
_BAD_KEYS = frozenset({-1002, -2014})
_NOT_FROM_HERE = -2015
_SYMBOL_GONE = frozenset({-1121, -1122, -4108, -4140, -4141, -4144, -6049})
_INACTIVE = frozenset({-4109, -21001, 497203})
"""Switched off, no portfolio-margin account (Binance docs, Wallet "Error codes", 21xxx), and no
stock options."""
_QUESTIONS = range(-1199, -1099)
"""What is wrong with a question: parameters missing, malformed, or too many."""

_BANNED_UNTIL = re.compile(r"banned until (\d{13})\b")
_OVERUSED = re.compile(r"too many requests|banned", re.IGNORECASE)
_ASKED = re.compile(r"[\w.%-]+=[^\s&]*|\b[A-Za-z0-9+/_-]{32,}={0,2}")
_503_TEXTS = ("Unknown error", "Service Unavailable", "Internal error")
_LONGEST_WORD = 120


class _Said(msgspec.Struct):
    """The parts of a body that speak of an error."""

    code: int | str | None = None
    msg: str | None = None

    @property
    def number(self) -> int:
        """The number of the error; 0 where there is none, as in an answer."""
        try:
            number = int(self.code or 0)
        except ValueError:
            return 0
        return 0 if number == 200 else number

    @property
    def text(self) -> str:
        """Binance's own words, without anything that was asked."""
        told = " ".join(_ASKED.sub("…", mask(self.msg or "")).split())
        return told[:_LONGEST_WORD]


def checked(reply: Reply, url: str, call: Call, now: datetime) -> bytes:
    """The body of a reply that is an answer; raises a `BrokerError` for one that is not.

    `now` is Binance's time, or a little before it: bans are told by when they end.
    """
    host, is_page = host_of(url), reply.content.lstrip().startswith(b"<")
    if _CHALLENGE in reply.headers:
        raise _wait(FIREWALL, _FIREWALL_WAIT, host=host)
    said = _Said() if is_page else _said(reply, call.name)
    if _is_overuse(reply.status, said, call):
        raise _overused(reply, said, now)
    if reply.status == _RESTRICTED:
        raise Fatal(_problem(REGION_REFUSED, host=host))
    if reply.status == 403 and (is_page or not said.number):
        raise _wait(FIREWALL, _FIREWALL_WAIT, host=host)
    if reply.status in _MOVED:
        raise Fatal(_problem(API_GONE, status=reply.status, host=host))
    if reply.status == 408:
        raise Transient(_problem(TIMED_OUT, host=host))
    if said.number:
        raise _from_number(said, call)
    if reply.status == 503:
        raise Transient(_problem(UNAVAILABLE, word=_of_503(reply.content)))
    if reply.status >= 500:
        raise Transient(_problem(SERVER_ERROR, status=reply.status, host=host))
    if is_page:
        raise Transient(_problem(HTML_REPLY, status=reply.status, host=host))
    if reply.status >= 400:
        raise Transient(_problem(UNKNOWN_ERROR, word=f"HTTP {reply.status}", where=call.name))
    return reply.content


def is_passing(error: Exception) -> bool:
    """Whether the same question may be answered in a second."""
    if isinstance(error, BrokerError) and (is_time_refused(error) or is_listen_key_gone(error)):
        return False
    return isinstance(error, Transient)


def is_time_refused(error: BrokerError) -> bool:
    """Whether comparing the clocks again may help."""
    return error.problem.code == TIME_REFUSED


def is_listen_key_gone(error: BrokerError) -> bool:
    """Whether a new listen key is needed."""
    return error.problem.code == LISTEN_KEY_GONE


def from_network(lost: Unreachable) -> BrokerError:
    """What the network says, by what may help; its own codes stay."""
    problem = lost.problem
    if problem.code == INSECURE_URL:
        return Fatal(problem)
    if problem.code != HANDSHAKE_REFUSED:
        return Transient(problem)
    status, host = int(problem.values["status"]), problem.values["host"]
    if status in (418, 429):
        code, least = (ADDRESS_BANNED, _BAN) if status == 418 else (RATE_LIMITED, _MINUTE)
        return _wait(code, lost.retry_after or least)
    if status in _MOVED:
        return Fatal(_problem(API_GONE, status=status, host=host))
    if status == _RESTRICTED:
        return Fatal(_problem(REGION_REFUSED, host=host))
    if status >= 500:
        return Transient(_problem(SERVER_ERROR, status=status, host=host))
    return Transient(problem)


def rate_limited(wait: timedelta) -> RateLimited:
    """A budget of Binance's is used up for `wait`."""
    return _wait(RATE_LIMITED, wait)


def stream_refused(word: str) -> Transient:
    """A connection on which nothing would be heard."""
    return Transient(_problem(STREAM_REFUSED, word=word))


def listen_key_gone(where: str) -> Transient:
    """A new listen key is needed. `where` names the call that makes it."""
    return Transient(_problem(LISTEN_KEY_GONE, where=where))


def _said(reply: Reply, where: str) -> _Said:
    """What the body says of an error; a list says nothing of one, and is well-formed here."""
    try:
        said = msgspec.json.decode(reply.content, type=_Said | list[msgspec.Raw])
    except msgspec.MsgspecError as error:
        if reply.status >= 300:
            return _Said()  # the status says enough
        raise unreadable(where, error) from error
    return said if isinstance(said, _Said) else _Said()


def _is_overuse(status: int, said: _Said, call: Call) -> bool:
    """The one number has two meanings: at the options it is our fault, at the futures it is not."""
    if status in (418, 429) or said.number in _TOO_MANY:
        return True
    is_ours = call.host.group is Group.OPTIONS or _OVERUSED.search(said.msg or "") is not None
    return said.number == _THROTTLED and is_ours


def _overused(reply: Reply, said: _Said, now: datetime) -> RateLimited:
    until = _BANNED_UNTIL.search(said.msg or "")
    told = [_seconds(reply.headers), _ban(until[1], now) if until else None]
    waits = [wait for wait in told if wait is not None]
    is_ban = reply.status == 418 or until is not None
    wait = max(waits) if waits else _BAN if is_ban else _MINUTE
    wait = min(max(wait, timedelta(seconds=1)), _LONGEST_BAN)
    return _wait(ADDRESS_BANNED if is_ban else RATE_LIMITED, wait)


def _ban(until: str, now: datetime) -> timedelta:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(until)) - now


def _seconds(headers: Mapping[str, str]) -> timedelta | None:
    told = headers.get("retry-after", "").strip()
    return timedelta(seconds=int(told[:9])) if told.isascii() and told.isdigit() else None


def _from_number(said: _Said, call: Call) -> BrokerError:
    number, word = said.number, str(said.number)
    if number in _OUTAGES or number == _THROTTLED:
        return Transient(_problem(UNAVAILABLE, word=word))
    if number == _TIMESTAMP:
        return Transient(_problem(TIME_REFUSED, word=word))
    if number == _SIGNATURE:
        return Refused(_problem(SIGNATURE_REFUSED, word=word))
    if number == _NO_LISTEN_KEY:
        return listen_key_gone(call.name)
    if number in _BAD_KEYS:
        return Refused(_problem(KEY_REFUSED, word=word))
    if number == _NOT_FROM_HERE:
        return Refused(_problem(KEY_NOT_FROM_HERE, word=word))
    if number in _INACTIVE:
        return Refused(_problem(ACCOUNT_INACTIVE, word=word))
    if number in _SYMBOL_GONE:
        return Fatal(_problem(NOT_FOUND, where=call.name))
    word = ": ".join(filter(None, (word, said.text)))
    if number in _QUESTIONS:
        return Fatal(_problem(REQUEST_REFUSED, word=word, where=call.name))
    return Transient(_problem(UNKNOWN_ERROR, word=word, where=call.name))


def _of_503(content: bytes) -> str:
    """Which of the three texts it is. For a question they mean the same; for an order not."""
    said = content.decode("utf-8", "replace")
    return next((text for text in _503_TEXTS if text.lower() in said.lower()), "HTTP 503")


def _wait(code: str, wait: timedelta, **values: object) -> RateLimited:
    return RateLimited(_problem(code, seconds=f"{wait.total_seconds():.0f}", **values), wait)


def _problem(code: str, **values: object) -> Problem:
    return Problem(code, {name: str(value) for name, value in values.items()})
