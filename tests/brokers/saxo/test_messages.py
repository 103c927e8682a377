"""What Saxo writes to the trader: shown as it is, and nothing concluded from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assignwatch.brokers.saxo import messages
from assignwatch.brokers.saxo.wire import Row
from assignwatch.core.observations import Message
from tests.brokers.saxo import published
from tests.brokers.saxo.published import ACCOUNT

AT = datetime(2026, 1, 17, 1, 12, 7, tzinfo=UTC)


def _row(**fields: object) -> Row:
    return published.row(
        {
            "DateTime": "2026-01-17T01:12:07Z",
            "MessageBody": " Uw optie is toegewezen. ",
            "MessageHeader": "Toewijzing",
            "MessageId": "42",
            "MessageType": "Notification",
            **fields,
        }
    )


def _told(*rows: Row, since: datetime = AT) -> list[Message]:
    found, odd = messages.from_rows(rows, ACCOUNT, since)
    assert odd == []
    return found


def test_a_message_is_passed_on_in_its_own_words() -> None:
    assert _told(_row()) == [Message(AT, ACCOUNT, "42", "Toewijzing", "Uw optie is toegewezen.")]


@pytest.mark.parametrize(
    ("kind", "urgent"),
    [
        ("MarginCall", True),
        ("Margin Call Warning", True),
        ("PositionDepreciation", True),
        ("Notification", False),
        ("SomethingNew", False),
    ],
)
def test_its_kind_says_whether_it_is_urgent(kind: str, urgent: bool) -> None:
    (message,) = _told(_row(MessageType=kind))
    assert message.urgent is urgent


@pytest.mark.parametrize("kind", ["TradeConfirmation", "Trade Confirmation", "OrderUpdate"])
def test_that_an_order_was_executed_is_told_by_others(kind: str) -> None:
    assert _told(_row(MessageType=kind)) == []


def test_what_was_written_before_is_not_told_again() -> None:
    assert _told(_row(), since=AT + timedelta(seconds=1)) == []


def test_one_without_a_date_or_words_is_told_all_the_same() -> None:
    bare = _row(DateTime=None, MessageHeader=None, MessageBody={"Html": "?"})
    assert _told(bare) == [Message(AT, ACCOUNT, "42", "Notification", "")]


def test_a_row_that_is_none_is_named_and_hides_no_other() -> None:
    found, odd = messages.from_rows([published.row({}), _row()], ACCOUNT, AT)
    assert len(found) == 1
    assert [problem.values["where"] for problem in odd] == ["messages"]
