"""What the simulated Saxo lists on a day: shares, a fund, an index, futures, and options on each.

`world` starts with `listed`; scenarios have options that expire today listed for the occasion. The
companies do not exist.
"""

from datetime import date, timedelta
from decimal import Decimal

from assignwatch.simulator.saxo.instruments import (
    CALL,
    CASH,
    EUROPEAN,
    MONTHS,
    PUT,
    Exchange,
    Instrument,
    Option,
    OptionRoot,
    option,
)

NASDAQ = Exchange("NASDAQ", "xnas", "NASDAQ")
ARCA = Exchange("NYSE_ARCA", "arcx", "NYSE Arca")
NYSE = Exchange("NYSE", "xnys", "New York Stock Exchange")
CBOE = Exchange("OPRA", "xcbf", "Options Price Reporting Authority")
COMEX = Exchange("COMEX", "xcec", "COMEX")
INTERBANK = Exchange("SBFX", "", "Inter Bank", "DK")

FIRST_OPTION_UIC = 41_300_000
HUNDRED = Decimal(100)
ENDS_TODAY = " today"
"""The end of the nickname of an option that was listed for the occasion: `XYZ P100 today`."""


class Listing:
    """Everything that has a Uic at present, found by nickname or by Uic."""

    def __init__(self, today: date) -> None:
        self._by_nick: dict[str, Instrument] = {}
        self._by_uic: dict[int, Instrument] = {}
        self._ever: set[str] = set()
        self._uics = FIRST_OPTION_UIC
        self.roots: dict[str, OptionRoot] = {}
        self._open(today)

    def __getitem__(self, nick: str) -> Instrument:
        return self._by_nick[nick]

    def all(self) -> list[Instrument]:
        """Everything listed, in the order of listing."""
        return list(self._by_uic.values())

    def find(self, uic: int, asset_type: str) -> Instrument | None:
        """What has this Uic and kind; None for what is not or no longer listed."""
        found = self._by_uic.get(uic)
        return found if found and found.asset_type == asset_type else None

    def add(self, instrument: Instrument) -> Instrument:
        """It can be traded from now on; a newer contract takes over the nickname."""
        self._by_nick[instrument.nick] = self._by_uic[instrument.uic] = instrument
        return instrument

    def remove(self, instrument: Instrument) -> None:
        """It has expired and is settled: nothing is known of it any more."""
        self._by_uic.pop(instrument.uic, None)
        if self._by_nick.get(instrument.nick) == instrument:
            del self._by_nick[instrument.nick]

    def list_option(
        self, code: str, put_call: str, strike: Decimal, expiry: date, mark: str = ""
    ) -> Option:
        """A contract with these terms; raises ValueError if there ever was one."""
        self._uics += 7
        made = option(self.roots[code], self._uics, put_call, strike, expiry, mark)
        if made.symbol in self._ever:
            raise ValueError(f"{made.symbol} was listed before.")
        self._ever.add(made.symbol)
        self.add(made)
        return made

    def list_expiring(self, code: str, put_call: str, strike: Decimal, today: date) -> Option:
        """A contract that ends today, on the Friday before a weekend, or on the next day free."""
        day = today
        while day.weekday() > 4:
            day -= timedelta(days=1)
        while True:
            try:
                return self.list_option(code, put_call, strike, day, ENDS_TODAY)
            except ValueError:
                day += timedelta(days=3 if day.weekday() == 4 else 1)

    def list_month(self, today: date) -> None:
        """The options of the next month that is far enough away are listed."""
        expiry = third_friday(today + timedelta(days=21))
        for code, put_call, strikes in (
            ("XYZ", PUT, (85, 90, 95, 100, 105)),
            ("XYZ", CALL, (90, 95, 100, 105, 110)),
            ("QRS", PUT, (45, 50)),
            ("QRS", CALL, (50, 55, 60)),
            ("ETX", PUT, (395, 400, 405, 410)),
            ("ETX", CALL, (405, 410)),
            ("XIX", PUT, (4800, 5000)),
            ("OGD", PUT, (2350, 2450)),
            ("OGD", CALL, (2350, 2450)),
        ):
            for strike in strikes:
                self.list_option(code, put_call, Decimal(strike), expiry)

    def _open(self, today: date) -> None:
        for nick, uic, kind, exchange, name in (
            ("XYZ", 20_511, "Stock", NASDAQ, "Xylem & Zinc Co."),
            ("QRS", 31_877, "Stock", NYSE, "Quarry Road Stores"),
            ("ETX", 36_590, "Etf", ARCA, "Exemplar Trust 500 ETF"),
            ("XIX", 10_606, "StockIndex", CBOE, "Exemplar 500 Index"),
        ):
            symbol = f"{nick}.I" if kind == "StockIndex" else f"{nick}:{exchange.mic}"
            self.add(Instrument(nick, uic, kind, symbol, name, exchange, nick))
        gold = self._gold(today)
        self.add(
            Instrument(
                "EURUSD", 21, "FxSpot", "EURUSD", "Euro/US Dollar", INTERBANK, "EURUSD", decimals=4
            )
        )
        for number, code, kind, nick, size in (
            (310, "XYZ", "StockOption", "XYZ", HUNDRED),
            (311, "QRS", "StockOption", "QRS", HUNDRED),
            (312, "ETX", "StockOption", "ETX", HUNDRED),
            (314, "OGD", "FuturesOption", gold.nick, gold.contract_size),
        ):
            exchange = COMEX if kind == "FuturesOption" else CBOE
            self.roots[code] = OptionRoot(number, code, kind, self[nick], exchange, size)
        self.roots["XIX"] = OptionRoot(
            313, "XIX", "StockIndexOption", self["XIX"], CBOE, HUNDRED, EUROPEAN, CASH
        )
        self.list_month(today)

    def _gold(self, today: date) -> Instrument:
        """A future with the notice day and the end that such futures have, and a CFD on it."""
        notice = third_friday(today + timedelta(days=70)) + timedelta(days=10)
        expiry = notice + timedelta(days=28)
        code = f"{MONTHS[expiry.month - 1]}{expiry:%y}"
        self.add(
            Instrument(
                "GLD CFD",
                4_110_233,
                "CfdOnFutures",
                f"GOLDUS{expiry:%b%y}".upper(),
                f"Gold {expiry:%b %Y}",
                Exchange("SBCFD", "", "Saxo Bank CFD", "DK"),
                "GLD",
                expiry=notice - timedelta(days=3),
            )
        )
        return self.add(
            Instrument(
                "GLD",
                31_500_442,
                "ContractFutures",
                f"GLD{code[0]}{code[-1]}",
                f"Gold - {expiry:%b %Y}",
                COMEX,
                "GLD",
                decimals=1,
                contract_size=HUNDRED,
                expiry=expiry,
                notice=notice,
            )
        )


def third_friday(day: date) -> date:
    """The first third Friday of a month on or after `day`: when monthly options end."""
    while not (day.weekday() == 4 and 15 <= day.day <= 21):
        day += timedelta(days=1)
    return day
