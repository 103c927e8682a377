"""Kraken's words for why a position changed: every published one, and those not published yet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignwatch.brokers.kraken import causes
from assignwatch.core.words import Cause

D = Decimal


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("maker", None),
        ("taker", None),
        ("takerAfterEdit", None),
        ("liquidation", Cause.LIQUIDATION),
        ("partialLiquidation", Cause.LIQUIDATION),
        ("assignee", Cause.TAKEN_OVER),
        ("assignor", Cause.HANDED_OVER),
        ("unwindBankrupt", Cause.UNWIND),
        ("unwindCounterparty", Cause.UNWIND),
        ("unknown", Cause.OTHER),
        ("crossVenueNovation", Cause.OTHER),
        ("", Cause.OTHER),
    ],
)
def test_fill_types(word: str, cause: Cause | None) -> None:
    assert causes.of_fill(word, None, None) == cause


@pytest.mark.parametrize(
    ("fill_type", "own", "taker", "cause"),
    [
        ("taker", "lmt", "lmt", None),
        ("maker", "post", "mkt", None),
        ("maker", "lmt", "liquidation", None),  # my order was hit by another's liquidation
        ("taker", "assignment", None, Cause.OTHER),
        ("taker", "liquidation", None, Cause.OTHER),
        ("taker", None, "liquidation", Cause.OTHER),
        ("takerAfterEdit", "lmt", "coveredLiquidation", Cause.OTHER),
        ("maker", "lmt", "assignment", Cause.OTHER),
        ("maker", "unwind", "lmt", Cause.OTHER),
        ("maker", "lmt", "hedgeAssignment", Cause.OTHER),
        ("assignee", "lmt", "lmt", Cause.TAKEN_OVER),
    ],
)
def test_order_type_that_contradicts_a_trade_is_loud(
    fill_type: str, own: str | None, taker: str | None, cause: Cause | None
) -> None:
    assert causes.of_fill(fill_type, own, taker) == cause


@pytest.mark.parametrize(
    ("info", "cause"),
    [
        ("futures trade", None),
        ("options trade", None),
        ("hedging trade", None),
        ("futures liquidation", Cause.LIQUIDATION),
        ("futures partial liquidation", Cause.LIQUIDATION),
        ("covered liquidation", Cause.LIQUIDATION),
        ("futures assignor", Cause.HANDED_OVER),
        ("futures assignee", Cause.TAKEN_OVER),
        ("futures unwind bankrupt", Cause.UNWIND),
        ("futures unwind counterparty", Cause.UNWIND),
        ("futures_unwind", Cause.UNWIND),
        ("settlement", Cause.SETTLEMENT),
        ("Settlement", Cause.SETTLEMENT),
        ("position transfer", Cause.TRANSFER),
        ("admin transfer", Cause.TRANSFER),
        ("subaccount transfer", Cause.TRANSFER),
        ("portfolio auctioning", Cause.OTHER),
        ("futures novation", Cause.OTHER),
        ("block trade", Cause.OTHER),
        ("", Cause.OTHER),
    ],
)
def test_account_log_infos(info: str, cause: Cause | None) -> None:
    assert causes.of_log(info, "pf_xbtusd") == cause


@pytest.mark.parametrize(
    ("reason", "trade_type", "cause"),
    [
        ("trade", "userExecution", None),
        ("trade", "liquidation", Cause.LIQUIDATION),
        ("trade", "partialLiquidation", Cause.LIQUIDATION),
        ("trade", "unwind", Cause.UNWIND),
        ("trade", "unknown", Cause.OTHER),
        ("trade", "novation", Cause.OTHER),
        ("trade", None, Cause.OTHER),
        ("settlement", None, Cause.SETTLEMENT),
        ("fundingRealisation", None, Cause.OTHER),  # funding never moves a position
        ("unknown", None, Cause.OTHER),
    ],
)
def test_position_history_reasons(reason: str, trade_type: str | None, cause: Cause | None) -> None:
    assert causes.of_history(reason, trade_type, "PF_XBTUSD", D(1), D(0), None) == cause


@pytest.mark.parametrize(
    ("old", "new", "told", "cause"),
    [
        (0, 1, None, Cause.TAKEN_OVER),
        (-1, -2, None, Cause.TAKEN_OVER),
        (-1, 0, None, Cause.HANDED_OVER),
        (3, 2, None, Cause.HANDED_OVER),
        (3, 2, Cause.TAKEN_OVER, Cause.TAKEN_OVER),
        (0, 1, Cause.HANDED_OVER, Cause.HANDED_OVER),
        (3, 2, Cause.OTHER, Cause.HANDED_OVER),
    ],
)
def test_which_side_of_an_assignment_is_told_elsewhere_or_seen_from_the_size(
    old: int, new: int, told: Cause | None, cause: Cause
) -> None:
    assert causes.of_history("trade", "assignment", "PF_XBTUSD", D(old), D(new), told) == cause


def test_option_is_settled_in_cash() -> None:
    option = "OF_XBTUSD_241227_20000_C"
    assert causes.of_log("settlement", option.lower()) is Cause.CASH_SETTLEMENT
    assert causes.of_history("settlement", None, option, D(1), D(0), None) is Cause.CASH_SETTLEMENT
