"""The account log and the position events of the simulated Kraken."""

from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from tests.simulator.reader import Reader

ACCOUNT_LOG = "/api/history/v3/account-log"
POSITIONS = "/api/history/v3/positions"
DAY = 86_400
ZERO = Decimal(0)

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def traded(main: Reader) -> Reader:
    """The reader of kraken/main, a quiet day later."""
    await main.do("advance", seconds=DAY)
    return main


async def test_cash_rows_add_up_exactly_and_follow_their_position_row(traded: Reader) -> None:
    """Holds on Kraken's own rows: new − old = pnl + funding − fee − liquidation fee."""
    await traded.do("play", scenario="liquidation")
    await traded.do("advance", seconds=60)
    rows = (await traded.get(ACCOUNT_LOG, ("sort", "asc")))["logs"]
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    executions: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["asset"] != row["contract"] and row["info"] != "cross-exchange transfer":
            moved = Decimal(row["new_balance"]) - Decimal(row["old_balance"])
            parts = [row[name] for name in ("realized_pnl", "realized_funding")]
            costs = [row[name] for name in ("fee", "liquidation_fee")]
            assert moved == _sum(parts) - _sum(costs), row
        if row["execution"] is not None:
            executions.setdefault(row["execution"], []).append(row)
    assert len(executions) > 20
    for position, cash in executions.values():
        assert position["asset"] == position["contract"] == cash["contract"]
        assert cash["id"] == position["id"] + 1
        assert position["fee"] is position["realized_pnl"] is None
        assert cash["new_average_entry_price"] is None


async def test_balances_go_on_where_they_were(traded: Reader) -> None:
    rows = (await traded.get(ACCOUNT_LOG, ("sort", "asc")))["logs"]
    last: dict[tuple[str, str], object] = {}
    for row in rows:
        key = (row["margin_account"], row["asset"])
        assert row["old_balance"] == last.get(key, row["old_balance"])
        last[key] = row["new_balance"]


async def test_wallets_are_named_as_krakens_are(traded: Reader) -> None:
    rows = (await traded.get(ACCOUNT_LOG))["logs"]
    assert {(r["margin_account"], r["collateral"]) for r in rows} == {
        ("flex", None),
        ("f-xbt:usd", "xbt"),
    }
    assert all(r["contract"] == r["contract"].lower() for r in rows)


async def test_the_account_log_is_newest_first_and_filtered_as_asked(traded: Reader) -> None:
    async def ids(*parameters: tuple[str, str]) -> list[int]:
        return [row["id"] for row in (await traded.get(ACCOUNT_LOG, *parameters))["logs"]]

    everything = await ids()
    last = everything[0]
    assert everything == list(range(last, 0, -1))
    assert await ids(("sort", "asc")) == everything[::-1]
    assert await ids(("count", "3")) == everything[:3]
    assert await ids(("from", "5"), ("to", "7")) == [7, 6, 5]
    assert await ids(("from", str(last + 1))) == []

    trades = await ids(("info", "futures trade"))
    funding = await ids(("info", "funding rate change"))
    both = await ids(("info", "futures trade"), ("info", "funding rate change"))
    assert trades
    assert funding
    assert sorted(trades + funding) == sorted(both) == sorted(everything)


async def test_the_account_log_is_bounded_by_time_in_milliseconds(traded: Reader) -> None:
    start = 1_795_435_830_000  # 2026-11-23T12:10:30Z
    since = (await traded.get(ACCOUNT_LOG, ("since", str(start))))["logs"]
    before = (await traded.get(ACCOUNT_LOG, ("before", str(start))))["logs"]
    assert min(row["date"] for row in since) == "2026-11-23T12:10:35.000Z"
    assert max(row["date"] for row in before) < "2026-11-23T12:10:30"
    assert len(since) + len(before) == since[0]["id"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (ACCOUNT_LOG, ("since", "yesterday")),
        (ACCOUNT_LOG, ("count", "-1")),
        (ACCOUNT_LOG, ("sort", "up")),
        (POSITIONS, ("continuation_token", "bm90aGluZw==")),
        (POSITIONS, ("continuation_token", "%")),
    ],
)
async def test_a_parameter_that_makes_no_sense_is_a_bad_request(
    main: Reader, path: str, parameter: tuple[str, str]
) -> None:
    reply = await main.call(path, [parameter])
    body = await reply.json()
    assert (reply.status, body["status"]) == (400, "BAD_REQUEST")
    assert parameter[0] in body["errors"][0]["message"]


