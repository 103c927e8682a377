"""Reading to the end of lists that are longer than a page, and saying so where that failed.

Kraken's pages are scripted here: what happens at their edges is rare in any simulation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from assignwatch.brokers.base import AccountConfig, RateLimited, Session, Since, Vault
from assignwatch.brokers.kraken import SPEC, figures, reader
from assignwatch.core.model import WHOLE, AccountKey
from assignwatch.core.observations import Coverage, Unreadable
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request, Socket
from tests.brokers.bench import only
from tests.brokers.kraken.bench import by_list

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MS = timedelta(milliseconds=1)
SECRETS = {"api_key": "public-key", "api_secret": "c2VjcmV0"}

Query = dict[str, str]
Page = Callable[[Query], dict[str, object]]


class StoppedClock:
    """Noon, for ever; a sleep only moves the monotonic side."""

    def __init__(self) -> None:
        self.slept = timedelta()

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> timedelta:
        return self.slept

    async def sleep(self, span: timedelta) -> None:
        self.slept += span


class Script:
    """A transport that answers each call by its last word."""

    def __init__(self, **pages: Page) -> None:
        self.pages: dict[str, Page] = {"instruments": lambda _: {"instruments": []}, **pages}
        self.asked: list[tuple[str, Query]] = []

    async def request(self, request: Request) -> Reply:
        parts = urlsplit(request.url)
        name = parts.path.rpartition("/")[2].replace("-", "_")
        query = {key: value for key, (value,) in parse_qs(parts.query).items()}
        self.asked.append((name, query))
        body = {"result": "success", "serverTime": figures.to_iso(NOW), **self.pages[name](query)}
        return Reply(200, {}, json.dumps(body).encode())

    def socket(
        self, url: str, headers: Mapping[str, str] | None = None, *, pings: bool = True
    ) -> AbstractAsyncContextManager[Socket]:
        raise NotImplementedError

    async def aclose(self) -> None:
        pass

    def queries(self, name: str) -> list[Query]:
        return [query for asked, query in self.asked if asked == name]


def session(script: Script) -> Session:
    urls = {"rest": "https://kraken.example", "socket": "wss://kraken.example"}
    config = AccountConfig(AccountKey("kraken/main"), "live", urls)
    return SPEC.open(config, Vault(SECRETS), StoppedClock(), script)


def since(at: datetime) -> Since:
    return Since({(Feed.FILLS, WHOLE): at, (Feed.BOOKINGS, WHOLE): at})


def fill(number: int, at: datetime) -> dict[str, Any]:
    return {
        "fill_id": f"f{number:05}",
        "symbol": "PF_XBTUSD",
        "side": "buy",
        "size": 1,
        "price": 100,
        "fillTime": figures.to_iso(at),
        "fillType": "taker",
    }


def fills(all_of_them: list[dict[str, Any]]) -> Page:
    """Kraken's own rule: the newest 100 before `lastFillTime`, newest first."""

    def page(query: Query) -> dict[str, object]:
        before = query.get("lastFillTime", "9")
        rows = sorted(all_of_them, key=lambda row: str(row["fillTime"]), reverse=True)
        return {"fills": [row for row in rows if row["fillTime"] < before][:100]}

    return page


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250, 1000])
async def test_fills_are_paged_back_to_the_last_reading(count: int) -> None:
    script = Script(fills=fills([fill(n, NOW - n * MS) for n in range(count)]))
    told = await session(script).read([Feed.FILLS], since(NOW - HOUR))
    assert sorted(f.id for f in by_list(told)["fills"]) == [f"f{n:05}" for n in range(count)]
    assert only(Coverage, told)[0].feed is Feed.FILLS


async def test_fills_before_the_last_reading_are_not_asked_for() -> None:
    script = Script(fills=fills([fill(n, NOW - n * HOUR) for n in range(500)]))
    told = await session(script).read([Feed.FILLS], since(NOW - 2 * HOUR))
    assert [f.id for f in by_list(told)["fills"]] == ["f00000", "f00001", "f00002"]
    assert script.queries("fills") == [{}]


async def test_fills_of_one_millisecond_across_the_edge_of_a_page_are_all_read() -> None:
    moments = [NOW] * 60 + [NOW - MS] * 90 + [NOW - 2 * MS] * 60
    script = Script(fills=fills([fill(n, at) for n, at in enumerate(moments)]))
    told = await session(script).read([Feed.FILLS], since(NOW - HOUR))
    assert len({f.id for f in by_list(told)["fills"]}) == 210


