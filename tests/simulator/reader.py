"""A small client of the simulated Kraken, for the tests of this folder only.

It signs on its own, from Kraken's published rules; what others make of the same server is shown by
`test_foreign_clients`.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from assignwatch.simulator.server import Simulator

PATIENCE = 10.0
"""Seconds after which a test stops waiting for a message."""


def exact(text: str) -> Any:
    """JSON with every number as an exact Decimal or int."""
    return json.loads(text, parse_float=Decimal)


class Reader:
    """One account of a running simulator, as its owner's program sees it."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        simulator: Simulator,
        account: str = "kraken/main",
        authority: str = "",
    ) -> None:
        announced = json.loads(json.dumps(simulator.announcement(), default=str))
        mine = next(a for a in announced["accounts"] if a["account"] == account)
        self.http = http
        self.authority = authority
        self.rest: str = mine["urls"]["rest"]
        self.socket_url: str = mine["urls"]["socket"]
        self.control: str = announced["control"]
        self.api_key: str = mine["credentials"]["api_key"]
        self.secret: str = mine["credentials"]["api_secret"]

    def sign(self, message: str) -> str:
        """Kraken's signature of a text."""
        digest = hashlib.sha256(message.encode()).digest()
        made = hmac.new(base64.b64decode(self.secret), digest, hashlib.sha512)
        return base64.b64encode(made.digest()).decode()

    async def call(
        self,
        path: str,
        parameters: list[tuple[str, str]] | None = None,
        *,
        method: str = "GET",
        nonce: str | None = None,
        authent: str | None = None,
    ) -> aiohttp.ClientResponse:
        """A signed request, its parameters encoded once and sent as they were signed."""
        query = urlencode(parameters or [])
        signed = query + (nonce or "") + path.removeprefix("/derivatives")
        headers = {"APIKey": self.api_key, "Authent": authent or self.sign(signed)}
        if nonce is not None:
            headers["Nonce"] = nonce
        address = f"{self.rest}{path}" + (f"?{query}" if query else "")
        async with self.http.request(method, URL(address, encoded=True), headers=headers) as got:
            await got.read()
            return got

    async def get(self, path: str, *parameters: tuple[str, str], **how: str) -> Any:
        """The JSON of a signed GET."""
        return exact(await (await self.call(path, list(parameters), **how)).text())

    async def do(self, verb: str, **arguments: object) -> Any:
        """A control command that must succeed."""
        async with self.http.post(self.control, json={"do": verb, **arguments}) as got:
            answer = exact(await got.text())
        assert got.status == 200, answer
        return answer

    async def connect(self) -> "Socket":
        """A new socket; its greeting is still to be read."""
        return Socket(self, await self.http.ws_connect(self.socket_url))


class Socket:
    """One connection to the simulated feeds."""

    def __init__(self, reader: Reader, line: aiohttp.ClientWebSocketResponse) -> None:
        self.reader = reader
        self.line = line

    async def say(self, **message: object) -> None:
        """Send one JSON message."""
        await self.line.send_str(json.dumps(message))

    async def hear(self, wanted: Callable[[Mapping[str, Any]], bool] = lambda _: True) -> Any:
        """The next message that is wanted; others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.line.receive()
                assert message.type is aiohttp.WSMsgType.TEXT, message.type
                heard = exact(message.data)
                if wanted(heard):
                    return heard

    async def feed(self, name: str) -> Any:
        """The next message of a feed."""
        return await self.hear(
            lambda message: message.get("feed") == name and "event" not in message
        )

    async def challenge(self) -> str:
        """A challenge for this connection."""
        await self.say(event="challenge", api_key=self.reader.api_key)
        heard = await self.hear(lambda message: message.get("event") == "challenge")
        return str(heard["message"])

    async def subscribe(self, feed: str, challenge: str) -> Any:
        """Subscribe with a signed challenge; the server's answer."""
        await self.say(
            event="subscribe",
            feed=feed,
            api_key=self.reader.api_key,
            original_challenge=challenge,
            signed_challenge=self.reader.sign(challenge),
        )
        return await self.hear(lambda message: message.get("event") in ("subscribed", "alert"))
