"""Every published payload is read whole, and a list that is missing is never an empty one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assignwatch.brokers.base import BadPayload
from assignwatch.brokers.saxo import wire
from tests.brokers.saxo import published

D = Decimal


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"Data":null}', b'{"data":[]}', b"", b'{"__count":0}', b"<html>"]
)
def test_a_page_without_its_rows_is_refused(body: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        wire.decoded(body, wire.Page, "positions")
    assert caught.value.problem.values["where"] == "positions"


def test_a_page_names_the_next() -> None:
    page = wire.decoded(published.text("positions_get"), wire.Page, "positions")
    assert page.next == "/openapi/port/....../?$top=1&$skip=1"
    assert len(page.data) == 1
    assert wire.decoded(b'{"Data":[]}', wire.Page, "positions") == wire.Page([])


def test_an_odd_row_is_an_empty_object() -> None:
    page = wire.decoded(b'{"Data":[1,{"A":0.1},null]}', wire.Page, "positions")
    assert list(wire.objects(page.data)) == [{}, {"A": D("0.1")}, {}]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("clients_me", wire.Client),
        ("balances_subscription", wire.Subscribed),
        ("orders_subscription", wire.Subscribed),
        ("closedpositions_subscription", wire.Subscribed),
        ("position_single", wire.Position),
        ("ens_position_deleted_after_upgrade", wire.PositionActivity),
        ("ens_order_stock_market", wire.OrderActivity),
        ("ens_orders_readme_object", wire.OrderActivity),
        ("ens_order_issue_001_no_amount_trigger", wire.OrderActivity),
        ("cs_reports_trade_schema_all_fields", wire.ReportTrade),
    ],
)
def test_published_objects(name: str, kind: type[Any]) -> None:
    assert isinstance(wire.decoded(published.text(name), kind, name), kind)


def test_published_client() -> None:
    client = wire.decoded(published.text("clients_me"), wire.Client, "clients/me")
    assert client.client_key == "V-B8jOk9SM8QdqN1u2Bjtw=="
    assert client.position_netting_profile == "FifoEndOfDay"


def test_published_subscriptions_carry_what_they_begin_with() -> None:
    reply = wire.decoded(published.text("balances_subscription"), wire.Subscribed, "balances")
    assert (reply.reference_id, reply.inactivity_timeout) == ("B49083", 1500)
    balance = wire.decoded(reply.snapshot, wire.Balance, "balances")
    assert balance == wire.Balance(
        D("100573853.73"),
        "EUR",
        calculation_reliability="Ok",
        cash_available_for_trading=D("100573853.73"),
        margin_available_for_trading=D("99839075.64"),
        margin_used_by_current_positions=D("-326828.87"),
        margin_utilization_pct=D("0.33"),
        total_value=D("100634324.36"),
    )


def test_published_bookings_are_read_whole() -> None:
    page = wire.decoded(published.text("cs_reports_bookings"), wire.Page, "bookings")
    rows = [wire.decoded(raw, wire.ReportBooking, "bookings") for raw in page.data]
    assert [(row.bk_amount_type, row.amount) for row in rows] == [
        ("Exchange Fee", D("-1.03999996185303")),
        ("Premium", D(1260)),
        ("Commission", D(-6)),
    ]


def test_a_subscription_may_begin_with_nothing() -> None:
    reply = wire.decoded(b'{"ReferenceId":"E1","InactivityTimeout":30}', wire.Subscribed, "ens")
    assert not bytes(reply.snapshot)


def test_token() -> None:
    body = b'{"access_token":"a","expires_in":1200,"refresh_token":"r","token_type":"Bearer"}'
    token = wire.decoded(body, wire.Token, "token")
    assert (token.expires_in, token.refresh_token_expires_in) == (1200, None)
