"""Saxo's lists, reference data and reports over HTTP, and the refusal of everything else."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from assignwatch.simulator.clock import Clock
from assignwatch.simulator.saxo.host import SaxoHost
from tests.simulator.reader import exact
from tests.simulator.saxo.bank import served
from tests.simulator.saxo.staged import START, line

pytestmark = pytest.mark.asyncio

Answer = tuple[int, Any]


@dataclass(slots=True)
class Reader:
    """Somebody who is signed in at a bank whose time stands still."""

    http: aiohttp.ClientSession
    root: str
    host: SaxoHost
    clock: Clock
    token: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        return self.host.venue.world.client.key

    def uic(self, nick: str) -> int:
        return self.host.venue.world.listing[nick].uic

    async def ask(self, path: str, method: str = "GET", **query: Any) -> Answer:
        """Status and JSON of a call below the REST root, or of a whole address."""
        url = URL(path if path.startswith("http") else f"{self.root}/openapi{path}", encoded=True)
        asked = {name.replace("S_", "$"): str(value) for name, value in query.items()}
        headers = {"Authorization": f"Bearer {self.token}"}
        url = url.update_query(asked) if asked else url
        async with self.http.request(method, url, headers=headers) as got:
            text = await got.text()
            return got.status, exact(text) if text else None

    async def get(self, path: str, **query: Any) -> Any:
        """What a call that must succeed gives."""
        status, body = await self.ask(path, **query)
        assert status == 200, body
        return body

    async def rows(self, path: str, **query: Any) -> list[Mapping[str, Any]]:
        """The first page of a list."""
        found: list[Mapping[str, Any]] = (await self.get(path, **query))["Data"]
        return found

    def sign_in(self) -> None:
        self.token = self.host.venue.sessions.sign_in().access

    def play(self, scenario: str, seconds: float) -> None:
        self.host.play(scenario, self.clock.now)
        self.clock.jump(timedelta(seconds=seconds))
        self.host.run_until(self.clock.now)


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[Reader]:
    clock = Clock(START, Decimal(0))
    host = SaxoHost(clock, "tests")
    async with served(host.app) as root, aiohttp.ClientSession() as http:
        signed_in = Reader(http, root, host, clock)
        signed_in.sign_in()
        yield signed_in


async def test_who_is_signed_in_and_what_accounts_there_are(reader: Reader) -> None:
    client = await reader.get("/port/v1/clients/me")
    assert (client["ClientKey"], client["PositionNettingProfile"]) == (reader.key, "FifoRealTime")
    assert (await reader.get("/port/v1/users/me"))["ClientKey"] == reader.key
    mine = await reader.rows("/port/v1/accounts/me")
    assert [line(a, "AccountId", "Currency", "DisplayName") for a in mine] == [
        ("17700931INET", "USD", "main"),
        ("17700932INET", "EUR", "second"),
    ]
    assert mine == await reader.rows("/port/v1/accounts", ClientKey=reader.key)
    assert client["DefaultAccountKey"] == mine[0]["AccountKey"]


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/port/v1/positions", 12),
        ("/port/v1/netpositions", 12),
        ("/port/v1/orders", 0),
        ("/port/v1/closedpositions", 0),
    ],
)
async def test_lists_of_the_client_and_of_me_are_the_same(
    reader: Reader, path: str, count: int
) -> None:
    mine = await reader.get(f"{path}/me")
    assert mine["__count"] == len(mine["Data"]) == count
    assert mine == await reader.get(path, ClientKey=reader.key)
    assert mine == await reader.get(f"{path}/", ClientKey=reader.key)
    status, body = await reader.ask(path)
    assert (status, body["ErrorCode"], list(body["ModelState"])) == (
        400,
        "InvalidModelState",
        ["ClientKey"],
    )


async def test_a_short_option_in_full(reader: Reader) -> None:
    groups = "PositionBase,PositionView,DisplayAndFormat,ExchangeInfo"
    rows = await reader.rows("/port/v1/positions/me", FieldGroups=groups)
    (row,) = (r for r in rows if r["PositionBase"]["Uic"] == reader.uic("XYZ P100"))
    base = row["PositionBase"]
    assert row["NetPositionId"] == f"{base['Uic']}__CO__S"
    assert base["OptionsData"] == {
        "CanBeExercised": True,
        "ExerciseStyle": "American",
        "ExpiryCut": "None",
        "ExpiryDate": "2026-12-18T00:00:00.000000Z",
        "PutCall": "Put",
        "SettlementStyle": "PhysicalDelivery",
        "Strike": 100,
    }
    assert (base["Amount"], base["AssetType"], base["ToOpenClose"]) == (-1, "StockOption", "ToOpen")
    assert row["DisplayAndFormat"]["Symbol"] == "XYZ/18Z26P100:xcbf"
    assert row["PositionView"]["CurrentPriceDelayMinutes"] == 15
    assert row["Exchange"]["IsOpen"] is False
    same = await reader.get(f"/port/v1/positions/{row['PositionId']}", ClientKey=reader.key)
    assert same == {k: v for k, v in row.items() if k not in ("DisplayAndFormat", "Exchange")}


async def test_a_future_tells_its_day_of_notice(reader: Reader) -> None:
    rows = await reader.rows("/port/v1/positions/me", FieldGroups="PositionBase")
    (base,) = (r["PositionBase"] for r in rows if r["PositionBase"]["Uic"] == reader.uic("GLD"))
    assert (base["NoticeDate"], "OptionsData" in base) == ("2027-03-01", False)
    assert all(set(row) == {"NetPositionId", "PositionId", "PositionBase"} for row in rows)


async def test_pages_lead_from_one_to_the_next(reader: Reader) -> None:
    whole = await reader.rows("/port/v1/positions/me")
    seen, address, pages = [], f"{reader.root}/openapi/port/v1/positions/me?$top=5", 0
    while address:
        page = await reader.get(address)
        assert page["__count"] == 12
        seen += page["Data"]
        address, pages = page.get("__next", ""), pages + 1
    assert (seen, pages) == (whole, 3)


async def test_events_are_paged_by_a_token(reader: Reader) -> None:
    asked = {"Activities": "Positions,Orders", "FromDateTime": "2026-11-01T00:00:00Z"}
    page = await reader.get("/ens/v1/activities", S_top=20, **asked)
    assert "%24skiptoken=20" in page["__next"] or "$skiptoken=20" in page["__next"]
    second = await reader.get(page["__next"])
    ids = [int(row["SequenceId"]) for row in (*page["Data"], *second["Data"])]
    assert ids == sorted(set(ids))
    behind = await reader.rows("/ens/v1/activities", Activities="Positions", SequenceId=ids[-1])
    assert all(int(row["SequenceId"]) > ids[-1] for row in behind)


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/port/v1/positions/me", {"S_top": "x"}, 400, "InvalidModelState"),
        ("/port/v1/positions/me", {"AccountKey": "x"}, 400, "InvalidAccountKey"),
        ("/port/v1/positions", {"ClientKey": "x"}, 400, "InvalidClientKey"),
        ("/port/v1/positions/17", {"ClientKey": "KEY"}, 404, "NotFound"),
        ("/ens/v1/activities", {}, 400, "InvalidModelState"),
        ("/ens/v1/activities", {"Activities": "Orders", "SequenceId": 1}, 400, "SequenceIdUnavail"),
        ("/ref/v1/instruments/details/1/Stock", {}, 404, "IllegalInstrumentId"),
        ("/ref/v1/instruments/details", {}, 400, "InvalidModelState"),
        ("/ref/v1/instruments/contractoptionspaces/9", {}, 404, "IllegalInstrumentId"),
        ("/trade/v1/infoprices", {"AssetType": "Stock"}, 400, "InvalidModelState"),
        ("/trade/v1/infoprices/list", {"AssetType": "Stock"}, 400, "InvalidModelState"),
        ("/cs/v1/reports/trades/x", {}, 400, "InvalidClientKey"),
        ("/cs/v1/reports/trades/KEY", {"TradeId": 1}, 400, "InvalidModelState"),
        ("/hist/v3/positions/KEY", {}, 400, "InvalidModelState"),
        ("/hist/v3/positions/KEY", {"StandardPeriod": "Day"}, 400, "InvalidModelState"),
        ("/cs/v1/audit/orderactivities", {"Status": "All"}, 400, "InvalidModelState"),
    ],
)
async def test_says_what_is_wrong(
    reader: Reader, path: str, query: dict[str, Any], status: int, code: str
) -> None:
    key = quote(reader.key, safe="")
    query = {name: reader.key if value == "KEY" else value for name, value in query.items()}
    got, body = await reader.ask(path.replace("KEY", key), **query)
    assert got == status
    assert body["ErrorCode"].startswith(code)
    assert body["Message"]
    assert ("ModelState" in body) is (code == "InvalidModelState")


async def test_details_of_instruments(reader: Reader) -> None:
    uic = reader.uic("XYZ P100")
    option = await reader.get(f"/ref/v1/instruments/details/{uic}/StockOption")
    told = ("ContractSize", "ExpiryDate", "PutCall", "StrikePrice", "SettlementStyle")
    assert line(option, *told) == ("100", "2026-12-18", "Put", "100", "PhysicalDelivery")
    assert option["RelatedInstruments"] == [{"AssetType": "Stock", "Uic": reader.uic("XYZ")}]
    uics = f"{reader.uic('XYZ')},{reader.uic('GLD')}"
    stock, future = await reader.rows("/ref/v1/instruments/details", Uics=uics)
    assert stock["RelatedOptionRootsEnhanced"] == [
        {"AssetType": "StockOption", "OptionRootId": 310}
    ]
    assert line(future, "Symbol", "NoticeDate", "ContractSize") == ("GLDH7", "2027-03-01", "100")


async def test_a_chain_ties_each_option_to_its_underlying(reader: Reader) -> None:
    chain = await reader.get(
        "/ref/v1/instruments/contractoptionspaces/310", OptionSpaceSegment="AllDates"
    )
    assert (chain["ContractSize"], chain["ExerciseStyle"]) == (100, "American")
    (expiry,) = chain["OptionSpace"]
    assert {option["UnderlyingUic"] for option in expiry["SpecificOptions"]} == {reader.uic("XYZ")}
    dates = await reader.get(
        "/ref/v1/instruments/contractoptionspaces/313", OptionSpaceSegment="None"
    )
    assert (dates["SettlementStyle"], dates["UnderlyingAssetType"]) == (
        "CashDelivery",
        "StockIndex",
    )
    assert "SpecificOptions" not in dates["OptionSpace"][0]


async def test_the_search_finds_families_of_options_and_no_single_ones(reader: Reader) -> None:
    found = await reader.rows("/ref/v1/instruments", Keywords="quarry")
    assert [line(row, "SummaryType", "Identifier", "AssetType") for row in found] == [
        ("Instrument", str(reader.uic("QRS")), "Stock"),
        ("ContractOptionRoot", "311", "StockOption"),
    ]


async def test_nothing_is_known_of_an_option_that_is_settled(reader: Reader) -> None:
    reader.play("auto-assignment", 5)
    uic = reader.uic("XYZ P100 today")
    path = f"/ref/v1/instruments/details/{uic}/StockOption"
    assert (await reader.get(path))["ExpiryDate"] == "2026-11-23"
    reader.clock.jump(timedelta(seconds=20))
    reader.host.run_until(reader.clock.now)
    assert (await reader.ask(path))[0] == 404
    assert (await reader.ask("/trade/v1/infoprices", Uic=uic, AssetType="StockOption"))[0] == 404


async def test_prices_are_old_and_name_the_official_close(reader: Reader) -> None:
    uic = reader.uic("XYZ")
    price = await reader.get(
        "/trade/v1/infoprices", Uic=uic, AssetType="Stock", FieldGroups="Quote,PriceInfoDetails"
    )
    assert price["Quote"]["DelayedByMinutes"] == 15
    assert price["LastUpdated"] == "2026-11-23T12:10:30.000000Z"
    assert price["Quote"]["Bid"] < price["Quote"]["Ask"]
    assert 95 < price["PriceInfoDetails"]["LastClose"] < 98
    several = await reader.rows(
        "/trade/v1/infoprices/list", Uics=f"{uic},{reader.uic('QRS')}", AssetType="Stock"
    )
    assert several[0]["Quote"] == price["Quote"]
    assert [row["Uic"] for row in several] == [uic, reader.uic("QRS")]


async def test_reports_follow_the_day(reader: Reader) -> None:
    key = quote(reader.key, safe="")
    trades = f"/cs/v1/reports/trades/{key}"
    assert len(await reader.rows(trades)) == 13
    reader.play("assignment", 20)
    assert await reader.rows(trades, FromDate="2026-11-23", ToDate="2026-11-23") == []
    today = await reader.rows("/hist/v1/transactions", FromDate="2026-11-23")
    assert {row["BkRecordId"] for row in today} == {999999999999999999}
    reader.clock.jump(timedelta(hours=18))
    reader.host.run_until(reader.clock.now)
    reader.sign_in()
    rows = await reader.rows(trades, FromDate="2026-11-23", ToDate="2026-11-23")
    assert [row["TradeType"] for row in rows] == ["Market", "Assignment", "Assignment"]
    account = reader.host.venue.world.books["main"].account
    one = await reader.rows(trades, AccountKey=account.key, TradeId=rows[1]["TradeId"])
    assert one == [rows[1]]
    (closed,) = await reader.rows(f"/cs/v1/reports/closedPositions/{key}/2026-11-23/2026-11-23")
    assert closed["ClosePositionId"] == rows[1]["TradeId"]
    past = await reader.rows(f"/hist/v3/positions/{key}", StandardPeriod="Month")
    assert [row["CorrelationType"] for row in past] == ["ClosingTrade", "Assignment"]
    booked = await reader.rows(f"/cs/v1/reports/bookings/{key}", FromDate="2026-11-23")
    assert {row["BkAmountType"] for row in booked} == {"Commission", "Share Amount"}


async def test_the_audit_knows_every_order_at_once(reader: Reader) -> None:
    reader.play("before-notice", 20)
    asked = {"Status": "All", "FieldGroups": "DisplayAndFormat", "FromDateTime": "2026-11-23"}
    rows = await reader.rows("/cs/v1/audit/orderactivities", **asked)
    assert [line(row, "Status", "OrderType", "HandledBy") for row in rows] == [
        ("Placed", "Market", "17700930"),
        ("FinalFill", "Market", "17700930"),
        ("Placed", "MarketExpiry", "System"),
        ("FinalFill", "MarketExpiry", "System"),
    ]
    last = await reader.rows("/cs/v1/audit/orderactivities", EntryType="Last", **asked)
    assert [row["Status"] for row in last] == ["FinalFill", "FinalFill"]


async def test_a_balance_is_an_object_and_messages_are_a_list(reader: Reader) -> None:
    balance = await reader.get("/port/v1/balances/me")
    assert (balance["Currency"], balance["OpenPositionsCount"]) == ("USD", 12)
    assert len(await reader.rows("/trade/v1/messages")) == 13


async def test_a_position_list_can_lack_its_rows(reader: Reader) -> None:
    reader.host.faults.empty.arm("", 1)
    assert "Data" in await reader.get("/port/v1/orders/me")
    assert await reader.get("/port/v1/positions/me") == {"__count": 12}
    assert "Data" in await reader.get("/port/v1/positions/me")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/trade/v2/orders"),
        ("DELETE", "/trade/v2/orders/5015520715"),
        ("PUT", "/trade/v1/positions/5017376179/exercise"),
        ("PUT", "/trade/v1/messages/seen/34700000"),
        ("PUT", "/root/v1/sessions/capabilities"),
        ("POST", "/port/v1/positions"),
        ("GET", "/trade/v1/prices/subscriptions"),
    ],
)
async def test_what_no_reader_asks_is_refused_and_written_down(
    reader: Reader, method: str, path: str
) -> None:
    status, body = await reader.ask(path, method)
    assert (status, body["ErrorCode"]) == (403, "Forbidden")
    assert reader.host.tally.refused == [f"{method} /openapi{path}"]


async def test_strangers_see_nothing(reader: Reader) -> None:
    reader.token = "x"
    assert (await reader.ask("/port/v1/positions/me"))[0] == 401
    assert reader.host.tally.failed_logins == 1
