"""Why a version says what it says: one short sentence for each reason.

Rendered from the `fact` and the values that `core.detect.incidents.evidence` wrote down. A reason
that only a newer AssignWatch knows, or one whose values are not what they should be, shows itself
as it is: an old journal and a new one can always be read.
"""

from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal

from assignwatch.core.events import Concluded, Evidence
from assignwatch.core.state import Incident
from assignwatch.core.words import EvidenceCode
from assignwatch.texts import incidents
from assignwatch.texts.names import Instruments
from assignwatch.texts.translate import _, ngettext
from assignwatch.texts.values import MOST_WAYS, Values

Incidents = Mapping[str, Incident]


def sentences(
    version: Concluded,
    instruments: Instruments,
    known: Incidents | None = None,
    zone: tzinfo | None = None,
) -> list[str]:
    """One sentence for each reason, and one where nobody was looking all the time."""
    found = [sentence(item, instruments, known, zone) for item in version.evidence]
    if version.late and not any(item.code is EvidenceCode.LATE for item in version.evidence):
        found.append(_("AssignWatch was not always looking then."))
    return found


def sentence(
    item: Evidence,
    instruments: Instruments,
    known: Incidents | None = None,
    zone: tzinfo | None = None,
) -> str:
    """The sentence of one reason; `known` gives other incidents the titles that people know."""
    values = Values(item.values, instruments, zone)
    if item.fact == "became":
        return _became(values["incident"].text, instruments, known or {})
    template = _template(item.fact, values)
    return template.format_map(values) if template is not None else _unheard_of(item)


def has_words(fact: str) -> bool:
    """Whether this reason has a sentence of its own."""
    return fact == "became" or _template(fact, Values({}, {}, None)) is not None


def _unheard_of(item: Evidence) -> str:
    values = ", ".join(f"{name} {value}" for name, value in item.values.items())
    text = _("A reason that only a newer AssignWatch has words for: {fact}").format(fact=item.fact)
    return f"{text} ({values})." if values else f"{text}."


def _became(incident: str, instruments: Instruments, known: Incidents) -> str:
    other = known.get(incident)
    name = incidents.title(other.latest, instruments) if other is not None else incident
    return _("It became another incident: “{name}”.").format(name=name)


def _template(fact: str, values: Values) -> str | None:
    """The sentence of a reason, with the names and forms of its values in braces."""
    match fact:
        case "booked" | "unknown_word":
            return _booked(fact, values)
        case "legs_fit":
            return _legs_fit(values)
        case "at_strike" | "off_strike":
            return _price(fact, values)
        case "several_fit":
            return _several(values)
        case "adjusted":
            return _adjusted(values)
        case "in_the_money" | "out_of_the_money":
            return _moneyness(fact, values)
        case "by_trades" if "instrument" in values:
            return _("Your own trading explains it: {quantity:signed} {instrument:symbol}, {when}.")
        case "nothing_booked" if "through" not in values:
            return _("Nothing was booked for it.")
        case "as_since" if "since" not in values:
            return _("{instrument:symbol} was described in two ways; this goes by the later one.")
    return (_for() | _against() | _over()).get(fact)


def _for() -> dict[str, str]:
    """What speaks for a version."""
    return {
        "corrected": _("The broker corrected its record by {quantity:signed}, {at:time}."),
        "leg_booked": _(
            "The broker booked the other leg: {quantity:signed} {instrument:symbol}, {at:time}."
        ),
        "delivered_by": _(
            "It names no contract; of what is held {change:size} {contract:symbol} delivers it."
        ),
        "cash_fits": _("The change of the balance fits exactly; this is {cash:cash} of it."),
        "cash_moved": _("The balance moved by {cash:cash} with it, for no other known reason."),
        "cash_near": _("The change of the balance fits but for a fee; this is {cash:cash} of it."),
        "cash_unseen": _("The balance has not moved by {cash:cash} with it."),
        "cash_cancels": _(
            "What they move cancels, in shares and in money: neither shows whether it happened."
        ),
        "no_fill": _("No trade of yours {between} explains it."),
        "settled_at": _("{instrument:symbol} was booked out at {price:price}, its value."),
        "ended": _("The contract reached its end, {end:day}."),
        "nothing_booked": _("Nothing was booked for it up to {through:time}."),
        "notice_near": _(
            "Its notice day or its end is near, {end:day}: a broker that does not deliver closes it"
            " about then."
        ),
        "as_since": _(
            "{instrument:symbol} is described differently since {since:time}; this goes by the"
            " description since then."
        ),
        "as_before": _(
            "{instrument:symbol} is described differently since {since:time}; this goes by the"
            " description before, which fits."
        ),
        "changed": _("{instrument:symbol} went from {before:signed} to {after:signed}, {between}."),
    }


