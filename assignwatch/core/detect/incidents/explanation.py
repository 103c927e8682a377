"""Why an incident does not stand any more: what it became, or what accounts for its change now.

`conclude.py` asks of each incident that nothing speaks for. It became another one where that one
says now what it did not say before: what was said before has used up its own, and a change beside
it, or one of just as many on another day, is none of that. Else the trader's trades of its time
explain it, or the broker's records, or it was undone. A corporate action is always an incident of
its own, and what became that says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from assignwatch.core.detect.finding import Finding, merged
from assignwatch.core.detect.incidents import evidence
from assignwatch.core.detect.residual import Fact, Residual
from assignwatch.core.events import Concluded, Evidence
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.state import State
from assignwatch.core.words import OVER, UNSETTLED, Grade


def ended(
    state: State,
    name: str,
    drafts: Mapping[str, Sequence[Finding]],
    news: Collection[str],
    facts: Mapping[PositionKey, Sequence[Fact]],
    open_: Sequence[Residual],
    now: datetime,
    policy: Policy,
) -> Concluded | None:
    """The version that takes an incident back, with the reason; None where it is over already.

    `drafts` are what is found now, by incident, and `news` those of them that say what they did not
    say before; `open_` the changes that no trade and no record explains.
    """
    known = state.incidents[name].latest
    if known.grade in OVER:
        return None  # a further record of it was corrected, and it stands as little as before
    own = PositionKey(known.instrument, known.side)
    keys = dict.fromkeys((*(c.key for c in known.consumes), own))
    became = _became(state, known, keys, {n: drafts[n] for n in drafts if n in news})
    if became is not None:
        grade, reason = Grade.RETRACTED, evidence.explained("became", incident=became)
    elif _was_held(state, known):
        grade, reason = Grade.EXPLAINED, evidence.explained("held_already")
    else:
        reason = _explanation(known, keys, {} if _is_undone(known, open_) else facts, policy)
        grade = Grade.EXPLAINED
    return replace(
        known,
        version=known.version + 1,
        at=now,
        grade=grade,
        evidence=(reason,),
        consumes=tuple(replace(c, facts=()) for c in known.consumes if not c.facts),
    )


def is_told_late(
    state: State, name: str, drafts: Mapping[str, Sequence[Finding]], news: Collection[str]
) -> bool:
    """Whether a record tells now just what an incident was made of, of its time or its day.

    Of one that lies too far back to be judged anew: the broker's word comes in time for it always.
    """
    known = state.incidents[name].latest
    found = (f for n in news for f in drafts[n] if any(c.facts for c in f.consumes))
    derived = not any(c.facts for c in known.consumes)
    return derived and any(
        f.day.isoformat() == name.rpartition(":")[2] or _overlaps(known, [f])
        for f in found
        if _uses_up(known, [f])
    )


def _became(
    state: State,
    known: Concluded,
    keys: Iterable[PositionKey],
    news: Mapping[str, Sequence[Finding]],
) -> str | None:
    """The incident that it became: one that tells its records; else one of its time, first one
    that uses up just what it was made of; else one of another time that does so, for a record may
    be dated days off."""
    places = set(keys)
    told = {(c.key, fact) for c in known.consumes for fact in c.facts}
    found = [
        (own.isdisjoint(told), not beside, not exact, place, name)
        for place, (name, findings) in enumerate(news.items())
        if any(c.key in places for f in findings for c in f.consumes) and name != known.incident
        if name in state.incidents or not all(f.quiet for f in findings)
        for exact, beside in ((_uses_up(known, findings), _overlaps(known, findings)),)
        for own in ({(c.key, fact) for f in findings for c in f.consumes for fact in c.facts},)
        if exact or beside or not own.isdisjoint(told)
    ]
    return min(found)[-1] if found else None


def _uses_up(known: Concluded, findings: Sequence[Finding]) -> bool:
    """Whether they use up just what it was made of."""
    own = {c.key: c.quantity for c in known.consumes}
    return any(own.get(c.key) == c.quantity for f in findings for c in f.consumes)


def is_news(state: State, name: str, findings: Sequence[Finding]) -> bool:
    """Whether they say what the incident did not say before."""
    known = state.incidents[name].latest if name in state.incidents else None
    if known is None or known.grade in OVER:
        return True
    told = {(c.key, fact) for c in known.consumes for fact in c.facts}
    moved = {(c.key, c.quantity) for c in known.consumes}
    certain = [f for f in findings if f.grade not in UNSETTLED]
    waiting = [f for f in findings if f.grade in UNSETTLED] if certain else []
    parts = [merged(certain or findings), *waiting]
    used = [c for part in parts for c in part.consumes]
    return any({(c.key, f) for f in c.facts} - told for c in used) or any(
        (c.key, c.quantity) not in moved for c in used if not c.facts
    )


def _overlaps(known: Concluded, findings: Sequence[Finding]) -> bool:
    """Whether they speak of the same time."""
    if known.occurred is None:
        return True
    start, end = known.occurred
    return any(f.occurred[0] <= end and start <= f.occurred[1] for f in findings)


def _is_undone(known: Concluded, open_: Sequence[Residual]) -> bool:
    """Whether its change is still there, and a later one that went the other way."""
    if known.occurred is None:
        return False
    start, end = known.occurred
    own = [r for r in open_ if r.key == PositionKey(known.instrument, known.side)]
    gone = [r for r in own if start <= r.since and r.at <= end]
    return any(
        back.at > one.at and back.quantity * one.quantity < 0 for one in gone for back in own
    )


def _was_held(state: State, known: Concluded) -> bool:
    """Whether a record of the first reading's day told it, which that reading holds after all."""
    unheld = state.account(known.account).unheld
    return any((fact, c.key.instrument) in unheld for c in known.consumes for fact in c.facts)


