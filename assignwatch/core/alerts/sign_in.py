"""A sign-in that ends is told before what it lets us see is missed.

Some brokers let a program in only for a while after the trader has signed in on their page. The
session says until when (`SignIn`); a little before that, or when the broker has ended it, the
account asks for the trader, and stops asking once it is signed in again. Pure and level-based, like
`freshness.py`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assignwatch.core.alerts.unwatched import unwatched
from assignwatch.core.events import Alerted, Resolved, SignedIn
from assignwatch.core.model import AccountKey, Problem
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import About, AlertStatus, Severity

ENDED = "sign_in_ended"
"""Nothing can be read until the trader has signed in."""
ENDING = "sign_in_ending"
"""Soon nothing can be read. Values: until."""


def sign_in_alert(account: AccountKey) -> str:
    """The id of the alert that this account wants to be signed in."""
    return f"sign_in:{account}"


def sign_ins(state: State, now: datetime, policy: Policy) -> Iterator[Alerted | Resolved]:
    """What has to be said about sign-ins at `now`."""
    for account in state.enrolled:
        known = state.alerts.get(sign_in_alert(account))
        over = known is None or known.status is AlertStatus.RESOLVED
        signed = state.account(account).sign_in
        problem = _problem(signed, now, policy) if signed is not None else None
        before = known.raised.problem if known is not None else None
        worse = not over and problem is not None and before is not None
        if problem is not None and (over or (worse and before != problem)):
            version = known.raised.version + 1 if known is not None else 1
            name = sign_in_alert(account)
            yield Alerted(now, name, About.SIGN_IN, version, Severity.HIGH, account, problem)
        elif not over and signed is not None and problem is None:
            yield Resolved(now, sign_in_alert(account), by_trader=False)
    yield from unwatched(state, now, About.SIGN_IN)


def is_signed_out(state: State, account: AccountKey, now: datetime) -> bool:
    """Whether the broker lets nobody in before the trader has signed in again."""
    signed = state.account(account).sign_in
    return signed is not None and (signed.until is None or now >= signed.until)


def next_sign_in(state: State, policy: Policy) -> Iterator[datetime]:
    """When the passing of time alone will make a sign-in worth telling."""
    for account in state.enrolled:
        signed = state.account(account).sign_in
        if signed is None or signed.until is None:
            continue
        alert = state.alerts.get(sign_in_alert(account))
        told = alert is not None and alert.status is not AlertStatus.RESOLVED
        code = alert.raised.problem.code if told and alert and alert.raised.problem else ""
        if not told:
            yield signed.until - _notice(signed, policy)
        elif code == ENDING:
            yield signed.until


def _problem(signed: SignedIn, now: datetime, policy: Policy) -> Problem | None:
    if signed.until is None or now >= signed.until:
        return Problem(ENDED)
    if now >= signed.until - _notice(signed, policy):
        return Problem(ENDING, {"until": signed.until.isoformat()})
    return None


def _notice(signed: SignedIn, policy: Policy) -> timedelta:
    """One that renews itself comes near its end only when the broker cannot be reached."""
    return policy.renewal_notice if signed.renewed else policy.sign_in_notice
