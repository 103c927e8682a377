"""The log-in: Saxo's two OAuth addresses, with PKCE and without a secret.

A browser comes to `/authorize` and leaves with a code; the program brings the code to `/token` and
gets what `sessions` issues. The user answers as `Sessions.answers` says. Sources: Saxo's guide on
the authorization code grant with PKCE, and its samples; RFC 6749 and 7636 for what they leave open.
"""

import base64
import hashlib
import hmac
import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from assignwatch.simulator.exact_json import dumps
from assignwatch.simulator.saxo.parts import Parts
from assignwatch.simulator.saxo.sessions import Refused, Sessions, Tokens
from assignwatch.simulator.seeded import Seeded

AUTHORIZE = "/authorize"
TOKEN = "/token"  # noqa: S105  an address
CODE_FOR = timedelta(minutes=1)
ANSWERS = {"1": "allow", "0": "refuse"}
"""What a browser says with `allow=` in the address, by a link of the page or of its own accord."""

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CODES = "authorization codes"


@dataclass(frozen=True, slots=True)
class _Code:
    """What must come back with an authorization code."""

    challenge: str
    redirect: str
    until: datetime


def routes(venue: Parts) -> list[web.RouteDef]:
    """Both addresses; they lie at the root of the port."""
    login = _LogIn(venue)
    return [
        web.get(AUTHORIZE, login.authorize, allow_head=False),
        web.post(TOKEN, login.token),
    ]


def _challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class _LogIn:
    """The log-ins under way: codes that were given and not yet brought back."""

    def __init__(self, venue: Parts) -> None:
        self._venue = venue
        self._sessions: Sessions = venue.sessions
        self._seeded = Seeded(f"{self._sessions.app_key}/{_CODES}")
        self._codes: dict[str, _Code] = {}

    async def authorize(self, request: web.Request) -> web.Response:
        """Where the browser is sent. An unknown app or address is never redirected to."""
        query = request.query
        redirect = query.get("redirect_uri", "")
        if query.get("client_id") != self._sessions.app_key:
            return _page("This application is not known.", 400)
        if not self._registered(redirect):
            return _page("The redirect address is not registered for this application.", 400)
        state = {"state": query["state"]} if "state" in query else {}
        if query.get("response_type") != "code":
            return _back(redirect, error="unsupported_response_type", **state)
        challenge = query.get("code_challenge")
        if not challenge or query.get("code_challenge_method") != "S256":
            said = "A code_challenge with method S256 is required."
            return _back(redirect, error="invalid_request", error_description=said, **state)
        answer = ANSWERS.get(query.get("allow", ""), self._sessions.answers)
        if answer == "ask":
            return _question(request)
        if answer != "allow":
            said = "The user refused."
            return _back(redirect, error="access_denied", error_description=said, **state)
        return _back(redirect, code=self._code(challenge, redirect), **state)

    async def token(self, request: web.Request) -> web.Response:
        """Where the program brings a code or a refresh token."""
        sent = await request.post()
        form = {name: value for name, value in sent.items() if isinstance(value, str)}
        try:
            return self._issued(self._grant(form))
        except Refused as refused:
            self._venue.tally.failed_logins += 1
            status = 401 if refused.error == "invalid_client" else 400
            return refusal(refused.error, str(refused), status)

    def _registered(self, redirect: str) -> bool:
        """`http://localhost`, any port, and exactly the registered path."""
        try:
            parts = urlsplit(redirect)
            port = parts.port
        except ValueError:
            return False
        host = "localhost" if port is None else f"localhost:{port}"
        return (parts.scheme, parts.netloc, parts.path, parts.query, parts.fragment) == (
            "http",
            host,
            self._sessions.redirect_path,
            "",
            "",
        )

    def _code(self, challenge: str, redirect: str) -> str:
        code = self._seeded.next_uuid()
        self._codes[code] = _Code(challenge, redirect, self._sessions.clock.now + CODE_FOR)
        return code

    def _grant(self, form: dict[str, str]) -> Tokens:
        client = form.get("client_id")
        match form.get("grant_type"):
            case "authorization_code":
                if client != self._sessions.app_key:
                    raise Refused("invalid_client", "This application is not known.")
                self._redeem(form)
                return self._sessions.sign_in()
            case "refresh_token":
                # Saxo's own samples differ in what they send besides the token.
                if client not in (None, self._sessions.app_key):
                    raise Refused("invalid_client", "This application is not known.")
                return self._sessions.refresh(form.get("refresh_token", ""))
            case None:
                raise Refused("invalid_request", "grant_type is missing.")
            case _:
                raise Refused("unsupported_grant_type", "This grant type is not supported.")

    def _redeem(self, form: dict[str, str]) -> None:
        """Use a code up, whatever comes of it; raises Refused."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.until <= self._sessions.clock.now:
            raise Refused("invalid_grant", "The authorization code is not valid.")
        if form.get("redirect_uri") != code.redirect:
            raise Refused("invalid_grant", "redirect_uri is not the one of the log-in.")
        verifier = form.get("code_verifier", "")
        right = hmac.compare_digest(_challenge(verifier).encode(), code.challenge.encode())
        if not _VERIFIER.fullmatch(verifier) or not right:
            raise Refused("invalid_grant", "code_verifier does not fit the challenge.")
        if self._sessions.revoked:
            raise Refused("invalid_grant", "The user may not use this application.")

    def _issued(self, tokens: Tokens) -> web.Response:
        body = {
            "access_token": tokens.access,
            "token_type": "Bearer",
            "expires_in": int(self._sessions.access_for.total_seconds()),
            "refresh_token": tokens.refresh,
            "refresh_token_expires_in": int(self._sessions.refresh_for.total_seconds()),
        }
        return web.Response(text=dumps(body), status=201, content_type="application/json")


def refusal(error: str, description: str, status: int) -> web.Response:
    """An error in the words of OAuth."""
    body = {"error": error, "error_description": description}
    return web.Response(text=dumps(body), status=status, content_type="application/json")


def _back(redirect: str, **query: str) -> web.Response:
    return web.Response(status=302, headers={"Location": f"{redirect}?{urlencode(query)}"})


def _question(request: web.Request) -> web.Response:
    links = []
    for allow, answer in ANSWERS.items():
        query = urlencode({**request.query, "allow": allow})
        address = html.escape(f"{AUTHORIZE}?{query}")
        links.append(f'<a href="{address}">{answer.title()}</a>')
    return _page(f"An application asks for access. {' '.join(links)}", 200)


def _page(body: str, status: int) -> web.Response:
    text = f"<!DOCTYPE html><html><title>Saxo</title><body><p>{body}</p></body></html>"
    return web.Response(text=text, status=status, content_type="text/html")
