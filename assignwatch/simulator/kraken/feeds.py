"""The feeds of Kraken's futures WebSocket: what each says first, and at each happening.

`socket` subscribes connections to them. Shapes follow Kraken docs, Futures WebSocket "Fills", "Open
positions", "Account log", "Open orders", "Balances", "Notifications", "Heartbeat". Times are
milliseconds except in the account log; what does not apply is 0.0 and "" where REST says null; a
snapshot names the `account`, live fills the `username`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.simulator.clock import iso, milliseconds
from assignwatch.simulator.kraken import render, wallets
from assignwatch.simulator.kraken.book import Book
from assignwatch.simulator.kraken.causes import MAKER
from assignwatch.simulator.kraken.records import Booked, Fill, Holding, LogRow, Order
from assignwatch.simulator.kraken.render import Json
from assignwatch.simulator.kraken.world import World

RECENT = 100
"""Fills and account-log rows in a snapshot."""

_ABSENT = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class View:
    """Whose account is shown, in which world, at which moment; `seq` numbers a feed's messages."""

    world: World
    book: Book
    now: datetime
    seq: int

    @property
    def shown(self) -> datetime:
        """The moment as the broker's clock tells it."""
        return self.now + self.world.clock.skew


@dataclass(frozen=True, slots=True)
class Feed:
    """A private feed: `first` is sent on subscription, `news` when booked, `tick` each second."""

    name: str
    first: Callable[[View], Json]
    news: Callable[[View, Booked], list[Json]]
    tick: Callable[[View], Json] | None = None


def heartbeat(at: datetime) -> Json:
    """The only public feed offered: a sign of life each second."""
    return {"feed": "heartbeat", "time": milliseconds(at)}


def _fill(record: Fill, seq: int) -> Json:
    cause = record.cause
    return {
        "instrument": record.contract.symbol,
        "time": milliseconds(record.at),
        "price": record.price,
        "seq": seq,
        "buy": record.size > 0,
        "qty": abs(record.size),
        "remaining_order_qty": record.left,
        "order_id": record.order_id,
        "fill_id": record.id,
        "fill_type": cause.fill_type,
        "fee_paid": record.fee,
        "fee_currency": record.contract.wallet.asset.upper(),
        "taker_order_type": "lmt" if cause is MAKER else cause.order_type,
        "order_type": cause.order_type,
    }


def _fills_first(view: View) -> Json:
    recent = view.book.fills[-RECENT:]
    rows = [_fill(fill, seq) for seq, fill in enumerate(recent, start=1)]
    return {"feed": "fills_snapshot", "account": view.book.uid, "fills": rows}


def _fills_news(view: View, booked: Booked) -> list[Json]:
    if booked.fill is None:
        return []
    fills = [_fill(booked.fill, view.seq)]
    return [{"feed": "fills", "username": view.book.uid, "fills": fills}]


def _position(view: View, symbol: str, holding: Holding) -> Json:
    world, contract = view.world, holding.contract
    mark = world.mark(symbol, view.now)
    margin = contract.notional(holding.size, mark) / 50
    profit = contract.profit(holding.size, holding.entry, mark)
    row: dict[str, object] = {
        "instrument": symbol,
        "balance": holding.size,
        "pnl": profit,
        "entry_price": holding.entry,
        "mark_price": mark,
        "index_price": world.prices.index(contract, view.now),
        "liquidation_threshold": _ABSENT,
        "effective_leverage": 1,
        "return_on_equity": (profit / margin * 100).quantize(Decimal("0.0001")),
        "initial_margin": margin,
        "initial_margin_with_orders": margin,
        "maintenance_margin": margin / 2,
    }
    if contract.maturity is None:
        row["unrealized_funding"] = view.book.accrued(symbol, mark, view.now)
    if not contract.inverse:
        row["pnl_currency"] = "USD"
    return row


