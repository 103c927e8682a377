"""What Binance warns the trader of over its streams: margin calls and changes of the risk level.

Pure. The words are Binance's own, and nothing is concluded from them. A margin call comes again
and again while the margin is short; within one hour it is one message. Sources: Binance docs,
USDⓈ-M and COIN-M Futures "Event: Margin Call", Options Trading "Event: Risk Level Change",
Portfolio Margin "Event: Risk level change".
"""

from datetime import datetime

from msgspec import Raw

from assignwatch.brokers.binance import figures
from assignwatch.brokers.binance.payloads import row
from assignwatch.brokers.binance.wire_stream import CalledPosition, MarginCall, RiskLevel
from assignwatch.brokers.records import Records
from assignwatch.core.model import AccountKey, Problem, Scope
from assignwatch.core.observations import Message

_CALM = "NORMAL"


def of_margin_call(
    frame: Raw, account: AccountKey, scope: Scope
) -> tuple[list[Message], list[Problem]]:
    """The positions that Binance wants margin for. Urgent."""
    records = Records("MARGIN_CALL")
    told: list[str] = []
    found: list[Message] = []
    with records.tolerating():
        call = row(frame, MarginCall)
        at = figures.time(call.at)
        for raw in call.positions or ():
            with records.tolerating():
                one = row(raw, CalledPosition)
                side = "" if one.position_side in (None, "BOTH") else one.position_side
                told.append(" ".join(filter(None, (one.symbol, side, _amount(one.amount)))))
        text = ", ".join(told)
        found.append(_message(account, scope, at, "MARGIN_CALL", text, urgent=True))
    return found, records.odd


def of_risk_level(
    frame: Raw, name: str, account: AccountKey, scope: Scope
) -> tuple[list[Message], list[Problem]]:
    """The level that the account is at now. Urgent unless all is well again."""
    records = Records(name)
    found: list[Message] = []
    with records.tolerating():
        told = row(frame, RiskLevel)
        urgent = told.level.upper() != _CALM
        at = figures.time(told.at)
        found.append(_message(account, scope, at, name, told.level, urgent=urgent))
    return found, records.odd


def _message(
    account: AccountKey, scope: Scope, at: datetime, name: str, text: str, *, urgent: bool
) -> Message:
    level = "" if name == "MARGIN_CALL" else f"/{text}"
    return Message(at, account, f"{scope}/{name}{level}/{at:%Y-%m-%dT%H}", name, text, urgent)


def _amount(value: object) -> str:
    return "" if value in (None, "") else f"{figures.number(value):f}"
