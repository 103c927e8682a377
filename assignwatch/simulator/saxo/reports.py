"""What REST tells of the past: reports, history, transactions and the audit of orders.

The official ones end with the last day that was processed; transactions and the audit are told at
once. A leg is looked up by its time, which is all that decides what a report knows.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from assignwatch.simulator.saxo import report_rows
from assignwatch.simulator.saxo.book import Book
from assignwatch.simulator.saxo.records import Position
from assignwatch.simulator.saxo.selection import InvalidModel, Selection
from assignwatch.simulator.saxo.showing import Arguments, Row
from assignwatch.simulator.saxo.world import World

PERIODS = {
    "AllTime": None,
    "Month": timedelta(days=31),
    "Quarter": timedelta(days=92),
    "Year": timedelta(days=366),
}


def trades(world: World, arguments: Arguments) -> list[Row]:
    """The trades report."""
    asked = Selection(arguments)
    number = asked.text("TradeId")
    if number and not asked.text("AccountKey"):
        raise InvalidModel("AccountKey", "The AccountKey field is required with TradeId.")
    within = _within(asked)
    return [
        report_rows.trade(book, leg)
        for book in _books(world, asked)
        for leg in book.trades
        if _known(world, leg) and within(leg.at) and number in ("", leg.id)
    ]


def closed_positions(world: World, arguments: Arguments) -> list[Row]:
    """The report on closed positions, between the days of the path."""
    asked = Selection(arguments)
    within = _within(asked)
    return [
        report_rows.closed(book, pair)
        for book in _books(world, asked)
        for pair in book.closed_ever
        if _known(world, pair.closing) and within(pair.closing.at)
    ]


def bookings(world: World, arguments: Arguments) -> list[Row]:
    """The report on bookings."""
    asked = Selection(arguments)
    within = _within(asked)
    return [
        report_rows.booking(book, money)
        for book in _books(world, asked)
        for money in book.bookings
        if money.at < world.reported_until and within(money.at)
    ]


def past_positions(world: World, arguments: Arguments) -> list[Row]:
    """Closed positions of the history; a period or a first day is needed."""
    asked = Selection(arguments)
    period = asked.text("StandardPeriod")
    if period and period not in PERIODS:
        raise InvalidModel("StandardPeriod", f"The value '{period}' is not valid.")
    if not period and asked.day("FromDate") is None:
        raise InvalidModel("FromDate", "A StandardPeriod or FromDate and ToDate are required.")
    length = PERIODS.get(period)
    since = (world.shown - length).date() if length else asked.day("FromDate")
    within = _between(since, asked.day("ToDate"))
    return [
        report_rows.past(book, pair)
        for book in _books(world, asked)
        for pair in book.closed_ever
        if _known(world, pair.closing) and within(pair.closing.at)
    ]


def transactions(world: World, arguments: Arguments) -> list[Row]:
    """Trades with their money; those of today have no record yet."""
    asked = Selection(arguments)
    within, uics, kinds = _within(asked), asked.words("Uics"), asked.words("AssetTypes")
    number = asked.text("TradeId")
    if asked.text("TransactionType") not in ("", "All", "Trade"):
        return []
    return [
        report_rows.transaction(book, leg, booked=_known(world, leg))
        for book in _books(world, asked)
        for leg in book.trades
        if within(leg.at)
        and (not uics or str(leg.instrument.uic) in uics)
        and (not kinds or leg.instrument.asset_type in kinds)
        and number in ("", leg.id)
    ]


def order_activities(world: World, arguments: Arguments) -> list[Row]:
    """The audit of orders. `Status` and `FieldGroups` are needed."""
    asked = Selection(arguments)
    statuses = asked.words("Status")
    for field in ("Status", "FieldGroups"):
        asked.needed(field)
    since, until = asked.moment("FromDateTime"), asked.moment("ToDateTime")
    story, number = asked.text("CorrelationKey"), asked.text("OrderId")
    last = asked.text("EntryType") == "Last"
    found = [
        (book, news, place)
        for book in _books(world, asked)
        for place, news in enumerate(book.orders_told, start=260_000)
        if ("All" in statuses or news.status in statuses)
        and (since is None or news.at >= since)
        and (until is None or news.at <= until)
        and story in ("", news.order.story)
        and number in ("", news.order.id)
    ]
    if last:
        found = list({news.order.id: (book, news, place) for book, news, place in found}.values())
    return [report_rows.order_activity(book, news, place) for book, news, place in found]


def _books(world: World, asked: Selection) -> Iterator[Book]:
    asked.check_client(world.client, required=False)
    keys = asked.accounts(world.accounts())
    return (book for book in world.books.values() if book.account.key in keys)


def _known(world: World, leg: Position) -> bool:
    return leg.at < world.reported_until


def _within(asked: Selection) -> Callable[[datetime], bool]:
    return _between(asked.day("FromDate"), asked.day("ToDate"))


def _between(first: date | None, last: date | None) -> Callable[[datetime], bool]:
    """Whether a moment lies in these days, both included."""

    def lies(at: datetime) -> bool:
        day = at.date()
        return (first is None or day >= first) and (last is None or day <= last)

    return lies
