"""A place that grants tokens, as Saxo's does, with everything that was asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl

import msgspec

from assignwatch.brokers.base import AccountConfig, Vault
from assignwatch.brokers.saxo.access import Access
from assignwatch.core.model import AccountKey, Problem
from assignwatch.net.transport import Reply, Request, Socket, Unreachable
from tests.fakes.clock import FakeClock

ACCOUNT = AccountKey("saxo/main")
URLS = {
    "rest": "https://saxo.example/openapi",
    "stream": "wss://saxo.example/ws",
    "authorize": "https://login.example/authorize",
    "token": "https://login.example/token",
}
CONFIG = AccountConfig(ACCOUNT, "live", URLS)


@dataclass
class Bank:
    """Grants a new pair each time; `answers` come first, whatever they are."""

    answers: list[Reply | Exception] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    access_for: timedelta = timedelta(minutes=20)
    refresh_for: timedelta | None = timedelta(hours=1)

    async def request(self, request: Request) -> Reply:
        self.asked.append(dict(parse_qsl(request.content.decode())))
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return self.granted()

    def granted(self) -> Reply:
        number = len(self.asked)
        body: dict[str, object] = {
            "access_token": f"access-{number}",
            "token_type": "Bearer",
            "expires_in": int(self.access_for.total_seconds()),
            "refresh_token": f"refresh-{number}",
        }
        if self.refresh_for is not None:
            body["refresh_token_expires_in"] = int(self.refresh_for.total_seconds())
        return Reply(201, {}, msgspec.json.encode(body))

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        raise NotImplementedError

    async def aclose(self) -> None:
        """Nothing is open."""


def refusal(status: int, error: str) -> Reply:
    return Reply(status, {}, msgspec.json.encode({"error": error}))


NO_ANSWER = Unreachable(Problem("timed_out", {"host": "login.example"}))


@dataclass
class Store:
    """A password store that may refuse."""

    kept: dict[str, str] = field(default_factory=dict)
    locked: bool = False

    async def keep(self, name: str, value: str) -> Problem | None:
        if self.locked:
            return Problem("keyring_locked")
        self.kept[name] = value
        return None


def signed_in(bank: Bank, store: Store, clock: FakeClock, **credentials: str) -> Access:
    given = credentials or {"app_key": "the-app-key", "refresh_token": "refresh-0"}
    return Access(ACCOUNT, Vault(given, store.keep), URLS["token"], bank, clock)
