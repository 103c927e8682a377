"""The reasons of a version, as codes and values; `texts.evidence` makes sentences of them.

Every figure that a sentence needs is in its values, so that a stored version explains itself for
ever, whatever becomes of the prices and positions that it was made of.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from assignwatch.core.detect.kinds import kind_of
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.detect.records.lots import Lots
from assignwatch.core.detect.residual import Residual
from assignwatch.core.events import Evidence, Priced
from assignwatch.core.model import InstrumentId, Leg, Moment
from assignwatch.core.observations import Adjustment, Booking
from assignwatch.core.words import Cause, EvidenceCode, Kind

_LITTLE = 200
"""Texts of a broker longer than this say more than a word."""

_SHORT = re.compile(r"\w[\w .:/-]{0,39}")
"""A word as a broker writes one."""


def figure(amount: Decimal) -> str:
    """A figure as text, without needless zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _paid(told: Sequence[Booking]) -> dict[str, str]:
    """What records of money alone tell of it."""
    sums: dict[str, Decimal] = {}
    for currency, amount in ((c, a) for witness in told for c, a in witness.cash.items()):
        sums[currency] = sums.get(currency, Decimal()) + amount
    return {"cash": _amounts(sums)} if any(sums.values()) else {}


def _word(told: Sequence[Booking]) -> dict[str, str]:
    """The word that nobody knows, where the broker's own text is little more than that."""
    words = {word for witness in told if (word := _only_text(witness.raw)) is not None}
    return {"word": words.pop()} if len(words) == 1 else {}


def _only_text(raw: str | None) -> str | None:
    if raw is None or len(raw) > _LITTLE:
        return None
    try:
        found = json.loads(raw, parse_float=Decimal)
    except ValueError:
        return None
    parts = list(found.values()) if isinstance(found, dict) else [found]
    texts = [part for part in parts if isinstance(part, str)]
    return texts[0] if len(texts) == 1 and _SHORT.fullmatch(texts[0]) else None


def official(found: Sequence[Happening]) -> Iterator[Evidence]:
    """One sentence for each of the broker's lists that speaks of it, then what speaks against."""
    for record in sorted({record for h in found for record in h.records}):
        told = [w for h in found for w in h.witnesses if w.record == record]
        unknown = all(kind_of(w.cause) is Kind.UNEXPLAINED for w in told)
        moved = told if record else {w.event or w.id for w in told}
        listed = sum((_listed(h, record) for h in found), Decimal())
        quantity = listed if record else _each_once(found)
        yield Evidence(
            EvidenceCode.UNKNOWN_WORD if unknown else EvidenceCode.OFFICIAL,
            "unknown_word" if unknown else "booked",
            {
                "record": record,
                "instrument": told[0].instrument,
                "count": str(len(moved)),
                "quantity": figure(quantity),
                "causes": ",".join(sorted({w.cause for w in told})),
                **_by_cause(record, found, quantity),
                **({} if quantity else _paid(told)),
                **(_word(told) if unknown else {}),
                "first": min(w.at for w in told).isoformat(),
                "last": max(w.at for w in told).isoformat(),
            },
        )
    disputed = [h for h in found if h.disputed]
    if disputed:
        causes = sorted({cause for h in disputed for cause in h.causes})
        yield Evidence(
            EvidenceCode.CONTRADICTION,
            "records_disagree",
            {"causes": ",".join(causes), "count": str(len(disputed))},
        )
    if any(h.wrong_way for h in found):
        yield Evidence(EvidenceCode.CONTRADICTION, "wrong_way", {})
    for correction in (c for h in found for c in h.corrections):
        yield Evidence(
            EvidenceCode.EXPLAINED_BY,
            "corrected",
            {"quantity": figure(correction.quantity), "at": correction.at.isoformat()},
        )


def _by_cause(record: str, found: Sequence[Happening], quantity: Decimal) -> dict[str, str]:
    """How much of it each cause moved, where a list names several, each for events of its own."""
    moved: dict[Cause, Decimal] = {}
    for happening in found:
        said = happening.counting(record)
        told = {w.cause for w in happening.witnesses if w.record == record and w.quantity}
        if told - {w.cause for w in said}:
            return {}
        for witness in said:
            moved[witness.cause] = moved.get(witness.cause, Decimal()) + witness.quantity
    parts = [f"{figure(part)} {cause}" for cause, part in sorted(moved.items()) if part]
    if len(parts) < 2 or sum(moved.values(), Decimal()) != quantity:
        return {}
    return {"moved": ", ".join(parts)}


def _listed(told: Happening, record: str) -> Decimal:
    """What a list says of it; all its entries where that is it, as trades in as many pieces say."""
    counting = sum((w.quantity for w in told.counting(record)), Decimal())
    every = sum((w.quantity for w in told.witnesses if w.record == record), Decimal())
    return every if every == told.quantity else counting


