"""The access token of one account: good when it is asked for, and never lost on the way."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta

import pytest

from assignwatch.brokers.base import BadPayload, BrokerError, RateLimited, SignInEnded, Transient
from assignwatch.core.model import Problem
from assignwatch.core.observations import SignIn
from assignwatch.net.redaction import mask
from assignwatch.net.transport import Reply, Request
from tests.brokers.saxo.tokens import ACCOUNT, NO_ANSWER, Bank, Store, refusal, signed_in
from tests.core.builders import T0
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.asyncio

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(T0)


async def test_a_token_is_kept_until_shortly_before_its_end(clock: FakeClock) -> None:
    bank = Bank()
    access = signed_in(bank, Store(), clock)
    said = []
    for minutes in (0, 17, 19, 36, 38):
        clock.jump(T0 + minutes * MINUTE - clock.now())
        said.append(await access.token())
    assert said == ["access-1", "access-1", "access-2", "access-2", "access-3"]


async def test_the_new_refresh_token_is_stored_and_the_next_one_asked_with_it(
    clock: FakeClock,
) -> None:
    bank, store = Bank(), Store()
    access = signed_in(bank, store, clock)
    await access.token()
    assert store.kept["refresh_token"] == "refresh-1"
    assert store.kept["refresh_token_until"] == (T0 + timedelta(hours=1)).isoformat()
    clock.jump(19 * MINUTE)
    await access.token()
    assert [asked["refresh_token"] for asked in bank.asked] == ["refresh-0", "refresh-1"]


async def test_many_who_ask_at_once_cause_one_renewal(clock: FakeClock) -> None:
    bank = Bank()
    access = signed_in(bank, Store(), clock)
    assert set(await asyncio.gather(*(access.token() for _ in range(20)))) == {"access-1"}
    assert len(bank.asked) == 1


async def test_a_store_that_refuses_costs_no_token_and_is_asked_again(clock: FakeClock) -> None:
    bank, store = Bank(), Store(locked=True)
    access = signed_in(bank, store, clock)
    assert await access.token() == "access-1"
    told = [access.unsaved]
    store.locked = False
    await access.token()
    told.append(access.unsaved)
    assert told == [Problem("keyring_locked"), None]
    assert store.kept["refresh_token"] == "refresh-1"
    clock.jump(19 * MINUTE)
    await access.token()
    assert bank.asked[-1]["refresh_token"] == "refresh-1", "from memory, whatever the store took"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusal(400, "invalid_grant"), SignInEnded),
        (refusal(401, "invalid_client"), SignInEnded),
        (Reply(200, {}, b'{"access_token": 1}'), BadPayload),
        (Reply(200, {}, b"<html>"), Transient),
        (Reply(429, {"x-ratelimit-session-reset": "7"}, b""), RateLimited),
    ],
    ids=["ended or used twice", "wrong app key", "not a token", "a page", "too often"],
)
async def test_what_can_be_answered_instead(
    answer: Reply, kind: type[BrokerError], clock: FakeClock
) -> None:
    access = signed_in(Bank([answer] * 3), Store(), clock)
    with pytest.raises(kind):
        await access.token()


async def test_what_is_over_in_a_second_is_tried_again(clock: FakeClock) -> None:
    bank = Bank([NO_ANSWER, Reply(503, {}, b"")])
    assert await signed_in(bank, Store(), clock).token() == "access-3"


async def test_a_token_that_is_refused_is_renewed_once_but_not_when_it_is_new(
    clock: FakeClock,
) -> None:
    bank = Bank()
    access = signed_in(bank, Store(), clock)
    token = await access.token()
    assert not access.refused(token), "then it is the user who may not see this"
    clock.jump(2 * MINUTE)
    assert access.refused(token)
    assert await access.token() == "access-2"
    assert access.refused(token), "an old one says nothing of the present one"
    assert await access.token() == "access-2"


async def test_how_long_the_sign_in_lasts_is_told(clock: FakeClock) -> None:
    access = signed_in(Bank(), Store(), clock)
    await access.token()
    assert access.sign_in() == SignIn(T0, ACCOUNT, T0 + timedelta(hours=1), renewed=True)


@pytest.mark.parametrize("written", [int, str])
async def test_a_pasted_token_is_used_until_the_end_it_names_and_never_renewed(
    clock: FakeClock, written: type
) -> None:
    until = T0 + timedelta(hours=24)
    bank, token = Bank(), _jwt(written(int(until.timestamp())))
    access = signed_in(bank, Store(), clock, app_key="k", token=token)
    assert await access.token() == token
    assert access.sign_in() == SignIn(T0, ACCOUNT, until, renewed=False)
    clock.jump(timedelta(hours=24))
    with pytest.raises(SignInEnded):
        await access.token()
    assert bank.asked == []


async def test_a_pasted_token_that_names_no_end_is_used_all_the_same(clock: FakeClock) -> None:
    access = signed_in(Bank(), Store(), clock, app_key="k", token="opaque")
    assert await access.token() == "opaque"


async def test_nothing_to_sign_in_with_asks_for_the_trader(clock: FakeClock) -> None:
    with pytest.raises(SignInEnded):
        await signed_in(Bank(), Store(), clock, app_key="k").token()


async def test_tokens_never_appear_in_a_log(clock: FakeClock) -> None:
    access = signed_in(Bank(), Store(), clock)
    token = await access.token()
    assert mask(f"{token} refresh-1") == "… …"
    assert token not in repr(access)


def _jwt(end: object) -> str:
    claims = json.dumps({"exp": end}).encode()
    return f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln"


async def test_a_renewal_under_way_is_kept_when_the_program_is_told_to_stop(
    clock: FakeClock,
) -> None:
    bank, store = Bank(), Store()
    asked, may_answer = asyncio.Event(), asyncio.Event()
    answer = bank.request

    async def slowly(request: Request) -> Reply:
        asked.set()
        await may_answer.wait()
        return await answer(request)

    bank.request = slowly  # type: ignore[method-assign]
    access = signed_in(bank, store, clock)
    waiting = asyncio.create_task(access.token())
    await asked.wait()
    waiting.cancel()
    await asyncio.sleep(0)
    may_answer.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert store.kept["refresh_token"] == "refresh-1"
