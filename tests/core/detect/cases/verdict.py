"""Comparing what was concluded on a tape with what a case wants, and telling the difference."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from assignwatch.core.detect.kinds import event_type
from assignwatch.core.events import Concluded
from tests.core.detect.cases.telling import CONFIRMED, GONE, STRONG, UNSURE, Case, Want

EVENT_TYPES = {
    "assigned": "OPTION_ASSIGNMENT",
    "cash_settled": "OPTION_ASSIGNMENT",
    "delivered": "FUTURES_ASSIGNMENT",
    "settled": "FUTURES_ASSIGNMENT",
    "taken_over": "FUTURES_ASSIGNMENT",
    "handed_over": "FUTURES_ASSIGNMENT",
}
"""What other programs are to call a kind that somebody is sure of."""


def faults_of(case: Case, versions: Sequence[Concluded]) -> list[str]:
    """What is wanted and not there, and what is there and not wanted."""
    histories = histories_of(versions)
    standing = [told for told in histories.values() if told[-1].grade not in GONE]
    pairs = _paired(case.wants, standing)
    faults = [
        f"wanted and not there: {_shown(want)}"
        for want, told in zip(case.wants, pairs, strict=True)
        if told is None
    ]
    for told in standing:
        unsure = told[-1].grade in UNSURE or told[-1].kind == "ambiguous"
        tolerated = case.open_ends and unsure
        if not tolerated and not any(told is pair for pair in pairs):
            faults.append(f"not wanted: {told[-1].incident}")
    if case.quiet and versions:
        faults.append("nothing may be printed at all")
    faults += [
        f"called, {version.grade}: {version.incident}"
        for version in versions
        if version.instrument in case.doubted and _is_called(version)
    ]
    if case.incidents is not None and len(histories) != case.incidents:
        faults.append(f"{len(histories)} incidents were printed, not {case.incidents}")
    return faults


def account_of(case: Case, versions: Sequence[Concluded], faults: Iterable[str]) -> str:
    """The tape, what was concluded on it, and what is wrong with that, for a person to read."""
    near = [
        f"{told[-1].incident} is not {_shown(want)}: {', '.join(differences)}"
        for want in case.wants
        for told in histories_of(versions).values()
        if (differences := _differences(want, told))
    ]
    tape = [json.dumps(line, ensure_ascii=False) for line in case.tape]
    parts = {"tape": tape, "concluded": map(_told, versions), "faults": faults, "because": near}
    lines = [f"{head}\n" + "".join(f"  {text}\n" for text in body) for head, body in parts.items()]
    return f"{case.id}: {case.says}\n" + "".join(lines)


def histories_of(versions: Iterable[Concluded]) -> dict[str, list[Concluded]]:
    """The versions of each incident, in order."""
    histories: dict[str, list[Concluded]] = {}
    for version in versions:
        histories.setdefault(version.incident, []).append(version)
    return histories


def is_sure(version: Concluded) -> bool:
    """Whether its grade claims to know."""
    return version.grade not in UNSURE | GONE


def _is_called(version: Concluded) -> bool:
    """Whether it is called for sure."""
    return version.kind in {"assigned", "exercised"} and version.grade in CONFIRMED | STRONG


def _paired(wants: Sequence[Want], standing: list[list[Concluded]]) -> list[list[Concluded] | None]:
    """For each want an incident of its own that meets it, as many as can be."""
    if not wants:
        return []
    first, rest = wants[0], wants[1:]
    best: list[list[Concluded] | None] = [None, *_paired(rest, standing)]
    for told in standing:
        if not _differences(first, told):
            left = [other for other in standing if other is not told]
            found: list[list[Concluded] | None] = [told, *_paired(rest, left)]
            best = max(best, found, key=lambda pairs: sum(p is not None for p in pairs))
    return best


def _differences(want: Want, told: Sequence[Concluded]) -> list[str]:
    """In what an incident is not as it is wanted."""
    got, earlier = told[-1], {version.grade for version in told[:-1]}
    checks: dict[str, bool] = {
        "account": got.account == want.account,
        "kind": not want.kinds or got.kind in want.kinds,
        "instrument": want.instrument in {None, got.instrument},
        "contracts": want.contracts in {None, got.contracts},
        "grade": got.grade in want.grades,
        "event type": event_type(got.kind, got.grade)
        == (EVENT_TYPES.get(got.kind) if is_sure(got) else None),
        "legs": want.legs is None or _same_legs(want.legs, got),
        "own leg": not is_sure(got) or _names_its_own_leg(got),
        "cash": want.cash is None or _same_cash(want.cash, got.cash or {}),
        "late": want.late in {None, got.late},
        "severity": want.severity is None or got.severity in want.severity,
        "evidence": want.codes <= {item.code for item in got.evidence},
        "names": all(any(name in str(item) for item in got.evidence) for name in want.names),
        "earlier grade": not want.was or bool(want.was & earlier),
        "never more": not want.at_most or _is_never_more(told, got.contracts),
        "other legs": not want.steady or _are_never_others(told),
        "never": want.never.isdisjoint(version.grade for version in told),
    }
    return [name for name, good in checks.items() if not good]


def _is_never_more(told: Sequence[Concluded], contracts: Decimal) -> bool:
    """Whether nobody was ever sure of more than there was in the end."""
    return all(v.contracts <= contracts for v in told if v.grade in CONFIRMED | STRONG)


def _are_never_others(told: Sequence[Concluded]) -> bool:
    """Whether whoever was sure told of nothing that moved but what each contract did in the end."""
    last = told[-1]
    moved = {leg.instrument: leg.quantity for leg in last.legs}
    return all(
        leg.quantity * last.contracts == moved.get(leg.instrument, 0) * version.contracts
        for version in told
        if is_sure(version)
        for leg in version.legs
    )


def _same_legs(wanted: Mapping[str, tuple[Decimal, Decimal | None]], got: Concluded) -> bool:
    legs = {str(leg.instrument): leg for leg in got.legs}
    return (
        len(legs) == len(got.legs)
        and set(legs) == set(wanted)
        and all(
            legs[name].quantity == quantity and price in {None, legs[name].price}
            for name, (quantity, price) in wanted.items()
        )
    )


def _names_its_own_leg(got: Concluded) -> bool:
    """The contract's own leg is among the legs; of several contracts there is none."""
    own = [abs(leg.quantity) for leg in got.legs if leg.instrument == got.instrument]
    return got.kind in {"ambiguous", "corporate_action"} or own == [got.contracts]


def _same_cash(wanted: Mapping[str, Decimal], got: Mapping[str, Decimal]) -> bool:
    """Nothing paid is the same as an amount of zero."""
    return {c: a for c, a in wanted.items() if a} == {c: a for c, a in got.items() if a}


def _told(v: Concluded) -> str:
    legs = ", ".join(f"{leg.instrument} {leg.quantity}@{leg.price}" for leg in v.legs)
    cash = {currency: f"{amount}" for currency, amount in (v.cash or {}).items()}
    codes = ",".join(item.code for item in v.evidence)
    head = f"{v.incident} v{v.version} {v.kind} {v.contracts} x {v.instrument} {v.grade}"
    return f"{head} {v.severity} [{legs}] {cash} late={v.late} ({codes}) at {v.at:%d %H:%M:%S}"


def _shown(want: Want) -> str:
    kinds, grades = "|".join(sorted(want.kinds)) or "anything", "|".join(sorted(want.grades))
    legs = {name: f"{quantity}@{price}" for name, (quantity, price) in (want.legs or {}).items()}
    cash = {currency: f"{amount}" for currency, amount in (want.cash or {}).items()}
    return f"{kinds} {want.contracts} x {want.instrument} {grades} {legs} {cash} late={want.late}"