async def test_version_2_is_an_alias(main: Reader) -> None:
    for path in (ACCOUNT_LOG, POSITIONS):
        old, new = await main.get(path.replace("v3", "v2")), await main.get(path)
        assert old == new


async def test_every_event_continues_the_position_that_the_last_one_left(traded: Reader) -> None:
    held: dict[str, Decimal] = {}
    for update in reversed(await _updates(traded)):
        symbol = update["tradeable"]
        assert Decimal(update["oldPosition"]) == held.get(symbol, ZERO)
        held[symbol] = Decimal(update["newPosition"])
    rows = (await traded.get("/derivatives/api/v3/openpositions"))["openPositions"]
    sizes = {r["symbol"]: r["size"] * (1 if r["side"] == "long" else -1) for r in rows}
    assert {symbol: size for symbol, size in held.items() if size} == sizes


async def test_events_name_change_and_reason_in_krakens_words(traded: Reader) -> None:
    updates = await _updates(traded)
    assert {u["positionChange"] for u in updates} == {
        "open",
        "increase",
        "decrease",
        "close",
        "reverse",
        "noChange",
    }
    assert {u["updateReason"] for u in updates} == {"trade", "fundingRealisation"}
    for update in updates:
        traded_row = update["updateReason"] == "trade"
        assert ("executionUid" in update) is traded_row
        assert traded_row or update["positionChange"] == "noChange"


@pytest.mark.parametrize(
    ("asked", "changes", "reasons"),
    [
        (("closed",), {"close"}, {"trade"}),
        (("opened", "closed"), {"open", "close"}, {"trade"}),
        (("funding_realization",), {"noChange"}, {"fundingRealisation"}),
        (("closed", "funding_realization"), set(), set()),
        (("settlement",), set(), set()),
    ],
)
async def test_filters_join_inside_a_group_and_cut_between_groups(
    traded: Reader, asked: tuple[str, ...], changes: set[str], reasons: set[str]
) -> None:
    updates = await _updates(traded, *((name, "true") for name in asked))
    assert {u["positionChange"] for u in updates} == changes
    assert {u["updateReason"] for u in updates} == reasons


async def test_a_filter_that_is_false_and_a_contract_are_obeyed(traded: Reader) -> None:
    assert await _updates(traded, ("closed", "false")) == await _updates(traded)
    updates = await _updates(traded, ("tradeable", "pf_ethusd"))
    assert {u["tradeable"] for u in updates} == {"PF_ETHUSD"}


async def test_events_are_paged_by_a_token_that_survives_new_events(traded: Reader) -> None:
    whole = [e["uid"] for e in (await traded.get(POSITIONS))["elements"]]
    assert len(whole) > 14, "more than two pages"
    seen: list[str] = []
    token: list[tuple[str, str]] = []
    while True:
        reply = await traded.call(POSITIONS, [("count", "7"), *token])
        body = await reply.json()
        assert body["len"] == len(body["elements"])
        seen += [element["uid"] for element in body["elements"]]
        truncated = reply.headers["is-truncated"] == "true"
        assert truncated is ("continuationToken" in body)
        if not truncated:
            assert "Next-Continuation-Token" not in reply.headers
            break
        assert reply.headers["Next-Continuation-Token"] == body["continuationToken"]
        token = [("continuation_token", body["continuationToken"])]
        await traded.do("advance", seconds=3600)
    assert seen == whole


async def test_a_page_that_ends_with_the_list_is_not_truncated(main: Reader) -> None:
    everything = (await main.get(POSITIONS))["len"]
    for count, truncated in ((everything, "false"), (everything - 1, "true")):
        reply = await main.call(POSITIONS, [("count", str(count))])
        assert reply.headers["is-truncated"] == truncated


def _sum(parts: list[Any]) -> Decimal:
    return sum((Decimal(part) for part in parts if part is not None), ZERO)


async def _updates(reader: Reader, *parameters: tuple[str, str]) -> list[dict[str, Any]]:
    body = await reader.get(POSITIONS, *parameters)
    return [element["event"]["PositionUpdate"] for element in body["elements"]]
