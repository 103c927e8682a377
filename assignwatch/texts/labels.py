"""The fixed words of the window: buttons, menus, headings, and its names for the core's words.

`window.py` beside it makes the sentences that carry values. All are looked up when they are
shown, so the language may be chosen at start.
"""

from enum import StrEnum

from assignwatch.core.words import AlertStatus, Feed, InstrumentKind, Outcome, Side
from assignwatch.texts.translate import _


def _later(sentence: str) -> str:
    """Marks a sentence for the catalogues; `label` translates it when it is shown."""
    return sentence


class Label(StrEnum):
    """Fixed words of the window; the value is the English one."""

    FILE = _later("&File")
    VIEW = _later("&View")
    HELP = _later("&Help")
    ADD_ACCOUNT = _later("&Add account…")
    REMOVE_ACCOUNT = _later("&Remove account")
    SIGN_IN_AGAIN = _later("&Sign in again")
    CHECK_NOW = _later("Check now")
    QUIT = _later("&Quit")
    QUIT_TRAY = _later("Quit (stops watching)")
    OPEN_WINDOW = _later("Open AssignWatch")
    OPEN = _later("Open")
    ABOUT = _later("&About AssignWatch")
    SHORTCUTS = _later("&Keyboard shortcuts")
    GO_ALERTS = _later("Go to &alerts")
    GO_POSITIONS = _later("Go to &positions")
    FILTER = _later("&Filter positions")
    FILTER_HINT = _later("Filter: symbol, account, kind")
    CLEAR_FILTER = _later("Clear filter")
    THEME_SYSTEM = _later("Colours of the &system")
    THEME_LIGHT = _later("&Light colours")
    THEME_DARK = _later("&Dark colours")
    ALERTS = _later("Alerts")
    POSITIONS = _later("Positions")
    ACCOUNTS = _later("Accounts")
    CHECKING = _later("Checking")
    ALERT_DETAIL = _later("Alert in detail")
    WHAT = _later("What")
    WHERE = _later("Where")
    NOW = _later("Now")
    MONEY = _later("Money")
    HOW_SURE = _later("How sure")
    UNTIL = _later("Until")
    TIMELINE = _later("Timeline")
    ACKNOWLEDGE = _later("Acknowledge")
    ACKNOWLEDGE_MORE = _later("Acknowledge…")
    I_WILL = _later("I will:")
    NOTE = _later("Note")
    NOTE_HINT = _later("For yourself; kept in the journal")
    CANCEL = _later("Cancel")
    CLOSE = _later("Close")
    REMOVE = _later("Stop watching it")
    KEEP_WATCHING = _later("Keep watching")
    UNDERSTOOD = _later("Understood")
    BROKER = _later("Broker")
    ACCOUNT_NAME = _later("Name of the account")
    ACCOUNT_NAME_HINT = _later("Small letters, digits and dashes, for example main")
    ENVIRONMENT = _later("Environment")
    ADDRESSES = _later("Other addresses")
    SESSION_ONLY = _later("Keep the keys for this session only")
    TEST_AND_WATCH = _later("Test and start watching")
    CHOOSE_ALERT = _later("Choose an alert to see what happened and how sure it is.")
    NO_TIME_SET = _later("No time is set.")
    NO_DEADLINE = _later("No deadline known from the broker.")
    CASH_UNKNOWN = _later("No amount of cash is known from the broker.")
    UNKNOWN_INSTRUMENT = _later("not described yet")
    COLUMN_ACCOUNT = _later("Account")
    COLUMN_INSTRUMENT = _later("Instrument")
    COLUMN_KIND = _later("Kind")
    COLUMN_SIDE = _later("Side")
    COLUMN_QUANTITY = _later("Quantity")
    COLUMN_AVERAGE = _later("Average price")
    COLUMN_MARK = _later("Mark")
    COLUMN_MARK_AGE = _later("Mark age")
    COLUMN_EXPIRY = _later("Expiry")
    COLUMN_CHECKED = _later("Checked at")
    DETAILS = _later("Details…")
    ACCOUNT_DETAILS = _later("Account &details")
    GO_ACCOUNTS = _later("Go to a&ccounts")
    DETAIL_SEEN = _later("How well it is seen")
    DETAIL_FEED = _later("Feed")
    DETAIL_STATE = _later("State")
    DETAIL_SINCE = _later("Since")
    DETAIL_LIFE = _later("Last sign of life")
    DETAIL_READ = _later("Read up to")
    DETAIL_SIGN_IN = _later("Sign-in")
    DETAIL_FUNDS = _later("Money and margin, as the broker says")
    DETAIL_PART = _later("Part")
    DETAIL_CURRENCY = _later("Currency")
    DETAIL_CASH = _later("Cash")
    DETAIL_AVAILABLE = _later("Available")
    DETAIL_MARGIN_USED = _later("Margin used")
    DETAIL_UTILISATION = _later("Margin in use")
    DETAIL_TOTAL = _later("Total value")
    DETAIL_TOLD = _later("Told")
    DETAIL_BUDGETS = _later("Requests that the broker allows")
    DETAIL_BUDGET = _later("Budget")
    DETAIL_USED = _later("Used")
    DETAIL_FULL = _later("Full again")


def label(word: Label) -> str:
    """The label in the trader's language."""
    return _(word.value)


def feed(word: Feed) -> str:
    """A way of looking at an account."""
    return {
        Feed.STREAM: _("stream"),
        Feed.POSITIONS: _("positions"),
        Feed.FILLS: _("fills"),
        Feed.BOOKINGS: _("bookings"),
    }[word]


def kind(word: InstrumentKind) -> str:
    """What an instrument is."""
    return {
        InstrumentKind.STOCK: _("stock"),
        InstrumentKind.ETF: _("ETF"),
        InstrumentKind.INDEX: _("index"),
        InstrumentKind.OPTION: _("option"),
        InstrumentKind.FUTURE: _("future"),
        InstrumentKind.PERPETUAL: _("perpetual"),
        InstrumentKind.SPOT: _("spot"),
        InstrumentKind.FX: _("FX"),
        InstrumentKind.CFD: _("CFD"),
        InstrumentKind.OTHER: _("other"),
    }[word]


def side(word: Side) -> str:
    """Which way a position points."""
    return {Side.NET: _("net"), Side.LONG: _("long"), Side.SHORT: _("short")}[word]


def status(word: AlertStatus) -> str:
    """Where an alert stands."""
    return {
        AlertStatus.FIRING: _("waiting for you"),
        AlertStatus.SNOOZED: _("snoozed"),
        AlertStatus.ACKNOWLEDGED: _("acknowledged"),
        AlertStatus.RESOLVED: _("resolved"),
    }[word]


def outcome(word: Outcome) -> str:
    """What a channel said of a delivery."""
    return {
        Outcome.CONFIRMED: _("shown on the screen"),
        Outcome.TRIED: _("handed over, not confirmed"),
        Outcome.FAILED: _("not delivered"),
    }[word]


def channel(name: str) -> str:
    """A channel as the trader knows it; an unknown one goes by its own name."""
    known = {
        "popup": _("Popup"),
        "tray": _("Tray message"),
        "desktop": _("System notification"),
        "terminal": _("Terminal"),
    }
    return known.get(name, name)
