"""Trade messages: what the bank writes to its client about orders and margin, in plain words."""

from datetime import datetime

from assignwatch.simulator.exact_json import number
from assignwatch.simulator.saxo.records import Account, OrderNews
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Row
from assignwatch.simulator.saxo.wording import utc

FIRST = 34_700_000


class Messages:
    """All messages that were not yet marked as seen; nobody here can mark them."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def note(self, account: Account, news: OrderNews) -> bool:
        """Write about an execution; whether there was something to write about."""
        if news.fill is None or news.price is None:
            return False
        order, instrument = news.order, news.order.instrument
        done = "bought" if order.amount > 0 else "sold"
        body = f"{account.id} {done} {number(news.fill)} {instrument.description}"
        body += f" at {number(news.price)}."
        self.write("TradeConfirmation", "Order executed", body, news.at)
        return True

    def write(self, kind: str, header: str, body: str, at: datetime) -> None:
        """Write something else; `at` as the bank's clock shows it."""
        self._rows.append(
            {
                "DateTime": utc(at),
                "DisplayType": "Default",
                "IsDiscardable": True,
                "MessageBody": body,
                "MessageHeader": header,
                "MessageId": str(FIRST + len(self._rows)),
                "MessageType": kind,
            }
        )

    def rows(self, asked: Selection, now: datetime) -> list[Row]:
        """The messages, oldest first. They take no arguments."""
        del asked, now
        return list(self._rows)
