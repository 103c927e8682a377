"""The binary stream: opening, signs of life, resuming, and everything that goes wrong."""

import asyncio
from typing import Any

import aiohttp
import pytest

from assignwatch.simulator.saxo.showing import Topic
from tests.simulator.saxo.bank import Bank, Client, Line

pytestmark = pytest.mark.asyncio

RESET_ALL = (
    "_resetsubscriptions",
    [{"ReferenceId": "_resetsubscriptions", "TargetReferenceIds": []}],
)
RENEW = "/oapi/streaming/ws/authorize"
BINARY, CLOSE = aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.CLOSE


def row(number: int) -> dict[str, Any]:
    return {"PositionId": str(number)}


def heartbeat(reason: str, *references: str) -> tuple[str, Any]:
    beats = [{"OriginatingReferenceId": name, "Reason": reason} for name in references]
    return "_heartbeat", [{"ReferenceId": "_heartbeat", "Heartbeats": beats}]


async def status(client: Client, **query: str) -> int:
    """How a socket is refused."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.http.ws_connect(
            client.root + "/oapi/streaming/ws/connect", headers=client.headers, params=query
        )
    return refused.value.status


async def gone(bank: Bank) -> None:
    """Wait until the bank has noticed that no socket is left."""
    for _ in range(500):
        if not bank.streams.open_sockets:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("A socket is still open.")


def positions(client: Client, *numbers: int) -> None:
    client.bank.world.happen(Topic.POSITIONS, *map(row, numbers))


async def test_who_is_not_let_in(client: Client) -> None:
    assert await status(client) == 400
    assert await status(client, contextId="no spaces") == 400
    line = await client.connect()
    assert await status(client, contextId="CTX") == 409
    client.bank.streams.most_sockets = 1
    assert await status(client, contextId="other") == 429
    client.token = "stranger"
    assert await status(client, contextId="other") == 401
    assert (client.bank.tally.failed_logins, client.bank.tally.connections) == (1, 1)
    assert await line.silent(), "nobody else disturbs it"


async def test_the_token_may_come_in_the_address(client: Client) -> None:
    async with client.http.ws_connect(
        client.root + "/oapi/streaming/ws/connect",
        params={"contextId": "ctx", "authorization": f"BEARER {client.token}"},
    ):
        assert client.bank.streams.open_sockets == 1
    await gone(client.bank)


async def test_a_socket_that_was_closed_frees_its_context(client: Client) -> None:
    line = await client.connect()
    await line.socket.close()
    await gone(client.bank)
    line = await client.connect()
    assert client.bank.streams.open_sockets == 1
    assert not line.socket.closed


async def test_what_falls_due_together_comes_in_one_message(client: Client) -> None:
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    await client.subscribe(Topic.BALANCES, "b")
    positions(client, 1)
    positions(client, 1, 2)
    client.bank.world.happen(Topic.BALANCES, {"CashBalance": 1, "Currency": "EUR"})
    assert await line.message() == [
        (1, "p", [row(1)]),
        (2, "p", [row(2)]),
        (3, "b", {"CashBalance": 1}),
    ]


@pytest.mark.parametrize("size", [1, 20, 1000])
async def test_a_message_may_come_in_pieces(client: Client, size: int) -> None:
    client.bank.streams.pace.fragment = size
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    positions(client, *range(50))
    assert await line.record() == ("p", [row(number) for number in range(50)])
    client.bank.streams.pace.fragment = 0
    positions(client, *range(51))
    assert await line.record() == ("p", [row(50)])


async def test_connection_heartbeats_come_to_those_who_ask(client: Client) -> None:
    client.bank.streams.pace.silence = 0.05
    plain = await client.connect("plain")
    asking = await client.connect("asking", sendHeartbeats="true")
    beats = [await asking.message() for _ in range(2)]
    assert beats == [[(0, "_connectionheartbeat", [{"ReferenceId": "_connectionheartbeat"}])]] * 2
    assert await plain.silent()


async def test_one_heartbeat_covers_several_subscriptions(client: Client) -> None:
    streams = client.bank.streams
    streams.inactivity |= {Topic.POSITIONS: 30, Topic.ORDERS: 40, Topic.BALANCES: 4000}
    streams.inactivity[Topic.MESSAGES] = 0
    streams.pace.share = 0.01
    line = await client.connect()
    for reference, topic in enumerate(
        (Topic.POSITIONS, Topic.ORDERS, Topic.BALANCES, Topic.MESSAGES)
    ):
        await client.subscribe(topic, str(reference))
    assert await line.record() == heartbeat("NoNewData", "0", "1")


async def test_data_is_a_sign_of_life_too(client: Client) -> None:
    client.bank.streams.inactivity[Topic.POSITIONS] = 40
    client.bank.streams.pace.share = 0.01
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    told = []
    for number in range(8):
        await asyncio.sleep(0.1)
        positions(client, number)
        told.append((await line.record())[0])
    assert told == ["p"] * 8


async def test_pings_go_unanswered_and_words_unheard(client: Client) -> None:
    line = await client.connect()
    await line.socket.ping(b"there?")
    await line.socket.send_str("hello")
    await line.socket.send_bytes(b"hello")
    await client.subscribe(Topic.POSITIONS, "p")
    positions(client, 1)
    assert await line.record() == ("p", [row(1)])


async def cut_and_back(client: Client, line: Line, **query: str) -> Line:
    client.bank.streams.cut()
    closed = (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR, CLOSE)
    assert (await line.receive()).type in closed
    return await client.connect(**query)


async def test_a_line_is_resumed_where_it_broke(client: Client) -> None:
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    for number in (1, 2):
        positions(client, *range(1, number + 1))
        await line.record()
    client.bank.streams.cut()
    positions(client, 1, 2, 3)
    line = await cut_and_back(client, line, messageid="1")
    assert [await line.record() for _ in range(2)] == [("p", [row(2)]), ("p", [row(3)])]
    assert line.last == 3
    line = await cut_and_back(client, line, messageid="1")
    assert [(await line.record())[0] for _ in range(2)] == ["p", "p"], "once more, and once each"
    assert await line.silent()


async def test_a_line_with_nothing_missed_goes_on(client: Client) -> None:
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    positions(client, 1)
    await line.record()
    line = await cut_and_back(client, line, messageid=str(line.last))
    positions(client, 1, 2)
    assert await line.record() == ("p", [row(2)])


@pytest.mark.parametrize("after", [None, "9", "x", "0"])
async def test_where_something_may_be_lost_everything_is_reset(
    client: Client, after: str | None
) -> None:
    client.bank.streams.kept = 2
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    for number in (1, 2, 3):
        positions(client, number)
        await line.record()
    line = await cut_and_back(client, line, **({} if after is None else {"messageid": after}))
    assert await line.record() == RESET_ALL
    positions(client, 4)
    assert await line.silent(), "what was reset carries nothing"
    assert (await client.call("DELETE", "/openapi/root/v1/subscriptions/ctx"))[0] == 202
    await client.subscribe(Topic.POSITIONS, "p")
    positions(client, 4, 5)
    assert await line.record() == ("p", [row(5)])


async def test_more_than_can_be_held_back_is_lost(client: Client) -> None:
    client.bank.streams.kept = 2
    await client.subscribe(Topic.POSITIONS, "p")
    for number in (1, 2, 3):
        positions(client, number)
    line = await client.connect()
    assert await line.record() == RESET_ALL


async def test_a_context_is_forgotten_after_a_while(client: Client) -> None:
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    positions(client, 1)
    await line.record()
    client.bank.streams.patience = 0.0
    line = await cut_and_back(client, line, messageid="1")
    assert await line.record() == RESET_ALL
    assert (await client.call("DELETE", f"/openapi{Topic.POSITIONS.path}/subscriptions/ctx/p"))[
        0
    ] == 404


async def test_a_socket_ends_with_the_token_that_it_was_opened_with(client: Client) -> None:
    line = await client.connect()
    client.bank.pass_time(minutes=20)
    closing = await line.receive()
    assert (closing.type, closing.data) == (CLOSE, 1002)
    await gone(client.bank)


async def test_a_newer_token_of_the_session_lets_it_live(client: Client) -> None:
    tokens = client.bank.sessions.sign_in()
    client.token = tokens.access
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    client.bank.pass_time(minutes=19)
    client.token = client.bank.sessions.refresh(tokens.refresh).access
    assert (await client.call("PUT", RENEW, contextid="CTX"))[:2] == (202, "")
    client.bank.pass_time(minutes=19)
    positions(client, 1)
    assert await line.record() == ("p", [row(1)])
    client.bank.pass_time(minutes=1)
    assert (await line.receive()).data == 1002


async def test_a_202_proves_nothing(client: Client) -> None:
    line = await client.connect()
    assert (await client.call("PUT", RENEW, contextid="unknown"))[0] == 202
    client.bank.pass_time(minutes=19)
    client.token = client.bank.sessions.sign_in().access
    assert (await client.call("PUT", RENEW, contextid="ctx"))[0] == 202
    client.token = "stranger"
    assert (await client.call("PUT", RENEW, contextid="ctx"))[0] == 202
    client.bank.pass_time(minutes=1)
    assert (await line.receive()).data == 1002


@pytest.mark.parametrize("how", ["end", "revoke"])
async def test_the_end_of_a_session_is_announced(client: Client, how: str) -> None:
    line = await client.connect()
    if how == "end":
        client.bank.sessions.end()
    else:
        client.bank.sessions.revoked = True
    assert await line.record() == ("_disconnect", [{"ReferenceId": "_disconnect"}])
    assert (await line.receive()).type is CLOSE
    await gone(client.bank)


async def test_a_deaf_stream_stays_open_and_says_nothing(client: Client) -> None:
    streams = client.bank.streams
    streams.pace.silence = 0.02
    streams.inactivity[Topic.POSITIONS] = 1
    streams.pace.share = 0.02
    line = await client.connect(sendHeartbeats="true")
    await client.subscribe(Topic.POSITIONS, "p")
    client.bank.faults.deaf = True
    await asyncio.sleep(0.05)
    while not await line.silent(0.02):
        pass
    positions(client, 1)
    other = await client.connect("other", sendHeartbeats="true")
    assert await other.silent()
    assert not line.socket.closed


async def test_what_a_deaf_stream_swallowed_can_be_had_again(client: Client) -> None:
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    client.bank.faults.deaf = True
    positions(client, 1)
    assert await line.silent()
    client.bank.faults.deaf = False
    line = await cut_and_back(client, line, messageid="0")
    assert await line.record() == ("p", [row(1)])


async def test_a_spoilt_message_is_no_record(client: Client) -> None:
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    client.bank.streams.spoil()
    positions(client, 1)
    received = await line.receive()
    assert received.type is BINARY
    assert received.data.startswith(b"<!DOCTYPE")
    positions(client, 1, 2)
    assert (await line.message())[0] == (2, "p", [row(2)]), "the gap shows"


async def test_subscriptions_can_be_reset_one_by_one(client: Client) -> None:
    line = await client.connect()
    for reference in ("a", "b"):
        await client.subscribe(Topic.POSITIONS, reference)
    client.bank.streams.reset(["b", "unknown"])
    reference, payload = await line.record()
    assert (reference, payload[0]["TargetReferenceIds"]) == ("_resetsubscriptions", ["b"])
    positions(client, 1)
    assert await line.message() == [(2, "a", [row(1)])]
    client.bank.streams.reset(["unknown"])
    client.bank.streams.reset()
    assert await line.record() == RESET_ALL


async def test_subscriptions_can_be_disabled(client: Client) -> None:
    streams = client.bank.streams
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    streams.disable("p", permanently=False)
    assert await line.record() == heartbeat("SubscriptionTemporarilyDisabled", "p")
    positions(client, 1)
    assert await line.silent()
    line = await cut_and_back(client, line, messageid="1")
    streams.enable("p")
    assert await line.record() == ("p", [row(1)])
    streams.disable("p", permanently=True)
    assert await line.record() == heartbeat("SubscriptionPermanentlyDisabled", "p")


async def test_what_is_switched_off_takes_no_socket(client: Client) -> None:
    client.bank.faults.gone = True
    assert await status(client, contextId="ctx") == 410
