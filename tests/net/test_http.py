"""HTTP as a broker sees it, on loopback servers that look at raw bytes."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from assignwatch.net.http import HttpClient, trusted
from assignwatch.net.transport import Reply, Request, Unreachable
from assignwatch.simulator import certificates
from tests.net.listening import answering, listening, mute, response

SOON = timedelta(seconds=0.3)

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def client() -> AsyncIterator[HttpClient]:
    client = HttpClient(trusted(), SOON, largest_reply=1000)
    yield client
    await client.aclose()


async def get(client: HttpClient, url: str) -> Reply:
    return await client.request(Request("GET", url))


async def problem(client: HttpClient, url: str) -> tuple[str, dict[str, str]]:
    with pytest.raises(Unreachable) as caught:
        await get(client, url)
    return caught.value.problem.code, caught.value.problem.values


@pytest.mark.parametrize(
    "target",
    [
        "/api/v3/fills?lastFillTime=2020-07-22T13%3A37%3A27.077Z",
        "/api/v3/fills?lastFillTime=2020-07-22T13:37:27.077Z",
        "/p?a=x+y&b=x%20y&c=%2B&d=%7e~",
        "/p?list=[1,2]&pipe=a|b&quote='q'",
        "/p?empty=&same=1&same=2",
        '/a/./b/../c?raw="{}"<>`%',
        "/",
    ],
)
async def test_address_goes_over_the_wire_as_it_was_given(client: HttpClient, target: str) -> None:
    heard: list[bytes] = []
    async with listening(answering(response("200 OK"), heard)) as host:
        await get(client, f"http://{host}{target}")
    assert heard[0].split(b"\r\n")[0] == f"GET {target} HTTP/1.1".encode()


async def test_headers_of_the_request_are_sent_and_those_of_the_reply_are_lower_case(
    client: HttpClient,
) -> None:
    heard: list[bytes] = []
    answer = response("429 Slow Down", b"text", "Rate-Limit-Reset: 7")
    async with listening(answering(answer, heard)) as host:
        reply = await client.request(Request("GET", f"http://{host}/", {"APIKey": "k/+="}))
    assert b"APIKey: k/+=\r\n" in heard[0]
    assert (reply.status, reply.content, reply.headers["rate-limit-reset"]) == (429, b"text", "7")


async def test_redirect_is_an_answer_and_is_not_followed(client: HttpClient) -> None:
    heard: list[bytes] = []
    answer = response("301 Moved", b"", "Location: http://127.0.0.1:9/")
    async with listening(answering(answer, heard)) as host:
        assert (await get(client, f"http://{host}/")).status == 301
    assert len(heard) == 1


async def test_nobody_listening_is_connect_failed(client: HttpClient) -> None:
    async with listening(mute) as host:
        pass
    assert await problem(client, f"http://{host}/") == ("connect_failed", {"host": host})


async def test_unknown_name_is_dns_failed(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = await problem(client, "https://broker.invalid/")
    assert found == ("dns_failed", {"host": "broker.invalid"})


async def test_silence_is_timed_out(client: HttpClient) -> None:
    async with listening(mute) as host:
        assert await problem(client, f"http://{host}/") == ("timed_out", {"host": host})


async def test_endless_trickle_is_timed_out(client: HttpClient) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
        gone = asyncio.ensure_future(reader.read())
        while not gone.done():
            writer.write(b".")
            await asyncio.wait([gone], timeout=0.05)
        gone.exception()  # a client that gives up may reset the connection

    async with listening(trickle) as host:
        assert await problem(client, f"http://{host}/") == ("timed_out", {"host": host})


async def test_reply_that_breaks_off_is_connection_lost(client: HttpClient) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    async with listening(answering(answer)) as host:
        assert await problem(client, f"http://{host}/") == ("connection_lost", {"host": host})


async def test_reply_beyond_the_limit_is_too_large(client: HttpClient) -> None:
    async with listening(answering(response("200 OK", b"x" * 1001))) as host:
        code, values = await problem(client, f"http://{host}/")
    assert (code, values) == ("too_large", {"host": host, "bytes": "1001"})


async def test_stranger_behind_tls_is_tls_failed(client: HttpClient, tmp_path: Path) -> None:
    made = certificates.make(tmp_path)
    async with listening(answering(response("200 OK")), made.context) as host:
        assert await problem(client, f"https://{host}/") == ("tls_failed", {"host": host})


async def test_own_authority_is_trusted_through_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificates.make(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
    trust = trusted()
    assert trust.verify_mode is ssl.CERT_REQUIRED
    client = HttpClient(trust, SOON)
    async with listening(answering(response("200 OK", b"hello")), made.context) as host:
        assert (await get(client, f"https://{host}/")).content == b"hello"
    await client.aclose()


async def test_open_line_to_elsewhere_is_never_used(client: HttpClient) -> None:
    found = await problem(client, "http://broker.example/secret?x=1")
    assert found == ("insecure_url", {"host": "broker.example"})


async def test_proxy_is_not_asked_for_the_way_to_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    client = HttpClient(trusted(), SOON)
    async with listening(answering(response("200 OK"))) as host:
        assert (await get(client, f"http://{host}/")).status == 200
    await client.aclose()
