"""Incidents in a few words: every word of the core has one, and a title is as sure as it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest

from assignwatch.core.model import Instrument, InstrumentId
from assignwatch.core.words import (
    Cause,
    Grade,
    InstrumentKind,
    Kind,
    Response,
    Severity,
)
from assignwatch.texts import evidence, happened, incidents
from tests.core.builders import XBT, Run, after, booking

CET = timezone(timedelta(hours=1), "CET")
KNOWN = Instrument(XBT, InstrumentKind.PERPETUAL, "XBT perpetual")


def _run(*records: object) -> Run:
    run = Run()
    run.take(*(records or (booking("-1234.5", price="67000.5", record="account log"),)))  # type: ignore[arg-type]  # bookings
    return run


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (Kind, incidents.kind),
        (Grade, incidents.grade),
        (Severity, incidents.severity),
        (Response, incidents.response),
    ],
)
def test_every_word_has_a_name_of_its_own(
    words: type[StrEnum], name: Callable[[StrEnum], str]
) -> None:
    names = [name(word) for word in words]
    assert all(text and text[0].isupper() and "_" not in text for text in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", Kind)
def test_a_title_says_what_how_many_and_of_what(kind: Kind) -> None:
    version = replace(_run().only(), kind=kind)
    expected = f"{incidents.kind(kind)}: −1,234.5 "
    assert incidents.title(version, {XBT: KNOWN}) == f"{expected}XBT perpetual"
    assert incidents.title(version, {}) == f"{expected}PF_XBTUSD"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("grade", Grade)
def test_a_title_claims_no_more_than_its_version(kind: Kind, grade: Grade) -> None:
    version = replace(_run().only(), kind=kind, grade=grade)
    title = incidents.title(version, {})
    bare = title.startswith(f"{incidents.kind(kind)}: ")
    if grade in {Grade.CONFIRMED, Grade.STRONG}:
        assert bare
    elif grade in {Grade.EXPLAINED, Grade.RETRACTED}:
        assert title.startswith("Taken back: ")
    elif grade in {Grade.PENDING, Grade.CONFLICT}:
        assert not bare
    else:
        assert bare is (kind in incidents.NAMELESS)
    assert title.endswith("−1,234.5 PF_XBTUSD")


def test_a_title_names_no_amount_of_something_that_did_not_move() -> None:
    version = _run().only()
    other = replace(version, kind=Kind.AMBIGUOUS, instrument=InstrumentId("kraken/XBT"))
    assert incidents.title(other, {}) == "Ambiguous change: XBT"
    assert incidents.title(replace(version, legs=()), {}) == "Taken over: 1,234.5 PF_XBTUSD"


def test_numbers_are_never_rounded_away() -> None:
    tiny = Decimal("0.000000000000000001")
    version = _run(booking(f"{tiny:f}")).only()
    assert f"+{tiny:f}" in incidents.title(version, {})
    assert f"{tiny:f}" in happened.what(version, {})


# ------------------------------------------------------------------- the broker's records


@pytest.mark.parametrize(
    "cause", [c for c in Cause if c not in {"correction", "netting", "dividend"}]
)
def test_a_list_of_the_broker_s_is_quoted_with_its_numbers(cause: Cause) -> None:
    run = _run(
        booking("-1", cause, id="a", record="account log", at=after(-5)),
        booking("-0.5", cause, id="b", record="account log", at=after(7)),
    )
    (sentence,) = evidence.sentences(run.only(), {}, zone=CET)
    assert sentence.startswith("Account log: 2 entries ")
    for part in ("−1.5", "PF_XBTUSD", "09:59:55 CET to 10:00:07 CET"):
        assert part in sentence
    unknown = cause is Cause.OTHER
    assert ("does not know" in sentence) is unknown
    assert (cause.replace("_", " ") in sentence) is not unknown
    assert "!" not in sentence


def test_a_list_without_a_name_is_the_broker_s_record() -> None:
    (sentence,) = evidence.sentences(_run(booking("1")).only(), {}, zone=UTC)
    assert sentence.startswith("The broker's record: 1 entry")