def _against() -> dict[str, str]:
    """What speaks against a version, or leaves it open."""
    return {
        "records_disagree": _("The broker's records disagree about the cause: {causes:words}."),
        "wrong_way": _(
            "By its sign the record adds to what you hold: its quantity is not believed."
        ),
        "booked_out": _(
            "{instrument:symbol} was booked out at {price:price}, and what is called goes at 0:"
            " this may have been a trade."
        ),
        "trades_unread": _(
            "Your trades are not read up to {at:time} yet: one of them may still explain it."
        ),
        "records_unread": _(
            "The broker's records are not read up to {at:time} yet: one of them may tell of"
            " something else."
        ),
        "no_records": _(
            "No records of the broker's have been read: nobody can say whether it was booked."
        ),
        "seen_late": _("Nobody was looking {between}; it happened at some time in between."),
        "not_shown": _(
            "By the records {instrument:symbol} should stand at {before:signed}; the reading of"
            " {at:time} shows {after:signed}."
        ),
        "outcome_unknown": _(
            "The outcome is not known before everything is read past {until:time}, when the"
            " underlying trades again."
        ),
        "close_unknown": _(
            "The underlying's close is not known: nobody can say whether it ended in the money."
        ),
        "may_cancel": _(
            "The underlying's close is not known: it may have been called as well, along with"
            " {ways:ways}, for what they move cancels."
        ),
        "gave_up": _(
            "There are too many combinations to try them all; another one may fit as well."
        ),
    }


def _over() -> dict[str, str]:
    """Why an earlier version does not stand any more."""
    return {
        "by_trades": _("Your own trading explains it, {when}."),
        "by_records": _("The broker's own records explain it."),
        "by_adjustment": _("A corporate action explains it: {cause:words}."),
        "by_correction": _("The broker took its own record back."),
        "held_already": _("It was of before the first reading, which shows it already."),
        "by_return": _("Later readings no longer show it."),
    }


def _booked(fact: str, values: Values) -> str:
    count = int(values["count"].figure or 0)
    if fact == "booked" and "cash" in values:
        return ngettext(
            "{record:record}: {count} entry ({causes:words}), {cash:cash} for {instrument:symbol},"
            " {when}.",
            "{record:record}: {count} entries ({causes:words}), {cash:cash} for"
            " {instrument:symbol}, {when}.",
            count,
        )
    if fact == "booked" and "moved" in values:
        return ngettext(
            "{record:record}: {count} entry ({moved:shares}), {quantity:signed}"
            " {instrument:symbol}, {when}.",
            "{record:record}: {count} entries ({moved:shares}), {quantity:signed}"
            " {instrument:symbol}, {when}.",
            count,
        )
    if fact == "booked":
        return ngettext(
            "{record:record}: {count} entry ({causes:words}), {quantity:signed}"
            " {instrument:symbol}, {when}.",
            "{record:record}: {count} entries ({causes:words}), {quantity:signed}"
            " {instrument:symbol}, {when}.",
            count,
        )
    if "word" in values:
        return ngettext(
            "{record:record}: {count} entry with the word “{word}”, which AssignWatch does not"
            " know, {quantity:signed} {instrument:symbol}, {when}; please compare with your"
            " account.",
            "{record:record}: {count} entries with the word “{word}”, which AssignWatch does not"
            " know, {quantity:signed} {instrument:symbol}, {when}; please compare with your"
            " account.",
            count,
        )
    return ngettext(
        "{record:record}: {count} entry with a word AssignWatch does not know, {quantity:signed}"
        " {instrument:symbol}, {when}; please compare with your account.",
        "{record:record}: {count} entries with a word AssignWatch does not know, {quantity:signed}"
        " {instrument:symbol}, {when}; please compare with your account.",
        count,
    )


