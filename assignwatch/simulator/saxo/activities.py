"""The event service: what happened to orders and positions, in order, for fourteen days.

`world` notes every piece of news here, `stream` and REST read it. An activity has a number that
rises with gaps, because the bank has other clients; numbers are sent as text. Sources: Saxo's pages
on the Event Notification Service and its samples.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from assignwatch.simulator.saxo.instruments import Instrument
from assignwatch.simulator.saxo.records import Account, Client, News, OrderNews, PositionNews
from assignwatch.simulator.saxo.selection import InvalidModel, Selection
from assignwatch.simulator.saxo.showing import BadArguments, Row
from assignwatch.simulator.saxo.wording import (
    Json,
    buy_sell,
    day,
    display,
    option_data,
    told,
    utc,
)
from assignwatch.simulator.seeded import Seeded

KEPT = timedelta(days=14)
FIRST_SEQUENCE = 1_184_962_073
KINDS = frozenset(
    {
        "AccountDepreciation",
        "AccountFundings",
        "CorporateActions",
        "MarginCalls",
        "Orders",
        "PositionDepreciation",
        "Positions",
    }
)
"""What can be asked for; only orders and positions happen here."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One event as it was told, and what of it is told only on demand."""

    sequence: int
    at: datetime
    account: Account
    instrument: Instrument
    row: Row


class Activities:
    """Everything that the event service still knows."""

    def __init__(self, client: Client, seeded: Seeded) -> None:
        self.newest = FIRST_SEQUENCE
        self._client = client
        self._seeded = seeded
        self._kept: list[Activity] = []
        self._lost = FIRST_SEQUENCE

    def note(self, account: Account, news: News, at: datetime) -> None:
        """Something happened."""
        gap = self._seeded.noise("sequence", self.newest)
        self.newest += 1 + int(abs(gap) * 60)
        known: Json = {
            "AccountId": account.id,
            "AccountKey": account.key,
            "ActivityTime": utc(at),
            "ClientId": self._client.id,
            "ClientKey": self._client.key,
            "SequenceId": str(self.newest),
        }
        if isinstance(news, OrderNews):
            instrument, row = news.order.instrument, _order(news, self._client)
        else:
            instrument, row = news.position.instrument, _position(news, self._client)
        self._kept.append(Activity(self.newest, at, account, instrument, known | row))

    def lose(self) -> None:
        """Nothing before this moment is known any more."""
        self._kept.clear()
        self._lost = self.newest

    def forget(self, now: datetime) -> None:
        """What is older than is kept goes."""
        old = list(takewhile(lambda activity: activity.at < now - KEPT, self._kept))
        if old:
            self._lost = max(self._lost, old[-1].sequence)
            del self._kept[: len(old)]

    def rows(
        self, asked: Selection, known: list[Account], after: int | None, now: datetime
    ) -> list[Row]:
        """What happened after a number, or within times; without either, what did today."""
        asked.check_client(self._client, required=False)
        kinds = asked.words("Activities")
        if not kinds:
            raise InvalidModel("Activities", "The Activities field is required.")
        if not kinds <= KINDS:
            raise InvalidModel("Activities", "The value is not valid for Activities.")
        if after is not None and (after < self._lost or after > self.newest):
            raise BadArguments("SequenceIdUnavailable", "The sequence id is not available.")
        accounts = asked.accounts(known)
        since, until = asked.moment("FromDateTime"), asked.moment("ToDateTime")
        if after is None and since is None:
            since = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return [
            _shown(activity, asked)
            for activity in self._kept
            if activity.row["ActivityType"] in kinds
            and activity.account.key in accounts
            and (after is None or activity.sequence > after)
            and (after is not None or since is None or activity.at >= since)
            and (until is None or activity.at <= until)
            and _passes(activity.row, asked)
        ]


def _passes(row: Row, asked: Selection) -> bool:
    """The filters on one order, and on kinds of orders and of positions."""
    statuses, order = asked.words("OrderStatuses"), asked.text("SourceOrderId")
    if order and order not in (row.get("OrderId"), row.get("SourceOrderId")):
        return False
    if row["ActivityType"] == "Orders":
        return not statuses or row["Status"] in statuses
    trades_only = asked.text("PositionEventFilter") == "TradesOnly"
    return not trades_only or row["PositionEvent"] == "New"


def _shown(activity: Activity, asked: Selection) -> Row:
    blocks: Json = {}
    if "DisplayAndFormat" in asked.words("FieldGroups"):
        blocks["DisplayAndFormat"] = display(activity.instrument)
    if "ExchangeInfo" in asked.words("FieldGroups"):
        blocks["ExchangeInfo"] = {"ExchangeId": activity.instrument.exchange.id}
    return {**activity.row, **blocks}


def _position(news: PositionNews, client: Client) -> Json:
    position, instrument, cause = news.position, news.position.instrument, news.cause
    order = position.order if cause is position.cause else None
    fee = 3 if order else 0
    return told(
        {
            "ActivityType": "Positions",
            "Amount": abs(news.amount),
            "AssetType": instrument.asset_type,
            "BuySell": buy_sell(news.amount),
            "ClientName": client.name,
            "Commission": fee,
            "ConversionRate": 1,
            "CorrelationKey": position.story,
            "CorrelationTypes": [cause.correlation] if cause.correlation else None,
            "CurrencyCode": instrument.currency,
            "Direction": 0,
            "ExecutionTime": utc(position.at),
            "OpenPrice": position.price,
            "OptionData": option_data(instrument),
            "OriginatingPositionId": position.originating,
            "OriginatingToolId": int(cause.tool) if cause.tool else None,
            "PositionEvent": news.event,
            "PositionId": position.id,
            "PriceType": "Amount",
            "SourceOrderId": order.id if order else None,
            "Symbol": instrument.symbol,
            "TotalCost": fee,
            "TradedValue": abs(news.amount) * position.price * instrument.contract_size,
            "Uic": instrument.uic,
            "ValueDate": day(position.at),
        }
    )


def _order(news: OrderNews, client: Client) -> Json:
    order, instrument = news.order, news.order.instrument
    return told(
        {
            "ActivityType": "Orders",
            "Amount": abs(order.amount),
            "AssetType": instrument.asset_type,
            "AveragePrice": news.price,
            "BuySell": buy_sell(order.amount),
            "CorrelationKey": order.story,
            "Duration": {"DurationType": "DayOrder"},
            "ExecutionPrice": news.price,
            "ExpiryDate": day(instrument.expiry) if instrument.expiry else None,
            "FillAmount": news.fill,
            "FilledAmount": news.filled,
            "HandledBy": None if order.by_bank else client.user_id,
            "IsSecondCurrencyOrder": False,
            "OptionData": option_data(instrument) or None,
            "OrderId": order.id,
            "OrderRelation": "StandAlone",
            "OrderType": order.type,
            "PositionId": news.position,
            "Price": order.price,
            "Status": news.status,
            "SubStatus": "Confirmed",
            "Symbol": instrument.symbol,
            "Uic": instrument.uic,
            "ValueDate": day(news.at) if news.position else None,
        }
    )