async def test_lists_without_end_are_given_up_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MOST_PAGES", 3)
    endless = Script(
        fills=fills([fill(n, NOW - n * MS) for n in range(1000)]),
        account_log=lambda q: {"logs": log_rows(int(q.get("from", 1)), int(q["count"]))},
        positions=lambda q: {
            "elements": [element(1)],
            "continuationToken": q.get("continuation_token", "") + "x",
        },
    )
    told = await session(endless).read([Feed.FILLS, Feed.BOOKINGS], since(NOW - HOUR))
    assert [u.feed for u in only(Unreadable, told)] == [Feed.FILLS, Feed.BOOKINGS]
    assert only(Coverage, told) == []
    assert len(by_list(told)["fills"]) > 100


async def test_row_that_nobody_can_read_is_a_hole_and_the_others_are_kept() -> None:
    rows = [fill(1, NOW - MS), {**fill(2, NOW), "size": "NaN"}]
    told = await session(Script(fills=fills(rows))).read([Feed.FILLS], since(NOW - HOUR))
    assert [f.id for f in by_list(told)["fills"]] == ["f00001"]
    assert [u.problem.code for u in only(Unreadable, told)] == ["bad_payload"]
    assert only(Coverage, told) == []


def log_rows(first: int, count: int) -> list[dict[str, object]]:
    return [
        {
            "id": number,
            "date": figures.to_iso(NOW - HOUR + number * MS),
            "asset": "pf_xbtusd",
            "contract": "pf_xbtusd",
            "info": "futures assignee",
            "old_balance": number,
            "new_balance": number + 1,
            "execution": f"e{number}",
            "trade_price": 100,
        }
        for number in range(first, first + count)
    ]


@pytest.mark.parametrize("count", [0, 24, 25, 26, 1025, 1026])
async def test_account_log_is_paged_by_row_id(count: int) -> None:
    def page(query: Query) -> dict[str, object]:
        first = int(query.get("from", 1))
        return {"logs": log_rows(first, min(int(query["count"]), count - first + 1))}

    script = Script(account_log=page, positions=lambda _: {"elements": []})
    told = await session(script).read([Feed.BOOKINGS], since(NOW - HOUR))
    assert [b.id for b in by_list(told)["log"]] == [f"log/{n + 1}" for n in range(count)]
    queries = script.queries("account_log")
    from_ms = str(figures.to_millis(NOW - HOUR - reader.OVERLAP))
    assert queries[0] == {"since": from_ms, "count": "25", "sort": "asc"}
    assert [q["from"] for q in queries[1:]] == ["26", "1026"][: len(queries) - 1]


def element(number: int, **fields: object) -> dict[str, object]:
    update = {
        "tradeable": "PF_XBTUSD",
        "oldPosition": "2",
        "newPosition": "1",
        "timestamp": figures.to_millis(NOW),
        "updateReason": "trade",
        "tradeType": "assignment",
        "executionUid": f"e{number}",
        "executionPrice": "100",
    }
    return {"uid": f"u{number}", "event": {"PositionUpdate": {**update, **fields}}}


async def test_position_history_follows_its_token() -> None:
    def page(query: Query) -> dict[str, object]:
        number = int(query.get("continuation_token", "0"))
        more = {"continuationToken": str(number + 1)} if number < 3 else {}
        return {"elements": [element(number)], **more}

    script = Script(account_log=lambda _: {"logs": []}, positions=page)
    told = await session(script).read([Feed.BOOKINGS], since(NOW - HOUR))
    assert [b.id for b in by_list(told)["pos"]] == [f"pos/u{n}" for n in range(4)]
    assert {q["since"] for q in script.queries("positions")} == {
        str(figures.to_millis(NOW - HOUR - reader.OVERLAP))
    }


async def test_side_of_an_assignment_comes_from_the_lists_read_before() -> None:
    script = Script(
        account_log=lambda _: {"logs": log_rows(7, 1)},
        positions=lambda _: {"elements": [element(7), element(8)]},
    )
    told = await session(script).read([Feed.BOOKINGS], since(NOW - HOUR))
    causes = [getattr(b, "cause", None) for b in by_list(told)["pos"]]
    assert causes == ["taken_over", "handed_over"]  # the second shrank and nobody said more


async def test_own_budget_for_the_history_is_kept() -> None:
    """100 units in ten minutes, two for each reading: the 51st reading has to wait."""
    script = Script(account_log=lambda _: {"logs": []}, positions=lambda _: {"elements": []})
    watched = session(script)
    for _ in range(50):
        await watched.read([Feed.BOOKINGS], since(NOW))
    told: list[timedelta] = []
    for _ in range(2):
        try:
            await watched.read([Feed.BOOKINGS], since(NOW))
        except RateLimited as limited:
            told.append(limited.retry_after)
    assert told
    assert all(timedelta(seconds=5) < wait <= timedelta(seconds=12) for wait in told)
