"""Messages that Saxo writes to the trader: margin calls, confirmations, notices of expiry.

Pure. The texts are in the trader's language, so nothing is concluded from them; the session may
show them beside what the records say. Source: Saxo OpenAPI reference, trade/v1/messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from assignwatch.brokers.saxo import figures
from assignwatch.brokers.saxo.errors import unreadable
from assignwatch.brokers.saxo.wire import Row
from assignwatch.brokers.saxo.wire_reference import TradeMessage
from assignwatch.core.model import Problem


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `kind` is Saxo's word, `at` None where it is undated."""

    id: str
    kind: str
    title: str
    text: str
    at: datetime | None = None
    order: str | None = None
    position: str | None = None


def from_rows(rows: Iterable[Row]) -> tuple[list[Message], list[Problem]]:
    """The messages in the rows, and a problem for each row that is none."""
    messages: list[Message] = []
    odd: list[Problem] = []
    for row in rows:
        try:
            told = msgspec.convert(row, TradeMessage)
        except msgspec.MsgspecError as error:
            odd.append(unreadable("messages", error).problem)
            continue
        messages.append(
            Message(
                told.message_id,
                told.message_type,
                _text(told.message_header),
                _text(told.message_body),
                figures.utc(told.date_time) if told.date_time else None,
                told.order_id or None,
                told.position_id or None,
            )
        )
    return messages, odd


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
