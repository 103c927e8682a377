"""A small client of the simulated Binance, for the tests of this folder only.

It signs on its own, from Binance's published rules; what others make of the same server is shown by
`test_foreign_binance`.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from yarl import URL

from assignwatch.simulator.binance.host import BinanceHost
from assignwatch.simulator.clock import milliseconds
from assignwatch.simulator.server import Simulator

PATIENCE = 10.0
"""Seconds after which a test stops waiting for a message."""
CONFIRMED = 50
"""The number of the subscription that shows that everything before it was carried out."""

Parameters = Mapping[str, str | int]


def sign(secret: str, payload: bytes) -> str:
    """A signature of any of the three kinds, as it is before it is encoded for a query."""
    if not secret.startswith("-----BEGIN"):
        return hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()
    private = serialization.load_pem_private_key(secret.encode(), None)
    if isinstance(private, rsa.RSAPrivateKey):
        made = private.sign(payload, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(private, ed25519.Ed25519PrivateKey)
        made = private.sign(payload)
    return base64.b64encode(made).decode()


class Trader:
    """One account of a running simulator, as its owner's program sees it."""

    def __init__(
        self, http: aiohttp.ClientSession, simulator: Simulator, account: str = "binance/main"
    ) -> None:
        announced = json.loads(json.dumps(simulator.announcement(), default=str))
        mine = next(a for a in announced["accounts"] if a["account"] == account)
        host = simulator.stage.hosts["binance"]
        assert isinstance(host, BinanceHost)
        self.host = host
        self.http = http
        self.root: str = mine["urls"]["usd_futures"]
        self.streams: str = mine["urls"]["usd_stream"]
        self.control: str = announced["control"]
        self.api_key: str = mine["credentials"]["api_key"]
        self.secret: str = mine["credentials"]["api_secret"]

    @property
    def now(self) -> int:
        """The exchange's time in milliseconds."""
        return milliseconds(self.host.venue.world.clock.shown)

    async def call(
        self,
        path: str,
        parameters: Parameters | None = None,
        *,
        method: str = "GET",
        signed: bool = True,
        api_key: str | None = "",
    ) -> aiohttp.ClientResponse:
        """A request, its parameters encoded once and sent as they were signed."""
        query = urlencode(parameters or {})
        if signed:
            if "timestamp" not in (parameters or {}):
                query = f"{query}&timestamp={self.now}".removeprefix("&")
            query = f"{query}&signature={quote(sign(self.secret, query.encode()), safe='')}"
        return await self.send(path, query, method=method, api_key=api_key)

    async def send(
        self,
        path: str,
        query: str,
        body: str | None = None,
        *,
        method: str = "GET",
        api_key: str | None = "",
    ) -> aiohttp.ClientResponse:
        """A request exactly as it is given; an `api_key` of None leaves it out."""
        headers = {} if api_key is None else {"X-MBX-APIKEY": api_key or self.api_key}
        address = f"{self.root}{path}" + (f"?{query}" if query else "")
        url = URL(address, encoded=True)
        async with self.http.request(method, url, data=body, headers=headers) as got:
            await got.read()
            return got

    async def get(self, path: str, **parameters: str | int) -> Any:
        """The JSON of a signed GET, whatever its status."""
        return exact(await (await self.call(path, parameters)).text())

    async def ask(self, path: str, **parameters: str | int) -> Any:
        """The JSON of a public GET."""
        got = await self.call(path, parameters, signed=False, api_key=None)
        return exact(await got.text())

    async def listen_key(self, product: str, method: str = "POST") -> Any:
        """The answer to a request for the listen key of a product."""
        path = f"/{product}/v1/listenKey"
        return exact(await (await self.call(path, method=method, signed=False)).text())

    async def do(self, verb: str, **arguments: object) -> Any:
        """A control command that must succeed."""
        async with self.http.post(self.control, json={"do": verb, **arguments}) as got:
            answer = exact(await got.text())
        assert got.status == 200, answer
        return answer

    def wait(self, **period: float) -> None:
        """Let simulated time pass, and everything happen that is due."""
        clock = self.host.venue.world.clock
        clock.jump(timedelta(**period))
        self.host.run_until(clock.now)

    async def open(self, path: str) -> "Line":
        """A new socket."""
        return Line(await self.http.ws_connect(f"{self.streams}{path}", autoping=False))


class Line:
    """One connection to the simulated streams."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def say(self, method: str, *params: object, number: int = 1) -> None:
        """Send a control frame."""
        await self.socket.send_json({"method": method, "params": params, "id": number})

    async def ask(self, method: str, *params: object, number: int = 1) -> Any:
        """Send a control frame; its answer."""
        await self.say(method, *params, number=number)
        return await self.hear(lambda heard: heard.get("id") == number)

    async def hear(self, wanted: Callable[[Mapping[str, Any]], bool] = lambda _: True) -> Any:
        """The next message that is wanted; others are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.socket.receive()
                assert message.type is aiohttp.WSMsgType.TEXT, message.type
                heard = exact(message.data)
                if wanted(heard):
                    return heard

    async def heard(self) -> list[Any]:
        """Everything that was sent until now."""
        await self.say("LIST_SUBSCRIPTIONS", number=CONFIRMED)
        messages: list[Any] = []
        while not messages or messages[-1].get("id") != CONFIRMED:
            messages.append(await self.hear())
        return messages[:-1]

    async def closed(self) -> None:
        """Wait until the server ends it."""
        async with asyncio.timeout(PATIENCE):
            while (await self.socket.receive()).type not in (
                aiohttp.WSMsgType.CLOSE,
                aiohttp.WSMsgType.CLOSED,
                aiohttp.WSMsgType.CLOSING,
                aiohttp.WSMsgType.ERROR,
            ):
                pass


def exact(text: str) -> Any:
    """JSON with every number as an exact Decimal or int."""
    return json.loads(text, parse_float=Decimal)
