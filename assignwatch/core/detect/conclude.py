"""Writing the next version of each incident that an input may have changed.

`decide` calls this for the positions that were touched. They are judged in groups, each from all
its facts and not from the new one alone, so the result is the same in whichever order they came,
and saying the same again gives nothing. Records of the broker make findings at once
(`official.py`), positions do so when they have been waited for (`weigh.py`). A finding that stands
no more ends its incident with the reason; one that became something else leaves a pointer
(`explanation.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assignwatch.core.detect.changes.ledger import clean_cut, kept_by
from assignwatch.core.detect.contracts import law
from assignwatch.core.detect.finding import Finding, merged, of_one
from assignwatch.core.detect.gather import gather
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.incidents.closed import is_closed, is_empty, is_of_leg, is_old
from assignwatch.core.detect.incidents.each_night import free_of, is_of_end
from assignwatch.core.detect.incidents.each_way import each_way
from assignwatch.core.detect.incidents.explanation import ended, is_news, is_told_late
from assignwatch.core.detect.incidents.identity import incident_id
from assignwatch.core.detect.incidents.long_ago import as_seen, said_otherwise
from assignwatch.core.detect.incidents.reasons import weightiest
from assignwatch.core.detect.kinds import family_of
from assignwatch.core.detect.lane1.booked import Record
from assignwatch.core.detect.lane1.official import findings
from assignwatch.core.detect.lane1.rest_of_change import named_with_records
from assignwatch.core.detect.lane1.shown import shown_late, shown_nights
from assignwatch.core.detect.plan import Group
from assignwatch.core.detect.records.happenings import Happening
from assignwatch.core.events import Awaited, Balanced, Concluded, Evidence
from assignwatch.core.model import InstrumentId, PositionKey, later, name_of
from assignwatch.core.policy import Policy
from assignwatch.core.state import Account, State
from assignwatch.core.words import OVER, UNSETTLED, Grade

_TOLD = frozenset({Grade.LIKELY, Grade.UNEXPLAINED})
_HEAVY = 24
"""A ledger with more entries than this is balanced as soon as nothing in it is open."""


def conclude(
    state: State, account: Account, touched: Iterable[PositionKey], now: datetime, policy: Policy
) -> Iterator[Concluded | Awaited | Balanced]:
    """What is new about these positions and all that belongs with them.

    Raises at the end, with all that failed, when a group could not be judged.
    """
    gathered, failures = gather(state, account, touched, now, policy)
    for group in gathered:
        try:
            yield from _judge(state, account, group, now, policy)
        except Exception as failure:  # noqa: BLE001 - a fault in one group must not silence others
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{account.key}: some changes could not be judged", failures)


def _judge(
    state: State, account: Account, group: Group, now: datetime, policy: Policy
) -> Iterator[Concluded | Awaited | Balanced]:
    keys, cut = group.keys, group.cut
    weighed = group.scales.weigh(group.matched, group.records)
    drafts: dict[str, list[Finding]] = {}
    reasons: dict[str, list[Record]] = {}
    nights = shown_nights(account, weighed.records)
    seen = list(_each_named(state, account, weighed.findings, cut, nights))
    seen = named_with_records(state, account, weighed.records, seen)
    told = [
        (name, finding, [record])
        for record, name, finding in findings(state, account, weighed.records, now, policy, seen)
    ]
    told += [(name, finding, list(records)) for records, name, finding in weighed.told]
    told += [(name, finding, []) for name, finding in seen]
    shown: dict[str, bool] = {}
    names = each_way(state, account, [(name, finding) for name, finding, _ in told])
    for name, (_, finding, records) in zip(names, told, strict=True):
        drafts.setdefault(name, []).append(finding)
        reasons.setdefault(name, []).extend(records)
        if not records:
            shown[name] = finding.late or shown.get(name, False)
    live = _live(account, keys)
    judged = {name for name in live if not is_old(state, account, name, cut)}
    drafts = {
        name: found
        for name, found in drafts.items()
        if not is_empty(found, [record.counts for record in reasons[name]])
        if not (name in judged and is_of_leg(state, name, found))
    }
    news = {name for name, found in drafts.items() if is_news(state, name, found)}
    for name, found in drafts.items():
        if name in judged or not is_closed(state, account, name, found, cut):
            own = reasons.get(name, [])
            said = tuple(evidence.official(_told(own)))
            late = any(shown_late(account, record) for record in own if record.counts)
            late = late or shown.get(name, False)
            whole = _joined(of_one(_contract_of(account, name, found), found))
            known = state.incidents[name].latest if name in state.incidents else None
            whole = as_seen(known, whole, cut)
            yield from _drafted(state, account, name, whole, said, now, late=late)
    otherwise = set(said_otherwise(state, account, drafts, news))
    for name in dict.fromkeys((*live, *sorted(otherwise))):
        if name in drafts:
            continue
        past = name not in judged or _is_written_off(state, name, cut)
        if not past or (name in otherwise and is_told_late(state, name, drafts, news)):
            over = ended(state, name, drafts, news, group.facts, group.recent, now, policy)
            if over is not None:
                yield over
    for name in dict.fromkeys(n for key in keys for n in account.waiting_at.get(key, ())):
        if name not in drafts:
            yield Awaited(account.key, name, (), over=True)
    yield from _balanced(state, account, group, policy)


def _each_named(
    state: State,
    account: Account,
    findings: Sequence[Finding],
    cut: datetime,
    nights: dict[str, list[datetime]],
) -> Iterator[tuple[str, Finding]]:
    """Each with its incident; `nights` are the readings that show what is told, by incidents."""
    names: dict[int, str] = {}
    for finding in sorted(findings, key=lambda one: (one.changed or one.occurred)[1]):
        name = _named(state, account, finding, cut, nights)
        names[id(finding)] = name
        if finding.changed is not None:
            nights.setdefault(name, []).append(finding.changed[1])
    yield from ((names[id(finding)], finding) for finding in findings)


def _named(
    state: State,
    account: Account,
    finding: Finding,
    cut: datetime,
    nights: Mapping[str, Sequence[datetime]],
) -> str:
    """Its incident. What happened after one that was closed is another one, though the last
    reading before it is of that day: it is dated to the reading that showed it."""
    if finding.incident is not None:
        return finding.incident
    family = family_of(finding.kind)
    name = incident_id(account.key, finding.key, family, finding.day)
    known = state.incidents.get(name)
    is_live = name in account.live.get(finding.key, ()) and not is_old(state, account, name, cut)
    if known is None or known.latest.grade in OVER or is_live:
        _, shown = finding.changed or finding.occurred
        contract = state.described(finding.key.instrument, shown)
        end = contract.expiry if contract is not None else None
        if end is not None and is_of_end(state.incidents, name, shown, nights, end):
            return name
        return free_of(state.incidents, name, shown, nights)
    over = known.latest.occurred
    if over is None or over[1] > finding.occurred[0]:
        return name
    return incident_id(account.key, finding.key, family, finding.occurred[1].date())


def _contract_of(account: Account, name: str, findings: Sequence[Finding]) -> InstrumentId | None:
    """What an incident is named after; None where none of its findings is of that."""
    told = (finding.key.instrument for finding in findings)
    return next((one for one in told if name.startswith(f"{account.key}:{name_of(one)}:")), None)


def _joined(findings: Sequence[Finding]) -> Finding:
    """The findings of one incident as one; what still waits does not unsettle what is known."""
    known = [f for f in findings if f.grade not in UNSETTLED]
    whole = merged([*known, *(f for f in findings if f.grade in UNSETTLED)])
    if not known:
        return whole
    return replace(merged(known), keys=whole.keys, until=whole.until, feeds=whole.feeds)


def _live(account: Account, group: Sequence[PositionKey]) -> dict[str, None]:
    return dict.fromkeys(name for key in group for name in account.live.get(key, ()))


def _is_written_off(state: State, name: str, cut: datetime) -> bool:
    """Whether it leans on positions that are carried no more: it stays as it is."""
    known = state.incidents[name].latest
    if known.occurred is None or known.occurred[1] >= cut or known.grade in UNSETTLED:
        return False
    return any(not consumption.facts for consumption in known.consumes)


def _drafted(
    state: State,
    account: Account,
    name: str,
    finding: Finding,
    said: tuple[Evidence, ...],
    now: datetime,
    *,
    late: bool,
) -> Iterator[Concluded | Awaited]:
    """The next version, if anything but number and time differs.

    What was shown `late` stays so, though a record of it may have come before that reading.
    """
    incident = state.incidents.get(name)
    known = incident.latest if incident is not None else None
    if known is not None and _is_told(known, finding):
        finding = replace(finding, grade=known.grade)
    if finding.quiet and known is None:
        yield from _awaited(account, name, finding)
        return
    late = finding.late if known is None or known.grade in OVER else known.late or late
    version = Concluded(
        incident=name,
        version=1 if known is None else known.version + 1,
        at=now,
        account=account.key,
        kind=finding.kind,
        grade=finding.grade,
        severity=finding.severity,
        instrument=finding.key.instrument,
        side=finding.key.side,
        contracts=finding.contracts,
        legs=finding.legs,
        occurred=finding.occurred,
        cash=finding.cash,
        late=late,
        evidence=weightiest((*said, *finding.evidence), late=late),
        consumes=finding.consumes,
        changed=finding.changed,
    )
    same = known and replace(known, version=version.version, at=now, changed=version.changed)
    if version != same:
        yield version
    yield from _awaited(account, name, finding)


def _is_told(known: Concluded, finding: Finding) -> bool:
    """Whether it waits only because it cannot be said anew how long it has been waited for.

    After a restart no feed has shown life yet; what was concluded before stands until it has.
    """
    same = known.kind is finding.kind and known.contracts == finding.contracts
    return same and finding.grade is Grade.PENDING and known.grade in _TOLD


def _awaited(account: Account, name: str, finding: Finding) -> Iterator[Awaited]:
    waiting = account.waiting.get(name)
    if finding.waits or finding.grade is Grade.PENDING:
        awaited = Awaited(account.key, name, finding.keys, finding.feeds, finding.until)
        if awaited != waiting:
            yield awaited
    elif waiting is not None:
        yield Awaited(account.key, name, (), over=True)


def _balanced(state: State, account: Account, group: Group, policy: Policy) -> Iterator[Balanced]:
    """Ledgers that hold nothing open start afresh, so that work does not grow with history."""
    due = [one.key for one in group.told if _is_heavy(account, one.key, group.cut)]
    if not due:
        return
    open_: dict[PositionKey, datetime] = {}
    leaning = _leaning(state, account, group, policy)
    for key, since in (*((r.key, kept_by(r.since, r.at)) for r in group.recent), *leaning):
        open_[key] = min(since, open_.get(key, since))
    for key in due:
        cut = clean_cut(account, key, group.facts[key], policy, open_.get(key))
        if cut is not None:
            yield Balanced(account.key, key, cut)


def _is_heavy(account: Account, key: PositionKey, cut: datetime) -> bool:
    """Whether a ledger holds many entries, or old ones that an incident is judged by."""
    book = account.books.get(key)
    if book is None or not book.counts or account.waiting_at.get(key):
        return False
    if len(book.counts) + len(book.fills) > _HEAVY:
        return True
    return key in account.live and min(count.at for count in book.counts) < cut


def _leaning(
    state: State, account: Account, group: Group, policy: Policy
) -> Iterator[tuple[PositionKey, datetime]]:
    """Since when incidents that are judged anew need the ledgers of several positions.

    What one ledger forgets of such an incident the others cannot explain any more. One whose other
    leg may still come needs its own as well. A record may be dated days before the reading that
    showed it.
    """
    for name in _live(account, group.keys):
        known = state.incidents[name].latest if name in state.incidents else None
        if known is None or known.occurred is None:
            continue
        if later(known.occurred[1], policy.pair_within) < group.cut:
            continue
        keys = [key for key in group.keys if name in account.live.get(key, ())]
        contract = state.described(known.instrument, known.occurred[0])
        if len(keys) > 1 or (contract is not None and law.delivers(contract)):
            start, end = known.occurred
            booked = any(c.facts for c in known.consumes)  # dated then, and not after a reading
            before = kept_by(start, start if booked else end)
            yield from ((key, before) for key in keys)


_MANY = 4
"""Lists that tell the same; more of them make no sentence better, and five sentences are enough."""


def _told(records: Sequence[Record]) -> list[Happening]:
    """What the broker's lists say of it; where they are few also one that tells its money alone."""
    own = [record.happening for record in records]
    named = {name for happening in own for name in happening.records}
    if len(named) >= _MANY:
        return own
    lines = (line for record in records for line in record.money)
    return [*own, *(line for line in lines if not line.records & named and not line.disputed)]
