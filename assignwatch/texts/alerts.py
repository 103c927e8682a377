"""Alerts as notices: a headline, a body, and the short form that a popup has room for.

Surfaces ask by alert id; what the alert is about decides which sentences it gets.
"""

from datetime import datetime

from assignwatch.core.model import PositionKey, name_of
from assignwatch.core.state import State
from assignwatch.core.words import About
from assignwatch.texts import incidents, problems
from assignwatch.texts.format import clock, signed
from assignwatch.texts.translate import _

_TITLE = 60
_BODY = 120


def headline(state: State, alert_id: str) -> str:
    """What the alert is, in one line."""
    alert = state.alerts[alert_id]
    if alert.raised.about is About.INCIDENT:
        version = state.incidents[alert_id].latest
        return incidents.title(version, state.instruments.get(version.instrument))
    problem = alert.raised.problem
    since = problem.values.get("since") if problem is not None else None
    account = alert.raised.account
    if since is None:
        return _("Cannot see {account}").format(account=account)
    return _("Cannot see {account} since {time}").format(
        account=account, time=clock(datetime.fromisoformat(since))
    )


def body(state: State, alert_id: str) -> str:
    """What it means now."""
    alert = state.alerts[alert_id]
    if alert.raised.about is About.INCIDENT:
        version = state.incidents[alert_id].latest
        what = incidents.what(version, state.instruments.get(version.instrument))
        return f"{what} {holding(state, alert_id)}"
    reason = problems.sentence(alert.raised.problem) if alert.raised.problem is not None else ""
    return _("{reason} Until it is seen again, silence means nothing.").format(reason=reason)


def holding(state: State, alert_id: str) -> str:
    """What is held of the contract now, as last read."""
    version = state.incidents[alert_id].latest
    account = state.accounts.get(version.account)
    row = account.rows.get(PositionKey(version.instrument, version.side)) if account else None
    known = state.instruments.get(version.instrument)
    symbol = known.symbol if known is not None else name_of(version.instrument)
    if not _read_since(state, alert_id):
        return _("Position not read again yet.")
    if row is None:
        return _("Now: none held.")
    return _("Now: {quantity} {symbol}.").format(quantity=signed(row.quantity), symbol=symbol)


def _read_since(state: State, alert_id: str) -> bool:
    """Whether the account's positions were read after it happened."""
    version = state.incidents[alert_id].latest
    account = state.accounts.get(version.account)
    seen = account.accepted_at() if account is not None else None
    return seen is not None and (version.occurred is None or seen >= version.occurred[1])


def notice(state: State, alert_id: str) -> tuple[str, str]:
    """Title and body for a popup, the account last and never cut off."""
    account = state.alerts[alert_id].raised.account
    what = _short(body(state, alert_id), _BODY - len(account) - 1)
    text = _("{body} {account}").format(body=what, account=account)
    return _short(headline(state, alert_id), _TITLE), _short(text, _BODY)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
