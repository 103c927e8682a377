"""Saxo's words and numbers for why a position changed, in ours; one table for each list of them.

An ordinary trade is `None`: a fill, not a booking. A word or number in no list is `Cause.OTHER`:
loud, with the word in the evidence. Sources: Saxo OpenAPI reference (`CorrelationType` of port and
hist, `TradeType`, `TradeEventType` and `OptionEventType` of cs, `OpenOrderType`); Saxo OpenAPI
learn, "Reports" (tool ids); openapi-samples-js, ens-explained (tool ids); Saxo help, "Futures
expiry" and "Exercise and assignment".
"""

from collections.abc import Iterable

from assignwatch.core.words import Cause

_CORRELATIONS: dict[str, Cause | None] = {
    "assignment": Cause.ASSIGNMENT,
    "autoassignment": Cause.ASSIGNMENT,
    "exercise": Cause.EXERCISE,
    "autoexercise": Cause.EXERCISE,
    "autoexcercise": Cause.EXERCISE,
    "autoabandonment": Cause.EXPIRY,
    "clientdefault": Cause.BROKER_CLOSE,
    "rebooking": Cause.CORRECTION,
    "split": Cause.TRANSFER,
    # How an ordinary trade came to be made.
    "allocation": None,
    "autohedge": None,
    "autotrade": None,
    "batchfollowerorders": None,
    "blockclosingtrade": None,
    "closingtrade": None,
    "copytrade": None,
    "externaldealcapture": None,
    "facilitation": None,
    "fxdmatrade": None,
    "hedge": None,
    "internaldealcapture": None,
    "internallyfilledfractionalamount": None,
    "internallyfilledfractionaltrade": None,
    "manualhedge": None,
    "none": None,
    "onbehalfof": None,
    "partiallyfilledandexploded": None,
    "partnerhedge": None,
    "saxoprimetrade": None,
    "selffinancing": None,
    "strategy": None,
    "synthetic": None,
    "tradingfloor": None,
    "traianadropcopytrade": None,
    "withadvice": None,
    "withdealcapture": None,
}
"""Saxo marks the type as one whose words may be combined; they are separated by commas then."""

_TOOLS: dict[str, Cause | None] = {
    "49": Cause.ASSIGNMENT,  # Front Arena Assignment
    "50": Cause.EXPIRY,  # Front Arena Expiry, on the option and on what it turned into
    "38": Cause.CASH_SETTLEMENT,  # Cash Settlement
    "19": Cause.SETTLEMENT,  # Future Expiry: Saxo never delivers a future
    "10": Cause.TRANSFER,  # Corporate Action: moved by the bank; at which ratio is not said
    "28": Cause.TRANSFER,  # UIC Position Move: the same thing under another Uic
    "11": Cause.CORRECTION,  # Trade Correction
    "12": Cause.CORRECTION,  # Position Correction
    "54": Cause.CORRECTION,  # Front Arena Trade Correction
    "37": None,  # Allocation, of a block that was traded
    "40": None,  # OpenAPI
    "2001": None,  # the trader's own platform
}
"""By the system of Saxo's that made the event. Cash Back Office (7) and the barriers of FX options
(24, 26) are left out: what they do to a position has no word here, so they stay loud."""

_TRADE_TYPES: dict[str, Cause | None] = {
    "assignment": Cause.ASSIGNMENT,
    "autoassignment": Cause.ASSIGNMENT,
    "exercise": Cause.EXERCISE,
    "autoexercise": Cause.EXERCISE,
    "autoexcercise": Cause.EXERCISE,  # so spelt in the reference
    "expiry": Cause.EXPIRY,
}

_BANK_ORDERS = {
    "marketdefault": Cause.BROKER_CLOSE,  # bought back from a client who may default
    "marketexpiry": Cause.BROKER_CLOSE,  # closed before the contract ends
    "marketrollover": Cause.BROKER_CLOSE,  # closed to be opened in the next contract
    "marketstopout": Cause.LIQUIDATION,  # margin used up
}
"""Order types that only the bank places."""

