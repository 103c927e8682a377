"""The rules of time as one value: how often to repeat, when silence becomes blindness.

`decide` and `due` read it; `settings` may change it, and the composition roots put the calendar of
the exchanges into it, and what the brokers say of themselves. Spans are of wall-clock time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from assignwatch.core.calendar import Calendar
from assignwatch.core.model import AccountKey, broker_of
from assignwatch.core.words import Severity


@dataclass(frozen=True, slots=True)
class Repeat:
    """Tell again `every` so often; after `eager` times, every `later`."""

    every: timedelta
    eager: int
    later: timedelta

    def after(self, times: int) -> timedelta:
        """How long to wait when it has been told `times` times."""
        return self.every if times <= self.eager else self.later


def _repeats() -> dict[Severity, Repeat]:
    ten = timedelta(minutes=10)
    hour = timedelta(hours=1)
    return {
        Severity.CRITICAL: Repeat(every=timedelta(minutes=2), eager=5, later=ten),
        Severity.HIGH: Repeat(every=ten, eager=1, later=ten),
        Severity.NORMAL: Repeat(every=hour, eager=1, later=hour),
    }


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that could reasonably be otherwise."""

    repeats: dict[Severity, Repeat] = field(default_factory=_repeats)
    """A severity that is absent is listed, but never pops up."""

    gather: timedelta = timedelta(seconds=3)
    """A first notice waits this long for its siblings; one booking may come as many tiny ones."""

    gather_at_most: timedelta = timedelta(seconds=10)
    """However many siblings keep coming."""

    retry: tuple[timedelta, ...] = (
        timedelta(seconds=5),
        timedelta(seconds=15),
        timedelta(minutes=1),
        timedelta(minutes=5),
    )
    """Waits after the first, second, … failure of a channel; the last one repeats."""

    blind_after: timedelta = timedelta(minutes=3)
    """Positions, fills or bookings unread for this long are worth waking somebody for."""

    sign_in_notice: timedelta = timedelta(hours=1)
    """So long before a sign-in ends that only the trader can renew, it is told."""

    renewal_notice: timedelta = timedelta(minutes=15)
    """The same where the program renews it by itself, and could not."""

    late_after: timedelta = timedelta(minutes=15)
    """Readings further apart than this cannot say when something happened between them."""

    baseline_slack: timedelta = timedelta(seconds=2)
    """A record this close before the baseline may not be inside it."""

    one_look: timedelta = timedelta(seconds=5)
    """Positions that a stream tells so close together were seen at one look."""

    two_legs_wait: timedelta = timedelta(seconds=60)
    """Legs that fit wait this long for the trades to be read, then count as likely."""

    two_legs_wait_at: Mapping[str, timedelta] = field(default_factory=dict)
    """The same by broker, for those that are sooner to tell of a trade."""

    option_leg_wait: timedelta = timedelta(minutes=10)
    """An option that is gone waits this long at most for its second leg."""

    other_leg_wait: timedelta = timedelta(minutes=3)
    """Any other change waits this long at most for a trade of the trader's own."""

    propagation: timedelta = timedelta(seconds=60)
    """What a broker knows has reached all its lists by then; the slowest are so far apart. A change
    on a market that has long been closed waits no longer, once the trades have been read."""

    closed_for: timedelta = timedelta(minutes=10)
    """A market that has been closed for longer than this has told of all its trades."""

    before_open: timedelta = timedelta(minutes=30)
    """An option that is gone is told so long before its market, or that of its other leg, opens,
    while something can still be prepared."""

    calendar: Calendar = field(default_factory=Calendar)
    """When exchanges trade; an empty one knows none, and then no wait ends by it."""

    readings_wanted: int = 2
    """So many further readings, with the trades read past the change, end either wait."""

    carry: timedelta = timedelta(days=10)
    """What nothing explains is carried forward this long, waiting for its other leg."""

    pair_within: timedelta = timedelta(days=5)
    """A record dated this far from the change of position may still be about it."""

    fee_per_contract: Decimal = Decimal(10)
    """The balance may fall short of a strike's worth by this much and still speak for it."""

    notice_window: timedelta = timedelta(days=5)
    """A broker that does not deliver closes a future so long before its notice day or expiry."""

    search_looks: int = 3000
    """How many choices of contracts one search may look at before it gives up."""

    doubt_from: int = 4
    """A reading that loses more than half of at least so many positions is read again first."""

    reread_every: timedelta = timedelta(seconds=15)
    """How soon to ask a broker again for what a conclusion waits for; then half as often."""

    reread_at_least: timedelta = timedelta(minutes=10)
    """However long it has been waiting."""

    price_step: timedelta = timedelta(minutes=5)
    """On the day a contract ends, prices of its underlying are kept this far apart."""

    def legs_wait(self, account: AccountKey) -> timedelta:
        """How long legs that fit wait for the trades in this account."""
        return self.two_legs_wait_at.get(broker_of(account), self.two_legs_wait)
