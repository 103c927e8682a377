"""What happened, in one sentence that is as sure as the version it is about.

A claim names all that moved: `2 XYZ P100 were exercised against you: you bought 200 XYZ at
100.00.` What is not certain is told as a possibility, and of what was taken back only the reason is
told, so that nobody reads of something that did not happen.
"""

from collections.abc import Callable
from datetime import tzinfo
from decimal import Decimal

from assignwatch.core.alerts.material import is_taken_back
from assignwatch.core.events import Concluded
from assignwatch.core.model import Leg
from assignwatch.core.words import Grade, Kind
from assignwatch.texts import evidence
from assignwatch.texts.evidence import Incidents
from assignwatch.texts.format import as_booked, money, quantity, signed
from assignwatch.texts.incidents import NAMELESS, own_leg
from assignwatch.texts.names import Instruments, symbol
from assignwatch.texts.translate import _, ngettext

_NAMED = 5
"""So many legs are named in a sentence; the card and the journal have them all."""


def what(
    version: Concluded,
    instruments: Instruments,
    known: Incidents | None = None,
    zone: tzinfo | None = None,
) -> str:
    """What the version says, or why an earlier one was taken back."""
    if is_taken_back(version):
        reasons = [evidence.sentence(e, instruments, known, zone) for e in version.evidence]
        return _("Taken back. {reason}").format(reason=" ".join(reasons)).rstrip()
    told = _TOLD[version.kind](version, instruments)
    framed = _frame(version).format(what=told)
    return framed[:1].upper() + framed[1:]


def _frame(version: Concluded) -> str:
    """How a claim of this grade is told."""
    nameless = version.kind in NAMELESS
    if version.grade is Grade.CONFLICT:
        return _("The signs contradict each other; it may be that {what}")
    if version.grade is Grade.PENDING:
        if nameless:
            return _("Not certain yet: {what}")
        return _("Not certain yet; it may be that {what}")
    if version.grade is Grade.LIKELY and not nameless:
        return _("It looks as if {what}")
    if version.grade is Grade.UNEXPLAINED and not nameless:
        return _("It may be that {what}")
    return "{what}"


# ----------------------------------------------------------------------- contracts that were called


def _assigned(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} was exercised against you{then}.",
        "{subject} were exercised against you{then}.",
        _number(version),
    )
    return sentence.format(**_subject(version, instruments), then=_then(version, instruments))


def _exercised(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} of yours was exercised{then}.",
        "{subject} of yours were exercised{then}.",
        _number(version),
    )
    return sentence.format(**_subject(version, instruments), then=_then(version, instruments))


def _cash_settled(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} was settled in cash{then}.",
        "{subject} were settled in cash{then}.",
        _number(version),
    )
    then = _paid(version) or _at_price(version)
    return sentence.format(**_subject(version, instruments), then=then)


def _delivered(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} was delivered{then}.", "{subject} were delivered{then}.", _number(version)
    )
    then = _moved(version, instruments, _("you received {leg}"), _("you handed over {leg}"))
    then = then or _at_price(version)
    return sentence.format(**_subject(version, instruments), then=then)


def _settled(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} reached maturity and was settled{at}.",
        "{subject} reached maturity and were settled{at}.",
        _number(version),
    )
    return sentence.format(**_subject(version, instruments))


def _expired(version: Concluded, instruments: Instruments) -> str:
    return _("{subject} expired{at}.").format(**_subject(version, instruments))


def _expired_unassigned(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} expired in the money{at}, and no assignment was booked for it.",
        "{subject} expired in the money{at}, and no assignment was booked for them.",
        _number(version),
    )
    return sentence.format(**_subject(version, instruments))


# ---------------------------------------------------------------------------- positions that moved


def _taken_over(version: Concluded, instruments: Instruments) -> str:
    own = own_leg(version)
    direction = _("short") if own is not None and own.quantity < 0 else _("long")
    return _("you took over {subject} {direction}{at} from a liquidated trader.").format(
        **_subject(version, instruments), direction=direction
    )


def _handed_over(version: Concluded, instruments: Instruments) -> str:
    sentence = ngettext(
        "{subject} of yours was closed by force{at}, part of it handed to another trader.",
        "{subject} of yours were closed by force{at}, part of it handed to another trader.",
        _number(version),
    )
    return sentence.format(**_subject(version, instruments))


def _liquidated(version: Concluded, instruments: Instruments) -> str:
    return _of_yours(version, instruments, _("liquidated"))


def _deleveraged(version: Concluded, instruments: Instruments) -> str:
    return _of_yours(version, instruments, _("deleveraged"))


def _unwound(version: Concluded, instruments: Instruments) -> str:
    return _of_yours(version, instruments, _("unwound against another account"))


def _closed_by_broker(version: Concluded, instruments: Instruments) -> str:
    return _of_yours(version, instruments, _("closed by the broker"))


def _of_yours(version: Concluded, instruments: Instruments, done: str) -> str:
    sentence = ngettext(
        "{subject} of yours was {done}{at}.",
        "{subject} of yours were {done}{at}.",
        _number(version),
    )
    return sentence.format(**_subject(version, instruments), done=done)


