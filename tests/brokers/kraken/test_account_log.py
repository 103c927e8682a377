"""The account log: two rows for each execution, and what they say together."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignwatch.brokers.kraken import account_log
from assignwatch.brokers.kraken.figures import instrument_id
from assignwatch.core.observations import Booking, Fill
from assignwatch.core.words import Cause
from tests.brokers.kraken import published
from tests.brokers.kraken.published import ACCOUNT, raw

D = Decimal
REAL = published.rows("account_log_liquidation_assignor", "logs")


def position_leg(number: int, **fields: object) -> dict[str, object]:
    return {
        "id": number,
        "date": "2026-02-14T11:22:04.000Z",
        "asset": "pf_xbtusd",
        "contract": "pf_xbtusd",
        "info": "futures trade",
        "old_balance": 0.0,
        "new_balance": 1.0,
        "execution": f"e-{number}",
        "trade_price": 70000.0,
        **fields,
    }


def cash_leg(number: int, of: dict[str, object], **fields: object) -> dict[str, object]:
    money = {"asset": "usd", "old_balance": 100.0, "new_balance": 99.5}
    return {**of, "id": number, **money, **fields}


def test_real_liquidation_comes_to_three_facts_in_the_order_of_the_rows() -> None:
    records, ids = account_log.parse(REAL, ACCOUNT)
    assert records.odd == []
    assert ids == (311, 312, 327, 328, 372, 399, 400)
    liquidated, handed_over, trade = records.facts
    assert isinstance(liquidated, Booking)
    assert isinstance(handed_over, Booking)
    assert (liquidated.id, liquidated.cause) == ("log/311", Cause.LIQUIDATION)
    assert (liquidated.quantity, liquidated.price) == (D("0.0028"), D(70417))
    assert liquidated.cash == {"USD": D("-3.27978555")}
    assert (handed_over.id, handed_over.cause) == ("log/327", Cause.HANDED_OVER)
    assert (handed_over.quantity, handed_over.price) == (D("0.0001"), D(71042))
    assert handed_over.event == "4351dd56-5a36-45c0-b688-1366735fa0c7"
    assert handed_over.record == "account log"
    assert trade == Fill(
        datetime(2026, 2, 22, 8, 14, 52, 886000, tzinfo=UTC),
        ACCOUNT,
        "log/399",
        instrument_id("PI_ETHUSD"),
        D(-3),
        D("1976.3"),
        event="df5aa63a-5ef0-47da-bf67-3770b6e1a8ca",
    )


def test_cash_leg_is_profit_and_funding_less_fees_to_the_last_digit() -> None:
    """Kraken's identity on its own real rows: what `cash` is made of."""
    for row in published.value("account_log_liquidation_assignor")["logs"]:
        parts = [
            D(repr(row[name] or 0))
            for name in ("realized_pnl", "realized_funding", "fee", "liquidation_fee")
        ]
        if "_" not in row["asset"]:
            change = D(repr(row["new_balance"])) - D(repr(row["old_balance"]))
            assert abs(change - (parts[0] + parts[1] - parts[2] - parts[3])) <= D("1e-11")


@given(st.randoms(use_true_random=False))
def test_order_of_the_rows_does_not_matter(shuffler: random.Random) -> None:
    shuffled = REAL[:]
    shuffler.shuffle(shuffled)
    assert account_log.parse(shuffled, ACCOUNT) == account_log.parse(REAL, ACCOUNT)


SIZES = st.integers(-(10**9), 10**9)


@given(st.lists(SIZES, min_size=2, max_size=12))
def test_changes_of_consecutive_rows_add_up_to_the_whole(sizes: list[int]) -> None:
    units = [size / 10_000 for size in sizes]
    legs = [
        raw(position_leg(n, old_balance=old, new_balance=new))
        for n, (old, new) in enumerate(pairwise(units), 1)
    ]
    records, _ = account_log.parse(legs, ACCOUNT)
    moved = sum((fact.quantity for fact in records.facts), D())
    assert moved == (D(sizes[-1]) - D(sizes[0])) / 10_000


