"""Sentences that only the terminal says; each ends with a new line."""

from pathlib import Path

from assignwatch.texts.translate import _, ngettext


def tape_unreadable(tape: Path, why: str) -> str:
    """A tape could not be read."""
    return _("{tape} cannot be read: {why}").format(tape=tape, why=why) + "\n"


def not_judged(count: int, what: str) -> str:
    """A fault of the program kept it from judging something."""
    return (
        ngettext(
            "{count} time a change could not be judged, by a fault of AssignWatch: {what}",
            "{count} times a change could not be judged, by a fault of AssignWatch: {what}",
            count,
        ).format(count=count, what=what)
        + "\n"
    )


def output_lost(why: str) -> str:
    """Nothing more can be written to standard output."""
    return _("Standard output takes no more: {why}").format(why=why) + "\n"


def watching(count: int, profile: str) -> str:
    """The first line of a watch in the terminal."""
    return (
        ngettext(
            "Watching {count} account. Profile: {profile}. Stop with Ctrl+C.",
            "Watching {count} accounts. Profile: {profile}. Stop with Ctrl+C.",
            count,
        ).format(count=count, profile=profile)
        + "\n"
    )


def recording(tape: Path) -> str:
    """Where the watch is recorded."""
    return _("Recording into {tape}.").format(tape=tape) + "\n"


def nothing_to_watch() -> str:
    """A watch without accounts."""
    return (
        _(
            "There is no account to watch. Add one in the window, or with"
            " `assignwatch account add` and its JSON on standard input."
        )
        + "\n"
    )


def stopped() -> str:
    """The last line of a watch in the terminal."""
    return _("Stopped watching. What was found is in the journal.") + "\n"


def demo_in_terminal() -> str:
    """The demo found no display."""
    return _("No display was found: the demo runs in the terminal.") + "\n"


def demo_begins(scenario: str, description: str) -> str:
    """What the demo is about to play."""
    sentence = _("DEMO on simulated brokers, scenario {scenario}: {description}")
    return sentence.format(scenario=scenario, description=description) + "\n"


def signing_in(account: str) -> str:
    """The broker's page is asked for, and waited for."""
    sentence = _("The broker’s page opens in your browser. Sign in there, and {account} is tried.")
    return sentence.format(account=account) + "\n"


def account_added(account: str, store: str) -> str:
    """An account was kept."""
    if not store:
        return _("{account} was added.").format(account=account) + "\n"
    sentence = _("{account} was added. Its credentials are in: {store}.")
    return sentence.format(account=account, store=store) + "\n"


def account_unproved(account: str, why: str) -> str:
    """An account was kept although it could not be tried."""
    sentence = _("{account} could not be tried: {why} It will be watched as soon as it answers.")
    return sentence.format(account=account, why=why) + "\n"


def account_refused(account: str, why: str) -> str:
    """An account was not kept."""
    return _("{account} was not added: {why}").format(account=account, why=why) + "\n"


def account_removed(account: str) -> str:
    """An account was removed."""
    return (
        _("{account} was removed. Its history stays in the journal.").format(account=account) + "\n"
    )


def no_such_account(account: str) -> str:
    """An account that is not there."""
    sentence = _("There is no account {account}. `assignwatch account list` shows them.")
    return sentence.format(account=account) + "\n"


def no_accounts() -> str:
    """The list of accounts is empty."""
    return _("No accounts.") + "\n"


def not_an_account(why: str) -> str:
    """Standard input did not hold an account."""
    sentence = _(
        "Standard input must hold one JSON object with account, credentials and, if need be,"
        " environment and urls: {why}"
    )
    return sentence.format(why=why) + "\n"


def feed_down(account: str, feeds: str, why: str) -> str:
    """Feeds cannot see."""
    sentence = _("{account}: {feeds} cannot be seen. {why}")
    return sentence.format(account=account, feeds=feeds, why=why) + "\n"


def feed_up(account: str, feeds: str) -> str:
    """Feeds can see again."""
    return _("{account}: {feeds} seen.").format(account=account, feeds=feeds) + "\n"


def baseline(account: str, count: int) -> str:
    """The first reading of an account."""
    sentence = ngettext(
        "{account}: first reading, {count} position. From here on changes are judged.",
        "{account}: first reading, {count} positions. From here on changes are judged.",
        count,
    )
    return sentence.format(account=account, count=count) + "\n"


def no_display() -> str:
    """The window needs a screen."""
    return (
        _("No display was found for the window. `assignwatch watch` watches in the terminal.")
        + "\n"
    )


def screen_lost() -> str:
    """The screen went away under the window."""
    return (
        _(
            "The screen went away, and the window with it: nothing is watched any more. What was"
            " found is in the journal. Start AssignWatch again, or `assignwatch watch` in the"
            " terminal."
        )
        + "\n"
    )


def raised_the_first() -> str:
    """A second start."""
    return _("AssignWatch is running already; its window was brought to the front.") + "\n"


def first_is_silent(profile: str) -> str:
    """A second start, and the first one hangs."""
    sentence = _(
        "Another AssignWatch is using {profile} and does not answer. End it, then start again."
    )
    return sentence.format(profile=profile) + "\n"


def demo_title() -> str:
    """The title of the window over simulated brokers."""
    return _("AssignWatch: DEMO on simulated brokers")


def simulator_failed() -> str:
    """The demo's simulator did not start."""
    return _("The simulated brokers did not start. Try `assignwatch simulate` to see why.") + "\n"