_ORDER_TYPES = frozenset(
    {
        "algorithmic",
        "dealcapture",
        "guaranteedstop",
        "limit",
        "market",
        "stop",
        "stopiftraded",
        "stoplimit",
        "switch",
        "trailingstop",
        "trailingstopiftraded",
        "traspaso",
        "traspasoin",
        "triggerbreakout",
        "triggerlimit",
        "triggerstop",
    }
)

_NAMED = (
    ("assign", Cause.ASSIGNMENT),
    ("exercis", Cause.EXERCISE),
    ("excercis", Cause.EXERCISE),
    ("expir", Cause.EXPIRY),
    ("abandon", Cause.EXPIRY),
    ("cashsettle", Cause.CASH_SETTLEMENT),
    ("correction", Cause.CORRECTION),
)
"""What a word contains that names a cause, for lists whose words are not published. "Settlement"
and "delivery" alone are said of ordinary trades as well."""

_UNSAID = ("", "none", "notavailable", "unknown")


def of_correlations(words: Iterable[str] | None) -> Cause | None:
    """What the tags of a position name. No tag, or an empty list of them, means nothing."""
    single = (part for word in words or () for part in _folded(word).split(",") if part)
    found = [_CORRELATIONS.get(word, Cause.OTHER) for word in single]
    return _first(*found)


def of_tool(tool: int | str | None) -> Cause | None:
    """What the system that made a change stands for; only a change without an order has such."""
    return _TOOLS.get(str(tool).strip(), Cause.OTHER)


def is_ending(tool: int | str | None) -> bool:
    """Whether that system only ever calls, ends or settles contracts: it places no orders."""
    return str(tool).strip() in ("19", "38", "49", "50")


def of_order(order_type: str | None, *, handled: bool, closes: bool) -> Cause | None:
    """Why an order was placed; None for the trader's own.

    Nobody handles an order of the bank's. That alone is believed only where an option is closed at
    the market, which is what the bank does: else a field left out would make a bank's order of
    every trade.
    """
    word = _folded(order_type or "")
    if word in _BANK_ORDERS:
        return _BANK_ORDERS[word]
    return Cause.BROKER_CLOSE if word == "market" and closes and not handled else None


def is_bank_order(order_type: str | None) -> bool:
    """Whether only the bank places such an order."""
    return _folded(order_type or "") in _BANK_ORDERS


def of_trade(
    trade_type: str | None,
    tool: int | str | None = None,
    trade_event: str | None = None,
    option_event: str | None = None,
    corporate_action: str | None = None,
    *,
    bought: bool = False,
) -> Cause | None:
    """Why a trade of a report was made; the clearest of its fields decides.

    The option event says Call or Put for an exercise from either side: whose it was tells whether
    the contract was `bought` back. It is more than the number of the system that ends options, by
    whatever way they end.
    """
    word = _folded(trade_type or "")
    if word in _TRADE_TYPES or word in _BANK_ORDERS:
        return _TRADE_TYPES.get(word) or _BANK_ORDERS[word]
    if word in _ORDER_TYPES:
        return None
    used = _folded(option_event or "") not in _UNSAID
    named = _TOOLS.get(str(tool).strip())
    if named is not None and not (used and named is Cause.EXPIRY):
        return named
    if word not in _UNSAID:
        return Cause.OTHER
    if _folded(trade_event or "") in ("transferin", "transferout"):
        return Cause.TRANSFER
    if (corporate_action or "0") != "0":
        return Cause.TRANSFER
    if not used:
        return None
    return Cause.ASSIGNMENT if bought else Cause.EXERCISE


def of_words(text: str | None) -> Cause | None:
    """The cause that a free text of Saxo's names; None where it names none."""
    word = _folded(text or "")
    return next((cause for part, cause in _NAMED if part in word), None)


def _first(*found: Cause | None) -> Cause | None:
    """The first that names a cause; an unknown one only where none does."""
    named = [cause for cause in found if cause is not None]
    return next(
        (cause for cause in named if cause is not Cause.OTHER), Cause.OTHER if named else None
    )


def _folded(word: str) -> str:
    return "".join(word.split()).lower()
