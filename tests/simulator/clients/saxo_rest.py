"""saxo_openapi reads a client of Saxo's over REST. Started by `test_foreign_saxo`.

Standard input: the address of the interface, an access token, since when activities are wanted and
the `symbol` and `asset_type` of an instrument to search for. Standard output: what the client read,
by name. The package publishes an example for each call that it knows: `unlike` lists the fields
that are of another kind than there, `absent` by name those that no row has. Transactions and
reports, of which the package knows nothing, are asked for through its base classes.
"""

# mypy: ignore-errors
# Reason: it runs in `.venv-clients`, whose packages are not installed where mypy runs.

import importlib
import json
import sys

import saxo_openapi.endpoints.accounthistory as ah
import saxo_openapi.endpoints.eventnotificationservices as ens
import saxo_openapi.endpoints.portfolio as pf
import saxo_openapi.endpoints.referencedata as rd
import saxo_openapi.endpoints.trading as tr
from saxo_openapi import API
from saxo_openapi.contrib.session import account_info
from saxo_openapi.contrib.util import InstrumentToUic
from saxo_openapi.endpoints.accounthistory.base import AccountHistory
from saxo_openapi.endpoints.decorators import endpoint
from saxo_openapi.saxo_openapi import TRADING_ENVIRONMENTS


class Asked(AccountHistory):
    """A question about the past with its query."""

    def __init__(self, params, **parts):
        super().__init__(**parts)
        self.params = params


@endpoint("openapi/hist/v1/transactions")
class Transactions(Asked):
    """Trades with their money."""


@endpoint("openapi/cs/v1/reports/trades/{ClientKey}")
class TradesReport(Asked):
    """The official report on trades."""


@endpoint("openapi/cs/v1/reports/bookings/{ClientKey}")
class BookingsReport(Asked):
    """The official report on bookings."""


def kind(value):
    """What JSON calls it."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else type(value).__name__


def leaves(value, path=""):
    """Where there is anything in an answer."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path


def unlike(ours, published, path):
    """Fields that both have and that are of different kinds."""
    if ours is None or published is None:
        return
    if kind(ours) != kind(published):
        yield f"{path}: {kind(ours)}, published as {kind(published)}"
    elif isinstance(ours, dict):
        for name in ours.keys() & published.keys():
            yield from unlike(ours[name], published[name], f"{path}.{name}")
    elif isinstance(ours, list):
        for row in ours:
            for example in published:
                yield from unlike(row, example, f"{path}[]")


class Reading:
    """Everything that was read, and compared with what the package says of it."""

    def __init__(self, client):
        self.client = client
        self.read = {}
        self.unlike = set()
        self.absent = {}

    def ask(self, name, question):
        answer = self.client.request(question)
        self.read[name] = answer
        example = self.published(question)
        self.unlike.update(unlike(answer, example, name))
        self.absent[name] = sorted({*leaves(example)} - {*leaves(answer), ""})
        return answer

    @staticmethod
    def published(question):
        """The example of an answer to this question; None where there is none."""
        folder, _, module = type(question).__module__.rpartition(".")
        if not folder.startswith("saxo_openapi"):
            return None
        known = importlib.import_module(f"{folder}.responses.{module}").responses
        return known[f"_v3_{type(question).__name__}"].get("response")


def main():
    told = json.load(sys.stdin)
    TRADING_ENVIRONMENTS["live"]["api"] = told["rest"].removesuffix("/openapi")
    client = API(told["token"], environment="live")
    reading = Reading(client)
    ask, every = reading.ask, {"$top": 1000}

    key = ask("client", pf.clients.ClientDetailsMe())["ClientKey"]
    mine = every | {"ClientKey": key}
    ask("user", pf.users.UsersMe())
    accounts = ask("accounts", pf.accounts.AccountsMe())["Data"]
    ask("accounts_of_client", pf.accounts.AccountListByClient(params=mine))
    ask("balance", pf.balances.AccountBalancesMe())
    reading.read["balances"] = {
        account["AccountId"]: ask(
            "balance_of_account",
            pf.balances.AccountBalances(
                params={"ClientKey": key, "AccountKey": account["AccountKey"]}
            ),
        )
        for account in accounts
    }

    positions = ask("positions", pf.positions.PositionsMe(params=every))["Data"]
    ask("positions_of_client", pf.positions.PositionsQuery(params=mine))
    first = positions[0]
    ask("position", pf.positions.SinglePosition(PositionId=first["PositionId"], params=mine))
    ask("net_positions", pf.netpositions.NetPositionsMe(params=every))
    ask("net_positions_of_client", pf.netpositions.NetPositionsQuery(params=mine))
    ask(
        "net_position",
        pf.netpositions.SingleNetPosition(NetPositionId=first["NetPositionId"], params=mine),
    )
    ask("closed_positions", pf.closedpositions.ClosedPositionsMe(params=every))
    ask("closed_positions_of_client", pf.closedpositions.ClosedPositionList(params=mine))

    orders = ask("orders", pf.orders.GetOpenOrdersMe(params=every))["Data"]
    ask("orders_of_client", pf.orders.GetAllOpenOrders(params=mine))
    for number in [order["OrderId"] for order in orders] + ["1"]:
        ask(f"order {number}", pf.orders.GetOpenOrder(ClientKey=key, OrderId=number, params={}))

    ask("activities", ens.clientactivities.GetActivities(
        params={**every, "Activities": "Positions,Orders", "FromDateTime": told["since"]}
    ))  # fmt: skip
    ask("messages", tr.messages.GetTradeMessages())
    ask("past_positions", ah.historicalpositions.HistoricalPositions(
        ClientKey=key, params={**every, "StandardPeriod": "AllTime"}
    ))  # fmt: skip
    ask("transactions", Transactions({**mine, "FromDate": told["since"][:10]}))
    ask("trades", TradesReport(every, ClientKey=key))
    ask("bookings", BookingsReport(every, ClientKey=key))

    held = {(p["PositionBase"]["Uic"], p["PositionBase"]["AssetType"]) for p in positions}
    reading.read["instruments"] = [
        ask("instrument", rd.instruments.InstrumentDetails(Uic=uic, AssetType=asset_type))
        for uic, asset_type in sorted(held)
    ]
    uic, asset_type = min(held)
    ask("instruments_asked_for", rd.instruments.InstrumentsDetails(
        params={"Uics": str(uic), "AssetTypes": asset_type}
    ))  # fmt: skip
    roots = {i["OptionRootId"] for i in reading.read["instruments"] if "OptionRootId" in i}
    for root in roots:
        ask(f"option space {root}", rd.instruments.ContractoptionSpaces(
            OptionRootId=root, params={"OptionSpaceSegment": "AllDates"}
        ))  # fmt: skip
    ask("price", tr.infoprices.InfoPrice(params={"Uic": uic, "AssetType": asset_type}))
    ask("prices", tr.infoprices.InfoPrices(params={"Uics": str(uic), "AssetType": asset_type}))

    reading.read["who"] = account_info(client)._asdict()
    reading.read["found"] = InstrumentToUic(
        client, accounts[0]["AccountKey"], {"Instrument": told["symbol"]}, told["asset_type"]
    )
    verdict = {"unlike": sorted(reading.unlike), "absent": reading.absent}
    print(json.dumps(reading.read | verdict))


main()
