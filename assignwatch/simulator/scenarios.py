"""The scenarios that can be played, by name; what each broker does is in its own folder.

A broker that has no part in one plays a quiet day meanwhile.
"""

from collections.abc import Mapping

SCENARIOS: Mapping[str, str] = {
    "quiet": "A day of ordinary trading with funding; nothing to alarm about.",
    "takeover": "kraken/second is liquidated and kraken/main is handed 1.2 PF_ETHUSD.",
    "settlement": "A dated future of kraken/main matures and is settled in cash.",
    "liquidation": "kraken/main is liquidated, then handed away; binance/main in two steps.",
    "unwind": "kraken/main's winning position is cut because the other side is bankrupt.",
    "unknown": "Each broker reports something in words that it never documented.",
    "assignment": "A short put of saxo/main is assigned in the night; a hundred shares come.",
    "assignment-untold": "The same, but nothing says so until the report of the next day.",
    "covered-call": "A short call of saxo/main is assigned; the shares that covered it go.",
    "spread": "The short puts of a spread of saxo/main are assigned; the long ones stay.",
    "auto-assignment": "A short put of saxo/main is assigned at its expiry.",
    "auto-exercise": "A long call of saxo/main is exercised by the bank at its expiry.",
    "not-assigned": "A short put of saxo/main ends in the money, and only its expiry is booked.",
    "index-option": "A short index put of saxo/main is settled in cash.",
    "future-option": "A short put of saxo/main is assigned and turns into the future.",
    "before-notice": "Saxo closes the future of saxo/main before the first day of notice.",
    "netting": "A night of Saxo's netting: many events, new ids, and nothing happened.",
    "two-accounts": "Both accounts at Saxo are short one put; only one of them is assigned.",
    "sign-in-ends": "Saxo signs the client out, and an assignment comes meanwhile.",
    "sequence-lost": "Saxo's stream falls silent over an assignment, and its events are lost.",
    "margin-call": "Saxo writes to saxo/main that margin is missing.",
    "quarterly-usd": "A USDⓈ-M quarterly of both accounts at Binance is delivered.",
    "quarterly-coin": "A COIN-M quarterly of both accounts at Binance is delivered, in coins.",
    "delisting": "A perpetual of both accounts at Binance is delisted and settled.",
    "options-expiry": "Four options of binance/main expire: long, short, in and out of the money.",
    "deleveraging": "A winning side of binance/main, in hedge mode, is cut by the exchange.",
    "lost-at-settlement": "Binance's streams fall silent over the delivery of a quarterly.",
    "stock-options": "binance/main may trade US stock options, which nobody can watch yet.",
}
"""Name and one line of description, in the order in which they are offered."""