def _positions(view: View) -> Json:
    """Always the whole list: a contract that is missing is closed."""
    return {
        "feed": "open_positions",
        "account": view.book.uid,
        "positions": [_position(view, s, holding) for s, holding in view.book.holdings.items()],
        "seq": view.seq,
        "timestamp": milliseconds(view.shown),
    }


def _positions_news(view: View, booked: Booked) -> list[Json]:
    return [_positions(view)] if booked.event else []


def _log_row(row: LogRow) -> Json:
    return {
        "id": row.id,
        "date": iso(row.at),
        "asset": row.asset,
        "info": row.info,
        "booking_uid": row.booking_uid,
        "margin_account": row.margin_account,
        "old_balance": row.old_balance,
        "new_balance": row.new_balance,
        "old_average_entry_price": row.old_entry or _ABSENT,
        "new_average_entry_price": row.new_entry or _ABSENT,
        "trade_price": row.trade_price or _ABSENT,
        "mark_price": row.mark_price or _ABSENT,
        "realized_pnl": row.realized_pnl or _ABSENT,
        "fee": row.fee or _ABSENT,
        "execution": row.execution or "",
        "collateral": row.collateral or "",
        "funding_rate": row.funding_rate or _ABSENT,
        "realized_funding": row.realized_funding or _ABSENT,
        "conversion_spread_percentage": _ABSENT,
        "liquidation_fee": row.liquidation_fee or _ABSENT,
    }


def _log_first(view: View) -> Json:
    newest_first = view.book.log[-RECENT:][::-1]
    return {"feed": "account_log_snapshot", "logs": [_log_row(row) for row in newest_first]}


def _log_news(view: View, booked: Booked) -> list[Json]:
    del view
    return [{"feed": "account_log", "new_entry": _log_row(row)} for row in booked.rows]


def _order(order: Order) -> Json:
    return {
        "instrument": order.contract.symbol,
        "time": milliseconds(order.placed),
        "last_update_time": milliseconds(order.placed),
        "qty": abs(order.left),
        "filled": abs(order.size - order.left),
        "limit_price": order.price,
        "stop_price": 0,
        "type": "limit",
        "order_id": order.id,
        "direction": 0 if order.size > 0 else 1,
        "reduce_only": False,
    }


def _orders_first(view: View) -> Json:
    orders = [_order(order) for order in view.book.orders.values()]
    return {"feed": "open_orders_snapshot", "account": view.book.uid, "orders": orders}


def _orders_news(view: View, booked: Booked) -> list[Json]:
    del view
    change = booked.order
    if change is None:
        return []
    if change.gone and change.order.left:
        told: Json = {"order_id": change.order.id}
    else:
        told = {"order": _order(change.order)}
    return [{"feed": "open_orders", **told, "is_cancel": change.gone, "reason": change.reason}]


def _balances(view: View) -> Json:
    return wallets.balances(view.world, view.book, view.now, view.seq)


def _balances_first(view: View) -> Json:
    return {"feed": "balances_snapshot", **_balances(view)}


def _balances_news(view: View, booked: Booked) -> list[Json]:
    return [{"feed": "balances", **_balances(view)}] if booked.rows else []


def _notes_first(view: View) -> Json:
    notes = [
        {
            "id": number,
            "type": note["type"],
            "priority": note["priority"],
            "note": note["note"],
            "effective_time": milliseconds(datetime.fromisoformat(str(note["effectiveTime"]))),
        }
        for number, note in enumerate(render.notifications(view.world, view.now), start=1)
    ]
    return {"feed": "notifications_auth", "notifications": notes}


def _no_news(view: View, booked: Booked) -> list[Json]:
    del view, booked
    return []


PRIVATE_FEEDS = {
    feed.name: feed
    for feed in (
        Feed("fills", _fills_first, _fills_news),
        Feed("open_positions", _positions, _positions_news, _positions),
        Feed("account_log", _log_first, _log_news),
        Feed("open_orders", _orders_first, _orders_news),
        Feed("balances", _balances_first, _balances_news),
        Feed("notifications_auth", _notes_first, _no_news),
    )
}
