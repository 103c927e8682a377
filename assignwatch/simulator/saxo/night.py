"""What the bank does every night by itself: it nets the day, settles what expired, and reports.

`world` starts it. Saxo's events show the netting between one and two o'clock; when the reports are
renewed is not documented and is four o'clock here. Scenarios play the night early.
"""

from datetime import datetime, timedelta
from typing import Protocol

NETTING = timedelta(hours=1, minutes=12, seconds=7)
EXPIRIES = timedelta(hours=1, minutes=39)
REPORTS = timedelta(hours=4)
"""After midnight, UTC."""


class Nightly(Protocol):
    """The part of the world that the night needs."""

    def schedule(self, at: datetime, step: "Step") -> None:
        """Play a step at a moment."""

    def end_day(self, at: datetime) -> None:
        """Net every account."""

    def settle_expired(self, at: datetime) -> None:
        """Settle the options of the days before."""

    def report(self, until: datetime) -> None:
        """Renew the reports."""


class Step(Protocol):
    """Something that happens in the world."""

    def __call__(self, world: Nightly, at: datetime, /) -> None:
        """Let it happen."""


def reported(at: datetime) -> datetime:
    """The end of the last day that the reports of a moment know."""
    return _midnight(at - REPORTS)


def keep(world: Nightly, start: datetime) -> None:
    """Schedule the first night after `start`; each night schedules the next."""
    midnight = _midnight(start)
    for after, step in ((NETTING, _net), (EXPIRIES, _settle), (REPORTS, _report)):
        at = midnight + after
        world.schedule(at if at > start else at + timedelta(days=1), step)


def _net(world: Nightly, at: datetime) -> None:
    world.end_day(at)
    world.schedule(at + timedelta(days=1), _net)


def _settle(world: Nightly, at: datetime) -> None:
    world.settle_expired(at)
    world.schedule(at + timedelta(days=1), _settle)


def _report(world: Nightly, at: datetime) -> None:
    world.report(_midnight(at))
    world.schedule(at + timedelta(days=1), _report)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
