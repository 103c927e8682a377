"""Who is signed in: sessions and the tokens that stand for them, on the simulated clock.

`oauth` hands tokens out, `gate` and `stream` ask `of` whose they are. There is one app and one
user. A refreshed token belongs to the same session as the one before; a log-in begins a new one.
Sources: Saxo's OAuth samples; the lives of tokens are those of its live environment.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from assignwatch.simulator.clock import Clock, iso
from assignwatch.simulator.seeded import Seeded

REDIRECT_PATH = "/assignwatch"
"""The path registered for the app: `http://localhost/assignwatch`, at any port."""

_KEY_BYTES = 24
_REFRESH_BYTES = 48


class Refused(Exception):
    """A grant that is not given; `error` is OAuth's word, the text its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


@dataclass(slots=True, eq=False)
class Session:
    """One log-in, for as long as it is refreshed and not ended."""

    id: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a log-in or a refresh gives."""

    session: Session
    access: str = field(repr=False)
    refresh: str = field(repr=False)


@dataclass(slots=True)
class _Grant:
    """What one token stands for, and until when."""

    session: Session
    until: datetime
    used: bool = False


class Sessions:
    """The sessions of the one user. Attributes may be changed at any time; they hold from then."""

    def __init__(self, clock: Clock, seeded: Seeded) -> None:
        self.clock = clock
        self.app_key = seeded.named_uuid("app key").replace("-", "")
        self.redirect_path = REDIRECT_PATH
        self.answers = "allow"
        """What the user says when asked: `allow`, `refuse`, or `ask` for a page with both."""
        self.access_for = timedelta(minutes=20)
        self.refresh_for = timedelta(hours=1)
        self.developer_for = timedelta(hours=24)
        self.revoked = False
        """Nobody is let in, with whatever token."""
        self._seeded = seeded
        self._numbers = count(1)
        self._sessions: list[Session] = []
        self._access: dict[str, _Grant] = {}
        self._refresh: dict[str, _Grant] = {}

    def sign_in(self) -> Tokens:
        """The user logs in: a new session."""
        return self._tokens(self._begin())

    def refresh(self, token: str) -> Tokens:
        """A new pair for a refresh token, which works once; raises Refused.

        A second use tells that somebody has a copy. Nobody knows which of the two is the thief, so
        the session ends for both.
        """
        grant = self._refresh.get(token)
        if grant is None or not self.alive(grant.session):
            raise Refused("invalid_grant", "The refresh token is not valid.")
        if grant.used:
            grant.session.ended = True
            raise Refused("invalid_grant", "The refresh token was used before.")
        if grant.until <= self.clock.now:
            raise Refused("invalid_grant", "The refresh token has expired.")
        grant.used = True
        return self._tokens(grant.session)

    def of(self, token: str | None) -> Session | None:
        """The session of an access token that is valid now."""
        grant = self._access.get(token or "")
        if grant is None or grant.until <= self.clock.now or not self.alive(grant.session):
            return None
        return grant.session

    def alive(self, session: Session) -> bool:
        """Whether a session goes on; its access tokens may have expired."""
        return not session.ended and not self.revoked

    def expire_access(self) -> None:
        """Every access token is too old from now on; refresh tokens are not."""
        self._access.clear()

    def end(self) -> None:
        """The user signs out everywhere."""
        for session in self._sessions:
            session.ended = True

    def credentials(self) -> Mapping[str, object]:
        """What an account has stored right after a log-in of its own."""
        tokens = self.sign_in()
        return {
            "app_key": self.app_key,
            "refresh_token": tokens.refresh,
            "refresh_token_until": iso(self.clock.shown + self.refresh_for),
        }

    def developer_token(self) -> str:
        """A token for trying things out: good for a day, with nothing to refresh it."""
        return self._issue_access(self._begin(), self.developer_for)

    def _begin(self) -> Session:
        session = Session(self._seeded.named_uuid(f"session {next(self._numbers)}"))
        self._sessions.append(session)
        return session

    def _tokens(self, session: Session) -> Tokens:
        secret = self._seeded.token(f"refresh {next(self._numbers)}", _REFRESH_BYTES)
        refresh = secret.translate(str.maketrans("+/", "-_"))
        self._refresh[refresh] = _Grant(session, self.clock.now + self.refresh_for)
        return Tokens(session, self._issue_access(session, self.access_for), refresh)

    def _issue_access(self, session: Session, lasts: timedelta) -> str:
        """Three parts as in a JWT. Clients may look into it; the signature is only a filling."""
        claims = {
            "iss": "oa",
            "sid": session.id.replace("-", ""),
            "tid": str(next(self._numbers)),
            "exp": str(int((self.clock.shown + lasts).timestamp())),
        }
        signature = self._seeded.token(f"signature {claims['tid']}", _KEY_BYTES).encode()
        parts = (_json({"alg": "ES256", "typ": "JWT"}), _json(claims), signature)
        token = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
        self._access[token] = _Grant(session, self.clock.now + lasts)
        return token


def _json(value: Mapping[str, str]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