def _each_once(found: Sequence[Happening]) -> Decimal:
    """What records of no list say together: several of one happening say the same."""
    total = Decimal()
    for happening in found:
        said = [w.quantity for w in happening.counting("")]
        once = sorted(said, key=abs)[-1:]
        total += sum(said if happening.lots is Lots.ALL else once, Decimal())
    return total


def legs_fit(
    contract: InstrumentId,
    change: Decimal,
    legs: Iterable[Leg],
    *,
    left: Decimal | None,
    of: Decimal | None = None,
    guessed: bool = False,
    unseen: bool = False,
) -> Evidence:
    """The contract is gone, or so much `of` what is, and its deliverable has moved, exactly.

    `guessed`: how much it delivers is only known from that. `unseen`: others cancelled it.
    """
    moved = ", ".join(f"{figure(leg.quantity)} {leg.instrument}" for leg in legs)
    values = {"contract": contract, "change": figure(change), "legs": moved}
    if left is not None:
        values["left"] = figure(left)
    if of is not None:
        values["of"] = figure(of)
    if guessed:
        values["guessed"] = "yes"
    if unseen:
        values["unseen"] = "yes"
    return Evidence(EvidenceCode.TWO_LEGS, "legs_fit", values)


def leg_booked(leg: Residual) -> Evidence:
    """The broker booked the other leg by name."""
    values = {"instrument": leg.instrument, "quantity": figure(leg.quantity)}
    return Evidence(EvidenceCode.OFFICIAL, "leg_booked", values | {"at": leg.at.isoformat()})


def delivered_by(contract: InstrumentId, change: Decimal) -> Evidence:
    """The record names no contract, and this is what delivers just that."""
    values = {"contract": contract, "change": figure(change)}
    return Evidence(EvidenceCode.OFFICIAL, "delivered_by", values)


def price(
    leg: Residual | None,
    strike: Decimal | None,
    *,
    fits: bool,
    premium: Decimal | None = None,
    spread: Decimal | None = None,
) -> Evidence:
    """What the leg, or the option itself, was booked at.

    It may be the strike with the `premium` folded in, or what the strike comes to, `spread` over
    another number of units than it counts for.
    """
    values = {} if strike is None else {"strike": figure(strike)}
    if premium is not None:
        values["premium"] = figure(premium)
    if spread is not None:
        values["spread"] = figure(spread)
    if leg is not None:
        values |= {"instrument": leg.instrument, "quantity": figure(leg.quantity)}
        paid = leg.opened_at if leg.price is not None else leg.closing
        if paid is not None:
            values["price"] = figure(paid)
    code = EvidenceCode.PRICE if fits else EvidenceCode.CONTRADICTION
    return Evidence(code, "at_strike" if fits else "off_strike", values)


def booked_out(option: Residual) -> Evidence:
    """An option went at a price, as one that is traded does."""
    values = {"instrument": option.instrument, "quantity": figure(option.quantity)}
    if option.paid is not None:
        values["price"] = figure(option.paid)
    return Evidence(EvidenceCode.CONTRADICTION, "booked_out", values)


def cash_moved(amounts: dict[str, Decimal]) -> Evidence:
    """The balance moved when the contract ended, and nothing else accounts for it."""
    return Evidence(EvidenceCode.CASH, "cash_moved", {"cash": _amounts(amounts)})


def cash(amounts: dict[str, Decimal], *, exact: bool) -> Evidence:
    """The balance moved by what the law says, or nearly."""
    fact = "cash_fits" if exact else "cash_near"
    return Evidence(EvidenceCode.CASH, fact, {"cash": _amounts(amounts)})


def cash_unseen(amounts: dict[str, Decimal]) -> Evidence:
    """The balance is known, and did not move by what the law says."""
    return Evidence(EvidenceCode.CONTRADICTION, "cash_unseen", {"cash": _amounts(amounts)})


def cash_cancels() -> Evidence:
    """What the contracts pay cancels, so that the balance says nothing."""
    return Evidence(EvidenceCode.CASH, "cash_cancels")


def _amounts(amounts: dict[str, Decimal]) -> str:
    return ", ".join(f"{figure(amount)} {currency}" for currency, amount in amounts.items())


def no_fill(since: datetime, at: datetime) -> Evidence:
    """The trades were read and none of them is this."""
    values = {"since": since.isoformat(), "at": at.isoformat()}
    return Evidence(EvidenceCode.NO_FILL, "no_fill", values)


def unread(at: datetime) -> Evidence:
    """The trades were not read past the change: one of them may still explain it."""
    return Evidence(EvidenceCode.HOLE, "trades_unread", {"at": at.isoformat()})


