"""One alert in detail, in the order in which a tired trader asks.

What, where, what do I hold now, money, how sure, until when; then what the program did about it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from assignwatch.core.events import Concluded
from assignwatch.core.model import PositionKey, Problem
from assignwatch.core.state import Alert
from assignwatch.core.words import About, AlertStatus, Severity, Side
from assignwatch.texts import alerts, incidents, labels, problems, window
from assignwatch.texts.format import clock, money, price, quantity, stamp
from assignwatch.texts.labels import Label, label
from assignwatch.ui.rows.accounts import checked_at
from assignwatch.ui.rows.alerts import needs_response, seen_version
from assignwatch.ui.rows.look import Look


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands beside it; when `strong`, the first line weighs most."""

    heading: str
    lines: tuple[str, ...]
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one alert. `version` is what the trader sees, `fired` what it fired with."""

    alert: str
    version: int
    fired: int
    severity: Severity
    word: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    can_acknowledge: bool
    needs_response: bool


def card(look: Look, key: str) -> Card | None:
    """The card of an alert; None when there is no such alert."""
    alert = look.state.alerts.get(key)
    if alert is None:
        return None
    incident = look.state.incidents.get(key)
    about_incident = alert.raised.about is About.INCIDENT and incident is not None
    if about_incident and incident is not None:
        latest, subtitle = incident.latest, [incidents.grade(incident.latest.grade)]
        subtitle.append(window.version_of(latest.version, len(incident.versions)))
        sections = list(_of_incident(look, latest, alert))
    else:
        subtitle, sections = [], list(_of_blindness(look, key, alert))
    timeline = tuple(_timeline(look, key, alert))
    sections.append(Section(label(Label.TIMELINE), timeline, strong=False))
    return Card(
        alert=key,
        version=seen_version(look, key, alert),
        fired=alert.raised.version,
        severity=alert.raised.severity,
        word=incidents.severity(alert.raised.severity),
        title=alerts.headline(look.state, key),
        subtitle=" · ".join([*subtitle, labels.status(alert.status)]),
        sections=tuple(sections),
        can_acknowledge=alert.status in (AlertStatus.FIRING, AlertStatus.SNOOZED),
        needs_response=needs_response(alert.raised.severity),
    )


def _of_incident(look: Look, version: Concluded, alert: Alert) -> Iterator[Section]:
    instrument = look.state.instruments.get(version.instrument)
    yield Section(label(Label.WHAT), (incidents.what(version, instrument),))
    yield Section(label(Label.WHERE), (look.title(version.account), _when(look, version, alert)))
    yield Section(label(Label.NOW), tuple(_now(look, version)))
    yield Section(label(Label.MONEY), tuple(_money(look, version)))
    sure = (incidents.grade(version.grade), *incidents.evidence(version))
    yield Section(label(Label.HOW_SURE), sure)
    yield Section(label(Label.UNTIL), (label(Label.NO_DEADLINE),), strong=False)


def _when(look: Look, version: Concluded, alert: Alert) -> str:
    """When it happened and when it was seen; the date once where it is the same."""
    if version.occurred is None:
        return window.seen_at(stamp(alert.raised.at, look.zone))
    first, last = version.occurred
    happened = window.occurred(stamp(first, look.zone), _after(look, first, last))
    return f"{happened} · {window.seen_at(_seen(look, first, alert.raised.at))}"


def _seen(look: Look, happened: datetime, seen: datetime) -> str:
    return _after(look, happened, seen) or clock(seen, look.zone)


def _after(look: Look, first: datetime, later: datetime) -> str:
    """A later time beside an earlier one; empty when it reads the same."""
    if stamp(first, look.zone) == stamp(later, look.zone):
        return ""
    if first.astimezone(look.zone).date() == later.astimezone(look.zone).date():
        return clock(later, look.zone)
    return stamp(later, look.zone)


def _now(look: Look, version: Concluded) -> Iterator[str]:
    """What is held of each leg, and from when that is: not from before it happened, unless said."""
    read = checked_at(look, version.account)
    if read is None:
        yield window.not_read_since()
        return
    behind = version.occurred is not None and read < version.occurred[1]
    if behind:
        yield window.not_read_since()
    for instrument in dict.fromkeys(leg.instrument for leg in version.legs):
        side = version.side if instrument == version.instrument else Side.NET
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
        yield " · ".join(money(amount, currency) for currency, amount in version.cash.items())
    else:
        yield label(Label.CASH_UNKNOWN)
    booked, mark = _booked(version), look.prices.last(version.instrument)
    if booked is not None and mark is not None:
        yield window.booked_and_mark(price(booked), price(mark[0]), clock(mark[1], look.zone))


def _booked(version: Concluded) -> Decimal | None:
    own = (leg.price for leg in version.legs if leg.instrument == version.instrument)
    return next(own, None)


def _of_blindness(look: Look, key: str, alert: Alert) -> Iterator[Section]:
    account = alert.raised.account
    yield Section(label(Label.WHAT), (alerts.body(look.state, key),))
    seen = window.seen_at(stamp(alert.raised.at, look.zone))
    yield Section(label(Label.WHERE), (look.title(account), seen))
    read = checked_at(look, account)
    over = alert.status is AlertStatus.RESOLVED
    now = (
        window.last_checked(read, look.zone)
        if over
        else window.unreadable(look.title(account), read, look.zone)
    )
    yield Section(label(Label.NOW), (now,))


def _timeline(look: Look, key: str, alert: Alert) -> Iterator[str]:
    """What happened to the alert, in order; a channel is one line however often it told."""
    lines: list[tuple[datetime, str]] = []
    incident = look.state.incidents.get(key)
    versions = incident.versions if incident is not None else []
    for (time, what), run in groupby(versions, key=lambda version: _said(look, version)):
        first, *more = run
        last = more[-1] if more else first
        lines.append((first.at, window.concluded(time, first.version, last.version, what)))
    lines.append((alert.raised.at, window.fired(clock(alert.raised.at, look.zone))))
    for name, told in alert.deliveries.items():
        if told.last_at is not None and told.outcome is not None:
            said = labels.outcome(told.outcome) + _because(told.problem)
            at = clock(told.last_at, look.zone)
            line = window.delivered(at, labels.channel(name), said, told.told)
            lines.append((told.last_at, line))
    if alert.acknowledged is not None:
        heard = alert.acknowledged
        at = clock(heard.at, look.zone)
        line = window.acknowledged(at, heard.version, heard.response, heard.note)
        lines.append((heard.at, line))
    if alert.resolved_at is not None:
        lines.append((alert.resolved_at, window.resolved(clock(alert.resolved_at, look.zone))))
    yield from (line for _, line in sorted(lines, key=lambda entry: entry[0]))


def _said(look: Look, version: Concluded) -> tuple[str, str]:
    """When and what: one booking in many tiny parts says the same many times in a second."""
    what = f"{incidents.kind(version.kind)}, {incidents.grade(version.grade)}"
    return clock(version.at, look.zone), what


def _because(problem: Problem | None) -> str:
    return f" ({problems.sentence(problem)})" if problem is not None else ""
