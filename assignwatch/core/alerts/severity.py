"""How much an incident asks of the trader, by its consequence and not by the mere fact.

A position that the broker closed for want of margin is the worst: more may follow within minutes.
What nobody planned (somebody else's position, a cut winner, a cause that no one can name) is high.
A planned end that moved money is normal, an end without consequence is only listed.
"""

from assignwatch.core.words import Kind, Severity

_BY_KIND: dict[Kind, Severity] = {
    Kind.LIQUIDATED: Severity.CRITICAL,
    Kind.HANDED_OVER: Severity.CRITICAL,
    Kind.TAKEN_OVER: Severity.HIGH,
    Kind.DELEVERAGED: Severity.HIGH,
    Kind.UNWOUND: Severity.HIGH,
    Kind.CLOSED_BY_BROKER: Severity.HIGH,
    Kind.ASSIGNED: Severity.HIGH,
    Kind.EXPIRED_UNASSIGNED: Severity.HIGH,
    Kind.UNEXPLAINED: Severity.HIGH,
    Kind.AMBIGUOUS: Severity.HIGH,
    Kind.EXERCISED: Severity.NORMAL,
    Kind.CASH_SETTLED: Severity.NORMAL,
    Kind.DELIVERED: Severity.NORMAL,
    Kind.SETTLED: Severity.NORMAL,
    Kind.EXPIRED: Severity.INFO,
    Kind.CORPORATE_ACTION: Severity.INFO,
    Kind.TRANSFERRED: Severity.INFO,
}


def severity_of(kind: Kind, *, naked: bool = False) -> Severity:
    """The severity of an incident of this kind when nothing is known of plans and margin.

    `naked`: it left the trader short of the underlying, whose loss has no limit.
    """
    return Severity.CRITICAL if naked else _BY_KIND[kind]
