"""What can be held in a world: contracts with their deliverables, as the tape describes them.

Kept apart from the program's own model on purpose: a misunderstanding must not hide on both sides.
Expiries are told relative to the world's first day; `near` ends inside the world, `far` outlives
it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

D = Decimal
ZERO, ONE = D(0), D(1)

EIGHT = D("0.00000001")


def figure(amount: Decimal) -> str:
    """A figure of the tape: plain, at most eight decimals, no needless zeros."""
    text = f"{amount.quantize(EIGHT):f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def stamp(at: datetime) -> str:
    """A time of the tape."""
    return at.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Contract:
    """One instrument. `delivers` and `delivers_cash` are per contract, `multiplier` prices it."""

    id: str
    kind: str
    symbol: str
    currency: str = "USD"
    underlying: str = ""
    right: str = ""
    strike: Decimal = ZERO
    expiry: datetime | None = None
    ends_at_a_time: bool = False
    multiplier: Decimal = ONE
    settlement: str = ""
    delivers: tuple[tuple[str, Decimal], ...] = ()
    delivers_cash: Decimal = ZERO
    told_size: bool = True
    hedged: bool = False
    step: Decimal = ONE

    @property
    def broker(self) -> str:
        """Where it can be held."""
        return self.id.partition("/")[0]

    @property
    def is_option(self) -> bool:
        """Whether it is a put or a call."""
        return self.kind == "option"

    @property
    def is_margined(self) -> bool:
        """Whether only its result ever moves cash: futures and perpetuals."""
        return self.kind in {"future", "perpetual"}

    @property
    def is_physical(self) -> bool:
        """Whether its end moves another instrument."""
        return self.settlement == "physical"

    @property
    def family(self) -> str:
        """What its legs are counted in: the underlying of a derivative, else itself."""
        return self.underlying or self.id

    @property
    def phi(self) -> int:
        """+1 for a put, −1 for a call."""
        return 1 if self.right == "put" else -1

    @property
    def deliverable(self) -> tuple[tuple[str, Decimal], ...]:
        """What one contract moves when it is exercised."""
        return self.delivers or ((self.underlying, self.multiplier),)

    @property
    def is_plain(self) -> bool:
        """Whether strike and multiplier alone say at which price its one leg is booked."""
        return self.told_size and not self.delivers_cash

    def intrinsic(self, spot: Decimal) -> Decimal:
        """What exercising one unit is worth at this price of the underlying."""
        if self.delivers_cash:
            shares = sum((quantity for _, quantity in self.delivers), D(0))
            spot = (shares * spot + self.delivers_cash) / self.multiplier
        return max(D(0), self.phi * (self.strike - spot))

    def tradable(self, at: datetime) -> bool:
        """Whether it still trades: until the evening of its last day."""
        if self.expiry is None:
            return True
        evening = self.expiry if self.ends_at_a_time else self.expiry + timedelta(hours=20)
        return at < evening - timedelta(hours=2)

    def reached(self, at: datetime) -> bool:
        """Whether its end may already be here."""
        return self.expiry is not None and at >= self.expiry

    def line(self) -> dict[str, Any]:
        """Its `instrument` line."""
        told: dict[str, Any] = {
            "type": "instrument",
            "id": self.id,
            "kind": self.kind,
            "symbol": self.symbol,
            "currency": self.currency,
        }
        if self.underlying:
            told["underlying"] = self.underlying
        if self.right:
            style = "european" if self.settlement == "cash" else "american"
            told |= {"right": self.right, "strike": figure(self.strike), "style": style}
        if self.expiry is not None:
            ends = stamp(self.expiry) if self.ends_at_a_time else self.expiry.date().isoformat()
            told["expiry"] = ends
        if self.settlement:
            told["settlement"] = self.settlement
        if self.told_size and self.kind in {"option", "future"}:
            told["multiplier"] = figure(self.multiplier)
        if self.told_size and (self.delivers or self.delivers_cash):
            parts = [{"instrument": i, "quantity": figure(q)} for i, q in self.delivers]
            cash = {"cash": figure(self.delivers_cash), "currency": self.currency}
            told["deliverables"] = [*parts, cash] if self.delivers_cash else parts
        return told


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _series(
    stock: Contract, near: date, strikes: str, model: Contract | None = None
) -> list[Contract]:
    """Puts and calls on one underlying, at two expiries."""
    model = model or Contract("", "option", "", multiplier=D(100), settlement="physical")
    made = []
    for ends, mark in ((near, "N"), (near + timedelta(days=28), "F")):
        for strike in strikes.split():
            for right in ("put", "call"):
                name = f"{stock.symbol}-{mark}{right[0].upper()}{strike}"
                made.append(
                    replace(
                        model,
                        id=f"{stock.broker}/{name}",
                        symbol=name,
                        currency=stock.currency,
                        underlying=stock.id,
                        right=right,
                        strike=D(strike),
                        expiry=_day(ends),
                    )
                )
    return made


def _saxo(near: date) -> list[Contract]:
    stocks = {
        name: Contract(f"saxo/{name}", "stock", name, "EUR" if name == "PAR" else "USD")
        for name in [
            "XYZ",
            "PAR",
            "ADJ",
            "NEWCO",
            "ODD",
            "SPL",
            "OLD",
            "MOM",
            "MRG",
            "STK",
            "ONE",
            "TWO",
            "THREE",
        ]
    }
    spx = Contract("saxo/SPX", "index", "SPX")
    cl = Contract(
        "saxo/CLZ", "future", "CLZ", expiry=_day(near + timedelta(days=30)), multiplier=D(1000)
    )
    option = Contract("", "option", "", multiplier=D(100), settlement="physical")
    return [
        *stocks.values(),
        spx,
        cl,
        *_series(stocks["XYZ"], near, "95 100 105", option),
        *_series(stocks["PAR"], near, "600", replace(option, multiplier=D(10))),
        *_series(
            stocks["ADJ"],
            near,
            "66.67",
            replace(option, multiplier=D(150), delivers=(("saxo/ADJ", D(150)),)),
        ),
        *_series(
            stocks["NEWCO"],
            near,
            "40",
            replace(option, delivers=(("saxo/NEWCO", D(50)),), delivers_cash=D(350)),
        ),
        *_series(stocks["ODD"], near, "20", replace(option, told_size=False)),
        *_series(stocks["SPL"], near, "50", option),
        *_series(spx, near, "4800", replace(option, settlement="cash")),
        *_series(cl, near, "70", replace(option, multiplier=D(1000), delivers=((cl.id, D(1)),))),
        Contract(
            "saxo/ESX",
            "future",
            "ESX",
            underlying=spx.id,
            expiry=_day(near),
            multiplier=D(50),
            settlement="cash",
        ),
        Contract(
            "saxo/STKX",
            "future",
            "STKX",
            underlying="saxo/STK",
            expiry=_day(near),
            multiplier=D(100),
            settlement="physical",
        ),
    ]


def _crypto(near: date) -> list[Contract]:
    at_eight = _day(near) + timedelta(hours=8)
    tenth = D("0.1")
    made = [
        Contract("binance/BTCUSDT", "perpetual", "BTCUSDT", "USDT", hedged=True, step=tenth),
        Contract("binance/ETHUSDT", "perpetual", "ETHUSDT", "USDT", hedged=True, step=tenth),
        Contract("binance/BTC", "index", "BTC", "USDT"),
        Contract(
            "binance/BTCQ",
            "future",
            "BTCQ",
            "USDT",
            underlying="binance/BTC",
            expiry=at_eight,
            ends_at_a_time=True,
            settlement="cash",
            step=tenth,
        ),
        Contract("kraken/PF_XBTUSD", "perpetual", "PF_XBTUSD", step=tenth),
        Contract("kraken/PF_ETHUSD", "perpetual", "PF_ETHUSD", step=tenth),
        Contract("kraken/XBT", "index", "XBT"),
        Contract(
            "kraken/FF_XBT",
            "future",
            "FF_XBT",
            underlying="kraken/XBT",
            expiry=at_eight,
            ends_at_a_time=True,
            settlement="cash",
            step=tenth,
        ),
    ]
    option = Contract("", "option", "", settlement="cash", step=tenth, ends_at_a_time=True)
    for series in _series(made[2], near, "59000 61000", option):
        ends = series.expiry + timedelta(hours=8) if series.expiry else None
        made.append(replace(series, expiry=ends))
    return made


def catalogue(near: date) -> dict[str, Contract]:
    """All instruments of a world whose first expiry is `near`."""
    return {contract.id: contract for contract in (*_saxo(near), *_crypto(near))}


BASES: dict[str, Decimal] = {
    "XYZ": D(100),
    "PAR": D(600),
    "ADJ": D("66.67"),
    "NEWCO": D(73),
    "ODD": D(20),
    "SPL": D(50),
    "OLD": D(30),
    "MOM": D(40),
    "MRG": D(25),
    "STK": D(640),
    "SPX": D(4800),
    "CLZ": D(70),
    "BTC": D(60000),
    "XBT": D(60000),
    "BTCUSDT": D(60000),
    "ETHUSDT": D(3000),
    "PF_XBTUSD": D(60000),
    "PF_ETHUSD": D(3000),
}
"""About where each thing trades on the first day."""
