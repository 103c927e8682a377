"""The whole simulated Saxo: what it announces, and a client that signs in and listens."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo.host import SaxoHost
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Topic
from assignwatch.simulator.scenarios import SCENARIOS
from tests.simulator.reader import exact
from tests.simulator.saxo.bank import Line, served
from tests.simulator.saxo.staged import START, line

HOSTED = ("rest", "stream", "authorize", "token")


@dataclass(slots=True)
class Customer:
    """Uses nothing but what was announced."""

    http: aiohttp.ClientSession
    host: SaxoHost
    clock: Clock
    urls: dict[str, str]
    credentials: dict[str, str] = field(repr=False)
    token: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def sign_in(self) -> int:
        """Trade the refresh token for an access token; the status of the answer."""
        form = {"grant_type": "refresh_token", "refresh_token": self.credentials["refresh_token"]}
        async with self.http.post(self.urls["token"], data=form) as got:
            if got.status == 201:
                answer = await got.json()
                self.token = answer["access_token"]
                self.credentials["refresh_token"] = answer["refresh_token"]
            return got.status

    async def get(self, path: str, **query: str) -> tuple[int, Any]:
        url = self.urls["rest"] + path
        async with self.http.get(url, headers=self.headers, params=query) as got:
            text = await got.text()
            return got.status, exact(text) if text else None

    async def listen(self, **query: str) -> Line:
        url, asked = f"{self.urls['stream']}/connect", {"contextId": "mine", **query}
        return Line(await self.http.ws_connect(url, headers=self.headers, params=asked))

    async def subscribe(self, topic: Topic, reference: str, **arguments: Any) -> tuple[int, Any]:
        body = {"ContextId": "mine", "ReferenceId": reference, "Arguments": arguments}
        url = f"{self.urls['rest']}{topic.path}/subscriptions"
        async with self.http.post(url, headers=self.headers, json=body) as got:
            return got.status, exact(await got.text())

    def play(self, scenario: str, seconds: float) -> None:
        self.host.play(scenario, self.clock.now)
        self.pass_time(seconds)

    def pass_time(self, seconds: float) -> None:
        self.clock.jump(timedelta(seconds=seconds))
        self.host.run_until(self.clock.now)


@pytest_asyncio.fixture
async def customer() -> AsyncIterator[Customer]:
    clock = Clock(START, Decimal(0))
    host = SaxoHost(clock, "tests")
    host.venue.streams.pace.tick = 0.01
    async with served(host.app) as root, aiohttp.ClientSession() as http:
        (account,) = host.accounts(urlsplit(root).netloc, secure=False)
        urls, credentials = account["urls"], account["credentials"]
        assert isinstance(urls, dict)
        assert isinstance(credentials, dict)
        made = Customer(http, host, clock, urls, credentials)
        assert await made.sign_in() == 201
        yield made
        host.cut()


def test_announces_one_log_in_with_the_real_paths() -> None:
    (account,) = SaxoHost(Clock(START, Decimal(0)), "seed").accounts("h:1", secure=True)
    assert line(account, "account", "environment") == ("saxo/main", "simulator")
    assert account["urls"] == {
        "rest": "https://h:1/openapi",
        "stream": "wss://h:1/oapi/streaming/ws",
        "authorize": "https://h:1/authorize",
        "token": "https://h:1/token",
    }


def test_the_profile_of_netting_can_be_chosen() -> None:
    host = SaxoHost(Clock(START, Decimal(0)), "seed", "FifoEndOfDay")
    assert host.venue.world.client.netting == "FifoEndOfDay"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_plays_its_part_in_every_scenario(scenario: str) -> None:
    clock = Clock(START, Decimal(0))
    host = SaxoHost(clock, "seed")
    host.play(scenario, clock.now)
    clock.jump(timedelta(days=2))
    host.run_until(clock.now)
    assert len(host.venue.world.messages.rows(Selection({}), clock.now)) > 13


@pytest.mark.asyncio
async def test_an_assignment_is_heard_on_positions_and_events(customer: Customer) -> None:
    socket = await customer.listen()
    key = customer.host.venue.world.client.key
    groups = ["PositionBase", "DisplayAndFormat"]
    status, made = await customer.subscribe(
        Topic.POSITIONS, "pos", ClientKey=key, FieldGroups=groups
    )
    assert status == 201
    before = {row["PositionId"] for row in made["Snapshot"]["Data"]}
    status, _ = await customer.subscribe(Topic.ACTIVITIES, "ens", Activities=["Positions"])
    assert status == 201
    customer.play("assignment", 20)
    heard: dict[str, list[Any]] = {"pos": [], "ens": []}
    while len(heard["ens"]) < 3 or not any("__meta_deleted" in row for row in heard["pos"]):
        reference, payload = await socket.record()
        heard[reference] += payload
    gone = {row["PositionId"] for row in heard["pos"] if "__meta_deleted" in row}
    tagged = [r for r in heard["pos"] if r.get("PositionBase", {}).get("CorrelationTypes")]
    assert gone < before
    assert [row["DisplayAndFormat"]["Symbol"] for row in tagged] == ["XYZ:xnas"]
    assert [line(row, "OriginatingToolId", "CorrelationTypes") for row in heard["ens"]] == [
        ("2001", "-"),
        ("49", "Assignment"),
        ("49", "Assignment"),
    ]


@pytest.mark.asyncio
async def test_lost_events_cannot_be_had_again_by_any_way(customer: Customer) -> None:
    socket = await customer.listen()
    asked = {"Activities": ["Positions"]}
    await customer.subscribe(Topic.ACTIVITIES, "ens", **asked)
    customer.play("sequence-lost", 5)
    _, (own,) = await socket.record()
    customer.pass_time(8)
    assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    again = await customer.listen(messageid=str(socket.last))
    reference, _ = await again.record()
    assert reference == "_resetsubscriptions"
    status, answer = await customer.subscribe(
        Topic.ACTIVITIES, "ens2", SequenceId=own["SequenceId"], **asked
    )
    assert (status, answer["ErrorCode"]) == (400, "SequenceIdUnavailable")
    since = "2026-11-23T00:00:00Z"
    _, page = await customer.get("/ens/v1/activities", Activities="Positions", FromDateTime=since)
    assert page["Data"] == []


@pytest.mark.asyncio
async def test_a_sign_in_that_ended_leaves_nothing_but_a_new_one(customer: Customer) -> None:
    socket = await customer.listen()
    customer.play("sign-in-ends", 20)
    reference, _ = await socket.record()
    assert reference == "_disconnect"
    assert (await customer.get("/port/v1/positions/me"))[0] == 401
    assert await customer.sign_in() in (400, 401)


@pytest.mark.asyncio
async def test_a_revoked_log_in_is_let_in_again_when_it_is_restored(customer: Customer) -> None:
    host = customer.host
    host.revoke("main")
    assert (await customer.get("/port/v1/clients/me"))[0] == 401
    host.restore(None)
    assert (await customer.get("/port/v1/clients/me"))[0] == 200
    for change in (host.revoke, host.restore):
        with pytest.raises(LookupError, match="called other"):
            change("other")


@pytest.mark.asyncio
async def test_cut_and_spoil_reach_the_sockets(customer: Customer) -> None:
    socket = await customer.listen(sendHeartbeats="true")
    assert customer.host.tally.open_sockets == 1
    customer.host.spoil()
    await customer.subscribe(Topic.ACTIVITIES, "ens", Activities=["Positions"])
    customer.play("quiet", 10)
    assert b"<!DOCTYPE" in (await socket.receive()).data
    customer.host.cut()
    assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert customer.host.tally.open_sockets == 0
