"""The numbers that Binance gives to orders, trades and rows: they grow, and many are no double.

Orders and trades are numbered for each symbol, rows for the whole exchange. Several series lie
beyond 2^53, as they do in life, so that a client that reads numbers as doubles mixes rows up.
"""

from collections import defaultdict
from itertools import count

from assignwatch.simulator.binance.contracts import Future, Option
from assignwatch.simulator.seeded import Seeded

_STRIDE = 7
"""Between two orders of one symbol lie those of others."""


class Ids:
    """One source for the whole exchange."""

    def __init__(self, seeded: Seeded) -> None:
        self._seeded = seeded
        self._orders: dict[str, int] = {}
        self._trades: defaultdict[str, int] = defaultdict(lambda: 109_100_866)
        self._rows = count(9_007_199_254_740_993)
        self._option_rows = count(4_611_875_134_427_365_377)
        self._exercises = count(1_125_899_906_842_624_042)
        self._bills = count(1_125_899_906_842_624_301)

    def order(self, contract: Future | Option) -> int:
        """The next order of a symbol."""
        if isinstance(contract, Option):
            return self.option_row()
        first = 745_102_934_118 if contract.base == "BTC" else 8_389_765_921_400_000_001
        self._orders[contract.symbol] = self._orders.get(contract.symbol, first) + _STRIDE
        return self._orders[contract.symbol]

    def client_order(self) -> str:
        """The name that a trader's app gives to an order."""
        return f"web_{self._seeded.next_uuid().replace('-', '')[:20]}"

    def trade(self, contract: Future | Option) -> int:
        """The next trade of a symbol."""
        self._trades[contract.symbol] += 1
        return self._trades[contract.symbol]

    def row(self) -> int:
        """The next row of any income history."""
        return next(self._rows)

    def option_row(self) -> int:
        """The next order or trade of any option."""
        return next(self._option_rows)

    def exercise(self) -> int:
        """The next record of an option's end."""
        return next(self._exercises)

    def bill(self) -> int:
        """The next row of the options account."""
        return next(self._bills)
