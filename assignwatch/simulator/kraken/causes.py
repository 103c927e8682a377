"""Why a position moves, in each of the words that Kraken uses for the same thing.

`book` stamps every record of an execution with them. One row per cause: the fill's `fill_type`, the
account log's `info`, the history's `tradeType`, and the order types of both sides. Sources: Kraken
docs, Futures WebSocket "Fills", Futures history "Get account log" and "Get position events".
"""

from dataclasses import dataclass
from decimal import Decimal

from assignwatch.simulator.kraken.contracts import MAKER_FEE, TAKER_FEE


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for an execution. `fee` is a part of the notional; `penalised` adds the
    liquidation fee that linear contracts pay."""

    fill_type: str
    info: str
    trade_type: str
    order_type: str
    fee: Decimal = TAKER_FEE
    penalised: bool = False


TAKER = Cause("taker", "futures trade", "userExecution", "lmt")
MAKER = Cause("maker", "futures trade", "userExecution", "post", MAKER_FEE)
TAKER_AFTER_EDIT = Cause("takerAfterEdit", "futures trade", "userExecution", "lmt")
LIQUIDATION = Cause(
    "liquidation", "futures liquidation", "liquidation", "liquidation", penalised=True
)
PARTIAL_LIQUIDATION = Cause(
    "partialLiquidation",
    "futures partial liquidation",
    "partialLiquidation",
    "liquidation",
    penalised=True,
)
ASSIGNOR = Cause("assignor", "futures assignor", "assignment", "assignment")
ASSIGNEE = Cause("assignee", "futures assignee", "assignment", "assignment", Decimal(0))
UNWIND_BANKRUPT = Cause("unwindBankrupt", "futures unwind bankrupt", "unwind", "unwind", Decimal(0))
UNWIND_COUNTERPARTY = Cause(
    "unwindCounterparty", "futures unwind counterparty", "unwind", "unwind", Decimal(0)
)
UNDOCUMENTED = Cause("crossVenueNovation", "futures novation", "unknown", "novation", Decimal(0))
"""Words that Kraken never published: what a client meets on the day Kraken invents one."""
