"""A watched account on the planted broker, and what can be wrong with it."""

from datetime import timedelta

import pytest

from assignwatch.brokers.base import (
    AccountConfig,
    BadPayload,
    Fatal,
    RateLimited,
    Refused,
    Transient,
    Vault,
)
from assignwatch.core.model import WHOLE, Problem
from assignwatch.core.words import Feed
from assignwatch.net.transport import Unreachable
from assignwatch.watch.account import AccountWatch
from assignwatch.watch.engine import Engine
from tests.fakes.clock import FakeClock
from tests.fakes.planted import MAIN, PlantedBroker

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
RECORDS = (Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS)
GONE = Transient(Problem("gone"))

FAILURES = {
    "transient": GONE,
    "rate limited": RateLimited(Problem("too_fast"), SECOND),
    "refused": Refused(Problem("key_revoked")),
    "bad payload": BadPayload(Problem("not_json")),
    "fatal": Fatal(Problem("too_old")),
    "unreachable": Unreachable(Problem("no_route")),
    "unexpected": KeyError("a bug"),
}
every_failure = pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())


async def no_secrets() -> Vault:
    return Vault({})


def watched(broker: PlantedBroker, engine: Engine, clock: FakeClock) -> AccountWatch:
    patience = timedelta(milliseconds=20)
    return AccountWatch(
        broker.spec,
        AccountConfig(MAIN, "planted", {}),
        no_secrets,
        engine,
        clock,
        broker.transport,
        read_patience=patience,
        close_patience=patience,
    )


def problem(engine: Engine, feed: Feed) -> str | None:
    """What is wrong with a feed; None if it is up."""
    health = engine.state.account(MAIN).feeds[feed, WHOLE]
    assert health.up is (health.problem is None)
    return health.problem.code if health.problem is not None else None


def code(failure: Exception) -> str:
    known = getattr(failure, "problem", None)
    return known.code if isinstance(known, Problem) else "internal_error"


def log_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.message for r in caplog.records if r.name.endswith("account")]
