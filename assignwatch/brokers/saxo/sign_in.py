"""Signing in on Saxo's own page: the authorization code grant with PKCE, without any secret.

`BrokerSpec.sign_in` is this. The trader's browser is sent to Saxo and comes back to this computer
with a code; the code is worth nothing without the verifier that never leaves the program, and the
answer counts only with the state that was sent along. Sources: Saxo OpenAPI learn, "OAuth
authorization code grant (PKCE)"; RFC 7636, sections 4.1 to 4.6.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from assignwatch.brokers.addresses import address
from assignwatch.brokers.base import AccountConfig, BrokerError, Browser, Fatal, Refused
from assignwatch.brokers.saxo.access import APP_KEY, REDIRECT, VERIFIER, credentials, grant
from assignwatch.brokers.saxo.addresses import AUTHORIZE_URL, TOKEN_URL
from assignwatch.core.model import Problem
from assignwatch.core.ports import Clock
from assignwatch.net.redaction import keep_secret
from assignwatch.net.transport import Transport

PATH: Final = "/assignwatch"
"""The application is registered at Saxo with `http://localhost/assignwatch`, without a port: any
port is good then (Saxo's PKCE samples)."""

SIGN_IN_REFUSED: Final = "sign_in_refused"
"""Saxo, or the trader on its page, refused. Values: word."""
SIGN_IN_FOREIGN: Final = "sign_in_foreign"
"""What came back was not the answer to what was asked."""

_RANDOM_BYTES: Final = 48
"""64 characters of a verifier; RFC 7636 wants 43 to 128."""


async def sign_in(
    config: AccountConfig,
    entered: Mapping[str, str],
    browser: Browser,
    clock: Clock,
    transport: Transport,
) -> Mapping[str, str]:
    """See `BrokerSpec.sign_in`; `Unreachable` comes through when nobody came back."""
    verifier, state = secrets.token_urlsafe(_RANDOM_BYTES), secrets.token_urlsafe(_RANDOM_BYTES)
    authorize, token = address(config.urls, AUTHORIZE_URL), address(config.urls, TOKEN_URL)
    app_key = entered.get(APP_KEY, "")
    keep_secret(app_key, verifier, state)
    back = ""

    def page(redirect: str) -> str:
        nonlocal back
        back = redirect
        asked = {
            "response_type": "code",
            "client_id": app_key,
            "redirect_uri": redirect,
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        return f"{authorize}?{urlencode(asked)}"

    came = await browser.visit(PATH, page)
    form = {
        "grant_type": "authorization_code",
        "code": _code(came, state),
        "redirect_uri": back,
        "client_id": app_key,
        "code_verifier": verifier,
    }
    keep_secret(form["code"])
    try:
        granted = await grant(transport, token, form)
    except Refused as refused:
        word = refused.problem.values.get("word", "")
        raise Refused(Problem(SIGN_IN_REFUSED, {"word": word})) from refused
    kept = credentials(granted, clock.now())
    return {APP_KEY: app_key, VERIFIER: verifier, REDIRECT: back, **kept}


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _code(came: Mapping[str, str], state: str) -> str:
    """The code of an answer to our own question. Raises `BrokerError`."""
    if not hmac.compare_digest(came.get("state", "").encode(), state.encode()):
        raise Fatal(Problem(SIGN_IN_FOREIGN))
    if "error" in came or not came.get("code"):
        raise _refused(came)
    return came["code"]


def _refused(came: Mapping[str, str]) -> BrokerError:
    said = [came.get("error", ""), came.get("error_description", "")]
    return Refused(Problem(SIGN_IN_REFUSED, {"word": ": ".join(filter(None, said)) or "no code"}))
