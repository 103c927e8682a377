"""What Binance, or something in its place, may answer: what the trader is told, and what is done.

Each row is one answer to one question of one family. Whatever it is, the other families are read,
and nothing is concluded from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from assignwatch.brokers.base import BrokerError
from assignwatch.core.observations import Snapshot, Unreadable
from assignwatch.core.words import Feed
from assignwatch.net.transport import Reply, Request
from assignwatch.texts.problems import sentence
from tests.brokers.bench import EVERYTHING, only
from tests.brokers.binance.bench import (
    PAGE,
    BinanceBench,
    Spoilt,
    answered,
    covered,
    failed,
    instead,
    path_of,
    said,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tries_at_once")]

TRIES = 3
"""How often the same is asked before it counts."""


@dataclass(frozen=True)
class Row:
    """`says`: how the sentence begins. `tries`: how often it was asked at once. `rests`: whether
    all that shares the budget is left alone from then on, for so many seconds."""

    reply: Reply
    says: str
    tries: int = 1
    rests: int = 0


UNREADABLE = "The answer to dapi/v1/income cannot be read"
INCOME, POSITIONS = "/dapi/v1/income", "/eapi/v1/position"

ROWS: dict[str, tuple[str, Row]] = {
    "-1003": (
        INCOME,
        Row(said(429, -1003, retry_after="9"), "The broker asks us to wait 9 s", rests=9),
    ),
    "-1003 without a time": (
        INCOME,
        Row(said(400, -1003), "The broker asks us to wait 60 s", rests=60),
    ),
    "-1003 and banned": (
        INCOME,
        Row(
            said(418, -1003, retry_after="120"),
            "The broker has shut out this computer’s internet address for 120 s",
            rests=120,
        ),
    ),
    "-1008 of futures": (
        INCOME,
        Row(said(503, -1008), "The broker is out of order (-1008)", TRIES),
    ),
    "-1008 of options": (
        POSITIONS,
        Row(said(429, -1008), "The broker asks us to wait 60 s", rests=60),
    ),
    "-1021": (
        INCOME,
        Row(said(400, -1021), "The broker finds a question too late or too early (-1021)", 2),
    ),
    "-1022": (INCOME, Row(said(400, -1022), "The broker does not accept the signature (-1022)")),
    "-1102": (
        INCOME,
        Row(said(400, -1102, "Not sent."), "The broker no longer understands dapi/v1/income"),
    ),
    "-2014": (INCOME, Row(said(401, -2014), "The broker does not accept this key (-2014)")),
    "-2015": (
        INCOME,
        Row(said(401, -2015), "The broker does not accept this key here (-2015)"),
    ),
    "a firewall": (
        INCOME,
        Row(Reply(403, {}, b"<html>Request blocked.</html>"), "A firewall at HOST", rests=300),
    ),
    "a page": (INCOME, Row(PAGE, "HOST sent a page instead of an answer (status 200)", TRIES)),
    "nothing": (INCOME, Row(answered(b""), UNREADABLE)),
    "cut off": (INCOME, Row(answered(b'[{"symbol":'), UNREADABLE)),
    "no list": (INCOME, Row(answered({"rows": []}), UNREADABLE)),
    "a code nobody knows": (
        INCOME,
        Row(
            said(400, -7777, "Brand new."),
            "The broker answered dapi/v1/income with a word AssignWatch does not know: -7777:"
            " Brand new.",
            TRIES,
        ),
    ),
    "moved": (INCOME, Row(Reply(410, {}, b""), "HOST no longer offers this interface")),
    "a country": (INCOME, Row(Reply(451, {}, b"{}"), "HOST does not serve the country")),
    "500": (INCOME, Row(said(500), "HOST has a fault of its own (status 500)", TRIES)),
}


@pytest.mark.parametrize(("path", "row"), ROWS.values(), ids=[*ROWS])
async def test_what_the_trader_is_told_and_how_often_it_is_tried(
    bench: BinanceBench, way: Spoilt, path: str, row: Row
) -> None:
    await bench.told()
    way.answers = instead(path, row.reply)
    way.asked.clear()
    told = await bench.told()
    assert way.count(path) == row.tries
    sentences = {sentence(one.problem) for one in only(Unreadable, told)}
    host = urlsplit(bench.entry["urls"]["coin_futures"]).netloc
    assert [text.replace(host, "HOST")[: len(row.says)] for text in sentences] == [row.says]
    scopes = {scope for scope, _ in failed(told)}
    mine = path.split("/")[1]
    assert mine in scopes
    assert "fapi" not in scopes or row.rests, "unless they share what is used up"
    assert not {place for place in covered(told) if place in failed(told)}
    way.answers = lambda _: None
    if row.rests:
        way.asked.clear()
        await bench.session.read(EVERYTHING, bench.ago(minutes=1))
        assert not [asked for asked in way.asked if path_of(asked).startswith(f"/{mine}")]
        bench.pass_time(seconds=row.rests + 1)
    assert failed(await bench.told()) == {}


@pytest.mark.parametrize(
    ("account", "is_flat"),
    [
        (answered({"assets": [], "positions": []}), True),
        (answered({"assets": [], "positions": [{"symbol": "X", "positionAmt": "0"}]}), True),
        (answered({"assets": [], "positions": [{"symbol": "X", "positionAmt": "1"}]}), False),
        (answered({"assets": [], "positions": [{"symbol": "X"}]}), False),
        (answered([]), False),
        (answered({}), False),
        (None, False),
    ],
    ids=["flat", "flat by rows", "holding", "odd", "a list", "empty", "as it is"],
)
async def test_an_empty_list_with_a_good_status_is_held_against_the_account(
    account: Reply | None, is_flat: bool, bench: BinanceBench, way: Spoilt
) -> None:
    def answer(request: Request) -> Reply | None:
        if path_of(request) == "/fapi/v3/positionRisk":
            return answered([])
        return account if path_of(request) == "/fapi/v3/account" else None

    way.answers = answer
    told = await bench.told()
    assert [s.positions for s in only(Snapshot, told) if s.scope == "fapi"] == [()] * is_flat
    assert (("fapi", Feed.POSITIONS) in failed(told)) is not is_flat


async def test_an_answer_that_is_empty_where_a_list_of_contracts_should_be_costs_nothing_else(
    bench: BinanceBench, way: Spoilt
) -> None:
    for reply in (answered(b"{}"), answered(b""), PAGE):
        way.answers = instead("/fapi/v1/exchangeInfo", reply)
        bench.restart()
        told = await bench.told()
        assert failed(told) == {}
        assert ("fapi", Feed.BOOKINGS) in covered(told)


async def test_numbers_may_come_as_text_and_text_as_numbers(
    bench: BinanceBench, way: Spoilt
) -> None:
    bench.trade("BTCUSDT", "0.01")
    whole = await bench.told()
    turned: list[str] = []

    def other_way_round(request: object, body: object) -> object:
        turned.append("")
        return _turned(body) if isinstance(body, list) else body

    way.changes = other_way_round
    told = await bench.told()
    assert failed(told) == {}
    kept = {fact.id for fact in whole if hasattr(fact, "price") and hasattr(fact, "id")}
    assert kept <= {fact.id for fact in told if hasattr(fact, "id")}
    assert turned


def _turned(value: object) -> object:
    """The same JSON, with numbers as text."""
    match value:
        case list():
            return [_turned(each) for each in value]
        case dict():
            return {name: _turned(each) for name, each in value.items()}
        case bool() | None | str():
            return value
        case _:
            return f"{value}"


async def test_fields_that_are_new_are_passed_over(bench: BinanceBench, way: Spoilt) -> None:
    whole = await bench.told()
    way.changes = lambda _, body: (
        [{**row, "brandNew": {"of": ["any", 1]}} for row in body]
        if isinstance(body, list)
        else body
    )
    told = await bench.told()
    assert (failed(told), len(only(Snapshot, told))) == ({}, len(only(Snapshot, whole)))


@pytest.mark.parametrize("code", [-2015, -1125])
async def test_a_key_of_a_stream_that_is_gone_is_told_and_readings_go_on(
    bench: BinanceBench, way: Spoilt, code: int
) -> None:
    way.answers = instead("/dapi/v1/listenKey", said(400, code))
    async with bench.listen() as heard:
        told = await heard.until(lambda told: [r for r in told if getattr(r, "problem", None)])
    problem = next(r.problem for r in told if getattr(r, "problem", None))  # type: ignore[union-attr]
    assert problem is not None
    assert sentence(problem).endswith(".")
    try:
        assert failed(await bench.told()) == {}
    except BrokerError as error:
        raise AssertionError("readings do not need a stream") from error