def _transferred(version: Concluded, instruments: Instruments) -> str:
    own, number = own_leg(version), _number(version)
    if own is None or not own.quantity:
        sentence = ngettext(
            "{subject} was transferred{at}.", "{subject} were transferred{at}.", number
        )
    elif own.quantity > 0:
        sentence = ngettext(
            "{subject} was transferred to this account{at}.",
            "{subject} were transferred to this account{at}.",
            number,
        )
    else:
        sentence = ngettext(
            "{subject} was transferred away{at}.", "{subject} were transferred away{at}.", number
        )
    return sentence.format(**_subject(version, instruments))


def _corporate_action(version: Concluded, instruments: Instruments) -> str:
    legs = _changes(version, instruments)
    if not legs:
        return _("a corporate action concerned {subject}.").format(**_subject(version, instruments))
    return _("a corporate action changed your positions: {legs}.").format(legs=legs)


# ------------------------------------------------------------------------- what nobody can name


def _unexplained(version: Concluded, instruments: Instruments) -> str:
    own = own_leg(version)
    told = {
        "name": symbol(version.instrument, instruments),
        "change": signed(own.quantity if own is not None else version.contracts),
        "at": _at_price(version),
    }
    if any(item.fact == "not_shown" for item in version.evidence):
        return _("a change of {name} was recorded that the position does not show.").format(**told)
    if any(consumption.facts for consumption in version.consumes):
        return _(
            "the position in {name} changed by {change}{at} for a reason that cannot be named."
        ).format(**told)
    return _(
        "the position in {name} changed by {change}{at}, and nothing that was read explains it."
    ).format(**told)


def _ambiguous(version: Concluded, instruments: Instruments) -> str:
    legs = _changes(version, instruments) or _subject(version, instruments)["subject"]
    return _("more than one explanation fits the change of {legs}.").format(legs=legs)


def _changes(version: Concluded, instruments: Instruments) -> str:
    """What moved, the first few of it."""
    told = [f"{signed(leg.quantity)} {_leg(leg, instruments)}" for leg in version.legs]
    named, more = ", ".join(told[:_NAMED]), len(told) - _NAMED
    if more <= 0:
        return named
    return ngettext("{legs} and {n} other", "{legs} and {n} others", more).format(
        legs=named, n=more
    )


_TOLD: dict[Kind, Callable[[Concluded, Instruments], str]] = {
    Kind.ASSIGNED: _assigned,
    Kind.EXERCISED: _exercised,
    Kind.CASH_SETTLED: _cash_settled,
    Kind.EXPIRED: _expired,
    Kind.EXPIRED_UNASSIGNED: _expired_unassigned,
    Kind.DELIVERED: _delivered,
    Kind.SETTLED: _settled,
    Kind.TAKEN_OVER: _taken_over,
    Kind.HANDED_OVER: _handed_over,
    Kind.LIQUIDATED: _liquidated,
    Kind.DELEVERAGED: _deleveraged,
    Kind.UNWOUND: _unwound,
    Kind.CLOSED_BY_BROKER: _closed_by_broker,
    Kind.CORPORATE_ACTION: _corporate_action,
    Kind.TRANSFERRED: _transferred,
    Kind.UNEXPLAINED: _unexplained,
    Kind.AMBIGUOUS: _ambiguous,
}


def _subject(version: Concluded, instruments: Instruments) -> dict[str, str]:
    name = symbol(version.instrument, instruments)
    return {"subject": f"{quantity(version.contracts)} {name}", "at": _at_price(version)}


def _number(version: Concluded) -> int:
    """To choose between singular and plural; half of something is singular."""
    return 1 if version.contracts <= 1 else 2


def _then(version: Concluded, instruments: Instruments) -> str:
    """What a call moved: the other legs, else the money, else the contract's own price."""
    moved = _moved(version, instruments, _("you bought {leg}"), _("you sold {leg}"))
    return moved or _paid(version) or _at_price(version)


def _moved(version: Concluded, instruments: Instruments, came: str, went: str) -> str:
    others = [leg for leg in version.legs if leg.instrument != version.instrument and leg.quantity]
    told = [
        (came if leg.quantity > 0 else went).format(
            leg=f"{quantity(abs(leg.quantity))} {_leg(leg, instruments)}"
        )
        for leg in others
    ]
    return _(": {legs}").format(legs=", ".join(told)) if told else ""


def _paid(version: Concluded) -> str:
    amounts = [(amount, currency) for currency, amount in (version.cash or {}).items() if amount]
    told = [
        (_("you received {money}") if amount > 0 else _("you paid {money}")).format(
            money=money(abs(amount), currency).removeprefix("+")
        )
        for amount, currency in amounts
    ]
    return _(": {legs}").format(legs=", ".join(told)) if told else ""


def _leg(leg: Leg, instruments: Instruments) -> str:
    return symbol(leg.instrument, instruments) + _at(leg.price)


def _at_price(version: Concluded) -> str:
    own = own_leg(version)
    return _at(own.price if own is not None else None)


def _at(paid: Decimal | None) -> str:
    """The price it was booked at. Nothing was paid for what is booked out at nought."""
    return _(" at {price}").format(price=as_booked(paid)) if paid else ""
