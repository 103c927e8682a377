"""Kraken's words for why a position changed, in ours; one table for each list that names them.

A plain trade is `None`: a fill, not a booking. Any other word becomes `Cause.OTHER`: loud, with
the word in the evidence. Sources: Kraken docs, Futures WebSocket "Fills" and REST "Get fills"
(fill types), Futures history "Get account log" (info) and "Get position events" (trade types);
Kraken support, "Position assignment system" and "Account log".
"""

from decimal import Decimal

from assignwatch.core.words import Cause

_TRADES = frozenset({"maker", "taker", "takerafteredit"})
_FILL_TYPES = {
    "liquidation": Cause.LIQUIDATION,
    "partialliquidation": Cause.LIQUIDATION,
    "assignee": Cause.TAKEN_OVER,
    "assignor": Cause.HANDED_OVER,
    "unwindbankrupt": Cause.UNWIND,
    "unwindcounterparty": Cause.UNWIND,
}

_ENGINE_ORDERS = frozenset(
    {"assignment", "coveredliquidation", "hedgeassignment", "liquidation", "unwind"}
)
"""Order types that only Kraken's risk engine places."""

_OFF_BOOK_ORDERS = frozenset({"assignment", "hedgeassignment", "unwind"})
"""Those among them that never meet a resting order."""

_LOG_TRADES = frozenset({"futures trade", "options trade", "hedging trade", "rfq trade"})
_LOG_PARTS = (
    ("assignor", Cause.HANDED_OVER),
    ("assignee", Cause.TAKEN_OVER),
    ("unwind", Cause.UNWIND),
    ("liquidation", Cause.LIQUIDATION),
    ("settlement", Cause.SETTLEMENT),
    ("transfer", Cause.TRANSFER),
)
"""What an `info` contains that names a cause; the list of whole words grows from year to year."""

_OPTION = "OF_"


def of_fill(fill_type: str, order_type: str | None, taker_order_type: str | None) -> Cause | None:
    """Why a fill happened.

    The order types are a second witness. A fill that calls itself a trade but was the account's
    own engine order, or the other side of one that never meets a resting order, is neither: it
    is `OTHER`. A resting order hit by somebody else's liquidation is an ordinary trade.
    """
    word = fill_type.lower()
    if word not in _TRADES:
        return _FILL_TYPES.get(word, Cause.OTHER)
    taker = (taker_order_type or "").lower()
    own = {(order_type or "").lower()} | ({taker} if word != "maker" else set())
    return Cause.OTHER if own & _ENGINE_ORDERS or taker in _OFF_BOOK_ORDERS else None


def of_log(info: str, symbol: str) -> Cause | None:
    """Why a position leg of the account log was booked."""
    word = " ".join(info.lower().replace("_", " ").split())
    if word in _LOG_TRADES:
        return None
    for part, cause in _LOG_PARTS:
        if part in word:
            return _settled(symbol) if cause is Cause.SETTLEMENT else cause
    return Cause.OTHER


def of_history(
    update_reason: str,
    trade_type: str | None,
    symbol: str,
    old: Decimal,
    new: Decimal,
    told: Cause | None,
) -> Cause | None:
    """Why an element of the position history changed the position.

    The history says "assignment" on both sides of one. `told` is what another list said of the
    same execution; without it, a position that grew was taken over.
    """
    if update_reason == "settlement":
        return _settled(symbol)
    if update_reason != "trade":
        return Cause.OTHER
    match (trade_type or "").lower():
        case "userexecution":
            return None
        case "liquidation" | "partialliquidation":
            return Cause.LIQUIDATION
        case "unwind":
            return Cause.UNWIND
        case "assignment":
            if told in (Cause.TAKEN_OVER, Cause.HANDED_OVER):
                return told
            return Cause.TAKEN_OVER if abs(new) > abs(old) else Cause.HANDED_OVER
        case _:
            return Cause.OTHER


def _settled(symbol: str) -> Cause:
    """A future settles at maturity; Kraken's options are European and settle in cash."""
    return Cause.CASH_SETTLEMENT if symbol.upper().startswith(_OPTION) else Cause.SETTLEMENT
