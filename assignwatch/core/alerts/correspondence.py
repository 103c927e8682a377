"""Which of the broker's messages and which incidents speak of the same thing: a second witness.

The texts quote one beside the other. The words are in whatever language the trader chose at the
broker, so nothing is concluded from them, and no version of an incident depends on them: only
names and numbers are looked for. A message belongs to an incident of its account when it comes
within a day of it and names its contract: by the symbol, by the broker's number of the contract or
of a record, or an option by its root and its strike.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from assignwatch.core.alerts.messages import WRITTEN
from assignwatch.core.events import Alerted, Concluded
from assignwatch.core.model import Instrument
from assignwatch.core.state import State
from assignwatch.core.words import OVER, About

NEAR = timedelta(days=1)
"""So long before it began, or after it was over, a message may be about it."""

_NUMBERS = re.compile(r"\d{6,}")
"""The broker's numbers of contracts, orders and positions; shorter ones may be anything."""

_FIGURES = re.compile(r"\d[\d.,]*\d|\d")
_ROOT = re.compile(r"[^\s/:]+")


def messages_about(state: State, incident: str) -> list[Alerted]:
    """What the broker wrote of this incident, the oldest first; nothing of one that is over."""
    version = state.incidents[incident].latest
    written = (alert.raised for alert in state.alerts.values())
    found = [(at, one) for one in written if (at := _belongs(state, version, one)) is not None]
    return [one for _, one in sorted(found, key=lambda entry: entry[0])]


def incidents_of(state: State, message: Alerted) -> list[str]:
    """The incidents that this message speaks of."""
    return [
        name
        for name, incident in state.incidents.items()
        if _belongs(state, incident.latest, message) is not None
    ]


def written_at(message: Alerted) -> datetime:
    """When the broker wrote it."""
    at = message.problem.values.get("at") if message.problem is not None else None
    return datetime.fromisoformat(at) if at else message.at


def _belongs(state: State, version: Concluded, message: Alerted) -> datetime | None:
    """When the message was written, if it speaks of this."""
    if message.about is not About.MESSAGE or message.account != version.account:
        return None
    if message.problem is None or message.problem.code != WRITTEN or version.grade in OVER:
        return None
    at, (first, last) = written_at(message), version.occurred or (version.at, version.at)
    if not first - NEAR <= at <= last + NEAR:
        return None
    values = message.problem.values
    text = f"{values.get('title', '')} {values.get('text', '')}"
    return at if _names(text, version, state.instruments.get(version.instrument)) else None


def _names(text: str, version: Concluded, contract: Instrument | None) -> bool:
    """Whether the text names the contract, or a record of what happened to it."""
    ours = {version.instrument, *(fact for c in version.consumes for fact in c.facts)}
    known = {number for one in ours for number in _NUMBERS.findall(one)}
    if known.intersection(_NUMBERS.findall(text)):
        return True
    if contract is None:
        return False
    names = {contract.symbol, contract.symbol.partition(":")[0]}
    if any(_has_word(text, name, re.IGNORECASE) for name in names):
        return True
    root = _ROOT.match(contract.symbol)
    if root is None or contract.strike is None or not _has_word(text, root[0]):
        return False
    return contract.strike in set(_figures(text))


def _has_word(text: str, word: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags) is not None


def _figures(text: str) -> Iterator[Decimal]:
    """Every number, with either sign taken for the point."""
    for told in _FIGURES.findall(text):
        for thousands, point in ((",", "."), (".", ",")):
            try:
                yield Decimal(told.replace(thousands, "").replace(point, "."))
            except InvalidOperation:
                continue
