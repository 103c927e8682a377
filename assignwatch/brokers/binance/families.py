"""The parts of an account at Binance, and the servers that know of them.

`calls.py` says of each question which `Host` it is for, `listener.py` listens to one `Family`; the
session composes an account of those that its settings give an address for. Each family is a scope
of its own: it is read, and fails, on its own. Sources: Binance docs, "General info" and "User data
streams" of each product; change log, 2026-03-06 (routed addresses of the USDⓈ-M streams) and
2026-06-10 (USDⓈ-M and COIN-M share one budget).
"""

from dataclasses import dataclass
from enum import StrEnum

from assignwatch.core.model import Scope


class Group(StrEnum):
    """Whose budget of weight a call is on, counted by Binance for each IP address."""

    FUTURES = "futures"
    OPTIONS = "options"
    PORTFOLIO = "portfolio margin"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Host:
    """A REST server: the name of its address in the settings, and the budget of its calls."""

    url: str
    group: Group


USD_FUTURES = Host("usd_futures", Group.FUTURES)
COIN_FUTURES = Host("coin_futures", Group.FUTURES)
EUROPEAN_OPTIONS = Host("options", Group.OPTIONS)
PORTFOLIO_MARGIN = Host("portfolio", Group.PORTFOLIO)
WALLET = Host("wallet", Group.WALLET)


@dataclass(frozen=True, slots=True)
class Way:
    """How to open a user stream, below its address; `{key}` stands for the listen key.

    Where it `subscribes` the key is sent once the connection is open; otherwise the address alone
    says whose events are wanted.
    """

    path: str
    subscribes: bool

    def at(self, root: str, key: str = "") -> str:
        """The address to connect to."""
        return root.rstrip("/") + self.path.format(key=key)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of contract: its scope, its server, and its user stream.

    `stream` names the stream's address in the settings. `ways` are tried in this order: the second
    one where the first connects and the subscription is not confirmed.
    """

    scope: Scope
    host: Host
    stream: str
    ways: tuple[Way, ...]


_USD_EVENTS = (
    "ACCOUNT_UPDATE",
    "ORDER_TRADE_UPDATE",
    "MARGIN_CALL",
    "ACCOUNT_CONFIG_UPDATE",
    "TRADE_LITE",
    "ALGO_UPDATE",
    "STRATEGY_UPDATE",
    "GRID_UPDATE",
    "listenKeyExpired",
)
_OPTION_EVENTS = (
    "ACCOUNT_UPDATE",
    "BALANCE_POSITION_UPDATE",
    "ORDER_TRADE_UPDATE",
    "GREEK_UPDATE",
    "RISK_LEVEL_CHANGE",
    "listenKeyExpired",
)


def _private(events: tuple[str, ...]) -> tuple[Way, ...]:
    """Without the route a connection opens as well, and never says a word."""
    return (
        Way("/private/stream", subscribes=True),
        Way(f"/private/ws?listenKey={{key}}&events={'/'.join(events)}", subscribes=False),
    )


USD_M = Family(Scope("fapi"), USD_FUTURES, "usd_stream", _private(_USD_EVENTS))
COIN_M = Family(
    Scope("dapi"),
    COIN_FUTURES,
    "coin_stream",
    (Way("/stream", subscribes=True), Way("/ws/{key}", subscribes=False)),
)
OPTIONS = Family(Scope("eapi"), EUROPEAN_OPTIONS, "options_stream", _private(_OPTION_EVENTS))
PORTFOLIO = Family(
    Scope("papi"), PORTFOLIO_MARGIN, "portfolio_stream", (Way("/pm/ws/{key}", subscribes=False),)
)
