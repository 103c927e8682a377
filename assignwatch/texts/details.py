"""The sentences of an account's details: feeds since when, sign-in, money, budgets of requests.

`ui/rows/account_detail.py` puts them in rows. What is old says from when it is; what the broker
did not say is unknown, never nothing.
"""

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from assignwatch.core.model import Scope
from assignwatch.core.words import Feed
from assignwatch.texts import labels
from assignwatch.texts.format import balance, clock, percent, span, stamp
from assignwatch.texts.translate import _
from assignwatch.texts.window import ago


def title(account: str) -> str:
    """Over the window of an account."""
    return _("{account}: details").format(account=account)


def opens(account: str) -> str:
    """What a button beside an account does, for those who hear it."""
    return _("Details of {account}").format(account=account)


def part(scope: Scope) -> str:
    """A part of an account by the broker's name for it."""
    return scope or _("whole account")


def feed(word: Feed, scope: Scope) -> str:
    """A feed, and the part of the account that it is of."""
    name = labels.feed(word)
    return _("{feed} · {part}").format(feed=name, part=scope) if scope else name


def when(at: datetime | None, now: datetime, zone: tzinfo | None) -> str:
    """A moment; with its date where that is not today's."""
    if at is None:
        return _("never")
    today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return clock(at, zone) if today else stamp(at, zone)


def since(at: datetime, now: datetime, zone: tzinfo | None) -> str:
    """From when on something has been as it is."""
    return _("since {time}").format(time=when(at, now, zone))


def told(at: datetime, now: datetime, zone: tzinfo | None, *, old: bool) -> str:
    """How old a figure is; one that is too old says from when it is."""
    length = ago(max(now - at, timedelta()))
    if not old:
        return length
    return _("from {time}, {ago}").format(time=when(at, now, zone), ago=length)


def life(at: datetime | None, now: datetime) -> str:
    """The last proof of life of a feed."""
    return _("never") if at is None else ago(max(now - at, timedelta()))


def read_up_to(word: Feed, at: datetime | None, now: datetime, zone: tzinfo | None) -> str:
    """How far a list was read without a hole, or when positions were last read and believed."""
    if word is Feed.STREAM:
        return ""
    if at is None:
        return _("not read yet")
    sentences = {
        Feed.POSITIONS: _("positions as of {time}"),
        Feed.FILLS: _("trades read up to {time}"),
        Feed.BOOKINGS: _("records read up to {time}"),
    }
    return sentences[word].format(time=when(at, now, zone))


def signed_in(until: datetime, now: datetime, zone: tzinfo | None, *, renewed: bool) -> str:
    """What remains of a sign-in."""
    time, left = when(until, now, zone), span(until - now)
    if renewed:
        return _(
            "Signed in until {time}, {left} left. It is renewed by itself while AssignWatch runs"
            " and this computer is awake."
        ).format(time=time, left=left)
    return _("Signed in until {time}, {left} left. It cannot be renewed by itself.").format(
        time=time, left=left
    )


def signed_out(until: datetime | None, now: datetime, zone: tzinfo | None) -> str:
    """The sign-in is over."""
    if until is None:
        return _("The sign-in has ended. Nothing is seen here until you sign in again.")
    return _("The sign-in ended at {time}. Nothing is seen here until you sign in again.").format(
        time=when(until, now, zone)
    )


def no_funds() -> str:
    """Nobody said anything of money."""
    return _("Unknown: the broker has said nothing of money and margin here.")


def no_budgets() -> str:
    """Nobody said anything of budgets."""
    return _("Unknown: nothing was asked yet that says what is left.")


def amount(found: Decimal | None) -> str:
    """An amount of money that is there."""
    return _("unknown") if found is None else balance(found)


def share(found: Decimal | None) -> str:
    """A part of the whole."""
    return _("unknown") if found is None else percent(found)


def used(remaining: int, limit: int) -> str:
    """How much of a budget is used."""
    return _("{used} of {limit}").format(used=limit - remaining, limit=limit)


def full_again(at: datetime | None, now: datetime, zone: tzinfo | None) -> str:
    """When a budget is whole again."""
    if at is None:
        return _("unknown")
    if now >= at:
        return since(at, now, zone)
    return _("in {span}").format(span=span(at - now + timedelta(seconds=1)))
