"""The acceptance table: each tape comes to its verdict, and every tape obeys the laws."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import groupby, pairwise, product
from pathlib import Path

import pytest

from assignwatch.brokers import TRADES_WITHIN
from assignwatch.commands import replay
from assignwatch.core.detect.kinds import event_type
from assignwatch.core.events import Concluded
from assignwatch.core.model import PositionKey
from assignwatch.core.policy import Policy
from assignwatch.core.tape.player import play
from assignwatch.core.tape.reading import read
from assignwatch.store.sessions import load
from assignwatch.texts import evidence
from tests.core.detect.cases.table import CASES
from tests.core.detect.cases.telling import CONFIRMED, GONE, STRONG, UNSURE, Case, Line
from tests.core.detect.cases.verdict import EVENT_TYPES, account_of, faults_of, histories_of

POLICY = Policy(calendar=load().calendar, two_legs_wait_at=TRADES_WITHIN)
"""As `replay` has it: with the table that comes with the program, and what brokers say."""

SURE = CONFIRMED | STRONG

every_case = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


TAPES = {case.id: case.tape for case in CASES}


def _play(tape: Iterable[Line]) -> list[Concluded]:
    lines = read(json.dumps(line) for line in tape)
    return [version for _, version in play(lines, POLICY)]


@cache
def _versions(name: str) -> list[Concluded]:
    """What the tape of a case comes to, played once for all its laws."""
    return _play(TAPES[name])


@every_case
def test_the_verdict(case: Case) -> None:
    versions = _versions(case.id)
    if faults := faults_of(case, versions):
        pytest.fail(account_of(case, versions, faults), pytrace=False)


def test_nothing_is_called_an_assignment_that_is_none_in_the_end() -> None:
    assert [case.id for case in CASES if not case.withdraws and _withdrawn(case)] == []


def _withdrawn(case: Case) -> set[str]:
    """Incidents that were called an assignment and are none in the end."""
    called, stand = set(), set()
    for incident, told in histories_of(_versions(case.id)).items():
        types = [event_type(version.kind, version.grade) for version in told]
        called |= {incident} if any(types) else set()
        stand |= {incident} if types[-1] else set()
    return called - stand


def test_nobody_is_told_for_sure_of_more_than_there_was() -> None:
    """Not for a moment, but where the broker itself booked more, or takes back what it had booked.

    It booked one thing as two: under two words, or as two events of one list.
    """
    taken_back = [case.id for case in CASES if case.withdraws or _is_corrected(case)]
    over = {case.id for case in CASES if case.id not in taken_back and _is_overstated(case)}
    as_two = {name for name in over if name.startswith("shared ids/events of their own")}
    assert over - as_two == {"words/closed by force, more held"}


def _is_overstated(case: Case) -> bool:
    versions = _versions(case.id)
    last = {version.incident: version for version in versions}
    there_was = _contracts(version for version in last.values() if version.grade not in GONE)
    stand: dict[str, Concluded] = {}
    for _, told in groupby(versions, key=lambda version: version.at):
        stand |= {version.incident: version for version in told}
        sure = _contracts(v for v in stand.values() if v.grade in SURE and v.kind != "ambiguous")
        if any(contracts > there_was.get(key, 0) for key, contracts in sure.items()):
            return True
    return False


def _contracts(versions: Iterable[Concluded]) -> dict[PositionKey, Decimal]:
    total: dict[PositionKey, Decimal] = {}
    for version in versions:
        key = PositionKey(version.instrument, version.side)
        total[key] = total.get(key, Decimal()) + version.contracts
    return total


@every_case
def test_each_version_counts_one_more_and_says_something_new_and_why(case: Case) -> None:
    for told in histories_of(_versions(case.id)).values():
        assert [version.version for version in told] == list(range(1, len(told) + 1))
        for said in (evidence.sentences(version, {}) for version in told):
            assert 1 <= len(said) <= 5, said
            assert len(set(said)) == len(said)
        for before, after in pairwise(told):
            assert replace(after, version=before.version, at=before.at) != before


@every_case
def test_a_line_told_twice_changes_nothing(case: Case) -> None:
    twice = [line for line in case.tape for _ in range(2)]
    assert _verdict(_play(twice)) == _verdict(_versions(case.id))


@every_case
def test_what_is_printed_of_the_tape_played_again_says_the_same(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tape = tmp_path / "tape.jsonl"
    tape.write_text("".join(json.dumps(line) + "\n" for line in case.tape), encoding="utf-8")
    assert replay.run(tape, as_json=True) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = ("incident", "version", "kind", "grade", "severity", "late")
    assert [tuple(line[name] for name in told) for line in printed] == [
        tuple(getattr(version, name) for name in told) for version in _versions(case.id)
    ]
    assert [[e["code"] for e in line["evidence"]] for line in printed] == [
        [e.code for e in version.evidence] for version in _versions(case.id)
    ]
    for line in printed:
        sure = line["grade"] not in UNSURE | GONE
        assert line["event_type"] == (EVENT_TYPES.get(line["kind"]) if sure else None)
        assert Decimal(line["contracts"]) > 0
        assert all(item["says"] for item in line["evidence"])


def test_the_broker_took_back_only_what_it_corrected() -> None:
    told = [case for case in CASES if "by_correction" in _reasons(case)]
    assert [case.id for case in told if not _is_corrected(case)] == []


def _reasons(case: Case) -> set[str]:
    return {e.fact for version in _versions(case.id) for e in version.evidence}


def _is_corrected(case: Case) -> bool:
    records = [line | {"seen": None} for line in case.tape if line["type"] == "booking"]
    return any(
        two["cause"] == "correction"
        or (one["id"] == two["id"] and one["instrument"] == two["instrument"] and one != two)
        or (one["cause"] == two["cause"] and Decimal(one["quantity"]) == -Decimal(two["quantity"]))
        for one, two in product(records, repeat=2)
    )


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def _verdict(versions: Iterable[Concluded]) -> set[tuple[object, ...]]:
    """What stands at the end, without the way there."""
    last = [told[-1] for told in histories_of(versions).values() if told[-1].grade not in GONE]
    return {
        (v.incident, v.kind, v.grade, v.severity, v.contracts, v.legs, str(v.cash), v.late)
        for v in last
    }
