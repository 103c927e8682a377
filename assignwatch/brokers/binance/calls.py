"""Everything that this program may ever ask of Binance: reading, and keeping a user stream open.

`rest.py` refuses to send what is not in `ALLOWED`. A listen key is made by POST and kept alive by
PUT, which changes nothing in the account; it is never deleted, for other programs of the trader's
share it. Weights are those of the Binance docs for each product, as of the integration of COIN-M
into USDⓈ-M (change log, 2026-06-10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from assignwatch.brokers.binance.families import (
    COIN_FUTURES,
    COIN_M,
    EUROPEAN_OPTIONS,
    OPTIONS,
    PORTFOLIO,
    PORTFOLIO_MARGIN,
    USD_FUTURES,
    USD_M,
    WALLET,
    Family,
    Host,
)

Query = Sequence[tuple[str, str]]


class Security(Enum):
    """What a call has to prove."""

    NONE = "none"
    KEY = "key"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Call:
    """One question. `weight` is what it costs; `unfiltered` what it costs without a symbol."""

    method: str
    host: Host
    path: str
    weight: int
    security: Security = Security.SIGNED
    unfiltered: int | None = None

    @property
    def name(self) -> str:
        """What Binance calls it; never with a parameter in it, for it is logged and shown."""
        return self.path.lstrip("/")

    def costs(self, params: Query) -> int:
        """The weight with these parameters."""
        if self.unfiltered is None or any(name == "symbol" for name, _ in params):
            return self.weight
        return self.unfiltered


def _get(host: Host, path: str, weight: int, unfiltered: int | None = None) -> Call:
    return Call("GET", host, path, weight, unfiltered=unfiltered)


def _public(host: Host, path: str, weight: int, unfiltered: int | None = None) -> Call:
    return Call("GET", host, path, weight, Security.NONE, unfiltered)


USD_M_TIME = _public(USD_FUTURES, "/fapi/v1/time", 1)
USD_M_CONTRACTS = _public(USD_FUTURES, "/fapi/v1/exchangeInfo", 1)
USD_M_DELIVERY_PRICES = _public(USD_FUTURES, "/futures/data/delivery-price", 0)
USD_M_POSITIONS = _get(USD_FUTURES, "/fapi/v3/positionRisk", 5)
USD_M_ACCOUNT = _get(USD_FUTURES, "/fapi/v3/account", 5)
USD_M_INCOME = _get(USD_FUTURES, "/fapi/v1/income", 30)
USD_M_TRADES = _get(USD_FUTURES, "/fapi/v1/userTrades", 5)
USD_M_ORDERS = _get(USD_FUTURES, "/fapi/v1/allOrders", 5)
USD_M_FORCED_ORDERS = _get(USD_FUTURES, "/fapi/v1/forceOrders", 20, 50)
USD_M_POSITION_MODE = _get(USD_FUTURES, "/fapi/v1/positionSide/dual", 30)

COIN_M_TIME = _public(COIN_FUTURES, "/dapi/v1/time", 1)
COIN_M_CONTRACTS = _public(COIN_FUTURES, "/dapi/v1/exchangeInfo", 1)
COIN_M_DELIVERY_PRICES = _public(COIN_FUTURES, "/futures/data/delivery-price", 0)
COIN_M_POSITIONS = _get(COIN_FUTURES, "/dapi/v1/positionRisk", 1)
COIN_M_ACCOUNT = _get(COIN_FUTURES, "/dapi/v1/account", 5)
COIN_M_INCOME = _get(COIN_FUTURES, "/dapi/v1/income", 20)
COIN_M_TRADES = _get(COIN_FUTURES, "/dapi/v1/userTrades", 5)
COIN_M_ORDERS = _get(COIN_FUTURES, "/dapi/v1/allOrders", 5)
COIN_M_FORCED_ORDERS = _get(COIN_FUTURES, "/dapi/v1/forceOrders", 20, 50)
COIN_M_POSITION_MODE = _get(COIN_FUTURES, "/dapi/v1/positionSide/dual", 30)

OPTIONS_TIME = _public(EUROPEAN_OPTIONS, "/eapi/v1/time", 1)
OPTIONS_CONTRACTS = _public(EUROPEAN_OPTIONS, "/eapi/v1/exchangeInfo", 1)
OPTIONS_EXERCISES = Call(
    "GET", EUROPEAN_OPTIONS, "/eapi/v1/exerciseHistory", 3, security=Security.KEY
)
OPTIONS_POSITIONS = _get(EUROPEAN_OPTIONS, "/eapi/v1/position", 5)
OPTIONS_MARGIN = _get(EUROPEAN_OPTIONS, "/eapi/v1/marginAccount", 3)
OPTIONS_EXERCISE_RECORDS = _get(EUROPEAN_OPTIONS, "/eapi/v1/exerciseRecord", 5)
OPTIONS_TRADES = _get(EUROPEAN_OPTIONS, "/eapi/v1/userTrades", 5)
OPTIONS_ORDERS = _get(EUROPEAN_OPTIONS, "/eapi/v1/historyOrders", 3)

PORTFOLIO_ACCOUNT = _get(PORTFOLIO_MARGIN, "/papi/v1/account", 20)
PORTFOLIO_USD_M_POSITIONS = _get(PORTFOLIO_MARGIN, "/papi/v1/um/positionRisk", 5)
PORTFOLIO_USD_M_INCOME = _get(PORTFOLIO_MARGIN, "/papi/v1/um/income", 30)
PORTFOLIO_USD_M_TRADES = _get(PORTFOLIO_MARGIN, "/papi/v1/um/userTrades", 5)
PORTFOLIO_USD_M_ORDERS = _get(PORTFOLIO_MARGIN, "/papi/v1/um/allOrders", 5)
PORTFOLIO_USD_M_FORCED_ORDERS = _get(PORTFOLIO_MARGIN, "/papi/v1/um/forceOrders", 20, 50)
PORTFOLIO_USD_M_POSITION_MODE = _get(PORTFOLIO_MARGIN, "/papi/v1/um/positionSide/dual", 30)
PORTFOLIO_COIN_M_POSITIONS = _get(PORTFOLIO_MARGIN, "/papi/v1/cm/positionRisk", 1)
PORTFOLIO_COIN_M_INCOME = _get(PORTFOLIO_MARGIN, "/papi/v1/cm/income", 30)
PORTFOLIO_COIN_M_TRADES = _get(PORTFOLIO_MARGIN, "/papi/v1/cm/userTrades", 20)
PORTFOLIO_COIN_M_ORDERS = _get(PORTFOLIO_MARGIN, "/papi/v1/cm/allOrders", 20)
PORTFOLIO_COIN_M_FORCED_ORDERS = _get(PORTFOLIO_MARGIN, "/papi/v1/cm/forceOrders", 20, 50)
PORTFOLIO_COIN_M_POSITION_MODE = _get(PORTFOLIO_MARGIN, "/papi/v1/cm/positionSide/dual", 30)

WALLET_TIME = _public(WALLET, "/api/v3/time", 1)
KEY_RESTRICTIONS = _get(WALLET, "/sapi/v1/account/apiRestrictions", 1)
STOCK_OPTION_POSITIONS = _get(WALLET, "/sapi/v1/equity/option/positions", 1)
"""Whether there is anything of that product. Its change log of 2026-11-18 names the prefix and the
question, not the last part of the path nor the weight."""

TIMES: Mapping[Host, Call] = {
    USD_FUTURES: USD_M_TIME,
    COIN_FUTURES: COIN_M_TIME,
    EUROPEAN_OPTIONS: OPTIONS_TIME,
    PORTFOLIO_MARGIN: WALLET_TIME,
    WALLET: WALLET_TIME,
}
"""By which question a server's time is known. Portfolio margin has none of its own."""


@dataclass(frozen=True, slots=True)
class KeyCalls:
    """How a family's listen key is made, and kept alive."""

    create: Call
    renew: Call


def _key_calls(family: Family) -> KeyCalls:
    path = f"/{family.scope}/v1/listenKey"
    create, renew = (Call(how, family.host, path, 1, Security.KEY) for how in ("POST", "PUT"))
    return KeyCalls(create, renew)


LISTEN_KEYS: Mapping[Family, KeyCalls] = {
    family: _key_calls(family) for family in (USD_M, COIN_M, OPTIONS, PORTFOLIO)
}

ALLOWED = frozenset(
    (call.method, call.host, call.path)
    for call in (
        *(value for value in tuple(globals().values()) if isinstance(value, Call)),
        *(call for keys in LISTEN_KEYS.values() for call in (keys.create, keys.renew)),
    )
)
"""Methods and paths, by server: all that is named above, and nothing that is made elsewhere."""
