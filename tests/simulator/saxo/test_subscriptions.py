"""Subscriptions: what they answer, and what they tell."""

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.simulator.saxo.showing import Topic
from tests.simulator.saxo.bank import Client

pytestmark = pytest.mark.asyncio

LISTS = [topic for topic in Topic if topic not in (Topic.BALANCES, Topic.ACTIVITIES)]
POSITIONS = f"/openapi{Topic.POSITIONS.path}/subscriptions"


def position(number: int, amount: str = "1") -> dict[str, Any]:
    return {"PositionId": str(number), "PositionBase": {"Amount": Decimal(amount), "Uic": number}}


def event(number: int) -> dict[str, Any]:
    return {"SequenceId": str(number), "ActivityType": "Positions"}


async def test_a_subscription_begins_with_a_snapshot(client: Client) -> None:
    client.bank.world.lists[Topic.POSITIONS] = [position(7, "1.50")]
    answer = await client.subscribe(Topic.POSITIONS, "p1", RefreshRate=5, Tag="mine")
    assert answer == {
        "ContextId": "ctx",
        "Format": "application/json",
        "InactivityTimeout": 120,
        "ReferenceId": "p1",
        "RefreshRate": 1000,
        "Snapshot": {"Data": [position(7, "1.5")]},
        "State": "Active",
        "Tag": "mine",
    }
    assert str(answer["Snapshot"]["Data"][0]["PositionBase"]["Amount"]) == "1.5"


@pytest.mark.parametrize("topic", LISTS, ids=lambda topic: topic.name)
async def test_a_list_tells_what_came_changed_and_went(client: Client, topic: Topic) -> None:
    world, key = client.bank.world, topic.key
    world.lists[topic] = [{key: "1", "A": 1, "B": 1}, {key: "2", "A": 1}]
    line = await client.connect()
    await client.subscribe(topic, "r1")
    world.happen(topic, {key: "1", "A": 1, "B": 2}, {key: "3", "A": 9})
    assert await line.record() == (
        "r1",
        [{key: "1", "B": 2}, {key: "3", "A": 9}, {key: "2", "__meta_deleted": True}],
    )
    world.happen(topic, {key: "1", "A": 1, "B": 2}, {key: "3", "A": 9})
    assert await line.silent(), "nothing changed"


async def test_balances_are_one_object(client: Client) -> None:
    line = await client.connect()
    answer = await client.subscribe(Topic.BALANCES, "b")
    assert answer["InactivityTimeout"] == 1500
    assert answer["Snapshot"] == {"CashBalance": Decimal("100.5"), "Currency": "EUR"}
    client.bank.world.happen(Topic.BALANCES, {"CashBalance": Decimal(99), "Currency": "EUR"})
    assert await line.record() == ("b", {"CashBalance": 99})


async def test_a_row_that_changes_in_place_is_told(client: Client) -> None:
    row = position(1)
    client.bank.world.lists[Topic.POSITIONS] = [row]
    line = await client.connect()
    await client.subscribe(Topic.POSITIONS, "p")
    row["PositionBase"]["Amount"] = 2
    client.bank.world.happen(Topic.POSITIONS, row)
    assert await line.record() == ("p", [{"PositionId": "1", "PositionBase": {"Amount": 2}}])


async def test_events_are_told_as_they_are_and_once(client: Client) -> None:
    client.bank.world.happen(Topic.ACTIVITIES, event(11))
    line = await client.connect()
    answer = await client.subscribe(Topic.ACTIVITIES, "e", RefreshRate=0)
    assert (answer["InactivityTimeout"], answer["RefreshRate"]) == (30, 0)
    assert answer["Snapshot"] == {"Data": []}
    client.bank.world.happen(Topic.ACTIVITIES, event(15), event(16))
    assert await line.record() == ("e", [event(15), event(16)])
    client.bank.world.happen(Topic.ACTIVITIES, event(20))
    assert await line.record() == ("e", [event(20)])


@pytest.mark.parametrize(
    ("begin", "numbers"),
    [
        ({"SequenceId": "12"}, ["13", "14"]),
        ({"SequenceId": "12", "FromDateTime": "2026-11-23T00:00:00Z"}, ["13", "14"]),
        ({"FromDateTime": "2026-11-23T00:00:00Z"}, ["12", "13", "14"]),
    ],
)
async def test_events_are_replayed_over_the_socket(
    client: Client, begin: dict[str, str], numbers: list[str]
) -> None:
    client.bank.world.happen(Topic.ACTIVITIES, event(12), event(13), event(14))
    line = await client.connect()
    arguments = {"Activities": ["Positions"], **begin}
    assert (await client.subscribe(Topic.ACTIVITIES, "e", arguments))["Snapshot"] == {"Data": []}
    reference, rows = await line.record()
    assert (reference, [row["SequenceId"] for row in rows]) == ("e", numbers)
    client.bank.world.happen(Topic.ACTIVITIES, event(15))
    assert await line.record() == ("e", [event(15)])


async def test_news_wait_for_the_socket(client: Client) -> None:
    await client.subscribe(Topic.POSITIONS, "p")
    client.bank.world.happen(Topic.POSITIONS, position(1))
    line = await client.connect("CTX")
    assert await line.record() == ("p", [position(1)])


