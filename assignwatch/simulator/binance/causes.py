"""Who placed an order, in each of the words that Binance uses for it.

The books stamp orders and trades with them. An order of the exchange itself is known by the
beginning of its client id. Sources: Binance docs, "Event: Order Update" of USDⓈ-M and COIN-M,
"Event: Trade Lite", "User's Force Orders". Which execution type a delivery has is not published;
here it is that of a trade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assignwatch.simulator.binance.contracts import MAKER_FEE, TAKER_FEE, Family


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for an order.

    `prefix` begins the client id of each family ("" for the client's own); `type` is the order type
    in events where it differs from that of the lists. `force` is the word of the list of forced
    orders, `penalised` adds the fee that goes to the insurance fund.
    """

    prefix: Mapping[Family, str]
    execution: str = "TRADE"
    type: str = "MARKET"
    event_type: str = ""
    time_in_force: str = "GTC"
    fee: Decimal = TAKER_FEE
    force: str = ""
    penalised: bool = False
    maker: bool = False

    @property
    def own(self) -> bool:
        """Whether the client placed it."""
        return not self.prefix


def _alike(prefix: str) -> Mapping[Family, str]:
    return dict.fromkeys(Family, prefix)


TAKER = Cause({})
MAKER = Cause({}, type="LIMIT", fee=MAKER_FEE, maker=True)
LIQUIDATION = Cause(
    _alike("autoclose-"),
    execution="CALCULATED",
    type="LIMIT",
    event_type="LIQUIDATION",
    time_in_force="IOC",
    force="LIQUIDATION",
    penalised=True,
)
DELEVERAGING = Cause(_alike("adl_autoclose"), type="LIMIT", fee=Decimal(0), force="ADL")
SETTLEMENT = Cause(
    {Family.UM: "settlement_autoclose-", Family.CM: "delivery_autoclose-"},
    type="LIMIT",
    time_in_force="IOC",
)
"""Delivery and delisting alike; only the contract's kind and date tell them apart."""
UNDOCUMENTED = Cause(
    _alike("custody_autoclose-"), type="SYSTEM_NOVATION", time_in_force="IOC", fee=Decimal(0)
)
"""Words that Binance never published: what a client meets on the day Binance invents one."""
