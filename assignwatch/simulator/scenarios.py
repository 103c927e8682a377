"""The scenarios that can be played, by name; what each broker does is in its own folder."""

from collections.abc import Mapping

SCENARIOS: Mapping[str, str] = {
    "quiet": "A day of ordinary trading with funding; nothing to alarm about.",
    "takeover": "kraken/second is liquidated and kraken/main is handed 1.2 PF_ETHUSD.",
    "settlement": "A dated future of kraken/main matures and is settled in cash.",
    "liquidation": "kraken/main is liquidated: into the book first, then handed away.",
    "unwind": "kraken/main's winning position is cut because the other side is bankrupt.",
    "unknown": "Kraken reports a fill and a booking in words that it never documented.",
}
"""Name and one line of description, in the order in which they are offered."""