async def test_nothing_is_told_to_another_session(client: Client) -> None:
    await client.subscribe(Topic.POSITIONS, "p")
    client.token = client.bank.sessions.sign_in().access
    line = await client.connect()
    client.bank.world.happen(Topic.POSITIONS, position(1))
    assert await line.silent()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ContextId": None}, "InvalidModelState"),
        ({"ContextId": "no spaces"}, "InvalidModelState"),
        ({"ReferenceId": "_mine"}, "InvalidModelState"),
        ({"ReferenceId": 5}, "InvalidModelState"),
        ({"ReferenceId": "r" * 51}, "InvalidModelState"),
        ({"RefreshRate": -1}, "InvalidModelState"),
        ({"RefreshRate": "often"}, "InvalidModelState"),
        ({"Arguments": []}, "InvalidModelState"),
        ({"Format": "application/x-protobuf"}, "UnsupportedSubscriptionFormat"),
        ({"Arguments": {}}, "InvalidInput"),
        ({"Arguments": None}, "InvalidInput"),
        ({"ReferenceId": "taken"}, "InvalidInput"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    client: Client, changed: dict[str, object], code: str
) -> None:
    await client.subscribe(Topic.POSITIONS, "taken")
    body = {"ContextId": "ctx", "ReferenceId": "p", "Arguments": {"ClientKey": "c"}, **changed}
    status, answer, _ = await client.call("POST", POSITIONS, body)
    assert (status, answer["ErrorCode"]) == (400, code)
    assert ("ModelState" in answer) == (code == "InvalidModelState")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "InvalidArguments"),
        ({"Activities": ["Positions"], "SequenceId": "soon"}, "InvalidArguments"),
        ({"Activities": ["Positions"], "SequenceId": "0"}, "SequenceIdUnavailable"),
    ],
)
async def test_bad_arguments_for_events(
    client: Client, arguments: dict[str, object], code: str
) -> None:
    status, answer, _ = await client.post(Topic.ACTIVITIES, "e", arguments)
    assert (status, answer["ErrorCode"]) == (400, code)


async def test_a_context_holds_only_so_many(client: Client) -> None:
    client.bank.streams.most_subscriptions = 1
    await client.subscribe(Topic.POSITIONS, "p")
    status, answer, _ = await client.post(Topic.ORDERS, "o")
    assert (status, answer["ErrorCode"]) == (409, "SubscriptionLimitExceeded")
    await client.subscribe(Topic.ORDERS, "o", ReplaceReferenceId="p")
    assert (await client.call("DELETE", f"{POSITIONS}/ctx/p"))[0] == 404


async def test_unsubscribing(client: Client) -> None:
    world, line = client.bank.world, await client.connect()
    for number in range(1, 4):
        await client.subscribe(Topic.POSITIONS, f"p{number}", Tag=f"t{number % 2}")
    await client.subscribe(Topic.BALANCES, "b")

    assert (await client.call("DELETE", f"/openapi{Topic.ORDERS.path}/subscriptions/ctx/p1"))[
        0
    ] == 404
    assert (await client.call("DELETE", f"{POSITIONS}/ctx", Tag="t1"))[0] == 202
    world.happen(Topic.POSITIONS, position(1))
    assert await line.record() == ("p2", [position(1)])

    assert (await client.call("DELETE", f"{POSITIONS}/ctx/p2"))[0] == 202
    world.happen(Topic.POSITIONS)
    world.happen(Topic.BALANCES, {"CashBalance": 1, "Currency": "EUR"})
    assert await line.record() == ("b", {"CashBalance": 1})

    assert (await client.call("DELETE", "/openapi/root/v1/subscriptions/ctx"))[0] == 202
    assert (await client.call("DELETE", "/openapi/root/v1/subscriptions/other"))[0] == 202
    world.happen(Topic.BALANCES, {"CashBalance": 2, "Currency": "EUR"})
    assert await line.silent()


async def test_the_page_can_be_changed(client: Client) -> None:
    client.bank.world.lists[Topic.POSITIONS] = [position(number) for number in range(3)]
    line = await client.connect()
    body = {"ContextId": "ctx", "ReferenceId": "p", "Arguments": {"ClientKey": "c"}}
    query = {"$top": "1"}
    _, answer, _ = await client.call("POST", POSITIONS, body, **query)
    assert answer["Snapshot"]["Data"] == [position(0)]
    assert (await client.call("PATCH", f"{POSITIONS}/ctx/p", {"NewPageSize": 2}))[0] == 200
    assert await line.record() == ("p", [position(1)])
    assert (await client.call("PATCH", f"{POSITIONS}/ctx/p", {}))[0] == 400
    assert (await client.call("PATCH", f"{POSITIONS}/ctx/x", {"NewPageSize": 2}))[0] == 404


async def test_a_body_is_a_json_object(client: Client) -> None:
    bodies: tuple[object, ...] = ([], "text")
    for body in bodies:
        status, answer, _ = await client.call("POST", POSITIONS, body)
        assert (status, answer["ErrorCode"]) == (400, "InvalidModelState")
    status, _, _ = await client.call("POST", POSITIONS, {"ContextId": "c", "ReferenceId": "r"})
    assert status == 400, "no arguments"


async def test_a_stranger_cannot_subscribe(client: Client) -> None:
    client.token = "stranger"
    assert (await client.post(Topic.POSITIONS, "p"))[0] == 401
