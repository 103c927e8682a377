"""A list is read to its end, or not at all."""

from __future__ import annotations

from typing import Any, cast

import msgspec
import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.saxo.calls import POSITIONS, TRADES_REPORT, Call
from assignwatch.brokers.saxo.lists import whole
from assignwatch.brokers.saxo.rest import Query, Rest

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
