"""Blindness: "could not look" is an alert of its own, never a quiet day.

Each watched account needs its positions, its trades and its bookings. When one of them has given no
sign of life for longer than the policy allows, the account is blind since that sign; when all are
back, or nobody wants it watched any more, the alert ends by itself. Pure and level-based: asked
again at any time it says the same.
"""

from collections.abc import Iterator
from datetime import datetime

from assignwatch.core.alerts.sign_in import is_signed_out
from assignwatch.core.alerts.unwatched import unwatched
from assignwatch.core.events import Alerted, Resolved
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.policy import Policy
from assignwatch.core.state import FeedHealth, State
from assignwatch.core.words import About, AlertStatus, Feed, Severity

NEEDED = frozenset({Feed.POSITIONS, Feed.FILLS, Feed.BOOKINGS})
"""Without these an assignment can be missed, or wait for ever; the stream only makes us faster."""

_UNKNOWN = Problem("not_read_yet")


def blind_alert(account: AccountKey) -> str:
    """The id of the alert that this account cannot be seen."""
    return f"blind:{account}"


def blindness(state: State, now: datetime, policy: Policy) -> Iterator[Alerted | Resolved]:
    """What has to be said about blind accounts at `now`."""
    for account in state.enrolled:
        alert_id = blind_alert(account)
        known = state.alerts.get(alert_id)
        over = known is None or known.status is AlertStatus.RESOLVED
        since, problem = _blind_since(state, account)
        if is_signed_out(state, account, now):
            continue  # which is told by an alert of its own, with what to do about it
        if over and since is not None and now - since >= policy.blind_after:
            version = known.raised.version + 1 if known is not None else 1
            yield Alerted(
                now, alert_id, About.BLIND, version, Severity.HIGH, account, _dated(problem, since)
            )
        elif not over and not _is_down(state, account, now, policy):
            yield Resolved(now, alert_id, by_trader=False)
    yield from unwatched(state, now, About.BLIND)


def next_blindness(state: State, policy: Policy) -> Iterator[datetime]:
    """When accounts that are not known to be blind will be, if nothing is heard of them."""
    for account in state.enrolled:
        known = state.alerts.get(blind_alert(account))
        since, _ = _blind_since(state, account)
        if since is not None and (known is None or known.status is AlertStatus.RESOLVED):
            yield since + policy.blind_after


def _needed(state: State, account: AccountKey) -> Iterator[FeedHealth | None]:
    feeds = state.account(account).feeds
    for feed in sorted(NEEDED.intersection(state.enrolled[account])):
        scopes: list[FeedHealth | None] = [
            health for (name, _), health in feeds.items() if name is feed and not health.over
        ]
        yield from scopes or [None]


def _blind_since(state: State, account: AccountKey) -> tuple[datetime | None, Problem]:
    """The oldest last sign of life of a needed feed, not before we began to watch, and why.

    Of feeds that are down the one that was down longest says why; a feed that was not even tried
    because of it has nothing to say.
    """
    oldest: datetime | None = None
    reasons: list[tuple[datetime, Problem]] = []
    for health in _needed(state, account):
        good_at = health.good_at if health is not None else None
        since = max(filter(None, (good_at, state.enrolled_at)), default=None)
        if since is None:
            continue
        oldest = since if oldest is None else min(since, oldest)
        if health is not None and health.problem is not None and not health.up:
            reasons.append((since, health.problem))
    problem = min(reasons, key=lambda reason: reason[0])[1] if reasons else _UNKNOWN
    return oldest, problem


def _is_down(state: State, account: AccountKey, now: datetime, policy: Policy) -> bool:
    """Whether a needed feed has not shown life, of late and since we began to watch."""
    since, _ = _blind_since(state, account)
    silent = since is not None and now - since >= policy.blind_after
    return silent or any(h is None or not h.up or _stale(state, h) for h in _needed(state, account))


def _stale(state: State, health: FeedHealth) -> bool:
    return health.good_at is None or state.enrolled_at is None or health.good_at < state.enrolled_at


def _dated(problem: Problem, since: datetime) -> Problem:
    return Problem(problem.code, {**problem.values, "since": since.isoformat()})
