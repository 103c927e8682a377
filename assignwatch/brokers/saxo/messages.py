"""What Saxo writes to the trader: margin calls and notices, in the trader's own language.

Pure. The texts are shown and nothing is concluded from them; what is urgent, and what merely says
again that an order was executed, the kind of a message tells. Source: Saxo OpenAPI reference,
trade/v1/messages.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from assignwatch.brokers.records import unreadable
from assignwatch.brokers.saxo import figures
from assignwatch.brokers.saxo.wire import Row
from assignwatch.brokers.saxo.wire_reference import TradeMessage
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import Message

_ABOUT_TRADES = frozenset({"tradeconfirmation", "orderupdate", "pricealert"})
"""Kinds that say what the trader did or asked for; trades are told by the event service."""

_URGENT = ("margin", "depreciation", "stopout", "liquidation")
"""Parts of the kinds that speak of money that is wanted, or of positions that are closed."""


def from_rows(
    rows: Iterable[Row], account: AccountKey, since: datetime
) -> tuple[list[Message], list[Problem]]:
    """The messages from `since` on, and a problem for each row that is none.

    One without a date is taken for new: to tell it once too often does less harm than never.
    """
    messages: list[Message] = []
    odd: list[Problem] = []
    for row in rows:
        try:
            told = msgspec.convert(row, TradeMessage)
        except msgspec.MsgspecError as error:
            odd.append(unreadable("messages", error).problem)
            continue
        at = figures.utc(told.date_time) if told.date_time else since
        kind = "".join(told.message_type.split()).lower()
        if at < since or kind in _ABOUT_TRADES:
            continue
        urgent = any(part in kind for part in _URGENT)
        title, text = _text(told.message_header), _text(told.message_body)
        messages.append(
            Message(at, account, told.message_id, title or told.message_type, text, urgent)
        )
    return messages, odd


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
