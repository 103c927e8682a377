"""Fills: trades, and what Kraken's engine did to the account."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assignwatch.brokers.kraken import fills
from assignwatch.brokers.kraken.figures import instrument_id
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from tests.brokers.kraken import published
from tests.brokers.kraken.published import ACCOUNT, raw

D = Decimal

ASSIGNEE_OVER_REST = {
    "fill_id": "4351dd56-5a36-45c0-b688-1366735fa0c7",
    "symbol": "pf_xbtusd",
    "side": "sell",
    "order_id": "00000000-0000-0000-0000-0000000000aa",
    "size": 0.0001,
    "price": 71042,
    "fillTime": "2026-02-14T11:22:04.000Z",
    "fillType": "assignee",
}


def test_published_fills_are_trades() -> None:
    records = fills.from_rest(published.rows("fills", "fills"), ACCOUNT)
    assert records.odd == []
    assert records.facts[0] == Fill(
        datetime(2020, 7, 22, 13, 37, 27, 77000, tzinfo=UTC),
        ACCOUNT,
        "3d57ed09-fbd6-44f1-8e8b-b10e551c5e73",
        instrument_id("PI_XBTUSD"),
        D(5490),
        D(9400),
        order="693af756-055e-47ef-99d5-bcf4c456ebc5",
        event="3d57ed09-fbd6-44f1-8e8b-b10e551c5e73",
    )
    assert [fact.quantity for fact in records.facts] == [D(5490), D(5000)]


def test_assignee_is_a_takeover_with_kraken_s_own_words_and_no_name() -> None:
    (fact,) = fills.from_socket(published.rows("socket_fill_assignee", "fills"), ACCOUNT).facts
    assert isinstance(fact, Booking)
    assert (fact.cause, fact.quantity, fact.price) == (Cause.TAKEN_OVER, D("-0.0001"), D(71042))
    assert (fact.id, fact.event) == (ASSIGNEE_OVER_REST["fill_id"],) * 2
    assert (fact.record, fact.refs) == ("fills", ())
    assert fact.raw is not None
    assert '"fill_type": "assignee"' in fact.raw


def test_both_lists_tell_the_same_fact() -> None:
    (told,) = fills.from_socket(published.rows("socket_fill_assignee", "fills"), ACCOUNT).facts
    (read,) = fills.from_rest([raw(ASSIGNEE_OVER_REST)], ACCOUNT).facts
    assert isinstance(told, Booking)
    assert isinstance(read, Booking)
    assert (read.at, read.id, read.instrument) == (told.at, told.id, told.instrument)
    assert (read.quantity, read.price, read.cause) == (told.quantity, told.price, told.cause)


def test_unknown_word_is_loud_and_kept() -> None:
    row = {**ASSIGNEE_OVER_REST, "fillType": "crossVenueNovation"}
    (fact,) = fills.from_rest([raw(row)], ACCOUNT).facts
    assert isinstance(fact, Booking)
    assert fact.cause is Cause.OTHER
    assert "crossVenueNovation" in (fact.raw or "")


def test_what_the_trader_calls_an_order_is_masked() -> None:
    (told,) = published.value("socket_fill_assignee")["fills"]
    facts = [
        *fills.from_rest([raw({**ASSIGNEE_OVER_REST, "cliOrdId": "my-great-idea"})], ACCOUNT).facts,
        *fills.from_socket([raw({**told, "cli_ord_id": "my-great-idea"})], ACCOUNT).facts,
    ]
    assert len(facts) == 2
    for fact in facts:
        assert isinstance(fact, Booking)
        assert "my-great-idea" not in (fact.raw or "")
        assert json.loads(fact.raw or "")["fill_id"] == ASSIGNEE_OVER_REST["fill_id"]


@pytest.mark.parametrize(
    "odd",
    [
        {"fill_id": None},
        {"side": "both"},
        {"size": "NaN"},
        {"size": 1e30},
        {"fillTime": "yesterday"},
        {"fillType": 7},
    ],
)
def test_odd_row_is_named_and_hides_no_other(odd: dict[str, object]) -> None:
    rows = [raw({**ASSIGNEE_OVER_REST, **odd}), raw({**ASSIGNEE_OVER_REST, "fill_id": "good"})]
    records = fills.from_rest(rows, ACCOUNT)
    assert [fact.id for fact in records.facts] == ["good"]
    assert [problem.code for problem in records.odd] == ["bad_payload"]
    assert records.odd[0].values["where"] == "fills"
