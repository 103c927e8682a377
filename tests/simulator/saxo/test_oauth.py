"""The log-in through a browser, and the two grants."""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.simulator.saxo.bank import Bank, Client

pytestmark = pytest.mark.asyncio

REDIRECT = "http://localhost:51234/assignwatch"
VERIFIER = "kept-by-the-program." * 3


def challenge(verifier: str = VERIFIER) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def asked(bank: Bank, **changed: str | None) -> dict[str, str]:
    query = {
        "response_type": "code",
        "client_id": bank.sessions.app_key,
        "redirect_uri": REDIRECT,
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        "state": "a b&c",
        **changed,
    }
    return {name: value for name, value in query.items() if value is not None}


async def authorize(client: Client, **changed: str | None) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    query = asked(client.bank, **changed)
    async with client.http.get(
        client.root + "/authorize", params=query, allow_redirects=False
    ) as answer:
        return answer.status, answer.headers.get("Location", ""), await answer.text()


def told(location: str) -> dict[str, str]:
    assert location.startswith(REDIRECT + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


async def token(client: Client, **form: str | None) -> tuple[int, Any]:
    sent = {name: value for name, value in form.items() if value is not None}
    async with client.http.post(client.root + "/token", data=sent) as answer:
        return answer.status, await answer.json()


async def exchange(client: Client, **changed: str | None) -> tuple[int, Any]:
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": told((await authorize(client))[1])["code"],
        "redirect_uri": REDIRECT,
        "client_id": client.bank.sessions.app_key,
        "code_verifier": VERIFIER,
        **changed,
    }
    return await token(client, **form)


async def test_a_log_in_ends_with_tokens(client: Client) -> None:
    status, location, _ = await authorize(client)
    assert status == 302
    assert told(location)["state"] == "a b&c"
    status, tokens = await exchange(client)
    assert status == 201
    assert set(tokens) == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "refresh_token_expires_in",
    }
    assert (tokens["expires_in"], tokens["refresh_token_expires_in"]) == (1200, 3600)
    assert client.bank.sessions.of(tokens["access_token"]) is not None


async def test_the_user_may_refuse(client: Client) -> None:
    client.bank.sessions.answers = "refuse"
    refused = told((await authorize(client))[1])
    assert (refused["error"], refused["state"]) == ("access_denied", "a b&c")
    assert refused["error_description"]
    assert "code" in told((await authorize(client, allow="1"))[1])


async def test_the_user_may_be_asked(client: Client) -> None:
    client.bank.sessions.answers = "ask"
    status, _, page = await authorize(client)
    assert status == 200
    links = [link.replace("&amp;", "&") for link in re.findall('href="([^"]+)"', page)]
    results = []
    for link in links:
        async with client.http.get(client.root + link, allow_redirects=False) as answer:
            results.append(told(answer.headers["Location"]))
    assert ["code" in result for result in results] == [True, False]
    assert results[1]["error"] == "access_denied"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "http://localhost:51234/other"},
        {"redirect_uri": "http://127.0.0.1:51234/assignwatch"},
        {"redirect_uri": "https://localhost:51234/assignwatch"},
        {"redirect_uri": "http://user@localhost:51234/assignwatch"},
        {"redirect_uri": "http://localhost:notaport/assignwatch"},
        {"redirect_uri": "http://localhost:51234/assignwatch?x=1"},
    ],
)
async def test_nobody_is_sent_to_an_unknown_place(
    client: Client, changed: dict[str, str | None]
) -> None:
    status, location, _ = await authorize(client, **changed)
    assert (status, location) == (400, "")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
    ],
)
async def test_other_faults_are_told_to_the_program(
    client: Client, changed: dict[str, str | None], error: str
) -> None:
    answer = told((await authorize(client, **changed))[1])
    assert (answer["error"], answer["state"]) == (error, "a b&c")


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "another"}, 401, "invalid_client"),
        ({"code": "another"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://localhost/assignwatch"}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"code_verifier": VERIFIER[:-1]}, 400, "invalid_grant"),
        ({"grant_type": None}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_code_needs_everything_that_belongs_to_it(
    client: Client, changed: dict[str, str | None], status: int, error: str
) -> None:
    got, body = await exchange(client, **changed)
    assert (got, body["error"]) == (status, error)
    assert body["error_description"]
    assert client.bank.tally.failed_logins == 1


async def test_a_short_verifier_is_none(client: Client) -> None:
    code = told((await authorize(client, code_challenge=challenge("short")))[1])["code"]
    status, _ = await exchange(client, code=code, code_verifier="short")
    assert status == 400


async def test_a_code_works_once_and_for_a_minute(client: Client) -> None:
    code = told((await authorize(client))[1])["code"]
    assert (await exchange(client, code=code))[0] == 201
    assert (await exchange(client, code=code))[0] == 400
    code = told((await authorize(client))[1])["code"]
    client.bank.pass_time(minutes=1)
    assert (await exchange(client, code=code))[0] == 400


async def test_a_refresh_rotates(client: Client) -> None:
    _, first = await exchange(client)
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    status, then = await token(client, **form)
    assert status == 201
    assert then["refresh_token"] != first["refresh_token"]
    sessions = client.bank.sessions
    assert sessions.of(then["access_token"]) is sessions.of(first["access_token"])
    assert await token(client, **form, client_id="another") == (
        401,
        {"error": "invalid_client", "error_description": "This application is not known."},
    )
    assert (await token(client, **form))[0] == 400
    assert sessions.of(then["access_token"]) is None


async def test_a_revoked_app_gets_no_tokens(client: Client) -> None:
    client.bank.sessions.revoked = True
    assert (await exchange(client))[0] == 400
