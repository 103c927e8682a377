"""The newest price of each instrument, beside the state and never in it.

The engine feeds it; views, `decide` and the outlook read it. Losing it loses nothing: prices are
not facts, and a conclusion that leans on one carries a copy.
"""

from datetime import datetime
from decimal import Decimal

from assignwatch.core.model import InstrumentId
from assignwatch.core.observations import Quote


class Prices:
    """A side table of quotes. A later quote overwrites what it says and leaves the rest."""

    def __init__(self) -> None:
        self._last: dict[InstrumentId, tuple[Decimal, datetime]] = {}

    def note(self, quote: Quote) -> None:
        """Remember a quote unless a newer one is known."""
        if quote.last is None:
            return
        known = self._last.get(quote.instrument)
        if known is None or known[1] <= quote.at:
            self._last[quote.instrument] = (quote.last, quote.at)

    def last(self, instrument: InstrumentId) -> tuple[Decimal, datetime] | None:
        """The last or mark price and its time, if one is known."""
        return self._last.get(instrument)
