"""Why a position was made or closed, and the words that each of Saxo's services has for it.

`book` notes a cause with every trade; the rows take their words from here. A trade by order has
the tool of the order system; what the bank books by itself has a tool that says why (Saxo's ENS
sample). Which leg carries `CorrelationTypes` is not documented: here each leg of one booking does.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason. Empty words are left out of what is sent."""

    tool: str
    """`OriginatingToolId` of events."""
    correlation: str
    """An element of `CorrelationTypes`, in positions and in events."""
    trade_type: str
    """`TradeType` of the trades report."""
    closing: str
    """`CorrelationType` of closed positions in the history."""
    booked_tool: str
    """`ToolId` of the trades report, which is told even if events keep silent."""
    uses_right: bool = False
    """Whether the report names the kind of option that was used (`OptionEventType`)."""


def _told(tool: str, correlation: str, trade_type: str, closing: str, *, uses: bool) -> Cause:
    return Cause(tool, correlation, trade_type, closing, tool, uses)


OWN_TRADE = _told("2001", "", "Market", "ClosingTrade", uses=False)
ASSIGNMENT = _told("49", "Assignment", "Assignment", "Assignment", uses=True)
ASSIGNMENT_UNTOLD = Cause("", "", "Assignment", "Assignment", "49", uses_right=True)
"""Neither events nor positions say anything; the report of the next day does."""
ASSIGNMENT_BY_EVENT = Cause("49", "", "Assignment", "Assignment", "49", uses_right=True)
"""Events have the tool, positions say nothing."""
AUTO_ASSIGNMENT = _told("50", "AutoAssignment", "AutoAssignment", "AutoAssignment", uses=True)
AUTO_EXERCISE = _told("50", "AutoExercise", "AutoExcercise", "AutoExercise", uses=True)
"""The report's word is misspelt by Saxo."""
EXPIRY = _told("50", "", "Expiry", "AutoAbandonment", uses=False)
CASH_SETTLEMENT = _told("38", "", "AutoAssignment", "AutoAssignment", uses=True)
CASH_EXERCISE = _told("38", "", "AutoExcercise", "AutoExercise", uses=True)
FUTURE_EXPIRY = _told("19", "", "Expiry", "ClosingTrade", uses=False)
UNDOCUMENTED = _told("93", "Novation", "Novation", "Novation", uses=False)
"""Words that Saxo never published: what a client meets on the day Saxo invents one."""
