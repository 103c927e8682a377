"""The field's own words, as closed sets: what the core may say about an account.

Everything that a broker may call by a name of its own is translated into these at the wire;
a word that no adapter knows becomes `Cause.OTHER` and is loud, never dropped.
"""

from enum import StrEnum


class InstrumentKind(StrEnum):
    """What an instrument is."""

    STOCK = "stock"
    ETF = "etf"
    INDEX = "index"
    OPTION = "option"
    FUTURE = "future"
    PERPETUAL = "perpetual"
    SPOT = "spot"
    FX = "fx"
    CFD = "cfd"
    OTHER = "other"


class Right(StrEnum):
    """Which way an option points."""

    PUT = "put"
    CALL = "call"


class Style(StrEnum):
    """When an option may be exercised."""

    AMERICAN = "american"
    EUROPEAN = "european"


class Settlement(StrEnum):
    """What a contract turns into at its end."""

    PHYSICAL = "physical"
    CASH = "cash"


class Side(StrEnum):
    """The side of a position: `NET` unless the account is in hedge mode."""

    NET = "net"
    LONG = "long"
    SHORT = "short"


class Feed(StrEnum):
    """One way in which an account is seen; each fails on its own."""

    STREAM = "stream"
    POSITIONS = "positions"
    FILLS = "fills"
    BOOKINGS = "bookings"


class Cause(StrEnum):
    """Why a broker's own record says that a position changed."""

    ASSIGNMENT = "assignment"
    EXERCISE = "exercise"
    EXPIRY = "expiry"
    CASH_SETTLEMENT = "cash_settlement"
    DELIVERY = "delivery"
    SETTLEMENT = "settlement"
    TAKEN_OVER = "taken_over"
    HANDED_OVER = "handed_over"
    LIQUIDATION = "liquidation"
    DELEVERAGING = "deleveraging"
    UNWIND = "unwind"
    BROKER_CLOSE = "broker_close"
    TRANSFER = "transfer"
    CORRECTION = "correction"
    NETTING = "netting"
    DIVIDEND = "dividend"
    OTHER = "other"


class AdjustmentCause(StrEnum):
    """Why an instrument turned into another one."""

    SPLIT = "split"
    SYMBOL_CHANGE = "symbol_change"
    SPIN_OFF = "spin_off"
    MERGER = "merger"
    ADJUSTED_OPTION = "adjusted_option"


class Kind(StrEnum):
    """What an incident is."""

    ASSIGNED = "assigned"
    EXERCISED = "exercised"
    CASH_SETTLED = "cash_settled"
    EXPIRED = "expired"
    EXPIRED_UNASSIGNED = "expired_unassigned"
    DELIVERED = "delivered"
    SETTLED = "settled"
    TAKEN_OVER = "taken_over"
    HANDED_OVER = "handed_over"
    LIQUIDATED = "liquidated"
    DELEVERAGED = "deleveraged"
    UNWOUND = "unwound"
    CLOSED_BY_BROKER = "closed_by_broker"
    CORPORATE_ACTION = "corporate_action"
    TRANSFERRED = "transferred"
    UNEXPLAINED = "unexplained"
    AMBIGUOUS = "ambiguous"


class Family(StrEnum):
    """Kinds that are one happening seen with more or less knowledge; part of an incident's id."""

    CALLED = "called"
    TAKEOVER = "takeover"
    LAPSED = "lapsed"
    FORCED = "forced"
    CORPORATE = "corporate"
    TRANSFER = "transfer"
    OTHER = "other"


class Grade(StrEnum):
    """How sure a version is."""

    CONFIRMED = "confirmed"
    STRONG = "strong"
    LIKELY = "likely"
    UNEXPLAINED = "unexplained"
    PENDING = "pending"
    CONFLICT = "conflict"
    EXPLAINED = "explained"
    RETRACTED = "retracted"


FORCED = frozenset(
    {
        Cause.LIQUIDATION,
        Cause.HANDED_OVER,
        Cause.DELEVERAGING,
        Cause.UNWIND,
        Cause.BROKER_CLOSE,
    }
)
"""Ways in which a broker closes a position."""

OVER = frozenset({Grade.EXPLAINED, Grade.RETRACTED})
"""Grades of what does not stand any more."""

UNSETTLED = frozenset({Grade.PENDING, Grade.CONFLICT})
"""Grades of what is still waited for."""


class Severity(StrEnum):
    """How much it asks of the trader, by consequence. Ordered by `rank`, worst last."""

    INFO = "info"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 3 for critical."""
        return list(Severity).index(self)


class EvidenceCode(StrEnum):
    """What sort of thing speaks for or against a version."""

    OFFICIAL = "official"
    TWO_LEGS = "two_legs"
    PRICE = "price"
    CASH = "cash"
    NO_FILL = "no_fill"
    TIME = "time"
    CALENDAR = "calendar"
    RISK = "risk"
    EXPLAINED_BY = "explained_by"
    CONTRADICTION = "contradiction"
    HOLE = "hole"
    LATE = "late"
    GAVE_UP = "gave_up"
    UNKNOWN_WORD = "unknown_word"


class AlertStatus(StrEnum):
    """Where an alert stands; exactly one at a time."""

    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class About(StrEnum):
    """What an alert is about."""

    INCIDENT = "incident"
    BLIND = "blind"
    SIGN_IN = "sign_in"
    MESSAGE = "message"
    CORRECTION = "correction"


class Do(StrEnum):
    """What a trader may do to an alert."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    SNOOZE = "snooze"
    RESOLVE = "resolve"
    DISMISS = "dismiss"


class Response(StrEnum):
    """What the trader says they will do about an incident."""

    TRADE = "trade"
    HEDGE = "hedge"
    KEEP = "keep"
    DONE = "done"
    OTHER = "other"


class Outcome(StrEnum):
    """What a channel can honestly say of one delivery."""

    CONFIRMED = "confirmed"
    TRIED = "tried"
    FAILED = "failed"