def _explanation(
    known: Concluded,
    keys: Iterable[PositionKey],
    facts: Mapping[PositionKey, Sequence[Fact]],
    policy: Policy,
) -> Evidence:
    """What accounts for the change now: trades, the broker's records, or that it was undone."""
    if known.occurred is not None:
        start, end = known.occurred[0], known.occurred[1] + policy.baseline_slack
        inside = [f for key in keys for f in facts.get(key, ()) if start < f.at <= end]
        traded = [f for f in inside if not f.booked]
        if traded:
            own = [
                f for f in facts.get(PositionKey(known.instrument, known.side), ()) if f in traded
            ]
            return _by_trades(known, own, traded)
        if inside:
            return evidence.explained("by_records")
    if own := _as_much_traded(known, facts):
        return _by_trades(known, own, own)
    booked = [c.quantity for c in known.consumes if c.facts]
    back = {(c.key, -c.quantity) for c in known.consumes}
    undone = any(f.booked and (key, f.quantity) in back for key in keys for f in facts.get(key, ()))
    if not any(booked) if booked else undone:
        return evidence.explained("by_records")  # of how many it was not believed; or taken back
    return evidence.explained("by_correction" if booked else "by_return")


def _as_much_traded(known: Concluded, facts: Mapping[PositionKey, Sequence[Fact]]) -> list[Fact]:
    """The trades between the readings that showed its contract, where they are just its change."""
    key = PositionKey(known.instrument, known.side)
    since, until = known.changed or (None, None)
    if since is None or until is None:
        return []
    own = [f for f in facts.get(key, ()) if not f.booked and since < f.at <= until]
    moved = sum((f.quantity for f in own), Decimal())
    return own if any(c.key == key and c.quantity == moved for c in known.consumes) else []


def _by_trades(known: Concluded, own: Sequence[Fact], traded: Sequence[Fact]) -> Evidence:
    told = own or traded
    said = {
        "first": min(f.at for f in told).isoformat(),
        "last": max(f.at for f in told).isoformat(),
    }
    if own:
        moved = sum((f.quantity for f in own), Decimal())
        said |= {"instrument": known.instrument, "quantity": evidence.figure(moved)}
    return evidence.explained("by_trades", **said)
