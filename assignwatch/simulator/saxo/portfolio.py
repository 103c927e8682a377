"""What REST tells of the portfolio: the client, the accounts, and the lists that streams share.

Each function takes the world and what is asked, and gives rows or one object; `rest` puts them at
their addresses. Lists under `/me` need no `ClientKey`.
"""

from collections.abc import Callable

from assignwatch.simulator.saxo.answers import NotFound
from assignwatch.simulator.saxo.selection import Selection
from assignwatch.simulator.saxo.showing import Arguments, Row, Topic
from assignwatch.simulator.saxo.world import World

ASSET_TYPES = (
    "Stock",
    "Etf",
    "StockOption",
    "StockIndexOption",
    "ContractFutures",
    "FuturesOption",
    "CfdOnFutures",
    "FxSpot",
)


def client(world: World, arguments: Arguments) -> Row:
    """The client who is signed in."""
    del arguments
    owner, first = world.client, world.accounts()[0]
    method = "FIFO" if owner.netting.startswith("Fifo") else "Average"
    return {
        "AllowedTradingSessions": "Regular",
        "ClientId": owner.id,
        "ClientKey": owner.key,
        "CurrencyDecimals": 2,
        "DefaultAccountId": first.id,
        "DefaultAccountKey": first.key,
        "DefaultCurrency": owner.currency,
        "ForceOpenDefaultValue": False,
        "IsMarginTradingAllowed": True,
        "LegalAssetTypes": list(ASSET_TYPES),
        "Name": owner.name,
        "PositionNettingMethod": method,
        "PositionNettingMode": owner.netting.removeprefix("Fifo"),
        "PositionNettingProfile": owner.netting,
        "ReduceExposureOnly": False,
    }


def user(world: World, arguments: Arguments) -> Row:
    """The user who is signed in; one person here."""
    del arguments
    owner = world.client
    return {
        "ClientKey": owner.key,
        "Culture": "en-GB",
        "Language": "en",
        "LegalAssetTypes": list(ASSET_TYPES),
        "MarketDataViaOpenApiTermsAccepted": True,
        "Name": owner.name,
        "TimeZoneId": 27,
        "UserId": owner.user_id,
        "UserKey": owner.user_key,
    }


def accounts(world: World, arguments: Arguments) -> list[Row]:
    """Every account of the client."""
    Selection(arguments).check_client(world.client, required=False)
    owner = world.client
    return [
        {
            "AccountGroupKey": owner.key,
            "AccountId": account.id,
            "AccountKey": account.key,
            "AccountSubType": "None",
            "AccountType": "Normal",
            "Active": True,
            "ClientId": owner.id,
            "ClientKey": owner.key,
            "Currency": account.currency,
            "CurrencyDecimals": 2,
            "DirectMarketAccess": False,
            "DisplayName": account.name,
            "IsTrialAccount": False,
            "LegalAssetTypes": list(ASSET_TYPES),
        }
        for account in world.accounts()
    ]


def every(topic: Topic) -> Callable[[World, Arguments], object]:
    """The list of a topic; of balances the one object."""

    def answer(world: World, arguments: Arguments) -> object:
        rows = world.rows(topic, arguments)
        return rows[0] if topic is Topic.BALANCES else rows

    return answer


def mine(topic: Topic) -> Callable[[World, Arguments], object]:
    """The same for whoever asks."""

    def answer(world: World, arguments: Arguments) -> object:
        return every(topic)(world, {**arguments, "ClientKey": world.client.key})

    return answer


def single(topic: Topic) -> Callable[[World, Arguments], object]:
    """The one row that the path names."""

    def answer(world: World, arguments: Arguments) -> object:
        for row in world.rows(topic, arguments):
            if row[topic.key] == arguments[topic.key]:
                return row
        raise NotFound("NotFound", f"There is no such {topic.key}.")

    return answer


def open_order(world: World, arguments: Arguments) -> list[Row]:
    """The one order that the path names, in a list; in an empty one when it works no more."""
    rows = world.rows(Topic.ORDERS, arguments)
    return [row for row in rows if row["OrderId"] == arguments["OrderId"]]


def activities(world: World, arguments: Arguments) -> list[Row]:
    """Events behind a sequence id, or within times."""
    return list(world.activities(arguments, Selection(arguments).whole("SequenceId")))
