"""A list is read to its end, or not at all; and what becomes of one that is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import msgspec
import pytest

from assignwatch.brokers.base import BadPayload, Since, Vault
from assignwatch.brokers.saxo.calls import POSITIONS, TRADES_REPORT, Call
from assignwatch.brokers.saxo.lists import whole
from assignwatch.brokers.saxo.rest import Query, Rest
from assignwatch.brokers.saxo.session import open_session
from assignwatch.core.observations import BrokerObservation, Coverage
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request, Transport
from tests.brokers.saxo.tokens import CONFIG, URLS
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.asyncio


class Pages:
    """Gives these pages, one after the other; the last one for ever."""

    def __init__(self, *pages: dict[str, Any]) -> None:
        self.pages = list(pages)
        self.asked: list[dict[str, str]] = []

    async def get(self, call: Call, params: Query = ()) -> bytes:
        self.asked.append(dict(params))
        page = self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]
        return msgspec.json.encode(page)


def rest(pages: Pages) -> Rest:
    return cast(Rest, pages)


def page(number: int, following: str | None = None, **fields: Any) -> dict[str, Any]:
    told = {"Data": [{"PositionId": str(number)}], **fields}
    return told if following is None else {**told, "__next": following}


async def test_pages_are_followed_with_what_their_address_leaves_out() -> None:
    pages = Pages(page(1, "/openapi/port/v1/positions/me?$top=1&$skip=1"), page(2))
    rows = await whole(rest(pages), POSITIONS, (("FieldGroups", "PositionBase"),), counted=True)
    assert [row["PositionId"] for row in rows] == ["1", "2"]
    assert pages.asked[1] == {"FieldGroups": "PositionBase", "$top": "1", "$skip": "1"}


@pytest.mark.parametrize("following", ["?$top=1000", "?$top=1&$skip=1", "/x?$skiptoken=A"])
async def test_a_list_that_goes_in_circles_is_refused_at_once(following: str) -> None:
    pages = Pages(page(1, following))
    with pytest.raises(BadPayload):
        await whole(rest(pages), POSITIONS, ())
    assert len(pages.asked) <= 2


async def test_a_counted_list_that_ends_early_is_refused() -> None:
    with pytest.raises(BadPayload) as caught:
        await whole(rest(Pages(page(1, __count=2))), POSITIONS, (), counted=True)
    assert caught.value.problem.values["what"] == "1 rows of 2"
    assert len(await whole(rest(Pages(page(1, __count=7))), TRADES_REPORT, ())) == 1


async def test_no_key_is_in_a_name_and_none_breaks_a_path() -> None:
    call = TRADES_REPORT.at("a/b|c==")
    assert call.path.endswith("/trades/a%2Fb%7Cc%3D%3D")
    assert call.name == "cs/v1/reports/trades/{ClientKey}"


class Bank:
    """A bank in memory whose lists are empty, and refuse whom they do not want."""

    def __init__(self, status: int, *refusing: str) -> None:
        self.status, self.refusing = status, refusing
        self.renewals = 0

    async def request(self, request: Request) -> Reply:
        if request.url == URLS["token"]:
            self.renewals += 1
            granted = {"access_token": f"access-{self.renewals}", "expires_in": 1200}
            return Reply(201, {}, msgspec.json.encode({**granted, "refresh_token": "refresh-1"}))
        if any(part in request.url for part in self.refusing):
            return Reply(self.status, {}, b"")
        mine = [{"AccountId": "100/1", "AccountKey": "account-key"}]
        rows = mine if "/accounts/" in request.url else []
        body = {"ClientKey": "client-key", "Data": rows}
        return Reply(200, {}, msgspec.json.encode(body))

    async def aclose(self) -> None:
        """Nothing is open."""


async def readings(bank: Bank, how_many: int) -> list[list[BrokerObservation]]:
    """Readings of all records, five minutes apart."""
    clock = FakeClock()
    vault = Vault({"app_key": "the-app-key", "refresh_token": "refresh-0"})
    session = open_session(CONFIG, vault, clock, cast(Transport, bank))
    feeds, told = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS), []
    for _ in range(how_many):
        told.append(await session.read(feeds, Since()))
        clock.jump(timedelta(minutes=5))
    return told


def covered(told: list[BrokerObservation]) -> set[Feed]:
    return {one.feed for one in told if isinstance(one, Coverage)}


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("part", ["/hist/v1/transactions", "/hist/v3/", "/reports/bookings/"])
@pytest.mark.expected_logs("no reports under")
async def test_a_witness_that_is_not_offered_hides_nothing(status: int, part: str) -> None:
    bank = Bank(status, part)
    told = await readings(bank, 4)
    assert all(covered(each) == {Feed.FILLS, Feed.BOOKINGS} for each in told)


async def test_without_the_report_that_names_assignments_bookings_are_not_read() -> None:
    told = await readings(Bank(400, "/reports/trades/"), 2)
    assert all(covered(each) == {Feed.FILLS} for each in told)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("/hist/v1/transactions", marks=pytest.mark.expected_logs("no reports under")),
        "/trade/v1/messages",
    ],
)
async def test_what_a_new_token_does_not_open_is_not_tried_with_ever_newer_ones(part: str) -> None:
    bank = Bank(401, part)
    await readings(bank, 3)
    assert bank.renewals == 2
