"""Signing in on Saxo's page: what goes out, what may come back."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from assignwatch.brokers.base import BrokerError, Fatal, Refused, Transient
from assignwatch.brokers.saxo.sign_in import sign_in
from assignwatch.net.redaction import mask
from tests.brokers.saxo.tokens import CONFIG, Bank, refusal
from tests.core.builders import T0
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.asyncio

ENTERED = {"app_key": "the-app-key"}
Answer = Callable[[Mapping[str, str]], Mapping[str, str]]


class Visited:
    """A browser that comes back with what it is told to."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.page = ""
        self.asked: dict[str, str] = {}

    async def visit(self, path: str, page: Callable[[str], str]) -> Mapping[str, str]:
        self.page = page(f"http://localhost:54321{path}")
        query = parse_qs(urlsplit(self.page).query)
        self.asked = {name: values[0] for name, values in query.items()}
        return self._answer(self.asked)


def allowed(asked: Mapping[str, str]) -> Mapping[str, str]:
    return {"code": "the-code", "state": asked["state"]}


async def test_the_page_is_asked_for_a_code_that_only_we_can_use() -> None:
    browser, bank = Visited(allowed), Bank()
    await sign_in(CONFIG, ENTERED, browser, FakeClock(T0), bank)
    assert browser.page.startswith("https://login.example/authorize?")
    verifier = bank.asked[0]["code_verifier"]
    assert 43 <= len(verifier) <= 128
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode()
    assert browser.asked == {
        "response_type": "code",
        "client_id": "the-app-key",
        "redirect_uri": "http://localhost:54321/assignwatch",
        "state": browser.asked["state"],
        "code_challenge": challenge.rstrip("="),
        "code_challenge_method": "S256",
    }
    assert bank.asked == [
        {
            "grant_type": "authorization_code",
            "code": "the-code",
            "redirect_uri": "http://localhost:54321/assignwatch",
            "client_id": "the-app-key",
            "code_verifier": verifier,
        }
    ]


async def test_what_is_kept_can_go_on_alone_and_holds_no_access_token() -> None:
    bank = Bank()
    kept = await sign_in(CONFIG, ENTERED, Visited(allowed), FakeClock(T0), bank)
    assert kept == {
        "app_key": "the-app-key",
        "code_verifier": bank.asked[0]["code_verifier"],
        "redirect_uri": "http://localhost:54321/assignwatch",
        "refresh_token": "refresh-1",
        "refresh_token_until": "2026-11-20T10:00:00+00:00",
    }


async def test_each_sign_in_has_a_verifier_and_a_state_of_its_own() -> None:
    bank, states = Bank(), set()
    for _ in range(3):
        browser = Visited(allowed)
        await sign_in(CONFIG, ENTERED, browser, FakeClock(T0), bank)
        states.add(browser.asked["state"])
    assert len(states) == len({asked["code_verifier"] for asked in bank.asked}) == 3


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (lambda _: {"code": "c", "state": "somebody else's"}, Fatal, "sign_in_foreign"),
        (lambda _: {"code": "c"}, Fatal, "sign_in_foreign"),
        (
            lambda asked: {"error": "access_denied", "state": asked["state"]},
            Refused,
            "sign_in_refused",
        ),
        (lambda asked: {"state": asked["state"]}, Refused, "sign_in_refused"),
    ],
    ids=["another state", "no state", "refused on the page", "no code"],
)
async def test_an_answer_that_is_none_never_reaches_the_token_call(
    answer: Answer, kind: type[BrokerError], code: str
) -> None:
    bank = Bank()
    with pytest.raises(kind) as caught:
        await sign_in(CONFIG, ENTERED, Visited(answer), FakeClock(T0), bank)
    assert caught.value.problem.code == code
    assert bank.asked == []


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [(400, Refused, "sign_in_refused"), (503, Transient, "unavailable")],
    ids=["wrong app key", "out of order"],
)
async def test_a_code_that_is_not_taken(status: int, kind: type[BrokerError], code: str) -> None:
    bank = Bank([refusal(status, "invalid_client")] * 3)
    with pytest.raises(kind) as caught:
        await sign_in(CONFIG, ENTERED, Visited(allowed), FakeClock(T0), bank)
    assert caught.value.problem.code == code


async def test_nothing_of_it_can_appear_in_a_log() -> None:
    bank, browser = Bank(), Visited(allowed)
    await sign_in(CONFIG, ENTERED, browser, FakeClock(T0), bank)
    secrets = [*bank.asked[0].values(), browser.asked["state"]]
    for secret in secrets:
        if secret not in ("authorization_code", "http://localhost:54321/assignwatch"):
            assert mask(secret) == "…", secret