def records_unread(at: datetime) -> Evidence:
    """The broker's records were not read far enough yet."""
    return Evidence(EvidenceCode.HOLE, "records_unread", {"at": at.isoformat()})


def no_records() -> Evidence:
    """No record of the broker's has been read of this account yet."""
    return Evidence(EvidenceCode.HOLE, "no_records")


def late(since: datetime, at: datetime) -> Evidence:
    """It happened in a span in which nobody looked."""
    values = {"since": since.isoformat(), "at": at.isoformat()}
    return Evidence(EvidenceCode.LATE, "seen_late", values)


def gone(residual: Residual) -> Evidence:
    """How the position changed, and that this is all that is known."""
    values = {
        "instrument": residual.instrument,
        "quantity": figure(residual.quantity),
        "before": figure(residual.expected),
        "after": figure(residual.after),
        "since": residual.since.isoformat(),
        "at": residual.at.isoformat(),
    }
    fact = "not_shown" if residual.unanswered else "changed"
    return Evidence(EvidenceCode.CONTRADICTION, fact, values)


def ended(end: Moment) -> Evidence:
    """The contract had reached its end."""
    return Evidence(EvidenceCode.CALENDAR, "ended", _dated(end))


def _dated(end: Moment) -> dict[str, str]:
    """A day as a day, a time as a time."""
    return {"end": end.at.date().isoformat() if end.whole_day else end.at.isoformat()}


def redescribed(contract: InstrumentId, since: datetime, *, before: bool) -> Evidence:
    """The contract is described differently since then, and by which description this goes.

    A tape may hold both before anything that has a time: then nobody knows since when.
    """
    values = {"instrument": str(contract)}
    if since.date() > date.min:
        values["since"] = since.isoformat()
    return Evidence(EvidenceCode.TIME, "as_before" if before else "as_since", values)


def outcome_unknown(until: datetime) -> Evidence:
    """Whether it was called will be booked by then."""
    return Evidence(EvidenceCode.CALENDAR, "outcome_unknown", {"until": until.isoformat()})


def nothing_booked(through: datetime | None) -> Evidence:
    """The records were read past the day on which an assignment would have been booked."""
    values = {} if through is None else {"through": through.isoformat()}
    return Evidence(EvidenceCode.OFFICIAL, "nothing_booked", values)


def moneyness(close: Priced | None, strike: Decimal | None, *, inside: bool | None) -> Evidence:
    """On which side of the strike the underlying ended, or that nobody knows."""
    if close is None or inside is None:
        return Evidence(EvidenceCode.RISK, "close_unknown", {})
    values = {"price": figure(close.price), "instrument": close.instrument}
    values["at"] = close.at.isoformat()
    if close.official:
        values["official"] = "yes"
    if close.source is not None:
        values["source"] = close.source
    if strike is not None:
        values["strike"] = figure(strike)
    return Evidence(EvidenceCode.RISK, "in_the_money" if inside else "out_of_the_money", values)


def settled_at(option: Residual) -> Evidence:
    """The broker booked it out at what it was worth at its end."""
    values = {"instrument": option.instrument, "price": figure(option.closing or Decimal())}
    return Evidence(EvidenceCode.PRICE, "settled_at", values)


def notice_near(end: Moment) -> Evidence:
    """A broker that does not deliver closes such a position about now."""
    return Evidence(EvidenceCode.CALENDAR, "notice_near", _dated(end))


_NAMED = 6
"""Ways to explain a change that are named; of more, only how many there are."""


def several(ways: Sequence[str]) -> Evidence:
    """More than one combination fits; the first few are named."""
    values = {"ways": "; ".join(ways[:_NAMED]), "count": str(len(ways))}
    return Evidence(EvidenceCode.TWO_LEGS, "several_fit", values)


def may_cancel(ways: Sequence[str]) -> Evidence:
    """Its close is not known; called with others that went, it would leave nothing to see."""
    return Evidence(EvidenceCode.RISK, "may_cancel", {"ways": "; ".join(ways[:_NAMED])})


def gave_up() -> Evidence:
    """The search looked at as many combinations as it may."""
    return Evidence(EvidenceCode.GAVE_UP, "gave_up", {})


def adjusted(adjustment: Adjustment) -> Evidence:
    """A corporate action accounts for it."""
    new, old = adjustment.ratio
    values = {
        "id": adjustment.id,
        "cause": adjustment.cause,
        "ratio": f"{figure(new)}/{figure(old)}",
        "old": adjustment.old,
        "new": adjustment.new,
    }
    return Evidence(EvidenceCode.OFFICIAL, "adjusted", values)


def explained(what: str, **values: str) -> Evidence:
    """Why an earlier version does not stand any more."""
    return Evidence(EvidenceCode.EXPLAINED_BY, what, values)
