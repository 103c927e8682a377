"""What happened, in words: titles, results, evidence and grades of incident versions.

Rendered from the codes and values of a `Concluded`; the same sentences stand in the window, the
popup, the terminal and `replay`.
"""

from datetime import datetime, tzinfo
from decimal import Decimal

from assignwatch.core.events import Concluded, Evidence
from assignwatch.core.model import Instrument, name_of
from assignwatch.core.words import EvidenceCode, Grade, Kind, Response, Severity
from assignwatch.texts.format import clock, money, price, quantity, signed
from assignwatch.texts.translate import _, ngettext


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


def title(version: Concluded, instrument: Instrument | None) -> str:
    """`Taken over: +0.4 PF_XBTUSD`; the sign is that of the change."""
    return f"{kind(version.kind)}: {signed(_moved(version))} {_symbol(version, instrument)}"


def what(version: Concluded, instrument: Instrument | None) -> str:
    """One sentence that says what happened and at which price."""
    values = {
        "quantity": quantity(version.contracts),
        "symbol": _symbol(version, instrument),
        "direction": _("long") if _moved(version) > 0 else _("short"),
        "at": _at_price(version),
    }
    return _what_sentence(version.kind).format(**values)


def _what_sentence(word: Kind) -> str:
    sentences = {
        Kind.TAKEN_OVER: _(
            "You took over {quantity} {symbol} {direction}{at} from a liquidated trader."
        ),
        Kind.HANDED_OVER: _(
            "{quantity} {symbol} of yours closed by force{at}, part of it handed to another trader."
        ),
        Kind.LIQUIDATED: _("{quantity} {symbol} of yours was liquidated{at}."),
        Kind.UNWOUND: _("{quantity} {symbol} of yours was unwound against another account{at}."),
        Kind.DELEVERAGED: _("{quantity} {symbol} of yours was deleveraged{at}."),
        Kind.SETTLED: _("{quantity} {symbol} reached maturity and was settled{at}."),
        Kind.CLOSED_BY_BROKER: _("{quantity} {symbol} of yours was closed by the broker{at}."),
        Kind.ASSIGNED: _("{quantity} {symbol} was exercised against you{at}."),
        Kind.EXERCISED: _("{quantity} {symbol} of yours was exercised{at}."),
        Kind.CASH_SETTLED: _("{quantity} {symbol} was settled in cash{at}."),
        Kind.DELIVERED: _("{quantity} {symbol} was delivered{at}."),
        Kind.EXPIRED: _("{quantity} {symbol} expired{at}."),
        Kind.TRANSFERRED: _("{quantity} {symbol} was transferred{at}."),
    }
    unexplained = _("{quantity} {symbol} changed{at} for a reason that cannot be named.")
    return sentences.get(word, unexplained)


def cash(version: Concluded) -> str:
    """The money that moved, or that it is not known."""
    if not version.cash:
        return _("not known yet")
    return ", ".join(money(amount, currency) for currency, amount in version.cash.items())


def evidence(version: Concluded, zone: tzinfo | None = None) -> list[str]:
    """One short sentence for each reason, and whether nobody was looking at the time."""
    sentences = [evidence_sentence(item, zone) for item in version.evidence]
    if version.late:
        sentences.append(_("It happened while AssignWatch was not looking."))
    return sentences


def evidence_sentence(item: Evidence, zone: tzinfo | None = None) -> str:
    """The sentence of one piece of evidence."""
    values = item.values
    if item.fact == "records_disagree":
        return _("The broker's records disagree about the cause: {causes}.").format(
            causes=_causes(values["causes"])
        )
    count = int(values["count"])
    sentence = (
        ngettext(
            "{record}: {count} entry with a word AssignWatch does not know, {quantity} {symbol},"
            " {time}. Please compare with your account.",
            "{record}: {count} entries with a word AssignWatch does not know, {quantity} {symbol},"
            " {time}. Please compare with your account.",
            count,
        )
        if item.code is EvidenceCode.UNKNOWN_WORD
        else ngettext(
            "{record}: {count} entry ({causes}), {quantity} {symbol}, {time}.",
            "{record}: {count} entries ({causes}), {quantity} {symbol}, {time}.",
            count,
        )
    )
    return sentence.format(
        record=values["record"].capitalize() or _("The broker's record"),
        count=count,
        causes=_causes(values["causes"]),
        quantity=signed(Decimal(values["quantity"])),
        symbol=values["instrument"].partition("/")[2],
        time=_between(values["first"], values["last"], zone),
    )


def _causes(joined: str) -> str:
    return ", ".join(cause.replace("_", " ") for cause in joined.split(","))


def _between(first: str, last: str, zone: tzinfo | None) -> str:
    start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    if clock(start, zone) == clock(end, zone):
        return _("at {time}").format(time=clock(start, zone))
    return _("{first} to {last}").format(first=clock(start, zone), last=clock(end, zone))


def _moved(version: Concluded) -> Decimal:
    """The signed change of the contract itself."""
    own = (leg.quantity for leg in version.legs if leg.instrument == version.instrument)
    return next(own, version.contracts)


def _symbol(version: Concluded, instrument: Instrument | None) -> str:
    return instrument.symbol if instrument is not None else name_of(version.instrument)


def _at_price(version: Concluded) -> str:
    own = (leg.price for leg in version.legs if leg.instrument == version.instrument)
    paid = next(own, None)
    return "" if paid is None else _(" at {price}").format(price=price(paid))
