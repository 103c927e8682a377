"""The sentences of the window's forms, its tray, its status bar and its questions.

The account form, the acknowledgement, closing and quitting. `window.py` has what is on the window
itself, `labels.py` the fixed words.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from assignwatch.core.words import Response
from assignwatch.texts.format import clock, day
from assignwatch.texts.translate import _, ngettext

# ------------------------------------------------------------------------------- status and tray


def saved() -> str:
    """The journal takes everything."""
    return _("Journal: saved")


def not_saved(sentence: str) -> str:
    """The journal does not; what is shown now would be forgotten."""
    return _("Not saved: {reason}").format(reason=sentence)


def next_check(at: datetime, zone: tzinfo | None) -> str:
    """When positions are read next."""
    return _("Next check {time}").format(time=clock(at, zone))


def watching_since(at: datetime, zone: tzinfo | None) -> str:
    """How long this run has been watching."""
    return _("Watching since {time}").format(time=clock(at, zone))


def tray_tip(alerts: str, watched: str) -> str:
    """The tray's tooltip: counts, never amounts, since some systems keep old tooltips."""
    return f"AssignWatch: {alerts}, {watched}"


def no_open_alerts() -> str:
    """For the tooltip."""
    return _("no open alerts")


def open_alerts(number: int) -> str:
    """For the tooltip, when the worst is named beside it."""
    return ngettext("{n} open alert", "{n} open alerts", number).format(n=number)


def signing_in(account: str) -> str:
    """The broker's page was asked for."""
    return _(
        "The page of {account} opens in your browser. Sign in there; you come back by itself."
    ).format(account=account)


def signed_in(account: str) -> str:
    """It worked."""
    return _("{account} is signed in and watched.").format(account=account)


# ------------------------------------------------------------------------------- acknowledging


def response_more(word: Response) -> str:
    """A response with what it means."""
    return {
        Response.TRADE: _("&Buy or sell: I change the position"),
        Response.HEDGE: _("&Hedge: I cover it with something else"),
        Response.KEEP: _("&Keep it as it is now"),
        Response.DONE: _("Nothing, it is &already done"),
        Response.OTHER: _("Something &other"),
    }[word]


def changed_meanwhile(version: int) -> str:
    """The alert fired again while the form was open."""
    return _(
        "Something changed while this was open: it is version {version} now. Please read the alert"
        " again; an acknowledgement counts for the version you saw."
    ).format(version=version)


# ------------------------------------------------------------------------------- closing


def closing_hint() -> str:
    """Said once, when the window is closed for the first time."""
    return _(
        "AssignWatch keeps watching in the tray. Open it from there, or end it with Ctrl+Q or"
        " Quit in the tray’s menu. This is said only once."
    )


def closing_without_tray() -> str:
    """There is nowhere to go but down."""
    return _(
        "This desktop has no tray, so the window was minimised instead of closed and AssignWatch"
        " keeps watching. Ctrl+Q ends it."
    )


def quit_question(number: int) -> str:
    """Quitting while something asks."""
    return ngettext(
        "{n} alert waits for you. After quitting nothing is watched and nothing reminds you.",
        "{n} alerts wait for you. After quitting nothing is watched and nothing reminds you.",
        number,
    ).format(n=number)


def remove_question(account: str) -> str:
    """Before an account is taken off the watch."""
    return _(
        "Stop watching {account}? Its keys are removed from the password store. What was recorded"
        " stays in the journal."
    ).format(account=account)


def about(version: str) -> str:
    """The program in three sentences."""
    return _(
        "AssignWatch {version}. It watches your broker accounts for assignments, takeovers and"
        " settlements, and reminds you until you acknowledge. It only reads: it never trades and"
        " needs no trading right."
    ).format(version=version)


def sessions_known(until: date, earlier: Mapping[str, date]) -> str:
    """Until when it is known when exchanges trade; `earlier` are those that end before, by MIC."""
    sentence = _("Exchange sessions are known until {until}.").format(until=day(until))
    if not earlier:
        return sentence
    others = ", ".join(f"{mic} {day(end)}" for mic, end in sorted(earlier.items()))
    return _("Exchange sessions are known until {until} ({others}).").format(
        until=day(until), others=others
    )


def sessions_unknown() -> str:
    """The short form of what is wrong with the table of exchange sessions."""
    return _("Exchange sessions are not known: update AssignWatch.")


def shortcuts() -> str:
    """All keys, one a line."""
    return _(
        "Ctrl+1  alerts\nCtrl+2  positions\nCtrl+3  accounts, Enter opens the details\n"
        "F5  check all accounts now\n"
        "A  acknowledge the selected alert (in the list of alerts)\n"
        "Ctrl+F  filter positions, Esc clears the filter\nCtrl+Q  quit"
    )


# ------------------------------------------------------------------------------- the account form


def account_title() -> str:
    """The heading of the form."""
    return _("Add an account")


def how_to_heading(broker: str) -> str:
    """Over the broker's own instructions."""
    return _("How to get a key that can only read at {broker}").format(broker=broker)


def address_of(name: str) -> str:
    """One of a broker's addresses."""
    return _("Address: {name}").format(name=name)


def missing(title: str) -> str:
    """A field is empty."""
    return _("Please enter: {field}.").format(field=title)


def bad_name() -> str:
    """The account's name does not do."""
    return _("The name may have up to 32 small letters, digits and dashes, for example main.")


def name_taken(account: str) -> str:
    """There is one already."""
    return _("{account} is watched already. Choose another name, or remove it first.").format(
        account=account
    )


def in_the_browser() -> str:
    """The account is being signed in."""
    return _("Sign in in the browser…")


def testing() -> str:
    """While the first reading runs."""
    return _("Testing the connection…")


def added(account: str) -> str:
    """It worked."""
    return _("{account} is being watched now.").format(account=account)


def step(name: str) -> str:
    """A step of the test, by its code."""
    known = {
        "reached": _("Server reached"),
        "accepted": _("Key accepted"),
        "positions": _("Positions read"),
        "records": _("Records read"),
        "stored": _("Keys stored"),
    }
    return known.get(name, name)


def store_state(state: str, title: str) -> str:
    """The password store as it is; `title` is the name of a store that was found."""
    sentences = {
        "ok": _("Keys are stored in: {title}."),
        "waiting": _("Waiting for your password store. Please look for its window."),
        "locked": _("Your password store is locked. Unlock it, or keep the keys for this session."),
        "none": _(
            "No password store found, so keys cannot be saved. Install GNOME Keyring or KWallet,"
            " or keep the keys for this session only."
        ),
    }
    unknown = _("Keys go to your system’s password store, never into a file.")
    return sentences.get(state, unknown).format(title=title)