def test_socket_names_no_contract_and_writes_nothing_as_zero() -> None:
    entry = published.value("socket_account_log")["new_entry"]
    records, ids = account_log.parse([raw(entry)], ACCOUNT)
    assert ids == (1697,)
    (fact,) = records.facts
    assert isinstance(fact, Fill)
    assert (fact.instrument, fact.quantity) == (instrument_id("PI_BCHUSD"), D(1))
    settled = {**entry, "info": "settlement", "execution": "", "trade_price": 0.0}
    ((fact,), _) = (account_log.parse([raw(settled)], ACCOUNT)[0].facts, None)
    assert isinstance(fact, Booking)
    assert (fact.cause, fact.event, fact.price) == (Cause.SETTLEMENT, None, None)


def test_published_snapshot_of_funding_says_nothing_about_positions() -> None:
    rows = published.rows("socket_account_log_snapshot", "logs")
    records, ids = account_log.parse(rows, ACCOUNT)
    assert (records.facts, records.odd, ids) == ([], [], (1688, 1689, 1690))


@pytest.mark.parametrize(
    "info", ["funding rate change", "conversion", "kfee applied", "cross-exchange transfer", "new"]
)
def test_money_alone_is_no_fact_whatever_it_is_called(info: str) -> None:
    row = cash_leg(1, position_leg(0), info=info, contract=None, execution=None)
    records, _ = account_log.parse([raw(row)], ACCOUNT)
    assert (records.facts, records.odd) == ([], [])


def test_cash_is_paired_by_execution_and_summed_by_currency() -> None:
    one, two = position_leg(1, info="futures assignee"), position_leg(3, info="futures assignee")
    rows = [
        one,
        cash_leg(2, one),
        two,
        cash_leg(4, two, new_balance=103.0),
        cash_leg(5, two, asset="xbt", old_balance=1.0, new_balance=1.25),
        cash_leg(6, two, new_balance=101.0),
    ]
    records, _ = account_log.parse([raw(r) for r in rows], ACCOUNT)
    assert [fact.cash for fact in records.facts if isinstance(fact, Booking)] == [
        {"USD": D("-0.5")},
        {"USD": D(4), "XBT": D("0.25")},
    ]


def test_settlement_has_no_execution_and_is_paired_by_contract_and_time() -> None:
    leg = position_leg(1, info="settlement", execution=None, asset="ff_xbtusd_260925")
    leg["contract"] = leg["asset"]
    other = cash_leg(3, leg, date="2026-02-14T11:22:05.000Z")
    records, _ = account_log.parse([raw(leg), raw(cash_leg(2, leg)), raw(other)], ACCOUNT)
    (fact,) = records.facts
    assert isinstance(fact, Booking)
    assert (fact.cause, fact.cash) == (Cause.SETTLEMENT, {"USD": D("-0.5")})


def test_unknown_info_on_a_position_leg_is_loud() -> None:
    (fact,) = account_log.parse([raw(position_leg(1, info="novation"))], ACCOUNT)[0].facts
    assert isinstance(fact, Booking)
    assert fact.cause is Cause.OTHER
    assert '"info": "novation"' in (fact.raw or "")


@pytest.mark.parametrize(
    "odd", [{"old_balance": None}, {"new_balance": "NaN"}, {"trade_price": None}, {"date": ""}]
)
def test_odd_row_is_named_and_hides_no_other(odd: dict[str, object]) -> None:
    rows = [raw(position_leg(1, **odd)), raw(position_leg(2))]
    records, _ = account_log.parse(rows, ACCOUNT)
    assert [fact.id for fact in records.facts] == ["log/2"]
    assert [problem.code for problem in records.odd] == ["bad_payload"]
