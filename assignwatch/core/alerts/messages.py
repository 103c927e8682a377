"""What a broker writes to the trader in words of its own: passed on once, and concluded nothing of.

`decide` hands each message in. The words are in whatever language the trader chose at the broker,
so only the broker's adapter says, by the kind of the message, whether it is `urgent`. The text is
kept with the alert, for a broker may forget it.
"""

from collections.abc import Iterator
from datetime import datetime

from assignwatch.core.events import Alerted
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.observations import Message
from assignwatch.core.state import State
from assignwatch.core.words import About, Severity

WRITTEN = "broker_message"
"""Values: title, text, at."""


def message_alert(account: AccountKey, message: str) -> str:
    """The id of the alert about this message of the broker's."""
    return f"message:{account}:{message}"


def passed_on(message: Message, state: State, now: datetime) -> Iterator[Alerted]:
    """The alert about a message that was not known; an urgent one asks, another is only listed."""
    name = message_alert(message.account, message.id)
    if name in state.alerts:
        return
    severity = Severity.HIGH if message.urgent else Severity.INFO
    values = {"title": message.title, "text": message.text, "at": message.at.isoformat()}
    about = Problem(WRITTEN, values)
    yield Alerted(now, name, About.MESSAGE, 1, severity, message.account, about)