def _legs_fit(values: Values) -> str:
    gone = _("{change:size} {contract:symbol} gone")
    if "of" in values:
        gone = _("{change:size} of the {of:size} {contract:symbol} that went")
    if "left" in values:
        none = values["left"].figure == 0
        left = _("{gone}, none left") if none else _("{gone}, {{left:signed}} left")
        gone = left.format(gone=gone)
    if "guessed" in values:
        moved = _("{legs:parts} moved, and nobody says how much it delivers.")
        return f"{gone}; {moved}"
    size = values["change"].figure
    number = 1 if size is not None and abs(size) <= 1 else 2
    worth = ngettext(
        "{legs:parts} is exactly what it delivers.",
        "{legs:parts} is exactly what they deliver.",
        number,
    )
    if "unseen" in values:
        worth = ngettext(
            "it delivers {legs:parts}, and what went with it cancels that.",
            "they deliver {legs:parts}, and what went with them cancels that.",
            number,
        )
    return f"{gone}; {worth}"


def _price(fact: str, values: Values) -> str:
    paid, strike = values["price"].figure, values["strike"].figure
    if fact == "off_strike":
        if paid is None:
            return _("The booked prices do not fit the strike: this may have been a trade.")
        return _(
            "{instrument:symbol} was booked at {price:price}, which does not fit the strike"
            " {strike:price}: this may have been a trade."
        )
    if paid is None:
        return _("The booked prices fit the strike.")
    if not paid:
        return _("{instrument:symbol} was booked out at 0, as what is called is.")
    if paid == strike:
        return _("{instrument:symbol} was booked at {price:price}, the strike.")
    if "spread" in values:
        return _(
            "{instrument:symbol} was booked at {price:price}: the strike {strike:price} comes to"
            " {spread:price} for each of what is delivered."
        )
    if "premium" in values and strike is not None:
        return _with_premium(paid, strike, values["premium"].figure)
    return _(
        "{instrument:symbol} was booked at {price:price}, which fits the strike {strike:price}."
    )


def _with_premium(paid: Decimal, strike: Decimal, premium: Decimal | None) -> str:
    """The strike with what the option itself had cost folded in: of a put less, of a call more."""
    if premium is not None and abs(paid - strike) == abs(premium):
        made = _("{instrument:symbol} was booked at {price:price}: {made}.")
    else:
        made = _("{instrument:symbol} was booked at {price:price}, which fits {made}.")
    less = _("the strike {strike:price} less the premium {premium:price}")
    more = _("the strike {strike:price} and the premium {premium:price}")
    return made.replace("{made}", less if paid < strike else more)


def _adjusted(values: Values) -> str:
    new, _slash, old = values["ratio"].text.partition("/")
    if old and values["new"].text != values["old"].text:
        told = _(
            "A corporate action accounts for it: {{cause:words}}, {new} {{new:symbol}} for {old}"
            " {{old:symbol}}."
        )
        return told.format(new=new, old=old)
    if new == old or not old:
        return _("A corporate action accounts for it: {cause:words}.")
    return _("A corporate action accounts for it: {cause:words}, {ratio:ratio}.")


def _several(values: Values) -> str:
    if "count" not in values:
        return _("More than one combination fits: {ways:ways}.")
    named = len(values["ways"].text.split("; "))
    if values["count"].text == str(named) and named <= MOST_WAYS:
        return _("{count} combinations fit: {ways:ways}.")
    return _("{count} combinations fit, among them {ways:ways}.")


def _moneyness(fact: str, values: Values) -> str:
    inside = fact == "in_the_money"
    ended = _("It ended in the money") if inside else _("It did not end in the money")
    strike = _(", strike {strike:price}") if "strike" in values else ""
    told = "" if "at" not in values else _(", {at:time}")
    if "official" in values:
        told = _(", the official value")
    where = _("{ended}: {{instrument:symbol}} at {{price:price}}{strike}{told}.")
    return where.format(ended=ended, strike=strike, told=told)
