"""Keeping secrets and identities out of every text: logs, tapes, evidence.

Sessions register what they were given (`keep_secret`), the program hangs `Redaction` on each of
its log handlers, adapters mask identity fields in the broker's JSON that they keep as evidence.
Masking is by value, for the secrets known, and by name, for those that are not.
"""

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote_plus

MASK = "…"

_SHORTEST_SECRET = 6
"""Anything shorter would turn ordinary words into masks."""

_NAMES = (
    r"api[-_]?key|api[-_]?sign|api[-_]?secret|authent|authorization|x-mbx-apikey|signature"
    r"|original_challenge|signed_challenge|access_token|refresh_token|client_secret|code_verifier"
    r"|listen_?key|cookie|set-cookie|token"
)
_NAMED = re.compile(
    rf"""(?ix) (?<![a-z]) (?P<name>{_NAMES}) (?P<between> ["']? \s* (?: [:=] | ,(?=\s*b?["']) )
    \s* (?: b?["'] )? (?: (?:bearer|basic)\s+ )? ) [^"'\s,;&)}}\]]+"""
)

_secrets: set[str] = set()


def keep_secret(*values: str) -> None:
    """From now on these never appear in a masked text, as they are or URL-encoded."""
    for value in values:
        if len(value) >= _SHORTEST_SECRET:
            _secrets.update((value, quote_plus(value)))


def mask(text: str) -> str:
    """The text without registered secrets, and without the values of fields that hold secrets."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _NAMED.sub(rf"\g<name>\g<between>{MASK}", text)


def mask_fields(json: str, names: Iterable[str]) -> str:
    """JSON text in which the string values of these fields are masked; all else byte for byte."""
    either = "|".join(sorted(map(re.escape, names)))
    found = re.compile(rf'("(?:{either})"\s*:\s*)"(?:[^"\\]|\\.)*"')
    return found.sub(rf'\1"{MASK}"', json)


class Redaction(logging.Filter):
    """A filter for log handlers: every line that passes is masked, its traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place; never drops one."""
        record.msg, record.args = mask(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        return True
