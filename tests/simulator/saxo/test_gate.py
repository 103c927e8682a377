"""What stands before every handler."""

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest

from assignwatch.simulator.saxo.gate import bearer
from tests.simulator.saxo.bank import PORTFOLIO, START, Client

pytestmark = pytest.mark.asyncio


async def test_a_request_is_counted_and_marked(client: Client) -> None:
    client.bank.clock.skew = timedelta(seconds=90)
    status, body, headers = await client.call("GET", PORTFOLIO)
    assert (status, body) == (200, {"Data": []})
    assert client.bank.tally.requests == 1
    shown = parsedate_to_datetime(headers["Date"])
    assert shown == (START + timedelta(seconds=90)).replace(microsecond=0)
    _, _, then = await client.call("GET", PORTFOLIO)
    assert headers["X-Correlation"] != then["X-Correlation"]


@pytest.mark.parametrize("token", ["", "stranger"])
async def test_a_stranger_gets_an_empty_401(client: Client, token: str) -> None:
    client.token = token
    assert (await client.call("GET", PORTFOLIO))[:2] == (401, "")
    assert client.bank.tally.failed_logins == 1


async def test_an_old_token_is_a_strangers(client: Client) -> None:
    client.bank.pass_time(minutes=20)
    assert (await client.call("GET", PORTFOLIO))[0] == 401


async def test_the_token_may_be_announced_in_any_case() -> None:
    assert bearer("BEARER x.y") == bearer("bearer x.y") == bearer("Bearer  x.y") == "x.y"
    assert bearer("Basic x") is bearer("Bearer ") is bearer(None) is None


async def test_each_service_group_has_a_budget_for_each_session(client: Client) -> None:
    client.bank.limits.minute = 3
    lefts = []
    for _ in range(3):
        _, _, headers = await client.call("GET", PORTFOLIO)
        lefts.append(headers["X-RateLimit-Session-Remaining"])
    assert lefts == ["2", "1", "0"]
    client.bank.pass_time(seconds=20.5)
    status, body, headers = await client.call("GET", PORTFOLIO)
    assert (status, body["ErrorCode"]) == (429, "RateLimitExceeded")
    assert headers["X-RateLimit-PortfolioMinute-Limit"] == "3"
    assert headers["X-RateLimit-PortfolioMinute-Remaining"] == "0"
    assert headers["X-RateLimit-Session-Reset"] == "40"
    assert headers["X-RateLimit-AppDay-Remaining"] == str(10_000_000 - 3)

    status, _, headers = await client.call("GET", "/openapi/cs/v1/x")
    assert status == 200, "another group"
    assert "X-RateLimit-PortfolioMinute-Limit" not in headers
    other = Client(client.http, client.root, client.bank)
    assert (await other.call("GET", PORTFOLIO))[0] == 200, "another session"
    client.bank.pass_time(seconds=39.5)
    assert (await client.call("GET", PORTFOLIO))[0] == 200, "another minute"


async def test_the_app_has_a_budget_for_the_day(client: Client) -> None:
    client.bank.limits.day = 1
    assert (await client.call("GET", PORTFOLIO))[0] == 200
    assert (await client.call("GET", "/openapi/cs/v1/x"))[0] == 429
    client.bank.sessions.access_for = timedelta(days=2)
    client.token = client.bank.sessions.sign_in().access
    client.bank.pass_time(days=1)
    assert (await client.call("GET", PORTFOLIO))[0] == 200


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, ""),
        (429, {"Message": "Too many requests.", "ErrorCode": "RateLimitExceeded"}),
        (503, {"Message": "The service is not available.", "ErrorCode": "ServiceUnavailable"}),
    ],
)
async def test_a_planted_status_hits_as_often_as_armed(
    client: Client, status: int, body: object
) -> None:
    client.bank.faults.status.arm(str(status), 1)
    assert (await client.call("GET", PORTFOLIO))[:2] == (status, body)
    assert (await client.call("GET", PORTFOLIO))[0] == 200


async def test_a_planted_status_looks_like_oauth_at_the_token_address(client: Client) -> None:
    client.bank.faults.status.arm("400", 1)
    status, body, _ = await client.call("POST", "/token")
    assert (status, body["error"]) == (400, "invalid_grant")


async def test_garbage_and_a_planted_code(client: Client) -> None:
    client.bank.faults.garbage.arm("", 1)
    status, body, _ = await client.call("GET", PORTFOLIO)
    assert status == 200
    assert body.startswith("<!DOCTYPE")
    client.bank.faults.refusal.arm("InvalidClientKey", 1)
    status, body, _ = await client.call("GET", PORTFOLIO)
    assert (status, body["ErrorCode"]) == (400, "InvalidClientKey")


async def test_what_is_switched_off_is_gone(client: Client) -> None:
    client.bank.faults.gone = True
    assert (await client.call("GET", PORTFOLIO))[0] == 410
    assert (await client.call("GET", "/oapi/streaming/ws/connect"))[0] == 410
    assert (await client.call("GET", "/authorize"))[0] == 400, "the log-in is not part of it"


async def test_a_frozen_bank_answers_once_thawed(client: Client) -> None:
    client.bank.faults.freeze(on=True)
    waiting = asyncio.create_task(client.call("GET", PORTFOLIO))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    client.bank.faults.freeze(on=False)
    async with asyncio.timeout(5):
        assert (await waiting)[0] == 200
