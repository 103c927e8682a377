"""One alert in detail, in the order in which a tired trader asks.

What, where, what do I hold now, money, how sure, until when; then what the program did about it
(`timeline.py`). An incident that is only being checked has a card too, which asks for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from assignwatch.core.alerts.material import is_claim, is_taken_back
from assignwatch.core.events import Concluded
from assignwatch.core.model import AccountKey, PositionKey
from assignwatch.core.state import Alert, Incident
from assignwatch.core.words import About, AlertStatus, Severity, Side
from assignwatch.texts import alerts, evidence, happened, incidents, labels, window
from assignwatch.texts.format import as_booked, clock, money, price, quantity, stamp
from assignwatch.texts.labels import Label, label
from assignwatch.ui.rows.accounts import checked_at
from assignwatch.ui.rows.alerts import awaited, is_open, is_unsettled, needs_response, seen_version
from assignwatch.ui.rows.look import Look
from assignwatch.ui.rows.timeline import timeline


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands beside it; when `strong`, the first line weighs most."""

    heading: str
    lines: tuple[str, ...]
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one alert, or about an incident that is only being `checked`.

    `version` is what the trader sees, `fired` what it fired with.
    """

    alert: str
    version: int
    fired: int
    severity: Severity
    word: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    checked: bool
    can_acknowledge: bool
    needs_response: bool
    signs_in: AccountKey | None = None
    """The account that the trader can sign in from here."""


def card(look: Look, key: str) -> Card | None:
    """The card of an alert or of an unsettled incident; None when there is neither."""
    alert, incident = look.state.alerts.get(key), look.state.incidents.get(key)
    if incident is not None and (alert is None or alert.raised.about is About.INCIDENT):
        return _of_incident(look, key, incident, alert)
    return _of_blindness(look, key, alert) if alert is not None else None


def _of_incident(look: Look, key: str, incident: Incident, alert: Alert | None) -> Card:
    latest = incident.latest
    checked = is_unsettled(latest) and not (alert is not None and is_open(alert))
    severity = alert.raised.severity if alert is not None else latest.severity
    subtitle = [incidents.grade(latest.grade)]
    subtitle.append(window.version_of(latest.version, len(incident.versions)))
    if alert is not None:
        subtitle.append(labels.status(alert.status))
    sections = _taken_back if is_taken_back(latest) else _claim
    return Card(
        alert=key,
        version=seen_version(look, key, alert) if alert is not None else latest.version,
        fired=alert.raised.version if alert is not None else 0,
        severity=severity,
        word=label(Label.CHECKING) if checked else incidents.severity(severity),
        title=incidents.title(latest, look.state.instruments),
        subtitle=" · ".join(subtitle),
        sections=(*sections(look, key, incident), _timeline(look, key)),
        checked=checked,
        can_acknowledge=alert is not None and is_open(alert),
        needs_response=needs_response(severity),
    )


def _of_blindness(look: Look, key: str, alert: Alert) -> Card:
    account, severity = alert.raised.account, alert.raised.severity
    seen = window.seen_at(stamp(alert.raised.at, look.zone))
    read = checked_at(look, account)
    over = alert.status is AlertStatus.RESOLVED
    sees = alert.raised.about in {About.BLIND, About.SIGN_IN}
    now = (
        window.last_checked(read, look.zone)
        if over
        else window.unreadable(look.title(account), read, look.zone)
    )
    return Card(
        alert=key,
        version=seen_version(look, key, alert),
        fired=alert.raised.version,
        severity=severity,
        word=incidents.severity(severity),
        title=alerts.headline(look.state, key),
        subtitle=labels.status(alert.status),
        sections=(
            Section(label(Label.WHAT), (alerts.body(look.state, key),)),
            Section(label(Label.WHERE), (look.title(account), seen)),
            *((Section(label(Label.NOW), (now,)),) if sees else ()),
            _timeline(look, key),
        ),
        checked=False,
        can_acknowledge=is_open(alert),
        needs_response=needs_response(severity),
        signs_in=account if alert.raised.about is About.SIGN_IN and not over else None,
    )


def _timeline(look: Look, key: str) -> Section:
    return Section(label(Label.TIMELINE), tuple(timeline(look, key)), strong=False)


def _claim(look: Look, key: str, incident: Incident) -> Iterator[Section]:
    """An incident that stands, or is not certain."""
    state, version = look.state, incident.latest
    what = happened.what(version, state.instruments, state.incidents, look.zone)
    yield Section(label(Label.WHAT), (what,))
    yield Section(label(Label.WHERE), (look.title(version.account), _when(look, incident)))
    yield Section(label(Label.NOW), tuple(_now(look, version)))
    yield Section(label(Label.MONEY), tuple(_money(look, version)))
    why = evidence.sentences(version, state.instruments, state.incidents, look.zone)
    wrote = alerts.quotes(state, key, look.zone)
    yield Section(label(Label.HOW_SURE), (incidents.grade(version.grade), *why, *wrote))
    if is_unsettled(version):
        yield Section(label(Label.UNTIL), tuple(_until(look, key)))
    else:
        yield Section(label(Label.UNTIL), (label(Label.NO_DEADLINE),), strong=False)


def _taken_back(look: Look, key: str, incident: Incident) -> Iterator[Section]:
    """An incident that stands no more: why, and what was told; none of it is told as true."""
    state, version = look.state, incident.latest
    what = [happened.what(version, state.instruments, state.incidents, look.zone)]
    claims = [v for v in incident.versions if is_claim(v)]
    if claims:
        what.append(window.was_told(incidents.title(claims[-1], state.instruments)))
    yield Section(label(Label.WHAT), tuple(what))
    seen = window.seen_at(stamp(incident.versions[0].at, look.zone))
    yield Section(label(Label.WHERE), (look.title(version.account), seen))
    yield Section(label(Label.NOW), tuple(_now(look, version)))
    yield Section(label(Label.HOW_SURE), (incidents.grade(version.grade),))


def _until(look: Look, key: str) -> Iterator[str]:
    """When it is decided, and what has to be read for that."""
    found = awaited(look, key)
    until = found.until if found is not None else None
    if until is None:
        yield label(Label.NO_TIME_SET)
    else:
        yield window.decided_by(until, until - look.now, look.zone)
    if found is not None and found.feeds:
        yield window.waits_whole(found.feeds)


def _when(look: Look, incident: Incident) -> str:
    """When it happened and when it was seen; the date once where it is the same."""
    seen, occurred = incident.versions[0].at, incident.latest.occurred
    if occurred is None:
        return window.seen_at(stamp(seen, look.zone))
    first, last = occurred
    happened_at = window.occurred(stamp(first, look.zone), _after(look, first, last))
    return f"{happened_at} · {window.seen_at(_after(look, first, seen) or clock(seen, look.zone))}"


def _after(look: Look, first: datetime, later: datetime) -> str:
    """A later time beside an earlier one; empty when it reads the same."""
    if stamp(first, look.zone) == stamp(later, look.zone):
        return ""
    if first.astimezone(look.zone).date() == later.astimezone(look.zone).date():
        return clock(later, look.zone)
    return stamp(later, look.zone)


def _now(look: Look, version: Concluded) -> Iterator[str]:
    """What is held of each leg, the contract's own last, and from when that is.

    Not from before it happened, unless that is said.
    """
    read = checked_at(look, version.account)
    if read is None:
        yield window.not_read_since()
        return
    behind = version.occurred is not None and read < version.occurred[1]
    if behind:
        yield window.not_read_since()
    own = version.instrument
    legs = dict.fromkeys(leg.instrument for leg in version.legs)
    for instrument in sorted(legs, key=lambda leg: leg == own):
        side = version.side if instrument == own else Side.NET
        yield _held(look, version, PositionKey(instrument, side), behind=behind)
    yield window.as_read(stamp(read, look.zone))


def _held(look: Look, version: Concluded, key: PositionKey, *, behind: bool) -> str:
    symbol = look.symbol(key.instrument)
    row = look.state.accounts[version.account].rows.get(key)
    if row is None:
        return window.held_nothing(symbol) if behind else window.holds_nothing(symbol)
    pointing = labels.side(Side.LONG if row.quantity > 0 else Side.SHORT)
    amount = quantity(abs(row.quantity))
    if behind:
        return window.held(amount, symbol, pointing)
    return window.holds(amount, symbol, pointing)


def _money(look: Look, version: Concluded) -> Iterator[str]:
    if version.cash:
        moved = " · ".join(money(amount, currency) for currency, amount in version.cash.items())
        yield window.if_so(moved) if is_unsettled(version) else moved
    else:
        yield label(Label.CASH_UNKNOWN)
    booked, mark = _booked(version), look.prices.last(version.instrument)
    if booked is not None and mark is not None:
        yield window.booked_and_mark(as_booked(booked), price(mark[0]), clock(mark[1], look.zone))


def _booked(version: Concluded) -> Decimal | None:
    own = incidents.own_leg(version)
    return own.price if own is not None else None
