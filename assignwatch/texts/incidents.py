"""Incident versions in a few words: their kinds, grades and titles.

A title never claims more than its version does: what is not certain, contradicts itself or was
taken back says so before it says anything else. `happened.py` makes the whole sentence of it,
`evidence.py` the reasons; the same words stand in the window, the popup, the terminal and `replay`.
"""

from assignwatch.core.alerts.material import is_taken_back
from assignwatch.core.events import Concluded
from assignwatch.core.model import Leg
from assignwatch.core.words import Grade, Kind, Response, Severity
from assignwatch.texts.format import quantity, signed
from assignwatch.texts.names import Instruments, symbol
from assignwatch.texts.translate import _

NAMELESS = frozenset({Kind.UNEXPLAINED, Kind.AMBIGUOUS})
"""Kinds that say themselves that nobody knows what it was."""


def kind(word: Kind) -> str:
    """One or two words for a kind, to stand at the head of a line."""
    return {
        Kind.ASSIGNED: _("Assigned"),
        Kind.EXERCISED: _("Exercised"),
        Kind.CASH_SETTLED: _("Settled in cash"),
        Kind.EXPIRED: _("Expired"),
        Kind.EXPIRED_UNASSIGNED: _("Not assigned"),
        Kind.DELIVERED: _("Delivered"),
        Kind.SETTLED: _("Settled"),
        Kind.TAKEN_OVER: _("Taken over"),
        Kind.HANDED_OVER: _("Handed over"),
        Kind.LIQUIDATED: _("Liquidated"),
        Kind.DELEVERAGED: _("Deleveraged"),
        Kind.UNWOUND: _("Unwound"),
        Kind.CLOSED_BY_BROKER: _("Closed by the broker"),
        Kind.CORPORATE_ACTION: _("Corporate action"),
        Kind.TRANSFERRED: _("Transferred"),
        Kind.UNEXPLAINED: _("Unexplained change"),
        Kind.AMBIGUOUS: _("Ambiguous change"),
    }[word]


def grade(word: Grade) -> str:
    """How sure, in one word."""
    return {
        Grade.CONFIRMED: _("Confirmed"),
        Grade.STRONG: _("Strong"),
        Grade.LIKELY: _("Likely"),
        Grade.UNEXPLAINED: _("Unexplained"),
        Grade.PENDING: _("Pending"),
        Grade.CONFLICT: _("Conflict"),
        Grade.EXPLAINED: _("Explained"),
        Grade.RETRACTED: _("Retracted"),
    }[word]


def severity(word: Severity) -> str:
    """How much it asks, in one word."""
    return {
        Severity.CRITICAL: _("Critical"),
        Severity.HIGH: _("High"),
        Severity.NORMAL: _("Normal"),
        Severity.INFO: _("Info"),
    }[word]


def response(word: Response) -> str:
    """What the trader says they will do."""
    return {
        Response.TRADE: _("Buy or sell"),
        Response.HEDGE: _("Hedge"),
        Response.KEEP: _("Keep"),
        Response.DONE: _("Already done"),
        Response.OTHER: _("Other"),
    }[word]


def claim(version: Concluded) -> str:
    """Its kind, in words as sure as the version is: `Likely assigned`, `Taken back: assigned`."""
    what = kind(version.kind)
    if is_taken_back(version):
        return _("Taken back: {kind}").format(kind=_small(what))
    if version.grade is Grade.CONFLICT:
        return _("Conflicting signs")
    if version.kind in NAMELESS:
        pending = version.grade is Grade.PENDING
        return _("Change being checked") if pending else what
    if version.grade is Grade.LIKELY:
        return _("Likely {kind}").format(kind=_small(what))
    if version.grade in {Grade.PENDING, Grade.UNEXPLAINED}:
        return _("Perhaps {kind}").format(kind=_small(what))
    return what


def title(version: Concluded, instruments: Instruments) -> str:
    """`Taken over: +0.4 PF_XBTUSD`; the sign is that of the change."""
    name, amount = symbol(version.instrument, instruments), _amount(version)
    after = f"{amount} {name}" if amount else name
    return f"{claim(version)}, {after}" if is_taken_back(version) else f"{claim(version)}: {after}"


def own_leg(version: Concluded) -> Leg | None:
    """What moved of the contract itself; none where it is named although only others moved."""
    return next((leg for leg in version.legs if leg.instrument == version.instrument), None)


def _amount(version: Concluded) -> str:
    own = own_leg(version)
    if own is not None:
        return signed(own.quantity)
    return quantity(version.contracts) if version.contracts and not version.legs else ""


def _small(words: str) -> str:
    """For the middle of a sentence."""
    return words[:1].lower() + words[1:]
