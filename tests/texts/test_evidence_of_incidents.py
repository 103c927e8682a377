"""Reasons beside their incident: its title, its time, and words of a newer program."""

from __future__ import annotations

from dataclasses import replace

from assignwatch.core.detect.incidents import evidence as made
from assignwatch.core.events import Evidence
from assignwatch.core.state import Incident
from assignwatch.core.words import EvidenceCode
from assignwatch.texts import evidence
from tests.core.builders import Run, booking
from tests.texts.test_evidence import NIGHT


def test_an_incident_is_pointed_to_by_its_title() -> None:
    run = Run()
    run.take(booking("0.4"))
    version = run.only()
    item = made.explained("became", incident=version.incident)
    said = evidence.sentence(item, {}, {version.incident: Incident([version])})
    assert said == "It became another incident: “Taken over: +0.4 PF_XBTUSD”."


def test_what_was_not_seen_is_said_once() -> None:
    run = Run()
    run.take(booking("1"))
    late = replace(run.only(), late=True)
    assert evidence.sentences(late, {})[-1] == "AssignWatch was not always looking then."
    told = replace(late, evidence=(made.late(*NIGHT),))
    assert len(evidence.sentences(told, {})) == 1


def test_a_reason_of_a_newer_program_shows_itself() -> None:
    item = Evidence(EvidenceCode.RISK, "moon_phase", {"phase": "full", "share": "0.98"})
    assert evidence.sentence(item, {}) == (
        "A reason that only a newer AssignWatch has words for: moon_phase (phase full, share 0.98)."
    )
    assert not evidence.has_words("moon_phase")
    assert evidence.sentence(Evidence(EvidenceCode.RISK, "{odd}", {}), {}).endswith(": {odd}.")
