"""Saxo's words and numbers for why a position changed: every published one, and new ones."""

from __future__ import annotations

import pytest

from assignwatch.brokers.saxo import causes
from assignwatch.core.words import Cause


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (None, None),
        ([], None),
        (["Assignment"], Cause.ASSIGNMENT),
        (["AutoAssignment"], Cause.ASSIGNMENT),
        (["Exercise"], Cause.EXERCISE),
        (["AutoExercise"], Cause.EXERCISE),
        (["AutoExcercise"], Cause.EXERCISE),
        (["AutoAbandonment"], Cause.EXPIRY),
        (["ClientDefault"], Cause.BROKER_CLOSE),
        (["Rebooking"], Cause.CORRECTION),
        (["Split"], Cause.TRANSFER),
        (["ClosingTrade"], None),
        (["WithAdvice"], None),
        (["InternallyFilledFractionalAmount"], None),
        (["PartiallyFilledAndExploded"], None),
        (["ClosingTrade, WithAdvice"], None),
        (["ClosingTrade, Assignment"], Cause.ASSIGNMENT),
        (["Allocation"], None),
        (["CopyTrade"], None),
        (["AutoTrade"], None),
        (["InternalDealCapture"], None),
        (["ExternalDealCapture"], None),
        (["None"], None),
        (["CopyTrade", "Assignment"], Cause.ASSIGNMENT),
        (["Teleportation", "Assignment"], Cause.ASSIGNMENT),
        (["Teleportation"], Cause.OTHER),
        (["CopyTrade", "Teleportation"], Cause.OTHER),
    ],
)
def test_correlation_types(words: list[str] | None, cause: Cause | None) -> None:
    assert causes.of_correlations(words) == cause


@pytest.mark.parametrize(
    ("tool", "cause"),
    [
        (49, Cause.ASSIGNMENT),
        ("49", Cause.ASSIGNMENT),
        (50, Cause.EXPIRY),
        (38, Cause.CASH_SETTLEMENT),
        (19, Cause.SETTLEMENT),
        (10, Cause.TRANSFER),
        (28, Cause.TRANSFER),
        (11, Cause.CORRECTION),
        (12, Cause.CORRECTION),
        (54, Cause.CORRECTION),
        (37, None),
        (40, None),
        (2001, None),
        (7, Cause.OTHER),
        (24, Cause.OTHER),
        (26, Cause.OTHER),
        (4711, Cause.OTHER),
        (None, Cause.OTHER),
    ],
)
def test_tools(tool: int | str | None, cause: Cause | None) -> None:
    assert causes.of_tool(tool) == cause


@pytest.mark.parametrize(
    ("order_type", "handled", "closes", "cause"),
    [
        ("MarketDefault", False, True, Cause.BROKER_CLOSE),
        ("MarketDefault", True, False, Cause.BROKER_CLOSE),
        ("MarketExpiry", True, False, Cause.BROKER_CLOSE),
        ("MarketRollover", True, False, Cause.BROKER_CLOSE),
        ("MarketStopOut", True, False, Cause.LIQUIDATION),
        ("Market", True, True, None),
        ("Market", False, False, None),
        ("Market", False, True, Cause.BROKER_CLOSE),
        ("Limit", False, True, None),
        (None, False, True, None),
    ],
)
def test_orders(order_type: str | None, handled: bool, closes: bool, cause: Cause | None) -> None:
    assert causes.of_order(order_type, handled=handled, closes=closes) == cause


@pytest.mark.parametrize(
    ("trade_type", "tool", "event", "option", "corporate", "cause"),
    [
        ("Assignment", None, "Bought", "Put", None, Cause.ASSIGNMENT),
        ("AutoAssignment", None, None, None, None, Cause.ASSIGNMENT),
        ("AutoExcercise", None, None, None, None, Cause.EXERCISE),
        ("AutoExercise", None, None, None, None, Cause.EXERCISE),
        ("Expiry", None, None, None, None, Cause.EXPIRY),
        ("MarketStopOut", None, None, None, None, Cause.LIQUIDATION),
        ("MarketRollover", None, None, None, None, Cause.BROKER_CLOSE),
        ("MarketDefault", None, None, None, None, Cause.BROKER_CLOSE),
        ("Market", "2001", "Sold", "Unknown", None, None),
        ("Market", None, "Bought", "Call", None, None),
        ("TriggerLimit", None, "Sold", None, "0", None),
        ("NotAvailable", "49", "Bought", None, None, Cause.ASSIGNMENT),
        ("NotAvailable", None, "TransferIn", None, None, Cause.TRANSFER),
        ("NotAvailable", None, "TransferOut", None, None, Cause.TRANSFER),
        ("NotAvailable", None, "Bought", None, "123", Cause.TRANSFER),
        ("NotAvailable", None, "Bought", "Put", None, Cause.EXERCISE),
        ("NotAvailable", "2001", "Bought", "Unknown", "0", None),
        (None, None, None, None, None, None),
        ("Teleported", None, "Bought", None, None, Cause.OTHER),
        ("Teleported", "50", "Bought", None, None, Cause.EXPIRY),
    ],
)
def test_trades_of_the_reports(
    trade_type: str | None,
    tool: str | None,
    event: str | None,
    option: str | None,
    corporate: str | None,
    cause: Cause | None,
) -> None:
    assert causes.of_trade(trade_type, tool, event, option, corporate) == cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Assigned", Cause.ASSIGNMENT),
        ("Option Assignment", Cause.ASSIGNMENT),
        ("Exercised", Cause.EXERCISE),
        ("Auto Excercise", Cause.EXERCISE),
        ("Expired", Cause.EXPIRY),
        ("AutoAbandonment", Cause.EXPIRY),
        ("Cash Settlement", Cause.CASH_SETTLEMENT),
        ("Trade Correction", Cause.CORRECTION),
        ("Settlement", None),
        ("Buy", None),
        ("", None),
        (None, None),
    ],
)
def test_free_words(text: str | None, cause: Cause | None) -> None:
    assert causes.of_words(text) == cause
