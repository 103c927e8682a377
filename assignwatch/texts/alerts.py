"""Alerts as notices: a headline, a body, and the short form that a popup has room for.

Surfaces ask by alert id; what the alert is about decides which sentences it gets.
"""

from datetime import datetime, tzinfo
from decimal import Decimal

from assignwatch.core.alerts.correspondence import incidents_of, messages_about, written_at
from assignwatch.core.events import Alerted, Concluded
from assignwatch.core.model import InstrumentId, PositionKey
from assignwatch.core.state import State
from assignwatch.core.words import About, Kind
from assignwatch.texts import happened, incidents, problems
from assignwatch.texts.format import clock, signed, stamp
from assignwatch.texts.names import symbol
from assignwatch.texts.translate import _

_TITLE = 60
_BODY = 120
_QUOTE = 240


def headline(state: State, alert_id: str) -> str:
    """What the alert is, in one line."""
    alert = state.alerts[alert_id]
    if alert.raised.about is About.INCIDENT:
        return incidents.title(state.incidents[alert_id].latest, state.instruments)
    if alert.raised.about is About.SIGN_IN:
        return _sign_in(alert.raised)
    if alert.raised.about is About.MESSAGE:
        return _message(alert.raised, "title") or _("A message of the broker")
    if alert.raised.about is About.CORRECTION:
        return _("The broker corrected {symbol}").format(symbol=_corrected(state, alert.raised)[0])
    problem = alert.raised.problem
    since = problem.values.get("since") if problem is not None else None
    account = alert.raised.account
    if since is None:
        return _("Cannot see {account}").format(account=account)
    return _("Cannot see {account} since {time}").format(
        account=account, time=clock(datetime.fromisoformat(since))
    )


def _sign_in(raised: Alerted) -> str:
    until = raised.problem.values.get("until") if raised.problem is not None else None
    if until is None:
        return _("Sign in to {account} again").format(account=raised.account)
    return _("The sign-in of {account} ends at {time}").format(
        account=raised.account, time=clock(datetime.fromisoformat(until))
    )


def _message(raised: Alerted, part: str) -> str:
    """The broker's own words, on one line."""
    said = raised.problem.values.get(part, "") if raised.problem is not None else ""
    return " ".join(said.split())


def body(state: State, alert_id: str) -> str:
    """What it means now."""
    alert = state.alerts[alert_id]
    if alert.raised.about is About.INCIDENT:
        version = state.incidents[alert_id].latest
        what = happened.what(version, state.instruments, state.incidents)
        return " ".join((what, holding(state, alert_id), *quotes(state, alert_id)))
    reason = problems.sentence(alert.raised.problem) if alert.raised.problem is not None else ""
    if alert.raised.about is About.SIGN_IN:
        return reason
    if alert.raised.about is About.MESSAGE:
        return " ".join((_message(alert.raised, "text"), *_speaks_of(state, alert.raised))).strip()
    if alert.raised.about is About.CORRECTION:
        name, quantity, at, title = _corrected(state, alert.raised)
        return _(
            "The broker corrected {quantity} {symbol} on {time} and does not say what that takes"
            " back. Compare “{incident}” with the broker’s own records; nothing was concluded."
        ).format(quantity=quantity, symbol=name, time=at, incident=title)
    return _("{reason} Until it is seen again, silence means nothing.").format(reason=reason)


def _corrected(state: State, raised: Alerted) -> tuple[str, str, str, str]:
    """What was corrected, by how much, when, and the title of the incident that it goes against."""
    values = raised.problem.values if raised.problem is not None else {}
    incident = state.incidents.get(values.get("incident", ""))
    return (
        symbol(InstrumentId(values.get("instrument", "")), state.instruments),
        signed(Decimal(values.get("quantity", "0"))),
        stamp(datetime.fromisoformat(values["at"]) if "at" in values else raised.at),
        incidents.title(incident.latest, state.instruments) if incident is not None else "",
    )


def _speaks_of(state: State, message: Alerted) -> list[str]:
    """The incidents that a message of the broker's seems to be about."""
    named = [state.incidents[name].latest for name in incidents_of(state, message)]
    titles = (incidents.title(version, state.instruments) for version in named)
    return [_("This seems to be about: {incident}.").format(incident=title) for title in titles]


def quotes(state: State, incident: str, zone: tzinfo | None = None) -> list[str]:
    """What the broker itself wrote of an incident: a witness that proves nothing by itself."""
    sentence = _("The broker also wrote on {time}: “{text}”")
    return [
        sentence.format(time=stamp(written_at(message), zone), text=_short(text, _QUOTE))
        for message in messages_about(state, incident)
        if (text := ": ".join(filter(None, (_message(message, p) for p in ("title", "text")))))
    ]


def holding(state: State, alert_id: str) -> str:
    """What is held now, as last read: of what the contract turned into, else of the contract."""
    version = state.incidents[alert_id].latest
    if not _read_since(state, alert_id):
        return _("Position not read again yet.")
    rows = state.account(version.account).rows
    held = [
        (rows[key].quantity, symbol(key.instrument, state.instruments))
        for key in _became(version)
        if key in rows
    ]
    if not held:
        return _("Now: none held.")
    told = ", ".join(f"{signed(amount)} {name}" for amount, name in held)
    return _("Now: {positions}.").format(positions=told)


def _became(version: Concluded) -> list[PositionKey]:
    own = PositionKey(version.instrument, version.side)
    legs = dict.fromkeys(PositionKey(leg.instrument) for leg in version.legs)
    if version.kind not in {Kind.AMBIGUOUS, Kind.CORPORATE_ACTION}:
        legs.pop(PositionKey(version.instrument), None)
    return list(legs) or [own]


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
