"""The access token of one account: renewed in time, by one caller at a time, kept in memory only.

`rest.py` and `listener.py` ask `Access.token` before each call; `sign_in.py` gets the first grant.
Each renewal gives a new refresh token and spends the old one, so the new one goes to the password
store before it can be needed. How long the sign-in lasts is told as a `SignIn`. A token that was
pasted from the developer portal cannot be renewed. Sources: Saxo OpenAPI learn, "OAuth
authorization code grant (PKCE)"; Saxo's samples, "authentication".
"""

import asyncio
import base64
import binascii
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

import msgspec

from assignwatch.brokers.base import SignInEnded, Transient, Vault
from assignwatch.brokers.saxo.errors import SIGN_IN_ENDED, checked_token, from_network
from assignwatch.brokers.saxo.wire import Token, decoded
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import SignIn
from assignwatch.core.ports import Clock
from assignwatch.net.redaction import keep_secret
from assignwatch.net.retry import again
from assignwatch.net.transport import Request, Transport, Unreachable

APP_KEY: Final = "app_key"
PASTED: Final = "token"
REFRESH: Final = "refresh_token"
REFRESH_UNTIL: Final = "refresh_token_until"
VERIFIER: Final = "code_verifier"
REDIRECT: Final = "redirect_uri"

EARLY: Final = timedelta(minutes=2)
"""A token is renewed so long before it ends, half of its life at most."""

_LAST_WAIT: Final = timedelta(seconds=3)
"""For a renewal that is under way when the program is told to stop, real time."""

_NEW: Final = timedelta(minutes=1)
"""No token ends so soon after it was granted."""


class Access:
    """What opens Saxo's doors for one account."""

    def __init__(
        self, account: AccountKey, vault: Vault, url: str, transport: Transport, clock: Clock
    ) -> None:
        """`url` is where tokens are granted."""
        self._account = account
        self._vault = vault
        self._url = url
        self._transport = transport
        self._clock = clock
        self._renewing = asyncio.Lock()
        self._token = vault.get(PASTED)
        self._good_for = timedelta()
        self._until = _until_of(self._token) if self._token else _stored_until(vault)
        self._granted = clock.now(), clock.monotonic()
        self._owed: dict[str, str] = {}
        self.unsaved: Problem | None = None
        """Why the newest refresh token is in memory only: a restart will need a new sign-in."""

    @property
    def renews(self) -> bool:
        """Whether it goes on by itself."""
        return not self._vault.get(PASTED)

    def sign_in(self) -> SignIn:
        """How long the broker lets us in, as far as it said."""
        until = self._until if self._until is not None else datetime.max.replace(tzinfo=UTC)
        return SignIn(self._clock.now(), self._account, until, self.renews)

    async def token(self) -> str:
        """A token that is good for a while. Raises `SignInEnded`, `Transient`."""
        await self._pay()
        if self._is_good():
            return self._token
        async with self._renewing:
            if not self._is_good():
                await _to_the_end(self._renew())
            return self._token

    def refused(self, token: str) -> bool:
        """Saxo did not take this token; whether a new one may help.

        Not where it is new: then it is the user who may not see what was asked for.
        """
        if not self.renews or token != self._token:
            return self.renews
        if self._age() < _NEW:
            return False
        self._good_for = timedelta()
        return True

    def spoil(self) -> None:
        """Trust the present token no more, however new it is."""
        self._good_for = timedelta()

    def _age(self) -> timedelta:
        """Of the token, by the clock that says more: one may be set back, one sleeps."""
        now, ticked = self._granted
        return max(self._clock.now() - now, self._clock.monotonic() - ticked)

    def _is_good(self) -> bool:
        if not self._token:
            return False
        if not self.renews:
            return self._until is None or self._clock.now() < self._until
        return self._age() < self._good_for

    async def _renew(self) -> None:
        if not (self.renews and self._vault.get(REFRESH) and self._vault.get(APP_KEY)):
            raise SignInEnded(Problem(SIGN_IN_ENDED))
        asked = self._clock.now(), self._clock.monotonic()
        granted = await again(self._ask, on=Transient)
        life = timedelta(seconds=granted.expires_in)
        self._token, self._granted = granted.access_token, asked
        self._good_for = life - min(EARLY, life / 2)
        self._until = _lasts(granted, self._clock.now())
        self._owed |= credentials(granted, self._clock.now())
        await self._pay()

    async def _ask(self) -> Token:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._vault.get(REFRESH),
            "client_id": self._vault.get(APP_KEY),
            "redirect_uri": self._vault.get(REDIRECT),
            "code_verifier": self._vault.get(VERIFIER),
        }
        filled = {name: value for name, value in form.items() if value}
        return await grant(self._transport, self._url, filled)

    async def _pay(self) -> None:
        """Bring to the store what it has not taken yet."""
        for name, value in list(self._owed.items()):
            self.unsaved = await self._vault.keep(name, value)
            if self.unsaved is None:
                self._owed.pop(name, None)


async def _to_the_end(renewal: Coroutine[None, None, None]) -> None:
    """Await it. Who is told to stop meanwhile waits a little: a token that was granted and not kept
    would be the end of the sign-in, for the one before it is spent.
    """
    task = asyncio.create_task(renewal)
    try:
        await asyncio.wait({task})
        task.result()
    except asyncio.CancelledError:
        try:
            await asyncio.wait({task}, timeout=_LAST_WAIT.total_seconds())
        finally:
            if not task.cancel() and not task.cancelled():
                task.exception()  # heard; nobody is left to be told
        raise


async def grant(transport: Transport, url: str, form: Mapping[str, str]) -> Token:
    """One call for tokens. Raises `SignInEnded` when none is granted, other `BrokerError`s."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        reply = await transport.request(Request("POST", url, headers, urlencode(form).encode()))
    except Unreachable as lost:
        raise from_network(lost) from lost
    granted = decoded(checked_token(reply, url), Token, "token")
    keep_secret(granted.access_token, granted.refresh_token or "")
    return granted


def credentials(granted: Token, now: datetime) -> dict[str, str]:
    """What has to be kept of a grant: never the access token."""
    until = _lasts(granted, now)
    kept = {
        REFRESH: granted.refresh_token or "",
        REFRESH_UNTIL: until.isoformat() if until is not None else "",
    }
    return {name: value for name, value in kept.items() if value}


def _lasts(granted: Token, now: datetime) -> datetime | None:
    seconds = granted.refresh_token_expires_in
    return now + timedelta(seconds=seconds) if seconds is not None else None


def _stored_until(vault: Vault) -> datetime | None:
    try:
        until = datetime.fromisoformat(vault.get(REFRESH_UNTIL))
    except ValueError:
        return None
    return until if until.tzinfo is not None else None


class _Claims(msgspec.Struct):
    exp: int | str
    """Seconds; Saxo writes them as text."""


def _until_of(token: str) -> datetime | None:
    """When a pasted token says that it ends. For showing only; Saxo alone knows."""
    claims = token.split(".")[1:2]
    try:
        padded = claims[0] + "=" * (-len(claims[0]) % 4)
        told = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=_Claims).exp
        return datetime.fromtimestamp(int(told), UTC)
    except (IndexError, binascii.Error, ValueError, OverflowError, OSError, msgspec.MsgspecError):
        return None
