"""What happened, in words: every word of the core has one, and every sentence its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest

from assignwatch.core.model import Instrument
from assignwatch.core.words import (
    Cause,
    Grade,
    InstrumentKind,
    Kind,
    Response,
    Severity,
)
from assignwatch.texts import incidents
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
    assert incidents.title(version, KNOWN) == f"{expected}XBT perpetual"
    assert incidents.title(version, None) == f"{expected}PF_XBTUSD"


@pytest.mark.parametrize("kind", Kind)
def test_the_sentence_says_how_many_of_what_and_at_which_price(kind: Kind) -> None:
    sentence = incidents.what(replace(_run().only(), kind=kind), KNOWN)
    for part in ("1,234.5", "XBT perpetual", "at 67,000.50"):
        assert part in sentence
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "!" not in sentence


@pytest.mark.parametrize("kind", Kind)
def test_without_a_price_the_sentence_says_none(kind: Kind) -> None:
    version = replace(_run(booking("1")).only(), kind=kind)
    assert " at " not in incidents.what(version, KNOWN)


@pytest.mark.parametrize(("quantity", "direction"), [("2", "long"), ("-2", "short")])
def test_a_takeover_says_in_which_direction(quantity: str, direction: str) -> None:
    sentence = incidents.what(_run(booking(quantity)).only(), KNOWN)
    assert f"2 XBT perpetual {direction}" in sentence


def test_cash_is_named_or_said_to_be_unknown() -> None:
    version = _run(booking("1", cash={"USD": "-12.5", "EUR": "3"})).only()
    assert incidents.cash(version) == "+3.00 EUR, −12.50 USD"
    assert incidents.cash(_run().only()) == "not known yet"


# ----------------------------------------------------------------------------------------- evidence


@pytest.mark.parametrize(
    "cause", [c for c in Cause if c not in {"correction", "netting", "dividend"}]
)
def test_a_list_of_the_broker_s_is_quoted_with_its_numbers(cause: Cause) -> None:
    run = _run(
        booking("-1", cause, id="a", record="account log", at=after(-5)),
        booking("-0.5", cause, id="b", record="account log", at=after(7)),
    )
    (sentence,) = incidents.evidence(run.only(), CET)
    assert sentence.startswith("Account log: 2 entries ")
    for part in ("−1.5", "PF_XBTUSD", "09:59:55 CET to 10:00:07 CET"):
        assert part in sentence
    unknown = cause is Cause.OTHER
    assert ("does not know" in sentence) is unknown
    assert (cause.replace("_", " ") in sentence) is not unknown
    assert "!" not in sentence


def test_one_entry_is_one_entry_at_one_time() -> None:
    (sentence,) = incidents.evidence(_run().only(), UTC)
    assert sentence == "Account log: 1 entry (taken over), −1,234.5 PF_XBTUSD, at 09:00:00 UTC."


def test_a_list_without_a_name_is_the_broker_s_record() -> None:
    (sentence,) = incidents.evidence(_run(booking("1")).only(), UTC)
    assert sentence.startswith("The broker's record: 1 entry")


def test_a_contradiction_names_both_causes() -> None:
    run = _run(
        booking("-1", Cause.LIQUIDATION, id="a", event="e", record="fills"),
        booking("-1", Cause.BROKER_CLOSE, id="b", event="e", record="log"),
    )
    assert incidents.evidence(run.only())[-1] == (
        "The broker's records disagree about the cause: broker close, liquidation."
    )


def test_what_was_not_seen_is_said_to_be() -> None:
    version = replace(_run().only(), late=True)
    assert incidents.evidence(version)[-1] == "It happened while AssignWatch was not looking."


def test_numbers_are_never_rounded_away() -> None:
    tiny = Decimal("0.000000000000000001")
    version = _run(booking(f"{tiny:f}")).only()
    assert f"+{tiny:f}" in incidents.title(version, None)
    assert f"{tiny:f}" in incidents.what(version, None)
