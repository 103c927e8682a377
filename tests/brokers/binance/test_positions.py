"""Readings of positions and reports of single ones, in one-way and in hedge mode."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.binance import figures, positions
from assignwatch.core.model import PositionRow
from assignwatch.core.observations import Quote
from assignwatch.core.words import Side
from tests.brokers.binance.published import ACCOUNT, raw, text, value
from tests.core.builders import T0

D = Decimal
ADA, COMP = figures.instrument_id("ADAUSDT"), figures.instrument_id("COMPUSDT")


def futures(*rows: dict[str, object]) -> tuple[PositionRow, ...]:
    body = json.dumps(rows).encode()
    return positions.of_futures([body], ACCOUNT, figures.FAPI, T0)[0].positions


def options(**fields: object) -> tuple[PositionRow, ...]:
    row = {**value("eapi_rest_position_real_legacy")[0], **fields}
    return positions.of_options(json.dumps([row]).encode(), ACCOUNT, T0)[0].positions


def test_hedged_rows_keep_their_sides_and_show_their_marks() -> None:
    snapshot, quotes = positions.of_futures(
        [text("fapi_rest_positionRisk_v3_hedge")], ACCOUNT, figures.FAPI, T0
    )
    assert snapshot.positions == (
        PositionRow(ADA, D(30), Side.LONG, D("0.385")),
        PositionRow(COMP, D(-1), Side.SHORT, D("70.92841")),
    )
    assert quotes == [
        Quote(T0, ADA, last=D("0.4104759"), source="mark"),
        Quote(T0, COMP, last=D("49.72023376"), source="mark"),
    ]


def test_rows_of_nothing_are_left_out() -> None:
    snapshot, _ = positions.of_futures(
        [text("dapi_rest_positionRisk_full")], ACCOUNT, figures.DAPI, T0
    )
    ((row),) = snapshot.positions
    assert (row.side, row.quantity, row.price) == (Side.LONG, D(1), D("11707.70000003"))


def test_several_answers_are_one_reading_and_an_overlap_is_held_once() -> None:
    pages = [json.dumps([{"symbol": s, "positionAmt": "2"}]).encode() for s in ("A", "B", "A")]
    snapshot, _ = positions.of_futures(pages, ACCOUNT, figures.DAPI, T0)
    assert [row.instrument for row in snapshot.positions] == ["binance/A", "binance/B"]


def test_no_answer_of_nothing_is_flat() -> None:
    assert futures() == ()


@pytest.mark.parametrize("number", [{"positionAmt": 2}, {"positionAmt": "2.0"}])
def test_numbers_may_be_text_and_an_open_price_of_nothing_is_none(
    number: dict[str, object],
) -> None:
    assert futures({"symbol": "A", "entryPrice": "0.0", **number}) == (
        PositionRow(figures.instrument_id("A"), D(2)),
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"symbol": None},
        {"symbol": ""},
        {"positionAmt": None},
        {"positionAmt": "NaN"},
        {"positionAmt": "1e400"},
        {"positionSide": "MIDDLE"},
        {"positionSide": "LONG", "positionAmt": "-1"},
        {"positionSide": "SHORT", "positionAmt": "1"},
    ],
)
def test_one_row_that_cannot_be_read_refuses_the_reading(odd: dict[str, object]) -> None:
    good: dict[str, object] = {"symbol": "A", "positionAmt": "1"}
    with pytest.raises(BadPayload):
        futures(good, {"symbol": "B", "positionAmt": "1", **odd})


def test_two_rows_that_contradict_each_other_refuse_the_reading() -> None:
    with pytest.raises(BadPayload):
        futures({"symbol": "A", "positionAmt": "1"}, {"symbol": "A", "positionAmt": "2"})


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b'{"code":-2015,"msg":"x"}', b"<html></html>", b"[null]", b"[[]]"]
)
def test_what_is_no_list_of_positions_is_never_flat(body: bytes) -> None:
    with pytest.raises(BadPayload):
        positions.of_futures([body], ACCOUNT, figures.FAPI, T0)
    with pytest.raises(BadPayload):
        positions.of_options(body, ACCOUNT, T0)


@pytest.mark.parametrize(
    ("side", "quantity", "held"),
    [
        ("LONG", "0.5", "0.5"),
        ("SHORT", "-0.5", "-0.5"),
        ("SHORT", "0.5", "-0.5"),
        (None, "-1", "-1"),
    ],
)
def test_options_are_signed_by_their_side(side: str | None, quantity: str, held: str) -> None:
    (row,) = options(side=side, quantity=quantity)
    assert (row.quantity, row.side) == (D(held), Side.NET)


@pytest.mark.parametrize("odd", [{"side": "LONG", "quantity": "-1"}, {"side": "UP"}])
def test_option_that_contradicts_itself_is_refused(odd: dict[str, object]) -> None:
    with pytest.raises(BadPayload):
        options(**odd)


def test_account_update_gives_new_totals_by_side() -> None:
    rows = [raw(row) for row in value("fapi_ws_ACCOUNT_UPDATE")["a"]["P"]]
    reports, odd = positions.from_account_update(rows, ACCOUNT, figures.FAPI, T0)
    assert odd == []
    assert [(r.row.side, r.row.quantity, r.row.price) for r in reports] == [
        (Side.NET, D(0), None),
        (Side.LONG, D(20), D("6563.665")),
        (Side.SHORT, D(-10), D("6563.86")),
    ]


def test_option_update_gives_new_totals() -> None:
    rows = [raw({"s": "BTC-261225-90000-C", "c": "-0.1", "p": "-103.8", "a": "1200"})]
    rows.append(raw({"s": "BTC-261225-90000-C"}))
    (report,), odd = positions.from_option_update(rows, ACCOUNT, T0)
    assert (report.row.quantity, report.row.price, report.scope) == (D("-0.1"), D(1200), "eapi")
    assert len(odd) == 1
