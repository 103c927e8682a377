"""The sentences of the window, its popup, its tray and its forms that carry values.

The alerts themselves come from `incidents.py`, `problems.py` and `alerts.py`; the fixed words from
`labels.py`. Here is what only a window needs to say: how well it sees, how old something is, what
an empty place means.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from assignwatch.core.words import Feed, Response, Severity
from assignwatch.texts import incidents
from assignwatch.texts.format import clock, span, stamp
from assignwatch.texts.translate import _, ngettext


def count(severity: Severity, number: int) -> str:
    """`1 critical`, for the summary."""
    sentences = {
        Severity.CRITICAL: _("{n} critical"),
        Severity.HIGH: _("{n} high"),
        Severity.NORMAL: _("{n} normal"),
        Severity.INFO: _("{n} info"),
    }
    return sentences[severity].format(n=number)


def age(length: timedelta) -> str:
    """How long ago, coarse enough not to flicker: `now`, `15 s`, `12 min`, `7 h 03 min`, `3 d`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 5:
        return _("now")
    if seconds < 60:
        return span(timedelta(seconds=seconds - seconds % 5))
    if seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    if seconds < 86400:
        return span(length)
    return _("{n} d").format(n=seconds // 86400)


def ago(length: timedelta) -> str:
    """The same as a phrase: `just now`, `12 min ago`."""
    if length < timedelta(seconds=5):
        return _("just now")
    return _("{age} ago").format(age=age(length))


def today(at: datetime, zone: tzinfo | None) -> str:
    """Date and time with zone: `Fri 20 Nov 2026  09:12:04 CET`."""
    local = at.astimezone(zone)
    return f"{local.strftime('%a')} {local.day} {local.strftime('%b %Y')}  {clock(at, zone)}"


# ------------------------------------------------------------------------------ how well we see


def feed_word(seen: bool, odd: bool, asked: bool) -> str:
    """One word for a feed: whether it is seen, seen with a remark, or was ever asked."""
    if not asked:
        return _("not read yet")
    if not seen:
        return _("down")
    return _("ok, see below") if odd else _("ok")


def watching() -> str:
    """An account that is fully seen."""
    return _("watching")


def first_reading() -> str:
    """An account that was never read."""
    return _("first reading")


def partly() -> str:
    """An account whose positions and bookings are seen, but not every feed."""
    return _("watching, slower")


def cannot_see() -> str:
    """An account in which an assignment could be missed now."""
    return _("cannot see")


def last_checked(at: datetime | None, zone: tzinfo | None) -> str:
    """When positions were last read and believed."""
    if at is None:
        return _("never checked")
    return _("last checked {time}").format(time=clock(at, zone))


def signed_in(until: datetime, zone: tzinfo | None, *, renewed: bool) -> str:
    """What remains of a sign-in."""
    time = clock(until, zone)
    if renewed:
        return _("signed in until {time}, renewed by itself").format(time=time)
    return _("signed in until {time}").format(time=time)


def signed_out() -> str:
    """The broker lets nobody in before the trader has signed in."""
    return _("sign in again")


def feed_reason(name: str, sentence: str) -> str:
    """A remark about one feed."""
    return _("{feed}: {sentence}").format(feed=name[:1].upper() + name[1:], sentence=sentence)


def silent_since(at: datetime, zone: tzinfo | None) -> str:
    """A feed that claims to be up but has said nothing for too long."""
    return _("No sign of life since {time}.").format(time=clock(at, zone))


def watched(seen: int, accounts: int) -> str:
    """How many accounts are seen."""
    if seen == accounts:
        sentence = ngettext("{n} account watched", "{n} accounts watched", accounts)
        return sentence.format(n=accounts)
    return ngettext(
        "{seen} of {n} account watched", "{seen} of {n} accounts watched", accounts
    ).format(seen=seen, n=accounts)


def headline_quiet() -> str:
    """Everything is seen and nothing asks."""
    return _("Watching, nothing asks for you")


def headline_checking(number: int) -> str:
    """Everything is seen, and something of it is not decided."""
    return ngettext(
        "Watching, {n} change is being checked", "Watching, {n} changes are being checked", number
    ).format(n=number)


def headline_blind(account: str, others: int) -> str:
    """What cannot be seen is said before what is quiet."""
    if not others:
        return _("Cannot see {account}").format(account=account)
    return ngettext(
        "Cannot see {account} and {n} other", "Cannot see {account} and {n} others", others
    ).format(account=account, n=others)


def headline_partly() -> str:
    """Something is missing that makes us slower or is not read yet."""
    return _("Watching, but not with everything")


def headline_starting() -> str:
    """No account has been read completely yet."""
    return _("First reading under way")


def headline_nothing() -> str:
    """No account is set up."""
    return _("Nothing is being watched")


def headline_open(number: int) -> str:
    """Alerts wait for the trader."""
    return ngettext("{n} alert waits for you", "{n} alerts wait for you", number).format(n=number)


def from_then(at: datetime | None, zone: tzinfo | None) -> str:
    """Marks a row that is not from now."""
    if at is None:
        return _("never read")
    return _("from {time}").format(time=clock(at, zone))


# ------------------------------------------------------------------------------- empty places


def no_alerts(accounts: int, checked: datetime | None, zone: tzinfo | None) -> str:
    """Silence has to prove itself."""
    if checked is None:
        return _("No open alerts. The accounts have not been read yet.")
    return ngettext(
        "No open alerts. {n} account was read completely, last at {time}.",
        "No open alerts. {n} accounts were read completely, last at {time}.",
        accounts,
    ).format(n=accounts, time=clock(checked, zone))


def no_alerts_but(accounts: str) -> str:
    """Silence of an account that cannot be seen means nothing."""
    return _("No open alerts, but {accounts} cannot be seen: silence there means nothing.").format(
        accounts=accounts
    )


def checking(number: int) -> str:
    """Changes of which it is not decided yet what they were; silence is not the whole truth."""
    return ngettext(
        "{n} change is still being checked, see below.",
        "{n} changes are still being checked, see below.",
        number,
    ).format(n=number)


def nothing_watched() -> str:
    """Before the first account."""
    return _("Nothing is being watched. Silence here means nothing.")


def no_accounts() -> str:
    """The empty grid of a first start."""
    return _("Add an account to see its positions here, or try the demo.")


def no_positions(checked: datetime | None, zone: tzinfo | None) -> str:
    """An empty grid that was read, or is still to be read."""
    if checked is None:
        return _("The positions have not been read yet.")
    return _("No open positions, as read at {time}.").format(time=clock(checked, zone))


def no_match(text: str) -> str:
    """The filter hides everything."""
    return _("No rows match ‘{text}’.").format(text=text)


def unreadable(account: str, at: datetime | None, zone: tzinfo | None) -> str:
    """Rows that are not from now say so."""
    if at is None:
        return _("{account} has not been read yet.").format(account=account)
    return _("{account} could not be read since {time}. Its rows are from then.").format(
        account=account, time=clock(at, zone)
    )


# ---------------------------------------------------------------------------- what is being checked


def waits(feeds: Sequence[Feed], left: timedelta | None) -> str:
    """What has to be read before it is decided, and how long that is waited for."""
    wanted = {
        Feed.STREAM: _("the stream"),
        Feed.POSITIONS: _("another reading"),
        Feed.FILLS: _("your trades"),
        Feed.BOOKINGS: _("the broker's records"),
    }
    if not feeds:
        sentence = _("not decided yet") if left is None else _("decided in {left} at most")
    else:
        sentence = _("waits for {what}") if left is None else _("waits for {what}, {left} at most")
    what = _(" and ").join(wanted[feed] for feed in feeds)
    return sentence.format(what=what, left=span(left) if left is not None else "")


def decided_by(at: datetime, left: timedelta, zone: tzinfo | None) -> str:
    """When it is decided at the latest."""
    return _("Decided at {time} at the latest, in {left}.").format(
        time=stamp(at, zone), left=span(left)
    )


def waits_whole(feeds: Sequence[Feed]) -> str:
    """What it waits for, as a sentence of its own."""
    words = waits(feeds, None)
    return f"{words[:1].upper()}{words[1:]}."


# ------------------------------------------------------------------------------- the alert card


def version_of(version: int, versions: int) -> str:
    """Which version is shown."""
    return _("version {version} of {versions}").format(version=version, versions=versions)


def occurred(first: str, last: str) -> str:
    """When it happened; `last` is empty when it was one moment."""
    if not last:
        return _("happened {time}").format(time=first)
    return _("happened {first} to {last}").format(first=first, last=last)


def seen_at(time: str) -> str:
    """When the program learned of it."""
    return _("seen {time}").format(time=time)


def holds(quantity: str, symbol: str, side: str) -> str:
    """What is held now."""
    return _("{symbol}: you are now {side} {quantity}").format(
        quantity=quantity, symbol=symbol, side=side
    )


def holds_nothing(symbol: str) -> str:
    """What is not held any more."""
    return _("{symbol}: you hold none now").format(symbol=symbol)


def held(quantity: str, symbol: str, side: str) -> str:
    """What was held before it happened."""
    return _("{symbol}: you were {side} {quantity} before").format(
        quantity=quantity, symbol=symbol, side=side
    )


def held_nothing(symbol: str) -> str:
    """What was not held before it happened."""
    return _("{symbol}: you held none before").format(symbol=symbol)


def as_read(time: str) -> str:
    """How old a position is."""
    return _("as read at {time}").format(time=time)


def not_read_since() -> str:
    """The position is older than the event."""
    return _("Not read again since it happened.")


def if_so(amount: str) -> str:
    """Money of something that is not certain."""
    return _("{money}, if it is so").format(money=amount)


def was_told(title: str) -> str:
    """What was said before it was taken back."""
    return _("It was told as: {title}").format(title=title)


def booked_and_mark(booked: str, mark: str, time: str) -> str:
    """A price of the event against the price of now."""
    return _("Booked at {booked}, mark {mark} at {time}.").format(
        booked=booked, mark=mark, time=time
    )


def fired(time: str) -> str:
    """The start of a timeline."""
    return _("{time}  alert").format(time=time)


def concluded(time: str, first: int, last: int, what: str) -> str:
    """A version in the timeline, or several of the same second that say the same."""
    if first == last:
        return _("{time}  version {version}: {what}").format(time=time, version=first, what=what)
    return _("{time}  versions {first}–{last}: {what}").format(
        time=time, first=first, last=last, what=what
    )


def delivered(time: str, channel: str, outcome: str, times: int) -> str:
    """A channel in the timeline."""
    if times <= 1:
        return _("{time}  {channel}: {outcome}").format(time=time, channel=channel, outcome=outcome)
    return ngettext(
        "{time}  {channel}: {outcome}, {n} time so far",
        "{time}  {channel}: {outcome}, {n} times so far",
        times,
    ).format(time=time, channel=channel, outcome=outcome, n=times)


def acknowledged(time: str, version: int, response: Response | None, note: str) -> str:
    """What the trader said."""
    said = [incidents.response(response)] if response is not None else []
    said += [f"‘{note}’"] if note else []
    sentence = _("{time}  acknowledged by you, version {version}").format(
        time=time, version=version
    )
    return f"{sentence}: {', '.join(said)}" if said else sentence


def resolved(time: str) -> str:
    """The end of a timeline."""
    return _("{time}  resolved").format(time=time)
