"""The joined transport: one door for HTTP and sockets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from websockets.asyncio.server import ServerConnection, serve

from assignwatch.net.real import real_transport
from assignwatch.net.transport import Request
from tests.net.listening import answering, listening, response


async def _greet(connection: ServerConnection) -> None:
    await connection.send("hello")
    await connection.wait_closed()


@pytest.mark.asyncio
async def test_transport_asks_and_listens() -> None:
    transport = real_transport(timedelta(seconds=2))
    async with listening(answering(response("200 OK", b"yes"))) as host:
        assert (await transport.request(Request("GET", f"http://{host}/"))).content == b"yes"
    async with serve(_greet, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with transport.socket(f"ws://127.0.0.1:{port}/") as socket:
            assert await anext(socket.frames()) == "hello"
    await transport.aclose()
