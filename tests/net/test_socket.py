"""WebSockets against real servers on loopback."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from assignwatch.net.http import trusted
from assignwatch.net.socket import LARGEST_FRAME, OpenSocket, open_socket
from assignwatch.net.transport import Unreachable
from assignwatch.simulator import certificates
from tests.net.listening import answering, listening, mute, response

SOON = timedelta(seconds=0.5)

pytestmark = pytest.mark.asyncio


@contextlib.asynccontextmanager
async def connected(
    talk: Callable[[ServerConnection], Awaitable[None]],
) -> AsyncIterator[OpenSocket]:
    async with serve(talk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with open_socket(f"ws://127.0.0.1:{port}/", trusted(), SOON) as socket:
            yield socket


async def problem_on_opening(url: str) -> tuple[str, dict[str, str]]:
    with pytest.raises(Unreachable) as caught:
        async with open_socket(url, trusted(), SOON):
            pass
    return caught.value.problem.code, caught.value.problem.values


async def problem_on_listening(socket: OpenSocket) -> str:
    with pytest.raises(Unreachable) as caught:
        async for _ in socket.frames():
            pass
    return caught.value.problem.code


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def test_frames_come_in_order() -> None:
    async with connected(echo) as socket:
        frames = socket.frames()
        for text in ("one", "two"):
            await socket.send(text)
        assert [await anext(frames), await anext(frames)] == ["one", "two"]


async def test_goodbye_and_broken_line_are_both_connection_lost() -> None:
    async def say_goodbye(connection: ServerConnection) -> None:
        await connection.close()

    async def drop(connection: ServerConnection) -> None:
        connection.transport.abort()

    for end in (say_goodbye, drop):
        async with connected(end) as socket:
            assert await problem_on_listening(socket) == "connection_lost"
            with pytest.raises(Unreachable, match="connection_lost"):
                await socket.send("too late")


async def test_frame_beyond_the_limit_is_too_large() -> None:
    async def flood(connection: ServerConnection) -> None:
        await connection.send("x" * (LARGEST_FRAME + 1))

    async with connected(flood) as socket:
        assert await problem_on_listening(socket) == "too_large"


@pytest.mark.parametrize(
    "answer",
    [response("410 Gone"), response("301 Moved", b"", "Location: ws://127.0.0.1:9/")],
    ids=["gone", "moved"],
)
async def test_refusal_and_redirect_name_their_status(answer: bytes) -> None:
    async with listening(answering(answer)) as host:
        code, values = await problem_on_opening(f"ws://{host}/")
    assert code == "handshake_refused"
    assert values == {"host": host, "status": answer[9:12].decode()}


async def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    made = certificates.make(tmp_path)
    async with listening(mute) as host:
        assert await problem_on_opening(f"ws://{host}/") == ("timed_out", {"host": host})
    assert await problem_on_opening(f"ws://{host}/") == ("connect_failed", {"host": host})
    async with listening(answering(b"SSH-2.0\r\n\r\n")) as host:
        assert await problem_on_opening(f"ws://{host}/") == ("connect_failed", {"host": host})
    async with listening(mute, made.context) as host:
        assert await problem_on_opening(f"wss://{host}/") == ("tls_failed", {"host": host})
    found = await problem_on_opening("ws://broker.example/")
    assert found == ("insecure_url", {"host": "broker.example"})


async def test_frames_are_not_logged_even_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    # The test's own end logs what it hears. Last, for this also sets what caplog keeps.
    caplog.set_level(logging.WARNING, "websockets.server")
    caplog.set_level(logging.DEBUG)
    async with connected(echo) as socket:
        await socket.send('{"signed_challenge":"verysecretverysecret"}')
        await anext(socket.frames())
    logging.getLogger("tests.net").debug("canary")
    assert "canary" in caplog.text, "the log was not looked at in full"
    assert "verysecret" not in caplog.text
